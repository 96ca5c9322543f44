"""Files of the shown request: one added, or the copy of one let go that nobody needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.attachments import Attachment, AttachmentKind
from app.domain.errors import FieldProblems
from app.services.changes import Outcome
from app.services.file_intake import PickedFile
from app.services.progress import Progress
from app.services.request_views import RequestView
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.fields import NotesField
from app.ui.kit.forms import input_of
from app.ui.requests.letter_part import KINDS
from app.ui.requests.pane import RequestPane
from app.ui.requests.pane_parts import kept_copies
from app.ui.requests.panels import StepPanel
from app.ui.requests.wording import joined, pages_words, size_words


@dataclass(frozen=True, slots=True)
class Purge:
    """Which copy is let go, and why."""

    attachment_id: int
    reason: str


class PurgePanel(StepPanel):
    """Asks which copy, and why."""

    def __init__(self, view: RequestView) -> None:
        super().__init__(
            "Let a copy go",
            "The pages leave this store for good; name, page count, size and fingerprint stay on "
            "record. A backup is made first, which takes a moment.",
            "Let the copy go",
        )
        files = kept_copies(view)
        self.file: ChoiceField[int] = self.form.add(
            "file", "File", ChoiceField([(file.id, _file_words(file)) for file in files])
        )
        self.reason = self.form.add("reason", "Why it is no longer needed", NotesField(lines=2))

    def first(self) -> QWidget:
        """The reason; the file is chosen already where there is one."""
        return input_of(self.reason)

    def purge(self) -> Purge:
        """What was asked for.

        Raises:
            FieldProblems: no file is chosen.
        """
        chosen = self.file.value()
        if chosen is None:
            raise FieldProblems({"file": "Choose the file."})
        return Purge(chosen, self.reason.value())


class FileWork(QObject):
    """Adds files to the request shown, and lets copies go."""

    def __init__(self, pane: RequestPane, context: UiContext, reload: Callable[[], None]) -> None:
        super().__init__(pane)
        self._pane, self._context, self._reload = pane, context, reload
        pane.file_requested.connect(self._on_add)
        pane.purge_requested.connect(self._on_purge)

    def _on_add(self) -> None:
        view = self._pane.view
        path = self._context.files.open_file(self._pane.window(), "Add a file", KINDS)
        if view is not None and path is not None:
            self._add(view.request.id, path)

    def _add(self, request_id: int, path: Path) -> None:
        attachments = self._context.services.attachments

        def work(progress: Progress) -> Outcome[int]:
            picked = PickedFile(path, AttachmentKind.OTHER)
            return attachments.add_file(request_id=request_id, picked=picked, progress=progress)

        self._context.act(self, work, lambda _id: self._reload())

    def _on_purge(self) -> None:
        view = self._pane.view
        if view is None or not kept_copies(view):
            return
        panel = PurgePanel(view)
        panel.submitted.connect(lambda: self._purge(panel))
        self._pane.show_panel(panel)

    def _purge(self, panel: PurgePanel) -> None:
        attachments = self._context.services.attachments
        try:
            asked = panel.purge()
        except FieldProblems as problems:
            panel.show_problems(problems.fields)
            return

        def work(progress: Progress) -> Outcome[None]:
            return attachments.purge(
                attachment_id=asked.attachment_id, reason=asked.reason, progress=progress
            )

        def done(_nothing: None) -> None:
            self._pane.close_panel()
            self._reload()

        def failed(error: Exception) -> None:
            panel.button.setEnabled(True)
            if isinstance(error, FieldProblems):
                panel.show_problems(error.fields)
            else:
                self._context.messages.show_failure(error)

        panel.button.setEnabled(False)
        self._context.act(self, work, done, failed)


def _file_words(file: Attachment) -> str:
    return joined(file.kind.label, pages_words(file.pages), size_words(file.size))
