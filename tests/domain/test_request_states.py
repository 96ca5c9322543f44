"""The states of a request: only lawful moves, and one next step at every moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem
from app.domain.mail import MailStatus
from app.domain.people import PartyKind
from app.domain.request_states import (
    MOVES,
    Move,
    RequestFacts,
    check_move,
    facts_of,
    lawful_moves,
)
from app.domain.request_steps import NextAction, missing_next
from app.domain.requests import (
    OPEN_STATUSES,
    Asker,
    Channel,
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

S = RequestStatus
DUE = date(2026, 11, 27)
START = RequestFacts(RequestKind.ACCESS, Road.CERTIFIED_MAIL, DUE)
DONE = replace(
    START,
    identity_checked=True,
    address_confirmed=True,
    page_count=12,
    letter_made=True,
    outside_made=True,
    mail_status=MailStatus.DELIVERED,
    article_number=True,
)
ANY_FACTS = st.builds(
    RequestFacts,
    kind=st.sampled_from(RequestKind),
    road=st.sampled_from(Road),
    due_on=st.none() | st.just(DUE),
    authority_needed=st.booleans(),
    identity_checked=st.booleans(),
    authority_recorded=st.booleans(),
    address_confirmed=st.booleans(),
    page_count=st.none() | st.integers(-1, 3),
    letter_made=st.booleans(),
    outside_made=st.booleans(),
    mail_status=st.none() | st.sampled_from(MailStatus),
    article_number=st.booleans(),
    other_proof=st.booleans(),
    reason=st.sampled_from(["", " ", "Patient called"]),
)


def test_one_certified_letter_from_receipt_to_close() -> None:
    """Each step's sentence, and the fact that answers it, up to the closed request."""
    status, facts = S.RECEIVED, START
    walked: list[tuple[NextAction, Move | None]] = []
    answers: list[dict[str, Any]] = [
        {"identity_checked": True},
        {"page_count": 12},
        {"address_confirmed": True},
        {"letter_made": True},
        {"outside_made": True},
        {},
        {"mail_status": MailStatus.PRINTED},
        {"article_number": True},
        {},
        {"mail_status": MailStatus.ACCEPTED},
        {"mail_status": MailStatus.DELIVERED},
        {},
    ]
    for answer in answers:
        step = missing_next(status, facts)
        assert step.short
        assert step.sentence.endswith(".")
        assert step.button
        assert step.by == (None if status is S.SENT else DUE)
        walked.append((step.action, step.move))
        facts = replace(facts, **answer)
        if step.move:
            status = check_move(step.move, status, facts)
    assert status is S.CLOSED
    assert walked == [
        (NextAction.RECORD_IDENTITY, Move.CHECK_IDENTITY),
        (NextAction.RECORD_PAGES, Move.GATHER),
        (NextAction.CONFIRM_ADDRESS, None),
        (NextAction.PRINT_PAPERS, None),
        (NextAction.PRINT_PAPERS, None),
        (NextAction.MARK_READY, Move.MAKE_READY),
        (NextAction.LOG_MAIL, None),
        (NextAction.ENTER_ARTICLE_NUMBER, None),
        (NextAction.MARK_SENT, Move.SEND),
        (NextAction.RECORD_ACCEPTANCE, None),
        (NextAction.RECORD_DELIVERY, None),
        (NextAction.CLOSE, Move.CLOSE),
    ]


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        (S.RECEIVED, {Move.CHECK_IDENTITY, Move.WITHDRAW, Move.NO_RECORDS}),
        (S.IDENTITY_CHECKED, {Move.GATHER, Move.WITHDRAW, Move.NO_RECORDS}),
        (S.GATHERED, {Move.MAKE_READY, Move.WITHDRAW, Move.NO_RECORDS}),
        (S.READY, {Move.SEND, Move.WITHDRAW, Move.NO_RECORDS}),
        (S.SENT, {Move.CLOSE}),
        (S.CLOSED, set()),
        (S.WITHDRAWN, set()),
        (S.NO_RECORDS, set()),
    ],
)
def test_moves_with_everything_on_file(status: RequestStatus, moves: set[Move]) -> None:
    assert set(lawful_moves(status, DONE)) == moves


def test_every_status_but_the_first_is_reached_by_a_move() -> None:
    assert {rule.target for rule in MOVES.values()} == set(S) - {S.RECEIVED}
    for rule in MOVES.values():
        assert rule.sources <= OPEN_STATUSES


@given(st.sampled_from(RequestStatus), ANY_FACTS)
def test_offered_moves_are_the_ones_that_pass(status: RequestStatus, facts: RequestFacts) -> None:
    offered = lawful_moves(status, facts)
    for move in Move:
        try:
            target = check_move(move, status, facts)
        except Problem as problem:
            code = problem.code
            assert code in {"move-not-lawful", "move-incomplete"}
            if code == "move-not-lawful":
                assert move not in offered
        else:
            assert move in offered
            assert target is MOVES[move].target


@given(st.sampled_from(RequestStatus), ANY_FACTS)
def test_there_is_always_one_next_step(status: RequestStatus, facts: RequestFacts) -> None:
    step = missing_next(status, facts)
    if status in OPEN_STATUSES:
        assert step.short
        assert step.button
        assert len(step.short) <= 24
        assert step.move is None or status in MOVES[step.move].sources
    else:
        assert step.action is NextAction.NOTHING
        assert (step.short, step.button, step.move) == ("", "", None)


@given(ANY_FACTS)
def test_a_closed_request_has_proof_or_a_reason(facts: RequestFacts) -> None:
    closable = facts.arrived or bool(facts.reason.strip())
    if closable:
        assert check_move(Move.CLOSE, S.SENT, replace(facts, reason="Known to have arrived"))
    if not facts.reason.strip() and (not facts.arrived or facts.came_back):
        with pytest.raises(Problem, match="move-incomplete"):
            check_move(Move.CLOSE, S.SENT, facts)


@pytest.mark.parametrize(
    ("move", "status", "changes", "words"),
    [
        (Move.CHECK_IDENTITY, S.RECEIVED, {"identity_checked": False}, "identity"),
        (
            Move.CHECK_IDENTITY,
            S.RECEIVED,
            {"authority_needed": True, "authority_recorded": False},
            "representative",
        ),
        (Move.GATHER, S.IDENTITY_CHECKED, {"page_count": None}, "Count"),
        (Move.GATHER, S.IDENTITY_CHECKED, {"page_count": 0}, "Count"),
        (Move.GATHER, S.IDENTITY_CHECKED, {"identity_checked": False}, "identity"),
        (Move.MAKE_READY, S.GATHERED, {"address_confirmed": False}, "address"),
        (Move.MAKE_READY, S.GATHERED, {"letter_made": False}, "cover letter"),
        (Move.MAKE_READY, S.GATHERED, {"outside_made": False}, "envelope"),
        (Move.SEND, S.READY, {"mail_status": None}, "mail piece"),
        (Move.SEND, S.READY, {"mail_status": MailStatus.CANCELLED}, "mail piece"),
        (Move.SEND, S.READY, {"mail_status": MailStatus.RETURNED}, "mail piece"),
        (Move.SEND, S.READY, {"article_number": False}, "article number"),
        (Move.CLOSE, S.SENT, {"mail_status": MailStatus.ACCEPTED}, "proof"),
        (Move.CLOSE, S.SENT, {"mail_status": MailStatus.UNCLAIMED}, "came back"),
        (Move.WITHDRAW, S.READY, {}, "reason"),
        (Move.NO_RECORDS, S.RECEIVED, {"reason": "  "}, "reason"),
        (Move.SEND_AGAIN, S.SENT, {}, "came back"),
    ],
)
def test_what_is_missing_is_said(
    move: Move, status: RequestStatus, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(Problem, match="move-incomplete") as caught:
        check_move(move, status, replace(DONE, **changes))
    assert words in caught.value.happened


@pytest.mark.parametrize("status", [S.CLOSED, S.WITHDRAWN, S.NO_RECORDS, S.SENT])
def test_nothing_is_withdrawn_or_reopened_afterwards(status: RequestStatus) -> None:
    facts = replace(DONE, reason="x")
    for move in (Move.WITHDRAW, Move.NO_RECORDS, Move.CHECK_IDENTITY, Move.SEND):
        with pytest.raises(Problem, match="move-not-lawful") as caught:
            check_move(move, status, facts)
        assert status.label in caught.value.happened


def test_returned_mail_is_sent_again() -> None:
    back = replace(DONE, mail_status=MailStatus.UNCLAIMED)
    step = missing_next(S.SENT, back)
    assert (step.action, step.move) == (NextAction.SEND_AGAIN, Move.SEND_AGAIN)
    assert Move.SEND_AGAIN in lawful_moves(S.SENT, back)
    assert check_move(Move.SEND_AGAIN, S.SENT, back) is S.READY
    assert missing_next(S.READY, back).action is NextAction.LOG_MAIL
    again = replace(back, mail_status=MailStatus.PRINTED)
    assert check_move(Move.SEND, S.READY, again) is S.SENT
    assert check_move(Move.CLOSE, S.SENT, replace(back, reason="Patient picked it up")) is S.CLOSED


@pytest.mark.parametrize("road", [Road.PICK_UP, Road.PORTAL, Road.FAX, Road.INSPECTION])
def test_roads_without_an_envelope(road: Road) -> None:
    facts = RequestFacts(
        RequestKind.ACCESS, road, DUE, identity_checked=True, address_confirmed=True, page_count=3
    )
    assert check_move(Move.MAKE_READY, S.GATHERED, facts) is S.READY
    assert missing_next(S.GATHERED, facts).action is NextAction.MARK_READY
    assert check_move(Move.SEND, S.READY, facts) is S.SENT
    assert road.label in missing_next(S.READY, facts).sentence
    assert missing_next(S.SENT, facts).action is NextAction.CLOSE
    assert check_move(Move.CLOSE, S.SENT, replace(facts, other_proof=True)) is S.CLOSED


@pytest.mark.parametrize(
    ("road", "words"), [(Road.FAX, "fax number"), (Road.ENCRYPTED_EMAIL, "e-mail address")]
)
def test_fax_numbers_and_e_mail_addresses_are_read_back_first(road: Road, words: str) -> None:
    facts = RequestFacts(RequestKind.ACCESS, road, DUE, identity_checked=True, page_count=3)
    step = missing_next(S.GATHERED, facts)
    assert step.action is NextAction.CONFIRM_ADDRESS
    assert words in step.sentence
    with pytest.raises(Problem, match="move-incomplete"):
        check_move(Move.MAKE_READY, S.GATHERED, facts)


def test_a_single_page_is_enough() -> None:
    facts = RequestFacts(RequestKind.ACCESS, Road.MAIL, identity_checked=True, page_count=1)
    assert check_move(Move.GATHER, S.IDENTITY_CHECKED, facts) is S.GATHERED


def test_inspection_needs_no_page_count() -> None:
    facts = RequestFacts(RequestKind.ACCESS, Road.INSPECTION, identity_checked=True)
    assert check_move(Move.GATHER, S.IDENTITY_CHECKED, facts) is S.GATHERED
    assert "inspection" in missing_next(S.IDENTITY_CHECKED, facts).sentence


def test_ordinary_mail_needs_no_article_number_and_closes_with_a_reason() -> None:
    facts = replace(DONE, road=Road.MAIL, article_number=False, mail_status=MailStatus.ACCEPTED)
    assert check_move(Move.SEND, S.READY, facts) is S.SENT
    step = missing_next(S.SENT, facts)
    assert (step.action, step.move) == (NextAction.CLOSE, Move.CLOSE)
    assert "how it is known" in step.sentence


@pytest.mark.parametrize(
    ("changes", "short", "words"),
    [
        ({}, "Verify identity", "who is asking."),
        ({"authority_needed": True}, "Verify identity", "decide for the patient"),
        (
            {"authority_needed": True, "identity_checked": True},
            "Proof of authority",
            "decide for the patient",
        ),
        ({"kind": RequestKind.AUTHORIZATION}, "Verify identity", "authorization is complete"),
        ({"kind": RequestKind.SUBPOENA}, "Verify identity", "court paper"),
    ],
)
def test_first_step_names_what_to_verify(changes: dict[str, Any], short: str, words: str) -> None:
    step = missing_next(S.RECEIVED, replace(START, **changes))
    assert step.short == short
    assert words in step.sentence


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ({"letter_made": False, "outside_made": False}, "Print the papers"),
        ({"letter_made": False}, "Print the letter"),
        ({"outside_made": False}, "Print the envelope"),
    ],
)
def test_the_paper_that_is_missing_is_named(changes: dict[str, Any], short: str) -> None:
    assert missing_next(S.GATHERED, replace(DONE, **changes)).short == short


def stored(**changes: Any) -> Request:
    details = RequestDetails(
        patient_id=1,
        asker=Asker.REPRESENTATIVE,
        recipient=Recipient.ASKER,
        kind=RequestKind.REPRESENTATIVE_ACCESS,
        received_on=date(2026, 10, 28),
        channel=Channel.MAIL,
        wanted=frozenset({RecordType.EVERYTHING}),
        road=Road.MAIL,
        asker_person=Person(kind=PartyKind.REPRESENTATIVE),
        address_confirmed_how=changes.pop("address_confirmed_how", ""),
    )
    return Request(
        id=1,
        number="7F3K-9QXA",
        details=details,
        status=S.RECEIVED,
        logged_at=datetime(2026, 10, 28, tzinfo=UTC),
        logged_by="Ruiz",
        due_on=DUE,
        federal_due_on=DUE,
        state_due_on=None,
        internal_target_on=DUE,
        governing="federal",
        citation="45 CFR 164.524(b)(2)",
        patient_name="Maynard Mosciski",
        patient_born=None,
        **changes,
    )


def test_facts_of_a_stored_request() -> None:
    none = facts_of(
        stored(), letter_made=False, outside_made=False, mail_status=None, article_number=False
    )
    assert none == RequestFacts(
        RequestKind.REPRESENTATIVE_ACCESS, Road.MAIL, DUE, authority_needed=True
    )
    assert not (none.mail_logged)
    assert not (none.accepted)
    assert not (none.arrived)
    assert not (none.came_back)
    full = facts_of(
        stored(
            address_confirmed_how="Phone",
            identity_method=IdentityMethod.PHOTO_ID,
            authority_proof="Birth certificate",
            page_count=4,
            close_reason="x",
        ),
        letter_made=True,
        outside_made=True,
        mail_status=MailStatus.NOTICE_LEFT,
        article_number=True,
        other_proof=True,
    )
    assert full.identity_checked
    assert full.authority_recorded
    assert full.address_confirmed
    assert (full.page_count, full.reason) == (4, "x")
    assert full.mail_logged
    assert full.accepted
    assert full.arrived


def test_moves_have_labels() -> None:
    assert len({move.label for move in Move}) == len(Move)
