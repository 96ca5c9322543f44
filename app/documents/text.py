"""Text made ready for paper, and blocks of lines fitted into a space.

The promise: a line is shrunk, then wrapped, then refused; it is never cut off. What a person typed
is printed letter for letter, with invisible and controlling characters taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from xml.sax.saxutils import escape

from app.documents.fonts import ASCENT, DESCENT, REGULAR, letters, text_width
from app.domain.text import clean_line as visible_line

LEADING = 1.16
"""Distance of two lines in parts of the type size; letters of neighbours must not touch."""

SMALLEST_POSTAL = 8.1
"""8 points and capitals of 0.080 in (DMM 202): our capitals reach that height at 8.07 points."""

_SIZE_STEP = 0.1
_LONGEST_SHOWN = 4000
"""A line longer than this cannot be meant for paper; it is refused before it is measured."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit their space at this type size."""

    size: float
    lines: tuple[str, ...]

    @property
    def leading(self) -> float:
        """From baseline to baseline."""
        return self.size * LEADING

    @property
    def height(self) -> float:
        """From the top of the first line's letters to the feet of the last line."""
        return block_height(len(self.lines), self.size)


@dataclass(frozen=True, slots=True)
class TypeSizes:
    """The wished and the smallest allowed type size."""

    wished: float
    smallest: float = SMALLEST_POSTAL


def clean_line(text: str) -> str:
    """The text in composed form on one line, without control, direction or invisible characters.

    Two spaces in a row stay: Canadian postal codes stand behind them (Publication 28, A3).
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    parts = (visible_line(part) for part in text.split("  "))
    return "  ".join(part for part in parts if part)


def markup(text: str) -> str:
    """A clean line as reportlab paragraph source that prints exactly that line."""
    return escape(clean_line(text))


def block_height(lines: int, size: float) -> float:
    """Height of a block of lines in points."""
    return size * ((lines - 1) * LEADING + ASCENT + DESCENT) if lines else 0.0


def fit_block(
    lines: tuple[str, ...], width: float, height: float, sizes: TypeSizes, font: str = REGULAR
) -> Fitted | None:
    """The clean lines fitted into a space, or None when they cannot be.

    They keep the wished size if they can, are made smaller down to the smallest, and are then
    wrapped between words, as seldom as possible, at the largest size that allows.
    """
    if not lines:
        return Fitted(sizes.wished, ())
    if max(map(len, lines)) > _LONGEST_SHOWN:
        return None
    unit_width = max(text_width(line, 1, font) for line in lines)
    largest = min(
        sizes.wished,
        width / unit_width if unit_width else sizes.wished,
        height / block_height(len(lines), 1),
    )
    size = floor(largest / _SIZE_STEP + 1e-6) * _SIZE_STEP
    if size >= sizes.smallest - 1e-6:
        return Fitted(round(size, 1), lines)
    return _fit_wrapped(lines, width, height, sizes, font)


def _fit_wrapped(
    lines: tuple[str, ...], width: float, height: float, sizes: TypeSizes, font: str
) -> Fitted | None:
    fewest = wrap_lines(lines, width / sizes.smallest * 1000, font)
    if fewest is None or block_height(len(fewest), sizes.smallest) > height + 1e-6:
        return None
    steps = max(0, round((sizes.wished - sizes.smallest) / 0.5))
    for size in (sizes.wished - 0.5 * step for step in range(steps)):
        wrapped = wrap_lines(lines, width / size * 1000, font)
        tall = block_height(len(fewest), size) > height + 1e-6
        if not tall and wrapped is not None and len(wrapped) == len(fewest):
            return Fitted(size, wrapped)
    return Fitted(sizes.smallest, fewest)


def wrap_lines(
    lines: tuple[str, ...], unit_width: float, font: str = REGULAR
) -> tuple[str, ...] | None:
    """The lines broken between words, or None when a single word is too wide."""
    made: list[str] = []
    for line in lines:
        pieces = _wrap_line(line, unit_width, font)
        if pieces is None:
            return None
        made.extend(pieces)
    return tuple(made)


def _wrap_line(line: str, unit_width: float, font: str) -> list[str] | None:
    widths = letters(font).widths
    if sum([widths[sign] for sign in line]) <= unit_width:
        return [line]
    pieces: list[str] = []
    for word in line.split():
        if sum([widths[sign] for sign in word]) > unit_width:
            return None
        joined = f"{pieces[-1]} {word}" if pieces else word
        if pieces and sum([widths[sign] for sign in joined]) <= unit_width:
            pieces[-1] = joined
        else:
            pieces.append(word)
    return pieces
