"""Who may do what, in words; shortcuts that work from within a field; notices that pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.staff import Operation
from app.ui.kit.action_table import ACTIONS
from app.ui.kit.actions import ActionSet
from app.ui.kit.buttons import Button
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import SearchField, TextField
from app.ui.kit.notice import Notice
from app.ui.kit.rights import offer, read_only_line, who_may
from tests.ui.kit.demo import NOON, FixedClock

_FIELDS = [TextField, lambda: SearchField("Name"), lambda: DateField(FixedClock(NOON))]


def test_who_may_is_told_from_the_one_table() -> None:
    assert who_may(Operation.EXPORT) == (
        "Only a privacy officer or an administrator may export lists."
    )
    assert who_may(Operation.RESTORE) == "Only an administrator may put back a backup."
    assert "a clerk, a privacy officer or an" in who_may(Operation.EDIT_REQUESTS)
    assert who_may(Operation.OWN_ACCOUNT).endswith("may do this.")


def test_a_button_says_why_it_cannot_be_pressed(qtbot: QtBot) -> None:
    button = Button("Export")
    qtbot.addWidget(button)
    offer(button, Operation.EXPORT, may=False, tip="Export (Ctrl+E)")
    assert not button.isEnabled()
    assert "may export lists" in button.toolTip()
    assert "may export lists" in button.accessibleDescription()
    offer(button, Operation.EXPORT, may=True, tip="Export (Ctrl+E)")
    assert button.isEnabled()
    assert "Ctrl+E" in button.toolTip()
    assert button.accessibleDescription() == ""


def test_a_page_of_which_nothing_is_offered_says_so_once(qtbot: QtBot) -> None:
    line = read_only_line()
    qtbot.addWidget(line)
    assert line.isHidden()  # until it is known who is signed in
    assert line.text().startswith("Your account is read-only: you can look at everything here")
    assert line.text().endswith(who_may(Operation.EDIT_REQUESTS))


def test_nobody_may_anything_before_the_sign_in() -> None:
    actions = ActionSet(ACTIONS)
    assert not actions.may(Operation.VIEW)
    actions.allow(lambda operation: operation is Operation.VIEW)
    assert actions.may(Operation.VIEW)
    assert not actions.may(Operation.EXPORT)


@pytest.mark.parametrize("make", _FIELDS)
def test_fields_leave_the_programs_shortcuts_alone(
    make: Callable[[], QWidget], qtbot: QtBot
) -> None:
    field = make()
    qtbot.addWidget(field)

    def asks(key: Qt.Key, modifier: Qt.KeyboardModifier) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)
        event.ignore()
        QApplication.sendEvent(field, event)
        return event.isAccepted()

    control = Qt.KeyboardModifier.ControlModifier
    assert not asks(Qt.Key.Key_E, control)
    assert not asks(Qt.Key.Key_K, control)
    assert asks(Qt.Key.Key_A, control)
    assert asks(Qt.Key.Key_E, Qt.KeyboardModifier.NoModifier)


def test_what_was_done_is_said_for_a_while(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.kit.notice.DONE_STANDS_MS", 30)
    notice = Notice(closable=True)
    qtbot.addWidget(notice)
    notice.show()
    for part in notice.findChildren(QWidget):
        part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        part.clearFocus()
    monkeypatch.setattr(notice, "underMouse", lambda: True)
    notice.say_done("Written.")
    qtbot.wait(80)
    assert notice.text() == "Written."  # someone is reading it
    monkeypatch.setattr(notice, "underMouse", lambda: False)
    qtbot.waitUntil(lambda: notice.text() == "", timeout=2000)
    notice.say("Wrong.")
    notice.forget_done()
    assert notice.text() == "Wrong."
