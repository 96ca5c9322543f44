"""The picture of a signature beside its consent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QSize
from PySide6.QtGui import QImage

from app.documents.consent_picture import draw_signature
from app.domain.consent_signature import check_signature
from app.ui.consents.signature_picture import shown_signature
from app.ui.kit.theme import Theme
from tests.ui.consents.consents_kit import a_drawing

ROOM = QSize(300, 84)


def grays(picture: QImage) -> set[int]:
    return {
        picture.pixelColor(x, y).lightness()
        for x in range(picture.width())
        for y in range(picture.height())
    }


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_it_fills_its_room_smoothly_at_the_screens_own_pixels(theme: Theme, ratio: float) -> None:
    png = draw_signature(check_signature(a_drawing()))
    shown = shown_signature(png, ROOM, ratio)
    assert shown.devicePixelRatio() == ratio
    assert shown.deviceIndependentSize().width() <= ROOM.width()
    assert shown.deviceIndependentSize().height() <= ROOM.height()
    image = shown.toImage()
    # cut to its ink, so that it is large: a flat stroke fills the width
    assert image.width() > 0.9 * min(ROOM.width() * ratio, 525)
    assert image.width() > 6 * image.height()
    assert len(grays(image)) > 20  # soft edges, no stairs


def test_no_picture_and_a_white_one(theme: Theme) -> None:
    assert shown_signature(b"", ROOM, 1).isNull()
    assert shown_signature(b"no picture", ROOM, 1).isNull()
    white = QImage(40, 20, QImage.Format.Format_RGB32)
    white.fill(0xFFFFFFFF)
    kept = QBuffer()
    kept.open(QBuffer.OpenModeFlag.WriteOnly)
    white.save(kept, "PNG")
    assert shown_signature(bytes(kept.data().data()), ROOM, 1).size() == QSize(40, 20)
