"""Says when Caps Lock seems to be on, judged by the letters typed; Qt cannot ask the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class CapsWatch(QObject):
    """Watches the keys pressed in one field.

    Signals:
        caps_changed: True when Caps Lock seems to be on.
    """

    caps_changed = Signal(bool)

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._on = False
        field.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """What the last letter or the key itself said."""
        return self._on

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: see keys pass by."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._look(event)
        return False

    def _look(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            self._set(not self._on)
            return
        letter = event.text()
        if len(letter) != 1 or not letter.isalpha() or letter.upper() == letter.lower():
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._set(letter.isupper() != shifted)

    def _set(self, on: bool) -> None:  # noqa: FBT001 - private
        if on != self._on:
            self._on = on
            self.caps_changed.emit(on)
