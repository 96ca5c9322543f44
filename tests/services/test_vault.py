"""Getting in and out: set-up, unlock, the five ways of not getting in, recovery, lock, restore."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, FieldProblems, NotPermitted, Problem
from app.domain.settings import practice_from
from app.domain.staff import Role
from app.services.open_desk import OpenDesk, TooSoon
from app.services.progress import Progress
from app.services.restoring import RestoreOrder
from app.services.setup import STAGING_NAME, SetupChoices
from app.services.vault import VaultService
from app.services.vault_state import FolderState
from app.storage.key_slots import WrongPassword
from app.storage.keyring import load_keyring
from app.system.clock import FixedClock
from app.system.instance_lock import InstanceLock
from tests.services.vault_kit import (
    CHOICES,
    NOW,
    OTHER_PASSWORD,
    PASSWORD,
    PRACTICE,
    actions,
    set_up,
    vault_service,
)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A locked practice and its recovery code; tests copy it."""
    root = tmp_path_factory.mktemp("practice") / "data"
    service = vault_service(root)
    code = service.create(choices=CHOICES, password=PASSWORD)
    service.lock(open_desk=service.confirm_recovery(code=code))
    return root, code


@pytest.fixture
def root(practice: tuple[Path, str], tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(practice[0], copy)
    return copy


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def service(root: Path, clock: FixedClock) -> VaultService:
    return vault_service(root, clock)


@pytest.fixture
def opened(service: VaultService) -> Iterator[OpenDesk]:
    desk = service.unlock(login="ann", password=PASSWORD)
    yield desk
    desk.desk.store.close()


def test_set_up_makes_a_whole_store(tmp_path: Path) -> None:
    service = vault_service(tmp_path / "data")
    assert service.state().kind is FolderState.ABSENT
    desk = set_up(service)
    with desk.desk.reading() as unit:
        assert practice_from(unit.settings.everything()) == PRACTICE
        assert len(unit.reference.state_rules()) > 5
        assert unit.reference.prices()
        assert unit.reference.letter_texts()
    assert desk.member.role is Role.ADMINISTRATOR
    assert not desk.must_change_password
    assert "store.set_up" in actions(desk.desk)
    assert not (tmp_path / "data" / STAGING_NAME).exists()
    locked = service.lock(open_desk=desk)
    assert locked.backup is not None
    assert service.state().kind is FolderState.PRESENT


def test_nothing_is_written_before_the_code_is_typed_back(tmp_path: Path) -> None:
    service = vault_service(tmp_path / "data")
    code = service.create(choices=CHOICES, password=PASSWORD)
    assert not (tmp_path / "data").exists()
    assert service.recovery_sheet().startswith(b"%PDF")
    with pytest.raises(FieldProblems) as wrong:
        service.confirm_recovery(code="0BPV-6NQS-22RF-YWG0-7EES-FW7B-7DCT")
    assert set(wrong.value.fields) == {"code"}
    assert not (tmp_path / "data").exists()
    typed = code.lower().replace("-", " ").replace("0", "o")
    desk = service.confirm_recovery(code=typed)
    desk.desk.store.close()


@pytest.mark.parametrize(
    ("login", "name", "password", "field"),
    [
        ("a", "Ann", PASSWORD, "login"),
        ("with space", "Ann", PASSWORD, "login"),
        ("ann", "  ", PASSWORD, "name"),
        ("ann", "Ann", "short", "password"),
        ("ann", "Ann", "lakesidefamilypractice", "password"),
    ],
)
def test_set_up_refuses_each_wrong_answer(
    tmp_path: Path, login: str, name: str, password: str, field: str
) -> None:
    service = vault_service(tmp_path / "data")
    with pytest.raises(FieldProblems) as wrong:
        service.create(choices=SetupChoices(PRACTICE, login, name), password=password)
    assert field in wrong.value.fields
    with pytest.raises(Problem, match="no-code-waiting"):
        service.confirm_recovery(code="")


def test_set_up_never_touches_an_existing_store(service: VaultService, root: Path) -> None:
    before = (root / "practice.db").read_bytes()
    with pytest.raises(Problem, match="store-exists"):
        service.create(choices=CHOICES, password=PASSWORD)
    assert (root / "practice.db").read_bytes() == before


def test_a_set_up_cut_off_while_moving_in_is_completed_or_gone(
    tmp_path: Path, root: Path, clock: FixedClock
) -> None:
    for name in ("practice.keys", "practice.keys.bak"):
        aside = tmp_path / name
        if (root / name).exists():
            (root / name).replace(aside)
    (root / "practice.db").replace(root / "practice.db.creating")
    service = vault_service(root, clock)
    assert service.state().kind is FolderState.ABSENT
    (tmp_path / "practice.keys").replace(root / "practice.keys")
    assert service.state().kind is FolderState.PRESENT
    desk = service.unlock(login="ann", password=PASSWORD)
    assert (root / "practice.db").exists()
    desk.desk.store.close()


def test_a_forbidden_place_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    service = VaultService(
        vault_service(tmp_path / "data").folder,
        FixedClock(NOW),
        check_place=lambda _: "This folder is on a network drive.",
    )
    with pytest.raises(Problem, match="forbidden-place"):
        service.create(choices=CHOICES, password=PASSWORD)
    assert service.check_folder(folder=tmp_path) is not None
    assert not (tmp_path / "data").exists()


def test_wrong_password_unknown_name_and_disabled_sound_the_same(
    service: VaultService, opened: OpenDesk
) -> None:
    staff = opened.services.staff
    clerk = staff.add(login="bea", name="Bea", role=Role.CLERK).value
    staff.disable(staff_id=clerk.member.id, version=clerk.member.version)
    opened.desk.store.close()
    told = []
    for login, password in (("ann", "wrong"), ("nobody", PASSWORD), ("bea", clerk.password)):
        with pytest.raises(WrongPassword) as wrong:
            service.unlock(login=login, password=password)
        told.append(wrong.value.sentences)
    assert len(set(told)) == 1


def test_failures_wait_and_join_the_trail_at_the_next_unlock(
    service: VaultService, clock: FixedClock
) -> None:
    for login in ("ann", "stranger", "ann", "ann", "ann"):
        with pytest.raises(WrongPassword):
            service.unlock(login=login, password="wrong")
    with pytest.raises(TooSoon) as soon:
        service.unlock(login="ann", password=PASSWORD)
    assert soon.value.wait == timedelta(seconds=1)
    assert service.state().wait == timedelta(seconds=1)
    clock.advance(timedelta(seconds=1))
    desk = service.unlock(login="ann", password=PASSWORD)
    with desk.desk.reading() as unit:
        failed = [e for e in unit.audit.page(limit=50) if e.action == "signin.failed"]
    assert len(failed) == 5
    assert all("unprotected queue" in entry.detail for entry in failed)
    assert not any("stranger" in entry.detail for entry in failed)
    assert "signin.succeeded" in actions(desk.desk)
    service.lock(open_desk=desk)
    again = service.unlock(login="ann", password=PASSWORD)
    assert actions(again.desk).count("signin.failed") == 5
    service.lock(open_desk=again)


def test_in_use_elsewhere_names_who_and_since(service: VaultService, opened: OpenDesk) -> None:
    other = vault_service(service.folder.root)
    state = other.state()
    assert state.kind is FolderState.IN_USE
    assert state.owner is not None
    assert state.owner.since_moment == NOW
    with pytest.raises(Problem, match="store-in-use") as problem:
        other.unlock(login="ann", password=PASSWORD)
    assert state.owner.user in problem.value.happened
    assert problem.value.next_step
    opened.services.staff.me()


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"", "store-damaged", FolderState.DAMAGED),
        (b"SQLite format 3\x00" + bytes(5000), "not-our-store", FolderState.FOREIGN),
        (bytes(range(256)) * 40, "store-damaged", None),
    ],
)
def test_a_spoilt_database_has_its_own_message(
    service: VaultService, root: Path, content: bytes, code: str, kind: FolderState | None
) -> None:
    (root / "practice.db").write_bytes(content)
    state = service.state()
    if kind is not None:
        assert state.kind is kind
        assert state.problem is not None
        assert state.problem.code == code
    with pytest.raises(Problem) as problem:
        service.unlock(login="ann", password=PASSWORD)
    assert problem.value.code == code
    assert problem.value.next_step
    assert (root / "practice.db").read_bytes() == content


def test_a_newer_keyring_and_a_missing_database_have_their_own_messages(
    service: VaultService, root: Path
) -> None:
    keys = root / "practice.keys"
    before = keys.read_text()
    keys.write_text(before.replace('"format": 1', '"format": 2'))
    assert service.state().kind is FolderState.NEWER
    keys.write_text(before)
    (root / "practice.db").unlink()
    assert service.state().kind is FolderState.DAMAGED
    with pytest.raises(Problem, match="store-missing"):
        service.unlock(login="ann", password=PASSWORD)


def test_an_older_copy_is_noticed(service: VaultService, root: Path, tmp_path: Path) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    added = desk.services.staff.add(login="bea", name="Bea", role=Role.CLERK).value
    service.lock(open_desk=desk)
    desk = service.unlock(login="ann", password=PASSWORD)
    desk.desk.store.checkpoint()
    shutil.copyfile(root / "practice.db", tmp_path / "old.db")
    desk.services.settings.save_practice(profile=PRACTICE)
    service.lock(open_desk=desk)
    shutil.copyfile(tmp_path / "old.db", root / "practice.db")
    with pytest.raises(Problem, match="store-rolled-back"):
        service.unlock(login="ann", password=PASSWORD)
    with pytest.raises(NotPermitted):
        service.unlock(login="bea", password=added.password, accept_rollback=True)
    with pytest.raises(Problem, match="store-rolled-back"):
        service.unlock(login="ann", password=PASSWORD)
    kept = service.unlock(login="ann", password=PASSWORD, accept_rollback=True)
    assert "integrity.rollback_accepted" in actions(kept.desk)
    kept.desk.store.close()


def test_after_a_crash_every_byte_is_checked(service: VaultService, root: Path) -> None:
    lock = InstanceLock(root / "practice.lock")
    lock.acquire(NOW)
    content = (root / "practice.lock").read_bytes()
    lock.release()
    (root / "practice.lock").write_bytes(content)
    assert service.state().kind is FolderState.PRESENT
    desk = service.unlock(login="ann", password=PASSWORD)
    assert any("checked" in notice for notice in desk.notices)
    assert "store.checked" in actions(desk.desk)
    service.lock(open_desk=desk)


def test_after_a_crash_damage_keeps_the_store_shut(service: VaultService, root: Path) -> None:
    data = bytearray((root / "practice.db").read_bytes())
    data[-2000] ^= 1
    (root / "practice.db").write_bytes(data)
    (root / "practice.lock").write_bytes(b"{}")
    with pytest.raises(Problem, match="store-damaged"):
        service.unlock(login="ann", password=PASSWORD)
    assert (root / "practice.db").read_bytes() == data


def test_locking_backs_up_only_what_changed(service: VaultService, clock: FixedClock) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    assert service.lock(open_desk=desk).backup is None
    clock.advance(timedelta(minutes=1))
    desk = service.unlock(login="ann", password=PASSWORD)
    keys = desk.desk.store.keys
    desk.services.settings.save_practice(profile=PRACTICE)
    locked = service.lock(open_desk=desk)
    assert locked.backup is not None
    assert locked.problem is None
    assert not keys.newest_first
    assert service.state().last_backup_at == clock.now()
    with pytest.raises(Problem, match="store-locked"):
        desk.services.staff.me()


def test_a_failed_backup_does_not_keep_the_store_open(
    service: VaultService, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    desk.services.settings.save_practice(profile=PRACTICE)
    monkeypatch.setattr("app.storage.backup_shelf.shutil.disk_usage", lambda _: _Full())
    locked = service.lock(open_desk=desk)
    assert locked.problem is not None
    assert locked.problem.code == "backup-no-space"
    assert service.state().kind is FolderState.PRESENT


class _Full:
    free = 0


def test_the_anchor_is_noted_when_locking(service: VaultService, root: Path) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    with desk.desk.reading() as unit:
        seq, _ = unit.audit.head()
    service.lock(open_desk=desk)
    ring, _ = load_keyring(root / "practice.keys")
    assert ring.anchor is not None
    assert ring.anchor.seq > seq


def test_recovery_is_audited_and_renews_the_code(
    service: VaultService, practice: tuple[Path, str], root: Path
) -> None:
    code = practice[1]
    fresh = service.recover(code=code, reason="Password forgotten", new_password=OTHER_PASSWORD)
    assert fresh != code
    assert service.recovery_sheet().startswith(b"%PDF")
    desk = service.confirm_recovery(code=fresh)
    with desk.desk.reading() as unit:
        entry = next(e for e in unit.audit.page(limit=50) if e.action == "emergency.access")
    assert "Password forgotten" in entry.detail
    assert desk.member.login == "ann"
    service.lock(open_desk=desk)
    service.lock(open_desk=service.unlock(login="ann", password=OTHER_PASSWORD))
    with pytest.raises(WrongPassword):
        service.unlock(login="ann", password=PASSWORD)
    with pytest.raises(WrongPassword):
        service.recover(code=code, reason="again", new_password=PASSWORD)


def test_the_old_code_holds_until_the_new_one_is_typed_back(
    service: VaultService, practice: tuple[Path, str]
) -> None:
    code = practice[1]
    service.recover(code=code, reason="Testing the sheet", new_password=OTHER_PASSWORD)
    service.forget()
    again = service.recover(code=code, reason="Testing again", new_password=PASSWORD)
    desk = service.confirm_recovery(code=again)
    assert actions(desk.desk).count("emergency.access") == 2
    desk.desk.store.close()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "ABCD"}, "code"),
        ({"reason": "  "}, "reason"),
        ({"new_password": "too short"}, "new_password"),
        ({"login": "nobody"}, "login"),
    ],
)
def test_recovery_asks_for_everything(
    service: VaultService, practice: tuple[Path, str], changed: dict[str, str], field: str
) -> None:
    order = {"code": practice[1], "reason": "Lost", "new_password": OTHER_PASSWORD} | changed
    with pytest.raises(FieldProblems) as wrong:
        service.recover(**order)
    assert set(wrong.value.fields) == {field}
    service.unlock(login="ann", password=PASSWORD).desk.store.close()


def test_restore_brings_back_the_day_of_the_backup(
    service: VaultService, root: Path, clock: FixedClock
) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    info = desk.services.backups.back_up().value.info
    clock.advance(timedelta(hours=1))
    desk.services.staff.add(login="bea", name="Bea", role=Role.CLERK)
    order = RestoreOrder(info, "Typed over the wrong patient", "ann", PASSWORD)
    service.restore(order=order, open_desk=desk)
    assert any((root / "quarantine").iterdir())
    back = service.unlock(login="ann", password=PASSWORD)
    assert [member.login for member in back.services.staff.list()] == ["ann"]
    assert "store.restored" in actions(back.desk)
    assert back.services.audit.verify().intact
    back.desk.store.close()


def test_restore_asks_for_reason_password_and_role(service: VaultService, root: Path) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    added = desk.services.staff.add(login="bea", name="Bea", role=Role.CLERK).value
    info = desk.services.backups.back_up().value.info
    service.lock(open_desk=desk)
    with pytest.raises(FieldProblems):
        service.restore(order=RestoreOrder(info, " ", "ann", PASSWORD))
    with pytest.raises(WrongPassword):
        service.restore(order=RestoreOrder(info, "Why", "ann", "wrong"))
    with pytest.raises(NotPermitted):
        service.restore(order=RestoreOrder(info, "Why", "bea", added.password))
    assert not (root / "quarantine").exists()
    service.restore(order=RestoreOrder(info, "Why", "ann", PASSWORD))
    service.unlock(login="ann", password=PASSWORD).desk.store.close()


def test_sample_and_live_are_never_mixed(service: VaultService, tmp_path: Path) -> None:
    other = vault_service(tmp_path / "sample")
    sample = set_up(other, SetupChoices(PRACTICE, "ann", "Ann Example", sample=True))
    assert sample.desk.sample
    theirs = sample.services.backups.back_up().value.info
    other.lock(open_desk=sample)
    desk = service.unlock(login="ann", password=PASSWORD)
    with pytest.raises(Problem, match="sample-and-live"):
        service.restore(order=RestoreOrder(theirs, "Why", "ann", PASSWORD), open_desk=desk)
    assert desk.services.staff.me().login == "ann"
    service.lock(open_desk=desk)
    with pytest.raises(Problem, match="other-practice"):
        service.restore(order=RestoreOrder(theirs, "Why", "ann", PASSWORD))


def test_restore_on_a_new_computer_with_the_code(
    service: VaultService, practice: tuple[Path, str], tmp_path: Path, clock: FixedClock
) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    info = desk.services.backups.back_up().value.info
    service.lock(open_desk=desk)
    fresh = vault_service(tmp_path / "new computer", clock)
    for wrong in ("not a code", "0BPV-6NQS-22RF-YWG0-7EES-FW7B-7DCT"):
        with pytest.raises(WrongPassword) as refused:
            fresh.restore(order=RestoreOrder(info, "New computer", code=wrong))
        assert "recovery code does not open" in refused.value.happened
    with pytest.raises(WrongPassword):
        fresh.restore(order=RestoreOrder(info, "New computer", "nobody", PASSWORD))
    fresh.restore(order=RestoreOrder(info, "New computer", code=practice[1]))
    back = fresh.unlock(login="ann", password=PASSWORD)
    assert "store.restored" in actions(back.desk)
    assert back.services.settings.practice() == PRACTICE
    fresh.lock(open_desk=back)


def test_a_restore_that_cannot_be_moves_nothing(
    service: VaultService, root: Path, tmp_path: Path
) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    info = desk.services.backups.back_up().value.info
    service.lock(open_desk=desk)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        service.restore(order=RestoreOrder(info, "Why", "ann", PASSWORD), progress=progress)
    (info.folder / "manifest.json").unlink()
    with pytest.raises(Problem, match="no-backup"):
        service.restore(order=RestoreOrder(info, "Why", "ann", PASSWORD))
    assert not (root / "quarantine").exists()
    service.unlock(login="ann", password=PASSWORD).desk.store.close()


def test_a_long_pause_is_told_in_minutes() -> None:
    assert "5 minutes" in TooSoon(timedelta(seconds=299.5)).happened
    assert "in 1 second." in TooSoon(timedelta(seconds=0.2)).happened


def test_another_folder_can_be_used(service: VaultService, tmp_path: Path) -> None:
    service.use_folder(folder=tmp_path / "other")
    assert service.state().kind is FolderState.ABSENT
    assert service.backups() == ()
    with pytest.raises(Problem, match="no-code-waiting"):
        service.recovery_sheet()
    with pytest.raises(Problem, match="store-missing"):
        service.unlock(login="ann", password=PASSWORD)
