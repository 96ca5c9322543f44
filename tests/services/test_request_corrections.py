"""Corrections: a counter-entry with both sides and the reason; what was wrongly done is redone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.errors import Conflict, FieldProblems, NotPermitted, Problem
from app.domain.people import PartyKind
from app.domain.requests import (
    Asker,
    Person,
    RecordType,
    Request,
    RequestKind,
    RequestStatus,
    Road,
)
from app.domain.staff import Role
from app.services.desk import Desk
from app.services.requests import RequestService
from tests.services.desk_kit import HOME, OFFICE, add_patient, desk_of, trail, trail_text, wanted
from tests.services.request_kit import gathered, identify, read

LAWYER = Person("Dana Hill", "Hill Law LLP", PartyKind.LAW_OFFICE)


def correct(requests: RequestService, request: Request, why: str = "typo", **changes: Any) -> None:
    pages = changes.pop("page_count", None)
    requests.correct(
        request_id=request.id,
        version=request.version,
        details=replace(request.details, **changes),
        why=why,
        page_count=pages,
    )


def last_line(requests: RequestService, request_id: int) -> str:
    entry = requests.get(request_id=request_id).timeline[-1]
    return f"{entry.text}\n{entry.detail}"


def test_a_correction_reckons_anew_and_says_both_sides_and_why(
    requests: RequestService, desk: Desk
) -> None:
    logged = requests.log(details=wanted(add_patient(desk))).value
    details = requests.get(request_id=logged.id).request.details
    earlier = replace(details, received_on=date(2026, 11, 10))
    with pytest.raises(FieldProblems) as caught:
        requests.correct(request_id=logged.id, version=1, details=earlier, why="  ")
    assert set(caught.value.fields) == {"why"}
    requests.correct(request_id=logged.id, version=1, details=earlier, why="stamped SECRETLY")
    after = requests.get(request_id=logged.id)
    assert after.request.due_on == date(2026, 12, 10)
    assert last_line(requests, logged.id) == (
        "Corrected\nReceived: 11/20/2026 → 11/10/2026\nWhy: stamped SECRETLY"
    )
    said = trail_text(desk)
    assert '"due_from":"2026-12-20","due_to":"2026-12-10","fields":["received_on"]' in said
    assert "SECRETLY" not in said
    with pytest.raises(Conflict):
        requests.correct(request_id=logged.id, version=1, details=details, why="x")


def test_nothing_changed_is_no_correction(requests: RequestService, desk: Desk) -> None:
    logged = requests.log(details=wanted(add_patient(desk))).value
    with pytest.raises(Problem) as caught:
        correct(requests, read(requests, logged.id))
    assert caught.value.code == "nothing-corrected"
    assert read(requests, logged.id).version == 1


def test_a_kind_without_clock_loses_its_date(requests: RequestService, desk: Desk) -> None:
    logged = requests.log(details=wanted(add_patient(desk))).value
    correct(
        requests,
        read(requests, logged.id),
        asker=Asker.SOMEONE_ELSE,
        asker_person=LAWYER,
        kind=RequestKind.AUTHORIZATION,
        address=OFFICE,
    )
    request = read(requests, logged.id)
    assert (request.due_on, request.federal_due_on) == (None, None)
    assert request.details.address_confirmed_how == ""


def test_the_identity_of_somebody_else_does_not_count(requests: RequestService, desk: Desk) -> None:
    one = gathered(requests, desk)
    correct(
        requests,
        read(requests, one),
        asker=Asker.REPRESENTATIVE,
        asker_person=Person("Joe", relation="parent"),
        kind=RequestKind.REPRESENTATIVE_ACCESS,
    )
    request = read(requests, one)
    assert request.status is RequestStatus.RECEIVED
    assert (request.identity_method, request.identity_by, request.identity_at) == (None, "", None)
    assert request.page_count == 12
    assert '"from":"gathered","papers_void":0,"to":"received"' in trail_text(desk)


def test_pages_of_another_patient_are_forgotten(requests: RequestService, desk: Desk) -> None:
    one = gathered(requests, desk)
    other = add_patient(desk, family_name="Other", chart_number="MC-2")
    correct(requests, read(requests, one), patient_id=other)
    request = read(requests, one)
    assert (request.status, request.page_count) == (RequestStatus.RECEIVED, None)
    assert request.patient_name == "Maynard Other"
    assert request.details.address_confirmed_how == ""
    assert "Patient: Maynard Mosciski → Maynard Other" in last_line(requests, one)


def test_other_records_are_gathered_again(requests: RequestService, desk: Desk) -> None:
    one = gathered(requests, desk)
    correct(requests, read(requests, one), wanted=frozenset({RecordType.BILLING}))
    assert read(requests, one).status is RequestStatus.IDENTITY_CHECKED


def test_a_wrong_count_is_corrected_and_checked_again(requests: RequestService, desk: Desk) -> None:
    one = gathered(requests, desk, road=Road.PICK_UP)
    requests.mark_ready(request_id=one, version=3)
    correct(requests, read(requests, one), page_count=21)
    request = read(requests, one)
    assert (request.status, request.page_count) == (RequestStatus.GATHERED, 21)
    assert "Pages: 12 → 21" in last_line(requests, one)
    with pytest.raises(FieldProblems) as caught:
        correct(requests, request, page_count=0)
    assert set(caught.value.fields) == {"page_count"}


def test_a_count_is_corrected_only_where_one_was_made(requests: RequestService, desk: Desk) -> None:
    logged = requests.log(details=wanted(add_patient(desk))).value
    correct(requests, read(requests, logged.id), page_count=7, wanted_note="and the letter")
    assert read(requests, logged.id).page_count is None


def test_what_left_is_not_corrected_but_remarked_upon(requests: RequestService, desk: Desk) -> None:
    one = gathered(requests, desk, road=Road.PICK_UP)
    requests.mark_ready(request_id=one, version=3)
    requests.mark_sent(request_id=one, version=4)
    with pytest.raises(Problem) as caught:
        correct(requests, read(requests, one), received_on=date(2026, 11, 1))
    assert caught.value.code == "request-not-on-desk"
    with pytest.raises(FieldProblems) as wrong:
        requests.note_mistake(request_id=one, version=5, wrong=" ", right="21", why="")
    assert set(wrong.value.fields) == {"wrong", "why"}
    requests.note_mistake(
        request_id=one, version=5, wrong="12 pages", right="21 pages", why="miscounted SECRETLY"
    )
    request = read(requests, one)
    assert (request.status, request.page_count, request.version) == (RequestStatus.SENT, 12, 6)
    assert last_line(requests, one) == (
        "Mistake noted\nWrong: 12 pages\nRight: 21 pages\nWhy: miscounted SECRETLY"
    )
    assert "request.mistake_noted" in trail(desk)
    assert "SECRETLY" not in trail_text(desk)


def test_a_reader_corrects_nothing(requests: RequestService, desk: Desk) -> None:
    one = gathered(requests, desk)
    reader = RequestService(desk_of(desk.store, Role.READ_ONLY, "rita"))
    with pytest.raises(NotPermitted):
        correct(reader, read(requests, one), road=Road.PICK_UP)
    with pytest.raises(NotPermitted):
        reader.note_mistake(request_id=one, version=3, wrong="a", right="b", why="c")


def test_the_home_address_follows_the_patient(requests: RequestService, desk: Desk) -> None:
    one = requests.log(details=wanted(add_patient(desk))).value.id
    identify(requests, one)
    assert read(requests, one).details.address == HOME
    other = add_patient(desk, family_name="Other", chart_number="MC-2", address=OFFICE)
    request = read(requests, one)
    correct(requests, request, patient_id=other, address=type(HOME)())
    assert read(requests, one).details.address == OFFICE
