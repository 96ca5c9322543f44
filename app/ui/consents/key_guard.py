"""Holds back every key that leads out of the patient view: Escape, F keys, Ctrl, Alt and their kin.

It listens to the whole application, before everybody else, and only while the view is shown. What
the system itself keeps for itself, such as its own switch of programs, no program can hold back.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_LEADING_OUT = frozenset(
    {
        Qt.Key.Key_Escape,
        Qt.Key.Key_Menu,
        Qt.Key.Key_Help,
        Qt.Key.Key_Back,
        Qt.Key.Key_Forward,
        Qt.Key.Key_Cancel,
        Qt.Key.Key_Print,
        *(Qt.Key(int(Qt.Key.Key_F1) + number) for number in range(35)),
    }
)
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier


class KeyGuard(QObject):
    """On from ``start`` to ``stop``."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._on = False

    def start(self) -> None:
        """Be the first to see each key from now on."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
            self._on = True

    def stop(self) -> None:
        """Let keys pass again."""
        app = QApplication.instance()
        if app is not None and self._on:
            app.removeEventFilter(self)
        self._on = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: an event of any widget."""
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if not leads_out(event):
            return False
        event.accept()  # an accepted override is no shortcut any more
        return True


def leads_out(event: QKeyEvent) -> bool:
    """Whether a key may do something else than type, move and press."""
    if event.key() in _LEADING_OUT:
        return True
    modifiers = event.modifiers()
    if modifiers & _CONTROL and modifiers & _ALT:
        # the third level of many keyboards: a sign of a password
        return not (event.text() and event.text().isprintable())
    return bool(modifiers & (_CONTROL | _ALT | _META))
