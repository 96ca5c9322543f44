"""Backups made, checked, copied and rehearsed; the trail verified, paged and sealed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Cancelled, FieldProblems, Problem
from app.domain.settings import SECOND_BACKUP_FOLDER
from app.domain.staff import Role
from app.services.audit import AuditQuery
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.services.vault import VaultService
from app.storage.backup_shelf import BackupInfo, read_manifest
from app.system.clock import FixedClock
from tests.services.vault_kit import (
    NOW,
    PASSWORD,
    PRACTICE,
    actions,
    set_up,
    vault_service,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("backups") / "data"
    service = vault_service(root)
    desk = set_up(service)
    desk.desk.store.close()
    return root


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def service(template: Path, tmp_path: Path, clock: FixedClock) -> VaultService:
    shutil.copytree(template, tmp_path / "data")
    return vault_service(tmp_path / "data", clock)


@pytest.fixture
def opened(service: VaultService) -> Iterator[OpenDesk]:
    desk = service.unlock(login="ann", password=PASSWORD)
    yield desk
    desk.desk.store.close()


def made(desk: OpenDesk) -> BackupInfo:
    return desk.services.backups.back_up().value.info


def test_the_age_of_the_last_backup(opened: OpenDesk, clock: FixedClock) -> None:
    backups = opened.services.backups
    assert backups.last().late
    assert backups.last().made_at is None
    assert backups.is_due()
    made(opened)
    assert not backups.last().late
    assert not backups.is_due()
    clock.advance(timedelta(days=3, minutes=1))
    assert backups.last().age == timedelta(days=3, minutes=1)
    assert backups.last().late
    opened.services.settings.save_practice(profile=PRACTICE)
    assert backups.is_due()


def test_backups_are_listed_verified_and_rehearsed(opened: OpenDesk, clock: FixedClock) -> None:
    backups = opened.services.backups
    first = made(opened)
    clock.advance(timedelta(hours=5))
    second = made(opened)
    assert backups.list() == (second, first)
    assert backups.at(folder=first.folder) == first
    assert backups.verify(info=first).intact
    assert backups.rehearse(info=first).intact
    assert backups.check_store().intact
    assert not list(opened.desk.store.folder.root.glob("restore*"))
    assert actions(opened.desk)[-3:] == ["backup.verified", "backup.verified", "store.checked"]


def test_a_damaged_backup_is_named(opened: OpenDesk) -> None:
    info = made(opened)
    data = bytearray(info.database.read_bytes())
    data[5000] ^= 1
    info.database.write_bytes(data)
    with pytest.raises(Problem, match="backup-damaged"):
        opened.services.backups.verify(info=info)
    with pytest.raises(Problem, match="backup-damaged"):
        opened.services.backups.rehearse(info=info)
    with pytest.raises(Problem, match="no-backup"):
        opened.services.backups.at(folder=info.folder.parent)


def test_a_second_copy_and_its_failure(opened: OpenDesk, tmp_path: Path) -> None:
    backups = opened.services.backups
    usb = tmp_path / "usb"
    copied = backups.back_up(target=usb).value
    assert copied.copies == (usb,)
    assert copied.copy_problem is None
    assert any(usb.iterdir())
    assert "backup.copied" in actions(opened.desk)
    (tmp_path / "file").write_text("not a folder")
    opened.services.settings.set_for_practice(
        setting=SECOND_BACKUP_FOLDER, value=str(tmp_path / "file")
    )
    failed = backups.back_up(target=None)
    assert failed.value.copy_problem is not None
    assert failed.value.info in backups.list()


def test_a_place_of_the_moment_does_not_take_the_second_places_copy(
    opened: OpenDesk, tmp_path: Path
) -> None:
    backups, usb, share = opened.services.backups, tmp_path / "usb", tmp_path / "share"
    choose_second(opened, usb)
    made = backups.back_up(target=share).value
    assert made.copies == (share, usb)
    assert [read_manifest(place / made.info.folder.name) is not None for place in made.copies] == [
        True,
        True,
    ]
    (tmp_path / "file").write_text("not a folder")
    half = backups.back_up(target=tmp_path / "file").value
    assert half.copies == (usb,)
    assert half.not_copied_to == tmp_path / "file"
    same = backups.back_up(target=tmp_path / "share" / ".." / "usb").value
    assert same.copy_problem is None, "one place under two names gets one copy"


def test_no_copy_goes_into_a_practices_data_folder(opened: OpenDesk, tmp_path: Path) -> None:
    other, backups = tmp_path / "other", opened.services.backups
    other.mkdir()
    (other / "practice.db").write_bytes(b"x")
    before = len(backups.list())
    for target in (other, other / "backups", opened.desk.store.folder.root):
        with pytest.raises(Problem, match="backup-into-data"):
            backups.back_up(target=target)
    assert len(backups.list()) == before
    choose_second(opened, other)
    problem = backups.back_up().value.copy_problem
    assert problem is not None
    assert problem.code == "backup-into-data"
    assert [each.name for each in other.iterdir()] == ["practice.db"]


def test_a_place_on_the_datas_own_disk_is_remarked(
    opened: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = opened.services.backups
    remark = backups.target_warning(folder=tmp_path / "not there yet")
    assert remark is not None
    assert "same disk as the data" in remark
    monkeypatch.setattr("app.services.backups.on_one_disk", lambda *_: False)
    assert backups.target_warning(folder=tmp_path) is None
    outside = backups.target_warning(folder=tmp_path / "OneDrive")
    assert outside is not None
    assert "encrypted, so this is allowed" in outside


def test_what_was_refused_asks_for_no_backup(opened: OpenDesk) -> None:
    made(opened)
    for action in ("permission.denied", "password.check_failed"):
        with opened.desk.writing() as unit:
            unit.audit.record(AuditEvent(action, "staff", 1))
    assert not opened.services.backups.is_due()


def choose_second(desk: OpenDesk, place: Path) -> None:
    desk.services.settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value=str(place))


def test_the_newest_backup_is_copied_at_once(opened: OpenDesk, tmp_path: Path) -> None:
    backups, usb = opened.services.backups, tmp_path / "usb"
    with pytest.raises(Problem, match="no-second-place"):
        backups.copy_newest()
    assert backups.second_place().folder is None
    info = made(opened)
    choose_second(opened, usb)
    assert not backups.second_place().reachable
    assert backups.copy_newest().value == info
    second = backups.second_place()
    assert second.reachable
    assert second.newest is not None
    assert second.newest.folder == usb / info.folder.name
    assert backups.list() == (info,), "no other backup was made"
    before = actions(opened.desk)
    assert before[-1] == "backup.copied"
    assert backups.copy_newest().value == info, "it is there already"
    assert actions(opened.desk) == before


def test_without_a_backup_one_is_made_for_the_second_place(
    opened: OpenDesk, tmp_path: Path
) -> None:
    backups = opened.services.backups
    assert backups.shelf() == opened.desk.store.folder.backups
    (tmp_path / "file").write_text("not a folder")
    choose_second(opened, tmp_path / "file")
    for _ in range(2):
        # first with the backup it makes, then with the one that is there
        with pytest.raises(Problem, match="backup-second-place"):
            backups.copy_newest()
    assert len(backups.list()) == 1
    (tmp_path / "new").mkdir()
    shutil.rmtree(backups.list()[0].folder)
    choose_second(opened, tmp_path / "new")
    assert backups.second_place().newest is None
    info = backups.copy_newest().value
    assert [each.name for each in (tmp_path / "new").iterdir()] == [info.folder.name]


def test_copying_to_the_second_place_can_be_stopped(opened: OpenDesk, tmp_path: Path) -> None:
    made(opened)
    choose_second(opened, tmp_path / "usb")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        opened.services.backups.copy_newest(progress=progress)
    assert list((tmp_path / "usb").iterdir()) == []


def test_a_second_place_that_cannot_be_read_is_told(
    opened: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_second(opened, tmp_path)

    def shut(_folder: Path) -> Iterator[Path]:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", shut)
    assert not opened.services.backups.second_place().reachable


def test_a_cancelled_backup_leaves_nothing(opened: OpenDesk) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        opened.services.backups.back_up(progress=progress)
    assert opened.services.backups.list() == ()
    assert not list(opened.desk.store.folder.backups.glob("*.partial"))


def test_progress_counts_up(opened: OpenDesk) -> None:
    seen: list[tuple[int, int]] = []
    report = Progress(lambda done, total: seen.append((done, total)))
    opened.services.backups.back_up(progress=report)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert {total for _, total in seen} == {7}


def test_the_trail_agrees_with_notes_and_seal(opened: OpenDesk, clock: FixedClock) -> None:
    audit = opened.services.audit
    seal = audit.seal()
    made(opened)
    clock.advance(timedelta(minutes=1))
    report = audit.verify(typed_seal=f" {seal.lower()} ")
    assert report.intact
    assert report.anchors == 3
    assert "agree" in report.sentence
    assert audit.seal() != seal
    with pytest.raises(FieldProblems):
        audit.verify(typed_seal="not a seal")
    wrong = seal[:-1] + ("0" if seal[-1] != "0" else "1")
    report = audit.verify(typed_seal=wrong)
    assert not report.intact
    assert report.sentence == report.fault


def test_events_of_one_thing_newest_first(opened: OpenDesk) -> None:
    for number in range(5):
        opened.services.staff.add(login=f"bea{number}", name="Bea", role=Role.CLERK)
    audit = opened.services.audit
    first = audit.page(query=AuditQuery(limit=3))
    assert len(first.rows) == 3
    assert first.more
    assert isinstance(first.next_key, int)
    second = audit.page(query=AuditQuery(limit=3, before=first.next_key))
    assert second.rows[0].seq == first.rows[-1].seq - 1
    assert audit.page(query=AuditQuery(request_id=1)).rows == ()
    assert audit.page(query=AuditQuery(patient_id=1)).rows == ()
