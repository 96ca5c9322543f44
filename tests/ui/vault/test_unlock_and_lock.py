"""Unlock, refuse, count down, lock, come back: with the real store, through the window."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from app.domain.staff import Role
from app.system.paths import DataFolder
from app.ui.kit.idle import IdleWatch
from app.ui.vault.trouble_page import TroublePage, Way
from app.ui.vault.unlock_page import CAPS_HINT, UnlockPage
from tests.storage_kit import LOGIN, PASSWORD, unlocker
from tests.ui.a11y import unnamed
from tests.ui.vault.conftest import OpenProgram
from tests.ui.vault.program_kit import FormPage, Opened


def unlock(opened: Opened, login: str = LOGIN, password: str = PASSWORD) -> None:
    page = opened.wait_page(UnlockPage)
    assert isinstance(page, UnlockPage)
    page.login.set_value(login)
    page.password.setText(password)
    page.go()


def unlocked(opened: Opened) -> Opened:
    with opened.qtbot.waitSignal(opened.program.desk_shown, timeout=15_000):
        unlock(opened)
    return opened


def test_unlocking_with_the_keyboard_alone(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    page = opened.page
    assert isinstance(page, UnlockPage)
    opened.wait(page.login.hasFocus)
    opened.type(LOGIN)
    opened.press(Qt.Key.Key_Tab)
    opened.type(PASSWORD)
    with opened.qtbot.waitSignal(opened.program.desk_shown, timeout=15_000):
        opened.press(Qt.Key.Key_Return)
    assert opened.program.window.current_room == "today"
    assert opened.program.window.status.person.text() == "Ann Example, administrator"
    assert opened.program.front.cover is None


def test_the_first_page_made_ahead_shows_and_does_nothing(
    start: OpenProgram, practice: Path
) -> None:
    opened = start(practice)
    window, actions = opened.program.window, opened.program.actions
    unlock(opened, password="wrong password 12345")
    page = opened.page
    assert isinstance(page, UnlockPage)
    opened.wait(lambda: "not right" in page.notice.text())
    made = window.page("today")
    assert made is not None
    window.show_room("today")
    assert window.current_room == ""
    assert not actions.trigger("new-request")
    assert opened.program.desktop.context is None
    unlocked(opened)
    assert window.page("today") is made
    assert window.current_room == "today"


def test_tab_goes_down_the_page(start: OpenProgram, practice: Path) -> None:
    page = start(practice).page
    assert isinstance(page, UnlockPage)
    way = [page.login, page.password, page.go_button, page.recovery_link, page.restore_link]
    following = []
    part = page.login
    while len(following) < len(way):
        takes = part.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and part.isVisible() and page.isAncestorOf(part):
            following.append(part)
        part = part.nextInFocusChain()
    assert following == way


def test_enter_pressed_before_anyone_answers_is_made_good(practice: Path) -> None:
    asked = []
    page = UnlockPage(practice)
    page.unlock_requested.connect(lambda login, _password: asked.append(login))
    page.prefill("ann", "secret")
    page.go()
    assert asked == []
    page.set_ready()
    assert asked == ["ann"]
    assert page.password.text() == ""


def test_a_wrong_password_is_told_and_emptied(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    unlock(opened, password="not this one at all")
    page = opened.page
    assert isinstance(page, UnlockPage)
    opened.wait(lambda: "not right" in page.notice.text())
    assert page.password.text() == ""
    assert page.login.value() == LOGIN
    assert page.go_button.isEnabled()
    assert unnamed(page) == []


def test_unknown_name_and_wrong_password_read_the_same(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    said = []
    for login in (LOGIN, "nobody"):
        unlock(opened, login=login, password="wrong password 12345")
        page = opened.page
        assert isinstance(page, UnlockPage)
        opened.wait(lambda page=page: "not right" in page.notice.text())
        said.append(page.notice.text())
        page.notice.clear()
    assert said[0] == said[1]


def test_a_wait_after_failures_counts_down(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    page = opened.page
    assert isinstance(page, UnlockPage)
    for _ in range(5):
        unlock(opened, password="wrong password 12345")
        opened.wait(lambda: "not right" in page.notice.text() and page.password.isEnabled())
    assert page.waiting == 1
    assert page.go_button.text() == "Wait 1 s"
    assert not page.go_button.isEnabled()
    page._on_second()
    assert page.go_button.text() == "Unlock"
    assert page.go_button.isEnabled()


def test_what_is_missing_is_said_beside_the_field(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    page = opened.page
    assert isinstance(page, UnlockPage)
    page.go()
    assert set(page.form.problems()) == {"login", "password"}


def test_caps_lock_is_noticed_from_the_letters(start: OpenProgram, practice: Path) -> None:
    page = start(practice).page
    assert isinstance(page, UnlockPage)
    type_letters(page, "ABC")
    assert page.form._rows["password"].help.text() == CAPS_HINT
    type_letters(page, "a")
    assert page.form._rows["password"].help.text() == ""


def type_letters(page: UnlockPage, letters: str) -> None:
    for letter in letters:
        QTest.keyClick(page.password, letter)


def test_in_use_elsewhere_says_by_whom_and_can_be_tried_again(
    start: OpenProgram, practice: Path
) -> None:
    other = unlocker(practice).unlock(LOGIN, PASSWORD)
    opened = start(practice)
    page = opened.wait_page(TroublePage)
    assert isinstance(page, TroublePage)
    assert page.code == "store-in-use"
    assert "already open" in page.lead.text()
    assert unnamed(page) == []
    other.store.close()
    page.go()
    opened.wait_page(UnlockPage)
    unlocked(opened)


@pytest.mark.parametrize(
    ("harm", "code", "first"),
    [
        ("zero", "store-damaged", Way.RESTORE),
        ("foreign", "not-our-store", Way.OTHER_FOLDER),
        ("no-keyring", "keyring-missing", Way.RESTORE),
        ("bad-keyring", "keyring-damaged", Way.RESTORE),
    ],
)
def test_each_trouble_has_its_page(
    start: OpenProgram, practice: Path, harm: str, code: str, first: Way
) -> None:
    folder = DataFolder(practice)
    backup = folder.keyring.with_name(folder.keyring.name + ".bak")
    if harm == "zero":
        folder.database.write_bytes(b"")
    elif harm == "foreign":
        folder.database.write_bytes(b"SQLite format 3\0" + bytes(8000))
    else:
        for path in (folder.keyring, backup):
            path.unlink(missing_ok=True)
            if harm == "bad-keyring":
                path.write_bytes(b"{}")
    opened = start(practice)
    page = opened.wait_page(TroublePage)
    assert isinstance(page, TroublePage)
    assert page.code == code
    assert page.go_button.text() == first.value
    assert unnamed(page) == []


def test_locking_returns_to_the_unlock_page_and_the_draft_to_its_owner(
    start: OpenProgram, practice: Path
) -> None:
    opened = unlocked(start(practice))
    program = opened.program
    program.window.show_room("requests")
    page = program.window.page("requests")
    assert isinstance(page, FormPage)
    page.typed = "half a form"
    dialog = QDialog(program.front)
    dialog.open()
    QApplication.clipboard().setText("copied here")
    with opened.qtbot.waitSignal(program.desk_locked, timeout=15_000):
        program.actions.trigger("lock")
    assert program.keeper.desk is None
    assert isinstance(opened.page, UnlockPage)
    assert program.window.page("requests") is None
    assert not isValid(dialog)
    assert QApplication.clipboard().text() == ""
    unlocked(opened)
    assert program.window.current_room == "requests"
    again = program.window.page("requests")
    assert isinstance(again, FormPage)
    opened.wait(lambda: again.typed == "half a form")


def test_another_person_gets_an_empty_desk(start: OpenProgram, practice: Path) -> None:
    store = unlocker(practice).unlock(LOGIN, PASSWORD).store
    with store.writing() as unit:
        member = unit.staff.add(
            login="bob",
            name="Bob",
            role=Role.CLERK,
            must_change_password=False,
            at=store.clock.now(),
        )
    store.vault.set_password(user=member.id, login="bob", password=PASSWORD)
    store.close()
    opened = unlocked(start(practice))
    opened.program.window.show_room("requests")
    with opened.qtbot.waitSignal(opened.program.desk_locked, timeout=15_000):
        opened.program.keeper.lock()
    with opened.qtbot.waitSignal(opened.program.desk_shown, timeout=15_000):
        unlock(opened, login="bob")
    assert opened.program.window.current_room == "today"


def test_a_backup_is_made_on_the_way_out_if_something_changed(
    start: OpenProgram, practice: Path
) -> None:
    opened = unlocked(start(practice))
    with opened.qtbot.waitSignal(opened.program.ended, timeout=15_000):
        opened.program.front.close()
    assert [folder for folder in DataFolder(practice).backups.iterdir() if folder.is_dir()]
    assert not opened.program.front.isVisible()
    assert not opened.messages.problems


def test_the_window_stays_until_the_store_is_closed(start: OpenProgram, practice: Path) -> None:
    opened = unlocked(start(practice))
    opened.program.front.close()
    assert opened.program.front.isVisible()
    assert opened.page.accessibleName() == "Closing"
    opened.wait(lambda: not opened.program.front.isVisible())
    assert unlocker(practice).unlock(LOGIN, PASSWORD).left_behind is False


def test_idle_warns_stays_on_a_key_and_locks(start: OpenProgram, practice: Path) -> None:
    opened = unlocked(start(practice))
    keeper = opened.program.keeper
    watch: IdleWatch = keeper._idle
    opened.clock.advance(timedelta(minutes=9.6))
    watch.check()
    assert keeper.warning.isVisible()
    assert keeper.warning.title.text().startswith("Locking in 2")
    assert unnamed(keeper.warning) == []
    opened.qtbot.keyClick(keeper.warning, Qt.Key.Key_A)
    assert not keeper.warning.isVisible()
    opened.clock.advance(timedelta(minutes=10.1))
    with opened.qtbot.waitSignal(opened.program.desk_locked, timeout=15_000):
        watch.check()
    assert isinstance(opened.page, UnlockPage)


def test_text_size_is_kept_for_the_person(start: OpenProgram, practice: Path) -> None:
    opened = unlocked(start(practice))
    opened.program.actions.trigger("text-larger")
    assert opened.program.theme.text_size == 110
    context = opened.program.desktop.context
    assert context is not None
    settings = context.services.settings
    opened.wait(lambda: settings.preferences().text_size == 110)
    opened.program.actions.trigger("text-normal")
    assert opened.program.theme.text_size == 100
