"""What may stand on the outside of a mail piece: names and addresses, and nothing else (U66).

Even being a patient is protected, so the outside tells nothing of care, records or numbers
(45 CFR 164.530(c); ``hipaa.md`` 11). Names of organizations and streets are not ours to change:
there a word is warned about at most. The problem names the line, never what is written in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.addresses import Address
from app.domain.errors import Problem


class LineRole(StrEnum):
    """What a line on the outside is."""

    NAME = "name"
    COMPANY = "company"
    ATTENTION = "attention"
    CARE_OF = "care_of"
    STREET = "street"
    PLACE = "place"
    RETURN_NAME = "return_name"

    @property
    def label(self) -> str:
        """The line as a sentence names it."""
        return {
            LineRole.NAME: "The name",
            LineRole.COMPANY: "The organization",
            LineRole.ATTENTION: "The attention line",
            LineRole.CARE_OF: "The care-of line",
            LineRole.STREET: "The street",
            LineRole.PLACE: "The city line",
            LineRole.RETURN_NAME: "The return address",
        }[self]


_PEOPLE = frozenset({LineRole.NAME, LineRole.CARE_OF, LineRole.ATTENTION})
_ORGANIZATIONS = frozenset({LineRole.COMPANY, LineRole.RETURN_NAME})
_GEOGRAPHY = frozenset({LineRole.STREET, LineRole.PLACE})


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """One line with what it is."""

    role: LineRole
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutsideWords:
    """The editable word lists, each word in its compared form.

    Attributes:
        refused: never printed, but for an organization's own name.
        also_names: refused words that are names, too: warned about where people are named, of no
            concern in streets.
        doubtful: refused in the attention line, warned about in names.
        numbered: words that with a number behind them point to a file.
    """

    valid_from: date
    refused: tuple[str, ...]
    also_names: tuple[str, ...]
    doubtful: tuple[str, ...]
    numbered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutsideRemark:
    """What is wrong with a line; ``refused`` stops the print, the others are shown.

    Attributes:
        sentence: names the line and a word of the list; never quotes the line.
    """

    role: LineRole
    refused: bool
    sentence: str


def recipient_lines(name: str, address: Address) -> tuple[OutsideLine, ...]:
    """The lines of a delivery address with their roles."""
    return _lines(LineRole.NAME, name, address)


def return_lines(name: str, address: Address) -> tuple[OutsideLine, ...]:
    """The lines of the return address with their roles."""
    return _lines(LineRole.RETURN_NAME, name, address)


def _lines(name_role: LineRole, name: str, address: Address) -> tuple[OutsideLine, ...]:
    place = " ".join(part for part in (address.city, address.state, address.zip_code) if part)
    found = (
        OutsideLine(LineRole.ATTENTION, address.attention),
        OutsideLine(name_role, name),
        OutsideLine(LineRole.CARE_OF, address.care_of),
        OutsideLine(LineRole.COMPANY, address.company),
        OutsideLine(LineRole.STREET, address.urbanization),
        OutsideLine(LineRole.STREET, address.line1),
        OutsideLine(LineRole.STREET, address.line2),
        OutsideLine(LineRole.PLACE, place),
        OutsideLine(LineRole.PLACE, address.country),
    )
    return tuple(line for line in found if line.text.strip())


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATES = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([/.-])\d{1,2}\2\d{1,2})(?![\d/-])"
    rf"|\b{_MONTH}\.? +\d{{1,2}}(?:st|nd|rd|th)?,? +(?:19|20)\d{{2}}\b"
    rf"|\b\d{{1,2}} +{_MONTH}\.?,? +(?:19|20)\d{{2}}\b",
    re.IGNORECASE | re.ASCII,
)
_SOCIAL_SECURITY = re.compile(r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])", re.ASCII)
_SUBJECT = re.compile(r"^\s*(?:re|ref|subject)\s*:", re.IGNORECASE)
_MARKED_NUMBER = r"\W*(?:no\b|nr\b|number\b|num\b|id\b|#|:)\W*[a-z]*\d"
_BARE_NUMBER = r"\W*[a-z]*\d"


def check_outside(
    lines: Iterable[OutsideLine], words: OutsideWords, secrets: Collection[str] = ()
) -> tuple[OutsideRemark, ...]:
    """Everything to say about the lines, refusals first.

    Args:
        secrets: request number, chart number and the like of this request; none of them may stand
            on the outside. Pure digits are not looked for in streets, where house numbers are.
    """
    remarks = [remark for line in lines for remark in _line_remarks(line, words, secrets)]
    return tuple(sorted(remarks, key=lambda remark: not remark.refused))


def require_neutral_outside(
    lines: Iterable[OutsideLine], words: OutsideWords, secrets: Collection[str] = ()
) -> tuple[OutsideRemark, ...]:
    """The warnings, if nothing has to be refused.

    Raises:
        Problem: a line carries what must not be seen from outside; the sentence names the line.
    """
    remarks = check_outside(lines, words, secrets)
    if remarks and remarks[0].refused:
        raise Problem(
            "outside-text",
            remarks[0].sentence,
            unharmed="Nothing was printed.",
            next_step="Take it out of the address; the envelope shows name and address only.",
        )
    return remarks


def _line_remarks(
    line: OutsideLine, words: OutsideWords, secrets: Collection[str]
) -> Iterable[OutsideRemark]:
    role, plain = line.role, f" {_compared(line.text)} "
    if why := _telling_number(line, words, secrets):
        yield OutsideRemark(role, refused=True, sentence=f"{role.label} carries {why}.")
        return
    refused = words.refused
    if role in _GEOGRAPHY:
        refused = tuple(term for term in refused if term not in words.also_names)
    if term := _first_term(plain, refused):
        a_name = role in _PEOPLE and term in words.also_names
        stops = role not in _ORGANIZATIONS and not a_name
        yield OutsideRemark(role, stops, f"{role.label} carries “{term}”.")
    elif role not in _GEOGRAPHY and (term := _first_term(plain, words.doubtful)):
        stops = role is LineRole.ATTENTION
        yield OutsideRemark(role, stops, f"{role.label} carries “{term}”.")


def _telling_number(line: OutsideLine, words: OutsideWords, secrets: Collection[str]) -> str:
    """A date, a subject line or a number that points to a person's file; or nothing."""
    text = line.text
    if any(_holds_secret(line, secret) for secret in secrets):
        return "a number of this request or patient"
    if _SOCIAL_SECURITY.search(text):
        return "what looks like a social security number"
    if _DATES.search(text):
        return "a date, which could be a date of birth"
    if _SUBJECT.match(text):
        return "a subject"
    pattern = _MARKED_NUMBER if line.role in _GEOGRAPHY else _BARE_NUMBER
    for word in words.numbered:
        marked = re.search(rf"\b{re.escape(word)}\b{_MARKED_NUMBER}", text, re.IGNORECASE)
        if marked or re.search(rf"\b{re.escape(word)}\b{pattern}", text, re.IGNORECASE):
            return f"a number after “{word}”"
    return ""


def _holds_secret(line: OutsideLine, secret: str) -> bool:
    wanted = re.sub(r"[\W_]", "", secret).casefold()
    if len(wanted) < 4 or (wanted.isdigit() and line.role in _GEOGRAPHY):
        return False
    return wanted in re.sub(r"[\W_]", "", line.text).casefold()


def _first_term(plain: str, terms: tuple[str, ...]) -> str:
    return next((term for term in terms if f" {term} " in plain), "")


def _compared(text: str) -> str:
    """Lower case, no accents, dots gone (``D.O.B.``), other signs as single spaces."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]", " ", re.sub(r"[.'’]", "", bare)).split())


def outside_words_from(data: object) -> OutsideWords:
    """The lists of a parsed ``outside_words.json``.

    Raises:
        Problem: the data is not such a file, or a list is empty.
    """
    if not isinstance(data, Mapping):
        raise _damaged()
    try:
        return OutsideWords(
            valid_from=date.fromisoformat(data["valid_from"]),
            refused=_terms(data["refused"]),
            also_names=_terms(data["also_names"]),
            doubtful=_terms(data["doubtful"]),
            numbered=_terms(data["numbered"]),
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged() from None


def _terms(values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not values:
        raise ValueError("a list of words")
    terms = tuple(_compared(value) for value in values)
    if not all(terms):
        raise ValueError("a word with letters")
    return terms


def _damaged() -> Problem:
    return Problem(
        "outside-words-damaged",
        "The list of words for the outside of envelopes cannot be used.",
        next_step="Correct the list, or put the supplied one back.",
    )
