"""A small drawn envelope that shows how the return address will look."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.domain.papers import PracticeProfile, ReturnAddressMode
from app.domain.postal_text import address_block
from app.domain.settings import return_address_preview
from app.ui.kit.icons import tokens_now
from app.ui.kit.metrics import px, sized

_ADDRESS_BARS = (0.34, 0.28, 0.31)


class EnvelopeCorner(QWidget):
    """White paper whatever the theme; the addressee is only hinted at."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[str, ...] = ()
        sized(self, min_height=168)

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands in the corner now."""
        return self._lines

    def show_practice(self, profile: PracticeProfile) -> None:
        """Show the return address of this practice."""
        place = profile.address
        text = return_address_preview(profile, address_block("", place))
        self._lines = tuple(text.splitlines())
        neutral = profile.return_mode is ReturnAddressMode.NEUTRAL
        kind = "Neutral return address" if neutral else "Return address"
        self.setAccessibleName(f"{kind} on the envelope: {', '.join(self._lines) or 'empty'}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the envelope."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_now()
        paper = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(tokens.field_line), 1))
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.drawRoundedRect(paper, px(4), px(4))
        self._draw_return(painter, paper)
        self._draw_rest(painter, paper)

    def _draw_return(self, painter: QPainter, paper: QRect) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(QColor(Qt.GlobalColor.black))
        metrics = painter.fontMetrics()
        top = paper.top() + px(16) + metrics.ascent()
        width = round(paper.width() * 0.66)
        for line in self._lines:
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)
            painter.drawText(paper.left() + px(16), top, shown)
            top += metrics.lineSpacing()

    def _draw_rest(self, painter: QPainter, paper: QRect) -> None:
        """The stamp's place and grey bars where the addressee will stand."""
        hint = QColor(Qt.GlobalColor.lightGray)
        painter.setPen(QPen(hint, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        side = px(34)
        painter.drawRect(paper.right() - px(16) - side, paper.top() + px(14), side, px(40))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hint)
        left, top = paper.left() + round(paper.width() * 0.42), paper.bottom() - px(58)
        for share in _ADDRESS_BARS:
            painter.drawRoundedRect(left, top, round(paper.width() * share), px(6), px(3), px(3))
            top += px(14)
