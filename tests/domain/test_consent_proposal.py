"""The consent that a request still needs, filled in from the request."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.addresses import Address
from app.domain.consent_proposal import kind_needed, proposed
from app.domain.consents import ConsentKind, ConsentScope, Signer
from app.domain.people import PartyKind
from app.domain.release_reasons import AddressState
from app.domain.release_rule import Allowed, ReleaseQuestion, may_release
from app.domain.requests import (
    Asker,
    Channel,
    Person,
    Recipient,
    RecordType,
    Request,
    RequestDetails,
    RequestKind,
    RequestStatus,
    Road,
)

LAW = Person("Ana Reyes", "Reyes Law Office", PartyKind.LAW_OFFICE)
PLACE = Address(line1="1 Main St", city="Boston", state="MA", zip_code="02108")


def a_request(**changes: Any) -> Request:
    values: dict[str, Any] = {
        "patient_id": 3,
        "asker": Asker.PATIENT,
        "recipient": Recipient.ASKER,
        "kind": RequestKind.ACCESS,
        "received_on": date(2026, 11, 2),
        "channel": Channel.MAIL,
        "wanted": frozenset({RecordType.BILLING, RecordType.VISIT_NOTES}),
        "wanted_span": "2025 to 2026",
        "road": Road.MAIL,
    }
    proof = changes.pop("authority_proof", "")
    return Request(
        id=7,
        number="7F3K-9QXA",
        details=RequestDetails(**(values | changes)),
        status=RequestStatus.RECEIVED,
        logged_at=datetime(2026, 11, 2, tzinfo=UTC),
        logged_by="Ann",
        due_on=None,
        federal_due_on=None,
        state_due_on=None,
        internal_target_on=None,
        governing="",
        citation="",
        patient_name="Dana Mosciski",
        patient_born=None,
        authority_proof=proof,
    )


@pytest.mark.parametrize(
    ("path", "road", "delegate", "kind"),
    [
        (RequestKind.ACCESS, Road.UNENCRYPTED_EMAIL, False, ConsentKind.EMAIL),
        (RequestKind.AUTHORIZATION, Road.FAX, False, ConsentKind.AUTHORIZATION),
        (RequestKind.DIRECTIVE_OTHER, Road.MAIL, False, ConsentKind.AUTHORIZATION),
        (RequestKind.AUTHORIZATION, Road.PICK_UP, False, ConsentKind.AUTHORIZATION),
        (RequestKind.ACCESS, Road.PICK_UP, True, ConsentKind.PICK_UP),
        (RequestKind.ACCESS, Road.PICK_UP, False, ConsentKind.PICK_UP),
        (RequestKind.ACCESS, Road.MAIL, False, None),
    ],
)
def test_the_kind_is_what_the_table_misses(
    path: RequestKind, road: Road, delegate: bool, kind: ConsentKind | None
) -> None:
    question = ReleaseQuestion(path, road, AddressState.CONFIRMED, by_delegate=delegate)
    assert kind_needed(may_release(question), road) is kind


def test_what_is_missing_besides_a_consent_names_none() -> None:
    question = ReleaseQuestion(RequestKind.ACCESS, Road.FAX, AddressState.MISSING)
    assert kind_needed(may_release(question), Road.FAX) is None
    assert kind_needed(Allowed("It may."), Road.FAX) is None


def test_an_authorization_names_recipient_records_purpose_and_place() -> None:
    request = a_request(
        asker=Asker.SOMEONE_ELSE, asker_person=LAW, kind=RequestKind.AUTHORIZATION, purpose="Claim"
    )
    made = proposed(request, ConsentKind.AUTHORIZATION, PLACE, "")
    terms = made.terms
    assert (made.request_id, made.request_number) == (7, "7F3K-9QXA")
    assert (terms.request_id, terms.scope) == (7, ConsentScope.REQUEST)
    assert terms.form is not None
    assert terms.form.recipient == terms.person == "Ana Reyes, Reyes Law Office"
    assert terms.form.information == "Visit notes, billing and insurance, 2025 to 2026"
    assert terms.form.purpose == "Claim"
    assert terms.address == PLACE
    assert terms.signer == Signer()


def test_an_authorization_for_the_patient_names_nobody() -> None:
    made = proposed(a_request(), ConsentKind.AUTHORIZATION, Address(), "")
    assert made.terms.person == ""


@pytest.mark.parametrize("directed", [False, True])
def test_ordinary_email_takes_the_address_of_the_request(directed: bool) -> None:
    kind = RequestKind.DIRECTIVE_ELECTRONIC if directed else RequestKind.ACCESS
    request = a_request(kind=kind, road=Road.UNENCRYPTED_EMAIL)
    made = proposed(request, ConsentKind.EMAIL, Address(), "dana@example.org")
    assert made.terms.email == "dana@example.org"
    assert made.terms.for_recipient is directed
    assert made.terms.purpose.startswith("Visit notes")


def test_who_acts_for_the_patient_signs() -> None:
    parent = Person("Otha Mosciski", kind=PartyKind.REPRESENTATIVE)
    request = a_request(
        asker=Asker.REPRESENTATIVE,
        asker_person=parent,
        kind=RequestKind.REPRESENTATIVE_ACCESS,
        road=Road.PICK_UP,
        authority_proof="Birth record",
    )
    made = proposed(request, ConsentKind.PICK_UP, Address(), "")
    assert made.terms.signer == Signer("Otha Mosciski", True, "Birth record")
    assert made.terms.kind is ConsentKind.PICK_UP
