"""A sentence on a tint: aligned, and gone without moving the page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit.notice import Notice
from app.ui.kit.theme import Theme

Shown = tuple[QWidget, Notice, QWidget]


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> Shown:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = QVBoxLayout(holder)
    notice, below = Notice(closable=True), QLabel("Below")
    layout.addWidget(notice)
    layout.addWidget(below)
    layout.addStretch(1)
    holder.resize(500, 300)
    holder.show()
    qtbot.waitExposed(holder)
    return holder, notice, below


def middle(part: QWidget, of: QWidget) -> float:
    top = part.mapTo(of, part.rect().topLeft()).y()
    return top + part.height() / 2


def test_sign_words_and_button_stand_on_one_height(page: Shown, qtbot: QtBot) -> None:
    _holder, notice, _below = page
    notice.say("Written.")
    qtbot.wait(10)
    centre = notice.height() / 2
    for part in (notice._sign, notice._words, notice._close):
        assert middle(part, notice) == pytest.approx(centre, abs=2)


def test_what_fades_keeps_its_place_until_something_else_is_said(page: Shown, qtbot: QtBot) -> None:
    _holder, notice, below = page
    assert below.y() < 30
    notice.fade()  # nothing was said, so there is no place to keep
    qtbot.wait(10)
    assert below.y() < 30
    notice.say("Written.")
    qtbot.wait(10)
    before = below.y()
    notice.fade()
    qtbot.wait(10)
    assert (notice.isVisible(), notice.text(), below.y()) == (False, "", before)
    notice.fade()
    qtbot.wait(10)
    assert below.y() == before
    notice.clear()
    qtbot.wait(10)
    assert below.y() < before


def test_the_place_closes_once_the_person_has_done_the_next_thing(
    page: Shown, qtbot: QtBot
) -> None:
    _holder, notice, below = page
    top = below.y()
    notice.say("Written.")
    qtbot.wait(10)
    before = below.y()
    QTest.mouseClick(notice._close, Qt.MouseButton.LeftButton)
    qtbot.wait(10)
    assert (notice.text(), below.y()) == ("", before)  # nothing moves under the mouse
    QTest.mousePress(below, Qt.MouseButton.LeftButton)
    qtbot.wait(10)
    assert below.y() == before
    QTest.mouseRelease(below, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: below.y() == top)


def test_the_button_that_closes_it_gives_the_keyboard_back(page: Shown, qtbot: QtBot) -> None:
    holder, notice, _below = page
    layout = holder.layout()
    assert layout is not None
    first, last = QLineEdit(), QLineEdit()
    layout.addWidget(first)
    layout.addWidget(last)
    holder.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    notice.say("Written.")
    QTest.mouseClick(notice._close, Qt.MouseButton.LeftButton)
    assert first.hasFocus()  # a click does not take it
    notice.say("Written again.")
    notice._close.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(notice._close, Qt.Key.Key_Space)
    assert first.hasFocus()
    notice.say("And again.")
    notice._close.setFocus(Qt.FocusReason.TabFocusReason)
    first.hide()
    notice.clear()
    assert not last.hasFocus()
    assert not first.hasFocus()
