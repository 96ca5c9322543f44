"""The return address on a label: its own lines where there is room, else one or two small ones.

The promise: every label run has a return address (U66), whole and readable; one that has no room
is refused, never left off. The type size of a return address is not ruled by the post; ours stays
at 5 points or more, and names and streets are parted where a person would part them.
"""

from __future__ import annotations

from app.documents.label_layout import LabelLayout, SenderForm
from app.documents.text import Fitted, TypeSizes, fit_block
from app.domain.errors import Problem
from app.domain.geometry import Box

_SIZES = {
    SenderForm.BLOCK: TypeSizes(8, 6.5),
    SenderForm.LINE: TypeSizes(8, 6),
    SenderForm.SMALL: TypeSizes(6, 5),
    SenderForm.NEXT: TypeSizes(8, 5),
}
_SMALLEST_IN_ONE_LINE = 5.5
"""Smaller than this, two lines of larger letters read better."""

_BETWEEN = "  ·  "


def fit_sender(layout: LabelLayout, lines: tuple[str, ...]) -> Fitted:
    """The return address as these labels carry it.

    Raises:
        Problem: it has no room.
    """
    box, sizes = layout.sender_box(), _SIZES[layout.sender]
    if layout.sender.over_hairline:
        block = _over_hairline(lines, box, sizes)
    else:
        block = fit_block(lines, box.width, box.height, sizes)
    if block is None:
        raise Problem(
            "label-no-room-for-sender",
            "The return address is too long for these labels.",
            unharmed="Nothing was printed.",
            next_step="Choose larger labels, or shorten the return address in the settings.",
        )
    return block


def _over_hairline(lines: tuple[str, ...], box: Box, sizes: TypeSizes) -> Fitted | None:
    """One line; else the name over its street and town; else as many letters as two lines hold."""
    whole = (_BETWEEN.join(lines),)
    named = (lines[0], _BETWEEN.join(lines[1:])) if len(lines) > 1 else lines
    one = TypeSizes(sizes.wished, max(sizes.smallest, _SMALLEST_IN_ONE_LINE))
    for wanted, allowed in ((whole, one), (named, sizes)):
        block = fit_block(wanted, box.width, box.height, allowed)
        if block is not None and block.lines == wanted:
            return block
    return fit_block(whole, box.width, box.height, sizes)
