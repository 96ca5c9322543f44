"""The consent on paper: large type, the whole text, the signature, and on a page of its own the
record of how it was given.

The promise: nothing on the form is smaller than 14 point (Cal. Civil Code 56.11); the text is the
stored one letter for letter; equal values give equal bytes.
"""

from __future__ import annotations

from typing import Any

from reportlab.graphics.shapes import Drawing, PolyLine
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Frame, Paragraph, Spacer, Table, TableStyle

from app.documents.fonts import BOLD, MONO, REGULAR, require_glyphs
from app.documents.mark import draw_watermark
from app.documents.sheet import GREY, HAIRLINE, INCH, INK, Sheet, new_sheet
from app.documents.text import clean_line, markup
from app.domain.consent_papers import FORM_WORDS, ConsentSheet, spoken_date
from app.domain.consent_signature import SCALE, Signature
from app.domain.errors import Problem
from app.domain.papers import PaperKind
from app.domain.phones import shown_phone

WIDTH, HEIGHT = 8.5 * INCH, 11 * INCH
MARGIN = 0.9 * INCH
COLUMN = WIDTH - 2 * MARGIN
FOOT = 0.95 * INCH
SMALLEST = 14.0
MOST_PAGES = 20
SIGNATURE_WIDTH, SIGNATURE_HEIGHT = 3.9 * INCH, 1.15 * INCH
PEN = 1.5
_INK = Color(*INK)

_TITLE = ParagraphStyle(
    "consent-title", fontName=BOLD, fontSize=20, leading=25, textColor=INK, spaceAfter=10
)
_TEXT = ParagraphStyle(
    "consent-text",
    fontName=REGULAR,
    fontSize=SMALLEST,
    leading=19.2,
    textColor=INK,
    spaceAfter=9,
    splitLongWords=1,
    allowWidows=0,
    allowOrphans=0,
)
_SMALL = ParagraphStyle("consent-record", parent=_TEXT, fontSize=10.5, leading=14.5, spaceAfter=0)
_SMALL_KEY = ParagraphStyle("consent-key", parent=_SMALL, textColor=GREY)
_DIGEST = ParagraphStyle("consent-digest", parent=_SMALL, fontName=MONO, fontSize=9, leading=14.5)


_PLAIN = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ]
)


def draw_consent(sheet: ConsentSheet) -> bytes:
    """The form as a PDF: with its signature and record, or blank to print and sign.

    Raises:
        Problem: a character cannot be printed, or the text runs past twenty pages.
    """
    require_glyphs(map(clean_line, _printed(sheet)))
    pages = 1
    while True:
        with new_sheet(WIDTH, HEIGHT, PaperKind.CONSENT, sheet.text.language.value) as paper:
            needed = _fill(paper, sheet, pages)
        if needed == pages:
            return paper.data
        pages = needed


def _printed(sheet: ConsentSheet) -> list[str]:
    practice = sheet.practice
    lines = [
        practice.name,
        practice.address.one_line,
        shown_phone(practice.phone),
        sheet.number,
        sheet.signer,
    ]
    lines += [part for row in sheet.record for part in row]
    lines += sheet.text.plain.splitlines()
    return [line for text in lines for line in text.splitlines()]


def _fill(paper: Sheet, sheet: ConsentSheet, pages: int) -> int:
    """Lay the form and its record out; how many pages the form took."""
    form = _lay_out(paper, sheet, _story(sheet), f"{pages}")
    if sheet.record:
        paper.canvas.showPage()
        _lay_out(paper, sheet, _record(sheet), "")
    return form


def _lay_out(paper: Sheet, sheet: ConsentSheet, story: list[Any], total: str) -> int:
    page = 0
    while story:
        page += 1
        if page > MOST_PAGES:
            raise Problem(
                "consent-too-long",
                f"The text would run past {MOST_PAGES} pages.",
                unharmed="No paper was made.",
                next_step="Shorten what was filled in.",
            )
        if page > 1:
            paper.canvas.showPage()
        if sheet.sample:
            draw_watermark(paper.canvas, WIDTH, HEIGHT)
        frame = Frame(MARGIN, FOOT, COLUMN, HEIGHT - FOOT - 0.8 * INCH, 0, 0, 0, 0)
        _fill_page(frame, story, paper.canvas)
        _draw_foot(paper.canvas, sheet, page, total)
    return page


def _fill_page(frame: Any, story: list[Any], canvas: Any) -> None:
    """Take from the story what fits, the last piece cut between lines if it can be."""
    while story and frame.add(story[0], canvas):
        del story[0]
    parts = frame.split(story[0], canvas) if story else []
    if len(parts) > 1 and frame.add(parts[0], canvas):
        story[:1] = parts[1:]


def _draw_foot(canvas: Any, sheet: ConsentSheet, page: int, total: str) -> None:
    words = FORM_WORDS[sheet.text.language]
    version = f"{sheet.text.language.value.upper()} {sheet.text.number}"
    left = f"{words['form']} {sheet.number} · {version}"
    if sheet.sample:
        left += " · SAMPLE"
    canvas.setFillColorRGB(*GREY)
    canvas.setFont(REGULAR, SMALLEST)
    canvas.drawString(MARGIN, 0.5 * INCH, left)
    if total:
        right = f"{words['page']} {page} {words['of']} {total}"
        canvas.drawRightString(WIDTH - MARGIN, 0.5 * INCH, right)


def _story(sheet: ConsentSheet) -> list[Any]:
    practice = sheet.practice
    place = " · ".join(
        part for part in (practice.address.one_line, shown_phone(practice.phone)) if part
    )
    story: list[Any] = [
        Paragraph(f"<b>{markup(practice.name)}</b><br/>{markup(place)}", _TEXT),
        Spacer(1, 6),
        Paragraph(markup(sheet.text.title), _TITLE),
    ]
    # heading and text are one paragraph, so that no page ends on a heading
    for passage in sheet.text.passages:
        heading = f"<b>{markup(passage.heading)}</b><br/>" if passage.heading else ""
        story.append(Paragraph(f"{heading}{_lines(passage.text)}", _TEXT))
    # nobody signs on a page that holds nothing else
    last = story.pop()
    story.append(Table([[last], [_signature_block(sheet)]], style=_PLAIN, splitByRow=0))
    return story


def _lines(text: str) -> str:
    return "<br/>".join(markup(line) for line in text.splitlines())


def _signature_block(sheet: ConsentSheet) -> Any:
    """The line to sign on, or what was drawn over it, with date and name."""
    words = FORM_WORDS[sheet.text.language]
    drawn: Any = Spacer(1, 0.75 * INCH)
    if sheet.signature is not None:
        drawn = _strokes(sheet.signature)
    day = spoken_date(sheet.signed_on, sheet.text.language) if sheet.signed_on else ""
    rows = [
        [drawn, "", Paragraph(markup(day), _TEXT)],
        [Paragraph(words["signature"], _TEXT), "", Paragraph(words["date"], _TEXT)],
        [Paragraph(markup(sheet.signer), _TEXT), "", ""],
        [Paragraph(words["name"], _TEXT), "", ""],
    ]
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("LINEBELOW", (0, 0), (0, 0), 0.9, INK),
        ("LINEBELOW", (2, 0), (2, 0), 0.9, INK),
        ("LINEBELOW", (0, 2), (0, 2), 0.9, INK),
    ]
    gap = 0.3 * INCH
    widths = [SIGNATURE_WIDTH, gap, COLUMN - SIGNATURE_WIDTH - gap]
    return Table(rows, colWidths=widths, style=TableStyle(style), splitByRow=0)


def _strokes(signature: Signature) -> Any:
    """The pen's way as lines; the field's shape is kept."""
    return signature_drawing(signature, SIGNATURE_WIDTH, SIGNATURE_HEIGHT)


def signature_drawing(signature: Signature, width: float, height: float) -> Any:
    """The pen's way, as large as fits in this space; the field's shape is kept."""
    aspect = signature.aspect / 1000
    fitted = min(width, height * aspect)
    drawing = Drawing(width, height)
    for stroke in signature.strokes:
        points: list[float] = []
        for x, y, _ms, _pressure in stroke:
            points += [x / SCALE * fitted, height - y / SCALE * fitted / aspect]
        if len(stroke) == 1:
            points += [points[0] + PEN / 2, points[1]]
        drawing.add(
            PolyLine(points, strokeWidth=PEN, strokeColor=_INK, strokeLineCap=1, strokeLineJoin=1)
        )
    return drawing


def _record(sheet: ConsentSheet) -> list[Any]:
    rows = [[Paragraph(markup(key), _SMALL_KEY), _value(value)] for key, value in sheet.record]
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIRLINE),
    ]
    table = Table(rows, colWidths=[1.9 * INCH, COLUMN - 1.9 * INCH], style=TableStyle(style))
    return [Paragraph("Record of this consent", _TITLE), table]


def _value(value: str) -> Any:
    if len(value) == 64 and all(letter in "0123456789abcdef" for letter in value):
        groups = [value[at : at + 8].upper() for at in range(0, 64, 8)]
        return Paragraph(f"{' '.join(groups[:4])}<br/>{' '.join(groups[4:])}", _DIGEST)
    return Paragraph(_lines(value), _SMALL)
