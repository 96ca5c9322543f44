"""The visible half minute before the idle lock; any key or movement keeps the desk open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app.ui.kit.buttons import primary
from app.ui.kit.icons import tokens_now
from app.ui.kit.metrics import column, row, sized
from app.ui.kit.words import words


class IdleWarning(QWidget):
    """Lies over the window, takes the keyboard so that the key that stays types nothing.

    Signals:
        stay_requested: somebody is here.
    """

    stay_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._home = self._over = window
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._card = QFrame()
        self._card.setProperty("role", "card")
        sized(self._card, max_width=380)
        inside = column(self._card, gap=10, pads=(24, 20, 24, 20))
        self.title = words("", "cardTitle", wrap=True)
        self.stay = primary("Stay", clicked=self.stay_requested.emit)
        inside.addWidget(self.title)
        inside.addWidget(
            words("Nobody has used ChartPost for a while. Press any key to stay.", wrap=True)
        )
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.stay)
        inside.addLayout(foot)
        outer = column(self, pads=(20, 20, 20, 20))
        outer.addStretch(1)
        middle = row()
        middle.addStretch(1)
        middle.addWidget(self._card, 1000)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(1)
        self.hide()

    def warn(self, seconds: int) -> None:
        """Show how long is left."""
        left = "1 second" if seconds == 1 else f"{seconds} seconds"
        self.title.setText(f"Locking in {left}")
        self.setAccessibleName(f"Locking in {left}. Press any key to stay.")
        if not self.isVisible():
            self._cover()

    def calm(self) -> None:
        """Somebody is here: give the keyboard back."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: any key stays, and goes no further."""
        event.accept()
        self.stay_requested.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click stays, and presses nothing below."""
        event.accept()
        self.stay_requested.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: dim what lies below."""
        shade = QColor(tokens_now().ground)
        shade.setAlpha(215)
        QPainter(self).fillRect(self.rect(), shade)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: cover the whole window when it changes its size."""
        if watched is self.parent() and event.type() is QEvent.Type.Resize:
            self._fit()
        return False

    def _cover(self) -> None:
        """Lie over whatever the person sees, a dialog too."""
        over = QApplication.activeModalWidget() or self._home
        self._before = QApplication.focusWidget()
        if self._over is not over:
            self._over.removeEventFilter(self)
            self._over = over
            self.setParent(over)
        over.installEventFilter(self)
        self._fit()
        self.show()
        self.raise_()
        self.setFocus()

    def come_home(self) -> None:
        """Leave a dialog that is about to be closed."""
        self.hide()
        if self._over is not self._home:
            self._over.removeEventFilter(self)
            self._over = self._home
            self.setParent(self._home)
            self.hide()

    def _fit(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect())
