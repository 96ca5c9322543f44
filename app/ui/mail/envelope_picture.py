"""The face of an envelope as it will print; the places of sticker and postage are drawn over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.geometry import Box
from app.ui.kit.icons import tokens_now
from app.ui.kit.metrics import px
from app.ui.kit.printing import PageSize
from app.ui.kit.tokens import LIGHT

_DASH_GAP = 4
Zone = tuple[Box, str]


class EnvelopePicture(QWidget):
    """One page in its true proportions, as large as there is room.

    The zones are on the screen only; nothing of them is printed.

    Signals:
        size_wanted: the page has to be drawn again, for another size on the screen.
    """

    size_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picture, self._scaled = QPixmap(), QPixmap()
        self._page: PageSize | None = None
        self._part: Box | None = None
        self._zones: tuple[Zone, ...] = ()
        self._drawn_for = 0
        self.setMinimumSize(px(120), px(90))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The page as it will print")

    def show_page(
        self, page: PageSize | None, zones: tuple[Zone, ...] = (), part: Box | None = None
    ) -> None:
        """Show another page, or a part of it alone; its picture follows."""
        if (page, part) != (self._page, self._part):
            self._picture = QPixmap()
        self._page, self._zones, self._part = page, zones, part
        self.update()

    def show_picture(self, picture: QPixmap) -> None:
        """Show the drawn page."""
        if self._part is not None and self._page is not None:
            picture = picture.copy(_part_of(picture, self._part, self._page))
        self._picture, self._scaled = picture, QPixmap()
        self._drawn_for = round(self.paper().width())
        self.update()

    @property
    def has_picture(self) -> bool:
        """Whether the page has been drawn."""
        return not self._picture.isNull()

    def dpi(self) -> int:
        """How fine the page is to be drawn for its size on the screen."""
        if self._page is None:
            return 72
        dots = self.paper().width() * self.devicePixelRatioF()
        # twice as fine as the screen: small letters stay readable when they are drawn smaller
        return max(72, min(300, round(dots / self._shown().width * 72 * 2)))

    def paper(self) -> QRectF:
        """Where the page lies: in the middle, as large as there is room."""
        if self._page is None:
            return QRectF()
        room = QRectF(self.rect()).adjusted(px(8), px(6), -px(8), -px(6))
        shown = self._shown()
        scale = min(room.width() / shown.width, room.height() / shown.height)
        width, height = shown.width * scale, shown.height * scale
        left = room.x() + (room.width() - width) / 2
        return QRectF(left, room.y() + (room.height() - height) / 2, width, height)

    def zone(self, box: Box) -> QRectF:
        """Where a place of the page is on the screen."""
        paper = self.paper()
        scale = paper.width() / self._shown().width
        return QRectF(
            paper.x() + box.x * scale,
            paper.y() + box.y * scale,
            box.width * scale,
            box.height * scale,
        )

    def _shown(self) -> Box:
        page = self._page or PageSize(1, 1)
        return self._part or Box(0, 0, page.width, page.height)

    def sizeHint(self) -> QSize:
        """Qt: enough to read the address."""
        return QSize(px(420), px(200))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: draw again for a size that is quite another."""
        super().resizeEvent(event)
        width = round(self.paper().width())
        if self._page is not None and abs(width - self._drawn_for) > 2:
            self._drawn_for = width
            self.size_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint paper, page and places."""
        tokens = tokens_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.ground))
        painter.drawRoundedRect(QRectF(self.rect()), px(6), px(6))
        if self._page is None:
            return
        paper = self.paper()
        painter.fillRect(paper, QColor(Qt.GlobalColor.white))
        if not self._picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(paper.topLeft(), self._fitting(paper))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.field_line), 1))
        painter.drawRoundedRect(paper, 3, 3)
        for box, words in self._zones:
            self._paint_zone(painter, self.zone(box).adjusted(2, 2, -2, -2), words)

    def _fitting(self, paper: QRectF) -> QPixmap:
        """The page made smaller at once, as smooth as can be, and kept for the next repaint."""
        ratio = self.devicePixelRatioF()
        size = (paper.size() * ratio).toSize()
        if self._scaled.isNull() or self._scaled.size() != size:
            self._scaled = self._picture.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    @staticmethod
    def _paint_zone(painter: QPainter, place: QRectF, words: str) -> None:
        # paper is white in every theme, so what is drawn on it keeps to the light one
        pen = QPen(QColor(LIGHT.muted), 0.8, Qt.PenStyle.DashLine)
        pen.setDashPattern([_DASH_GAP, _DASH_GAP - 1])
        painter.setPen(pen)
        painter.drawRect(place)
        painter.setPen(QColor(LIGHT.muted))
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        room = place.adjusted(4, 2, -4, -2)
        if painter.boundingRect(room, flags, words).width() <= room.width():
            painter.drawText(room, flags, words)
        font.setPointSizeF(font.pointSizeF() / 0.85)
        painter.setFont(font)


def _part_of(picture: QPixmap, part: Box, page: PageSize) -> QRect:
    across, down = picture.width() / page.width, picture.height() / page.height
    return QRectF(part.x * across, part.y * down, part.width * across, part.height * down).toRect()
