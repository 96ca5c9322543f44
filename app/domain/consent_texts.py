"""The wordings that patients sign: versioned, dated, with parts that cannot be edited away.

The promise: a new version keeps every required element, and says in it what the rule asks for; a
misspelled field is refused; a text that was signed is never touched by a later version.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.consents import ConsentKind, Language, Passage, RenderedText
from app.domain.errors import FieldProblems, Problem
from app.domain.text import NOTE_LIMIT, clean_text

MOST_PASSAGES = 24
TITLE_LIMIT = 120
LINE = "__________"
"""What stands in a text for something that is not filled in yet."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")

COMMON_FIELDS = frozenset(
    {
        "practice",
        "practice_address",
        "practice_phone",
        "privacy_contact",
        "patient",
        "birth_date",
        "signer",
        "authority",
        "purpose",
        "expires",
        "today",
    }
)
FIELDS: Mapping[ConsentKind, frozenset[str]] = {
    ConsentKind.EMAIL: COMMON_FIELDS | {"address"},
    ConsentKind.PICK_UP: COMMON_FIELDS | {"person", "relation"},
    ConsentKind.AUTHORIZATION: COMMON_FIELDS | {"discloser", "recipient", "address", "information"},
}
"""What may stand in braces in each kind of text."""


@dataclass(frozen=True, slots=True)
class RequiredElement:
    """A part that every version must have.

    Attributes:
        key: the passage it is.
        citation: the rule that asks for it.
        fields: the braces it must hold.
        must_say: groups of words; of each group at least one stands in the text.
    """

    key: str
    citation: str
    fields: tuple[str, ...] = ()
    must_say: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TextPassage:
    """One part of a wording; ``key`` names what it is for."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of a wording."""

    kind: ConsentKind
    language: Language
    number: int
    valid_from: date
    title: str
    passages: tuple[TextPassage, ...]
    source: str = ""
    verified_by: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class NewConsentText:
    """A version as the privacy officer wrote it."""

    kind: ConsentKind
    language: Language
    valid_from: date
    title: str
    passages: tuple[TextPassage, ...] = field(default=())


def texts_from(data: Mapping[str, Any]) -> tuple[ConsentText, ...]:
    """The wordings of ``consent_texts.json``."""
    return tuple(
        ConsentText(
            kind=ConsentKind(item["kind"]),
            language=Language(item["language"]),
            number=item["number"],
            valid_from=date.fromisoformat(item["valid_from"]),
            title=item["title"],
            passages=passages_from(item["passages"]),
            source=item["source"],
            verified_by=item["verified_by"],
        )
        for item in data["texts"]
    )


def passages_from(items: Iterable[Mapping[str, str]]) -> tuple[TextPassage, ...]:
    """Passages out of plain data."""
    return tuple(TextPassage(item["key"], item["heading"], item["text"]) for item in items)


def required_from(
    data: Mapping[str, Any], kind: ConsentKind, language: Language
) -> tuple[RequiredElement, ...]:
    """The elements that a kind of text must have, with the words of one language."""
    return tuple(
        RequiredElement(
            key=item["key"],
            citation=item["citation"],
            fields=tuple(item.get("fields", ())),
            must_say=tuple(map(tuple, item.get("must_say", {}).get(language.value, ()))),
        )
        for item in data["required"][kind.value]
    )


def text_in_force(
    texts: Iterable[ConsentText], kind: ConsentKind, language: Language, day: date
) -> ConsentText:
    """The newest version whose day has come; before the first one, the first.

    Raises:
        Problem: there is no text of this kind in this language.
    """
    fitting = sorted(
        (text for text in texts if text.kind is kind and text.language is language),
        key=lambda text: (text.valid_from, text.number),
    )
    if not fitting:
        raise Problem(
            "consent-text-missing",
            f"There is no text for “{kind.label}” in {language.label}.",
            next_step="Choose the other language, or ask the privacy officer for a text.",
        )
    come = [text for text in fitting if text.valid_from <= day]
    return (come or fitting[:1])[-1]


def check_new_text(
    new: NewConsentText, required: Iterable[RequiredElement], today: date
) -> NewConsentText:
    """The new version made tidy, if every required element is there and every field is known.

    Raises:
        FieldProblems: each passage that cannot be taken, with its sentence.
    """
    passages = tuple(
        TextPassage(one.key, clean_text(one.heading), clean_text(one.text))
        for one in new.passages
        if clean_text(one.heading) or clean_text(one.text)
    )
    title = clean_text(new.title)
    problems = _shape_problems(title, passages)
    if new.valid_from < today:
        problems["valid_from"] = "A new version begins today or later; older papers keep theirs."
    for one in (TextPassage("title", "", title), *passages):
        if sentence := field_problem(f"{one.heading} {one.text}", new.kind):
            problems[one.key] = sentence
    problems |= {
        element.key: sentence
        for element in required
        if (sentence := _element_problem(element, passages))
    }
    if problems:
        raise FieldProblems(problems)
    return NewConsentText(new.kind, new.language, new.valid_from, title, passages)


def _shape_problems(title: str, passages: tuple[TextPassage, ...]) -> dict[str, str]:
    problems = {}
    if not title:
        problems["title"] = "Type a title; the patient reads it first."
    elif len(title) > TITLE_LIMIT or "\n" in title:
        problems["title"] = f"The title is one line of at most {TITLE_LIMIT} characters."
    if len(passages) > MOST_PASSAGES:
        problems["passages"] = f"A text has at most {MOST_PASSAGES} parts."
    for one in passages:
        if len(one.text) > NOTE_LIMIT or len(one.heading) > TITLE_LIMIT:
            problems[one.key] = "This part is too long to be read by a patient."
    keys = [one.key for one in passages]
    for key in {key for key in keys if keys.count(key) > 1}:
        problems[key] = "This part is there twice."
    return problems


def field_problem(text: str, kind: ConsentKind) -> str:
    """What is wrong with the braces in a text, or nothing."""
    unknown = [name for name in _FIELD.findall(text) if name not in FIELDS[kind]]
    if unknown:
        shown = ", ".join(f"{{{name}}}" for name in dict.fromkeys(unknown))
        return f"{shown} is not a field of this text. Correct its spelling."
    if _STRAY.search(_FIELD.sub("", text)):
        return "A brace stands alone. Fields stand in braces, for example {patient}."
    return ""


def _element_problem(element: RequiredElement, passages: tuple[TextPassage, ...]) -> str:
    part = next((one for one in passages if one.key == element.key), None)
    if part is None or not part.text:
        return f"This part is required ({element.citation}) and may not be left out."
    lost = [name for name in element.fields if f"{{{name}}}" not in part.text]
    if lost:
        shown = ", ".join(f"{{{name}}}" for name in lost)
        return f"This part must hold {shown} ({element.citation})."
    said = _folded(part.text)
    for group in element.must_say:
        if not any(_folded(words) in said for words in group):
            return f"This part must say “{group[0]}” or the like ({element.citation})."
    return ""


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.split())


def render(text: ConsentText, values: Mapping[str, str]) -> RenderedText:
    """The words with every field filled in, once; filled-in text is not looked at again.

    Raises:
        Problem: a field has no value or is none of this kind's.
    """
    return RenderedText(
        text_id=text.id,
        number=text.number,
        language=text.language,
        title=_filled(text.title, values),
        passages=tuple(
            Passage(_filled(one.heading, values), _filled(one.text, values))
            for one in text.passages
            if not _left_out(one, values)
        ),
    )


def sketched(text: ConsentText, values: Mapping[str, str]) -> RenderedText:
    """The words with what is known so far; a line stands for the rest."""
    shown = {name: values.get(name, "").strip() or LINE for name in FIELDS[text.kind]}
    known = {name: values.get(name, "") for name in shown}
    parts = replace(text, passages=tuple(one for one in text.passages if not _left_out(one, known)))
    return render(parts, shown)


def _left_out(passage: TextPassage, values: Mapping[str, str]) -> bool:
    """An optional passage with a field that has no value is left out, such as a purpose."""
    names = _FIELD.findall(passage.text)
    optional = passage.key.startswith("optional_")
    return optional and bool(names) and not all(values.get(name, "").strip() for name in names)


def _filled(wording: str, values: Mapping[str, str]) -> str:
    wanted = dict.fromkeys(_FIELD.findall(wording))
    empty = [name for name in wanted if not values.get(name, "").strip()]
    if empty:
        shown = ", ".join(f"{{{name}}}" for name in empty)
        raise Problem(
            "consent-field-empty",
            f"The text needs {shown}, which is not filled in.",
            unharmed="Nothing was opened or signed.",
            next_step="Fill it in on the form, then try again.",
        )
    return _FIELD.sub(lambda found: values[found[1]], wording)
