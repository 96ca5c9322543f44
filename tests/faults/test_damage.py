"""Damaged bytes are always reported and never shown as data (F05, F06); full disks (F03)."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.storage.faults import StoreDamaged
from app.storage.integrity import check_file
from app.storage.store import Store
from app.system.clock import FixedClock
from tests.conftest import FULL
from tests.faults.figures import Figure, note
from tests.faults.kit import ROOT
from tests.storage_kit import NOW, kit_keys, make_store, reopen

FLIPS = 400 if FULL else 50
ROWS = 120


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A closed database with some content."""
    folder = tmp_path_factory.mktemp("filled")
    store = make_store(folder)
    with store.writing() as unit:
        for number in range(ROWS):
            unit.settings.put(f"key-{number}", _value(number))
            unit.audit.record(AuditEvent("filled", "row", number))
    store.close()
    return (folder / "practice.db").read_bytes()


def _value(number: int) -> dict[str, object]:
    return {"number": number, "text": f"value {number} " * 12}


def test_every_flipped_bit_is_reported(tmp_path: Path, filled: bytes) -> None:
    """F05: whatever page it is in, the check says so, and reading shows the truth or nothing."""
    places = random.Random(5)  # noqa: S311 - repeatable, not secret
    database = tmp_path / "practice.db"
    for _ in range(FLIPS):
        data = bytearray(filled)
        data[places.randrange(len(data))] ^= 1 << places.randrange(8)
        _fresh(database, bytes(data))
        _read_only_truth(tmp_path)
        _fresh(database, bytes(data))
        assert not check_file(database, kit_keys(), FixedClock(NOW)).intact
    bad = {"unnoticed": 0, "shown wrong": 0}
    note(Figure("F05", "one bit of the database flipped", FLIPS, bad))


def _fresh(database: Path, data: bytes) -> None:
    for name in ("practice.db-wal", "practice.db-shm"):
        database.with_name(name).unlink(missing_ok=True)
    database.write_bytes(data)


def _read_only_truth(folder: Path) -> None:
    try:
        store = reopen(folder)
    except Problem as problem:
        assert isinstance(problem, StoreDamaged), problem.code  # noqa: PT017
        return
    try:
        with store.reading() as unit:
            values = unit.settings.everything()
    except StoreDamaged:
        assert store.damaged
    else:
        assert values == {f"key-{number}": _value(number) for number in range(ROWS)}
    finally:
        store.abandon()


@pytest.mark.parametrize("cut", [1, 2048, 4096, 4096 * 5])
def test_a_shortened_file_is_reported(tmp_path: Path, filled: bytes, cut: int) -> None:
    """F06, the long ones: whole pages gone are noticed too."""
    _fresh(tmp_path / "practice.db", filled[:-cut])
    assert not check_file(tmp_path / "practice.db", kit_keys(), FixedClock(NOW)).intact
    note(Figure("F06", "database cut short", 1, {"unnoticed": 0}), part=str(cut))


def test_only_unused_pages_bad_is_told_apart(tmp_path: Path) -> None:
    """Such a store is repaired by a fresh copy; its content is whole."""
    store = make_store(tmp_path)
    with store.raw_connection() as connection:
        connection.execute("CREATE TABLE filler (id INTEGER PRIMARY KEY, pad TEXT)")
        connection.execute("PRAGMA secure_delete=OFF")
        for _ in range(40):
            connection.execute("INSERT INTO filler(pad) VALUES (hex(randomblob(4000)))")
        connection.execute("DELETE FROM filler")
        connection.execute("DROP TABLE filler")
    store.close()
    database = tmp_path / "practice.db"
    data = bytearray(database.read_bytes())
    found = False
    for at in range(len(data) - 4096 * 3 + 200, len(data), 4096):
        changed = bytearray(data)
        changed[at] ^= 1
        _fresh(database, bytes(changed))
        report = check_file(database, kit_keys(), FixedClock(NOW))
        assert not report.intact
        found = found or report.only_unused_pages
    assert found


# --- a full disk -------------------------------------------------------------------------------

_FILL = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from app.domain.errors import Problem
from app.storage.opening import open_database
from app.storage.root_keys import RootKeys
from app.system.clock import SystemClock
from app.system.paths import DataFolder
store = open_database(DataFolder(Path(sys.argv[1])), RootKeys({1: bytes.fromhex(sys.argv[2])}),
                      SystemClock())
size = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
done = 0
code = ""
while done < 2000 and not code:
    try:
        with store.writing() as unit:
            unit.settings.put(f"fill-{done}", "x" * 4000)
        done += 1
    except Problem as problem:
        code = problem.code
print(done, code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB, where this account may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    possible = shutil.which("mount") is not None
    if not possible or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this account may not mount a small disk; the size limit test covers the rest")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(store: Store) -> tuple[int, str]:
    """Write until it fails; how many commits there were, and the code of the failure."""
    for number in range(3000):
        try:
            with store.writing() as unit:
                unit.settings.put(f"fill-{number}", "x" * 4000)
        except Problem as problem:
            return number, problem.code
    return 3000, ""


def test_a_full_disk_keeps_the_last_commit(small_disk: Path) -> None:
    """F03: typed error, last commit there, usable again after freeing space."""
    store = make_store(small_disk / "data")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    done, code = fill(store)
    assert (code, done > 5) == ("disk-full", True)
    assert not store.damaged
    ballast.unlink()
    with store.writing() as unit:
        unit.settings.put("after", "freed")
    store.close()
    again = reopen(small_disk / "data")
    with again.reading() as unit:
        values = unit.settings.everything()
    assert values["after"] == "freed"
    assert len(values) == done + 1
    again.close()
    assert check_file(again.folder.database, kit_keys(), FixedClock(NOW)).intact


def test_a_file_that_may_not_grow_keeps_the_last_commit(tmp_path: Path) -> None:
    """The same without the right to mount: the system refuses to let the file grow."""
    store = make_store(tmp_path)
    store.close()
    with kit_keys().raw(1) as raw:
        key = bytes(raw[2:-1]).decode()
    run = subprocess.run(
        [sys.executable, "-c", _FILL, str(tmp_path), key, str(1_500_000)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    done, code = run.stdout.split()
    assert code in ("disk-full", "store-damaged")
    again = reopen(tmp_path)
    with again.reading() as unit:
        assert len(unit.settings.everything()) == int(done)
    again.close()
    assert check_file(again.folder.database, kit_keys(), FixedClock(NOW)).intact
