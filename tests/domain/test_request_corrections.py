"""Corrections in words, what has to be redone after one, and the answers behind a kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from app.domain.addresses import Address
from app.domain.people import PartyKind
from app.domain.release_path import PathAnswers, choose_path
from app.domain.request_corrections import (
    Side,
    answers_behind,
    changed_fields,
    correction_lines,
    place_is_new,
    status_after,
)
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

DETAILS = RequestDetails(
    patient_id=1,
    asker=Asker.PATIENT,
    recipient=Recipient.ASKER,
    kind=RequestKind.ACCESS,
    received_on=date(2026, 11, 20),
    channel=Channel.MAIL,
    wanted=frozenset({RecordType.VISIT_NOTES}),
    road=Road.CERTIFIED_MAIL,
    address=Address(line1="12 Elm St", city="Boston", state="MA", zip_code="02116"),
    address_confirmed_how="Read back on the phone",
)
LAWYER = Person("Dana Hill", "Hill Law LLP", PartyKind.LAW_OFFICE)


def lines(before: RequestDetails, after: RequestDetails) -> tuple[str, ...]:
    return correction_lines(Side(before, "Ann Lee"), Side(after, "Ann Lee"))


def test_nothing_changed_says_nothing() -> None:
    assert changed_fields(DETAILS, DETAILS) == frozenset()
    assert lines(DETAILS, DETAILS) == ()


def test_each_thing_is_said_as_it_was_and_as_it_is() -> None:
    after = replace(
        DETAILS,
        received_on=date(2026, 11, 18),
        channel=Channel.FAX,
        wanted=frozenset({RecordType.BILLING}),
        wanted_span="2024",
        road=Road.PICK_UP,
        address=Address(),
        address_confirmed_how="",
    )
    assert lines(DETAILS, after) == (
        "Received: 11/20/2026 → 11/18/2026",
        "Came by: Mail → Fax",
        "Asked for: Visit notes → Billing and insurance, 2024",
        "Goes by: Certified Mail → Pick-up",
        "Address: 12 Elm St, Boston MA 02116 → nothing",
        "Address confirmed: Read back on the phone → nothing",
    )


def test_people_are_named() -> None:
    parent = Person("Joe Lee", relation="parent")
    after = replace(
        DETAILS,
        asker=Asker.REPRESENTATIVE,
        asker_person=parent,
        recipient=Recipient.THIRD_PARTY,
        recipient_person=LAWYER,
        kind=RequestKind.DIRECTIVE_OTHER,
    )
    assert lines(DETAILS, after)[:2] == (
        "Asked for by: the patient → Joe Lee, parent",
        "Who gets the copy: whoever asks → Dana Hill, Hill Law LLP",
    )
    back = replace(after, recipient=Recipient.PATIENT)
    assert "Who gets the copy: Dana Hill, Hill Law LLP → the patient" in lines(after, back)


def test_another_patient_and_another_count_are_said() -> None:
    before, after = Side(DETAILS, "Ann Lee", 12), Side(DETAILS, "Anne Lee", 1200)
    assert correction_lines(before, after) == (
        "Patient: Ann Lee → Anne Lee",
        "Pages: 12 → 1,200",
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"address"}, True),
        ({"patient_id"}, True),
        ({"address", "address_confirmed_how"}, False),
        ({"received_on"}, False),
    ],
)
def test_a_new_place_is_not_confirmed_by_the_old(fields: set[str], expected: bool) -> None:
    assert place_is_new(frozenset(fields)) is expected


def request(status: RequestStatus) -> Request:
    return Request(
        id=1,
        number="K7QF-2M4P",
        details=DETAILS,
        status=status,
        logged_at=datetime(2026, 11, 20, tzinfo=UTC),
        logged_by="Ann",
        due_on=None,
        federal_due_on=None,
        state_due_on=None,
        internal_target_on=None,
        governing="",
        citation="",
        patient_name="Ann Lee",
        patient_born=None,
    )


@pytest.mark.parametrize(
    ("status", "changed", "after"),
    [
        (RequestStatus.READY, "asker_person", RequestStatus.RECEIVED),
        (RequestStatus.GATHERED, "patient_id", RequestStatus.RECEIVED),
        (RequestStatus.READY, "wanted", RequestStatus.IDENTITY_CHECKED),
        (RequestStatus.GATHERED, "wanted_span", RequestStatus.IDENTITY_CHECKED),
        (RequestStatus.RECEIVED, "wanted", RequestStatus.RECEIVED),
        (RequestStatus.GATHERED, "received_on", RequestStatus.GATHERED),
    ],
)
def test_work_for_the_wrong_thing_is_done_again(
    status: RequestStatus, changed: str, after: RequestStatus
) -> None:
    assert status_after(request(status), frozenset({changed})) is after


@pytest.mark.parametrize("asker", Asker)
@pytest.mark.parametrize("recipient", Recipient)
@pytest.mark.parametrize("kind", PartyKind)
def test_the_answers_lead_to_the_kind_again(
    asker: Asker, recipient: Recipient, kind: PartyKind
) -> None:
    """Whatever the form can lead to is found again from what it left on record."""
    for ticks in product((False, True), repeat=4):
        answers = PathAnswers(asker, recipient, kind, *ticks)
        who = Person("X", kind=kind)
        details = replace(
            DETAILS,
            asker=asker,
            recipient=recipient,
            kind=choose_path(answers).kind,
            asker_person=who if asker is Asker.SOMEONE_ELSE else Person(),
            recipient_person=who,
        )
        assert choose_path(answers_behind(details)).kind is details.kind


def test_a_kind_that_no_answer_leads_to_gets_the_plain_answers() -> None:
    odd = replace(DETAILS, kind=RequestKind.SUBPOENA)
    assert answers_behind(odd) == PathAnswers(Asker.PATIENT, Recipient.ASKER)
