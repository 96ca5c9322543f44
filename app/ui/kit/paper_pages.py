"""Pages of our papers as the preview and the printer take them.

The promise: every page keeps its own size, and no PDF stays open between two pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QImage

from app.documents.pages import PageImages
from app.ui.kit.printing import PageImage, PageSize, Render


class ImageMaker(Protocol):
    """Opens a PDF to draw its pages, as ``PaperService`` does."""

    def images(self, *, pdf: bytes) -> PageImages:
        """The pages as pictures."""
        ...


@dataclass(frozen=True, slots=True)
class Pages:
    """What ``PagePreview.show_pages`` and ``PrintJob`` want."""

    sizes: tuple[PageSize, ...]
    render: Render


NO_PAGES = Pages((), lambda _number, _dpi: PageImage(1, 1, bytes(4)))


def pages_of(maker: ImageMaker, pdf: bytes) -> Pages:
    """The pages of a PDF; runs off the GUI thread."""

    def render(number: int, dpi: int) -> PageImage:
        with maker.images(pdf=pdf) as images:
            drawn = images.render(number, dpi)
        return PageImage(drawn.width, drawn.height, drawn.rgba)

    with maker.images(pdf=pdf) as images:
        sizes = [PageSize(*images.page_size_points(n)) for n in range(images.page_count)]
    return Pages(tuple(sizes), render)


def joined_pages(papers: Sequence[Pages]) -> Pages:
    """Several papers one after the other."""
    places = [(paper, number) for paper in papers for number in range(len(paper.sizes))]

    def render(number: int, dpi: int) -> PageImage:
        paper, place = places[number]
        return paper.render(place, dpi)

    return Pages(tuple(paper.sizes[place] for paper, place in places), render)


def of_image(picture: QImage) -> PageImage:
    """A picture as plain pixels without gaps between the rows."""
    plain = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    return PageImage(plain.width(), plain.height(), bytes(plain.constBits()))
