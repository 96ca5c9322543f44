"""A scanned picture as a page that can be looked at and printed."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from app.domain.errors import Problem
from app.ui.kit.paper_pages import Pages, of_image
from app.ui.kit.printing import PageImage, PageSize

LETTER_WIDTH = 612.0


@dataclass(frozen=True, slots=True)
class _Picture:
    image: QImage = field(repr=False)
    size: PageSize

    def draw(self, _number: int, dpi: int) -> PageImage:
        width = max(1, round(self.size.width * dpi / 72))
        height = max(1, round(self.size.height * dpi / 72))
        return of_image(
            self.image.scaled(
                QSize(width, height),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )


def pages_of_picture(data: bytes) -> Pages:
    """A scanned picture as one page as wide as Letter paper.

    Raises:
        Problem: it cannot be drawn.
    """
    image = QImage.fromData(data)
    if image.isNull():
        raise Problem(
            "picture-unreadable",
            "This picture cannot be shown.",
            unharmed="The file is kept as it came.",
            next_step="Save a copy and open it with another program.",
        )
    height = LETTER_WIDTH * image.height() / max(1, image.width())
    size = PageSize(LETTER_WIDTH, height)
    return Pages((size,), _Picture(image, size).draw)
