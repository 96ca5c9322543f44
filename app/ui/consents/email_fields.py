"""An address typed twice: the second time by hand, so that a slip of the hand is seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent

from app.domain.email_addresses import email_problem, email_warning
from app.domain.text import EMAIL_LIMIT
from app.ui.kit.fields import TextField


class AgainField(TextField):
    """Takes no pasted and no dropped text; what was copied would repeat the slip."""

    def __init__(self) -> None:
        super().__init__(placeholder="Type it once more, by hand", longest=EMAIL_LIMIT)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: pasting by key does nothing."""
        if event.matches(QKeySequence.StandardKey.Paste):
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: nor does the middle button, which pastes on some systems."""
        if event.button() is Qt.MouseButton.MiddleButton:
            event.accept()
            return
        super().mouseReleaseEvent(event)


def address_problems(first: str, again: str) -> dict[str, str]:
    """What is wrong with an address and its repetition, by field; nothing when both fit."""
    wrong = email_problem(first)
    if wrong:
        return {"email": wrong}
    if not again.strip():
        return {"email_again": "Type the address once more."}
    if first.strip() != again.strip():
        return {"email_again": "The two addresses are not the same. Read it back to the patient."}
    return {}


def slip_words(address: str) -> str:
    """A likely slip, such as gmial.com; nothing while the address is not whole."""
    return "" if email_problem(address) else email_warning(address)
