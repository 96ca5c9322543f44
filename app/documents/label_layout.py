"""Where the text of a label stands inside the label, worked out once per stock.

The promise: text keeps 1/8 in from the label's edges (1/16 in on labels too small for that), 1/4 in
from the edge of the paper, and 6 mm from the ends of roll labels, so that the usual shift of a
printer and of the die cut (mail.md section 5) takes no letter off.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.documents.text import TypeSizes
from app.domain.geometry import Box
from app.domain.label_stock import LabelStock, StockKind

_INSET = 9.0
_PAPER_EDGE = 18.0
_ROLL_END = 17.0
_GAP = 7.0
_READ_ACROSS = 200.0
"""A label at least this wide holds an address across it, even if it is taller."""


class SenderForm(Enum):
    """How much room a label has for the return address."""

    NONE = 0
    LINE = 1
    BLOCK = 2


@dataclass(frozen=True, slots=True)
class LabelLayout:
    """The places on a label as it is read, in points from its upper left corner."""

    rotated: bool
    text: Box
    sender: SenderForm

    def sender_box(self) -> Box:
        """Where the return address stands: along the top, at most two thirds wide."""
        box = self.text
        if self.sender is SenderForm.LINE:
            return Box(box.x, box.y, box.width, 18)
        return Box(box.x, box.y, box.width * 0.66, min(box.height * 0.36, 60))

    def recipient_box(self, sender_height: float) -> Box:
        """Where the recipient stands, under a return address of this height."""
        box = self.text
        used = sender_height + _GAP if sender_height else 0.0
        indent = box.width * 0.16 if self.sender is SenderForm.BLOCK and sender_height else 0.0
        return Box(box.x + indent, box.y + used, box.width - indent, box.height - used)


def label_layout(stock: LabelStock) -> LabelLayout:
    """The layout of a stock's labels; long narrow roll labels are read along the roll."""
    rotated = stock.runs_along_length and stock.label_width < _READ_ACROSS
    text = _text_box(stock)
    if rotated:
        text = Box(stock.label_height - text.bottom, text.x, text.height, text.width)
    return LabelLayout(rotated, text, _sender_form(text))


def _text_box(stock: LabelStock) -> Box:
    """The stock's own text area, made smaller to a comfortable distance where there is room."""
    label, allowed = stock.label_position(1), stock.text_position(1)
    across = _INSET if stock.label_width >= 144 else 0.0
    down = _INSET if stock.label_height >= 72 else 0.0
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
    return SenderForm.LINE if text.height >= 74 and text.width >= 160 else SenderForm.NONE


def recipient_sizes(box: Box) -> TypeSizes:
    """The type sizes for the recipient: larger labels are read from farther away."""
    if box.height >= 150:
        return TypeSizes(14)
    if box.height >= 80:
        return TypeSizes(12)
    return TypeSizes(11 if box.height >= 60 else 10.5)
