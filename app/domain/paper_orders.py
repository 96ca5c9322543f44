"""What the drawing of each paper is told: exactly what stands on it, and how the printer feeds.

The promise: what goes on the outside of a mail piece has no field for anything but names and
addresses (U66); a value that makes no sense is refused when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from app.domain.envelopes import Envelope
from app.domain.errors import Problem
from app.domain.label_stock import LabelStock
from app.domain.papers import Addressee

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
        moves = (self.offset_x, self.offset_y)
        stretches = (self.scale_x - 1, self.scale_y - 1)
        in_range = all(abs(move) <= MOST_OFFSET for move in moves)
        if not in_range or not all(abs(stretch) <= MOST_STRETCH for stretch in stretches):
            raise Problem(
                "adjustment-range",
                "The printer correction is out of range.",
                next_step="Give a shift of at most 1 inch and a scale of 90 to 110 %.",
            )


class Turn(IntEnum):
    """How the drawing is turned on the page, anticlockwise, to suit the printer's feed.

    Printers take envelopes short edge first; their drivers want a tall page (mail.md 4.4).
    """

    AS_READ = 0
    LEFT = 90
    UPSIDE_DOWN = 180
    RIGHT = 270

    @property
    def tall(self) -> bool:
        """The page is the envelope stood on its short edge."""
        return self in {Turn.LEFT, Turn.RIGHT}


@dataclass(frozen=True, slots=True)
class EnvelopeSheet:
    """One envelope's face: who it goes to, who sends it, and nothing more.

    ``certified`` keeps the place of the certified sticker free. ``secrets`` are numbers of the
    request and patient; a face that carries one of them is refused.
    """

    envelope: Envelope
    addressee: Addressee = field(repr=False)
    sender: Addressee = field(repr=False)
    certified: bool = False
    uppercase: bool = True
    turn: Turn = Turn.AS_READ
    adjustment: PrintAdjustment = PrintAdjustment()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    sample: bool = False


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """Labels for these people, from label ``start`` of the first sheet on.

    ``sender`` is printed where the stock has room for it. ``outlines`` is for plain paper.
    ``secrets`` are numbers that no label may carry.
    """

    stock: LabelStock
    addressees: tuple[Addressee, ...] = field(repr=False)
    sender: Addressee | None = field(default=None, repr=False)
    start: int = 1
    uppercase: bool = True
    outlines: bool = False
    adjustment: PrintAdjustment = PrintAdjustment()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    sample: bool = False


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The one page that opens the store when every password is lost."""

    practice_name: str
    made_on: date
    code: str = field(repr=False)
    sample: bool = False
