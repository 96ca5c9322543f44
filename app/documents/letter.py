"""The cover letter: US Letter, addressed so that a #10 window shows the address and nothing else.

The promise: within the area that can come to lie behind the window, however the sheet slides,
stand the addressee's name and address only (mail.md 4.3, hipaa.md 11.3); every value is printed
letter for letter; a letter that does not fit on one page goes on to the next, whole.
"""

from __future__ import annotations

from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Frame, Paragraph, Spacer, Table, TableStyle

from app.documents.fonts import ASCENT, BOLD, CAP_HEIGHT, REGULAR, require_glyphs, text_width
from app.documents.letter_texts import cover_letter_text, cover_paragraphs
from app.documents.line import draw_line
from app.documents.mark import draw_stamp, draw_watermark, reprint_words
from app.documents.sheet import GREY, HAIRLINE, INCH, INK, Sheet, new_sheet
from app.documents.text import Fitted, TypeSizes, clean_line, fit_block, markup
from app.domain.dates import format_letter_date
from app.domain.errors import Problem
from app.domain.papers import CoverLetter, PaperKind
from app.domain.phones import shown_phone
from app.domain.postal_text import address_block

WIDTH, HEIGHT = 8.5 * INCH, 11 * INCH
MARGIN = 1.0 * INCH
COLUMN = WIDTH - 2 * MARGIN

WINDOW_UNION = (0.0, 2.04 * INCH, 5.375 * INCH, 3.625 * INCH)
"""Left, top, right, bottom of everything a #10 window can show, from the sheet's upper left."""

ADDRESS_LEFT = 1.0 * INCH
ADDRESS_BASELINE = 2.30 * INCH
ADDRESS_WIDTH = 3.25 * INCH
ADDRESS_BOTTOM = 3.04 * INCH
ADDRESS_TOP_LONG, ADDRESS_BOTTOM_LONG = 2.17 * INCH, 3.09 * INCH
"""Seven lines need a little of the lower clearance; the window shows down to 3.17 in."""

FACTS_LEFT = 5.625 * INCH
BODY_TOP = 3.80 * INCH
FOOT = 0.85 * INCH
MOST_PAGES = 30

_BODY = ParagraphStyle(
    "body",
    fontName=REGULAR,
    bulletFontName=REGULAR,
    fontSize=10,
    leading=14.2,
    textColor=INK,
    spaceAfter=7,
    allowWidows=0,
    allowOrphans=0,
)
_KEY = ParagraphStyle("key", parent=_BODY, fontSize=9, leading=15.2, textColor=GREY, spaceAfter=0)
_FACT = ParagraphStyle("fact", parent=_BODY, spaceAfter=0)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=8.5, leading=11.6, spaceAfter=0)


def draw_cover_letter(letter: CoverLetter) -> bytes:
    """The letter as a PDF.

    Raises:
        Problem: a character cannot be printed, the address does not fit its place, or the letter
            would run past thirty pages.
    """
    paragraphs = letter.paragraphs or cover_paragraphs(letter)
    require_glyphs(map(clean_line, _printed_texts(letter, paragraphs)))
    with new_sheet(WIDTH, HEIGHT, PaperKind.COVER_LETTER) as counting:
        total = _fill(counting, letter, paragraphs, pages=1)
    if total == 1:
        return counting.data
    with new_sheet(WIDTH, HEIGHT, PaperKind.COVER_LETTER) as sheet:
        _fill(sheet, letter, paragraphs, pages=total)
    return sheet.data


def _printed_texts(letter: CoverLetter, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    practice = letter.practice
    return (
        practice.name,
        practice.address.one_line,
        shown_phone(practice.phone),
        practice.privacy_contact,
        letter.addressee.name,
        *_address_lines(letter),
        letter.request_number,
        *letter.contents,
        letter.road,
        letter.fee_note,
        letter.pack_code,
        letter.part2_notice,
        *(line for paragraph in paragraphs for line in paragraph.splitlines()),
    )


def _fill(sheet: Sheet, letter: CoverLetter, paragraphs: tuple[str, ...], *, pages: int) -> int:
    """Lay the story out page by page; how many pages it took."""
    story = _story(letter, paragraphs)
    page = 0
    while story:
        page += 1
        if page > MOST_PAGES:
            raise Problem(
                "letter-too-long",
                f"The letter would run past {MOST_PAGES} pages.",
                unharmed="No letter was made.",
                next_step="Shorten the list of contents.",
            )
        if page > 1:
            sheet.canvas.showPage()
        _draw_page_furniture(sheet, letter, page, pages)
        top = BODY_TOP if page == 1 else 1.15 * INCH
        frame = Frame(MARGIN, FOOT, COLUMN, HEIGHT - FOOT - top, 0, 0, 0, 0)
        _fill_page(frame, story, sheet.canvas)
    return page


def _fill_page(frame: Any, story: list[Any], canvas: Any) -> None:
    """Take from the story what fits, the last piece cut between lines or rows if it can be."""
    while story and frame.add(story[0], canvas):
        del story[0]
    parts = frame.split(story[0], canvas) if story else []
    if len(parts) > 1 and frame.add(parts[0], canvas):
        story[:1] = parts[1:]


def _draw_page_furniture(sheet: Sheet, letter: CoverLetter, page: int, pages: int) -> None:
    if letter.sample:
        draw_watermark(sheet.canvas, WIDTH, HEIGHT)
    if letter.reprint_of:
        draw_stamp(
            sheet.canvas, WIDTH - MARGIN, HEIGHT - 0.42 * INCH, reprint_words(letter.reprint_of)
        )
    if page == 1:
        _draw_letterhead(sheet.canvas, letter)
        _draw_addressee(sheet.canvas, letter)
        _draw_facts(sheet.canvas, letter)
    else:
        _draw_running_head(sheet.canvas, letter)
    _draw_foot(sheet.canvas, letter, page, pages)


def _draw_letterhead(canvas: Any, letter: CoverLetter) -> None:
    practice = letter.practice
    top = 0.78 * INCH
    name = _fitted((clean_line(practice.name),), COLUMN, 0.75 * INCH, TypeSizes(17, 11), BOLD)
    line = "   ·   ".join(
        clean_line(part)
        for part in (practice.address.one_line, shown_phone(practice.phone))
        if part
    )
    contact = _fitted((line,), COLUMN, 0.4 * INCH, TypeSizes(9, 7))
    canvas.setFillColorRGB(*INK)
    below = _draw_block(canvas, MARGIN, top + name.size * CAP_HEIGHT, name, BOLD)
    canvas.setFillColorRGB(*GREY)
    below = _draw_block(canvas, MARGIN, below + 15, contact, REGULAR)
    canvas.setStrokeColorRGB(*HAIRLINE)
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, HEIGHT - below - 9, WIDTH - MARGIN, HEIGHT - below - 9)


def _draw_addressee(canvas: Any, letter: CoverLetter) -> None:
    lines = _address_lines(letter)
    sizes = TypeSizes(10.5)
    above = sizes.wished * ASCENT
    block = fit_block(lines, ADDRESS_WIDTH, ADDRESS_BOTTOM - ADDRESS_BASELINE + above, sizes)
    baseline = ADDRESS_BASELINE
    if block is None:
        height = ADDRESS_BOTTOM_LONG - ADDRESS_TOP_LONG
        block = _fitted(lines, ADDRESS_WIDTH, height, sizes)
        baseline = ADDRESS_TOP_LONG + block.size * ASCENT
    canvas.setFillColorRGB(*INK)
    _draw_block(canvas, ADDRESS_LEFT, baseline, block, REGULAR)


def _address_lines(letter: CoverLetter) -> tuple[str, ...]:
    return tuple(
        clean_line(line) for line in address_block(letter.addressee.name, letter.addressee.address)
    )


def _draw_facts(canvas: Any, letter: CoverLetter) -> None:
    """Date and numbers at the right, where no window can show them."""
    facts = (
        ("Date", format_letter_date(letter.letter_date)),
        ("Request number", clean_line(letter.request_number)),
        ("Request of", format_letter_date(letter.request_date)),
    )
    baseline = ADDRESS_BASELINE
    for key, value in facts:
        shown = _fitted((value,), WIDTH - MARGIN - FACTS_LEFT, 14, TypeSizes(10, 5))
        canvas.setFillColorRGB(*GREY)
        canvas.setFont(REGULAR, 8)
        canvas.drawString(FACTS_LEFT, HEIGHT - baseline + 3, key)
        canvas.setFillColorRGB(*INK)
        _draw_block(canvas, FACTS_LEFT, baseline + 10, shown, REGULAR)
        baseline += 32


def _draw_running_head(canvas: Any, letter: CoverLetter) -> None:
    words = f"Request {clean_line(letter.request_number)}   ·   "
    words += format_letter_date(letter.letter_date)
    shown = _fitted((words,), COLUMN, 24, TypeSizes(9, 4))
    canvas.setFillColorRGB(*GREY)
    _draw_block(canvas, MARGIN, 0.8 * INCH, shown, REGULAR)
    canvas.setStrokeColorRGB(*HAIRLINE)
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, HEIGHT - 0.9 * INCH, WIDTH - MARGIN, HEIGHT - 0.9 * INCH)


def _draw_foot(canvas: Any, letter: CoverLetter, page: int, pages: int) -> None:
    left = f"Pack code {clean_line(letter.pack_code)}" if letter.pack_code else ""
    marks = ["SAMPLE - invented names, not a real letter"] if letter.sample else []
    if letter.reprint_of:
        marks.append(reprint_words(letter.reprint_of))
    middle = "   ·   ".join(marks)
    right = f"Page {page} of {pages}" if pages > 1 else ""
    canvas.setFillColorRGB(*GREY)
    canvas.setFont(REGULAR, 8)
    canvas.drawString(MARGIN, 0.5 * INCH, left)
    canvas.drawRightString(WIDTH - MARGIN, 0.5 * INCH, right)
    canvas.setFont(BOLD, 8)
    canvas.drawString((WIDTH - text_width(middle, 8, BOLD)) / 2, 0.5 * INCH, middle)


def _draw_block(canvas: Any, left: float, baseline: float, block: Fitted, font: str) -> float:
    """Draw lines from a baseline given from the top; the baseline of the last one."""
    for number, line in enumerate(block.lines):
        at = (left, HEIGHT - baseline - number * block.leading)
        draw_line(canvas, at, line, block.size, font)
    return baseline + (len(block.lines) - 1) * block.leading


def _fitted(
    lines: tuple[str, ...], width: float, height: float, sizes: TypeSizes, font: str = REGULAR
) -> Fitted:
    block = fit_block(lines, width, height, sizes, font)
    if block is None:
        raise Problem(
            "letter-no-room",
            "A name or address is too long for its place on the letter.",
            unharmed="No letter was made.",
            next_step="Shorten the name or address for the paper, then make the letter again.",
        )
    return block


def _story(letter: CoverLetter, paragraphs: tuple[str, ...]) -> list[Any]:
    opening, *rest = paragraphs
    story: list[Any] = [
        Paragraph(f"Dear {markup(letter.addressee.name)}:", _BODY),
        _paragraph(opening),
        Spacer(1, 1),
        _facts_table(letter),
        Spacer(1, 12),
    ]
    story.extend(_paragraph(paragraph) for paragraph in rest)
    if letter.part2_notice:
        story.extend((Spacer(1, 2), _notice(letter.part2_notice), Spacer(1, 9)))
    story.extend(_closing(letter))
    return story


def _paragraph(text: str) -> Any:
    """Heading and text are one paragraph, so that no page ends on a heading."""
    lead, _, body = text.rpartition("\n")
    return Paragraph(f"<b>{markup(lead)}</b><br/>{markup(body)}" if lead else markup(body), _BODY)


def _facts_table(letter: CoverLetter) -> Any:
    rows: list[list[Any]] = [
        [Paragraph("Enclosed" if number == 0 else "", _KEY), Paragraph(markup(item), _FACT)]
        for number, item in enumerate(letter.contents)
    ]
    facts = (
        ("Length", _pages_in_words(letter.page_count)),
        ("Sent as", letter.road),
        ("Charge", letter.fee_note),
    )
    first_fact = len(rows)
    rows.extend(
        [Paragraph(key, _KEY), Paragraph(markup(value), _FACT)] for key, value in facts if value
    )
    if not rows:
        return Spacer(1, 0)
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),  # or the table asks for Helvetica, not embedded
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("LEFTPADDING", (1, 0), (1, -1), 6),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("TOPPADDING", (0, first_fact), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, 0), 3),
        ("BOTTOMPADDING", (0, max(0, first_fact - 1)), (-1, -1), 5),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, HAIRLINE),
        ("LINEABOVE", (0, first_fact), (-1, -1), 0.4, HAIRLINE),
        ("LINEBELOW", (0, -1), (-1, -1), 0.8, HAIRLINE),
    ]
    widths = [0.95 * INCH, COLUMN - 0.95 * INCH]
    return Table(rows, colWidths=widths, style=TableStyle(style), splitInRow=1)


def _pages_in_words(count: int | None) -> str:
    if count is None:
        return ""
    return f"{count:,} page{'' if count == 1 else 's'}, not counting this letter"


def _notice(text: str) -> Any:
    """The Part 2 notice in a frame that may break across pages (42 CFR 2.32)."""
    rows = [[Paragraph(markup(text), _SMALL)]]
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("BOX", (0, 0), (-1, -1), 0.8, GREY),
        ("LEFTPADDING", (0, 0), (-1, -1), 9),
        ("RIGHTPADDING", (0, 0), (-1, -1), 9),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
    ]
    return Table(rows, colWidths=[COLUMN], style=TableStyle(style), splitInRow=1)


def _closing(letter: CoverLetter) -> list[Any]:
    words = cover_letter_text(letter.letter_date).closing
    signed = [part for part in (letter.practice.privacy_contact, letter.practice.name) if part]
    lines = "<br/>".join(markup(part) for part in signed)
    return [
        Spacer(1, 4),
        Paragraph(markup(words), _BODY),
        Spacer(1, 16),
        Paragraph(lines, _BODY),
    ]
