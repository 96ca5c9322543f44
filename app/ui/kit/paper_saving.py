"""Papers on their way into PDF files, one place asked for after the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.services.paper_drafts import PaperDraft
from app.ui.kit.context import UiContext
from app.ui.kit.paper_work import PaperWork


class PaperSaver(QObject):
    """Asks where each paper goes; stopping in between keeps what was saved.

    Signals:
        began: a file is being written.
        stopped: nothing was saved, since no place was chosen.
        saved: the paths that were written.
        failed: why a file could not be written.
    """

    began = Signal()
    stopped = Signal()
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, dialog: QWidget, context: UiContext, work: PaperWork) -> None:
        super().__init__(dialog)
        self._dialog, self._context, self._work = dialog, context, work

    def save(self, drafts: Sequence[PaperDraft]) -> None:
        """Save these papers."""
        self._save_from(list(drafts), [])

    def _save_from(self, drafts: list[PaperDraft], done: list[Path]) -> None:
        target = self._place(drafts[0]) if drafts else None
        if target is None:
            if done:
                self.saved.emit(done)
            else:
                self.stopped.emit()
            return
        self.began.emit()
        self._work.save(
            drafts[0],
            target,
            lambda path: self._save_from(drafts[1:], [*done, path]),
            self.failed.emit,
        )

    def _place(self, draft: PaperDraft) -> Path | None:
        """The file name proposed names the request, never a person."""
        kind = draft.kind.value.replace("_", "-")
        name = f"{kind}_{draft.parts[0].request_number}.pdf"
        title = f"Save the {draft.kind.label.lower()}"
        return self._context.files.save_file(self._dialog, title, name, "PDF (*.pdf)")
