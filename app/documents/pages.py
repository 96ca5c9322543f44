"""Pages of a PDF as pictures, for the preview and for the printer.

The promise: the picture has the page's true size at the asked resolution, never takes more memory
than the bound, and the PDF is let go when the block ends. Safe to call from any thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from types import TracebackType
from typing import Self

import pypdfium2 as pdfium

from app.documents.pdfium import PDFIUM
from app.domain.errors import NotFound, Problem

MOST_PIXELS = 120_000_000
"""A 13 x 10 in envelope at 900 dpi; four bytes each, so under half a gigabyte."""

POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as pixels of four bytes, red green blue and a full alpha, rows without gaps.

    This is the layout of ``QImage.Format.Format_RGBA8888``; white is behind everything.
    """

    width: int
    height: int
    rgba: bytes = field(repr=False)


class PageImages:
    """An open PDF whose pages are drawn one at a time; use it in a ``with`` block."""

    def __init__(self, data: bytes) -> None:
        """Open the PDF.

        Raises:
            Problem: the bytes are no readable PDF.
        """
        with PDFIUM:
            try:
                self._document = pdfium.PdfDocument(data)
            except pdfium.PdfiumError:
                raise _unreadable() from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the PDF go; closing twice does no harm."""
        with PDFIUM:
            self._document.close()

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        with PDFIUM:
            return len(self._document)

    def page_size_points(self, index: int) -> tuple[float, float]:
        """Width and height of a page, counted from 0, in points as it is read."""
        with PDFIUM:
            self._check(index)
            try:
                width, height = self._document.get_page_size(index)
            except pdfium.PdfiumError:
                raise _unreadable() from None
        return float(width), float(height)

    def render(self, index: int, dpi: float) -> PageImage:
        """A page as a picture at this resolution.

        Raises:
            Problem: the picture would be too large, or the page cannot be drawn.
        """
        width, height = self.page_size_points(index)
        scale = dpi / POINTS_PER_INCH
        if scale <= 0 or ceil(width * scale) * ceil(height * scale) > MOST_PIXELS:
            raise Problem(
                "page-too-large",
                "This page is too large to be shown at this resolution.",
                next_step="Choose a lower resolution.",
            )
        with PDFIUM:
            try:
                page = self._document[index]
                bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
            except pdfium.PdfiumError:
                raise _unreadable() from None
            try:
                return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer))
            finally:
                bitmap.close()
                page.close()

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self._document):
            raise NotFound("page")


def _unreadable() -> Problem:
    return Problem(
        "page-unreadable",
        "This paper cannot be shown.",
        next_step="Make it again, or open the file with another program.",
    )
