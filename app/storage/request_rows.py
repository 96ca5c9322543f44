"""Between a row of ``request`` and the values that every layer shares."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select

from app.domain.addresses import Address
from app.domain.people import PartyKind, PatientDetails
from app.domain.queue import QueueItem
from app.domain.requests import (
    AccessKind,
    Asker,
    Channel,
    CopyForm,
    IdentityMethod,
    Person,
    Recipient,
    RecordType,
    Request,
    RequestDetails,
    RequestKind,
    RequestStatus,
    Road,
)
from app.storage.tables import patient, request, staff

_checker = staff.alias("checker")


def items_statement() -> Select[Any]:
    """Requests with the names that go with them."""
    return (
        select(
            request,
            patient.c.family_name,
            patient.c.given_name,
            patient.c.middle_name,
            patient.c.suffix,
            patient.c.birth_date,
            staff.c.name.label("logged_by_name"),
            _checker.c.name.label("checked_by_name"),
        )
        .join(patient, patient.c.id == request.c.patient_id)
        .join(staff, staff.c.id == request.c.logged_by)
        .outerjoin(_checker, _checker.c.id == request.c.identity_by)
    )


def item_of(row: Row[Any]) -> QueueItem:
    """The request of a row of :func:`items_statement`."""
    name = PatientDetails(
        family_name=row.family_name,
        given_name=row.given_name,
        middle_name=row.middle_name,
        suffix=row.suffix,
    )
    found = Request(
        id=row.id,
        number=row.number,
        details=details_of(row),
        status=RequestStatus(row.status),
        logged_at=row.logged_at,
        logged_by=row.logged_by_name,
        due_on=row.due_on,
        federal_due_on=row.federal_due_on,
        state_due_on=row.state_due_on,
        internal_target_on=row.internal_target_on,
        governing=row.governing,
        citation=row.citation,
        patient_name=name.full_name,
        patient_born=row.birth_date,
        identity_method=IdentityMethod(row.identity_method) if row.identity_method else None,
        identity_by=row.checked_by_name or "",
        identity_at=row.identity_at,
        authority_proof=row.authority_proof,
        page_count=row.page_count,
        closed_on=row.closed_on,
        close_reason=row.close_reason,
        version=row.version,
        whole=row.whole,
        proof=row.proof,
        letter_made=row.letter_made_at is not None,
        outside_made=row.outside_made_at is not None,
        mail_status=row.mail_status,
        article_logged=row.article_logged,
    )
    return QueueItem(found, name.list_name, row.patient_sort)


def detail_columns(details: RequestDetails) -> dict[str, Any]:
    """What was filled in, as columns."""
    return {
        "patient_id": details.patient_id,
        "asker": details.asker.value,
        "recipient": details.recipient.value,
        "kind": details.kind.value,
        "received_on": details.received_on,
        "channel": details.channel.value,
        "wanted": sorted(each.value for each in details.wanted),
        "wanted_span": details.wanted_span,
        "wanted_note": details.wanted_note,
        "access_kind": details.access_kind.value,
        "copy_form": details.copy_form.value,
        "road": details.road.value,
        "asker_person": _person_columns(details.asker_person),
        "recipient_person": _person_columns(details.recipient_person),
        "address": {name: text for name, text in details.address.as_dict().items() if text},
        "address_confirmed_how": details.address_confirmed_how,
        "purpose": details.purpose,
    }


def details_of(row: Row[Any]) -> RequestDetails:
    """What was filled in, from a row."""
    return RequestDetails(
        patient_id=row.patient_id,
        asker=Asker(row.asker),
        recipient=Recipient(row.recipient),
        kind=RequestKind(row.kind),
        received_on=row.received_on,
        channel=Channel(row.channel),
        wanted=frozenset(map(RecordType, row.wanted)),
        road=Road(row.road),
        asker_person=_person(row.asker_person),
        recipient_person=_person(row.recipient_person),
        access_kind=AccessKind(row.access_kind),
        copy_form=CopyForm(row.copy_form),
        wanted_span=row.wanted_span,
        wanted_note=row.wanted_note,
        address=Address.from_dict(row.address),
        address_confirmed_how=row.address_confirmed_how,
        purpose=row.purpose,
    )


def _person_columns(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "organization": person.organization,
        "kind": person.kind.value,
        "relation": person.relation,
        "phone": person.phone,
        "party_id": person.party_id,
    }


def _person(kept: dict[str, Any]) -> Person:
    return Person(**{**kept, "kind": PartyKind(kept["kind"])}) if kept else Person()
