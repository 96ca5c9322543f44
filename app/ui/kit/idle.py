"""Notices that nobody is at the desk: warns, then says so. Counts sleep of the computer too.

It listens at the windows of the system, which input meets first. Listening at the application would
call Python for every event of every widget, a quarter of the time it takes to build a page.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from app.system.clock import Clock

WARNING_SECONDS = 30
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Watches the application's input from ``start`` to ``stop``.

    Signals:
        warned: seconds left before the lock; repeated every second of the last 30.
        calmed: somebody moved after a warning.
        expired: nobody did; the watch has stopped.
    """

    warned = Signal(int)
    calmed = Signal()
    expired = Signal()

    def __init__(
        self,
        app: QApplication,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(app)
        self._app, self._clock, self._monotonic = app, clock, monotonic
        self._limit = 0.0
        self._warning = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.check)
        self._note_life()

    def start(self, minutes: float) -> None:
        """Watch from now on."""
        self.stop()
        self._limit = minutes * 60
        self._note_life()
        for window in self._app.topLevelWindows():
            self._listen(window)
        self._app.focusWindowChanged.connect(self._listen)
        self._wake_at(self._limit - WARNING_SECONDS)

    def stop(self) -> None:
        """Watch no more."""
        if self.watching:
            self._app.focusWindowChanged.disconnect(self._listen)
        for window in self._app.topLevelWindows():
            window.removeEventFilter(self)
        self._timer.stop()
        self._limit, self._warning = 0.0, False

    @property
    def watching(self) -> bool:
        """Whether input is watched now."""
        return self._limit > 0

    def idle_seconds(self) -> float:
        """How long nobody did anything; the wall clock counts sleep, the other only waking."""
        awake = self._monotonic() - self._life[0]
        slept = (self._clock.now() - self._life[1]).total_seconds()
        return max(awake, slept)

    def check(self) -> None:
        """Compare the time; called by the timer."""
        if not self.watching:
            return
        left = self._limit - self.idle_seconds()
        if left <= 0:
            self.stop()
            self.expired.emit()
        elif left <= WARNING_SECONDS:
            self._warning = True
            self.warned.emit(math.ceil(left))
            self._wake_at(1)
        else:
            self._wake_at(left - WARNING_SECONDS)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: see input pass by."""
        if event.type() in _SIGNS_OF_LIFE and event.spontaneous():
            self.note_life()
        return False

    def note_life(self) -> None:
        """Somebody is here."""
        self._note_life()
        if self._warning:
            self._warning = False
            self.calmed.emit()
            self._wake_at(self._limit - WARNING_SECONDS)

    def _listen(self, window: QWindow | None) -> None:
        """A dialog is a window of its own, heard from the moment the keyboard goes there."""
        if window is not None:
            window.installEventFilter(self)

    def _note_life(self) -> None:
        self._life = (self._monotonic(), self._clock.now())

    def _wake_at(self, seconds: float) -> None:
        # a minute at most, so that waking from sleep is noticed soon
        self._timer.start(round(min(max(seconds, 0.05), 60) * 1000))
