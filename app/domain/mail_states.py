"""The life of a mail piece: one table of lawful moves. ``mail_steps`` says what to do next.

Promise: a move that is not in :data:`MOVES` is never made; refused, unclaimed and undeliverable
stay different things (U91), since what to do next differs and so does what they mean in law.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
