"""The steps of a request: lawful ones only, each with its line, its event and its version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.domain.errors import Conflict, FieldProblems, NotPermitted, Problem
from app.domain.mail import MailStatus
from app.domain.people import PartyKind
from app.domain.queue import QueueView, RequestQuery
from app.domain.request_states import Move
from app.domain.request_steps import NextAction
from app.domain.requests import (
    Asker,
    IdentityMethod,
    Person,
    RequestKind,
    RequestStatus,
    Road,
)
from app.domain.staff import Role
from app.services.changes import Area
from app.services.desk import Desk
from app.services.requests import RequestService
from tests.services.desk_kit import (
    HOME,
    OFFICE,
    SHELTER,
    add_patient,
    desk_of,
    trail,
    trail_text,
    wanted,
)
from tests.services.request_kit import identify, log, status, version


def test_a_picked_up_copy_goes_all_the_way(requests: RequestService, desk: Desk) -> None:
    one = log(requests, desk, road=Road.PICK_UP, address_confirmed_how="")
    assert identify(requests, one) == 2
    outcome = requests.mark_gathered(request_id=one, version=2, page_count=14)
    assert outcome.changes == {Area.REQUESTS}
    requests.mark_ready(request_id=one, version=3)
    requests.mark_sent(request_id=one, version=4, on=date(2026, 11, 22))
    with pytest.raises(Problem) as caught:
        requests.close(request_id=one, version=5)
    assert caught.value.code == "move-incomplete"
    requests.close(request_id=one, version=5, proof="signed for SECRETLY")
    view = requests.get(request_id=one)
    assert view.request.status is RequestStatus.CLOSED
    assert view.request.closed_on == date(2026, 11, 23)
    assert (view.request.identity_by, view.request.page_count) == ("Ann", 14)
    assert view.moves == ()
    assert view.next_step.action is NextAction.NOTHING
    assert [entry.text for entry in view.timeline] == [
        "Request received by mail",
        "Identity verified: Photo ID seen",
        "Records gathered: 14 pages",
        "Checked and ready to send",
        "Sent on 11/22/2026",
        "Closed",
    ]
    assert {entry.by for entry in view.timeline} == {"Ann"}
    assert [each for each in trail(desk) if each.startswith("request.")] == [
        "request.logged",
        "request.identity_checked",
        "request.gathered",
        "request.ready",
        "request.sent",
        "request.closed",
        "request.viewed",
    ]
    assert '"from":"sent"' in trail_text(desk)
    assert "SECRETLY" not in trail_text(desk)
    assert [row.id for row in requests.page(query=RequestQuery(view=QueueView.CLOSED)).rows] == [
        one
    ]


def test_a_mailed_copy_needs_papers_and_a_logged_piece(
    requests: RequestService, desk: Desk
) -> None:
    one = log(requests, desk, address_confirmed_how="")
    identify(requests, one)
    requests.mark_gathered(request_id=one, version=2, page_count=1)
    assert requests.get(request_id=one).next_step.action is NextAction.CONFIRM_ADDRESS
    with pytest.raises(Problem) as caught:
        requests.mark_ready(request_id=one, version=3)
    assert caught.value.happened == "Confirm the address with the recipient."
    requests.confirm_address(request_id=one, version=3, how="by phone")
    now = desk.clock.now()
    with desk.writing() as unit:
        unit.requests.change(one, 4, letter_made_at=now, outside_made_at=now)
    requests.mark_ready(request_id=one, version=5)
    with pytest.raises(Problem) as caught:
        requests.mark_sent(request_id=one, version=6)
    assert caught.value.happened == "Log the mail piece."
    with desk.writing() as unit:
        unit.requests.change(one, 6, mail_status=MailStatus.ACCEPTED.value, article_logged=True)
    assert requests.mark_sent(request_id=one, version=7).value == 8
    with pytest.raises(Problem):
        requests.send_again(request_id=one, version=8)
    with desk.writing() as unit:
        unit.requests.change(one, 8, mail_status=MailStatus.UNCLAIMED.value)
    assert requests.get(request_id=one).next_step.action is NextAction.SEND_AGAIN
    with pytest.raises(Problem) as caught:
        requests.close(request_id=one, version=9)
    assert "came back" in caught.value.happened
    requests.send_again(request_id=one, version=9, note="moved")
    assert status(requests, one) is RequestStatus.READY


def test_a_new_address_voids_the_papers(requests: RequestService, desk: Desk) -> None:
    one = log(requests, desk)
    identify(requests, one)
    requests.mark_gathered(request_id=one, version=2, page_count=1)
    now = desk.clock.now()
    with desk.writing() as unit:
        unit.requests.change(one, 3, letter_made_at=now, outside_made_at=now)
    requests.mark_ready(request_id=one, version=4)
    new = replace(HOME, line1="77 New St")
    requests.confirm_address(request_id=one, version=5, how="letter", address=new)
    view = requests.get(request_id=one)
    assert view.request.status is RequestStatus.GATHERED
    assert view.request.details.address == new
    assert view.next_step.action is NextAction.PRINT_PAPERS
    assert '"papers_void":1' in trail_text(desk)
    with desk.writing() as unit:
        unit.requests.change(one, 6, mail_status=MailStatus.PRINTED.value)
    with pytest.raises(Problem) as caught:
        requests.confirm_address(request_id=one, version=7, how="x", address=HOME)
    assert caught.value.code == "mail-piece-live"
    requests.confirm_address(request_id=one, version=7, how="asked again")


def test_the_confidential_address_is_asked_about_when_confirming(
    requests: RequestService, desk: Desk
) -> None:
    patient_id = add_patient(desk, SHELTER)
    one = requests.log(details=wanted(patient_id)).value.id
    with pytest.raises(FieldProblems) as caught:
        requests.confirm_address(request_id=one, version=1, how="guess", address=HOME)
    assert set(caught.value.fields) == {"address"}
    with pytest.raises(FieldProblems):
        requests.confirm_address(request_id=one, version=1, how=" ")
    requests.confirm_address(
        request_id=one, version=1, how="patient, by phone", address=HOME, conflict_confirmed=True
    )
    requests.confirm_address(request_id=one, version=2, how="patient, again")
    assert requests.get(request_id=one).request.details.address == HOME


def test_a_representative_proves_authority(requests: RequestService, desk: Desk) -> None:
    one = log(
        requests,
        desk,
        asker=Asker.REPRESENTATIVE,
        asker_person=Person("Pia Parent", kind=PartyKind.REPRESENTATIVE),
        kind=RequestKind.REPRESENTATIVE_ACCESS,
        address=OFFICE,
    )
    with pytest.raises(FieldProblems) as caught:
        identify(requests, one)
    assert set(caught.value.fields) == {"authority_proof"}
    identify(requests, one, authority_proof="health care proxy of 2024")
    request = requests.get(request_id=one).request
    assert request.authority_proof == "health care proxy of 2024"
    assert request.identity_method is IdentityMethod.PHOTO_ID
    assert "proxy" not in trail_text(desk)


@pytest.mark.parametrize("pages", [0, -1, 100_001, None])
def test_pages_are_counted(requests: RequestService, desk: Desk, pages: int | None) -> None:
    one = log(requests, desk)
    identify(requests, one)
    with pytest.raises(FieldProblems) as caught:
        requests.mark_gathered(request_id=one, version=2, page_count=pages)
    assert set(caught.value.fields) == {"page_count"}


def test_a_part_says_what_is_left_out(requests: RequestService, desk: Desk) -> None:
    one = log(requests, desk)
    identify(requests, one)
    with pytest.raises(FieldProblems):
        requests.mark_gathered(request_id=one, version=2, page_count=3, whole=False)
    requests.mark_gathered(
        request_id=one, version=2, page_count=3, whole=False, note="images are at the hospital"
    )
    view = requests.get(request_id=one)
    assert not view.request.whole
    assert view.timeline[-1].text.endswith("3 pages (part of what was asked for)")


def test_an_inspection_needs_no_pages(requests: RequestService, desk: Desk) -> None:
    one = log(requests, desk, road=Road.INSPECTION)
    identify(requests, one)
    requests.mark_gathered(request_id=one, version=2, page_count=None)
    assert status(requests, one) is RequestStatus.GATHERED


def test_moves_out_of_turn_are_refused(requests: RequestService, desk: Desk) -> None:
    one = log(requests, desk)
    verbs: list[Callable[[], object]] = [
        lambda: requests.mark_gathered(request_id=one, version=1, page_count=1),
        lambda: requests.mark_ready(request_id=one, version=1),
        lambda: requests.mark_sent(request_id=one, version=1),
        lambda: requests.send_again(request_id=one, version=1),
        lambda: requests.close(request_id=one, version=1, proof="p"),
    ]
    for verb in verbs:
        with pytest.raises(Problem) as caught:
            verb()
        assert caught.value.code == "move-not-lawful"
    assert version(requests, one) == 1
    assert len(requests.get(request_id=one).timeline) == 1


def test_ends_need_a_reason(requests: RequestService, desk: Desk) -> None:
    one = log(requests, desk)
    with pytest.raises(FieldProblems):
        requests.withdraw(request_id=one, version=1, reason=" ")
    with pytest.raises(FieldProblems):
        requests.no_records(request_id=one, version=1, reason="x" * 5000)
    requests.no_records(request_id=one, version=1, reason="never a patient", elsewhere="St. Mary")
    request = requests.get(request_id=one).request
    assert request.close_reason == "never a patient\nKept at: St. Mary"
    assert not request.is_open
    two = log(requests, desk)
    requests.withdraw(request_id=two, version=1, reason="called back")
    assert status(requests, two) is RequestStatus.WITHDRAWN
    assert requests.counts().open == 0


def test_a_day_of_sending_in_the_future_is_refused(requests: RequestService, desk: Desk) -> None:
    one = log(requests, desk, road=Road.PICK_UP)
    with pytest.raises(FieldProblems) as caught:
        requests.mark_sent(request_id=one, version=1, on=date(2026, 11, 24))
    assert set(caught.value.fields) == {"on"}


def test_a_clerk_prepares_and_an_officer_lets_go(requests: RequestService, desk: Desk) -> None:
    """security.md section 10: approving or denying a release is not the clerk's."""
    clerk = RequestService(desk_of(desk.store, Role.CLERK, "bob"))
    one = log(clerk, desk, road=Road.PICK_UP)
    identify(clerk, one)
    clerk.mark_gathered(request_id=one, version=2, page_count=4)
    with pytest.raises(NotPermitted):
        clerk.mark_ready(request_id=one, version=3)
    with pytest.raises(NotPermitted):
        clerk.no_records(request_id=one, version=3, reason="looked everywhere")
    requests.mark_ready(request_id=one, version=3)
    clerk.mark_sent(request_id=one, version=4)
    assert status(requests, one) is RequestStatus.SENT


def test_f15_the_second_of_two_people_gets_a_conflict(requests: RequestService, desk: Desk) -> None:
    one = log(requests, desk)
    other = RequestService(desk_of(desk.store, Role.CLERK, "bob"))
    other.record_identity(request_id=one, version=1, method=IdentityMethod.KNOWN_TO_STAFF)
    verbs: list[Callable[[], object]] = [
        lambda: identify(requests, one),
        lambda: requests.withdraw(request_id=one, version=1, reason="x"),
        lambda: requests.confirm_address(request_id=one, version=1, how="x"),
        lambda: requests.correct(request_id=one, version=1, details=wanted(1), why="x"),
    ]
    for verb in verbs:
        with pytest.raises(Conflict):
            verb()
    view = requests.get(request_id=one)
    assert view.request.identity_method is IdentityMethod.KNOWN_TO_STAFF
    assert view.request.identity_by == "Bob"
    assert (view.request.version, len(view.timeline)) == (2, 2)
    assert view.moves[0] is Move.GATHER


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM", "＝1", "<b>x</b>", 'a&b;"c"'])
def test_f21_typed_text_stays_literal(requests: RequestService, desk: Desk, text: str) -> None:
    one = log(
        requests,
        desk,
        wanted_note=text,
        asker=Asker.SOMEONE_ELSE,
        asker_person=Person(text),
        kind=RequestKind.AUTHORIZATION,
        address=replace(HOME, attention=text),
    )
    requests.withdraw(request_id=one, version=1, reason=text)
    request = requests.get(request_id=one).request
    assert request.details.wanted_note == text
    assert request.details.asker_person.name == text
    assert request.details.address.attention == text
    assert request.close_reason == text
