"""The letter that confirms a revocation (hipaa.md 10.13): what was taken back, and since when.

The address stands where a #10 window shows it, and nothing else may (hipaa.md 11.3).
"""

from __future__ import annotations

from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Frame, Paragraph

from app.documents.fonts import ASCENT, BOLD, REGULAR, require_glyphs
from app.documents.letter import ADDRESS_BASELINE as BASELINE
from app.documents.letter import (
    ADDRESS_BOTTOM,
    ADDRESS_BOTTOM_LONG,
    ADDRESS_LEFT,
    ADDRESS_TOP_LONG,
    ADDRESS_WIDTH,
    BODY_TOP,
    COLUMN,
    FOOT,
    HEIGHT,
    MARGIN,
    WIDTH,
)
from app.documents.line import draw_line
from app.documents.mark import draw_watermark
from app.documents.sheet import GREY, HAIRLINE, INCH, INK, new_sheet
from app.documents.text import TypeSizes, clean_line, fit_block, markup
from app.domain.consent_papers import RevocationLetter, spoken_date
from app.domain.errors import Problem
from app.domain.papers import PaperKind
from app.domain.phones import shown_phone
from app.domain.postal_text import address_block

_BODY = ParagraphStyle(
    "revocation", fontName=REGULAR, fontSize=12, leading=17, textColor=INK, spaceAfter=10
)
_TITLE = ParagraphStyle("revocation-title", parent=_BODY, fontName=BOLD, fontSize=15, leading=20)


def draw_revocation_letter(letter: RevocationLetter) -> bytes:
    """The letter as a PDF of one page.

    Raises:
        Problem: a character cannot be printed, or there is no room.
    """
    lines = tuple(
        clean_line(line) for line in address_block(letter.addressee.name, letter.addressee.address)
    )
    practice = letter.practice
    texts = (
        practice.name,
        practice.address.one_line,
        shown_phone(practice.phone),
        practice.privacy_contact,
    )
    words = [line for text in (letter.title, *letter.paragraphs) for line in text.splitlines()]
    require_glyphs(map(clean_line, (*lines, *texts, *words)))
    kind, language = PaperKind.REVOCATION_LETTER, letter.language.value
    with new_sheet(WIDTH, HEIGHT, kind, language) as sheet:
        if letter.sample:
            draw_watermark(sheet.canvas, WIDTH, HEIGHT)
        _draw_head(sheet.canvas, letter)
        _draw_block(sheet.canvas, lines)
        story = [Paragraph(markup(letter.title), _TITLE)]
        story += [
            Paragraph("<br/>".join(markup(line) for line in part.splitlines()), _BODY)
            for part in letter.paragraphs
        ]
        signed = [part for part in (practice.privacy_contact, practice.name) if part]
        story.append(Paragraph("<br/>".join(map(markup, signed)), _BODY))
        frame = Frame(MARGIN, FOOT, COLUMN, HEIGHT - FOOT - BODY_TOP, 0, 0, 0, 0)
        frame.addFromList(story, sheet.canvas)
        if story:
            raise _no_room()
    return sheet.data


def _draw_head(canvas: Any, letter: RevocationLetter) -> None:
    practice = letter.practice
    place = " · ".join(
        part for part in (practice.address.one_line, shown_phone(practice.phone)) if part
    )
    top = HEIGHT - 0.85 * INCH
    for text, size, font, colour in (
        (practice.name, 17.0, BOLD, INK),
        (place, 9.0, REGULAR, GREY),
    ):
        block = fit_block((clean_line(text),), COLUMN, 24, TypeSizes(size, 6), font)
        if block is None:
            raise _no_room()
        canvas.setFillColorRGB(*colour)
        for line in block.lines:
            draw_line(canvas, (MARGIN, top), line, block.size, font)
            top -= block.leading
        top -= 1
    canvas.setStrokeColorRGB(*HAIRLINE)
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, top, WIDTH - MARGIN, top)
    canvas.setFillColorRGB(*INK)
    day = spoken_date(letter.letter_date, letter.language)
    draw_line(canvas, (5.625 * INCH, HEIGHT - BASELINE), day, 10)
    canvas.setFillColorRGB(*GREY)
    draw_line(canvas, (5.625 * INCH, HEIGHT - BASELINE - 16), letter.number, 10)


def _draw_block(canvas: Any, lines: tuple[str, ...]) -> None:
    """Name and address where the window shows them."""
    sizes = TypeSizes(10.5)
    above = sizes.wished * ASCENT
    baseline = BASELINE
    block = fit_block(lines, ADDRESS_WIDTH, ADDRESS_BOTTOM - BASELINE + above, sizes)
    if block is None:
        block = fit_block(lines, ADDRESS_WIDTH, ADDRESS_BOTTOM_LONG - ADDRESS_TOP_LONG, sizes)
        if block is None:
            raise _no_room()
        baseline = ADDRESS_TOP_LONG + block.size * ASCENT
    canvas.setFillColorRGB(*INK)
    for number, line in enumerate(block.lines):
        at = (ADDRESS_LEFT, HEIGHT - baseline - number * block.leading)
        draw_line(canvas, at, line, block.size)


def _no_room() -> Problem:
    return Problem(
        "letter-no-room",
        "The letter does not fit on one page.",
        unharmed="No letter was made.",
        next_step="Shorten the name or address for the paper, then make the letter again.",
    )
