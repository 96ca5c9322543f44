"""Where a small window opens: under its field, and never beyond the edge of the screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

_GAP = 2


def place_below(popup: QWidget, field: QWidget) -> None:
    """Put a popup under its field, or over it where the screen ends before; all of it is seen.

    It has its size already.
    """
    room = field.screen().availableGeometry()
    below = field.mapToGlobal(QPoint(0, field.height() + _GAP))
    over = field.mapToGlobal(QPoint(0, 0)).y() - popup.height() - _GAP
    fits = below.y() + popup.height() <= room.bottom()
    top = below.y() if fits else max(over, room.top())
    left = min(below.x(), room.right() - popup.width())
    popup.move(max(left, room.left()), top)
