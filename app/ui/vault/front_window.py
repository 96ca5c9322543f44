"""The one window of the program, light enough to be painted before anything else is loaded.

It shows either a cover (unlock, set-up, progress) or the desk, and asks before it closes. Its title
never names a patient or a request.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.ui.kit.metrics import first_size


class FrontWindow(QMainWindow):
    """Covers and desk, one at a time.

    Signals:
        leave_requested: the person closes the window; answer with ``leave``.
    """

    leave_requested = Signal()

    def __init__(self, geometry: object = None) -> None:
        """``geometry`` is what ``geometry_text`` said when the window was last left."""
        super().__init__()
        self.setWindowTitle("ChartPost")
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._cover: QWidget | None = None
        self._may_leave = False
        self.setCentralWidget(self._stack)
        self.setMinimumSize(760, 560)
        if not (isinstance(geometry, str) and self._restored(geometry)):
            self.resize(first_size(self))

    def show_cover(self, cover: QWidget) -> None:
        """Show a page alone; the cover before it is thrown away."""
        before, self._cover = self._cover, cover
        self._stack.addWidget(cover)
        self._stack.setCurrentWidget(cover)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()

    def hold_desk(self, desk: QWidget) -> None:
        """Take the desk in, still behind the cover."""
        self._stack.addWidget(desk)

    def show_desk(self, desk: QWidget) -> None:
        """Show the desk; the cover is thrown away."""
        self._stack.setCurrentWidget(desk)
        before, self._cover = self._cover, None
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()

    @property
    def cover(self) -> QWidget | None:
        """The cover shown now, if it is not the desk."""
        return self._cover

    def leave(self) -> None:
        """Really close, after the backup."""
        self._may_leave = True
        self.close()

    def geometry_text(self) -> str:
        """Size and place, for the next start."""
        return binascii.b2a_base64(self.saveGeometry().data(), newline=False).decode("ascii")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: the person wants to leave; whoever listens decides when."""
        if self._may_leave:
            event.accept()
            return
        event.ignore()
        self.leave_requested.emit()

    def _restored(self, kept: str) -> bool:
        try:
            return self.restoreGeometry(binascii.a2b_base64(kept.encode("ascii", "ignore")))
        except binascii.Error:
            return False


def after_first_paint(window: QWidget, then: Callable[[], None]) -> None:
    """Call ``then`` once, when the window has been painted for the first time."""
    _FirstPaint(window, then)


class _FirstPaint(QObject):
    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the paint event comes before painting; the timer comes after."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._on_painted)
        return False

    def _on_painted(self) -> None:
        self._then()
        self.deleteLater()
