"""The registers in words: patients, the book and imports as lists and cards say them.

Everything here turns values into text; nothing decides anything.
"""

from __future__ import annotations

from datetime import date, datetime

from app.domain.dates import format_moment, format_us_date, years_between
from app.domain.patient_views import PatientHit
from app.domain.people import PartyDetails, Patient
from app.domain.queue import RequestRow
from app.services.imports import ImportResult, StayReason, UndoResult
from app.ui.kit.table import Cell
from app.ui.kit.tokens import Kind

DOT = "  ·  "


def joined(*parts: str) -> str:
    """The parts that say something, with dots between."""
    return DOT.join(part for part in parts if part)


def counted(number: int, one: str, many: str = "") -> str:
    """``1 patient``, ``1,204 patients``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def age_words(born: date | None, died: date | None, today: date) -> str:
    """``12 years``; months for the first two years; nothing when it is not known."""
    if born is None:
        return ""
    until = died or today
    years = years_between(born, until)
    if years >= 2:
        return f"{years} years"
    months = (until.year - born.year) * 12 + until.month - born.month - (until.day < born.day)
    return counted(max(0, months), "month")


def born_cell(hit: PatientHit, today: date) -> Cell:
    """The birth date, with the years of the living."""
    if hit.birth_date is None:
        return Cell("Not on file", muted=True)
    text = format_us_date(hit.birth_date)
    if hit.is_deceased:
        return Cell(text)
    years = years_between(hit.birth_date, today)
    return Cell(f"{text}, {years}", accessible=f"{text}, {counted(years, 'year')} old")


def note_cell(hit: PatientHit) -> Cell:
    """What has to be seen at once, the most telling first; a screen reader says all of it."""
    notes = [
        ("Confidential", Kind.SOON, hit.has_confidential),
        ("Deceased", Kind.IDLE, hit.is_deceased),
        ("Minor", Kind.INFO, hit.is_minor),
    ]
    shown = [(text, kind) for text, kind, is_so in notes if is_so]
    if not shown:
        return Cell("")
    spoken = ", ".join(text for text, _ in shown)
    return Cell(shown[0][0], chip=shown[0][1], accessible=spoken)


def patient_line(patient: Patient, today: date) -> str:
    """``born 10/06/2014 · 12 years``, under the name."""
    details = patient.details
    if details.birth_date is None:
        return "No birth date on file"
    born = f"born {format_us_date(details.birth_date)}"
    died = f"died {format_us_date(details.death_date)}" if details.death_date else ""
    return joined(born, died, age_words(details.birth_date, details.death_date, today))


def request_line(row: RequestRow) -> str:
    """How an earlier request stands, under its number."""
    goes = f"to {row.recipient_shown}" if row.recipient_shown else ""
    return joined(format_us_date(row.received_on), row.status.label, goes)


def party_title(details: PartyDetails) -> str:
    """The office, or the person where there is no office."""
    return details.organization or details.name


def party_person(details: PartyDetails) -> str:
    """The person at the office."""
    return details.name if details.organization else ""


def local_moment(moment: datetime, today: date) -> str:
    """``Oct 28, 9:12`` in the machine's own time."""
    return format_moment(moment.astimezone(), today)


def result_words(result: ImportResult) -> str:
    """What an import did, in one sentence."""
    parts = [f"{counted(result.added, 'patient')} added"]
    if result.updated:
        parts.append(f"{result.updated:,} changed")
    if result.unchanged:
        parts.append(f"{result.unchanged:,} already there")
    if result.rejected:
        parts.append(f"{counted(result.rejected, 'row')} left out")
    return ", ".join(parts) + "."


_STAYS = {
    StayReason.REQUEST: ", because a request was logged for them since.",
    StayReason.CONSENT: ", because a consent was written for them since.",
    StayReason.CHANGED: " as now, because they were changed since.",
}


def undo_words(result: UndoResult) -> str:
    """What undoing did, and who stays and why."""
    said = []
    if result.removed:
        was = "was" if result.removed == 1 else "were"
        said.append(f"{counted(result.removed, 'patient')} {was} taken out again.")
    if result.restored:
        said.append(f"{counted(result.restored, 'patient')} put back as before.")
    for why, because in _STAYS.items():
        count = result.count(why)
        if count:
            said.append(f"{counted(count, 'patient')} {'stays' if count == 1 else 'stay'}{because}")
    return " ".join(said) or "There was nothing left to undo."
