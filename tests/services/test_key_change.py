"""Changing the keys, renewing the code, rescuing a damaged store: who may, and what comes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, FieldProblems, NotPermitted, Problem
from app.domain.recovery_code import parse_recovery_code
from app.domain.staff import Role
from app.services.open_desk import OpenDesk, TooSoon
from app.services.progress import Progress
from app.services.services import Services
from app.services.vault import VaultService
from app.storage.backup_shelf import list_backups
from app.storage.key_slots import WrongPassword
from tests.services.vault_kit import NOW, PASSWORD, actions, set_up, vault_service


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice with an administrator, a privacy officer and a clerk, backed up and locked."""
    root = tmp_path_factory.mktemp("practice") / "data"
    service = vault_service(root)
    desk = set_up(service)
    for login, role in (("ines", Role.PRIVACY_OFFICER), ("bob", Role.CLERK)):
        staff = desk.services.staff
        given = staff.add(login=login, name=login.title(), role=role).value
        desk.desk.store.vault.set_password(user=given.member.id, login=login, password=PASSWORD)
    service.lock(open_desk=desk)
    return root


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def service(root: Path) -> VaultService:
    return vault_service(root)


def damage(root: Path) -> bytes:
    """Bad bytes in the middle; the file as it is now."""
    path = root / "practice.db"
    data = bytearray(path.read_bytes())
    data[-4096 * 3 + 900] ^= 0xFF
    path.write_bytes(data)
    return bytes(data)


# --- keys --------------------------------------------------------------------------------------


def test_changed_keys_end_every_other_way_in(service: VaultService, root: Path) -> None:
    before = len(list_backups(root / "backups"))
    code = service.key_change.begin(login="Ann ", password=PASSWORD)
    assert service.key_change.sheet().startswith(b"%PDF")
    with pytest.raises(FieldProblems):
        service.key_change.finish(code="0BPV-6NQS-22RF-YWG0-7EES-FW7B-7DCT")
    steps: list[tuple[int, int]] = []
    changed = service.key_change.finish(
        code=code.lower(), progress=Progress(lambda done, total: steps.append((done, total)))
    )
    assert [each.member.login for each in changed.passwords] == ["bob", "ines"]
    assert len(list_backups(root / "backups")) == before + 1
    assert steps[0][0] == 0
    assert sorted({done for done, _ in steps}) == list(range(9))
    with pytest.raises(WrongPassword):
        service.unlock(login="bob", password=PASSWORD)
    bob = service.unlock(login="bob", password=changed.passwords[0].password)
    assert bob.must_change_password
    service.lock(open_desk=bob)
    ann = service.unlock(login="ann", password=PASSWORD)
    assert ann.services.keys.facts().generation == 2
    assert not ann.services.keys.facts().half_changed
    assert "keys.rotated" in actions(ann.desk)
    ann.desk.store.close()


def test_only_an_administrator_changes_keys(service: VaultService) -> None:
    with pytest.raises(NotPermitted):
        service.key_change.begin(login="ines", password=PASSWORD)
    with pytest.raises(WrongPassword):
        service.key_change.begin(login="ann", password="not the password at all")
    with pytest.raises(Problem, match="no-code-waiting"):
        service.key_change.sheet()
    service.unlock(login="ann", password=PASSWORD).desk.store.close()


def test_wrong_tries_count_at_every_door(service: VaultService) -> None:
    for attempt in range(5):
        door = service.key_change.begin if attempt % 2 else service.rescue.repair
        with pytest.raises(WrongPassword):
            door(login="ann", password="wrong wrong wrong")
    with pytest.raises(TooSoon):
        service.rescue.repair(login="ann", password=PASSWORD)
    with pytest.raises(TooSoon):
        service.key_change.begin(login="ann", password=PASSWORD)


def test_leaving_or_cancelling_changes_nothing(service: VaultService, root: Path) -> None:
    service.key_change.begin(login="ann", password=PASSWORD)
    service.forget()
    code = service.key_change.begin(login="ann", password=PASSWORD)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        service.key_change.finish(code=code, progress=progress)
    service.unlock(login="bob", password=PASSWORD).desk.store.close()


def test_the_code_is_renewed_at_the_open_desk(service: VaultService) -> None:
    desk = service.unlock(login="ann", password=PASSWORD)
    keys = desk.services.keys
    assert keys.facts().people == 3
    with pytest.raises(Problem, match="no-code-waiting"):
        keys.sheet()
    code = keys.new_code()
    assert keys.sheet().startswith(b"%PDF")
    with pytest.raises(FieldProblems):
        keys.confirm_code(code="")
    keys.confirm_code(code=code)
    with pytest.raises(Problem, match="no-code-waiting"):
        keys.confirm_code(code=code)
    assert actions(desk.desk)[-1] == "recovery.code_renewed"
    service.lock(open_desk=desk)
    fresh = service.recover(code=code, reason="test", new_password="velvet otter drinks 9 lakes")
    assert parse_recovery_code(fresh)
    service.forget()


# --- a damaged store ---------------------------------------------------------------------------


def test_a_repair_shows_its_counts_before_anything_is_moved(
    service: VaultService, root: Path
) -> None:
    before = damage(root)
    saved = service.rescue.repair(login="ann", password=PASSWORD)
    assert saved.rows > 50
    assert (root / "practice.db").read_bytes() == before
    service.forget()
    assert (root / "practice.db").read_bytes() == before
    with pytest.raises(Problem, match="no-repair-waiting"):
        service.rescue.put_in_place()
    service.rescue.repair(login="ann", password=PASSWORD)
    service.rescue.put_in_place()
    (aside,) = (root / "quarantine").iterdir()
    assert (aside / "practice.db").read_bytes() == before
    desk = service.unlock(login="ann", password=PASSWORD)
    assert "store.repaired" in actions(desk.desk)
    assert desk.services.backups.check_store().intact
    desk.desk.store.close()


def test_readable_tables_are_saved_as_lists(
    service: VaultService, root: Path, tmp_path: Path
) -> None:
    before = damage(root)
    saved = service.rescue.export(login="ines", password=PASSWORD, folder=tmp_path)
    assert saved.folder is not None
    names = {path.name for path in saved.folder.iterdir()}
    assert {"staff.csv", "audit.csv", "patient.csv"} <= names
    assert not {"store_info.csv", "setting.csv", "draft.csv"} & names
    assert "Ann Example" in (saved.folder / "staff.csv").read_text(encoding="utf-8-sig")
    assert (root / "practice.db").read_bytes() == before
    again = service.rescue.export(login="ann", password=PASSWORD, folder=tmp_path)
    assert again.folder != saved.folder, "nothing is written over"
    service.rescue.repair(login="ann", password=PASSWORD)
    service.rescue.put_in_place()
    desk = service.unlock(login="ann", password=PASSWORD)
    assert actions(desk.desk).count("export.damaged_store") == 2
    assert "signin.failed" not in actions(desk.desk)
    desk.desk.store.close()


@pytest.mark.parametrize(("login", "may_export"), [("bob", False), ("ines", True)])
def test_a_rescue_asks_for_the_role(
    service: VaultService, root: Path, tmp_path: Path, login: str, may_export: bool
) -> None:
    damage(root)
    with pytest.raises(NotPermitted):
        service.rescue.repair(login=login, password=PASSWORD)
    if not may_export:
        with pytest.raises(NotPermitted):
            service.rescue.export(login=login, password=PASSWORD, folder=tmp_path)
        assert not list(tmp_path.glob("ChartPost*"))
    with pytest.raises(WrongPassword):
        service.rescue.repair(login="nobody", password=PASSWORD)


def test_a_file_that_cannot_be_read_at_all_is_left_for_a_backup(
    service: VaultService, root: Path
) -> None:
    path = root / "practice.db"
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    with pytest.raises(Problem, match="store-damaged"):
        service.rescue.repair(login="ann", password=PASSWORD)
    assert path.read_bytes() == bytes(data)


# --- nothing stays open ------------------------------------------------------------------------


@pytest.mark.parametrize("breaks", ["reports", "services", "record"])
def test_whatever_fails_after_opening_closes_the_store(
    service: VaultService, root: Path, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    class BrokenError(Exception):
        pass

    def fail(*_: object, **__: object) -> None:
        raise BrokenError

    with monkeypatch.context() as patch:
        if breaks == "reports":
            patch.setattr("app.services.entry.Entry._report_queue", staticmethod(fail))
        elif breaks == "services":
            patch.setattr("app.services.vault.Services", fail)
        else:
            patch.setattr("app.storage.audit_trail.AuditTrail.record", fail)
        with pytest.raises(BrokenError):
            service.unlock(login="ann", password=PASSWORD)
    desk: OpenDesk = service.unlock(login="ann", password=PASSWORD)
    assert isinstance(desk.services, Services)
    assert desk.desk.clock.now() == NOW
    desk.desk.store.close()


def test_a_failing_queue_closes_what_the_code_opened(
    service: VaultService, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = service.key_change.begin(login="ann", password=PASSWORD)
    service.key_change.finish(code=code)

    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("app.services.entry.Entry._report_queue", staticmethod(fail))
        with pytest.raises(RuntimeError):
            service.recover(code=code, reason="x", new_password="velvet otter drinks 9 lakes")
    service.unlock(login="ann", password=PASSWORD).desk.store.close()
