"""F10: the drill. The computer is gone; a copied backup, another computer, the recovery code.

Played with the command line as the README tells it. Counts and the audit trail must be those of the
moment of the backup, and the trail must name the restore.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.services.vault import VaultService
from app.storage.backup_shelf import BackupInfo, list_backups
from app.storage.integrity import check_file
from app.system.clock import FixedClock
from app.system.paths import DataFolder
from tests.cli.cli_kit import Line
from tests.faults.figures import Figure, note
from tests.services.people_kit import gather, log_request
from tests.services.vault_kit import CHOICES, OTHER_PASSWORD, PASSWORD, vault_service
from tests.storage_kit import NOW


@dataclass
class Office:
    """A practice with some work done, its backup on a stick, and its first computer lost."""

    code: str
    stick: BackupInfo
    counts: dict[str, int]
    head: tuple[int, bytes]
    later_password: str


@pytest.fixture
def office(tmp_path: Path) -> Office:
    clock, first = FixedClock(NOW), tmp_path / "first computer"
    service = vault_service(first, clock)
    code = service.create(choices=CHOICES, password=PASSWORD)
    opened = service.confirm_recovery(code=code)
    for _ in range(3):
        gather(opened.desk, log_request(opened.desk))
    made = opened.services.backups.back_up(target=tmp_path / "stick").value.info
    # what happens after the backup is lost with the computer, a changed password too
    opened.services.staff.change_own_password(old=PASSWORD, new=OTHER_PASSWORD)
    clock.advance(timedelta(hours=1))
    service.lock(open_desk=opened)
    shutil.rmtree(first)
    (stick,) = list_backups(tmp_path / "stick")
    return Office(code, stick, dict(made.counts), (made.head.seq, made.head.mac), OTHER_PASSWORD)


def check(office: Office, service: VaultService, folder: Path, password: str) -> None:
    """Everything of the backup's moment is there, and the restore is in the trail."""
    opened = service.unlock(login="ann", password=password)
    store = opened.desk.store
    report = check_file(DataFolder(folder).database, store.keys, store.clock)
    with opened.desk.reading() as unit:
        trail = unit.audit.page(limit=500)
        assert unit.audit.verify().intact
    store.close()
    assert report.findings == ()
    seq, mac = office.head
    at_backup = next(entry for entry in trail if entry.seq == seq)
    assert at_backup.mac == mac, "the chain is the same up to the backup"
    assert "store.restored" in {entry.action for entry in trail if entry.seq > seq}
    grown = {"audit", "setting"}
    same = {name: count for name, count in office.counts.items() if name not in grown}
    assert {name: count for name, count in report.counts if name in same} == same


@pytest.mark.parametrize("way", ["recovery code", "password of then"])
def test_the_drill(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    other = tmp_path / "another computer"
    line = Line(other, capsys)
    line.clock.advance(timedelta(days=1))
    words: tuple[str | Path, ...] = ("restore", office.stick.folder, "--reason", "drill")
    if way == "recovery code":
        said = line.json(*words, "--recovery-code", given=office.code)
    else:
        said = line.json(*words, "--user", "ann", given=PASSWORD)
    assert said["done"] is True, said
    assert said["result"]["rows_by_table"] == office.counts
    service = vault_service(other, line.clock)
    password = PASSWORD
    if way == "recovery code":
        password = "a brand new long one 77"
        fresh = service.recover(code=office.code, reason="new computer", new_password=password)
        service.confirm_recovery(code=fresh).desk.store.close()
    check(office, service, other, password)
    bad = {"rows lost": 0, "chain broken": 0}
    note(Figure("F10", "restored on another computer", 1, bad), part=way)


def test_the_password_of_later_does_not_open_the_older_copy(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Line(tmp_path / "another computer", capsys)
    words = ("restore", office.stick.folder, "--reason", "drill", "--user", "ann")
    assert line(*words, given=office.later_password) == 1
    assert not DataFolder(line.folder).has_database
