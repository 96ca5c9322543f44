"""Consents as lists show them: who agreed to what, for which address, until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.authorization import StateRules
from app.domain.consent_states import standing_of
from app.domain.consents import Consent, ConsentKind, ConsentStatus, ConsentWay, Language
from app.domain.dates import format_us_date


class ConsentFilter(StrEnum):
    """Which consents a list shows."""

    ALL = "all"
    HOLDS = "holds"
    ENDS_SOON = "ends_soon"
    NOT_SIGNED = "not_signed"
    NOT_VALID = "not_valid"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The choice in words."""
        return {
            ConsentFilter.ALL: "All",
            ConsentFilter.HOLDS: "Active",
            ConsentFilter.ENDS_SOON: "Ends soon",
            ConsentFilter.NOT_SIGNED: "Not signed yet",
            ConsentFilter.NOT_VALID: "Not valid",
            ConsentFilter.ENDED: "Expired or revoked",
        }[self]


class ConsentSort(StrEnum):
    """The order of a list."""

    NEWEST = "newest"
    PATIENT = "patient"
    ENDS = "ends"


ConsentKey = tuple[str | int, int]
"""Where in its order a row stands; the next page begins after the last one seen."""


@dataclass(frozen=True, slots=True)
class ConsentQuery:
    """What a list of consents is asked for.

    Attributes:
        text: part of a patient's name, an address, a person or a number.
    """

    text: str = field(default="", repr=False)
    shown: ConsentFilter = ConsentFilter.ALL
    kind: ConsentKind | None = None
    patient_id: int | None = None
    sort: ConsentSort = ConsentSort.NEWEST
    descending: bool = False
    after_key: ConsentKey | None = field(default=None, repr=False)
    limit: int = 100


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One line of the table."""

    id: int
    number: str
    patient_id: int
    patient_name: str = field(repr=False)
    kind: ConsentKind
    covers: str = field(repr=False)
    language: Language
    status: ConsentStatus
    why: str = field(repr=False)
    ends_on: date | None
    given_on: date | None
    way: ConsentWay | None
    opened_by: str
    request_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class ConsentCounts:
    """How many consents each choice of the list shows."""

    by_filter: dict[ConsentFilter, int]


def consent_row(consent: Consent, day: date, rules: StateRules | None = None) -> ConsentRow:
    """A consent as a line of the table on a day."""
    standing = standing_of(consent, day, rules)
    return ConsentRow(
        id=consent.id,
        number=consent.number,
        patient_id=consent.terms.patient_id,
        patient_name=consent.patient_name,
        kind=consent.terms.kind,
        covers=consent.terms.covers,
        language=consent.terms.language,
        status=standing.status,
        why=standing.why,
        ends_on=standing.ends_on,
        given_on=consent.signed_on,
        way=consent.given.way if consent.given else None,
        opened_by=consent.opened_by,
        request_id=consent.terms.request_id,
        version=consent.version,
    )


def short_kind(kind: ConsentKind) -> str:
    """The kind where there is little room."""
    return {
        ConsentKind.EMAIL: "E-mail",
        ConsentKind.PICK_UP: "Pick-up",
        ConsentKind.AUTHORIZATION: "Authorization",
    }[kind]


def until_words(row: ConsentRow) -> str:
    """The last day it holds, or that none was set."""
    if row.ends_on is not None:
        return format_us_date(row.ends_on)
    return "No day set" if row.status.holds else ""
