"""The words of the letter that confirms a revocation: dated versions in each language.

The promise: every version says which consent was taken back and when, that nothing more leaves
because of it, and that what was sent stays sent (45 CFR 164.508(b)(5)); older versions stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.consent_texts import TITLE_LIMIT
from app.domain.consents import Language
from app.domain.errors import FieldProblems
from app.domain.search_terms import fold
from app.domain.text import NOTE_LIMIT, clean_text

KIND = "revocation_letter"
FIELDS = ("title", "number", "covers", "received")
CITATION = "45 CFR 164.508(b)(5)"
MOST_PARAGRAPHS = 8
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class RevocationText:
    """One version of the words."""

    language: Language
    valid_from: date
    title: str
    paragraphs: tuple[str, ...] = field(default=())
    number: int = 1
    source: str = ""
    verified_by: str = ""


@dataclass(frozen=True, slots=True)
class RequiredWords:
    """What every version says in one language: fields in braces, and of each group one wording."""

    fields: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


def revocation_texts_from(data: Mapping[str, Any]) -> tuple[RevocationText, ...]:
    """The versions of ``consent_texts.json``."""
    return tuple(
        RevocationText(
            Language(language),
            date.fromisoformat(item["valid_from"]),
            item["title"],
            tuple(item["paragraphs"]),
            source=item["source"],
        )
        for language, item in data[KIND].items()
    )


def required_words(data: Mapping[str, Any], language: Language) -> RequiredWords:
    """What ``consent_texts.json`` asks of every version in a language."""
    item = data[KIND][language.value]
    return RequiredWords(tuple(item["fields"]), tuple(map(tuple, item["must_say"])))


def revocation_text_on(
    texts: Iterable[RevocationText], language: Language, day: date
) -> RevocationText:
    """The newest version whose day has come; before the first one, the first."""
    fitting = sorted(
        (text for text in texts if text.language is language),
        key=lambda text: (text.valid_from, text.number),
    )
    come = [text for text in fitting if text.valid_from <= day]
    return (come or fitting[:1])[-1]


def check_revocation_text(
    new: RevocationText, required: RequiredWords, today: date
) -> RevocationText:
    """The version made tidy, if it says what it must and every field in braces is known.

    Raises:
        FieldProblems: each part that cannot be taken, with its sentence.
    """
    paragraphs = tuple(filter(None, map(clean_text, new.paragraphs)))
    clean = replace(new, title=clean_text(new.title), paragraphs=paragraphs)
    problems = {
        "valid_from": _day_problem(clean, today),
        "title": _title_problem(clean.title),
        "paragraphs": _length_problem(paragraphs)
        or _brace_problem(" ".join(paragraphs))
        or _missing_problem("\n".join(paragraphs), required),
    }
    found = {name: sentence for name, sentence in problems.items() if sentence}
    if found:
        raise FieldProblems(found)
    return clean


def filled(text: RevocationText, values: Mapping[str, str]) -> tuple[str, ...]:
    """The paragraphs with every field filled in, once."""
    return tuple(
        _FIELD.sub(lambda found: values.get(found[1], found[0]), part) for part in text.paragraphs
    )


def _day_problem(text: RevocationText, today: date) -> str:
    return "" if text.valid_from >= today else "A new version begins today or later."


def _title_problem(title: str) -> str:
    if not title or "\n" in title or len(title) > TITLE_LIMIT:
        return f"The heading is one line of at most {TITLE_LIMIT} characters."
    return "Fields stand in the paragraphs alone." if set("{}") & set(title) else ""


def _length_problem(paragraphs: tuple[str, ...]) -> str:
    if not paragraphs:
        return "This may not be empty."
    too_long = len(paragraphs) > MOST_PARAGRAPHS or max(map(len, paragraphs)) > NOTE_LIMIT
    return f"The letter has at most {MOST_PARAGRAPHS} short paragraphs." if too_long else ""


def _brace_problem(text: str) -> str:
    unknown = [name for name in _FIELD.findall(text) if name not in FIELDS]
    if unknown:
        return f"{{{unknown[0]}}} is not a field of this letter. Correct its spelling."
    if set("{}") & set(_FIELD.sub("", text)):
        return "A brace stands alone. Fields stand in braces, for example {number}."
    return ""


def _missing_problem(text: str, required: RequiredWords) -> str:
    lost = [name for name in required.fields if f"{{{name}}}" not in text]
    if lost:
        return f"The letter must hold {', '.join(f'{{{name}}}' for name in lost)} ({CITATION})."
    said = fold(text)
    for group in required.groups:
        if not any(fold(words) in said for words in group):
            return f"The letter must say “{group[0]}” or the like ({CITATION})."
    return ""
