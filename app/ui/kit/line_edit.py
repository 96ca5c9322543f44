"""A line of text that leaves the program's own shortcuts to the program.

On Linux a line of text takes Ctrl+E and Ctrl+K for itself (end of line, delete to its end), as old
terminals did; then neither export nor the palette would open from a field.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_OURS = (Qt.Key.Key_E, Qt.Key.Key_K)


class LineEdit(QLineEdit):
    """The base of our fields of one line."""

    def event(self, event: QEvent) -> bool:
        """Qt: a key asks beforehand whether the field wants it or the window may have it."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() in _OURS:
                event.ignore()
                return True
        return super().event(event)
