"""A blank PDF to draw on, made the same way for every paper.

The promise: equal input gives equal bytes, the file's own description names nobody, fonts are
embedded, and viewers are told not to scale the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import DRAWING, REGULAR, register_fonts
from app.domain.paper_orders import PrintAdjustment
from app.domain.papers import PaperKind

INCH = 72.0
INK = (0.09, 0.10, 0.12)
GREY = (0.38, 0.41, 0.45)
HAIRLINE = (0.78, 0.80, 0.83)

CREATOR = "ChartPost"


@dataclass(slots=True)
class Sheet:
    """A PDF being drawn: the canvas while it is open, the bytes when it was closed."""

    canvas: Any
    width: float
    height: float
    data: bytes = b""


@contextmanager
def new_sheet(
    width: float, height: float, kind: PaperKind, language: str = "en"
) -> Iterator[Sheet]:
    """An empty PDF of this page size; its bytes are in ``data`` after the block."""
    with DRAWING:
        register_fonts()
        buffer = BytesIO()
        canvas = Canvas(
            buffer,
            pagesize=(width, height),
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            initialFontName=REGULAR,
            lang=f"{language}-US",
        )
        describe(canvas, kind)
        sheet = Sheet(canvas, width, height)
        yield sheet
        canvas.save()
        sheet.data = buffer.getvalue()


def describe(canvas: Any, kind: PaperKind) -> None:
    """Fill in the file's own description: what kind of paper, never whose (security.md 11)."""
    canvas.setTitle(kind.label)
    canvas.setAuthor(CREATOR)
    canvas.setCreator(CREATOR)
    canvas.setSubject(kind.label)
    canvas.setViewerPreference("PrintScaling", "None")


def adjust_page(sheet: Sheet, adjustment: PrintAdjustment) -> None:
    """Move and stretch all that is drawn on this page from now on; positive is right and down."""
    if adjustment == PrintAdjustment():
        return
    up = sheet.height * (1 - adjustment.scale_y) - adjustment.offset_y
    sheet.canvas.transform(adjustment.scale_x, 0, 0, adjustment.scale_y, adjustment.offset_x, up)
