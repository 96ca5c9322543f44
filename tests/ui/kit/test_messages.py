"""Messages: plain text, two kinds of error, notices, the line at the foot."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import Problem
from app.ui.kit.messages import Messages, make_box, new_reference
from app.ui.kit.notice import Notice, Toast
from app.ui.kit.theme import Theme
from app.ui.kit.tokens import Kind
from tests.conftest import ExpectLog
from tests.ui.a11y import unnamed


class Presser:
    """Presses a button of the next message box and keeps what the box said."""

    def __init__(self, button: str) -> None:
        self.button, self.said = button, ""
        QTimer.singleShot(0, self.press)

    def press(self) -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, self.press)
            return
        assert box.textFormat() is Qt.TextFormat.PlainText
        assert unnamed(box) == []
        self.said = f"{box.text()} {box.informativeText()}"
        next(b for b in box.buttons() if b.text() == self.button).click()


@pytest.fixture
def messages(theme: Theme) -> Messages:
    return Messages(lambda: None)


def test_a_problem_says_its_sentences(qtbot: QtBot, messages: Messages) -> None:
    presser = Presser("OK")
    messages.show_failure(Problem("x", "The <b>disk</b> is full.", next_step="Free some room."))
    assert presser.said == "The <b>disk</b> is full. Nothing was changed. Free some room."


@pytest.mark.parametrize("dangerous", [True, False])
def test_the_focused_button_of_a_question_wears_a_ring(
    qtbot: QtBot, messages: Messages, dangerous: bool
) -> None:
    seen: list[tuple[str, bool]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox) or QApplication.focusWidget() is None:
            QTimer.singleShot(10, look)
            return
        focused = QApplication.focusWidget()
        assert isinstance(focused, QPushButton)
        with_ring = focused.grab().toImage()
        focused.clearFocus()
        seen.append((focused.text(), with_ring != focused.grab().toImage()))
        box.reject()

    QTimer.singleShot(0, look)
    assert messages.confirm("ChartPost", "Save the list?", "Save", dangerous=dangerous) is False
    assert seen == [("Cancel" if dangerous else "Save", True)]


def test_a_defect_shows_a_number_and_logs_it(
    qtbot: QtBot, messages: Messages, expect_log: ExpectLog
) -> None:
    presser = Presser("OK")
    with expect_log("app.ui.kit.messages", logging.ERROR) as records:
        reference = messages.show_defect(ValueError("Maynard Mosciski"))
    assert reference in presser.said
    assert "Maynard" not in presser.said
    assert reference in records[0].getMessage()
    assert "Maynard" not in records[0].getMessage()


@pytest.mark.parametrize(("button", "answer"), [("Delete", True), ("Cancel", False)])
def test_confirming(qtbot: QtBot, messages: Messages, button: str, *, answer: bool) -> None:
    Presser(button)
    assert messages.confirm("Delete", "Delete this draft?", "Delete", dangerous=True) is answer


def test_telling(qtbot: QtBot, messages: Messages) -> None:
    presser = Presser("OK")
    messages.tell("Done", "The backup is verified.", "It is in the backup folder.")
    assert presser.said == "The backup is verified. It is in the backup folder."


def test_lines_go_to_the_window_once_there_is_one(messages: Messages) -> None:
    said: list[object] = []
    messages.say("lost")
    messages.show_lines_with(lambda *line: said.append(line))
    messages.say("Logged.", "Undo", None)
    assert said == [("Logged.", "Undo", None)]


def test_references_are_easy_to_read_aloud() -> None:
    reference = new_reference()
    assert len(reference) == 9
    assert not set(reference) & set("01OIL")
    assert reference != new_reference()


def test_box_is_named(qtbot: QtBot, theme: Theme) -> None:
    box = make_box(None, QMessageBox.Icon.Question, "ChartPost", "Leave?", "")
    qtbot.addWidget(box)
    assert box.accessibleName() == "Leave?"
    assert not box.iconPixmap().isNull()


def test_a_notice_speaks_offers_and_closes(qtbot: QtBot, theme: Theme) -> None:
    notice = Notice("Looks like another request.", Kind.SOON, action="Open it", closable=True)
    qtbot.addWidget(notice)
    notice.show()
    assert notice.property("kind") == "soon"
    assert unnamed(notice) == []
    link = next(b for b in notice.findChildren(QPushButton) if b.text() == "Open it")
    with qtbot.waitSignal(notice.action_requested):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(notice.closed):
        notice._close.click()
    assert not notice.isVisible()
    notice.say_problem(Problem("x", "It failed."))
    assert notice.text() == "It failed. Nothing was changed."
    notice.clear()
    assert not notice.isVisible()


def test_the_toast_undoes_once_and_follows_the_window(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    toast, undone = Toast(window), []
    toast.say("Request logged.", "Undo", lambda: undone.append(1))
    place = toast.pos()
    window.resize(900, 500)
    assert toast.pos() != place
    assert unnamed(window) == []
    toast._link.click()
    assert undone == [1]
    assert not toast.isVisible()
    toast.say("Saved.")
    assert not toast._link.isVisible()
    toast._on_due()
    assert not toast.isVisible()
