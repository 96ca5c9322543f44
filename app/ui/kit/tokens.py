"""The colours of the window, once, by meaning; every pair of text and ground here is tested.

Colour only repeats what a word already says. Nothing outside this table names a colour.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Tokens(NamedTuple):
    """One theme: plain colours as ``#rrggbb``.

    A named tuple, since a data class of two dozen fields is seen in the time to the first paint.
    """

    name: str
    dark: bool
    ground: str
    card: str
    rail: str
    line: str
    field_line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    selected: str
    hover: str
    late: str
    late_ground: str
    soon: str
    soon_ground: str
    done: str
    done_ground: str
    idle: str
    idle_ground: str
    disabled: str


class Kind(Enum):
    """What a chip or a notice means; the value is the name of its tokens."""

    LATE = "late"  # late, refused, returned
    SOON = "soon"  # soon, needs attention
    DONE = "done"  # in time, done, valid
    IDLE = "idle"  # idle, closed
    INFO = "info"  # on its way, neutral news


LIGHT = Tokens(
    name="light",
    dark=False,
    ground="#f5f6f8",
    card="#ffffff",
    rail="#fbfbfc",
    line="#e2e6ec",
    field_line="#c9d0da",
    text="#1b2430",
    muted="#5d6878",
    accent="#1d5fbf",
    accent_hover="#174fa0",
    on_accent="#ffffff",
    selected="#e7effb",
    hover="#f1f3f7",
    late="#b42318",
    late_ground="#fdecea",
    soon="#8a4b08",
    soon_ground="#fff3e0",
    done="#14633b",
    done_ground="#e6f4ec",
    idle="#4a5565",
    idle_ground="#edf0f4",
    disabled="#8b95a3",
)

DARK = Tokens(
    name="dark",
    dark=True,
    ground="#12161c",
    card="#1a2029",
    rail="#161b23",
    line="#2b333f",
    field_line="#3b4553",
    text="#e7ebf1",
    muted="#9ba6b5",
    accent="#6ea8ff",
    accent_hover="#8bbaff",
    on_accent="#0d1420",
    selected="#22324a",
    hover="#212935",
    late="#ff9c92",
    late_ground="#3a1e1c",
    soon="#f5c07a",
    soon_ground="#38290f",
    done="#86d5a8",
    done_ground="#15301f",
    idle="#aeb8c6",
    idle_ground="#262e39",
    disabled="#6b7686",
)

CONTRAST = Tokens(
    name="contrast",
    dark=False,
    ground="#ffffff",
    card="#fefefe",
    rail="#ffffff",
    line="#3a3f47",
    field_line="#000000",
    text="#000000",
    muted="#2b2f36",
    accent="#003a8c",
    accent_hover="#00295f",
    on_accent="#ffffff",
    selected="#d6e6ff",
    hover="#e8e8e8",
    late="#7a0c05",
    late_ground="#ffe9e6",
    soon="#5a2e00",
    soon_ground="#fff1d6",
    done="#00401f",
    done_ground="#e1f7e9",
    idle="#2b2f36",
    idle_ground="#ececec",
    disabled="#595e66",
)

THEMES = {tokens.name: tokens for tokens in (LIGHT, DARK, CONTRAST)}

# every pair of ink and ground that is ever painted as text; the contrast test walks this list
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("text", "ground"),
    ("text", "card"),
    ("text", "rail"),
    ("text", "selected"),
    ("text", "hover"),
    ("text", "soon_ground"),
    ("text", "late_ground"),
    ("text", "done_ground"),
    ("muted", "ground"),
    ("muted", "card"),
    ("muted", "rail"),
    ("muted", "hover"),
    ("muted", "selected"),
    ("accent", "card"),
    ("accent", "selected"),
    ("accent", "soon_ground"),
    ("accent", "late_ground"),
    ("accent", "done_ground"),
    ("accent", "ground"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("late", "card"),
    ("late", "ground"),
    ("late", "late_ground"),
    ("soon", "card"),
    ("soon", "soon_ground"),
    ("done", "card"),
    ("done", "rail"),
    ("soon", "rail"),
    ("late", "rail"),
    ("done", "done_ground"),
    ("idle", "idle_ground"),
)


def ink_of(tokens: Tokens, kind: Kind) -> str:
    """The text colour of a kind."""
    return tokens.accent if kind is Kind.INFO else str(getattr(tokens, kind.value))


def ground_of(tokens: Tokens, kind: Kind) -> str:
    """The tint behind a kind."""
    return tokens.selected if kind is Kind.INFO else str(getattr(tokens, f"{kind.value}_ground"))


def contrast(ink: str, ground: str) -> float:
    """Contrast of two colours from 1 to 21, as WCAG 2 section 1.4.3 computes it."""
    high, low = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
