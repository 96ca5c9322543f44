"""A desk over a real encrypted store, with valid objects to work on; change one field at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.addresses import Address
from app.domain.papers import PracticeProfile
from app.domain.people import PatientDetails
from app.domain.requests import (
    Asker,
    Channel,
    Recipient,
    RecordType,
    RequestDetails,
    RequestKind,
    Road,
)
from app.domain.staff import Role
from app.services.desk import Desk, Session
from app.services.patients import PatientService
from app.services.reference import seed_reference
from app.services.settings import store_practice
from app.storage.store import Store
from app.system.clock import FixedClock
from tests.storage_kit import NOW, add_staff, make_store

HOME = Address(line1="12 Elm St", city="Boston", state="MA", zip_code="02116")
SHELTER = Address(line1="PO Box 77", city="Salem", state="MA", zip_code="01970")
OFFICE = Address(
    company="Hill Law LLP", line1="9 Court Sq", city="Boston", state="MA", zip_code="02108"
)


def desk_of(store: Store, role: Role = Role.CLERK, login: str = "ann") -> Desk:
    """A desk for one more person at an open store."""
    member = add_staff(store, login, role, name=login.title())
    return Desk(store, store.clock, Session(member.id, login, member.name), sample=False)


@contextmanager
def open_desk(
    folder: Path, *, role: Role = Role.CLERK, state: str = "MA", clock: FixedClock | None = None
) -> Iterator[Desk]:
    """A desk at a new store with its reference facts and a practice in a state."""
    store = make_store(folder, clock or FixedClock(NOW))
    profile = PracticeProfile("Elm Clinic", HOME, "617 555 0100", state, "Pat", "617 555 0101")
    with store.writing() as unit:
        seed_reference(unit)
        store_practice(unit, profile)
    try:
        yield desk_of(store, role)
    finally:
        store.close()


def person(**changes: Any) -> PatientDetails:
    """A patient."""
    values: dict[str, Any] = {
        "family_name": "Mosciski",
        "given_name": "Maynard",
        "birth_date": date(1961, 3, 14),
        "chart_number": "MC-1001",
        "phone": "617 555 0123",
        "address": HOME,
    }
    return PatientDetails(**(values | changes))


def add_patient(desk: Desk, confidential: Address | None = None, **changes: Any) -> int:
    """A patient on file."""
    return (
        PatientService(desk)
        .add(details=person(**changes), confidential=confidential, despite_twins=True)
        .value
    )


def wanted(patient_id: int, **changes: Any) -> RequestDetails:
    """A patient's own request for a paper copy by Certified Mail."""
    values: dict[str, Any] = {
        "patient_id": patient_id,
        "asker": Asker.PATIENT,
        "recipient": Recipient.ASKER,
        "kind": RequestKind.ACCESS,
        "received_on": date(2026, 11, 20),
        "channel": Channel.MAIL,
        "wanted": frozenset({RecordType.VISIT_NOTES}),
        "road": Road.CERTIFIED_MAIL,
        "address_confirmed_how": "by phone with the patient",
    }
    return RequestDetails(**(values | changes))


def trail(desk: Desk) -> list[str]:
    """The audit actions, oldest first, without those of the kit."""
    with desk.reading() as unit:
        return [each.action for each in reversed(unit.audit.page(limit=1000))]


def trail_text(desk: Desk) -> str:
    """Everything the trail says in its details."""
    with desk.reading() as unit:
        return "\n".join(each.detail for each in unit.audit.page(limit=1000))
