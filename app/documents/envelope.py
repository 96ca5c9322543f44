"""The face of an envelope: the recipient, the sender, and nothing else (U66, hipaa.md 11.1).

The promise: the delivery block lies inside the area where the post reads it and off every zone
that must stay free; nothing is cut off; the page is exactly the envelope, turned by its drawing
and never by a page flag, since print paths disagree about those (mail.md 4.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.documents.fonts import ASCENT, BOLD, REGULAR, text_width
from app.documents.mark import SAMPLE, draw_stamp, stamp_width
from app.documents.outside import OutsideGuard
from app.documents.postal_lines import PostalPen
from app.documents.sheet import GREY, INCH, Sheet, adjust_page, new_sheet
from app.documents.text import Fitted, TypeSizes, fit_block
from app.domain.envelopes import Envelope
from app.domain.errors import Problem
from app.domain.geometry import Box
from app.domain.paper_orders import EnvelopeSheet, PrintAdjustment, Turn
from app.domain.papers import PaperKind

_DELIVERY_SIZES = TypeSizes(12)
_SAMPLE_SIZE = 15
_SENDER_SIZES = TypeSizes(9, 7.5)


def draw_envelope(order: EnvelopeSheet) -> bytes:
    """The envelope's face as a PDF of one page of exactly the envelope's size.

    Raises:
        Problem: a character has no letter, a name or address does not fit its place, the outside
            would say too much, or the envelope has no room for the certified sticker.
    """
    envelope = order.envelope
    guard = OutsideGuard(order.secrets)
    sender = _fit_sender(order, guard)
    block = _fit_delivery(order, guard)
    place, area = envelope.delivery, envelope.return_area(certified=order.certified)
    with new_face(envelope, order.turn, order.adjustment) as sheet:
        pen = PostalPen(sheet.canvas)
        height = envelope.height
        pen.write(area.x, height - area.y - sender.size * ASCENT, sender)
        pen.write(place.left, height - place.first_baseline, block)
        if order.sample:
            # lower left: off the stamp, the certified sticker, the address and the bar code zone
            right = 0.4 * INCH + stamp_width(SAMPLE, _SAMPLE_SIZE)
            draw_stamp(sheet.canvas, right, 1.05 * INCH, SAMPLE, size=_SAMPLE_SIZE)
    return sheet.data


def draw_envelope_test_page(envelope: Envelope, turn: Turn, adjustment: PrintAdjustment) -> bytes:
    """A face for trying how a printer feeds: frame, corners, arrow and rulers, no address."""
    with new_face(envelope, turn, adjustment) as sheet:
        canvas = sheet.canvas
        _draw_frame(canvas, envelope)
        _draw_arrow(canvas, envelope)
        _draw_rulers(canvas, envelope)
    return sheet.data


@contextmanager
def new_face(envelope: Envelope, turn: Turn, adjustment: PrintAdjustment) -> Iterator[Sheet]:
    """A page on which one draws as the envelope is read, whichever way it is fed."""
    width, height = envelope.width, envelope.height
    page = (height, width) if turn.tall else (width, height)
    corners = {
        Turn.AS_READ: (0.0, 0.0),
        Turn.LEFT: (height, 0.0),
        Turn.UPSIDE_DOWN: (width, height),
        Turn.RIGHT: (0.0, width),
    }
    with new_sheet(*page, PaperKind.ENVELOPE) as sheet:
        adjust_page(sheet, adjustment)
        if turn is not Turn.AS_READ:
            sheet.canvas.translate(*corners[turn])
            sheet.canvas.rotate(int(turn))
        yield sheet


def _fit_delivery(order: EnvelopeSheet, guard: OutsideGuard) -> Fitted:
    envelope, place = order.envelope, order.envelope.delivery
    lines = guard.recipient(order.addressee, uppercase=order.uppercase)
    bottom = (envelope.reading_area or envelope.printable.inset(0, INCH)).bottom
    top = place.first_baseline - _DELIVERY_SIZES.smallest * ASCENT
    block = fit_block(lines, place.max_width, bottom - top - 1, _DELIVERY_SIZES)
    if block is None:
        raise _no_room("The name or address")
    why = envelope.misfits(delivery_area(envelope, block), certified=order.certified)
    if why:
        raise Problem(
            "envelope-misfit",
            why[0],
            unharmed="Nothing was printed.",
            next_step="Choose a larger envelope.",
        )
    return block


def delivery_area(envelope: Envelope, block: Fitted) -> Box:
    """The rectangle the delivery lines take at their place."""
    place = envelope.delivery
    width = max((text_width(line, block.size) for line in block.lines), default=0.0)
    return Box(place.left, place.first_baseline - block.size * ASCENT, width, block.height)


def _fit_sender(order: EnvelopeSheet, guard: OutsideGuard) -> Fitted:
    area = order.envelope.return_area(certified=order.certified)
    block = fit_block(guard.sender(order.sender), area.width, area.height, _SENDER_SIZES)
    if block is None:
        raise _no_room("The return address")
    return block


def _no_room(what: str) -> Problem:
    return Problem(
        "envelope-no-room",
        f"{what} is too long for this envelope.",
        unharmed="Nothing was printed.",
        next_step="Choose a larger envelope, or shorten it for the paper.",
    )


def _draw_frame(canvas: Any, envelope: Envelope) -> None:
    """A frame a quarter inch inside, its corners lettered as the envelope is read."""
    inset = 0.25 * INCH
    width, height = envelope.width, envelope.height
    canvas.setStrokeColorRGB(0, 0, 0)
    canvas.setLineWidth(0.6)
    canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
    canvas.setFont(BOLD, 14)
    left, right, low, high = inset + 6, width - inset - 16, inset + 6, height - inset - 17
    for letter, x, y in (
        ("A", left, high),
        ("B", right, high),
        ("C", left, low),
        ("D", right, low),
    ):
        canvas.drawString(x, y, letter)


def _draw_arrow(canvas: Any, envelope: Envelope) -> None:
    """An arrow to the edge with the flap."""
    middle, top = envelope.width / 2, envelope.height - 0.3 * INCH
    canvas.setLineWidth(1.6)
    canvas.line(middle, top - 60, middle, top)
    canvas.line(middle - 9, top - 14, middle, top)
    canvas.line(middle + 9, top - 14, middle, top)
    canvas.setFont(REGULAR, 11)
    canvas.drawCentredString(middle, top - 78, "Flap edge, face up")
    canvas.setFillColorRGB(*GREY)
    canvas.setFont(REGULAR, 9)
    canvas.drawCentredString(middle, top - 92, f"{envelope.name}, printed at 100 %")
    canvas.setFillColorRGB(0, 0, 0)


def _draw_rulers(canvas: Any, envelope: Envelope) -> None:
    """Inches along the lower and left edges, counted from the envelope's own corner."""
    base = 0.25 * INCH
    canvas.setLineWidth(0.6)
    canvas.setFont(REGULAR, 7)
    for tick in range(1, int(envelope.width / INCH * 2) + 1):
        x = tick * INCH / 2
        if x < envelope.width - base:
            canvas.line(x, base, x, base + (9 if tick % 2 == 0 else 5))
            if tick % 2 == 0:
                canvas.drawCentredString(x, base + 12, str(tick // 2))
    for tick in range(1, int(envelope.height / INCH * 2) + 1):
        y = envelope.height - tick * INCH / 2
        if y > base:
            canvas.line(base, y, base + (9 if tick % 2 == 0 else 5), y)
            if tick % 2 == 0:
                canvas.drawString(base + 12, y - 2.5, str(tick // 2))
