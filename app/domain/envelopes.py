"""Envelopes: sizes, the zones of their face, and where the addresses go.

Faces as read, flap on top; points from the upper left corner, y downwards. Letters have an area
where the post's reader looks and a corner kept free for its barcode; flats have neither
(Publication 28 appendix A; ``mail.md`` 4.1 and 4.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import Problem
from app.domain.geometry import INCH, Box

EDGE = 0.25 * INCH
"""Printers do not reach the outer quarter inch."""

_STICKER_LEFT, _STICKER_FROM_RIGHT, _STICKER_DEPTH = 3.3 * INCH, 2.2 * INCH, 1.6 * INCH
_LEAST_STICKER = 3.0 * INCH
_GAP = 0.1 * INCH


class MailClass(StrEnum):
    """How the post handles the piece while it is thin."""

    LETTER = "letter"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class DeliveryPlace:
    """Where the delivery address starts unless the person moves it."""

    left: float
    first_baseline: float
    max_width: float
    leading: float = 0.19 * INCH


@dataclass(frozen=True, slots=True)
class Envelope:
    """One size, as read: width along the address."""

    id: str
    name: str
    width: float
    height: float
    mail_class: MailClass
    delivery: DeliveryPlace

    @property
    def face(self) -> Box:
        """The whole face."""
        return Box(0, 0, self.width, self.height)

    @property
    def printable(self) -> Box:
        """The face without its outer quarter inch."""
        return self.face.inset(EDGE, EDGE)

    @property
    def reading_area(self) -> Box | None:
        """Where a letter's whole delivery address has to stand; None for flats."""
        if self.mail_class is MailClass.FLAT:
            return None
        return Box(0.5 * INCH, self.height - 2.75 * INCH, self.width - 1.0 * INCH, 2.125 * INCH)

    @property
    def barcode_area(self) -> Box | None:
        """The lower right corner of a letter, kept free; None for flats."""
        if self.mail_class is MailClass.FLAT:
            return None
        return Box(self.width - 4.75 * INCH, self.height - 0.625 * INCH, 4.75 * INCH, 0.625 * INCH)

    @property
    def postage_area(self) -> Box:
        """The upper right corner for stamp, meter or postage."""
        return Box(self.width - 2.5 * INCH, 0, 2.5 * INCH, 1.5 * INCH)

    @property
    def sticker_area(self) -> Box | None:
        """The top edge for the PS 3800 sticker; None where the envelope is too narrow for it."""
        width = self.width - _STICKER_FROM_RIGHT - _STICKER_LEFT
        if width < _LEAST_STICKER:
            return None
        return Box(_STICKER_LEFT, 0, width, _STICKER_DEPTH)

    @property
    def takes_certified(self) -> bool:
        """There is room for the certified sticker above the address."""
        return self.sticker_area is not None

    def return_area(self, *, certified: bool = False) -> Box:
        """The upper left corner, at most half as wide and a third as high as the face.

        It ends before the certified sticker, which is put on right of it.
        """
        left = top = 0.375 * INCH
        right = self.width / 2
        if certified and self.sticker_area is not None:
            right = min(right, self.sticker_area.x - _GAP)
        return Box(left, top, right - left, self.height / 3 - top)

    def kept_free(self, *, certified: bool = False) -> Mapping[str, Box]:
        """The zones in which the delivery address must not stand, by what they are for."""
        zones = {
            "the return address": self.return_area(certified=certified),
            "the postage": self.postage_area,
        }
        if self.barcode_area is not None:
            zones["the post's barcode"] = self.barcode_area
        if certified and self.sticker_area is not None:
            zones["the certified sticker"] = self.sticker_area
        return MappingProxyType(zones)

    def misfits(self, block: Box, *, certified: bool = False) -> tuple[str, ...]:
        """Why a delivery block cannot stand there, in sentences; nothing when it can."""
        found = []
        if not self.printable.contains(block):
            found.append("The address comes too near to the edge of the envelope.")
        if self.reading_area is not None and not self.reading_area.contains(block):
            found.append("The address leaves the area where the post reads it.")
        for purpose, zone in self.kept_free(certified=certified).items():
            if zone.overlaps(block):
                found.append(f"The address reaches into the place for {purpose}.")
        if certified and self.sticker_area is None:
            found.append("This envelope has no room for the certified sticker.")
        return tuple(found)

    def fits(self, block: Box, *, certified: bool = False) -> bool:
        """Whether a delivery block may stand there."""
        return not self.misfits(block, certified=certified)


def _envelope(
    key: str, name: str, size: tuple[float, float], mail_class: MailClass, block: tuple[float, ...]
) -> Envelope:
    """Measures in inches; ``block`` is left edge, first baseline and greatest width."""
    width, height = (measure * INCH for measure in size)
    place = DeliveryPlace(*(measure * INCH for measure in block))
    return Envelope(key, name, width, height, mail_class, place)


_L, _F = MailClass.LETTER, MailClass.FLAT
_ALL = (
    _envelope("10", "#10", (9.5, 4.125), _L, (4.0, 2.1, 4.75)),
    _envelope("6x9", "6 x 9", (9.0, 6.0), _L, (4.0, 3.53, 4.5)),
    _envelope("9x12", "9 x 12", (12.0, 9.0), _F, (5.0, 4.2, 6.0)),
    _envelope("10x13", "10 x 13", (13.0, 10.0), _F, (5.4, 4.7, 6.6)),
    _envelope("9", "#9 (reply)", (8.875, 3.875), _L, (3.75, 1.95, 4.5)),
    _envelope("monarch", "Monarch", (7.5, 3.875), _L, (3.0, 1.95, 4.0)),
    _envelope("a2", "A2", (5.75, 4.375), _L, (1.75, 2.3, 3.5)),
    _envelope("a6", "A6", (6.5, 4.75), _L, (2.25, 2.6, 3.75)),
    _envelope("a7", "A7", (7.25, 5.25), _L, (2.75, 2.9, 4.0)),
    _envelope("9.5x12.5", "9.5 x 12.5", (12.5, 9.5), _F, (5.2, 4.45, 6.3)),
)

ENVELOPES: Mapping[str, Envelope] = MappingProxyType({item.id: item for item in _ALL})
"""Envelopes by id, the common ones first. Trade sizes (``mail.md`` 4.1)."""

DEFAULT_ENVELOPE = ENVELOPES["10"]


def envelope_of(key: str) -> Envelope:
    """The envelope with this id.

    Raises:
        Problem: there is none.
    """
    if key not in ENVELOPES:
        raise Problem(
            "envelope-unknown",
            "This envelope is not in the list.",
            next_step="Choose the envelope again.",
        )
    return ENVELOPES[key]
