"""The letters on paper: embedded fonts that hold every Latin, Vietnamese, Greek and Cyrillic name.

The promise: a character that cannot be printed is named before anything is drawn, so no box or
gap ever stands in a name on an envelope. The fonts are read once, on the first drawing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from struct import unpack
from threading import RLock

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.domain.errors import Problem
from app.system.resources import resource

REGULAR = "NotoSans"
BOLD = "NotoSans-Bold"
MONO = "NotoSansMono-Bold"

FILES = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    MONO: "NotoSansMono-Bold-ASCII.ttf",
}

CAP_HEIGHT = 0.714
"""Height of a capital in parts of the type size, the same in the regular and the bold."""

ASCENT = 0.77
"""How high b, d and k reach, a little above the capitals."""

DESCENT = 0.24
"""How far g, p and y hang below the line, in parts of the type size."""

DRAWING = RLock()
"""reportlab keeps fonts and their read position in one place per process: one drawing at a time."""

MISSING_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Letters:
    """What measuring needs to know of one font."""

    widths: dict[str, int]
    printable: frozenset[str]


@cache
def letters(font: str = REGULAR) -> Letters:
    """Widths, in thousandths of the type size, and printable characters of a font."""
    with DRAWING:
        face = _registered(font).face
        widths = {chr(code): face.charWidths[code] for code in face.charToGlyph}
    kept = frozenset(sign for sign in widths if not unicodedata.category(sign).startswith("C"))
    return Letters({sign: widths[sign] for sign in kept}, kept)


@cache
def _registered(font: str) -> TTFont:
    rl_config.useA85 = 0  # plain deflate streams: a quarter smaller, and twice as fast to write
    # asciiReadable: ASCII letters keep their codes, which postal_lines relies on
    made = TTFont(font, resource("fonts", "paper", FILES[font]), asciiReadable=True)
    pdfmetrics.registerFont(made)
    return made


@cache
def register_fonts() -> None:
    """Make the paper fonts known to reportlab; ``<b>`` in a paragraph finds the bold."""
    with DRAWING:
        for font in FILES:
            _registered(font)
        pdfmetrics.registerFontFamily(
            REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
        )


def text_width(text: str, size: float, font: str = REGULAR) -> float:
    """Width of a clean line in points; every character must be printable."""
    widths = letters(font).widths
    return sum([widths[sign] for sign in text]) * size / 1000


@cache
def glyph_middle(sign: str, font: str = REGULAR) -> float:
    """Where the middle of a character's ink lies, in parts of the type size from its origin."""
    with DRAWING:
        face = _registered(font).face
        glyph = face.charToGlyph[ord(sign)]
        wide = unpack(">h", face.get_table("head")[50:52])[0]  # 0: offsets are halved, two bytes
        code, size, factor = (">L", 4, 1) if wide else (">H", 2, 2)
        place = face.get_table("loca")[glyph * size : glyph * size + size]
        at = unpack(code, place)[0] * factor
        left, _, right = unpack(">hhh", face.get_table("glyf")[at + 2 : at + 8])
        return float(left + right) / 2 / float(face.unitsPerEm)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Unicode names of the characters that have no letter in the paper fonts, each once."""
    printable = letters(REGULAR).printable
    if printable.issuperset(text):
        return ()
    missing = dict.fromkeys(sign for sign in text if sign not in printable)
    return tuple(unicodedata.name(sign, f"U+{ord(sign):04X}") for sign in missing)


def require_glyphs(texts: Iterable[str]) -> None:
    """Pass only if every character of the clean texts can be printed.

    Raises:
        Problem: some cannot; the characters are named, the texts are not.
    """
    names = dict.fromkeys(name for text in texts for name in missing_glyphs(text))
    if not names:
        return
    shown = ", ".join(list(names)[:MISSING_SHOWN])
    more = len(names) - MISSING_SHOWN
    if more > 0:
        shown = f"{shown} and {more} more"
    raise Problem(
        "no-glyph",
        f"The name or address holds characters that cannot be printed: {shown}.",
        unharmed="Nothing was printed.",
        next_step="Write this name in Latin letters for the paper, then print again.",
    )
