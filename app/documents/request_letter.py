"""An invented request letter as a scanner would leave it, for the sample practice and the tour.

The promise: the page says of itself that it is invented, so that it is never taken for a real one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.documents.fonts import BOLD, REGULAR
from app.documents.line import draw_line
from app.documents.sheet import GREY, INCH, INK, new_sheet
from app.documents.text import TypeSizes, fit_block
from app.domain.dates import format_letter_date
from app.domain.errors import Problem
from app.domain.papers import PaperKind

WIDTH, HEIGHT = 8.5 * INCH, 11 * INCH
MARGIN = 1.1 * INCH
FOOT = "SAMPLE: an invented letter for trying the program. It concerns nobody."


@dataclass(frozen=True, slots=True)
class InventedLetter:
    """What such a letter says.

    Attributes:
        sender: name and address lines of who writes.
        practice: name of the practice written to.
        body: the lines of the letter.
        signed: the name under it.
    """

    sender: tuple[str, ...] = field(repr=False)
    practice: str
    written_on: date
    body: tuple[str, ...] = field(repr=False)
    signed: str = field(repr=False)


def draw_request_letter(letter: InventedLetter) -> bytes:
    """The letter as a PDF of one page.

    Raises:
        Problem: it does not fit on one page.
    """
    lines = (
        *letter.sender,
        "",
        format_letter_date(letter.written_on),
        "",
        f"To {letter.practice}",
        "",
        *letter.body,
        "",
        letter.signed,
    )
    column, room = WIDTH - 2 * MARGIN, HEIGHT - 3 * MARGIN
    block = fit_block(lines, column, room, TypeSizes(12, 8))
    if block is None:
        raise Problem("letter-no-room", "The letter does not fit on one page.")
    with new_sheet(WIDTH, HEIGHT, PaperKind.COVER_LETTER) as page:
        canvas = page.canvas
        canvas.setTitle("Request letter")
        canvas.setSubject("Request letter")
        canvas.setFillColorRGB(*INK)
        y = HEIGHT - MARGIN - block.size
        for line in block.lines:
            draw_line(canvas, (MARGIN, y), line, block.size, REGULAR)
            y -= block.leading
        canvas.setFillColorRGB(*GREY)
        draw_line(canvas, (MARGIN, 0.6 * INCH), FOOT, 9, BOLD)
    return page.data
