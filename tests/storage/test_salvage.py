"""What can be read of a damaged store: a bad page costs its own rows, a backup fills the gap."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.domain.staff import Actor
from app.storage.backup import make_backup
from app.storage.backup_shelf import newest_backup
from app.storage.faults import StoreDamaged
from app.storage.integrity import check_file
from app.storage.repair import DamagedStore
from app.storage.root_keys import RootKeys
from app.storage.salvage import Gap, SavedTable, TableScan, tables_of
from app.system.clock import FixedClock
from app.system.instance_lock import who_holds
from app.system.paths import DataFolder
from tests.storage_kit import LOGIN, NOW, PASSWORD, make_vault, unlocker

ANN = Actor(1, "Ann Example")
CLOCK = FixedClock(NOW)
PAGE = 4096
OLD, NEW = 200, 60
LONG = 100


@dataclass(frozen=True)
class Template:
    """A closed store with a backup, and which of its pages hold what.

    ``old`` and ``new`` hold rows from before and after the backup, ``tail`` the end of a long row.
    """

    root: Path
    keys: RootKeys
    old: int
    new: int
    tail: int


@dataclass(frozen=True)
class Copy:
    """A copy of the template that a test may damage."""

    folder: DataFolder
    keys: RootKeys
    pages: Template

    def flip(self, page: int) -> bytes:
        """Damage one page; the file as it is now."""
        return flipped(self.folder.database, page)


def flipped(path: Path, page: int) -> bytes:
    data = bytearray(path.read_bytes())
    data[(page - 1) * PAGE + 1000] ^= 0xFF
    path.write_bytes(data)
    return bytes(data)


def gaps_of(path: Path, keys: RootKeys) -> list[Gap]:
    scan = TableScan(path, keys, "setting", ("key", "value"))
    try:
        rows = list(scan.rows())
    except StoreDamaged:
        # Not even the list of tables can be read then.
        return []
    numbers = [row[0] for row in rows]
    assert numbers == sorted(set(numbers))
    for number, key, value in rows:
        assert key == f"row-{number:04d}"
        assert value.strip('"') == "x" * (9000 if number == LONG else 300)
    known = sum(last - first + 1 for first, last in scan.gaps if last is not None)
    if all(last is not None for _, last in scan.gaps):
        assert len(rows) + known == OLD + NEW
    return scan.gaps


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Every page is damaged once, to see what it costs."""
    root = tmp_path_factory.mktemp("damaged") / "data"
    store = make_vault(root)
    for first, count in ((1, OLD), (OLD + 1, NEW)):
        with store.writing() as unit:
            for number in range(first, first + count):
                unit.settings.put(f"row-{number:04d}", "x" * (9000 if number == LONG else 300))
            unit.audit.record(AuditEvent("filled"))
        if first == 1:
            make_backup(store)
    keys = store.keys.copy()
    store.close()
    path = store.folder.database
    whole = path.read_bytes()
    cost: dict[str, list[int]] = {"old": [], "new": [], "tail": []}
    for page in range(2, len(whole) // PAGE + 1):
        flipped(path, page)
        for first, last in gaps_of(path, keys):
            if last is not None and last - first < 40:
                kind = "tail" if first == last == LONG else "old" if last <= OLD else "new"
                cost[kind].append(page)
        path.write_bytes(whole)
    assert len(cost["tail"]) >= 2, "each page of the long row costs that row alone"
    newer = [page for page in cost["new"] if page not in cost["old"]]
    return Template(root, keys, cost["old"][0], newer[0], cost["tail"][-1])


@pytest.fixture
def copy(template: Template, tmp_path: Path) -> Copy:
    shutil.copytree(template.root, tmp_path / "data")
    return Copy(DataFolder(tmp_path / "data"), template.keys.copy(), template)


@pytest.fixture
def damaged(copy: Copy) -> Iterator[DamagedStore]:
    """The store with a page of older rows damaged."""
    copy.flip(copy.pages.old)
    made = DamagedStore(copy.folder, copy.keys.copy(), CLOCK)
    yield made
    made.close()


def settings_of(saved: tuple[SavedTable, ...]) -> SavedTable:
    return next(each for each in saved if each.name == "setting")


def test_lost_rows_are_filled_from_the_backup(copy: Copy, damaged: DamagedStore) -> None:
    table = settings_of(damaged.repair(newest_backup(copy.folder.backups)))
    assert table.whole
    assert table.from_backup > 1
    assert table.saved + table.from_backup == OLD + NEW


def test_without_a_backup_they_are_counted_and_told(copy: Copy, damaged: DamagedStore) -> None:
    before = copy.folder.database.read_bytes()
    saved = damaged.repair(None)
    table = settings_of(saved)
    assert table.lost > 1
    assert table.saved + table.lost == OLD + NEW
    assert copy.folder.database.read_bytes() == before, "nothing is moved before it is asked for"
    damaged.put_in_place(ANN, saved)
    assert check_file(copy.folder.database, copy.keys, CLOCK).intact
    (aside,) = copy.folder.quarantine.iterdir()
    assert aside.joinpath("practice.db").read_bytes() == before
    damaged.close()
    again = unlocker(copy.folder.root).unlock(LOGIN, PASSWORD).store
    with again.reading() as unit:
        assert len(unit.settings.everything()) == table.saved
        newest = unit.audit.page(limit=1)[0]
    assert (newest.action, newest.actor) == ("store.repaired", 1)
    assert f"{table.lost} lost" in newest.detail
    again.close()


def test_rows_newer_than_the_backup_stay_lost(copy: Copy) -> None:
    copy.flip(copy.pages.new)
    made = DamagedStore(copy.folder, copy.keys.copy(), CLOCK)
    table = settings_of(made.repair(newest_backup(copy.folder.backups)))
    made.close()
    assert table.lost >= 1
    assert not table.whole
    assert table.saved + table.from_backup + table.lost == OLD + NEW


def test_while_it_is_looked_at_nobody_else_opens_it(copy: Copy, damaged: DamagedStore) -> None:
    assert who_holds(copy.folder.lock) is not None
    with pytest.raises(Problem, match="store-in-use"):
        DamagedStore(copy.folder, copy.keys, CLOCK)
    assert copy.keys.newest_first == [], "wiped"
    assert "setting" in damaged.tables()
    damaged.close()
    assert who_holds(copy.folder.lock) is None
    assert not (copy.folder.root / "restore.partial").exists()


def test_a_file_without_a_readable_beginning_is_told_as_damaged(copy: Copy) -> None:
    copy.flip(1)
    with pytest.raises(Problem, match="store-damaged"):
        tables_of(copy.folder.database, copy.keys)


def test_a_bad_tail_of_a_long_value_is_never_handed_out(copy: Copy) -> None:
    """The library gives zeros for it without an error; the store must not."""
    copy.flip(copy.pages.tail)
    again = unlocker(copy.folder.root).unlock(LOGIN, PASSWORD).store
    with pytest.raises(StoreDamaged), again.reading() as unit:
        assert unit.settings.get(f"row-{LONG:04d}", "")
    assert again.damaged
    with pytest.raises(StoreDamaged), again.writing() as unit:
        unit.settings.put("x", 1)
    again.abandon()
