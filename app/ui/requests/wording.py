"""Requests in the words of the desk: who asked, what for, how it leaves, how it stands in time.

Everything here turns values into text; nothing decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from app.domain.dates import format_long_date, format_moment, format_us_date
from app.domain.deadlines import Urgency, days_left_words
from app.domain.patient_views import PatientHit
from app.domain.people import Party, PartyKind
from app.domain.queue import QueueCounts, RequestRow
from app.domain.requests import (
    Asker,
    CopyForm,
    Person,
    RequestDetails,
)
from app.ui.kit.tokens import Kind

DOT = "  ·  "
URGENCY_KINDS = {
    Urgency.LATE: Kind.LATE,
    Urgency.SOON: Kind.SOON,
    Urgency.IN_TIME: Kind.DONE,
    Urgency.CLOSED: Kind.IDLE,
}


def joined(*parts: str) -> str:
    """The parts that say something, with dots between."""
    return DOT.join(part for part in parts if part)


def person_words(person: Person) -> str:
    """``Dana Mosciski, parent``; the organization where there is no name."""
    return ", ".join(part for part in (person.name or person.organization, person.relation) if part)


def asker_words(details: RequestDetails) -> str:
    """Who asked, for a row of the list."""
    if details.asker is Asker.PATIENT:
        return "The patient"
    person = details.asker_person
    if details.asker is Asker.REPRESENTATIVE:
        return (person.relation or "Representative").capitalize()
    return person.organization or person.name


def asker_in_full(details: RequestDetails) -> str:
    """Who asked, for the request's page."""
    if details.asker is Asker.PATIENT:
        return "The patient"
    person = details.asker_person
    name = ", ".join(part for part in (person.name, person.organization, person.relation) if part)
    return joined(name, person.kind.label if details.asker is Asker.SOMEONE_ELSE else "")


def recipient_in_full(details: RequestDetails, name: str) -> str:
    """Who gets the copy, with the address if it goes by mail."""
    address = details.address
    if address.company and address.company in name:
        address = replace(address, company="")
    place = address.one_line if details.road.is_postal else ""
    return "\n".join(part for part in (name, place) if part)


def road_words(details: RequestDetails) -> str:
    """The road, with the form where the road leaves it open."""
    form = details.copy_form
    if form is CopyForm.ELECTRONIC and details.road.is_postal:
        return f"{details.road.label}, {form.label.lower()} copy"
    return details.road.label


def due_words(row: RequestRow) -> str:
    """``Fri Nov 27, 2026 · 6 days``; without the days once it was sent or has ended."""
    if row.due_on is None:
        return "No date is set by law for this kind"
    left = row.days_left_words if row.days_left is not None else ""
    return joined(format_long_date(row.due_on), left)


def due_kind(row: RequestRow) -> Kind:
    """The colour that repeats the words; what has no date is not "in time", it is idle."""
    if row.due_on is None:
        return Kind.IDLE
    return URGENCY_KINDS[row.urgency]


def counts_words(counts: QueueCounts) -> str:
    """``12 open, 1 late, 2 due within two days``."""
    if not counts.open:
        return "Nothing open"
    parts = [f"{counts.open:,} open"]
    if counts.late:
        parts.append(f"{counts.late:,} late")
    if counts.due_within_two_days:
        parts.append(f"{counts.due_within_two_days:,} due within two days")
    return ", ".join(parts)


def logged_words(number: str, due_on: date | None, today: date) -> str:
    """What is said when a request was logged."""
    if due_on is None:
        return f"Request {number} is logged. No date is set by law for this kind."
    left = days_left_words(due_on, today)
    return f"Request {number} is logged. Due {format_long_date(due_on)}: {left}."


def when_words(moment: datetime, today: date, by: str) -> str:
    """``Oct 28, 9:12 · Ruiz``; the moment must already be local."""
    return joined(format_moment(moment, today), by)


def hit_words(hit: PatientHit) -> str:
    """A found patient in one line: name, birth date, chart number, place."""
    born = f"born {format_us_date(hit.birth_date)}" if hit.birth_date else "no birth date"
    chart = f"chart {hit.chart_number}" if hit.chart_number else ""
    return joined(hit.name, born, chart, hit.place)


def hit_flags(hit: PatientHit) -> str:
    """Deceased, minor, confidential address: what has to be seen at once."""
    flags = (
        "deceased" if hit.is_deceased else "",
        "minor" if hit.is_minor else "",
        "confidential address" if hit.has_confidential else "",
    )
    return joined(*flags)


def party_words(party: Party) -> str:
    """An entry of the address book in one line."""
    details = party.details
    name = ", ".join(part for part in (details.name, details.organization) if part)
    used = f"last used {format_us_date(party.last_used_on)}" if party.last_used_on else ""
    return joined(name, details.kind.label, details.address.city, used)


def kinds_of_others() -> Iterable[tuple[PartyKind, str]]:
    """Who someone else can be; representatives have their own answer."""
    return [(kind, kind.label) for kind in PartyKind if kind is not PartyKind.REPRESENTATIVE]


def pages_words(pages: int | None) -> str:
    """``2 pages``."""
    if pages is None:
        return ""
    return "1 page" if pages == 1 else f"{pages:,} pages"


def size_words(size: int) -> str:
    """``340 KB`` or ``2.1 MB``."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"
