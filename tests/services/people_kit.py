"""A patient and a request for service tests, made through the services as a clerk would."""

from __future__ import annotations

from datetime import date

from app.domain.addresses import Address
from app.domain.people import PatientDetails
from app.domain.requests import (
    Asker,
    Channel,
    IdentityMethod,
    Recipient,
    RecordType,
    RequestDetails,
    RequestKind,
    Road,
)
from app.services.desk import Desk
from app.services.patients import PatientService
from app.services.requests import RequestService

HOME = Address(
    line1="784 Stamm Lock", line2="Unit 46", city="Somerville", state="MA", zip_code="02143"
)
DANA = PatientDetails(
    family_name="Mosciski",
    given_name="Dana",
    birth_date=date(1980, 3, 14),
    chart_number="CH-20417",
    address=HOME,
)


def add_patient(desk: Desk, details: PatientDetails = DANA) -> int:
    """A patient in the store."""
    return PatientService(desk).add(details=details, despite_twins=True).value


def log_request(desk: Desk, patient_id: int | None = None, **changes: object) -> int:
    """A request for everything by Certified Mail to the patient; its id."""
    fields: dict[str, object] = {
        "patient_id": patient_id or add_patient(desk),
        "asker": Asker.PATIENT,
        "recipient": Recipient.ASKER,
        "kind": RequestKind.ACCESS,
        "received_on": date(2026, 11, 20),
        "channel": Channel.MAIL,
        "wanted": frozenset({RecordType.EVERYTHING}),
        "road": Road.CERTIFIED_MAIL,
        "address": HOME,
        "address_confirmed_how": "read back on the telephone",
    }
    details = RequestDetails(**(fields | changes))  # type: ignore[arg-type]
    return RequestService(desk).log(details=details).value.id


def gather(desk: Desk, request_id: int, pages: int = 18) -> None:
    """Identity checked and pages counted."""
    service = RequestService(desk)
    version = _version(desk, request_id)
    service.record_identity(request_id=request_id, version=version, method=IdentityMethod.PHOTO_ID)
    service.mark_gathered(
        request_id=request_id, version=_version(desk, request_id), page_count=pages
    )


def approve(desk: Desk, request_id: int) -> None:
    """The release approved, as far as the mail room sees it; the papers are not looked for."""
    with desk.writing() as unit:
        unit.requests.change(request_id, unit.requests.get(request_id).version, status="ready")
        unit.mail.follow_request(request_id)


def _version(desk: Desk, request_id: int) -> int:
    with desk.reading() as unit:
        return unit.requests.get(request_id).version
