"""Last step of an import: what was done, and the whole of it undone in one step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from app.services.changes import Outcome
from app.services.imports import ImportResult, UndoResult
from app.services.progress import Progress
from app.ui.kit.buttons import secondary
from app.ui.kit.cards import Card, FactList
from app.ui.kit.context import UiContext
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.registers.stayed import StayedList
from app.ui.registers.wording import counted, result_words, undo_words


def undo(
    context: UiContext,
    owner: QObject,
    batch_id: int,
    then: Callable[[UndoResult], None],
    failed: Callable[[Exception], None],
) -> None:
    """Undo an import; ``then`` hears what came of it."""
    imports = context.services.imports

    def work(_progress: Progress) -> Outcome[UndoResult]:
        return imports.undo(batch_id=batch_id)

    context.act(owner, work, then, failed)


class ResultStep(Card):
    """Tells what the import did.

    Signals:
        undone: the import was undone.
    """

    undone = Signal()

    def __init__(self, context: UiContext, result: ImportResult) -> None:
        super().__init__("The patients are in")
        self.context, self.result = context, result
        self.notice = Notice(result_words(result), Kind.DONE)
        self.add(self.notice)
        self.add(
            FactList(
                [
                    ("Added", counted(result.added, "patient")),
                    ("Changed", counted(result.updated, "patient")),
                    ("As before", counted(result.unchanged, "patient")),
                    ("Left out", counted(result.rejected, "row")),
                ]
            )
        )
        self.undo_button = secondary("Undo this import", "undo", self._on_undo)
        self.help = words(
            "Takes out everyone it added and puts back what it changed. Patients with a request, "
            "or changed by hand since, stay. You can undo it later under Imports.",
            "help",
            wrap=True,
        )
        self.body.addSpacing(4)
        self.body.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(self.help)
        self.stayed = StayedList(context)
        self.add(self.stayed)
        self.body.addStretch(1)

    def _on_undo(self) -> None:
        self.undo_button.setEnabled(False)
        self.notice.say("Undoing the import…")
        undo(self.context, self, self.result.batch_id, self._on_undone, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.undo_button.setEnabled(True)
        self.notice.say(result_words(self.result), Kind.DONE)
        self.context.messages.show_failure(error)

    def _on_undone(self, result: UndoResult) -> None:
        self.set_title("The import is undone")
        self.notice.say(undo_words(result), Kind.DONE)
        self.undo_button.hide()
        self.help.hide()
        self.stayed.show_result(result)
        self.undone.emit()
