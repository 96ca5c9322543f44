"""What the drawing of each paper is told: exactly what stands on it, and how the printer feeds.

The promise: what goes on the outside of a mail piece has no field for anything but names and
addresses (U66); a value that makes no sense is refused when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.domain.errors import Problem

MOST_OFFSET = 72.0
MOST_STRETCH = 0.1


@dataclass(frozen=True, slots=True)
class PrintAdjustment:
    """How one printer misplaces what it prints, found with the alignment test page.

    Offsets are in points, right and down; scales stretch distances from the page's upper left
    corner (mail.md section 5: shift and growing drift are two faults and are mended apart).
    """

    offset_x: float = 0.0
    offset_y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    def __post_init__(self) -> None:
        moves = max(abs(self.offset_x), abs(self.offset_y))
        stretch = max(abs(self.scale_x - 1), abs(self.scale_y - 1))
        if not (moves <= MOST_OFFSET and stretch <= MOST_STRETCH):
            raise Problem(
                "adjustment-range",
                "The printer correction is out of range.",
                next_step="Give a shift of at most 1 inch and a scale of 90 to 110 %.",
            )


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The one page that opens the store when every password is lost."""

    practice_name: str
    made_on: date
    code: str = field(repr=False)
    sample: bool = False
