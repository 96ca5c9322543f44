"""Rectangles on paper, in points of 1/72 inch, from the upper left corner with y downwards."""

from __future__ import annotations

from dataclasses import dataclass

INCH = 72.0
TOUCH = 0.01
"""Rounding of measurements; edges nearer than this touch and do not overlap."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def contains(self, other: Box) -> bool:
        """Whether the other one lies inside, edges included."""
        return (
            other.x >= self.x - TOUCH
            and other.y >= self.y - TOUCH
            and other.right <= self.right + TOUCH
            and other.bottom <= self.bottom + TOUCH
        )

    def overlaps(self, other: Box) -> bool:
        """Whether both share more than an edge."""
        return (
            self.x < other.right - TOUCH
            and other.x < self.right - TOUCH
            and self.y < other.bottom - TOUCH
            and other.y < self.bottom - TOUCH
        )

    def inset(self, dx: float, dy: float) -> Box:
        """The rectangle made smaller on every side."""
        return Box(self.x + dx, self.y + dy, self.width - 2 * dx, self.height - 2 * dy)


def inches(x: float, y: float, width: float, height: float) -> Box:
    """A rectangle given in inches."""
    return Box(x * INCH, y * INCH, width * INCH, height * INCH)
