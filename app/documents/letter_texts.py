"""The words of letters: dated data, filled in once, in one pass.

The promise: a letter never goes out with an unfilled or misspelled field, and a name that happens
to hold braces is printed as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.domain.dates import format_letter_date
from app.domain.errors import Problem
from app.domain.papers import CoverLetter
from app.domain.phones import shown_phone
from app.system.resources import resource_text

_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class LetterText:
    """One dated wording of the cover letter.

    A paragraph with a line break begins with its heading.
    """

    version: int
    valid_from: date
    opening_whole: str
    opening_part: str
    paragraphs: tuple[str, ...]
    closing: str
    part2_full: str
    part2_short: str


@cache
def cover_letter_texts() -> tuple[LetterText, ...]:
    """All wordings that came with the program, newest first."""
    kept = json.loads(resource_text("letter_texts.json"))["cover_letters"]
    return tuple(sorted(map(_read, kept), key=lambda text: text.valid_from, reverse=True))


def _read(item: Mapping[str, Any]) -> LetterText:
    return LetterText(
        version=item["version"],
        valid_from=date.fromisoformat(item["valid_from"]),
        opening_whole=item["opening_whole"],
        opening_part=item["opening_part"],
        paragraphs=tuple(item["paragraphs"]),
        closing=item["closing"],
        part2_full=item["part2_notices"]["full"],
        part2_short=item["part2_notices"]["short"],
    )


def cover_letter_text(day: date) -> LetterText:
    """The wording in force on a day; before the first one, the first."""
    texts = cover_letter_texts()
    return next((text for text in texts if text.valid_from <= day), texts[-1])


def cover_paragraphs(letter: CoverLetter, text: LetterText | None = None) -> tuple[str, ...]:
    """The letter's final paragraphs: the opening first, then what follows the list of contents.

    Raises:
        Problem: the wording asks for a field that is unknown or empty in this letter.
    """
    wording = text or cover_letter_text(letter.letter_date)
    opening = wording.opening_whole if letter.whole else wording.opening_part
    fields = letter_fields(letter)
    return tuple(merge_fields(part, fields) for part in (opening, *wording.paragraphs))


def letter_fields(letter: CoverLetter) -> dict[str, str]:
    """What the braces in a wording stand for."""
    return {
        "practice_name": letter.practice.name,
        "practice_phone": shown_phone(letter.practice.phone),
        "privacy_contact": letter.practice.privacy_contact,
        "privacy_phone": shown_phone(letter.practice.privacy_phone or letter.practice.phone),
        "patient_name": letter.patient_name,
        "addressee_name": letter.addressee.name,
        "request_date": format_letter_date(letter.request_date),
        "letter_date": format_letter_date(letter.letter_date),
        "request_number": letter.request_number,
    }


def merge_fields(wording: str, fields: Mapping[str, str]) -> str:
    """The wording with every ``{field}`` filled in, once; filled-in text is not looked at again.

    Raises:
        Problem: a field is misspelled or has no value.
    """
    wanted = dict.fromkeys(_FIELD.findall(wording))
    unknown = [name for name in wanted if name not in fields]
    if unknown:
        raise Problem(
            "letter-field-unknown",
            f"The letter text asks for {_in_braces(unknown)}, which is not a field.",
            unharmed="No letter was made.",
            next_step="Correct the spelling in the letter text.",
        )
    empty = [name for name in wanted if not fields[name].strip()]
    if empty:
        raise Problem(
            "letter-field-empty",
            f"The letter needs {_in_braces(empty)}, which is not filled in.",
            unharmed="No letter was made.",
            next_step="Fill it in under Settings or on the request, then make the letter again.",
        )
    return _FIELD.sub(lambda found: fields[found[1]], wording)


def _in_braces(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
