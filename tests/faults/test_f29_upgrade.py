"""F29: stores of earlier releases open, come forward with a backup first, and lose nothing."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Problem
from app.domain.recovery_code import parse_recovery_code
from app.storage.backup import verify_backup
from app.storage.backup_shelf import list_backups
from app.storage.integrity import check_file
from app.storage.migrate import newest_schema
from app.storage.store import Store
from app.system.clock import FixedClock
from app.system.paths import DataFolder
from tests.faults.figures import Figure, note
from tests.storage_kit import NOW, unlocker

FIXTURES = Path(__file__).with_name("fixtures")
NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))
LATER = timedelta(days=30)


@pytest.fixture(params=NAMES)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[DataFolder, dict[str, Any]]:
    """A practice as an earlier release left it, and what is known about it."""
    folder = DataFolder(tmp_path / "data")
    with zipfile.ZipFile(FIXTURES / f"{request.param}.zip") as packed:
        packed.extractall(folder.root)
    facts = json.loads((FIXTURES / f"{request.param}.json").read_text(encoding="utf-8"))
    return folder, facts


def later() -> FixedClock:
    clock = FixedClock(NOW)
    clock.advance(LATER)
    return clock


def counts_of(folder: DataFolder, store: Store) -> dict[str, int]:
    report = check_file(folder.database, store.keys, store.clock)
    assert report.findings == ()
    return dict(report.counts)


def test_nothing_is_lost(released: tuple[DataFolder, dict[str, Any]]) -> None:
    folder, facts = released
    clock = later()
    store = unlocker(folder.root, clock).unlock(facts["login"], facts["password"]).store
    try:
        with store.reading() as unit:
            assert unit.schema() == newest_schema()
            requests = range(1, len(facts["states"]) + 1)
            states = [unit.requests.get(number).status.value for number in requests]
            chain = unit.audit.verify()
            newest = unit.audit.page(limit=10)
            letters = [
                unit.attachments.read(each.id)
                for number in requests
                for each in unit.attachments.of_request(number)
            ]
        now = counts_of(folder, store)
    finally:
        store.close()
    assert states == facts["states"]
    assert all(letter.startswith(b"%PDF") for letter in letters)
    assert len(letters) == facts["counts"]["attachment"]
    lost = {
        name: count
        for name, count in facts["counts"].items()
        if now.get(name, 0) < count or (name in KEPT and now[name] != count)
    }
    assert chain.intact
    moved = facts["schema"] < newest_schema()
    assert ("store.migrated" in {each.action for each in newest}) is moved
    tail = [each for each in newest if each.seq == facts["audit"]["seq"]]
    if tail:
        assert tail[0].mac.hex() == facts["audit"]["mac"], "the chain goes on from where it was"
    note(
        Figure(
            "F29", "store of an earlier release opened", 1, {"tables with lost rows": len(lost)}
        ),
        part=folder.root.parent.name,
    )
    assert lost == {}


KEPT = frozenset({"patient", "request", "request_step", "mail_piece", "mail_event", "paper"})


def test_the_backup_made_first_is_of_the_old_form(
    released: tuple[DataFolder, dict[str, Any]], tmp_path: Path
) -> None:
    folder, facts = released
    if facts["schema"] == newest_schema():
        pytest.skip("this release's form is still the present one")
    clock = later()
    store = unlocker(folder.root, clock).unlock(facts["login"], facts["password"]).store
    (info,) = list_backups(folder.backups)
    assert info.schema == facts["schema"]
    assert dict(info.counts) == facts["counts"]
    assert verify_backup(info, store.keys, clock).intact
    store.close()
    # the old store goes with the old keyring into a folder of its own and comes forward again
    again = tmp_path / "again"
    again.mkdir()
    for name in ("practice.db", "practice.keys"):
        shutil.copyfile(info.folder / name, again / name)
    body = parse_recovery_code(facts["recovery_code"])
    assert body is not None
    opened = unlocker(again, clock).recover(body).store
    with opened.reading() as unit:
        assert unit.schema() == newest_schema()
    opened.close()


def test_a_step_that_cannot_be_made_leaves_the_old_store(
    released: tuple[DataFolder, dict[str, Any]],
) -> None:
    folder, facts = released
    if facts["schema"] == newest_schema():
        pytest.skip("this release's form is still the present one")

    def full(*_: object) -> None:
        raise Problem("backup-no-space", "There is no room.")

    before = folder.database.read_bytes()
    opener = replace(unlocker(folder.root, later()), before_migration=full)
    with pytest.raises(Problem, match="backup-no-space"):
        opener.unlock(facts["login"], facts["password"])
    assert folder.database.read_bytes() == before
    unlocker(folder.root, later()).unlock(facts["login"], facts["password"]).store.close()
