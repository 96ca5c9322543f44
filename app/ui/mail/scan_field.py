"""The field at the top of the mail room: whatever number is scanned there finds its piece."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from app.domain.article_numbers import read_article_number
from app.domain.errors import Problem
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.edge_button import EdgeButton
from app.ui.kit.fields import TextField


@dataclass(frozen=True, slots=True)
class Scanned:
    """A number that was read, and the newest piece that carries it, if there is one."""

    text: str
    grouped: str
    piece_id: int | None


class ScanField(TextField):
    """Takes a number by hand or scanner; Enter looks for its piece.

    Signals:
        scanned: a ``Scanned``.
        refused: a ``Problem``, when it cannot be a number from a label.
    """

    scanned = Signal(object)
    refused = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__(placeholder="Scan or type an article number")
        self._context = context
        self.setAccessibleName("Scan or type an article number")
        self.setClearButtonEnabled(False)
        EdgeButton(self, "barcode", "Barcode", left=True)
        self.returnPressed.connect(self._on_enter)

    def _on_enter(self) -> None:
        text = self.value()
        if not text:
            return
        mail = self._context.services.mail

        def work(_progress: Progress) -> Scanned:
            found = mail.find_by_article(text=text)
            grouped = read_article_number(text).grouped()
            return Scanned(text, grouped, found[0].id if found else None)

        self._context.read(self, work, self.scanned.emit, self._on_failed)
        self.selectAll()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self.refused.emit(error)
        else:
            self._context.messages.show_failure(error)
