"""The life of a mail piece: one table of lawful moves, and the next step in one sentence.

Promise: a move that is not in :data:`MOVES` is never made; refused, unclaimed and undeliverable
stay different things (U91), since what to do next differs and so does what they mean in law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.domain.dates import format_us_date
from app.domain.errors import FieldProblems, Problem
from app.domain.mail import (
    CARRIERS_WITHOUT_EXTRAS,
    RECEIPT_EXTRAS,
    ExtraService,
    MailPiece,
    MailService,
    MailStatus,
)

CARD_INQUIRY_DAYS = 90
"""A lost green card can be asked for (PS 3811-A) until 90 days after the mailing date."""


class MailMove(StrEnum):
    """What a person can log about a piece."""

    PRINT = "print"
    ACCEPT = "accept"
    LEAVE_NOTICE = "leave_notice"
    DELIVER = "deliver"
    FILE_RECEIPT = "file_receipt"
    REFUSE = "refuse"
    LEAVE_UNCLAIMED = "leave_unclaimed"
    FIND_UNDELIVERABLE = "find_undeliverable"
    RETURN = "return"
    LOSE = "lose"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """The move as a button says it."""
        return _MOVE_WORDS[self]

    @property
    def leads_to(self) -> MailStatus:
        """Where the piece stands afterwards."""
        return _LEADS_TO[self]


_MOVE_WORDS = {
    MailMove.PRINT: "Mark as printed",
    MailMove.ACCEPT: "Log acceptance",
    MailMove.LEAVE_NOTICE: "Notice left",
    MailMove.DELIVER: "Log delivery",
    MailMove.FILE_RECEIPT: "Log return receipt",
    MailMove.REFUSE: "Refused",
    MailMove.LEAVE_UNCLAIMED: "Unclaimed",
    MailMove.FIND_UNDELIVERABLE: "Undeliverable",
    MailMove.RETURN: "Came back",
    MailMove.LOSE: "Lost",
    MailMove.CANCEL: "Cancel this piece",
}
_LEADS_TO = {
    MailMove.PRINT: MailStatus.PRINTED,
    MailMove.ACCEPT: MailStatus.ACCEPTED,
    MailMove.LEAVE_NOTICE: MailStatus.NOTICE_LEFT,
    MailMove.DELIVER: MailStatus.DELIVERED,
    MailMove.FILE_RECEIPT: MailStatus.RECEIPT_RECEIVED,
    MailMove.REFUSE: MailStatus.REFUSED,
    MailMove.LEAVE_UNCLAIMED: MailStatus.UNCLAIMED,
    MailMove.FIND_UNDELIVERABLE: MailStatus.UNDELIVERABLE,
    MailMove.RETURN: MailStatus.RETURNED,
    MailMove.LOSE: MailStatus.LOST,
    MailMove.CANCEL: MailStatus.CANCELLED,
}

_FAILED_DELIVERY = (MailMove.DELIVER, MailMove.RETURN, MailMove.LOSE)
_ON_THE_WAY = (
    MailMove.DELIVER,
    MailMove.LEAVE_NOTICE,
    MailMove.REFUSE,
    MailMove.LEAVE_UNCLAIMED,
    MailMove.FIND_UNDELIVERABLE,
    MailMove.RETURN,
    MailMove.LOSE,
)

MOVES: Mapping[MailStatus, tuple[MailMove, ...]] = MappingProxyType(
    {
        MailStatus.READY: (MailMove.PRINT, MailMove.ACCEPT, MailMove.CANCEL),
        MailStatus.PRINTED: (MailMove.ACCEPT, MailMove.CANCEL),
        MailStatus.ACCEPTED: _ON_THE_WAY,
        MailStatus.NOTICE_LEFT: tuple(
            move for move in _ON_THE_WAY if move is not MailMove.LEAVE_NOTICE
        ),
        MailStatus.DELIVERED: (MailMove.FILE_RECEIPT,),
        MailStatus.RECEIPT_RECEIVED: (),
        MailStatus.REFUSED: _FAILED_DELIVERY,
        MailStatus.UNCLAIMED: _FAILED_DELIVERY,
        MailStatus.UNDELIVERABLE: _FAILED_DELIVERY,
        MailStatus.RETURNED: (),
        MailStatus.LOST: (MailMove.DELIVER, MailMove.RETURN),
        MailStatus.CANCELLED: (),
    }
)
"""The one table of lawful moves, in the order in which they are offered."""


class MailStage(StrEnum):
    """The four heaps of the mail room."""

    READY = "ready"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    ENDED = "ended"


STAGE_OF: Mapping[MailStatus, MailStage] = MappingProxyType(
    {
        MailStatus.READY: MailStage.READY,
        MailStatus.PRINTED: MailStage.READY,
        MailStatus.ACCEPTED: MailStage.ON_THE_WAY,
        MailStatus.NOTICE_LEFT: MailStage.ON_THE_WAY,
        MailStatus.DELIVERED: MailStage.DELIVERED,
        MailStatus.RECEIPT_RECEIVED: MailStage.DELIVERED,
        MailStatus.REFUSED: MailStage.ENDED,
        MailStatus.UNCLAIMED: MailStage.ENDED,
        MailStatus.UNDELIVERABLE: MailStage.ENDED,
        MailStatus.RETURNED: MailStage.ENDED,
        MailStatus.LOST: MailStage.ENDED,
        MailStatus.CANCELLED: MailStage.ENDED,
    }
)

_TROUBLE = frozenset(
    {
        MailStatus.NOTICE_LEFT,
        MailStatus.REFUSED,
        MailStatus.UNCLAIMED,
        MailStatus.UNDELIVERABLE,
        MailStatus.RETURNED,
        MailStatus.LOST,
    }
)


@dataclass(frozen=True, slots=True)
class MailStep:
    """What to do next with a piece.

    Attributes:
        text: a sentence for the piece's own card; empty when nothing is left to do.
        short: the same in a few words, for a table.
        move: the move that the one next button makes, where it makes one.
    """

    text: str
    short: str
    move: MailMove | None = None


def lawful_moves(piece: MailPiece) -> tuple[MailMove, ...]:
    """The moves offered for a piece, best first; a receipt only where one was paid for."""
    moves = MOVES[piece.status]
    if piece.status is MailStatus.DELIVERED and not piece.wants_card:
        return ()
    return moves


def require_move(piece: MailPiece, move: MailMove) -> None:
    """Pass only a lawful move.

    Raises:
        Problem: ``mail-move``, the piece stands where this cannot happen.
    """
    if move not in MOVES[piece.status]:
        raise Problem(
            "mail-move",
            f"A piece that stands at “{piece.status.label}” cannot take “{move.label}”.",
            next_step="Look at the piece's own page for what can be logged now.",
        )


def stage_of(status: MailStatus) -> MailStage:
    """The heap in which the piece lies."""
    return STAGE_OF[status]


def needs_you(piece: MailPiece) -> bool:
    """Whether a person has to do something that no letter carrier will do."""
    if piece.settled:
        return False
    if piece.status in _TROUBLE:
        return True
    if piece.status is MailStatus.ACCEPTED:
        return piece.wants_number and not piece.article_number
    return piece.status is MailStatus.DELIVERED and piece.wants_card


def state_words(piece: MailPiece) -> str:
    """The state as the log shows it; a delivered piece without its card says so."""
    if piece.status is MailStatus.DELIVERED and piece.wants_card and not piece.settled:
        return "No card yet" if ExtraService.RETURN_RECEIPT in piece.extras else "No receipt yet"
    return piece.status.label


def card_inquiry_ends(piece: MailPiece) -> date | None:
    """The last day to ask the post office for a missing green card (PS 3811-A)."""
    if ExtraService.RETURN_RECEIPT not in piece.extras or piece.accepted_on is None:
        return None
    return piece.accepted_on + timedelta(days=CARD_INQUIRY_DAYS)


def next_step(piece: MailPiece, today: date) -> MailStep:
    """The one thing to do next, in a sentence."""
    if piece.settled and piece.status is not MailStatus.ACCEPTED:
        return MailStep("", "")
    if piece.status in {MailStatus.READY, MailStatus.PRINTED}:
        return _before_mailing(piece)
    if piece.status is MailStatus.ACCEPTED:
        return _on_the_way(piece)
    if piece.status is MailStatus.DELIVERED:
        return _after_delivery(piece, today)
    return _STEPS.get(piece.status, MailStep("", ""))


def _before_mailing(piece: MailPiece) -> MailStep:
    missing_number = piece.wants_number and not piece.article_number
    if piece.status is MailStatus.READY:
        if missing_number:
            return MailStep(
                "Print the letter and the envelope, then scan the number of the sticker.",
                "Print, then scan the number",
                MailMove.PRINT,
            )
        return MailStep("Print the letter and the envelope.", "Print", MailMove.PRINT)
    if missing_number:
        return MailStep("Scan or type the article number.", "Scan the number")
    return MailStep(
        "Take it to the post office and log the day on the stamped receipt.",
        "Log the acceptance",
        MailMove.ACCEPT,
    )


def _on_the_way(piece: MailPiece) -> MailStep:
    if piece.wants_number and not piece.article_number and not piece.settled:
        return MailStep(
            "It was mailed without its article number. Scan or type it from the receipt.",
            "Scan the number",
        )
    return MailStep("Wait for the delivery and log it here.", "Log the delivery", MailMove.DELIVER)


def _after_delivery(piece: MailPiece, today: date) -> MailStep:
    if not piece.wants_card:
        return MailStep("", "")
    ends = card_inquiry_ends(piece)
    if ends is None:
        return MailStep(
            "Save the electronic return receipt and log it.",
            "Log the receipt",
            MailMove.FILE_RECEIPT,
        )
    left = (ends - today).days
    if left < 0:
        return MailStep(
            f"No green card came, and the time to ask for it ended on {format_us_date(ends)}. "
            "Log the card if it comes, or settle the piece with a note.",
            "No card, too late to ask",
            MailMove.FILE_RECEIPT,
        )
    return MailStep(
        "Log the green card when it comes back. The post office can be asked for it "
        f"(PS 3811-A) until {format_us_date(ends)}.",
        f"{left} {'day' if left == 1 else 'days'} left to ask",
        MailMove.FILE_RECEIPT,
    )


_STEPS = {
    MailStatus.NOTICE_LEFT: MailStep(
        "Tell the recipient that a notice was left; unclaimed mail goes back after about 15 days.",
        "Tell the recipient",
        MailMove.DELIVER,
    ),
    MailStatus.REFUSED: MailStep(
        "The recipient refused it. Ask them how they want the records, and log the day it came "
        "back.",
        "Ask the recipient",
        MailMove.RETURN,
    ),
    MailStatus.UNCLAIMED: MailStep(
        "Nobody picked it up. Confirm the address with the recipient, and log the day it came "
        "back.",
        "Confirm the address",
        MailMove.RETURN,
    ),
    MailStatus.UNDELIVERABLE: MailStep(
        "It could not be delivered as addressed. Confirm the address before anything else is "
        "sent, and log the day it came back.",
        "Confirm the address",
        MailMove.RETURN,
    ),
    MailStatus.RETURNED: MailStep(
        "Keep it sealed, confirm the address with the recipient, and prepare a new piece. "
        "Settle this one when that is done.",
        "Confirm the address",
    ),
    MailStatus.LOST: MailStep(
        "Tell the privacy officer, since records are out of your hands; then prepare a new piece "
        "and settle this one.",
        "Tell the privacy officer",
    ),
}


def check_services(service: MailService, extras: frozenset[ExtraService]) -> None:
    """Pass only combinations the carriers sell (DMM 503).

    Raises:
        FieldProblems: an extra service that does not go with the service or another extra.
    """
    why = _why_not(service, extras)
    if why:
        raise FieldProblems({"extras": why})


def _why_not(service: MailService, extras: frozenset[ExtraService]) -> str:
    certified = ExtraService.CERTIFIED in extras
    tracked = certified or ExtraService.REGISTERED in extras
    express = service is MailService.PRIORITY_EXPRESS
    letters = {MailService.FIRST_CLASS, MailService.PRIORITY}
    refusals = (
        (
            bool(extras) and service in CARRIERS_WITHOUT_EXTRAS,
            f"Extra services of the post office cannot be had from {service.label}.",
        ),
        (
            certified and service not in letters,
            "Certified Mail goes only with First-Class Mail or Priority Mail.",
        ),
        (
            certified and ExtraService.REGISTERED in extras,
            "A piece is either certified or registered, not both.",
        ),
        (
            extras >= RECEIPT_EXTRAS,
            "Choose the green card or the electronic receipt, not both.",
        ),
        (
            bool(extras & RECEIPT_EXTRAS) and not tracked and not express,
            "A return receipt needs Certified Mail, Registered Mail or Priority Mail Express.",
        ),
        (
            ExtraService.RESTRICTED_DELIVERY in extras and not tracked,
            "Restricted delivery needs Certified or Registered Mail.",
        ),
        (
            ExtraService.CERTIFICATE_OF_MAILING in extras and tracked,
            "A certificate of mailing is for mail without a number; the receipt proves more.",
        ),
        (
            ExtraService.SIGNATURE_CONFIRMATION in extras and service is MailService.FIRST_CLASS,
            "Signature confirmation is for parcels; choose Certified Mail for a letter.",
        ),
    )
    return next((why for refused, why in refusals if refused), "")


def check_dates(piece: MailPiece, on: date, today: date, *, field: str = "on") -> None:
    """Pass only a day that can be true for this piece.

    Raises:
        FieldProblems: the day is in the future, or before the piece was prepared or accepted.
    """
    if on > today:
        raise FieldProblems(
            {field: f"This day is in the future. Today is {format_us_date(today)}."}
        )
    earliest = piece.accepted_on
    if earliest is not None and on < earliest:
        raise FieldProblems(
            {field: f"It was accepted on {format_us_date(earliest)}, so this day is too early."}
        )
