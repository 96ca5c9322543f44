"""Paints the cells of a table: two lines of text at most, chips as pills, one row as one thing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QPainter,
    QPen,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from app.ui.kit.icons import tokens_now
from app.ui.kit.metrics import px
from app.ui.kit.table_model import CELL_ROLE, Cell
from app.ui.kit.tokens import Kind, Tokens, ground_of, ink_of
from app.ui.kit.words import safe_tip

PAD = 10
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Paints every cell from its ``Cell`` value and the theme in use."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hover_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: paint one cell."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return
        tokens = tokens_now()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected or index.row() == self.hover_row:
            painter.fillRect(rect, QColor(tokens.selected if selected else tokens.hover))
        inner = rect.adjusted(px(PAD), 0, -px(PAD) // 2, 0)
        if cell.chip is not None and cell.text:
            _paint_chip(painter, inner, cell, tokens)
        else:
            _paint_text(painter, inner, cell, QColor(_ink(cell, tokens, selected=selected)))
        self._paint_focus(painter, rect, index, tokens)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Qt: show the whole text when the cell could not."""
        cell = index.data(CELL_ROLE)
        if event.type() is not QEvent.Type.ToolTip or not isinstance(cell, Cell):
            return False
        rect: QRect = option.rect
        width = rect.width() - px(PAD) * 3 // 2
        if fits(cell, width, rect.height()):
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), safe_tip(cell.text), view)
        return True

    def _paint_focus(self, painter: QPainter, rect: QRect, index: Index, tokens: Tokens) -> None:
        """Two pixels of accent around the current row while the table has the keyboard."""
        view = self.parent()
        if not isinstance(view, QAbstractItemView) or not view.hasFocus():
            return
        if view.currentIndex().row() != index.row():
            return
        painter.setPen(QPen(QColor(tokens.accent), 2))
        top, bottom = rect.top() + 1, rect.bottom()
        painter.drawLine(rect.left(), top, rect.right(), top)
        painter.drawLine(rect.left(), bottom, rect.right(), bottom)
        if rect.left() <= 0:
            painter.drawLine(1, top, 1, bottom)
        if rect.right() >= view.viewport().width() - 2:
            painter.drawLine(rect.right(), top, rect.right(), bottom)


def fits(cell: Cell, width: int, height: int) -> bool:
    """Whether the whole text is seen in a cell of this size."""
    metrics = QFontMetrics(cell_font(cell))
    if cell.chip is not None:
        return metrics.horizontalAdvance(cell.text) <= width - px(18)
    return _lines(cell.text, cell_font(cell), width, _room(metrics, height))[1]


def cell_font(cell: Cell) -> QFont:
    """The font of a cell."""
    font = QGuiApplication.font()
    if cell.chip is not None:
        font.setPointSizeF(font.pointSizeF() * 0.9)
        font.setWeight(QFont.Weight.DemiBold)
    elif cell.bold:
        font.setWeight(QFont.Weight.Medium)
    return font


def _room(metrics: QFontMetrics, height: int) -> int:
    return max(1, min(2, height // max(1, metrics.height())))


def _ink(cell: Cell, tokens: Tokens, *, selected: bool) -> str:
    return tokens.muted if cell.muted and not selected else tokens.text


def _paint_chip(painter: QPainter, rect: QRect, cell: Cell, tokens: Tokens) -> None:
    kind = cell.chip or Kind.IDLE
    font = cell_font(cell)
    metrics = QFontMetrics(font)
    width = min(rect.width(), metrics.horizontalAdvance(cell.text) + px(18))
    height = px(23)
    pill = QRect(rect.left(), rect.center().y() - height // 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground_of(tokens, kind)))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(QColor(ink_of(tokens, kind)))
    painter.setFont(font)
    text = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, width - px(16))
    painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)


def _paint_text(painter: QPainter, rect: QRect, cell: Cell, ink: QColor) -> None:
    font = cell_font(cell)
    metrics = QFontMetrics(font)
    lines, _ = _lines(cell.text, font, rect.width(), _room(metrics, rect.height()))
    painter.setFont(font)
    painter.setPen(ink)
    height = metrics.lineSpacing()
    top = rect.top() + (rect.height() - height * len(lines)) / 2 + metrics.ascent()
    for number, line in enumerate(lines):
        painter.drawText(QPointF(rect.left(), top + number * height), line)


def _lines(text: str, font: QFont, width: int, room: int) -> tuple[list[str], bool]:
    """The text in at most ``room`` lines, and whether that is all of it."""
    metrics = QFontMetrics(font)
    text = " ".join(text[:400].split())
    if metrics.horizontalAdvance(text) <= width:
        return [text], True
    if room < 2:
        return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)], False
    layout = QTextLayout(text, font)
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(width)
    layout.endLayout()
    length = max(1, first.textLength())
    parts = [part for part in (text[:length].strip(), text[length:].strip()) if part]
    # one long word may be wider than the cell; it stands alone, in the middle of its height
    shown = [metrics.elidedText(part, Qt.TextElideMode.ElideRight, width) for part in parts]
    return shown, shown == parts
