"""A signature as the pen drew it: checked, normalised and written in one way.

The promise: what is kept is what was drawn; an empty field, a single dot and a pen that left the
page are told apart and refused in words, and nothing is added to a line that a person drew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.errors import Problem

SCALE = 10_000
"""Whole numbers, so that the digest of a signature is the same on every machine."""

MOST_STROKES = 400
MOST_POINTS = 20_000
LONGEST_MS = 15 * 60 * 1000
LEAST_SPAN = 0.04
"""A signature is wider or higher than a twenty-fifth of its field."""

LEAST_WAY = 0.08
EDGE = 0.05
"""A hand that slides a little over the edge is cut off there; further out is a fault of the pen."""


@dataclass(frozen=True, slots=True)
class StrokePoint:
    """One report of the pen.

    Attributes:
        x: 0 at the left edge of the field, 1 at the right.
        y: 0 at the top, 1 at the bottom.
        ms: milliseconds since the first touch.
        pressure: 0 to 1; none from a mouse or finger.
    """

    x: float
    y: float
    ms: int = 0
    pressure: float | None = None


Strokes = Sequence[Sequence[StrokePoint]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the patient view hands over.

    Attributes:
        aspect: width of the field divided by its height.
    """

    strokes: tuple[tuple[StrokePoint, ...], ...] = field(repr=False)
    aspect: float = 3.0
    device: str = "mouse"


@dataclass(frozen=True, slots=True)
class Signature:
    """A checked signature: points in ten-thousandths of the field, time and pressure."""

    strokes: tuple[tuple[tuple[int, int, int, int], ...], ...] = field(repr=False)
    aspect: int
    device: str

    @property
    def canonical(self) -> str:
        """The one way of writing it; its digest is sealed."""
        return json.dumps(
            {"aspect": self.aspect, "device": self.device, "strokes": self.strokes},
            sort_keys=True,
            separators=(",", ":"),
        )


def read_signature(canonical: str) -> Signature:
    """The signature kept by :attr:`Signature.canonical`."""
    data = json.loads(canonical)
    strokes = tuple(tuple(tuple(point) for point in stroke) for stroke in data["strokes"])
    return Signature(strokes, data["aspect"], data["device"])


def check_signature(drawing: Drawing) -> Signature:
    """The signature in its kept form.

    Raises:
        Problem: nothing was drawn, only a dot, the pen reported nothing usable or left the page,
            or far too much was drawn.
    """
    strokes = [stroke for stroke in drawing.strokes if stroke]
    points = [point for stroke in strokes for point in stroke]
    if not points:
        raise _refused(
            "signature-empty",
            "The signature field is empty, or the pen reported nothing.",
            "Ask the patient to sign. If nothing appears, use a mouse, or print the form.",
        )
    if len(strokes) > MOST_STROKES or len(points) > MOST_POINTS:
        raise _refused(
            "signature-too-long",
            "Far more was drawn than a signature.",
            "Clear the field and ask the patient to sign once.",
        )
    if not _readable(points, drawing.aspect):
        raise _refused(
            "signature-off-page",
            "The pen reported points outside the signature field.",
            "Clear the field and sign again; if it happens again, use a mouse or print the form.",
        )
    kept = tuple(tuple(map(_whole, stroke)) for stroke in strokes)
    if _is_dot(kept):
        raise _refused(
            "signature-dot",
            "There is only a dot where the signature should be.",
            "Clear the field and ask the patient to sign with their name or mark.",
        )
    return Signature(kept, round(drawing.aspect * 1000), drawing.device[:20])


def _readable(points: list[StrokePoint], aspect: float) -> bool:
    if not math.isfinite(aspect) or not 0.2 <= aspect <= 20:
        return False
    return all(_on_page(point) for point in points)


def _on_page(point: StrokePoint) -> bool:
    numbers = (point.x, point.y, point.pressure or 0.0)
    if not all(map(math.isfinite, numbers)) or not 0 <= point.ms <= LONGEST_MS:
        return False
    return -EDGE <= point.x <= 1 + EDGE and -EDGE <= point.y <= 1 + EDGE


def _whole(point: StrokePoint) -> tuple[int, int, int, int]:
    pressure = -1 if point.pressure is None else round(_clipped(point.pressure) * 1000)
    x, y = (round(_clipped(part) * SCALE) for part in (point.x, point.y))
    return x, y, point.ms, pressure


def _clipped(part: float) -> float:
    return min(max(part, 0.0), 1.0)


def _is_dot(strokes: tuple[tuple[tuple[int, int, int, int], ...], ...]) -> bool:
    points = [point for stroke in strokes for point in stroke]
    wide = max(point[0] for point in points) - min(point[0] for point in points)
    high = max(point[1] for point in points) - min(point[1] for point in points)
    way = sum(math.dist(one[:2], two[:2]) for stroke in strokes for one, two in pairwise(stroke))
    return max(wide, high) < LEAST_SPAN * SCALE or way < LEAST_WAY * SCALE


def _refused(code: str, happened: str, next_step: str) -> Problem:
    return Problem(code, happened, unharmed="Nothing was signed or kept.", next_step=next_step)
