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
    check_dates,
    check_services,
    lawful_moves,
    require_move,
    stage_of,
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
