"""The next step of a piece in words, who has to do something, and what a missing approval says."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from app.domain.errors import Problem
from app.domain.mail import MailPiece, MailStatus
from app.domain.mail_states import MOVES, MailMove
from app.domain.mail_steps import (
    card_inquiry_ends,
    lacks_approval,
    may_need_you,
    needs_you,
    next_step,
    state_words,
)
from app.domain.mail_waits import QuietReceipts, mail_waits_from
from app.domain.requests import RequestStatus
from app.system.resources import resource_text
from tests.domain.test_mail_states import CERTIFIED, ELECTRONIC, TODAY, piece

SHIPPED = json.loads(resource_text("mail_waits.json"))
WAITS = mail_waits_from(SHIPPED)


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
    step = next_step(one, TODAY, WAITS)
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
    mailed = TODAY - timedelta(days=days)
    one = piece(MailStatus.DELIVERED, accepted_on=mailed, delivered_on=mailed)
    assert next_step(one, TODAY, WAITS).short == short


def test_only_a_mailed_green_card_has_an_inquiry_date() -> None:
    electronic = piece(MailStatus.ACCEPTED, ELECTRONIC, accepted_on=TODAY)
    assert card_inquiry_ends(piece(MailStatus.READY), WAITS) is None
    assert card_inquiry_ends(electronic, WAITS) is None
    mailed = piece(MailStatus.ACCEPTED, accepted_on=TODAY)
    assert card_inquiry_ends(mailed, WAITS) == date(2027, 2, 21)


def _delivered(days_ago: int, mailed_days_ago: int) -> MailPiece:
    return piece(
        MailStatus.DELIVERED,
        accepted_on=TODAY - timedelta(days=mailed_days_ago),
        delivered_on=TODAY - timedelta(days=days_ago),
    )


@pytest.mark.parametrize(
    ("delivered", "mailed", "needs"),
    [(0, 3, False), (9, 12, False), (10, 12, True), (0, 59, False), (0, 60, True), (0, 80, True)],
)
def test_a_card_is_missed_after_its_days_and_always_before_the_inquiry_ends(
    delivered: int, mailed: int, needs: bool
) -> None:
    one = _delivered(delivered, mailed)
    assert may_need_you(one)
    assert needs_you(one, TODAY, WAITS) is needs
    assert state_words(one, TODAY, WAITS) == ("No card yet" if needs else "Delivered")
    assert ("left to ask" in next_step(one, TODAY, WAITS).short) is needs
    assert (next_step(one, TODAY, WAITS).short == "Wait for the card") is not needs


def test_who_has_to_do_something() -> None:
    def needs(one: MailPiece) -> bool:
        assert may_need_you(one) or not needs_you(one, TODAY, WAITS)
        return needs_you(one, TODAY, WAITS)

    assert needs(piece(MailStatus.ACCEPTED))
    assert not needs(piece(MailStatus.ACCEPTED, article_number="1"))
    assert not needs(piece(MailStatus.ACCEPTED, frozenset()))
    assert needs(piece(MailStatus.DELIVERED))
    assert not needs(piece(MailStatus.DELIVERED, CERTIFIED))
    assert not needs(piece(MailStatus.READY))
    assert needs(piece(MailStatus.LOST))
    assert not needs(piece(MailStatus.LOST, settled=True))


def test_the_state_in_words() -> None:
    def words(one: MailPiece) -> str:
        return state_words(one, TODAY, WAITS)

    assert words(piece(MailStatus.DELIVERED)) == "No card yet"
    assert words(piece(MailStatus.DELIVERED, ELECTRONIC)) == "No receipt yet"
    assert words(piece(MailStatus.DELIVERED, settled=True)) == "Delivered"
    assert words(piece(MailStatus.DELIVERED, CERTIFIED)) == "Delivered"
    assert words(piece(MailStatus.REFUSED)) == "Refused"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (RequestStatus.RECEIVED, "nobody approved"),
        (RequestStatus.GATHERED, "nobody approved"),
        (RequestStatus.WITHDRAWN, "was withdrawn"),
        (RequestStatus.NO_RECORDS, "without records"),
    ],
)
def test_a_mailed_piece_without_approval_says_so(status: RequestStatus, why: str) -> None:
    for one in (
        piece(MailStatus.ACCEPTED, article_number="1", request_status=status),
        piece(MailStatus.DELIVERED, CERTIFIED, request_status=status),
    ):
        assert lacks_approval(one)
        assert needs_you(one, TODAY, WAITS)
        assert state_words(one, TODAY, WAITS) == "Not approved"
        step = next_step(one, TODAY, WAITS)
        assert why in step.text
        assert step.at_request
    for calm in (
        piece(MailStatus.ACCEPTED, request_status=RequestStatus.SENT),
        piece(MailStatus.PRINTED, request_status=status),
        piece(MailStatus.CANCELLED, request_status=status),
        piece(MailStatus.ACCEPTED, request_status=status, settled=True),
    ):
        assert not lacks_approval(calm)


@pytest.mark.parametrize(
    ("status", "short"),
    [
        (RequestStatus.RECEIVED, "Verify identity first"),
        (RequestStatus.IDENTITY_CHECKED, "Count the pages first"),
        (RequestStatus.WITHDRAWN, "Cancel this piece"),
        (RequestStatus.NO_RECORDS, "Cancel this piece"),
    ],
)
def test_before_the_papers_may_be_made_the_step_is_the_requests(
    status: RequestStatus, short: str
) -> None:
    for place in (MailStatus.READY, MailStatus.PRINTED):
        step = next_step(piece(place, request_status=status), TODAY, WAITS)
        assert (step.short, step.move, step.at_request) == (short, None, True)


def test_papers_come_before_the_approval_and_mailing_after_it() -> None:
    gathered = RequestStatus.GATHERED
    ready = piece(MailStatus.READY, request_status=gathered)
    assert next_step(ready, TODAY, WAITS).move is MailMove.PRINT
    numbered = piece(MailStatus.PRINTED, article_number="1", request_status=gathered)
    assert next_step(numbered, TODAY, WAITS).short == "Wait for the approval"
    assert next_step(piece(MailStatus.PRINTED, request_status=gathered), TODAY, WAITS).short == (
        "Scan the number"
    )


def test_the_waits_that_ship_are_dated_and_have_their_source() -> None:
    assert (WAITS.receipt_days, WAITS.inquiry_days, WAITS.remind_days) == (10, 90, 30)
    assert WAITS.valid_from == date(2026, 7, 12)
    assert "3811-A" in WAITS.source
    quiet = WAITS.quiet(TODAY)
    assert quiet == QuietReceipts(date(2026, 11, 13), date(2026, 9, 24))
    assert not quiet.covers(None, TODAY)
    assert not quiet.covers(TODAY, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"receipt_days": -1},
        {"receipt_days": True},
        {"receipt_days": "10"},
        {"inquiry_days": 366},
        {"remind_days": 90},
        {"valid_from": "yesterday"},
        {"source": None, "remind_days": 200},
    ],
)
def test_damaged_waits_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Problem, match="mail-waits-damaged"):
        mail_waits_from(SHIPPED | changed)


def test_what_is_no_table_of_waits_is_refused() -> None:
    for data in (None, [], {}):
        with pytest.raises(Problem, match="mail-waits-damaged"):
            mail_waits_from(data)
