"""Collects the licences of everything the packaged program holds into the one file Help shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from parts import TEXTS, Part, PartProblem

FILE = "licences.txt"
_RULE = "=" * 78
_INTRODUCTION = (
    "ChartPost is made with the work of others, used with thanks under the licences in this file. "
    "First comes a list of the parts, then the full text of each licence. A text that several "
    "parts share stands here once."
)


def licences_text(parts: Iterable[Part]) -> str:
    """One text: what the parts are, then every licence.

    Raises:
        PartProblem: a part has no text, or it is not there.
    """
    parts = list(parts)
    lines = ["LICENCES", "", *textwrap.wrap(_INTRODUCTION, 78), "", "", "The parts", ""]
    lines += [f"  {part.name} {part.version}".rstrip() + f": {part.licence}" for part in parts]
    for text, holders in _texts(parts).items():
        lines += ["", "", _RULE, *textwrap.wrap("For: " + ", ".join(holders), 78), _RULE, "", text]
    return "\n".join(lines).rstrip() + "\n"


def _texts(parts: Iterable[Part]) -> dict[str, list[str]]:
    """Each different text once, with the names of the parts it is for."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if not part.texts:
            raise PartProblem(f"{part.name} has no licence text.")
        for place in part.texts:
            names = found.setdefault(_read(part, place), [])
            if part.name not in names:
                names.append(part.name)
    return found


def _read(part: Part, place: str | Path) -> str:
    path = place if isinstance(place, Path) else TEXTS / f"{place}.txt"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        raise PartProblem(f"The licence text {path.name} of {part.name} is missing.") from None
    return "\n".join(line.rstrip() for line in text.expandtabs(4).strip("\n").splitlines())
