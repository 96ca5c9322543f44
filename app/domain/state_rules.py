"""State deadlines for patient access, as dated data that the privacy officer can edit.

A state rule wins over the federal 30 days only where it is shorter (45 CFR 160.202-203). Rows are
kept per state, kind of provider and kind of access, since states treat copies and inspection, and
sometimes professions, differently. A row without a day count says that the state names no shorter
one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.errors import Problem
from app.domain.requests import AccessKind


class DayType(StrEnum):
    """How days are counted."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class Confidence(StrEnum):
    """How sure the seed data is of a row; the practice verifies before relying on it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ProviderKind(StrEnum):
    """Kinds of practice that some state rules tell apart."""

    ANY = "any"
    PHYSICIAN = "physician"
    CHIROPRACTOR = "chiropractor"
    PODIATRIST = "podiatrist"
    FACILITY = "facility"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            ProviderKind.ANY: "Any provider",
            ProviderKind.PHYSICIAN: "Physician practice",
            ProviderKind.CHIROPRACTOR: "Chiropractor",
            ProviderKind.PODIATRIST: "Podiatrist",
            ProviderKind.FACILITY: "Licensed facility",
            ProviderKind.OTHER: "Other practitioner",
        }[self]


@dataclass(frozen=True, slots=True)
class StateRule:
    """One row of the state table.

    Attributes:
        days: the state's count, or None where the state names none that is shorter.
        extended_days: the whole count from receipt where the state allows its own extension.
        condition: when not empty, the row holds only in that case; it is shown, never applied
            by itself.
        valid_from: first day of receipt for which the row is used.
    """

    state: str
    provider_kind: ProviderKind
    access_kind: AccessKind
    days: int | None
    day_type: DayType
    citation: str
    confidence: Confidence
    source: str
    valid_from: date
    verified_by: str = ""
    verified_on: date | None = None
    note: str = ""
    extended_days: int | None = None
    condition: str = ""

    @property
    def is_verified(self) -> bool:
        """Someone at the practice has checked the row against the law."""
        return self.verified_on is not None

    @property
    def count_words(self) -> str:
        """``15 business days``, or that no number is named."""
        if self.days is None:
            return "no day count of its own"
        return f"{self.days} {self.day_type.value} days"


def rules_in_force(
    rules: Iterable[StateRule],
    *,
    state: str,
    provider_kinds: Collection[str],
    access_kind: AccessKind,
    on: date,
) -> tuple[StateRule, ...]:
    """The newest row of each kind that fits, including rows with a condition or no day count."""
    newest: dict[tuple[str, str], StateRule] = {}
    for rule in rules:
        fits = (
            rule.state == state
            and rule.access_kind is access_kind
            and rule.valid_from <= on
            and (rule.provider_kind is ProviderKind.ANY or rule.provider_kind in provider_kinds)
        )
        key = (rule.provider_kind.value, rule.condition)
        if fits and (key not in newest or newest[key].valid_from <= rule.valid_from):
            newest[key] = rule
    return tuple(newest.values())


def state_rules_from(data: object) -> tuple[StateRule, ...]:
    """The rows of a parsed ``state_rules.json``.

    Raises:
        Problem: the data is not such a table; the sentence names the row.
    """
    rows = data.get("rules") if isinstance(data, Mapping) else None
    if not isinstance(rows, list):
        raise _damaged("it holds no list of rules")
    return tuple(_rule(number, row) for number, row in enumerate(rows, 1))


def _rule(number: int, row: object) -> StateRule:
    if not isinstance(row, Mapping):
        raise _damaged(f"row {number} is not a rule")
    try:
        rule = StateRule(
            state=str(row["state"]),
            provider_kind=ProviderKind(row["provider_kind"]),
            access_kind=AccessKind(row["access_kind"]),
            days=_days(row["days"]),
            day_type=DayType(row["day_type"]),
            citation=str(row["citation"]).strip(),
            confidence=Confidence(row["confidence"]),
            source=str(row["source"]).strip(),
            valid_from=date.fromisoformat(row["valid_from"]),
            **_optional(row),
        )
    except (KeyError, ValueError, TypeError):
        raise _damaged(f"row {number} has a missing or wrong value") from None
    if not re.fullmatch(r"[A-Z]{2}", rule.state) or not rule.citation or not rule.source:
        raise _damaged(f"row {number} lacks its state, citation or source")
    return rule


def _optional(row: Mapping[str, Any]) -> dict[str, Any]:
    verified_on = row.get("verified_on")
    return {
        "verified_by": str(row.get("verified_by") or ""),
        "verified_on": date.fromisoformat(verified_on) if verified_on else None,
        "note": str(row.get("note") or ""),
        "extended_days": _days(row.get("extended_days")),
        "condition": str(row.get("condition") or ""),
    }


def _days(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 90:
        raise ValueError("a day count is a whole number from 1 to 90")
    return value


def _damaged(why: str) -> Problem:
    return Problem(
        "state-rules-damaged",
        f"The table of state deadlines cannot be used: {why}.",
        next_step="Correct the table, or put the supplied one back.",
    )
