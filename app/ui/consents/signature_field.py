"""The field a patient signs in: pen with pressure, finger or mouse, drawn as smooth lines.

The promise: what is handed on is what was drawn, point by point; a stroke ends where the hand
leaves the field and is never drawn on by itself.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.consent_signature import MOST_POINTS, Drawing, StrokePoint
from app.ui.kit.icons import tokens_now
from app.ui.kit.metrics import px, scale
from app.ui.kit.tokens import LIGHT

PEN, TOUCH, MOUSE = "pen", "touch", "mouse"
_FULL_PRESSURE = 0.5
"""What a device without pressure draws with."""


class SignatureField(QWidget):
    """White paper with a line to sign on; white in the dark theme too.

    Signals:
        drawn: a stroke was begun or everything was cleared.
    """

    drawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[list[StrokePoint]] = []
        self._open = False
        self._device = MOUSE
        self._count = 0
        self._clock = QElapsedTimer()
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def is_empty(self) -> bool:
        """Nothing was drawn."""
        return not any(self._strokes)

    def drawing(self) -> Drawing:
        """What was drawn, in parts of the field."""
        aspect = self.width() / max(1, self.height())
        return Drawing(tuple(tuple(stroke) for stroke in self._strokes), aspect, self._device)

    def clear(self) -> None:
        """Take everything away."""
        self._strokes.clear()
        self._open, self._count = False, 0
        self.update()
        self.drawn.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: the mouse begins to draw."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(MOUSE, event.position(), None)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the mouse draws."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(MOUSE, event.position(), None)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: the mouse ends its stroke."""
        self._open = False
        event.accept()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Qt: a pen with pressure; what is accepted here comes as no mouse again."""
        kind, pressure = event.type(), event.pressure()
        if kind is QEvent.Type.TabletPress:
            self._begin(PEN, event.position(), pressure)
        elif kind is QEvent.Type.TabletMove and pressure > 0:
            self._move(PEN, event.position(), pressure)
        elif kind is QEvent.Type.TabletRelease:
            self._open = False
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Qt: a finger draws; a second one does not."""
        if isinstance(event, QTouchEvent):
            self._touched(event)
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint paper, line and strokes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        self._paint_line(painter)
        for stroke in self._strokes:
            self._paint_stroke(painter, stroke)
        edge = tokens_now().accent if self.hasFocus() else tokens_now().field_line
        painter.setPen(QPen(QColor(edge), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))

    def _touched(self, event: QTouchEvent) -> None:
        points = event.points()
        kind = event.type()
        if kind is QEvent.Type.TouchBegin and points:
            self._begin(TOUCH, points[0].position(), None)
        elif kind is QEvent.Type.TouchUpdate and points:
            self._move(TOUCH, points[0].position(), None)
        else:
            self._open = False

    def _begin(self, device: str, place: QPointF, pressure: float | None) -> None:
        if not self._strokes:
            self._clock.start()
            self._device = device
        elif PEN in (device, self._device):
            self._device = PEN
        self._strokes.append([])
        self._open = True
        self._add(place, pressure)
        self.drawn.emit()

    def _move(self, device: str, place: QPointF, pressure: float | None) -> None:
        if not self._is_inside(place):
            self._open = False
        elif self._open:
            self._add(place, pressure)
        else:
            self._begin(device, place, pressure)

    def _is_inside(self, place: QPointF) -> bool:
        real = math.isfinite(place.x()) and math.isfinite(place.y())
        return real and QRectF(self.rect()).contains(place)

    def _add(self, place: QPointF, pressure: float | None) -> None:
        if self._count > MOST_POINTS or not self._is_inside(place):
            return
        x, y = place.x() / max(1, self.width()), place.y() / max(1, self.height())
        stroke = self._strokes[-1]
        if stroke and (stroke[-1].x, stroke[-1].y) == (x, y):
            return
        self._count += 1
        stroke.append(StrokePoint(x, y, self._clock.elapsed(), pressure))
        self.update()

    def _paint_line(self, painter: QPainter) -> None:
        base = self.height() * 0.76
        painter.setPen(QPen(QColor(LIGHT.field_line), 1.5))
        painter.drawLine(QPointF(px(18), base), QPointF(self.width() - px(18), base))
        painter.setPen(QPen(QColor(LIGHT.muted), 1.5))
        size = px(5)
        for step in (-1, 1):
            painter.drawLine(
                QPointF(px(24) - size, base - px(12) - size * step),
                QPointF(px(24) + size, base - px(12) + size * step),
            )

    def _paint_stroke(self, painter: QPainter, stroke: list[StrokePoint]) -> None:
        """Curves through the middles between points: smooth, and never off what was drawn."""
        spots = [QPointF(one.x * self.width(), one.y * self.height()) for one in stroke]
        if len(spots) == 1:
            painter.setPen(_pen(stroke[0].pressure))
            painter.drawPoint(spots[0])
            return
        start = spots[0] if spots else QPointF()
        for number in range(1, len(spots)):
            last = number == len(spots) - 1
            end = spots[number] if last else (spots[number] + spots[number + 1]) / 2
            path = QPainterPath(start)
            path.quadTo(spots[number], end)
            painter.strokePath(path, _pen(stroke[number].pressure))
            start = end


def _pen(pressure: float | None) -> QPen:
    width = 1.2 + 2.4 * (_FULL_PRESSURE if pressure is None else pressure)
    return QPen(
        QColor(LIGHT.text),
        scale() * width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )
