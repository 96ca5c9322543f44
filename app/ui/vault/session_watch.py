"""Hears that the screen was locked, the user switched or the computer put to sleep; then it locks.

Windows tells its windows, Linux desktops tell the message bus, macOS is asked every few seconds.
Best effort: where nobody tells, the idle lock still comes (45 CFR 164.312(a)(2)(iii)).
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QWidget

from app.system.session_events import (
    mac_question,
    means_away,
    register_window,
    unregister_window,
)

ASK_EVERY_MS = 5000
_SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
)
_LOGIN, _LOGIN_MANAGER = "org.freedesktop.login1", "org.freedesktop.login1.Manager"
_LOGIN_SESSION = "org.freedesktop.login1.Session"


class SessionWatch(QObject):
    """Listens from ``start`` to ``stop``.

    Signals:
        left_alone: the person is not at the computer any more.
    """

    left_alone = Signal()

    def __init__(
        self, window: QWidget, ask: Callable[[], Callable[[], bool] | None] = mac_question
    ) -> None:
        super().__init__(window)
        self._window = window
        self._ask = ask()
        self._handle = 0
        self._hears_bus = False
        self._filter = _Messages(self.left_alone.emit)
        self._timer = QTimer(self)
        self._timer.setInterval(ASK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Listen; a desk is open."""
        if sys.platform == "win32":
            self._handle = int(self._window.winId())
            app = QCoreApplication.instance()
            if register_window(self._handle) and app is not None:
                app.installNativeEventFilter(self._filter)
        elif self._ask is not None:
            self._timer.start()
        elif sys.platform.startswith("linux") and not self._hears_bus:
            self._hears_bus = True
            self._listen_to_bus()

    def stop(self) -> None:
        """Listen no more; what the bus tells is harmless while locked."""
        self._timer.stop()
        if self._handle:
            app = QCoreApplication.instance()
            if app is not None:
                app.removeNativeEventFilter(self._filter)
            unregister_window(self._handle)
            self._handle = 0

    def look(self) -> None:
        """Ask the system, where it has to be asked."""
        if self._ask is not None and self._ask():
            self.left_alone.emit()

    def _listen_to_bus(self) -> None:
        # loaded when the first desk opens, not before the first paint
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415

        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        told, lock = _slot("_on_told(bool)"), _slot("_on_lock()")
        if session.isConnected():
            for name in _SCREEN_SAVERS:
                session.connect("", "", name, "ActiveChanged", self, told)
        if system.isConnected():
            system.connect(_LOGIN, "", _LOGIN_MANAGER, "PrepareForSleep", self, told)
            system.connect(_LOGIN, "", _LOGIN_SESSION, "Lock", self, lock)

    @Slot(bool)
    def _on_told(self, active: bool) -> None:  # noqa: FBT001 - the bus has no names
        if active:
            self.left_alone.emit()

    @Slot()
    def _on_lock(self) -> None:
        self.left_alone.emit()


class _Messages(QAbstractNativeEventFilter):
    """Looks at the messages that Windows sends to the window."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self._tell = tell

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        """Qt: a message passes by; it is never held back."""
        name = bytes(kind.data() if isinstance(kind, QByteArray) else kind)
        if name.startswith(b"windows"):
            seen = ctypes.cast(int(message), ctypes.POINTER(wintypes.MSG)).contents
            if means_away(seen.message, seen.wParam):
                self._tell()
        return False, 0


def _slot(name: str) -> Any:
    """A slot as the bus takes it: text, although PySide6's types ask for bytes."""
    return SLOT(name)
