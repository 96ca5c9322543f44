"""The scanned letter: dropped or chosen, looked at once, kept encrypted with the request."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem
from app.services.file_intake import InspectedFile, PickedFile, inspect_file
from app.services.progress import Progress
from app.ui.kit.buttons import link
from app.ui.kit.context import UiContext
from app.ui.kit.drop_area import DropArea
from app.ui.kit.icons import set_icon
from app.ui.kit.metrics import column, row
from app.ui.kit.task_runner import Task
from app.ui.kit.words import ElidedLabel, plain, words
from app.ui.requests.wording import joined, pages_words, size_words

KINDS = "Scanned letters (*.pdf *.tif *.tiff *.png *.jpg *.jpeg)"


class LetterPart(QWidget):
    """At most one file.

    Signals:
        letter_changed: another file, or none any more.
    """

    letter_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._context = context
        self._path: Path | None = None
        self._task: Task | None = None
        self.drop = DropArea("Drop the scanned letter here, or", context.files, kinds=KINDS)
        self.drop.setAccessibleName("Scanned letter")
        self.drop.input.setAccessibleName("Choose the scanned letter")
        self._shown = plain()
        line = row(self._shown, gap=8)
        sign = words()
        set_icon(sign, "file", "muted")
        self._name = ElidedLabel()
        self.remove = link("Remove", clicked=self._on_remove)
        line.addWidget(sign)
        line.addWidget(self._name, 1)
        line.addWidget(self.remove)
        self.problem = words("", "problem", wrap=True)
        layout = column(self, gap=6)
        for part in (self.drop, self._shown, self.problem):
            layout.addWidget(part)
        self.drop.files_dropped.connect(self._on_dropped)
        self._show_path("")
        self.problem.hide()

    @property
    def picked(self) -> PickedFile | None:
        """The file to keep with the request."""
        return PickedFile(self._path) if self._path is not None else None

    def shown_text(self) -> str:
        """What is said about the file."""
        return self._name.text()

    def draft(self) -> str:
        """Where the file is."""
        return str(self._path) if self._path is not None else ""

    def restore(self, path: str) -> None:
        """Take the file of a draft again; if it is gone, say so when it is looked at."""
        if path:
            self._take(Path(path))

    def say_problem(self, problem: Problem) -> None:
        """Say why the file cannot be taken; the file is let go."""
        self._path = None
        self._show_path("")
        self.problem.setText(problem.sentences)
        self.problem.show()
        self.drop.input.setAccessibleDescription(problem.sentences)
        self.letter_changed.emit()

    def _on_dropped(self, paths: list[Path]) -> None:
        if len(paths) > 1:
            problem = Problem(
                "one-letter",
                "Drop one file; the request letter is one scan.",
                unharmed="Nothing was added.",
                next_step="More files can be added on the request's page after logging.",
            )
            self.say_problem(problem)
            return
        self._take(paths[0])

    def _take(self, path: Path) -> None:
        self.problem.hide()
        self.drop.input.setAccessibleDescription("")
        self._path = path
        self._show_path(joined(path.name, "looking at it…"))
        self.letter_changed.emit()

        def work(progress: Progress) -> InspectedFile:
            return inspect_file(PickedFile(path), progress)

        if self._task is not None:
            self._task.cancel()
        self._task = self._context.compute(self, work, self._show_facts, self._on_refused)

    def _show_facts(self, found: InspectedFile) -> None:
        said = joined(found.picked.path.name, pages_words(found.pages), size_words(found.size))
        self._show_path(said)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self.say_problem(error)
        else:
            self._context.messages.show_failure(error)

    def _on_remove(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._path = None
        self._show_path("")
        self.drop.input.setFocus()
        self.letter_changed.emit()

    def _show_path(self, text: str) -> None:
        # what is hidden drops the keyboard; it stays with the letter
        had_keys = self.drop.input.hasFocus() or self.remove.hasFocus()
        self._name.setText(text)
        self._shown.setVisible(bool(text))
        self.drop.setVisible(not text)
        if had_keys:
            (self.remove if text else self.drop.input).setFocus()
