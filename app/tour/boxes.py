"""Message boxes during the tour: shown for real, looked at, and answered with the mouse.

The usual presenter waits for a person in a loop of its own; here the answer comes from within.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from app.domain.errors import Problem
from app.ui.kit.messages import Messages, make_box

Seen = Callable[[str], None]


class AnsweredMessages(Messages):
    """Answers yes to every question and keeps what went wrong."""

    def __init__(self, parent: Callable[[], QWidget | None], seen: Seen) -> None:
        """``seen`` is called with a box's title while the box is on the screen."""
        super().__init__(parent)
        self._over, self._seen = parent, seen
        self.problems: list[str] = []

    def show_problem(self, problem: Problem) -> None:
        """Keep the code: the tour did not mean to run into anything."""
        self.problems.append(problem.code)
        super().show_problem(problem)

    def show_defect(self, error: BaseException) -> str:
        """Keep that there was one."""
        self.problems.append(f"defect {type(error).__name__}")
        return super().show_defect(error)

    def confirm(self, title: str, text: str, action: str, *, dangerous: bool = False) -> bool:
        """Press the button that does it."""
        box = make_box(self._over(), QMessageBox.Icon.Question, title, text, "")
        do = box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        self._answer(box, do)
        return True

    def _open(self, icon: QMessageBox.Icon, title: str, text: str, more: str) -> None:
        box = make_box(self._over(), icon, title, text, more)
        button = box.addButton("OK", QMessageBox.ButtonRole.AcceptRole)
        self._answer(box, button)

    def _answer(self, box: QMessageBox, button: QPushButton) -> None:
        box.open()
        QTest.qWait(30)
        self._seen(box.windowTitle())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        box.deleteLater()
