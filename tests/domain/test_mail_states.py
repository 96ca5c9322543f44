"""The table of lawful mail moves, next steps, and what carriers sell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import Address
from app.domain.errors import FieldProblems, Problem
from app.domain.mail import (
    AcceptanceProof,
    ExtraService,
    MailPiece,
    MailService,
    MailStatus,
)
from app.domain.mail_states import (
    MOVES,
    STAGE_OF,
    MailMove,
    MailStage,
    card_inquiry_ends,
    check_dates,
    check_services,
    lawful_moves,
    needs_you,
    next_step,
    require_move,
    stage_of,
    state_words,
)

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CERTIFIED = frozenset({ExtraService.CERTIFIED})
CARD = CERTIFIED | {ExtraService.RETURN_RECEIPT}
ELECTRONIC = CERTIFIED | {ExtraService.RETURN_RECEIPT_ELECTRONIC}
PLAIN = MailPiece(
    id=1,
    request_id=1,
    request_number="7F3K-9QXA",
    patient_id=1,
    service=MailService.FIRST_CLASS,
    extras=frozenset(),
    status=MailStatus.READY,
    recipient_name="Dana Mosciski",
    recipient_address=Address(),
    created_at=NOW,
    created_by="Ann",
)


def piece(status: MailStatus, extras: frozenset[ExtraService] = CARD, **more: object) -> MailPiece:
    return replace(PLAIN, status=status, extras=extras, **more)  # type: ignore[arg-type]


def test_every_status_stands_in_the_table_with_a_stage() -> None:
    assert set(MOVES) == set(MailStatus)
    assert set(STAGE_OF) == set(MailStatus)
    assert {move for moves in MOVES.values() for move in moves} == set(MailMove)
    assert all(move.label for move in MailMove)
    assert stage_of(MailStatus.PRINTED) is MailStage.READY


@given(st.sampled_from(MailStatus), st.lists(st.sampled_from(MailMove), max_size=12))
def test_no_row_of_moves_leaves_the_table(start: MailStatus, moves: list[MailMove]) -> None:
    one = piece(start)
    for move in moves:
        if move in MOVES[one.status]:
            require_move(one, move)
            one = replace(one, status=move.leads_to)
        else:
            with pytest.raises(Problem, match="mail-move"):
                require_move(one, move)


def test_ends_are_ends() -> None:
    for status in (MailStatus.RECEIPT_RECEIVED, MailStatus.RETURNED, MailStatus.CANCELLED):
        assert MOVES[status] == ()


def test_a_receipt_is_offered_only_where_one_was_paid_for() -> None:
    assert lawful_moves(piece(MailStatus.DELIVERED)) == (MailMove.FILE_RECEIPT,)
    assert lawful_moves(piece(MailStatus.DELIVERED, CERTIFIED)) == ()
    assert MailMove.DELIVER in lawful_moves(piece(MailStatus.LOST))


@pytest.mark.parametrize(
    ("one", "short", "move"),
    [
        (piece(MailStatus.READY), "Print, then scan the number", MailMove.PRINT),
        (piece(MailStatus.READY, article_number="1"), "Print", MailMove.PRINT),
        (piece(MailStatus.READY, frozenset()), "Print", MailMove.PRINT),
        (piece(MailStatus.PRINTED), "Scan the number", None),
        (
            piece(MailStatus.PRINTED, article_number="1"),
            "Log the acceptance",
            MailMove.ACCEPT,
        ),
        (piece(MailStatus.ACCEPTED), "Scan the number", None),
        (piece(MailStatus.ACCEPTED, settled=True), "Log the delivery", MailMove.DELIVER),
        (piece(MailStatus.ACCEPTED, frozenset()), "Log the delivery", MailMove.DELIVER),
        (piece(MailStatus.DELIVERED, CERTIFIED), "", None),
        (piece(MailStatus.DELIVERED, settled=True), "", None),
        (
            piece(MailStatus.DELIVERED, ELECTRONIC, accepted_on=TODAY),
            "Log the receipt",
            MailMove.FILE_RECEIPT,
        ),
        (piece(MailStatus.DELIVERED), "Log the receipt", MailMove.FILE_RECEIPT),
        (piece(MailStatus.NOTICE_LEFT), "Tell the recipient", MailMove.DELIVER),
        (piece(MailStatus.REFUSED), "Ask the recipient", MailMove.RETURN),
        (piece(MailStatus.UNCLAIMED), "Confirm the address", MailMove.RETURN),
        (piece(MailStatus.UNDELIVERABLE), "Confirm the address", MailMove.RETURN),
        (piece(MailStatus.RETURNED), "Confirm the address", None),
        (piece(MailStatus.LOST), "Tell the privacy officer", None),
        (piece(MailStatus.RECEIPT_RECEIVED), "", None),
        (piece(MailStatus.CANCELLED), "", None),
    ],
)
def test_one_next_step_for_each_state(one: MailPiece, short: str, move: MailMove | None) -> None:
    step = next_step(one, TODAY)
    assert (step.short, step.move) == (short, move)
    assert bool(step.text) is bool(step.short)
    assert move is None or move in MOVES[one.status]


@pytest.mark.parametrize(
    ("days", "short"),
    [
        (60, "30 days left to ask"),
        (89, "1 day left to ask"),
        (90, "0 days left to ask"),
        (91, "No card, too late to ask"),
    ],
)
def test_the_ninety_days_of_the_green_card(days: int, short: str) -> None:
    one = piece(MailStatus.DELIVERED, accepted_on=TODAY - timedelta(days=days))
    assert next_step(one, TODAY).short == short


def test_only_a_mailed_green_card_has_an_inquiry_date() -> None:
    assert card_inquiry_ends(piece(MailStatus.READY)) is None
    assert card_inquiry_ends(piece(MailStatus.ACCEPTED, ELECTRONIC, accepted_on=TODAY)) is None
    assert card_inquiry_ends(piece(MailStatus.ACCEPTED, accepted_on=TODAY)) == date(2027, 2, 21)


def test_who_has_to_do_something() -> None:
    assert needs_you(piece(MailStatus.ACCEPTED))
    assert not needs_you(piece(MailStatus.ACCEPTED, article_number="1"))
    assert not needs_you(piece(MailStatus.ACCEPTED, frozenset()))
    assert needs_you(piece(MailStatus.DELIVERED))
    assert not needs_you(piece(MailStatus.DELIVERED, CERTIFIED))
    assert not needs_you(piece(MailStatus.READY))
    assert needs_you(piece(MailStatus.LOST))
    assert not needs_you(piece(MailStatus.LOST, settled=True))


def test_the_state_in_words() -> None:
    assert state_words(piece(MailStatus.DELIVERED)) == "No card yet"
    assert state_words(piece(MailStatus.DELIVERED, ELECTRONIC)) == "No receipt yet"
    assert state_words(piece(MailStatus.DELIVERED, settled=True)) == "Delivered"
    assert state_words(piece(MailStatus.DELIVERED, CERTIFIED)) == "Delivered"
    assert state_words(piece(MailStatus.REFUSED)) == "Refused"


@pytest.mark.parametrize(
    ("service", "extras"),
    [
        (MailService.FIRST_CLASS, frozenset()),
        (MailService.FIRST_CLASS, CARD),
        (MailService.PRIORITY, ELECTRONIC),
        (MailService.FIRST_CLASS, frozenset({ExtraService.CERTIFICATE_OF_MAILING})),
        (MailService.FIRST_CLASS, CARD | {ExtraService.RESTRICTED_DELIVERY}),
        (MailService.PRIORITY_EXPRESS, frozenset({ExtraService.RETURN_RECEIPT})),
        (MailService.GROUND_ADVANTAGE, frozenset({ExtraService.SIGNATURE_CONFIRMATION})),
        (
            MailService.FIRST_CLASS,
            frozenset({ExtraService.REGISTERED, ExtraService.RETURN_RECEIPT}),
        ),
        (MailService.UPS, frozenset()),
    ],
)
def test_what_carriers_sell_passes(service: MailService, extras: frozenset[ExtraService]) -> None:
    check_services(service, extras)


@given(st.sampled_from(MailService), st.frozensets(st.sampled_from(ExtraService), max_size=4))
def test_certified_goes_with_two_services_alone(
    service: MailService, extras: frozenset[ExtraService]
) -> None:
    letters = {MailService.FIRST_CLASS, MailService.PRIORITY}
    others = {MailService.UPS, MailService.FEDEX, MailService.COURIER}
    certified = ExtraService.CERTIFIED in extras and service not in letters
    if certified or (extras and service in others):
        with pytest.raises(FieldProblems) as wrong:
            check_services(service, extras)
        assert set(wrong.value.fields) == {"extras"}


def test_days_that_can_be_true() -> None:
    one = piece(MailStatus.ACCEPTED, accepted_on=date(2026, 11, 20))
    check_dates(one, date(2026, 11, 20), TODAY)
    check_dates(piece(MailStatus.READY), date(2026, 1, 1), TODAY)
    for day in (date(2026, 11, 19), TODAY + timedelta(days=1)):
        with pytest.raises(FieldProblems) as wrong:
            check_dates(one, day, TODAY, field="day")
        assert set(wrong.value.fields) == {"day"}


def test_what_a_piece_says_of_itself() -> None:
    assert piece(MailStatus.READY, CERTIFIED).wants_number
    assert not piece(MailStatus.READY, frozenset()).wants_number
    assert replace(PLAIN, service=MailService.UPS).wants_number
    assert piece(MailStatus.READY).wants_card
    assert piece(MailStatus.READY, article_check="failed").article_overridden
    assert not piece(MailStatus.READY, article_check="ok").article_overridden
    labels = [proof.label for proof in AcceptanceProof]
    assert len(set(labels)) == len(labels) == 4
    assert "Dana" not in repr(PLAIN)
