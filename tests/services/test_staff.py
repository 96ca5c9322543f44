"""Accounts and passwords on a real keyring."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Conflict, FieldProblems, NotPermitted, Problem
from app.domain.staff import Role
from app.services.open_desk import OpenDesk
from app.services.staff import StaffService
from app.services.vault import VaultService
from app.storage.key_slots import WrongPassword
from tests.services.vault_kit import OTHER_PASSWORD, PASSWORD, actions, set_up, vault_service


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("staff") / "data"
    service = vault_service(root)
    service.lock(open_desk=set_up(service))
    return root


@pytest.fixture
def service(template: Path, tmp_path: Path) -> VaultService:
    shutil.copytree(template, tmp_path / "data")
    return vault_service(tmp_path / "data")


@pytest.fixture
def opened(service: VaultService) -> Iterator[OpenDesk]:
    desk = service.unlock(login="ann", password=PASSWORD)
    yield desk
    desk.desk.store.close()


@pytest.fixture
def staff(opened: OpenDesk) -> StaffService:
    return opened.services.staff


def test_a_one_time_password_opens_and_must_be_changed(
    service: VaultService, opened: OpenDesk, staff: StaffService
) -> None:
    added = staff.add(login=" Bea ", name="Bea Clerk", role=Role.CLERK).value
    assert added.member.login == "bea"
    assert added.password not in repr(added)
    service.lock(open_desk=opened)
    desk = service.unlock(login="BEA", password=added.password)
    assert desk.must_change_password
    with pytest.raises(Problem, match="password-change-due"):
        desk.services.mail.counts()
    assert desk.services.settings.practice().name
    with pytest.raises(FieldProblems) as same:
        desk.services.staff.change_own_password(old=added.password, new=added.password)
    assert set(same.value.fields) == {"new"}
    with pytest.raises(FieldProblems):
        desk.services.staff.change_own_password(old=added.password, new="clerkbeaclerkbea")
    with pytest.raises(WrongPassword):
        desk.services.staff.change_own_password(old="wrong", new=OTHER_PASSWORD)
    desk.services.staff.change_own_password(old=added.password, new=OTHER_PASSWORD)
    assert desk.services.mail.counts().ready == 0
    service.lock(open_desk=desk)
    with pytest.raises(WrongPassword):
        service.unlock(login="bea", password=added.password)
    again = service.unlock(login="bea", password=OTHER_PASSWORD)
    assert not again.must_change_password
    service.lock(open_desk=again)


@pytest.mark.parametrize(
    ("login", "name", "field"),
    [("", "Bea", "login"), ("b b", "Bea", "login"), ("bea", "", "name"), ("ANN", "A", "login")],
)
def test_impossible_accounts_are_refused(
    staff: StaffService, login: str, name: str, field: str
) -> None:
    with pytest.raises(FieldProblems) as wrong:
        staff.add(login=login, name=name, role=Role.CLERK)
    assert field in wrong.value.fields
    assert len(staff.list()) == 1


def test_the_last_administrator_stays(staff: StaffService) -> None:
    me = staff.me()
    with pytest.raises(Problem, match="last-administrator"):
        staff.change_role(staff_id=me.id, version=me.version, role=Role.CLERK)
    with pytest.raises(Problem, match="own-account"):
        staff.disable(staff_id=me.id, version=me.version)
    other = staff.add(login="bea", name="Bea", role=Role.ADMINISTRATOR).value.member
    staff.change_role(staff_id=me.id, version=me.version, role=Role.CLERK)
    with pytest.raises(NotPermitted):
        staff.disable(staff_id=other.id, version=other.version)


def test_disabled_means_shut_and_enabled_starts_afresh(
    service: VaultService, opened: OpenDesk, staff: StaffService
) -> None:
    added = staff.add(login="bea", name="Bea", role=Role.CLERK).value
    shut = staff.disable(staff_id=added.member.id, version=added.member.version).value
    assert not shut.active
    open_again = staff.enable(staff_id=shut.id, version=shut.version).value
    assert open_again.password != added.password
    reset = staff.reset_password(staff_id=shut.id, version=open_again.member.version).value
    service.lock(open_desk=opened)
    with pytest.raises(WrongPassword):
        service.unlock(login="bea", password=open_again.password)
    service.unlock(login="bea", password=reset.password).desk.store.close()


def test_changes_to_an_older_version_are_refused(staff: StaffService) -> None:
    member = staff.add(login="bea", name="Bea", role=Role.CLERK).value.member
    renamed = staff.rename(staff_id=member.id, version=member.version, name="Bea B.").value
    assert renamed.name == "Bea B."
    with pytest.raises(Conflict):
        staff.rename(staff_id=member.id, version=member.version, name="Other")


def test_asking_for_the_password_again(opened: OpenDesk, staff: StaffService) -> None:
    staff.check_password(password=PASSWORD)
    with pytest.raises(WrongPassword):
        staff.check_password(password=OTHER_PASSWORD)
    assert actions(opened.desk)[-1] == "password.check_failed"


def test_suggested_passwords_pass_the_rules(staff: StaffService) -> None:
    first, second = staff.suggest_password(), staff.suggest_password()
    assert first != second
    staff.change_own_password(old=PASSWORD, new=first)
