"""A kept letter printed once more: the same pages, each marked as a reprint (U80).

The promise: what stood on the first print stands on the second, byte for byte in its content; only
the stamp is new. Envelopes and labels are never stamped, since nothing but names and addresses may
stand on the outside.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO

from app.documents.copying import describe_copy, readable_or
from app.documents.mark import draw_stamp, reprint_words
from app.documents.sheet import INCH, new_sheet
from app.domain.errors import Problem
from app.domain.papers import PaperKind

_FROM_RIGHT, _FROM_TOP = 1.0 * INCH, 0.42 * INCH


def mark_reprint(data: bytes, first_printed: date) -> bytes:
    """The letter with ``REPRINT of 11/22/2026`` in the upper right corner of every page.

    Raises:
        Problem: the kept copy cannot be read.
    """
    # 13 MB that most days do without
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415

    words = reprint_words(first_printed)
    buffer = BytesIO()
    with readable_or(_unreadable()):
        writer = PdfWriter(clone_from=BytesIO(data))
        for page in writer.pages:
            page.merge_page(PdfReader(BytesIO(_stamp(page.mediabox, words))).pages[0])
        describe_copy(writer, PaperKind.COVER_LETTER.label)
        writer.write(buffer)
    return buffer.getvalue()


def _unreadable() -> Problem:
    return Problem(
        "reprint-unreadable",
        "The kept copy of this letter cannot be read.",
        next_step="Make the letter anew.",
    )


def _stamp(box: object, words: str) -> bytes:
    width, height = float(box.width), float(box.height)  # type: ignore[attr-defined]
    with new_sheet(width, height, PaperKind.COVER_LETTER) as sheet:
        draw_stamp(sheet.canvas, width - _FROM_RIGHT, height - _FROM_TOP, words)
    return sheet.data
