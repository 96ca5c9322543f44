"""Dated facts as the store keeps them: each row with its number, so that it can be corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.postage import PostalPrice
from app.domain.state_rules import StateRule

COVER_LETTER = "cover_letter"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A state rule and its row."""

    id: int
    rule: StateRule
    version: int


@dataclass(frozen=True, slots=True)
class StoredPrice:
    """A postal price, who compared it with Notice 123, and its row."""

    id: int
    price: PostalPrice
    verified_by: str
    version: int


@dataclass(frozen=True, slots=True)
class StoredText:
    """One wording of a letter. Texts are never changed; a new one has a number of its own.

    Attributes:
        number: counts up within one kind of letter; papers remember which one they used.
        body: ``opening_whole``, ``opening_part``, ``paragraphs``, ``closing``, ``part2_notices``.
    """

    id: int
    kind: str
    number: int
    valid_from: date
    body: Mapping[str, Any]
    source: str
    verified_by: str
    language: str = ENGLISH


def text_in_force(texts: Iterable[StoredText], day: date) -> StoredText | None:
    """The newest text whose day has come; before the first one, the first."""
    ordered = sorted(texts, key=lambda text: (text.valid_from, text.number))
    come = [text for text in ordered if text.valid_from <= day]
    if come:
        return come[-1]
    return ordered[0] if ordered else None
