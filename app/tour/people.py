"""Whom the tour types: patients of the list that was just brought in, as they stand in the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.patient_views import PatientQuery
from app.domain.people import Patient
from app.services.services import Services
from app.tour.eyes import LostError


@dataclass(frozen=True, slots=True)
class Played:
    """A patient as the person at the desk would type and treat them.

    Attributes:
        typed: what goes into the patient field.
        speaks_for_self: a grown, living person; otherwise somebody asks for them.
        has_address: mail can go to the address on file.
    """

    typed: str = field(repr=False)
    speaks_for_self: bool
    has_address: bool


def people_of(services: Services) -> list[Played]:
    """The patients of the store, those easiest to play first.

    Raises:
        LostError: there is none.
    """
    today = services.patients.desk.clock.today()
    rows = services.patients.page(query=PatientQuery()).rows
    found = [services.patients.get(patient_id=row.hit.id) for row in rows[:40]]
    played = [_played(one, speaks=not (one.is_minor(today) or one.is_deceased)) for one in found]
    played.sort(key=lambda one: (not one.has_address, not one.speaks_for_self))
    if not played:
        raise LostError("The list held no patient that could be brought in.")
    return played


def nth(people: Sequence[Played], number: int) -> Played:
    """Another one, or the same again where there are not so many."""
    return people[number % len(people)]


def _played(patient: Patient, *, speaks: bool) -> Played:
    details = patient.details
    place = patient.mailing_address
    complete = bool(place.line1 and place.city and place.zip_code)
    return Played(f"{details.family_name} {details.given_name}", speaks, complete)
