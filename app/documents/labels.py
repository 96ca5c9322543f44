"""Labels: names and addresses on every stock, from any start label, moved as the printer needs it.

The promise: each label's text lies inside that label; a name too long is made smaller, then
wrapped, then refused by the label's number, never cut; name, address and return address stand on
the label and nothing else (U66), on two neighbouring labels where one is too small for both.
Places are counted from the sheet's corner each time, so no rounding adds up down the page.
"""

from __future__ import annotations

from app.documents.fonts import ASCENT, BOLD, CAP_HEIGHT, REGULAR, text_width
from app.documents.label_layout import LabelLayout, label_layout, recipient_sizes
from app.documents.label_sender import fit_sender
from app.documents.mark import SAMPLE
from app.documents.outside import OutsideGuard
from app.documents.postal_lines import PostalPen
from app.documents.sheet import GREY, HAIRLINE, INCH, Sheet, adjust_page, new_sheet
from app.documents.text import Fitted, fit_block
from app.domain.errors import Problem
from app.domain.geometry import Box
from app.domain.label_stock import LabelStock
from app.domain.paper_orders import LabelOrder, PrintAdjustment
from app.domain.papers import PaperKind

MOST_LABELS = 20_000
_PALE = (0.88, 0.89, 0.91)


def draw_labels(order: LabelOrder) -> bytes:
    """The labels as a PDF, one page for each sheet or roll label.

    Raises:
        Problem: there is nothing to print, a character has no letter, or a name or address is too
            long for this stock; the address is told by its number in the order.
    """
    _check(order)
    stock, layout = order.stock, label_layout(order.stock)
    guard = OutsideGuard(order.secrets)
    sender = fit_sender(layout, guard.sender(order.sender)) if order.sender else None
    box = layout.recipient_box(sender.height if sender else 0.0)
    each = labels_each(stock) if sender else 1
    with new_sheet(stock.page_width, stock.page_height, PaperKind.LABEL) as sheet:
        pen = PostalPen(sheet.canvas)
        drawing = _Drawing(sheet, pen, order, layout)
        for number, addressee in enumerate(order.addressees):
            lines = guard.recipient(addressee, uppercase=order.uppercase)
            block = _fit_recipient(lines, box, number + 1)
            place = order.start - 1 + number * each
            if sender is not None and each > 1:
                drawing.draw(place, ((box, block), None))
                drawing.draw(place + 1, ((layout.text, sender), None))
            else:
                drawing.draw(place, ((box, block), sender))
    return sheet.data


def labels_each(stock: LabelStock) -> int:
    """How many labels one address takes: two where the return address needs its own."""
    return label_layout(stock).sender.labels_each


def draw_alignment_page(stock: LabelStock, adjustment: PrintAdjustment) -> bytes:
    """A test page for plain paper: outlines, numbers, and two crosses to measure.

    The crosses stand in the middle of the first and the last label, where every printer reaches,
    with the distances they should have; from the real ones shift and scale follow.
    """
    with new_sheet(stock.page_width, stock.page_height, PaperKind.LABEL) as sheet:
        adjust_page(sheet, adjustment)
        for number in range(1, stock.count + 1):
            label = stock.label_position(number)
            _draw_outline(sheet, label, stock.corner_radius)
            sheet.canvas.setFillColorRGB(*GREY)
            sheet.canvas.setFont(BOLD, 7)
            sheet.canvas.drawString(label.x + 6, sheet.height - label.y - 11, str(number))
        first = _middle(stock.label_position(1))
        _draw_cross(sheet, first, f"{_inches(first[0])} from left, {_inches(first[1])} from top")
        if stock.count > 1:
            last = _middle(stock.label_position(stock.count))
            right, down = _inches(last[0] - first[0]), _inches(last[1] - first[1])
            _draw_cross(sheet, last, f"{right} right, {down} down from 1")
    return sheet.data


def _middle(label: Box) -> tuple[float, float]:
    return label.x + label.width / 2, label.y + label.height / 2


def _inches(points: float) -> str:
    return f"{points / INCH:.3f} in"


_Blocks = tuple[tuple[Box, Fitted], Fitted | None]
"""The box and the lines of an address, and the return address over it."""


class _Drawing:
    """Puts labels on their places and turns pages."""

    def __init__(self, sheet: Sheet, pen: PostalPen, order: LabelOrder, layout: LabelLayout):
        self._sheet, self._pen = sheet, pen
        self._order, self._layout = order, layout
        self._page = -1

    def draw(self, place: int, blocks: _Blocks) -> None:
        """Draw one label; places count from 0 over all sheets."""
        stock = self._order.stock
        page, on_page = divmod(place, stock.count)
        while self._page < page:
            self._turn_page()
        label = stock.label_position(on_page + 1)
        if self._order.sample:
            _draw_sample(self._sheet, label)
        if self._layout.rotated:
            self._draw_rotated(label, blocks)
            return
        self._write(blocks, label.x, self._sheet.height - label.y)

    def _draw_rotated(self, label: Box, blocks: _Blocks) -> None:
        """Turn the label so that its upper edge lies along its left side."""
        canvas = self._sheet.canvas
        canvas.saveState()
        canvas.translate(label.right, self._sheet.height - label.bottom)
        canvas.rotate(90)
        self._write(blocks, 0.0, label.width)
        canvas.restoreState()

    def _write(self, blocks: _Blocks, left: float, top: float) -> None:
        """Write both addresses of a label whose upper left corner is here (y up)."""
        (box, block), sender = blocks
        slack = (box.height - block.height) / 2
        self._pen.write(left + box.x, top - box.y - slack - block.size * ASCENT, block)
        if sender is None:
            return
        text = self._layout.text
        self._pen.write(left + text.x, top - text.y - sender.size * ASCENT, sender)
        if self._layout.sender.over_hairline:
            down = top - self._layout.hairline(sender.height)
            self._pen.rule(left + text.x, left + text.right, down, HAIRLINE)

    def _turn_page(self) -> None:
        if self._page >= 0:
            self._sheet.canvas.showPage()
        self._page += 1
        adjust_page(self._sheet, self._order.adjustment)
        if self._order.outlines:
            stock = self._order.stock
            for number in range(1, stock.count + 1):
                _draw_outline(self._sheet, stock.label_position(number), stock.corner_radius)


def _check(order: LabelOrder) -> None:
    if not order.addressees:
        raise Problem("labels-nothing", "There are no names to print labels for.")
    if len(order.addressees) > MOST_LABELS:
        raise Problem(
            "labels-too-many",
            f"More than {MOST_LABELS:,} labels cannot be printed in one job.",
            next_step="Print them in parts.",
        )
    if not 1 <= order.start <= order.stock.count:
        raise Problem(
            "labels-start",
            f"This stock has labels 1 to {order.stock.count}.",
            next_step="Choose the first free label again.",
        )


def _fit_recipient(lines: tuple[str, ...], box: Box, number: int) -> Fitted:
    block = fit_block(lines, box.width, box.height, recipient_sizes(box))
    if block is None:
        raise Problem(
            "label-no-room",
            f"The name or address of label {number} is too long for a label of this size.",
            unharmed="Nothing was printed.",
            next_step="Choose larger labels, such as Avery 5163 (2 by 4 inches), or an envelope.",
        )
    return block


def _draw_outline(sheet: Sheet, label: Box, radius: float) -> None:
    canvas = sheet.canvas
    canvas.setStrokeColorRGB(*GREY)
    canvas.setLineWidth(0.3)
    bottom = sheet.height - label.bottom
    canvas.roundRect(label.x, bottom, label.width, label.height, radius, stroke=1, fill=0)


def _draw_cross(sheet: Sheet, at: tuple[float, float], words: str) -> None:
    canvas, x, y = sheet.canvas, at[0], sheet.height - at[1]
    canvas.setStrokeColorRGB(0, 0, 0)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setLineWidth(0.6)
    canvas.line(x - 8, y, x + 8, y)
    canvas.line(x, y - 8, x, y + 8)
    canvas.setFont(REGULAR, 6)
    canvas.drawCentredString(x, y - 15, words)


def _draw_sample(sheet: Sheet, label: Box) -> None:
    """The word SAMPLE, pale, behind the text of one label."""
    canvas = sheet.canvas
    size = min(label.width * 0.8 / text_width(SAMPLE, 1, BOLD), label.height * 0.6)
    middle = sheet.height - label.y - label.height / 2
    canvas.saveState()
    canvas.setFillColorRGB(*_PALE)
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(label.x + label.width / 2, middle - size * CAP_HEIGHT / 2, SAMPLE)
    canvas.restoreState()
