"""The picture painted first: the same to the eye as the page, and nothing typed on it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.ui.kit.help_window import HelpWindow
from app.ui.kit.theme import Theme
from app.ui.vault import unlock_words
from app.ui.vault.first_frame import FirstFrame
from app.ui.vault.recover_page import RecoverPage
from app.ui.vault.unlock_page import UnlockPage
from tests.storage_kit import LOGIN, PASSWORD
from tests.ui.a11y import unnamed
from tests.ui.vault.conftest import OpenProgram
from tests.ui.vault.program_kit import Opened


@pytest.mark.parametrize(("choice", "size"), [("light", 100), ("dark", 150)])
def test_nothing_moves_when_the_page_takes_the_pictures_place(
    qtbot: QtBot, theme: Theme, choice: str, size: int
) -> None:
    theme.choose(ThemeChoice(choice), size)
    frame, page = FirstFrame(Path("/data"), "ann"), UnlockPage(Path("/data"))
    page.prefill("ann")
    pictures = []
    for shown in (frame, page):
        qtbot.addWidget(shown)
        shown.resize(1280, 800)
        pictures.append(shown.grab().toImage())
    eye = page.password._button
    place = QRect(eye.mapTo(page, QPoint(0, 0)), eye.size())
    theme.choose(ThemeChoice.SYSTEM, 100)
    one, other = pictures
    moved = [
        (x, y)
        for y in range(one.height())
        for x in range(0, one.width(), 3)
        if one.pixel(x, y) != other.pixel(x, y) and not place.contains(x, y)
    ]
    assert moved == []


def frame_of(qtbot: QtBot) -> FirstFrame:
    frame = FirstFrame(Path("/data"), "")
    qtbot.addWidget(frame)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.activateWindow()
    frame.focus_first()
    qtbot.waitUntil(frame.login.hasFocus)
    return frame


def test_what_was_typed_passes_on(qtbot: QtBot, theme: Theme) -> None:
    frame = frame_of(qtbot)
    assert unnamed(frame) == []
    qtbot.keyClicks(frame.login, "ann")
    qtbot.keyClick(frame.login, Qt.Key.Key_Tab)
    qtbot.keyClicks(frame.password, "half a pass")
    page = UnlockPage(Path("/data"))
    qtbot.addWidget(page)
    page.set_ready()
    page.take(frame.typed())
    assert (page.login.value(), page.password.value()) == ("ann", "half a pass")
    assert page.go_button.isEnabled()


def test_the_keyboard_stays_where_it_was(qtbot: QtBot, theme: Theme) -> None:
    frame = FirstFrame(Path("/data"), "ann")
    qtbot.addWidget(frame)
    frame.focus_first()
    assert frame.typed().in_password  # although the window is not active yet
    assert frame.password.nextInFocusChain() is frame.go_button
    frame.login.setFocus()
    page = UnlockPage(Path("/data"))
    qtbot.addWidget(page)
    page.take(frame.typed())
    assert page.first_field() is page.login


def test_enter_on_the_picture_unlocks(qtbot: QtBot, theme: Theme) -> None:
    frame = frame_of(qtbot)
    qtbot.keyClicks(frame.login, "ann")
    qtbot.keyClicks(frame.password, "whole password")
    qtbot.keyClick(frame.password, Qt.Key.Key_Return)
    asked = []
    page = UnlockPage(Path("/data"))
    qtbot.addWidget(page)
    page.unlock_requested.connect(lambda *typed: asked.append(typed))
    page.set_ready()
    page.take(frame.typed())
    assert asked == [("ann", "whole password")]


def link_of(frame: QWidget, text: str) -> QPushButton:
    return next(each for each in frame.findChildren(QPushButton) if each.text() == text)


def test_each_link_of_the_picture_leads_on(
    start: OpenProgram, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: Opened = start(practice)
    frame = FirstFrame(practice, "")
    link_of(frame, unlock_words.RECOVERY).click()
    opened.program.entrance.follow(frame.typed())
    assert isinstance(opened.page, RecoverPage)
    chosen: list[Path] = []
    opened.program.entrance.folder_opened.connect(chosen.append)
    opened.files.path = practice
    link_of(frame, unlock_words.OTHER_FOLDER).click()
    opened.program.entrance.follow(frame.typed())
    assert chosen == [practice]


def test_the_picture_on_the_way_to_the_desk(start: OpenProgram, practice: Path) -> None:
    opened = start(practice)
    frame = FirstFrame(practice, LOGIN)
    frame.password.setText(PASSWORD)
    frame.go_button.click()
    with opened.qtbot.waitSignal(opened.program.desk_shown, timeout=15_000):
        opened.program.entrance.follow(frame.typed())
    frame.deleteLater()


@pytest.mark.parametrize("by_key", [False, True], ids=["pressed", "F1"])
def test_help_asked_for_on_the_picture_is_opened(
    start: OpenProgram, practice: Path, by_key: bool
) -> None:
    opened = start(practice)
    frame = FirstFrame(practice, "")
    if by_key:
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
        frame.keyPressEvent(press)  # sent, it would go to the shortcut of the page shown
    else:
        link_of(frame, unlock_words.HELP).click()
    opened.program.entrance.follow(frame.typed())
    (window,) = opened.page.findChildren(HelpWindow)
    assert window.isVisible()
    frame.deleteLater()
