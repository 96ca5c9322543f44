"""Reads drawn papers back: pages, text and where each piece of text stands."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium


@dataclass(frozen=True)
class Piece:
    """A run of text with its box in points from the page's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def inside(self, box: tuple[float, float, float, float], slack: float = 0.01) -> bool:
        """The piece lies within left, top, right, bottom."""
        left, top, right, bottom = box
        return (
            self.left >= left - slack
            and self.top >= top - slack
            and self.right <= right + slack
            and self.bottom <= bottom + slack
        )

    def touches(self, box: tuple[float, float, float, float]) -> bool:
        """Some of the piece lies within left, top, right, bottom."""
        left, top, right, bottom = box
        return self.left < right and self.right > left and self.top < bottom and self.bottom > top


def pieces(data: bytes, page: int = 0) -> list[Piece]:
    """All runs of text of a page, with the boxes of their ink."""
    document = pdfium.PdfDocument(data)
    try:
        text = document[page].get_textpage()
        height = document[page].get_height()
        made = []
        for number in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(number)
            words = text.get_text_bounded(left, bottom, right, top)
            made.append(Piece(words, left, height - top, right, height - bottom))
        return made
    finally:
        document.close()


def page_text(data: bytes, page: int = 0) -> str:
    """The text of a page, lines joined by newlines."""
    document = pdfium.PdfDocument(data)
    try:
        return document[page].get_textpage().get_text_range().replace("\r\n", "\n")
    finally:
        document.close()


def all_text(data: bytes) -> str:
    """The text of every page."""
    return "\n".join(page_text(data, page) for page in range(page_count(data)))


def page_count(data: bytes) -> int:
    """How many pages there are."""
    document = pdfium.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()
