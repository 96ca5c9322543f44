"""How words and numbers are compared when someone searches.

The promise: what is stored and what is typed go through the same folding, so accents, case,
hyphens and spaces never hide a person; a number is found by its beginning or by its last digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.addresses import Address
from app.domain.dates import parse_us_date
from app.domain.errors import FieldProblems

WORD_LIMIT = 40
WORDS_PER_ENTRY = 80
TYPED_WORDS = 6
SHORTEST_NUMBER = 4
LONG_NUMBER = 9
"""Runs of digits this long are looked up as numbers and kept out of the word index, where every
certified-mail number would share its first digits with all others."""

_PLAIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_CROCKFORD = str.maketrans("OIL", "011")
_TYPED_DATE = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)")
_REQUEST_NUMBER = re.compile(r"[0-9A-Za-z]{4}-[0-9A-Za-z]{0,4}")


class SearchKind(StrEnum):
    """What can be found."""

    PATIENT = "patient"
    REQUEST = "request"
    MAIL = "mail"
    PARTY = "party"
    CONSENT = "consent"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            SearchKind.PATIENT: "Patient",
            SearchKind.REQUEST: "Request",
            SearchKind.MAIL: "Mail piece",
            SearchKind.PARTY: "Requester or recipient",
            SearchKind.CONSENT: "Consent",
        }[self]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found."""

    kind: SearchKind
    entity_id: int
    title: str = field(repr=False)
    detail: str = field(repr=False)
    patient_id: int | None = None


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What was typed, ready to be looked up: words, each meant as a beginning, and a number."""

    words: tuple[str, ...] = field(default=(), repr=False)
    born: date | None = field(default=None, repr=False)
    number: str = field(default="", repr=False)

    @property
    def is_empty(self) -> bool:
        """Nothing to look for."""
        return not (self.words or self.born or self.number)

    def fit(self, words: str) -> bool:
        """Whether an entry with these stored words is meant."""
        stored = words.split()
        if self.born is not None and born_word(self.born) not in stored:
            return False
        return all(any(each.startswith(word) for each in stored) for word in self.words)


def fold(text: str) -> str:
    """Letters and digits in small plain letters, all else as single spaces."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = (
        letter if letter.isalnum() else " "
        for letter in apart.translate(_PLAIN)
        if not unicodedata.combining(letter) and letter not in "'’ʼ"
    )
    return " ".join("".join(letters).split())


def words_in(text: str) -> tuple[str, ...]:
    """The folded words, each cut to a sensible length, none twice."""
    return tuple(dict.fromkeys(word[:WORD_LIMIT] for word in fold(text).split()))


def stored_words(*texts: str) -> str:
    """The words of an entry as the store keeps them; long numbers are left to ``number_key``."""
    words = (word for word in words_in(" ".join(texts)) if not _is_long_number(word))
    return " ".join(list(words)[:WORDS_PER_ENTRY])


def long_numbers(text: str) -> tuple[str, ...]:
    """The long numbers in a text, which are looked up by key."""
    return tuple(number_key(word) for word in words_in(text) if _is_long_number(word))


def number_key(text: str) -> str:
    """A number without blanks and dashes; O, I and L read as 0, 1 and 1 as in request numbers."""
    kept = (letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    return "".join(kept).translate(_CROCKFORD)[:WORD_LIMIT]


def born_word(day: date) -> str:
    """A birth date as one word of an entry."""
    return f"b{day:%Y%m%d}"


def address_words(address: Address) -> str:
    """What of an address is searched: who, street and number, place and ZIP."""
    return address.one_line


def typed_terms(text: str, today: date) -> SearchTerms:
    """Read what someone typed in the search field."""
    text = text[:200]
    born = None
    if found := _TYPED_DATE.search(text):
        try:
            born = parse_us_date(found[0], today)
        except FieldProblems:
            born = None
        else:
            text = text[: found.start()] + " " + text[found.end() :]
    number = _typed_number(text)
    if len(number) >= LONG_NUMBER and number.isdigit():
        return SearchTerms(born=born, number=number)
    return SearchTerms(words_in(text)[:TYPED_WORDS], born, number)


def _typed_number(text: str) -> str:
    text = text.strip()
    key = number_key(text)
    if len(key) < SHORTEST_NUMBER:
        return ""
    if _REQUEST_NUMBER.fullmatch(text):
        return key
    digits = sum(letter.isdigit() for letter in text)
    return key if digits * 2 >= len(key) or (digits and " " not in text) else ""


def _is_long_number(word: str) -> bool:
    return len(word) >= LONG_NUMBER and sum(letter.isdigit() for letter in word) >= LONG_NUMBER
