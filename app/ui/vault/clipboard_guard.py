"""What was copied here leaves the clipboard at the lock; what comes from others stays."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication


class ClipboardGuard(QObject):
    """Notes whether the present content was copied while this program was in front.

    Not every platform tells the owner of the clipboard, so both signs count.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours = False
        QGuiApplication.clipboard().dataChanged.connect(self._on_changed)

    def clear(self) -> None:
        """Take back what was copied here."""
        clipboard = QGuiApplication.clipboard()
        if self._ours or clipboard.ownsClipboard():
            clipboard.clear()
        self._ours = False

    def _on_changed(self) -> None:
        self._ours = QGuiApplication.focusWindow() is not None
