"""The invented office of ``resources/sample/practice.json`` as values, and its people as a list.

The promise: nobody and no address in it exists; everything made from it is marked SAMPLE.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.addresses import Address
from app.domain.mail import ExtraService, MailService, MailStatus
from app.domain.papers import PracticeProfile
from app.domain.people import PartyKind, PatientDetails
from app.domain.requests import Asker, Channel, Person, Recipient, RecordType, RequestStatus, Road
from app.domain.staff import Role
from app.exchange.csv_writer import write_csv
from app.system.resources import resource_text
from app.tour.invented_consents import ConsentCase, consent_case

HEADINGS = (
    "Chart number",
    "Last name",
    "First name",
    "Date of birth",
    "Date of death",
    "Sex",
    "Phone",
    "E-mail",
    "Address",
    "Address 2",
    "City",
    "State",
    "ZIP code",
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who works at the invented office."""

    login: str
    name: str = field(repr=False)
    role: Role


@dataclass(frozen=True, slots=True)
class InventedPatient:
    """A patient, and where mail was asked to go if not home."""

    details: PatientDetails = field(repr=False)
    confidential: Address | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MailFate:
    """What became of the mail, in days before today; None where it did not come to that."""

    service: MailService
    extras: frozenset[ExtraService]
    prepared: bool
    with_number: bool
    accepted: int | None
    delivered: int | None
    receipt: int | None
    ended: MailStatus | None
    note: str


@dataclass(frozen=True, slots=True)
class Case:
    """One request of the office and how far it got.

    Attributes:
        patient: the patient's place in the list, from 0.
        days_ago: when it came in.
        stage: where it stands today.
        pages: how many pages were gathered.
        proof: how it is known that the records arrived, where no mail piece tells it.
        reason: why it was taken back or had no records.
    """

    patient: int
    days_ago: int
    channel: Channel
    asker: Asker
    recipient: Recipient
    road: Road
    wanted: frozenset[RecordType]
    stage: RequestStatus
    person: Person = field(repr=False)
    address: Address = field(repr=False)
    span: str
    purpose: str
    pages: int
    proof: str
    reason: str
    mail: MailFate


@dataclass(frozen=True, slots=True)
class InventedOffice:
    """The whole office."""

    practice: PracticeProfile
    staff: tuple[Colleague, ...]
    patients: tuple[InventedPatient, ...] = field(repr=False)
    cases: tuple[Case, ...] = field(repr=False)
    consents: tuple[ConsentCase, ...] = field(repr=False)


@cache
def invented_office() -> InventedOffice:
    """The office as it ships with the program."""
    data = json.loads(resource_text("sample", "practice.json"))
    practice = dict(data["practice"])
    return InventedOffice(
        practice=PracticeProfile(**{**practice, "address": Address(**practice["address"])}),
        staff=tuple(Colleague(**{**one, "role": Role(one["role"])}) for one in data["staff"]),
        patients=tuple(_patient(one) for one in data["patients"]),
        cases=tuple(_case(one) for one in data["requests"]),
        consents=tuple(consent_case(one) for one in data["consents"]),
    )


def fingerprint() -> str:
    """Changes whenever the office does, so that an older build of it is known."""
    return hashlib.sha256(resource_text("sample", "practice.json").encode()).hexdigest()[:16]


def write_patient_list(path: Path) -> int:
    """The patients as a CSV file such as a chart program exports; how many there are."""
    patients = invented_office().patients
    write_csv(path, HEADINGS, (_cells(one.details) for one in patients))
    return len(patients)


def _cells(details: PatientDetails) -> tuple[str, ...]:
    address = details.address
    return (
        details.chart_number,
        details.family_name,
        details.given_name,
        _iso(details.birth_date),
        _iso(details.death_date),
        details.sex,
        details.phone,
        details.email,
        address.line1,
        address.line2,
        address.city,
        address.state,
        address.zip_code,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _patient(data: dict[str, Any]) -> InventedPatient:
    kept = {name: text for name, text in data.items() if name != "confidential"}
    for name in ("birth_date", "death_date"):
        kept[name] = date.fromisoformat(kept[name]) if kept[name] else None
    kept["address"] = Address(**kept["address"])
    alternate = data["confidential"]
    return InventedPatient(PatientDetails(**kept), Address(**alternate) if alternate else None)


def _case(data: dict[str, Any]) -> Case:
    road = Road(data["road"])
    person = dict(data.get("person", {}))
    if "kind" in person:
        person["kind"] = PartyKind(person["kind"])
    elif person:
        person["kind"] = PartyKind.REPRESENTATIVE
    return Case(
        patient=data["patient"] - 1,
        days_ago=data["days_ago"],
        channel=Channel(data["channel"]),
        asker=Asker(data["asker"]),
        recipient=Recipient(data["recipient"]),
        road=road,
        wanted=frozenset(map(RecordType, data["wanted"])),
        stage=RequestStatus(data["stage"]),
        person=Person(**person),
        address=Address(**data.get("address", {})),
        span=data.get("span", ""),
        purpose=data.get("purpose", ""),
        pages=data.get("pages", 1),
        proof=data.get("proof", ""),
        reason=data.get("reason", ""),
        mail=_fate(data, road),
    )


def _fate(data: dict[str, Any], road: Road) -> MailFate:
    extras = data.get("extras", ["certified"] if road is Road.CERTIFIED_MAIL else [])
    ended = data.get("ended")
    return MailFate(
        service=MailService(data.get("service", "first_class")),
        extras=frozenset(map(ExtraService, extras)),
        prepared=data.get("prepared", "accepted" in data),
        with_number=data.get("article", False),
        accepted=data.get("accepted"),
        delivered=data.get("delivered"),
        receipt=data.get("receipt"),
        ended=MailStatus(ended) if ended else None,
        note=data.get("note", ""),
    )
