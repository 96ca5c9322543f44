"""Patients as lists and forms show them: a hit while typing, a row, a likely twin, a prompt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.dates import format_us_date
from app.domain.people import Patient, PatientDetails
from app.domain.same_person import Likeness


@dataclass(frozen=True, slots=True)
class PatientHit:
    """A patient found while someone types."""

    id: int
    name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    chart_number: str = field(repr=False)
    place: str = field(repr=False)
    is_deceased: bool
    is_minor: bool
    has_confidential: bool


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient in the list of patients."""

    hit: PatientHit = field(repr=False)
    phone: str = field(repr=False)
    version: int
    sort_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PatientQuery:
    """What the list of patients is asked for; sorted by name."""

    text: str = field(default="", repr=False)
    descending: bool = False
    after_key: tuple[str, int] | None = field(default=None, repr=False)
    limit: int = 100


@dataclass(frozen=True, slots=True)
class PatientTwin:
    """A patient on file who may be the one being added, and why."""

    hit: PatientHit = field(repr=False)
    likeness: Likeness
    why: str


class PromptKind(StrEnum):
    """What the desk should know before it goes on (U11)."""

    DECEASED = "deceased"
    MINOR = "minor"
    CONFIDENTIAL_ADDRESS = "confidential_address"
    NO_ADDRESS = "no_address"
    NO_BIRTH_DATE = "no_birth_date"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to know about the patient, in a sentence."""

    kind: PromptKind
    sentence: str = field(repr=False)


def hit_of(patient: Patient, today: date) -> PatientHit:
    """The patient as a hit. The place is that of the address that is used."""
    details = patient.details
    address = patient.mailing_address
    return PatientHit(
        id=patient.id,
        name=details.list_name,
        birth_date=details.birth_date,
        chart_number=details.chart_number,
        place=", ".join(part for part in (address.city, address.state) if part),
        is_deceased=patient.is_deceased,
        is_minor=patient.is_minor(today),
        has_confidential=patient.confidential is not None,
    )


def prompts_for(patient: Patient, today: date) -> tuple[Prompt, ...]:
    """What to know about a patient before going on."""
    details = patient.details
    found = []
    if patient.is_deceased:
        day = format_us_date(details.death_date)
        found.append(
            Prompt(
                PromptKind.DECEASED,
                f"The patient died on {day}. An executor or administrator asks in the patient's "
                "place; ask for the letters of office (45 CFR 164.502(g)(4)).",
            )
        )
    if patient.is_minor(today):
        found.append(
            Prompt(
                PromptKind.MINOR,
                "The patient is under 18. A parent usually has access, except to services the "
                "minor consented to alone (45 CFR 164.502(g)(3)).",
            )
        )
    if patient.confidential is not None:
        found.append(
            Prompt(
                PromptKind.CONFIDENTIAL_ADDRESS,
                "The patient asked for mail at another address, and it is used instead of the "
                "chart address (45 CFR 164.522(b)).",
            )
        )
    if patient.mailing_address.is_empty:
        found.append(Prompt(PromptKind.NO_ADDRESS, "No mailing address is on file."))
    if details.birth_date is None:
        found.append(
            Prompt(
                PromptKind.NO_BIRTH_DATE,
                "No birth date is on file; compare something else before you release records.",
            )
        )
    return tuple(found)


def changed_fields(before: PatientDetails, after: PatientDetails) -> tuple[str, ...]:
    """The names of the fields that differ, for the audit trail; never what is in them."""
    return tuple(
        name
        for name in PatientDetails.__dataclass_fields__
        if getattr(before, name) != getattr(after, name)
    )
