"""One line of text at a point, with accents over the letters they belong to.

Letters that exist in composed form are printed as such. For the rest (Navajo and Yoruba names
have them) the accent is moved over the middle of its letter, and up where the letter is a tall one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from app.documents.fonts import REGULAR, glyph_middle, text_width

_MARKED = re.compile("(.)([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+)", re.DOTALL)

_TALL_LETTER = 0.178
"""How much higher a capital reaches than a small letter, in parts of the type size."""

_ABOVE = 230
"""The Unicode combining class of accents that stand over their letter."""


def draw_line(
    canvas: Any, at: tuple[float, float], text: str, size: float, font: str = REGULAR
) -> None:
    """Draw a clean line with its baseline's start at a point."""
    left, baseline = at
    canvas.setFont(font, size)
    if not has_marks(text):
        canvas.drawString(left, baseline, text)
        return
    for piece, right, up in placed_pieces(text, font):
        canvas.drawString(left + right * size, baseline + up * size, piece)


def has_marks(text: str) -> bool:
    """Some accent stands on a letter that has no composed form with it."""
    return not text.isascii() and _MARKED.search(text) is not None


def placed_pieces(text: str, font: str) -> list[tuple[str, float, float]]:
    """The line in pieces with their shift to the right and up, in parts of the type size."""
    pieces: list[tuple[str, float, float]] = []
    start = 0
    for found in _MARKED.finditer(text):
        before = text[start : found.end(1)]
        pieces.append((before, text_width(text[:start], 1, font), 0.0))
        end = text_width(text[: found.end(1)], 1, font)
        middle = end - text_width(found[1], 1, font) / 2
        pieces.extend(_placed_marks(found[1], found[2], middle, font))
        start = found.end()
    if start < len(text):
        pieces.append((text[start:], text_width(text[:start], 1, font), 0.0))
    return pieces


def _placed_marks(
    letter: str, marks: str, middle: float, font: str
) -> list[tuple[str, float, float]]:
    tall = (
        letter.isupper() or letter.isdigit() or unicodedata.normalize("NFD", letter)[0] in "bdfhkl"
    )
    up = _TALL_LETTER if tall else 0.0
    level = _marks_over(letter)
    placed = []
    for mark in marks:
        above = unicodedata.combining(mark) == _ABOVE
        right = middle - glyph_middle(mark, font)
        placed.append((mark, right, up + 0.2 * level if above else 0.0))
        level += above
    return placed


def _marks_over(letter: str) -> int:
    """How many accents the composed letter already carries on top."""
    apart = unicodedata.normalize("NFD", letter)
    return sum(unicodedata.combining(sign) == _ABOVE for sign in apart)
