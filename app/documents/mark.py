"""The marks SAMPLE and REPRINT, drawn so that nobody takes such a paper for a real first print."""

from __future__ import annotations

from datetime import date
from math import atan2, cos, degrees, sin
from typing import Any

from app.documents.fonts import BOLD, CAP_HEIGHT, text_width
from app.domain.dates import format_us_date

SAMPLE = "SAMPLE"
_PALE = (0.91, 0.92, 0.94)
_WARN = (0.66, 0.20, 0.14)


def draw_watermark(canvas: Any, width: float, height: float) -> None:
    """The word SAMPLE, pale, along the page's diagonal; call it before drawing anything else."""
    angle = atan2(height, width)
    unit = text_width(SAMPLE, 1, BOLD)
    size = min(width / (unit * cos(angle) + sin(angle)), height / (unit * sin(angle) + cos(angle)))
    size *= 0.8
    canvas.saveState()
    canvas.setFillColorRGB(*_PALE)
    canvas.setFont(BOLD, size)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(degrees(angle))
    canvas.drawCentredString(0, -size * CAP_HEIGHT / 2, SAMPLE)
    canvas.restoreState()


def stamp_width(words: str, size: float) -> float:
    """How wide such a stamp is."""
    return text_width(words, size, BOLD) + 2 * size * 0.55


def draw_stamp(canvas: Any, right: float, top: float, words: str, size: float = 9) -> None:
    """Words in a frame with its upper right corner at this point (PDF points, y up)."""
    pad = size * 0.55
    width = text_width(words, size, BOLD) + 2 * pad
    height = size * CAP_HEIGHT + 2 * pad
    canvas.saveState()
    canvas.setStrokeColorRGB(*_WARN)
    canvas.setFillColorRGB(*_WARN)
    canvas.setLineWidth(0.9)
    canvas.roundRect(right - width, top - height, width, height, 2.5, stroke=1, fill=0)
    canvas.setFont(BOLD, size)
    canvas.drawString(right - width + pad, top - height + pad, words)
    canvas.restoreState()


def reprint_words(first_printed: date) -> str:
    """What a reprint says of itself (U80)."""
    return f"REPRINT of {format_us_date(first_printed)}"
