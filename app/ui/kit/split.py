"""List and detail side by side; stacked where the window is narrow or the text large."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.ui.kit.metrics import row, scale

STACK_UNDER = 900  # of the page, that is 1100 of the window, at 100 %


class ListDetail(QWidget):
    """``main`` takes what is left beside ``side``; under 900 scaled pixels they stack."""

    def __init__(self, main: QWidget, side: QWidget, *, side_width: int = 356) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._main, self._side, self._side_width = main, side, side_width
        self._layout = row(self, gap=16)
        self._layout.addWidget(main, 1)
        self._layout.addWidget(side)
        self._arrange()

    @property
    def stacked(self) -> bool:
        """Whether the parts stand one above the other."""
        return self._layout.direction() is QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: choose the arrangement for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        stack = self.width() < STACK_UNDER * scale()
        way = QBoxLayout.Direction.TopToBottom if stack else QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(way)
        self._layout.setStretchFactor(self._side, 1 if stack else 0)
        if stack:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        else:
            self._side.setFixedWidth(min(round(self._side_width * scale()), self.width() // 2))
