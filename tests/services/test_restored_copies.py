"""A copy of the practice elsewhere: it leaves the original's second place alone, and says so."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.settings import SECOND_BACKUP_FOLDER
from app.services.open_desk import OpenDesk
from app.services.restoring import RestoreOrder
from app.services.vault import VaultService
from app.storage.backup_shelf import BackupInfo, list_backups, read_manifest
from app.storage.key_slots import WrongPassword
from app.storage.restore import READY, finish_interrupted_restore
from app.system.clock import FixedClock
from tests.services.vault_kit import CHOICES, NOW, PASSWORD, vault_service

AGAIN = timedelta(minutes=10)


class Office:
    """A practice whose backups are copied to a second place."""

    def __init__(self, root: Path) -> None:
        self.root, self.second = root / "data", root / "second"
        self.clock = FixedClock(NOW)
        self.service = vault_service(self.root, self.clock)
        self.code = self.service.create(choices=CHOICES, password=PASSWORD)
        desk = self.service.confirm_recovery(code=self.code)
        settings = desk.services.settings
        settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value=str(self.second))
        self.service.lock(open_desk=desk)

    @property
    def copies(self) -> list[str]:
        """The names of the backups in the second place."""
        return sorted(folder.name for folder in self.second.iterdir())

    def on_shelf(self) -> BackupInfo:
        """The newest backup in the data folder."""
        return list_backups(self.root / "backups")[0]

    def carried(self) -> BackupInfo:
        """The newest backup in the second place."""
        return list_backups(self.second)[0]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def order(info: BackupInfo, **changed: Any) -> RestoreOrder:
    return RestoreOrder(info, "drill", **({"login": "ann", "password": PASSWORD} | changed))


def second_place(desk: OpenDesk) -> str:
    return desk.services.settings.preferences().second_backup_folder


def restored_event(service: VaultService) -> dict[str, Any]:
    desk = service.unlock(login="ann", password=PASSWORD)
    with desk.desk.reading() as unit:
        events = unit.audit.page(limit=100)
    desk.desk.store.close()
    detail: dict[str, Any] = json.loads(
        next(event.detail for event in events if event.action == "store.restored")
    )
    return detail


@pytest.mark.parametrize("again", [False, True], ids=["empty folder", "over a copy"])
def test_a_copy_elsewhere_writes_nothing_among_the_originals_backups(
    office: Office, tmp_path: Path, again: bool
) -> None:
    before = office.copies
    office.clock.advance(AGAIN)
    elsewhere = vault_service(tmp_path / "elsewhere", office.clock)
    for _ in range(2 if again else 1):
        restored = elsewhere.restore(order=order(office.carried()))
        assert restored.second_place_cleared
        assert "second place for this copy" in restored.remark
    desk = elsewhere.unlock(login="ann", password=PASSWORD)
    assert second_place(desk) == ""
    assert desk.services.backups.second_place().restored
    office.clock.advance(AGAIN)
    made = desk.services.backups.back_up().value
    assert made.copies == ()
    desk.desk.store.close()
    assert office.copies == before
    assert restored_event(elsewhere)["second_place"] == "cleared"


def test_a_backup_of_the_originals_shelf_restored_elsewhere_is_a_copy_too(
    office: Office, tmp_path: Path
) -> None:
    # as if the folder with the backups, but not the store, had been carried over
    shutil.copytree(office.root / "backups", tmp_path / "elsewhere" / "backups")
    elsewhere = vault_service(tmp_path / "elsewhere", office.clock)
    info = read_manifest(tmp_path / "elsewhere" / "backups" / office.on_shelf().folder.name)
    assert info is not None
    assert elsewhere.restore(order=order(info)).second_place_cleared


def test_the_same_place_keeps_its_second_place(office: Office) -> None:
    restored = office.service.restore(order=order(office.on_shelf()))
    assert (restored.second_place_cleared, restored.remark) == (False, "")
    desk = office.service.unlock(login="ann", password=PASSWORD)
    assert second_place(desk) == str(office.second)
    office.service.lock(open_desk=desk)
    assert "second_place" not in restored_event(office.service)


def test_without_a_second_place_there_is_nothing_to_choose(office: Office, tmp_path: Path) -> None:
    desk = office.service.unlock(login="ann", password=PASSWORD)
    desk.services.settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value="")
    office.clock.advance(AGAIN)
    office.service.lock(open_desk=desk)
    elsewhere = vault_service(tmp_path / "elsewhere", office.clock)
    assert not elsewhere.restore(order=order(office.on_shelf())).second_place_cleared
    assert "second_place" not in restored_event(elsewhere)


@pytest.mark.parametrize("at_home", [0, 1])
def test_a_restore_that_was_cut_off_is_finished_the_same_way(office: Office, at_home: int) -> None:
    ready = office.root / READY
    ready.mkdir()
    for name in ("practice.db", "practice.keys"):
        shutil.copyfile(office.on_shelf().folder / name, ready / name)
    mark = {"restored_head": 3, "old_head": 5, "at_home": at_home}
    (ready / "restored.json").write_text(json.dumps(mark))
    finish_interrupted_restore(office.service.folder, NOW)
    desk = office.service.unlock(login="ann", password=PASSWORD)
    assert bool(second_place(desk)) is bool(at_home)
    desk.desk.store.close()


def test_wrong_tries_on_a_new_computer_stand_in_the_restored_trail(
    office: Office, tmp_path: Path
) -> None:
    elsewhere = vault_service(tmp_path / "elsewhere", office.clock)
    for wrong in ({"login": "", "code": "0BPV-6NQS"}, {"password": "wrong"}):
        with pytest.raises(WrongPassword):
            elsewhere.restore(order=order(office.carried(), **wrong))
    # a new process: nothing is remembered but what lies in the folder
    elsewhere = vault_service(tmp_path / "elsewhere", office.clock)
    elsewhere.restore(order=order(office.carried(), login="", password="", code=office.code))
    desk = elsewhere.unlock(login="ann", password=PASSWORD)
    with desk.desk.reading() as unit:
        failed = [e.detail for e in unit.audit.page(limit=100) if e.action == "signin.failed"]
    desk.desk.store.close()
    assert sum("wrong-code-for-backup" in detail for detail in failed) == 1
    assert sum("wrong-password-for-backup" in detail for detail in failed) == 1
