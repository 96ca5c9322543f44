"""The only place that opens message boxes, and tells the two kinds of error apart.

An expected ``Problem`` shows its three sentences. Anything else is a defect: the person gets a
short reference number, the log gets the details, without what was typed.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.domain.errors import Problem
from app.ui.kit.buttons import Button
from app.ui.kit.icons import pixmap

LOG = logging.getLogger(__name__)
_REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Presenter(Protocol):
    """What pages need to tell the person something that stops them."""

    def show_failure(self, error: Exception) -> None:
        """Show a problem or a defect, whichever it is."""
        ...

    def show_problem(self, problem: Problem) -> None:
        """Show an expected failure."""
        ...

    def show_defect(self, error: BaseException) -> str:
        """Show and log a fault of the program; returns its reference number."""
        ...

    def tell(self, title: str, text: str, more: str = "") -> None:
        """Tell something that must be read."""
        ...

    def confirm(self, title: str, text: str, action: str, *, dangerous: bool = False) -> bool:
        """Ask before doing something; the buttons are ``action`` and Cancel."""
        ...

    def say(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Show a short line at the foot of the window, with at most one link such as Undo."""
        ...


class Messages:
    """Message boxes over the window that ``parent`` gives."""

    def __init__(self, parent: Callable[[], QWidget | None]) -> None:
        self._parent = parent
        self._line: Callable[[str, str, Callable[[], object] | None], None] | None = None

    def show_lines_with(
        self, line: Callable[[str, str, Callable[[], object] | None], None] | None
    ) -> None:
        """Let the main window show short lines; without it they are not shown."""
        self._line = line

    def show_failure(self, error: Exception) -> None:
        """Show a problem or a defect, whichever it is."""
        if isinstance(error, Problem):
            self.show_problem(error)
        else:
            self.show_defect(error)

    def show_problem(self, problem: Problem) -> None:
        """Show what happened; below it what is unharmed and what to do."""
        rest = " ".join(part for part in (problem.unharmed, problem.next_step) if part)
        self._open(QMessageBox.Icon.Warning, "ChartPost", problem.happened, rest)

    def show_defect(self, error: BaseException) -> str:
        """Log a fault of the program under a reference number and show that number."""
        reference = new_reference()
        LOG.error("defect %s", reference, exc_info=error)
        self._open(
            QMessageBox.Icon.Critical,
            "ChartPost",
            "Something went wrong inside the program.",
            f"What was saved before is unharmed. Try again; if it happens again, tell your support "
            f"the reference {reference}.",
        )
        return reference

    def tell(self, title: str, text: str, more: str = "") -> None:
        """Tell something that must be read."""
        self._open(QMessageBox.Icon.Information, title, text, more)

    def confirm(self, title: str, text: str, action: str, *, dangerous: bool = False) -> bool:
        """Ask; Escape and closing mean Cancel, and Cancel is the default when it is dangerous."""
        box = make_box(self._parent(), QMessageBox.Icon.Question, title, text, "")
        do = Button(action, "danger" if dangerous else "primary")
        cancel = Button("Cancel")
        box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(cancel, QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(cancel)
        box.setDefaultButton(cancel if dangerous else do)
        box.exec()
        return box.clickedButton() is do

    def say(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Show a short line at the foot of the window."""
        if self._line is not None:
            self._line(text, action, do)

    def _open(self, icon: QMessageBox.Icon, title: str, text: str, more: str) -> None:
        box = make_box(self._parent(), icon, title, text, more)
        button = Button("OK", "primary")
        box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(button)
        box.setEscapeButton(button)
        box.exec()


def make_box(
    parent: QWidget | None, icon: QMessageBox.Icon, title: str, text: str, more: str
) -> QMessageBox:
    """A box whose every text is plain, so that no typed text becomes markup."""
    box = QMessageBox(parent)
    box.setIcon(icon)
    name, ink = _SIGNS.get(icon, ("info", "accent"))
    box.setIconPixmap(pixmap(name, ink, 32))
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    box.setAccessibleName(f"{text} {more}".strip())
    return box


_SIGNS = {
    QMessageBox.Icon.Warning: ("warning", "soon"),
    QMessageBox.Icon.Critical: ("warning", "late"),
    QMessageBox.Icon.Question: ("help", "accent"),
}


def new_reference() -> str:
    """Eight letters and digits that are easy to read over the telephone."""
    letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
