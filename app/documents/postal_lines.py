"""Blocks of address lines written straight into the page, fast enough for ten thousand labels.

The promise: the same letters at the same places as the canvas's own text calls, at a fraction of
their cost; every line has been cleaned, fitted and found printable before.
"""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase import pdfmetrics

from app.documents.fonts import REGULAR
from app.documents.line import has_marks, placed_pieces
from app.documents.text import Fitted

_ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})


class PostalPen:
    """Writes blocks of lines onto one canvas in one font."""

    def __init__(self, canvas: Any, font: str = REGULAR) -> None:
        """Take the canvas; its page may change between blocks."""
        self._canvas = canvas
        self._document = canvas._doc  # noqa: SLF001 - fonts number their letters by document
        self._font_name = font
        self._font = pdfmetrics.getFont(font)
        self._ascii = self._font.getSubsetInternalName(0, self._document)

    def write(self, left: float, first_baseline: float, block: Fitted) -> None:
        """Write the lines downwards from a point in the page's own coordinates (y up)."""
        if any(map(has_marks, block.lines)):
            self._write_placed(left, first_baseline, block)
            return
        start = f"BT 1 0 0 1 {left:.3f} {first_baseline:.3f} Tm {block.leading:.3f} TL"
        parts = [start, f"{self._ascii} {block.size:.1f} Tf"]
        parts.extend(f"{self._shown(line, block.size)} T*" for line in block.lines)
        self._canvas.addLiteral(" ".join((*parts, "ET")))

    def rule(self, left: float, right: float, up: float, grey: tuple[float, float, float]) -> None:
        """Draw a hairline across (y up)."""
        red, green, blue = grey
        self._canvas.addLiteral(
            f"q 0.4 w {red} {green} {blue} RG {left:.3f} {up:.3f} m {right:.3f} {up:.3f} l S Q"
        )

    def _shown(self, line: str, size: float) -> str:
        if line.isascii():
            if "(" in line or ")" in line or "\\" in line:
                line = line.translate(_ESCAPES)
            return f"({line}) Tj"
        parts = []
        for subset, codes in self._font.splitString(line, self._document):
            name = self._font.getSubsetInternalName(subset, self._document)
            parts.append(f"{name} {size:.1f} Tf <{codes.hex()}> Tj")
        parts.append(f"{self._ascii} {size:.1f} Tf")
        return " ".join(parts)

    def _write_placed(self, left: float, first_baseline: float, block: Fitted) -> None:
        parts = [f"BT {self._ascii} {block.size:.1f} Tf"]
        for number, line in enumerate(block.lines):
            baseline = first_baseline - number * block.leading
            for piece, right, up in placed_pieces(line, self._font_name):
                x, y = left + right * block.size, baseline + up * block.size
                parts.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm {self._shown(piece, block.size)}")
        self._canvas.addLiteral(" ".join([*parts, "ET"]))
