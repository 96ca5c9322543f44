"""Postal words and ZIP prefixes as dated data (``resources/postal_tables.json``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.domain.errors import Problem
from app.domain.us_states import STATE_NAMES


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A word for a part of a building: its short form, and whether a number belongs to it."""

    short: str
    needs_number: bool


@dataclass(frozen=True, slots=True)
class PostalTables:
    """Street suffixes, unit words and ZIP prefixes, valid from a day on."""

    valid_from: date
    suffixes: Mapping[str, str]
    units: Mapping[str, UnitWord]
    zip_prefixes: Mapping[str, tuple[str, ...]]

    def unit(self, word: str) -> UnitWord | None:
        """The unit that a word means, written in full or in its short form."""
        if word in self.units:
            return self.units[word]
        return next((unit for unit in self.units.values() if unit.short == word), None)

    def states_of(self, zip_code: str) -> frozenset[str]:
        """The states that a ZIP can belong to; the longest prefix decides."""
        found: dict[int, set[str]] = {}
        for state, prefixes in self.zip_prefixes.items():
            for prefix in prefixes:
                if zip_code.startswith(prefix):
                    found.setdefault(len(prefix), set()).add(state)
        return frozenset(found[max(found)]) if found else frozenset()


def postal_tables_from(data: object) -> PostalTables:
    """The tables of a parsed ``postal_tables.json``.

    Raises:
        Problem: the data is not such a file.
    """
    if not isinstance(data, Mapping):
        raise _damaged()
    try:
        return PostalTables(
            valid_from=date.fromisoformat(data["valid_from"]),
            suffixes=MappingProxyType(
                {_word(long): _word(short) for long, short in data["suffixes"].items()}
            ),
            units=MappingProxyType(
                {
                    _word(long): UnitWord(_word(unit["short"]), unit["needs_number"] is True)
                    for long, unit in data["units"].items()
                }
            ),
            zip_prefixes=MappingProxyType(
                {
                    _state(state): tuple(_digits(prefix) for prefix in prefixes)
                    for state, prefixes in data["zip_prefixes"].items()
                }
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _damaged() from None


def _damaged() -> Problem:
    return Problem(
        "postal-tables-damaged",
        "The table of postal words and ZIP prefixes cannot be used.",
        next_step="Put the supplied table back.",
    )


def _word(text: object) -> str:
    if not isinstance(text, str) or not text.isalpha() or not text.isupper():
        raise ValueError("words are capital letters")
    return text


def _state(text: object) -> str:
    if text not in STATE_NAMES:
        raise ValueError("an unknown state")
    return str(text)


def _digits(text: object) -> str:
    if not isinstance(text, str) or not text.isdigit() or not 2 <= len(text) <= 5:
        raise ValueError("a ZIP prefix is two to five digits")
    return text
