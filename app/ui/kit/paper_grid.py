"""The little sheet of labels on which one points at the first free label (F15)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.domain.label_stock import LabelStock
from app.ui.kit.icons import tokens_now
from app.ui.kit.metrics import px
from app.ui.kit.words import safe_tip

_WIDTH, _HEIGHT = 132, 170
_STEPS = {
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Up: (0, -1),
}


class LabelGrid(QWidget):
    """A sheet in small: labels before the chosen one are used, the chosen one is printed next.

    Signals:
        start_changed: the number of another label, from 1.
    """

    start_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._stock: LabelStock | None = None
        self._start = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name()

    def show_stock(self, stock: LabelStock, start: int) -> None:
        """Show a sheet and its first free label."""
        self._stock, self._start = stock, min(max(1, start), stock.count)
        self._name()
        self.updateGeometry()
        self.update()

    @property
    def start(self) -> int:
        """The chosen label."""
        return self._start

    def choose(self, number: int) -> None:
        """Choose the first label; one the sheet does not have changes nothing."""
        if self._stock is None or number == self._start or not 1 <= number <= self._stock.count:
            return
        self._start = number
        self._name()
        self.update()
        self.start_changed.emit(number)

    def sizeHint(self) -> QSize:
        """Qt: as large as a small sheet, in the sheet's proportion."""
        if self._stock is None:
            return QSize(px(_WIDTH), px(_HEIGHT))
        ratio = self._stock.page_height / self._stock.page_width
        height = min(px(_HEIGHT), round(px(_WIDTH) * ratio))
        return QSize(max(px(60), round(height / ratio)), max(px(60), height))

    def minimumSizeHint(self) -> QSize:
        """Qt: the grid is not squeezed."""
        return self.sizeHint()

    def label_at(self, place: QPointF) -> int | None:
        """The label under a point, or None between labels."""
        if self._stock is None:
            return None
        numbers = range(1, self._stock.count + 1)
        return next((n for n in numbers if self._cell(n).contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: point at a label."""
        number = self.label_at(event.position())
        if number is not None:
            self.choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows go from label to label, Home to the first, End to the last."""
        stock, key = self._stock, Qt.Key(event.key())
        if stock is None:
            super().keyPressEvent(event)
        elif key in _STEPS:
            across, down = _STEPS[key]
            self.choose(self._start + across + down * stock.columns)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(1 if key == Qt.Key.Key_Home else stock.count)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the sheet."""
        if self._stock is None:
            return
        tokens = tokens_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.field_line), 1))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(self._sheet(), 3, 3)
        for number in range(1, self._stock.count + 1):
            used, chosen = number < self._start, number == self._start
            ground = tokens.accent if chosen else tokens.idle_ground if used else tokens.card
            painter.setBrush(QColor(ground))
            painter.setPen(QPen(QColor(tokens.accent if chosen else tokens.field_line), 1))
            painter.drawRoundedRect(self._cell(number), 1.5, 1.5)
            if used:
                self._strike(painter, self._cell(number), tokens.disabled)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    @staticmethod
    def _strike(painter: QPainter, cell: QRectF, ink: str) -> None:
        """A stroke across a used label, so that the tint is not alone in saying so."""
        painter.setPen(QPen(QColor(ink), 1))
        painter.drawLine(cell.bottomLeft(), cell.topRight())

    def _sheet(self) -> QRectF:
        return QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)

    def _cell(self, number: int) -> QRectF:
        if self._stock is None:
            return QRectF()
        sheet, label = self._sheet(), self._stock.label_position(number)
        x, y = sheet.width() / self._stock.page_width, sheet.height() / self._stock.page_height
        whole = QRectF(
            sheet.x() + label.x * x, sheet.y() + label.y * y, label.width * x, label.height * y
        )
        return whole.adjusted(0.8, 0.8, -0.8, -0.8)

    def _name(self) -> None:
        count = self._stock.count if self._stock is not None else 1
        self.setAccessibleName(f"First free label: {self._start} of {count}")
        self.setAccessibleDescription("Arrow keys choose another label.")
        self.setToolTip(safe_tip("Point at the first free label of the sheet"))
