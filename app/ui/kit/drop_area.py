"""A place to drop files on, with a button for those who do not drag."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit.buttons import link
from app.ui.kit.files import FileChooser
from app.ui.kit.metrics import row, sized
from app.ui.kit.words import set_state, words


class DropArea(QFrame):
    """Takes files by dropping or choosing; says nothing about what they are.

    Signals:
        files_dropped: a list of ``Path``.
    """

    files_dropped = Signal(list)

    def __init__(
        self, text: str, files: FileChooser, *, kinds: str, button: str = "choose a file"
    ) -> None:
        """``text`` leads up to the button: "Drop the scanned letter here, or"."""
        super().__init__()
        self._files, self._kinds, self._title = files, kinds, button.capitalize()
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        sized(self, min_height=46)
        self.input: QWidget = link(button, clicked=self._on_choose)
        layout = row(self, gap=2, pads=(12, 6, 12, 6))
        layout.addStretch(1)
        layout.addWidget(words(text))
        layout.addWidget(self.input)
        layout.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: files may be dropped, nothing else."""
        if self._paths(event):
            event.acceptProposedAction()
            set_state(self, "over", "true")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: the files went elsewhere."""
        super().dragLeaveEvent(event)
        set_state(self, "over", "false")

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: files were dropped."""
        set_state(self, "over", "false")
        paths = self._paths(event)
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(paths)

    def _on_choose(self) -> None:
        paths = self._files.open_files(self.window(), self._title, self._kinds)
        if paths:
            self.files_dropped.emit(paths)

    @staticmethod
    def _paths(event: QDropEvent) -> list[Path]:
        urls = event.mimeData().urls()
        return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
