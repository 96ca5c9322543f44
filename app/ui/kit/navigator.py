"""How a page opens another room without knowing it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Navigator(QObject):
    """Wishes to go somewhere; the main window fulfils them.

    Signals:
        room_requested: room id and the id of the thing to show there, or None.
    """

    room_requested = Signal(str, object)

    def go(self, room: str, item: object = None) -> None:
        """Ask for ``room`` and, if given, one thing in it."""
        self.room_requested.emit(room, item)
