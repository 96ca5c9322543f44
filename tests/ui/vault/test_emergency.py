"""Recovery with the code, restoring from a backup, and the first sign-in of a new colleague."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.recovery_code import format_recovery_code
from app.domain.staff import Role
from app.services.desk import Desk, Session
from app.services.staff import StaffService
from app.system.paths import DataFolder
from app.ui.vault.new_code_page import NewCodePage
from app.ui.vault.own_password_page import OwnPasswordPage
from app.ui.vault.recover_page import RecoverPage
from app.ui.vault.restore_page import RestorePage
from app.ui.vault.setup_guide import SetupGuide
from app.ui.vault.unlock_page import UnlockPage
from tests.storage_kit import LOGIN, PASSWORD, RECOVERY_BODY, unlocker
from tests.ui.a11y import unnamed
from tests.ui.vault.conftest import OpenProgram
from tests.ui.vault.program_kit import Opened, close_program
from tests.ui.vault.test_first_run import shown_code
from tests.ui.vault.test_unlock_and_lock import unlock, unlocked

NEW_PASSWORD = "velvet otter drinks 9 lakes"


def recover_page(opened: Opened) -> RecoverPage:
    unlock_page = opened.wait_page(UnlockPage)
    assert isinstance(unlock_page, UnlockPage)
    unlock_page.recovery_link.click()
    page = opened.page
    assert isinstance(page, RecoverPage)
    return page


def fill(page: RecoverPage, code: str) -> None:
    page.code.set_value(code)
    page.reason.set_value("The only administrator is on leave.")
    page.password.password.setText(NEW_PASSWORD)
    page.password.again.setText(NEW_PASSWORD)


def test_the_code_opens_forces_a_new_one_and_a_new_password(
    start: OpenProgram, practice: Path
) -> None:
    opened = start(practice)
    page = recover_page(opened)
    assert unnamed(page) == []
    fill(page, format_recovery_code(RECOVERY_BODY).lower())
    page.go()
    new = opened.wait_page(NewCodePage)
    assert isinstance(new, NewCodePage)
    code = shown_code(new)
    assert code != format_recovery_code(RECOVERY_BODY)
    new.go()
    new.field.set_value(code)
    with opened.qtbot.waitSignal(opened.program.desk_shown, timeout=15_000):
        new.go()
    close_program(opened)
    assert unlocker(practice).unlock(LOGIN, NEW_PASSWORD).member is not None


def test_a_slip_in_the_code_is_told_before_anything_is_tried(
    start: OpenProgram, practice: Path
) -> None:
    page = recover_page(start(practice))
    page.go()
    assert set(page.form.problems()) == {"code", "reason"}
    assert "new_password" in page.password.form.problems()
    fill(page, "0000-0000")
    page.go()
    assert "one character" in page.form.problems()["code"]
    assert page.reason.value()


def test_another_practices_code_is_refused(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    page = recover_page(opened)
    fill(page, format_recovery_code("9" * 24))
    page.go()
    opened.wait(lambda: bool(page.form.problems()))
    assert "not the recovery code" in page.form.problems()["code"]
    page.back_requested.emit()
    opened.wait_page(UnlockPage)


def test_a_backup_is_restored_from_the_locked_window(start: OpenProgram, practice: Path) -> None:
    opened = unlocked(start(practice))
    context = opened.program.desktop.context
    assert context is not None
    made = context.services.backups.back_up().value
    context.services.staff.add(login="later", name="Came Later", role=Role.CLERK)
    with opened.qtbot.waitSignal(opened.program.desk_locked, timeout=15_000):
        opened.program.keeper.lock()
    unlock_page = opened.page
    assert isinstance(unlock_page, UnlockPage)
    unlock_page.restore_link.click()
    page = opened.page
    assert isinstance(page, RestorePage)
    opened.wait(lambda: page.choice.count() > 1)
    assert unnamed(page) == []
    page.go()
    assert set(page.form.problems()) == {"reason", "password"}
    page.add_backup(made.info)
    page.reason.set_value("Entries of this morning went wrong.")
    page.login.set_value(LOGIN)
    page.password.setText(PASSWORD)
    page.go()
    again = opened.wait_page(UnlockPage)
    assert isinstance(again, UnlockPage)
    assert "in place" in again.notice.text()
    unlocked(opened)
    desktop = opened.program.desktop.context
    assert desktop is not None
    assert [member.login for member in desktop.services.staff.list()] == [LOGIN]


def test_a_new_computer_needs_only_the_backup_and_the_code(
    start: OpenProgram, practice: Path, tmp_path: Path
) -> None:
    store = unlocker(practice).unlock(LOGIN, PASSWORD).store
    store.close()
    opened = unlocked(start(practice))
    context = opened.program.desktop.context
    assert context is not None
    made = context.services.backups.back_up().value
    carried = tmp_path / "usb" / made.info.folder.name
    shutil.copytree(made.info.folder, carried)
    close_program(opened)
    fresh = start(tmp_path / "fresh")
    guide = fresh.wait_page(SetupGuide)
    assert isinstance(guide, SetupGuide)
    guide.practice.restore_requested.emit()
    page = fresh.page
    assert isinstance(page, RestorePage)
    fresh.wait(lambda: "No backup" in page.notice.text())
    fresh.files.path = carried
    page.folder_requested.emit()
    fresh.wait(lambda: page.choice.value() is not None)
    page.reason.set_value("The old computer died.")
    page.how.set_value("code")
    page.code.set_value(format_recovery_code(RECOVERY_BODY))
    page.go()
    unlock = fresh.wait_page(UnlockPage)
    assert isinstance(unlock, UnlockPage)
    assert "No new recovery code was made" in unlock.notice.text()
    assert "keep its sheet" in unlock.notice.text()
    unlocked(fresh)
    assert DataFolder(tmp_path / "fresh").has_database


def test_the_second_place_itself_offers_its_backups(
    start: OpenProgram, practice: Path, tmp_path: Path
) -> None:
    opened = unlocked(start(practice))
    context = opened.program.desktop.context
    assert context is not None
    for _ in range(2):
        opened.clock.advance(timedelta(hours=1))
        made = context.services.backups.back_up(target=tmp_path / "usb").value
    close_program(opened)
    broken = tmp_path / "usb" / made.info.folder.name / "practice.db"
    broken.write_bytes(broken.read_bytes()[:-4096])
    fresh = start(tmp_path / "fresh")
    guide = fresh.wait_page(SetupGuide)
    assert isinstance(guide, SetupGuide)
    guide.practice.restore_requested.emit()
    page = fresh.page
    assert isinstance(page, RestorePage)
    fresh.wait(lambda: "No backup" in page.notice.text())
    fresh.files.path = tmp_path / "empty"
    page.folder_requested.emit()
    fresh.wait(lambda: "is not there" in page.notice.text())
    fresh.files.path = tmp_path / "usb"
    page.folder_requested.emit()
    fresh.wait(lambda: page.choice.count() == 3)
    assert page.notice.text() == ""
    newest, older = page.choice.itemText(1), page.choice.itemText(2)
    assert "not whole" in newest
    assert older.endswith("checked")
    assert "2 backups in" in page.choice.accessibleDescription()
    chosen = page.choice.value()
    assert chosen is not None
    assert chosen.folder != made.info.folder, "a broken one is not proposed"


def test_the_way_to_another_folder_stands_under_the_list_of_backups(
    start: OpenProgram, tmp_path: Path
) -> None:
    fresh = start(tmp_path / "fresh")
    guide = fresh.wait_page(SetupGuide)
    assert isinstance(guide, SetupGuide)
    guide.practice.restore_requested.emit()
    page = fresh.page
    assert isinstance(page, RestorePage)
    elsewhere = next(
        each for each in page.findChildren(QPushButton) if "another folder" in each.text()
    )
    fresh.wait(elsewhere.isVisible)

    def top(part: QWidget) -> int:
        return part.mapTo(page, QPoint(0, 0)).y()

    assert top(page.choice) < top(elsewhere) < top(page.reason)


def test_a_wrong_password_for_a_backup_moves_nothing(start: OpenProgram, practice: Path) -> None:
    opened = unlocked(start(practice))
    with opened.qtbot.waitSignal(opened.program.desk_locked, timeout=15_000):
        opened.program.keeper.lock()
    page_before = opened.page
    assert isinstance(page_before, UnlockPage)
    page_before.restore_link.click()
    page = opened.page
    assert isinstance(page, RestorePage)
    opened.wait(lambda: page.choice.value() is not None)
    page.reason.set_value("A try.")
    page.login.set_value(LOGIN)
    page.password.setText("wrong password 12345")
    page.go()
    opened.wait(lambda: "do not open this backup" in page.notice.text())
    assert not DataFolder(practice).quarantine.exists()
    page.back_requested.emit()
    opened.wait_page(UnlockPage)


def one_time(practice: Path) -> str:
    found = unlocker(practice).unlock(LOGIN, PASSWORD)
    member = found.member
    assert member is not None
    session = Session(member.id, member.login, member.name)
    desk = Desk(found.store, found.store.clock, session, sample=False)
    given = StaffService(desk).add(login="bob", name="Bob New", role=Role.CLERK).value
    found.store.close()
    return given.password


def test_a_one_time_password_is_changed_before_the_desk_opens(
    start: OpenProgram, practice: Path
) -> None:
    given = one_time(practice)
    opened = start(practice)
    unlock(opened, login="bob", password=given)
    page = opened.wait_page(OwnPasswordPage)
    assert isinstance(page, OwnPasswordPage)
    assert unnamed(page) == []
    assert opened.program.entrance.waiting_desk is not None
    page.go()
    assert "old" in page.form.problems()
    page.old.setText("not what was given")
    page.new.password.setText(NEW_PASSWORD)
    page.new.again.setText(NEW_PASSWORD)
    page.go()
    opened.wait(lambda: "not the password" in page.form.problems().get("old", ""))
    page.old.setText(given)
    with opened.qtbot.waitSignal(opened.program.desk_shown, timeout=15_000):
        page.go()
    assert opened.program.window.status.person.text() == "Bob New, clerk"


def test_leaving_while_the_own_password_is_asked_closes_the_store(
    start: OpenProgram, practice: Path
) -> None:
    given = one_time(practice)
    opened = start(practice)
    unlock(opened, login="bob", password=given)
    opened.wait_page(OwnPasswordPage)
    close_program(opened)
    assert unlocker(practice).unlock(LOGIN, PASSWORD).left_behind is False
