"""Parts side by side; stacked where the window is narrow or the text large."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QWidget

from app.ui.kit.cards import Card, scroll_area
from app.ui.kit.metrics import column, px, row, scale
from app.ui.kit.words import plain

STACK_UNDER = 860  # of the page; with the rail that is some 1050 of the window, at 100 %
LIST_LEAST = 190
"""A list of one page keeps room for its head and a few rows."""


class ListDetail(QSplitter):
    """A list and the chosen thing beside it; the person may move the border."""

    def __init__(
        self, main: QWidget, side: QWidget, *, side_width: int = 356, one_page: bool = False
    ) -> None:
        """``one_page``: one above the other they are as high as what they hold, and the page
        around them is what scrolls."""
        super().__init__(Qt.Orientation.Horizontal)
        self._side_width = side_width
        self._one_page = one_page
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._grow)
        self._arranged: tuple[bool, float] | None = None
        self.setChildrenCollapsible(False)
        for part in (main, side):
            part.setMinimumSize(1, 1)
            self.addWidget(part)
            content = part.content if isinstance(part, Card) else None
            if one_page and content is not None:
                content.installEventFilter(self)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)

    @property
    def stacked(self) -> bool:
        """Whether the parts stand one above the other."""
        return self.orientation() is Qt.Orientation.Vertical

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: choose the arrangement for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: larger text needs another arrangement."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._arrange()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: a part holds something else, or is wider."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._timer.start(0)
        return False

    def _grow(self) -> None:
        """Give each part its height where they stand one above the other."""
        for index in range(self.count()):
            part = self.widget(index)
            high = 1
            if self.stacked and self._one_page:
                holds = isinstance(part, Card) and part.content is not None
                high = part.content_height() if isinstance(part, Card) and holds else px(LIST_LEAST)
            if part is not None and part.minimumHeight() != high:
                part.setMinimumHeight(high)

    def _arrange(self) -> None:
        stack = self.width() < STACK_UNDER * scale()
        if self._arranged == (stack, scale()):
            return
        self._arranged = (stack, scale())
        self.setHandleWidth(px(16))
        self.setOrientation(Qt.Orientation.Vertical if stack else Qt.Orientation.Horizontal)
        self.setStretchFactor(0, 11 if stack else 1)
        self.setStretchFactor(1, 9 if stack else 0)
        if stack:
            self.setSizes([self.height() * 55 // 100, self.height() * 45 // 100])
            self._timer.start(0)
        else:
            self._grow()
            side = min(px(self._side_width), self.width() // 2)
            self.setSizes([self.width() - side - px(16), side])


class SideBySide(QWidget):
    """Cards of a form next to each other in one scrolling page."""

    def __init__(self, *cards: QWidget) -> None:
        super().__init__()
        self.setObjectName("plain")
        inner = plain()
        self._layout = row(inner, gap=16)
        for card in cards:
            self._layout.addWidget(card, 1)
        self.area = scroll_area(inner)
        column(self).addWidget(self.area)

    @property
    def stacked(self) -> bool:
        """Whether the cards stand one above the other."""
        return self._layout.direction() is QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: choose the arrangement for the new width."""
        super().resizeEvent(event)
        stack = self.width() < STACK_UNDER * scale()
        way = QBoxLayout.Direction.TopToBottom if stack else QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(way)
