"""What a piece weighs, estimated from its pages, in tenths of an ounce so that nothing is rounded.

Ordinary paper: 20-lb letter sheets of 0.16 oz, a #10 envelope of 0.24 oz, a 9 x 12 of 0.7 oz
(``mail.md`` 2.3). It only proposes a price step; the scale at the counter decides.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from app.domain.postage import PieceShape

MOST_FOLDED = 10
"""Sheets that still fold into thirds for a #10 envelope."""

HEAVIEST_TENTHS = 70 * 16 * 10
"""70 pounds, the most that is mailed."""

_SHEET = Decimal("1.6")
_COVERS = {PieceShape.LETTER: Decimal("2.4"), PieceShape.FLAT: Decimal("7.0")}


def usual_shape(pages: int | None) -> PieceShape:
    """A letter while it can be folded, else a flat; the cover letter is one more sheet."""
    return PieceShape.LETTER if pages is None or pages + 1 <= MOST_FOLDED else PieceShape.FLAT


def estimated_tenths(pages: int | None, shape: PieceShape) -> int | None:
    """Tenths of an ounce, rounded up, of the pages, the cover letter and the envelope."""
    if pages is None:
        return None
    weight = _SHEET * (pages + 1) + _COVERS[shape]
    return min(whole_tenths(weight / 10), HEAVIEST_TENTHS)


def whole_tenths(ounces: Decimal) -> int:
    """A weight in tenths of an ounce, rounded up as postage is."""
    return int((ounces * 10).to_integral_value(ROUND_CEILING))


def ounces_of(tenths: int | None) -> Decimal | None:
    """The weight as the price table takes it."""
    return None if tenths is None else Decimal(tenths) / 10
