"""A damaged store, a change of keys, upkeep and being left alone, all in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.recovery_code import format_recovery_code
from app.domain.staff import Role
from app.services.open_desk import Locked
from app.system.paths import DataFolder
from app.system.session_events import (
    POWER_BROADCAST,
    SESSION_CHANGE,
    mac_question,
    means_away,
    register_window,
)
from app.ui.settings.keys import CHANGE_KEYS
from app.ui.vault.key_change_page import KeyChangePage, PasswordsPage
from app.ui.vault.new_code_page import NewCodePage
from app.ui.vault.progress_page import ProgressPage
from app.ui.vault.rescue_page import RescuePage, SavedPage
from app.ui.vault.session_watch import SessionWatch
from app.ui.vault.trouble_page import TroublePage, Way
from app.ui.vault.unlock_page import UnlockPage
from tests.storage_kit import LOGIN, PASSWORD, add_staff, unlocker
from tests.ui.a11y import unnamed
from tests.ui.vault.conftest import OpenProgram
from tests.ui.vault.program_kit import Opened, close_program
from tests.ui.vault.test_first_run import shown_code
from tests.ui.vault.test_unlock_and_lock import unlocked


@pytest.fixture
def damaged(practice: Path) -> Path:
    """The practice with bad bytes, and a program before that ended in the middle of its work."""
    store = unlocker(practice).unlock(LOGIN, PASSWORD).store
    with store.writing() as unit:
        for number in range(200):
            unit.settings.put(f"row-{number}", "x" * 300)
    store.close()
    folder = DataFolder(practice)
    data = bytearray(folder.database.read_bytes())
    data[-4096 * 4 + 900] ^= 0xFF
    folder.database.write_bytes(data)
    folder.lock.write_bytes(b"left behind")
    return practice


def trouble(opened: Opened) -> TroublePage:
    page = opened.wait_page(UnlockPage)
    assert isinstance(page, UnlockPage)
    page.login.set_value(LOGIN)
    page.password.setText(PASSWORD)
    page.go()
    found = opened.wait_page(TroublePage)
    assert isinstance(found, TroublePage)
    assert found.code == "store-damaged"
    return found


def rescue(opened: Opened, way: Way) -> RescuePage:
    trouble(opened).way_chosen.emit(way)
    page = opened.wait_page(RescuePage)
    assert isinstance(page, RescuePage)
    assert unnamed(page) == []
    page.login.set_value(LOGIN)
    page.password.setText(PASSWORD)
    return page


def test_a_damaged_store_is_repaired_after_its_counts_were_seen(
    start: OpenProgram, damaged: Path
) -> None:
    before = (damaged / "practice.db").read_bytes()
    opened = start(damaged)
    rescue(opened, Way.REPAIR).go()
    page = opened.wait_page(SavedPage)
    assert isinstance(page, SavedPage)
    assert unnamed(page) == []
    assert "saved" in page.notice.text()
    assert (damaged / "practice.db").read_bytes() == before
    page.go()
    unlock_page = opened.wait_page(UnlockPage)
    assert isinstance(unlock_page, UnlockPage)
    assert "set aside" in unlock_page.notice.text()
    assert any((damaged / "quarantine").rglob("practice.db"))
    unlocked(opened)
    close_program(opened)


def test_left_alone_a_repair_changes_nothing(start: OpenProgram, damaged: Path) -> None:
    before = (damaged / "practice.db").read_bytes()
    opened = start(damaged)
    page = rescue(opened, Way.REPAIR)
    page.password.setText("")
    page.go()
    assert page.form.problems()
    page.password.setText("not the password")
    page.go()
    opened.wait(lambda: "not right" in page.notice.text())
    page.password.setText(PASSWORD)
    page.go()
    opened.wait_page(SavedPage).back_requested.emit()  # type: ignore[attr-defined]
    opened.wait_page(TroublePage)
    assert (damaged / "practice.db").read_bytes() == before


def test_readable_tables_go_into_a_folder_of_the_persons(
    start: OpenProgram, damaged: Path, tmp_path: Path
) -> None:
    opened = start(damaged)
    page = rescue(opened, Way.EXPORT)
    opened.files.path = None
    page.go()
    assert opened.page is page, "no folder, nothing done"
    opened.files.path = tmp_path
    page.go()
    saved = opened.wait_page(SavedPage)
    assert isinstance(saved, SavedPage)
    assert str(tmp_path) in saved.lead.text()
    assert list(tmp_path.glob("ChartPost readable tables*/staff.csv"))
    saved.go()
    opened.wait_page(TroublePage)


def test_the_keys_are_changed_from_the_desk(start: OpenProgram, practice: Path) -> None:
    store = unlocker(practice).unlock(LOGIN, PASSWORD).store
    bob = add_staff(store, "bob", Role.CLERK, "Bob Example")
    store.vault.set_password(user=bob.id, login="bob", password=PASSWORD)
    store.close()
    opened = start(practice)
    unlocked(opened)
    opened.program.navigator.go(CHANGE_KEYS)
    page = opened.wait_page(KeyChangePage)
    assert isinstance(page, KeyChangePage)
    assert unnamed(page) == []
    assert page.login.value() == LOGIN
    page.go()
    assert page.form.problems()
    page.password.setText("not the password")
    page.go()
    opened.wait(lambda: "not right" in page.notice.text())
    page.password.setText(PASSWORD)
    page.go()
    code = opened.wait_page(NewCodePage)
    assert isinstance(code, NewCodePage)
    shown = shown_code(code)
    code.go()
    code.field.set_value(format_recovery_code("0123456789ABCDEFGHJKMNPQ"))
    code.go()
    opened.wait(code.go_button.isEnabled)
    code.field.set_value(shown)
    code.go()
    last = opened.wait_page(PasswordsPage)
    assert isinstance(last, PasswordsPage)
    assert unnamed(last) == []
    last.go()
    unlocked(opened)
    close_program(opened)
    ring = unlocker(practice).unlock(LOGIN, PASSWORD).store
    assert ring.keys.newest_first == [2]
    ring.close()


def test_leaving_before_the_code_is_typed_changes_no_key(
    start: OpenProgram, practice: Path
) -> None:
    opened = start(practice)
    unlocked(opened)
    opened.program.navigator.go(CHANGE_KEYS)
    opened.wait_page(KeyChangePage).back_requested.emit()  # type: ignore[attr-defined]
    opened.wait_page(UnlockPage)
    store = unlocker(practice).unlock(LOGIN, PASSWORD).store
    assert store.keys.newest_first == [1]
    store.close()


def test_damage_that_turns_up_ends_the_desk(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    unlocked(opened)
    desk = opened.program.keeper.desk
    upkeep = opened.program.desktop._upkeep
    assert desk is not None
    assert upkeep is not None
    desk.desk.store.note_damage()
    upkeep.look()
    page = opened.wait_page(TroublePage)
    assert isinstance(page, TroublePage)
    assert page.code == "store-damaged"


def test_upkeep_backs_up_and_checks_beside_the_work(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    unlocked(opened)
    upkeep = opened.program.desktop._upkeep
    assert upkeep is not None
    upkeep.look()
    status = opened.program.window.status
    opened.wait(lambda: "data checked" in status.backup.text())
    assert "Last verified backup" in status.backup.text()


def test_a_wait_for_the_backup_can_be_cut_short(
    start: OpenProgram, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.vault.keeper.OFFER_AFTER_MS", 0)
    held: list[Locked] = []

    def slow(desk: object, *, progress: object = None, **_: object) -> None:
        while True:
            progress.step(0, 1)  # type: ignore[attr-defined]

    opened = start(practice)
    unlocked(opened)
    opened.program.keeper.locked.connect(held.append)
    with monkeypatch.context() as patch:
        patch.setattr("app.services.vault.changed_since_backup", lambda _desk: True)
        patch.setattr("app.services.vault.back_up", slow)
        opened.program.keeper.lock()
        page = opened.wait_page(ProgressPage)
        assert isinstance(page, ProgressPage)
        opened.wait(page.back_button.isVisible)
        page.back_button.click()
        opened.wait_page(UnlockPage)
    assert held[0].skipped
    assert held[0].backup is None
    unlocked(opened)


def test_a_locked_screen_locks_the_desk(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    unlocked(opened)
    opened.program.keeper._session._on_told(False)
    assert opened.program.keeper.desk is not None
    opened.program.keeper._session._on_told(True)
    opened.wait_page(UnlockPage)


def test_where_the_system_has_to_be_asked_it_is(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    answers = iter([False, True])
    watch = SessionWatch(window, lambda: lambda: next(answers))
    heard: list[None] = []
    watch.left_alone.connect(lambda: heard.append(None))
    watch.start()
    watch.look()
    assert heard == []
    watch.look()
    assert heard == [None]
    watch._on_lock()
    assert len(heard) == 2
    watch.stop()


@pytest.mark.parametrize(
    ("message", "reason", "away"),
    [
        (SESSION_CHANGE, 7, True),
        (SESSION_CHANGE, 2, True),
        (SESSION_CHANGE, 8, False),
        (SESSION_CHANGE, 1, False),
        (POWER_BROADCAST, 4, True),
        (POWER_BROADCAST, 18, False),
        (0x0100, 7, False),
    ],
)
def test_what_windows_says_is_understood(message: int, reason: int, away: bool) -> None:
    assert means_away(message, reason) is away


def test_elsewhere_windows_and_macos_are_not_asked() -> None:
    import sys

    if sys.platform.startswith("linux"):
        assert not register_window(1)
        assert mac_question() is None
