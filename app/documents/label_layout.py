"""Where the text of a label stands inside the label, worked out once per stock.

The promise: every label has a place for the return address (U66), on its own or on the label next
to it. Text keeps 1/8 in from the label's edges (1/16 in on labels too small for that), 1/4 in from
the edge of the paper, and 6 mm from the ends of roll labels, so that the usual shift of a
printer and of the die cut (mail.md section 5) takes no letter off.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.documents.text import TypeSizes
from app.domain.geometry import Box
from app.domain.label_stock import LabelStock, StockKind

_INSET = 9.0
_SMALL_INSET = 5.0
_PAPER_EDGE = 18.0
_ROLL_END = 17.0
_GAP = 7.0
_SMALL_GAP = 5.0
_READ_ACROSS = 200.0
"""A label at least this wide holds an address across it, even if it is taller."""


class SenderForm(Enum):
    """Where a label has room for the return address.

    ``NEXT``: only on the following label; both are stuck on the envelope. ``SMALL`` and ``LINE``:
    one or two lines over a hairline. ``BLOCK``: its own lines, upper left.
    """

    NEXT = 0
    SMALL = 1
    LINE = 2
    BLOCK = 3

    @property
    def over_hairline(self) -> bool:
        """A line parts the two addresses."""
        return self in (SenderForm.SMALL, SenderForm.LINE)

    @property
    def labels_each(self) -> int:
        """How many labels one address takes."""
        return 2 if self is SenderForm.NEXT else 1


@dataclass(frozen=True, slots=True)
class LabelLayout:
    """The places on a label as it is read, in points from its upper left corner."""

    rotated: bool
    text: Box
    sender: SenderForm

    def sender_box(self) -> Box:
        """Where the return address stands: along the top, or on the whole of the next label."""
        box = self.text
        if self.sender is SenderForm.NEXT:
            return box
        if self.sender.over_hairline:
            return Box(box.x, box.y, box.width, 18 if self.sender is SenderForm.LINE else 11.5)
        return Box(box.x, box.y, box.width * 0.66, min(box.height * 0.36, 60))

    def hairline(self, sender_height: float) -> float:
        """How far below the label's top the line between the two addresses is."""
        gap = _SMALL_GAP if self.sender is SenderForm.SMALL else _GAP
        return self.text.y + sender_height + gap / 2

    def recipient_box(self, sender_height: float) -> Box:
        """Where the recipient stands, under a return address of this height."""
        box = self.text
        if self.sender is SenderForm.NEXT:
            return box
        gap = _SMALL_GAP if self.sender is SenderForm.SMALL else _GAP
        used = sender_height + gap if sender_height else 0.0
        indent = box.width * 0.16 if self.sender is SenderForm.BLOCK and sender_height else 0.0
        return Box(box.x + indent, box.y + used, box.width - indent, box.height - used)


def label_layout(stock: LabelStock) -> LabelLayout:
    """The layout of a stock's labels; long narrow roll labels are read along the roll."""
    rotated = stock.runs_along_length and stock.label_width < _READ_ACROSS
    usual = _as_read(stock, _text_box(stock, small=False), rotated=rotated)
    form = _sender_form(usual)
    if form in (SenderForm.BLOCK, SenderForm.LINE):
        return LabelLayout(rotated, usual, form)
    text = _as_read(stock, _text_box(stock, small=True), rotated=rotated)
    return LabelLayout(rotated, text, _small_form(text))


def _as_read(stock: LabelStock, text: Box, *, rotated: bool) -> Box:
    if not rotated:
        return text
    return Box(stock.label_height - text.bottom, text.x, text.height, text.width)


def _text_box(stock: LabelStock, *, small: bool) -> Box:
    """The stock's own text area, made smaller to a comfortable distance where there is room."""
    label, allowed = stock.label_position(1), stock.text_position(1)
    along = _SMALL_INSET if small else _INSET
    across = _INSET if stock.label_width >= 144 else 0.0
    down = along if stock.label_height >= 72 else 0.0
    if stock.kind is StockKind.SHEET:
        last = stock.label_position(stock.count)
        across = max(across, _PAPER_EDGE - min(label.x, stock.page_width - last.right))
        down = max(down, _PAPER_EDGE - min(label.y, stock.page_height - last.bottom))
    elif stock.runs_along_length:
        down = _ROLL_END
    left, top = max(allowed.x - label.x, across), max(allowed.y - label.y, down)
    right = max(label.right - allowed.right, across)
    bottom = max(label.bottom - allowed.bottom, down)
    return Box(left, top, label.width - left - right, label.height - top - bottom)


def _sender_form(text: Box) -> SenderForm:
    if text.height >= 118 and text.width >= 220:
        return SenderForm.BLOCK
    return SenderForm.LINE if text.height >= 74 and text.width >= 160 else SenderForm.SMALL


def _small_form(text: Box) -> SenderForm:
    """Two small lines over an address of four need an inch; less takes a second label."""
    return SenderForm.SMALL if text.height >= 50 and text.width >= 115 else SenderForm.NEXT


def recipient_sizes(box: Box) -> TypeSizes:
    """The type sizes for the recipient: larger labels are read from farther away."""
    if box.height >= 150:
        return TypeSizes(14)
    if box.height >= 80:
        return TypeSizes(12)
    return TypeSizes(11 if box.height >= 60 else 10.5)
