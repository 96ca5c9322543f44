"""The recovery sheet: one page with two copies of the same code, for the safe and for the owner.

The promise: the code is printed in groups that a tired person can read and type back, and the page
says in plain words what it opens, where to keep it, and when to throw it away.
"""

from __future__ import annotations

from typing import Any

from app.documents.fonts import BOLD, MONO, REGULAR, require_glyphs, text_width
from app.documents.line import draw_line
from app.documents.mark import draw_watermark
from app.documents.sheet import GREY, HAIRLINE, INCH, INK, new_sheet
from app.documents.text import TypeSizes, clean_line, fit_block, wrap_lines
from app.domain.dates import format_letter_date
from app.domain.errors import Problem
from app.domain.paper_orders import RecoverySheet
from app.domain.papers import PaperKind

WIDTH, HEIGHT = 8.5 * INCH, 11 * INCH
MARGIN = 0.9 * INCH
COLUMN = WIDTH - 2 * MARGIN
HALF = HEIGHT / 2
CODE_SIZE = 27.0
GROUPS_IN_ROW = 4

SAFE = "Copy for the safe"
OWNER = "Copy for the owner"

_WHAT = (
    "This code opens the practice's ChartPost data when every password is lost. Anyone who holds "
    "it can read all of it. Nobody can make it again, not even the makers of the program. It is "
    "printed twice, for the safe and for the owner: each copy holds the whole code; one is enough."
)
_KEEP = {
    SAFE: "Keep this copy in the practice's safe, in a closed envelope. Not beside the computer.",
    OWNER: "Keep this copy away from the practice, for example in a bank box or with a lawyer.",
}
_USE = (
    'To use it: start ChartPost, choose "Use the recovery code" on the unlock page, type the code '
    "and say why. Capitals, spaces and hyphens do not matter; letter O counts as zero, I and L "
    "as one."
)
_RENEW = (
    "That makes a new code: print its sheet, type it back, then shred both copies of this one. "
    "Restoring a backup with this code makes no new one: it stays valid, so keep this sheet. "
    "Do not photograph, scan, e-mail or store it in a computer."
)


def draw_recovery_sheet(sheet: RecoverySheet) -> bytes:
    """The sheet as a PDF of one page.

    Raises:
        Problem: the practice's name cannot be printed, or the code is no code.
    """
    name = clean_line(sheet.practice_name)
    require_glyphs((name,))
    groups = tuple(sheet.code.split("-"))
    if not sheet.code.isascii() or len(groups) != 7 or any(len(group) != 4 for group in groups):
        raise Problem("recovery-code-shape", "This is not a recovery code.")
    with new_sheet(WIDTH, HEIGHT, PaperKind.RECOVERY_SHEET) as page:
        if sheet.sample:
            draw_watermark(page.canvas, WIDTH, HEIGHT)
        for half, top in ((SAFE, HEIGHT), (OWNER, HALF)):
            _draw_half(page.canvas, top, half, sheet, groups)
        _draw_cut_line(page.canvas)
    return page.data


def _draw_half(
    canvas: Any, top: float, half: str, sheet: RecoverySheet, groups: tuple[str, ...]
) -> None:
    y = top - 0.72 * INCH
    canvas.setFillColorRGB(*INK)
    canvas.setFont(BOLD, 17)
    canvas.drawString(MARGIN, y, "Recovery code")
    canvas.setFont(BOLD, 10)
    canvas.drawRightString(WIDTH - MARGIN, y, half)
    y = _draw_origin(canvas, y - 18, sheet)
    y = _draw_code(canvas, y - 14, groups)
    y = _draw_words(canvas, y - 22, _WHAT)
    y = _draw_words(canvas, y - 6, _KEEP[half], BOLD)
    for step in (_USE, _RENEW):
        y = _draw_words(canvas, y - 6, step)


def _draw_origin(canvas: Any, y: float, sheet: RecoverySheet) -> float:
    """Whose code it is and since when; the last baseline."""
    day = f"made on {format_letter_date(sheet.made_on)}"
    if sheet.sample:
        day += "  ·  SAMPLE, opens invented data only"
    lines = (clean_line(sheet.practice_name), day)
    block = fit_block(lines, COLUMN, 34, TypeSizes(10, 7))
    if block is None:
        raise Problem(
            "recovery-no-room",
            "The practice's name is too long for the recovery sheet.",
            unharmed="No sheet was made.",
            next_step="Shorten the practice's name, then make the sheet again.",
        )
    canvas.setFillColorRGB(*GREY)
    for line in block.lines:
        draw_line(canvas, (MARGIN, y), line, block.size)
        y -= block.leading
    return y + block.leading


def _draw_code(canvas: Any, top: float, groups: tuple[str, ...]) -> float:
    """The groups in two rows inside a frame; the frame's lower edge."""
    rows = (groups[:GROUPS_IN_ROW], groups[GROUPS_IN_ROW:])
    height = 98.0
    canvas.setStrokeColorRGB(*HAIRLINE)
    canvas.setLineWidth(1)
    canvas.roundRect(MARGIN, top - height, COLUMN, height, 5, stroke=1, fill=0)
    canvas.setFillColorRGB(*INK)
    canvas.setFont(MONO, CODE_SIZE)
    full = text_width("-".join(rows[0]), CODE_SIZE, MONO)
    left = MARGIN + (COLUMN - full) / 2
    # no hyphen at the row's end: who copies it from a viewer would get a soft one
    canvas.drawString(left, top - 41, "-".join(rows[0]))
    canvas.drawString(left, top - 78, "-".join(rows[1]))
    return top - height


def _draw_words(canvas: Any, y: float, words: str, font: str = REGULAR) -> float:
    """Plain wrapped text from a baseline down; the baseline of the line after it."""
    size, leading = 9.5, 13.2
    canvas.setFillColorRGB(*INK)
    canvas.setFont(font, size)
    for line in wrap_lines((words,), COLUMN / size * 1000, font) or ():
        canvas.drawString(MARGIN, y, line)
        y -= leading
    return y


def _draw_cut_line(canvas: Any) -> None:
    words = "cut here"
    canvas.saveState()
    canvas.setStrokeColorRGB(*GREY)
    canvas.setFillColorRGB(*GREY)
    canvas.setLineWidth(0.7)
    canvas.setDash(4, 3)
    width = text_width(words, 7.5)
    gap = WIDTH / 2 - width / 2 - 6
    canvas.line(0.3 * INCH, HALF, gap, HALF)
    canvas.line(WIDTH - gap, HALF, WIDTH - 0.3 * INCH, HALF)
    canvas.setFont(REGULAR, 7.5)
    canvas.drawString((WIDTH - width) / 2, HALF - 2.6, words)
    canvas.restoreState()
