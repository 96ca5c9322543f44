"""A full name from one cell, taken apart the way offices write names.

The promise: a name with a comma or HL7's carets is taken apart as written; one without is split at
its last word and marked as a guess, so that the person can look at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "rev", "hon", "prof"])
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "md", "do", "phd", "esq", "rn", "dds"])
_PARTICLES = frozenset(
    "van von de der den del della di da dos du la le el bin ibn al st ter ten vander".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a name; ``is_guess`` where nothing in the cell showed which is which."""

    family: str = field(default="", repr=False)
    given: str = field(default="", repr=False)
    middle: str = field(default="", repr=False)
    prefix: str = field(default="", repr=False)
    suffix: str = field(default="", repr=False)
    is_guess: bool = False


def split_full_name(text: str) -> NameParts:
    """``Last, First Middle``, ``LAST^FIRST^MIDDLE`` or ``First Middle Last``; blanks are single."""
    if "^" in text:
        family, given, middle, suffix, prefix = [
            part.strip() for part in [*text.split("^"), "", "", "", ""][:5]
        ]
        return NameParts(family, given, middle, prefix, suffix)
    before, comma, after = text.partition(",")
    if not comma:
        return _split_plain(text.split())
    pieces = [piece.strip() for piece in after.split(",") if piece.strip()]
    suffix = " ".join(piece for piece in pieces if _plain(piece) in _SUFFIXES)
    rest = [word for piece in pieces if _plain(piece) not in _SUFFIXES for word in piece.split()]
    if not rest:
        # "John Smith, Jr." has its comma before the suffix alone
        parts = _split_plain(before.split())
        return replace(parts, suffix=suffix)
    return _with_family_first(before.strip(), rest, suffix)


def _with_family_first(family: str, rest: list[str], suffix: str) -> NameParts:
    prefix, rest = _take_title(rest)
    words = family.split()
    if not suffix and len(words) > 1 and _plain(words[-1]) in _SUFFIXES:
        family, suffix = " ".join(words[:-1]), words[-1]
    if not suffix and len(rest) > 1 and _plain(rest[-1]) in _SUFFIXES:
        rest, suffix = rest[:-1], rest[-1]
    return NameParts(family, rest[0] if rest else "", " ".join(rest[1:]), prefix, suffix)


def _split_plain(words: list[str]) -> NameParts:
    prefix, words = _take_title(words)
    suffix = ""
    if len(words) > 1 and _plain(words[-1]) in _SUFFIXES:
        words, suffix = words[:-1], words[-1]
    if not words:
        return NameParts()
    start = len(words) - 1
    while start > 1 and _plain(words[start - 1]) in _PARTICLES:
        start -= 1
    given = words[0] if start else ""
    return NameParts(
        " ".join(words[start:]), given, " ".join(words[1:start]), prefix, suffix, is_guess=True
    )


def _take_title(words: list[str]) -> tuple[str, list[str]]:
    if len(words) > 1 and _plain(words[0]) in _TITLES:
        return words[0], words[1:]
    return "", words


def _plain(word: str) -> str:
    return word.casefold().replace(".", "")
