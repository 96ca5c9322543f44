"""Help before the desk is open: a button on every page there, and F1."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.system.help_texts import shipped_help
from app.ui.kit.help_window import HelpWindow
from app.ui.vault.door_page import DoorPage
from app.ui.vault.new_code_page import NewCodePage
from app.ui.vault.recover_page import RecoverPage
from app.ui.vault.rescue_page import RescuePage
from app.ui.vault.restore_page import RestorePage
from app.ui.vault.setup_guide import SetupGuide
from app.ui.vault.setup_step import SetupStep
from app.ui.vault.trouble_page import TroublePage
from app.ui.vault.unlock_page import UnlockPage
from tests.ui.vault.conftest import OpenProgram


def open_help(page: QWidget) -> HelpWindow:
    (window,) = (each for each in page.findChildren(HelpWindow) if each.isVisible())
    return window


def shown(page: QWidget) -> str:
    """The title of the help that is open over a page."""
    window = open_help(page)
    titles = [
        each.text() for each in window.findChildren(QLabel) if each.property("role") == "title"
    ]
    return titles[-1]


def test_every_page_before_the_desk_has_a_page_of_help() -> None:
    kinds = (
        DoorPage, NewCodePage, RecoverPage, RescuePage, RestorePage, SetupStep, TroublePage,
        UnlockPage,
    )  # fmt: skip
    known = {page.id for page in shipped_help().pages}
    assert {kind.help_page for kind in kinds} == {"setup", "unlock", "restore"} <= known


def test_help_in_the_guide_and_on_the_restore_page(start: OpenProgram, tmp_path: Path) -> None:
    opened = start(tmp_path / "data")
    guide = opened.wait_page(SetupGuide)
    assert isinstance(guide, SetupGuide)
    opened.wait(guide.practice.fields.input.hasFocus)
    opened.press(Qt.Key.Key_F1)
    assert shown(guide.practice) == "Setting up"
    open_help(guide.practice).reject()
    guide.practice.restore_requested.emit()
    page = opened.page
    assert isinstance(page, RestorePage)
    page.help_button.click()
    assert shown(page) == "Restoring a backup"


def test_help_on_the_unlock_page_is_opened_once(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    page = opened.wait_page(UnlockPage)
    assert isinstance(page, UnlockPage)
    assert page.help_button.isVisible()
    opened.wait(page.login.hasFocus)
    for _ in range(2):
        page.open_help()
    assert shown(page) == "Signing in"
    open_help(page).reject()
    page.open_help()
    assert shown(page) == "Signing in"


def test_the_key_that_leaves_works_before_the_desk_too(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    page = opened.wait_page(UnlockPage)
    assert isinstance(page, UnlockPage)
    opened.wait(page.login.hasFocus)
    window = page.window()
    opened.qtbot.keyClick(page.login, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    opened.wait(window.isHidden)
