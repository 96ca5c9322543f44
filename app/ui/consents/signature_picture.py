"""The kept picture of a signature, cut to its ink and drawn smoothly at the screen's own pixels."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBitmap, QColor, QImage, QPixmap, QRegion

_EDGE = 10
"""White around the ink, in pixels of the picture."""


def shown_signature(png: bytes, room: QSize, ratio: float) -> QPixmap:
    """The signature as large as the room allows; an empty picture where there is none.

    ``room`` is in the widget's pixels, ``ratio`` says how many of the screen's each of them is.
    """
    picture = QImage()
    if not png or not picture.loadFromData(png):
        return QPixmap()
    cut = picture.copy(_ink(picture))
    real = room * ratio
    if cut.width() > real.width() or cut.height() > real.height():
        cut = cut.scaled(
            real, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    shown = QPixmap.fromImage(cut)
    shown.setDevicePixelRatio(ratio)
    return shown


def _ink(picture: QImage) -> QRect:
    """What is not white, with an edge; everything where all of it is white."""
    white = QColor(Qt.GlobalColor.white).rgb()
    mask = picture.createMaskFromColor(white, Qt.MaskMode.MaskInColor)
    found = QRegion(QBitmap.fromImage(mask)).boundingRect()
    if found.isEmpty():
        return picture.rect()
    return found.adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE).intersected(picture.rect())
