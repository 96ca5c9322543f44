"""The log above, the chosen piece below: its outside at the left, its card at the right.

Where the window is narrow or the text large, card and outside stand one below the other.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QWidget

from app.ui.kit.cards import Card, scroll_area
from app.ui.kit.metrics import column, px, row, scale, sized
from app.ui.kit.split import STACK_UNDER
from app.ui.kit.words import plain

_CARD_WIDTH = 360
_LEAST_LOG = 81


class LogAndPiece(QSplitter):
    """A border one can move between the log and the piece."""

    def __init__(self, log: QWidget, outside: QWidget, card: Card) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self._outside, self._card = outside, card
        self._inner = plain()
        self._parts = row(self._inner, gap=16)
        self._parts.addWidget(outside, 1)
        self._parts.addWidget(card)
        self._area = scroll_area(self._inner)
        holder = plain()
        column(holder).addWidget(self._area)
        for part in (log, holder):
            sized(part, min_height=_LEAST_LOG)
            self.addWidget(part)
        self._holder = holder
        self._card_inner = card.body.parentWidget() or card
        self._card_inner.installEventFilter(self)
        self._arranged: tuple[bool, float] | None = None

    def show_piece(self, *, shown: bool) -> None:
        """Show or hide the lower half."""
        self._holder.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the card says something longer or shorter now."""
        if watched is self._card_inner and event.type() is QEvent.Type.LayoutRequest:
            self._fit_card()
        return False

    @property
    def stacked(self) -> bool:
        """Whether card and outside stand one below the other."""
        return self._parts.direction() is not QBoxLayout.Direction.LeftToRight

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: choose the arrangement for the new width."""
        super().resizeEvent(event)
        self._arrange()
        self._fit_card()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: larger text needs another arrangement."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._arrange()

    def _arrange(self) -> None:
        stack = self.width() < STACK_UNDER * scale()
        now = (stack, scale())
        if now == self._arranged:
            return
        self._arranged = now
        self.setHandleWidth(px(12 if stack else 16))
        self._stack(stack=stack)
        # the heading and one whole row at least
        upper = max(self.height() * (30 if stack else 46) // 100, px(_LEAST_LOG))
        self.setSizes([upper, self.height() - upper])

    def _stack(self, *, stack: bool) -> None:
        # the card comes first where one has to scroll: the next step is in it
        way = QBoxLayout.Direction.BottomToTop if stack else QBoxLayout.Direction.LeftToRight
        self._parts.setDirection(way)
        if stack:
            self._card.setMaximumWidth(16_777_215)
            self._card.setMinimumWidth(1)
            sized(self._card, min_height=200)
            self._fit_card()
            sized(self._outside, min_height=300)
        else:
            self._outside.setMinimumHeight(1)
            self._card.setMinimumHeight(1)
            sized(self._outside, min_height=120)
            sized(self._card, width=_CARD_WIDTH)

    def _fit_card(self) -> None:
        """One below the other, the whole half scrolls and the card shows all of itself."""
        layout = self._card_inner.layout()
        if not self.stacked or layout is None:
            return
        room = max(1, self._area.viewport().width() - 2)
        needed = layout.totalHeightForWidth(room) if layout.hasHeightForWidth() else 0
        needed = max(needed, layout.totalSizeHint().height())
        if self._card.minimumHeight() != needed + px(4):
            self._card.setMinimumHeight(needed + px(4))
