"""What lists of requests show, likely duplicates, destinations and search words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.addresses import Address
from app.domain.attachments import AttachmentKind
from app.domain.deadlines import Urgency
from app.domain.destinations import AddressSource, goes_to_patient, resolve
from app.domain.duplicates import (
    DuplicateAnswer,
    compare_requests,
    same_asker,
    same_person,
    shared_records,
)
from app.domain.people import PartyKind, Patient, PatientDetails
from app.domain.queue import QueueItem, QueueSort, QueueView, due_sort_of, row_of
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
from app.domain.search_terms import SearchKind, address_words, typed_terms

HOME = Address(line1="12 Elm St", city="Boston", state="MA", zip_code="02116")
OTHER = Address(line1="PO Box 77", city="Salem", state="MA", zip_code="01970")
DETAILS = RequestDetails(
    patient_id=1,
    asker=Asker.PATIENT,
    recipient=Recipient.ASKER,
    kind=RequestKind.ACCESS,
    received_on=date(2026, 11, 1),
    channel=Channel.MAIL,
    wanted=frozenset({RecordType.IMAGES}),
    road=Road.MAIL,
)


def request(**changes: Any) -> Request:
    values: dict[str, Any] = {
        "id": 7,
        "number": "7F3K-9QXA",
        "details": DETAILS,
        "status": RequestStatus.RECEIVED,
        "logged_at": datetime(2026, 11, 1, tzinfo=UTC),
        "logged_by": "Ann",
        "due_on": date(2026, 12, 1),
        "federal_due_on": date(2026, 12, 1),
        "state_due_on": None,
        "internal_target_on": date(2026, 12, 1),
        "governing": "federal",
        "citation": "45 CFR 164.524(b)(2)",
        "patient_name": "Maynard Mosciski",
        "patient_born": None,
    }
    return Request(**(values | changes))


def test_a_row_shows_today() -> None:
    item = QueueItem(request(), "Mosciski, Maynard", "mosciski  maynard")
    row = row_of(item, date(2026, 12, 3))
    assert (row.id, row.number, row.patient_name) == (7, "7F3K-9QXA", "Mosciski, Maynard")
    assert (row.recipient_name, row.status) == ("Maynard Mosciski", RequestStatus.RECEIVED)
    assert (row.received_on, row.due_on) == (date(2026, 11, 1), date(2026, 12, 1))
    assert (row.days_left, row.days_left_words, row.urgency) == (-2, "2 days late", Urgency.LATE)
    assert row.next_step.short == "Verify identity"
    assert row.request is item.request
    assert "Mosciski" not in repr(row)


def test_a_closed_row_counts_no_days() -> None:
    closed = request(status=RequestStatus.CLOSED, mail_status="delivered")
    row = row_of(QueueItem(closed, "M", "m"), date(2026, 12, 3))
    assert (row.days_left, row.urgency) == (None, Urgency.CLOSED)


def test_keys_follow_the_order() -> None:
    item = QueueItem(request(due_on=None), "M, M", "m  m")
    assert [item.key(sort) for sort in QueueSort] == [
        ("9999-12-31", 7),
        ("2026-11-01", 7),
        ("m  m", 7),
        ("received", "9999-12-31", 7),
    ]
    assert due_sort_of(date(2026, 1, 2)) == "2026-01-02"


def test_every_choice_has_its_words() -> None:
    for choices in (QueueView, SearchKind, AddressSource, AttachmentKind, DuplicateAnswer):
        labels = [choice.label for choice in choices]
        assert len(set(labels)) == len(labels)
        assert all(labels)


@pytest.mark.parametrize(
    ("recipient", "asker", "expected"),
    [
        (Recipient.PATIENT, Asker.SOMEONE_ELSE, True),
        (Recipient.ASKER, Asker.PATIENT, True),
        (Recipient.ASKER, Asker.REPRESENTATIVE, False),
        (Recipient.THIRD_PARTY, Asker.PATIENT, False),
    ],
)
def test_who_gets_the_copy(recipient: Recipient, asker: Asker, expected: bool) -> None:
    assert goes_to_patient(replace(DETAILS, recipient=recipient, asker=asker)) is expected


def test_the_order_of_addresses() -> None:
    plain = Patient(1, PatientDetails("M", address=HOME))
    hidden = Patient(1, PatientDetails("M", address=HOME), OTHER)
    nowhere = Patient(1, PatientDetails("M"))
    asked = replace(DETAILS, address=HOME)
    third = replace(asked, recipient=Recipient.THIRD_PARTY)
    found = [
        resolve(DETAILS, plain),
        resolve(DETAILS, hidden),
        resolve(DETAILS, nowhere),
        resolve(asked, plain),
        resolve(asked, hidden),
        resolve(third, hidden),
        resolve(
            replace(asked, address=replace(OTHER, line1="P O BOX 77".replace("P O", "po"))), hidden
        ),
    ]
    assert [(each.source.value, each.conflict) for each in found] == [
        ("chart", False),
        ("confidential", False),
        ("none", False),
        ("request", False),
        ("request", True),
        ("request", False),
        ("request", False),
    ]
    assert found[1].address == OTHER


def test_shared_records() -> None:
    images, notes = frozenset({RecordType.IMAGES}), frozenset({RecordType.VISIT_NOTES})
    everything = frozenset({RecordType.EVERYTHING})
    assert shared_records(images, notes) == ()
    assert shared_records(images, images | notes) == (RecordType.IMAGES,)
    assert shared_records(everything, notes) == (RecordType.VISIT_NOTES,)
    assert shared_records(notes, everything) == (RecordType.VISIT_NOTES,)


def test_the_same_person_asks() -> None:
    hill = Person("Dana Hill", "Hill Law", PartyKind.LAW_OFFICE, party_id=3)
    assert same_person(hill, Person(party_id=3))
    assert same_person(hill, Person("DANA  HILL"))
    assert same_person(hill, Person("Bo", "hill law"))
    assert not same_person(hill, Person("Bo", "Other"))
    assert not same_person(Person(), Person())
    someone = replace(DETAILS, asker=Asker.SOMEONE_ELSE, asker_person=hill)
    assert same_asker(DETAILS, DETAILS)
    assert same_asker(someone, someone)
    assert not same_asker(DETAILS, someone)


def test_why_requests_look_alike() -> None:
    other = replace(DETAILS, asker=Asker.SOMEONE_ELSE, wanted=frozenset({RecordType.BILLING}))
    strength, why = compare_requests(other, request(), same_patient=False)
    assert (strength, why) == (
        8,
        "Same name and date of birth; received 11/01/2026; still open.",
    )
    ended = request(status=RequestStatus.CLOSED, closed_on=date(2026, 11, 20))
    strength, why = compare_requests(DETAILS, ended, same_patient=True)
    assert strength == 7
    assert why.endswith("closed on 11/20/2026.")
    unknown = request(status=RequestStatus.WITHDRAWN)
    assert compare_requests(DETAILS, unknown, same_patient=True)[1].endswith("withdrawn.")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", ""),
        ("abc", ""),
        ("smith", ""),
        ("7f3k-", "7F3K"),
        ("ABCD-EFGH", "ABCDEFGH"),
        ("7F3K9QXA", "7F3K9QXA"),
        ("784 elm street", ""),
        ("9407 1118", "94071118"),
        ("oil4", "0114"),
    ],
)
def test_what_may_be_a_number(typed: str, number: str) -> None:
    assert typed_terms(typed, date(2026, 11, 23)).number == number


def test_words_of_an_address() -> None:
    assert address_words(HOME) == "12 Elm St, Boston MA 02116"
