"""The life of a request: one table of states and lawful moves.

Promise: a status changes only along :data:`MOVES`. Closing needs proof of arrival or a stated
reason (U98); a piece that came back does not count as sent (``hipaa.md`` 1.3). A closed, withdrawn
or no-records request is never reopened: a new request has its own clock. Extension and denial are
further rows of the same table when they are built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import Problem
from app.domain.mail import MailStatus
from app.domain.release_path import needs_authority
from app.domain.requests import Request, RequestKind, RequestStatus, Road

BEFORE_SENDING = frozenset(
    {
        RequestStatus.RECEIVED,
        RequestStatus.IDENTITY_CHECKED,
        RequestStatus.GATHERED,
        RequestStatus.READY,
    }
)
TRACKED_ROADS = frozenset({Road.CERTIFIED_MAIL, Road.PARCEL})
"""Roads on which every piece has an article number."""

CAME_BACK = frozenset(
    {
        MailStatus.REFUSED,
        MailStatus.UNCLAIMED,
        MailStatus.UNDELIVERABLE,
        MailStatus.RETURNED,
        MailStatus.LOST,
    }
)
"""Where a piece is that did not reach anybody; its request has to be sent again."""

_NOT_YET_ACCEPTED = frozenset({MailStatus.READY, MailStatus.PRINTED, MailStatus.CANCELLED})
_ARRIVED = frozenset({MailStatus.DELIVERED, MailStatus.RECEIPT_RECEIVED})


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What is on file for a request, as far as the moves depend on it.

    Attributes:
        letter_made: a cover letter exists.
        outside_made: an envelope or label exists.
        mail_status: where the newest piece that was not cancelled is, or None without a piece.
        article_number: that piece has its article number.
        other_proof: signature, report or another proof of arrival is on file.
        reason: why it is closed without proof, withdrawn, or without records.
    """

    kind: RequestKind
    road: Road
    due_on: date | None = None
    authority_needed: bool = False
    identity_checked: bool = False
    authority_recorded: bool = False
    address_confirmed: bool = False
    page_count: int | None = None
    letter_made: bool = False
    outside_made: bool = False
    mail_status: MailStatus | None = None
    article_number: bool = False
    other_proof: bool = False
    reason: str = ""

    @property
    def came_back(self) -> bool:
        """The newest piece did not reach the recipient."""
        return self.mail_status in CAME_BACK

    @property
    def mail_logged(self) -> bool:
        """A piece is logged that is still good."""
        return (
            self.mail_status is not None
            and self.mail_status is not MailStatus.CANCELLED
            and not self.came_back
        )

    @property
    def accepted(self) -> bool:
        """The post office or carrier took the piece."""
        return self.mail_status is not None and self.mail_status not in _NOT_YET_ACCEPTED

    @property
    def arrived(self) -> bool:
        """Proof of arrival is on file."""
        return self.other_proof or self.mail_status in _ARRIVED


def facts_of(
    request: Request,
    *,
    letter_made: bool,
    outside_made: bool,
    mail_status: MailStatus | None,
    article_number: bool,
    other_proof: bool = False,
) -> RequestFacts:
    """The facts of a stored request and of what belongs to it."""
    details = request.details
    return RequestFacts(
        kind=details.kind,
        road=details.road,
        due_on=request.due_on,
        authority_needed=needs_authority(details.asker, details.asker_person.kind),
        identity_checked=request.identity_method is not None,
        authority_recorded=bool(request.authority_proof.strip()),
        address_confirmed=bool(details.address_confirmed_how.strip()),
        page_count=request.page_count,
        letter_made=letter_made,
        outside_made=outside_made,
        mail_status=mail_status,
        article_number=article_number,
        other_proof=other_proof,
        reason=request.close_reason,
    )


class Move(StrEnum):
    """Everything that can happen to a request's status."""

    CHECK_IDENTITY = "check_identity"
    GATHER = "gather"
    MAKE_READY = "make_ready"
    SEND = "send"
    SEND_AGAIN = "send_again"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    NO_RECORDS = "no_records"

    @property
    def label(self) -> str:
        """The move as its button says it."""
        return {
            Move.CHECK_IDENTITY: "Record identity",
            Move.GATHER: "Record gathered pages",
            Move.MAKE_READY: "Ready to send",
            Move.SEND: "Record as sent",
            Move.SEND_AGAIN: "Send again",
            Move.CLOSE: "Close",
            Move.WITHDRAW: "Withdrawn",
            Move.NO_RECORDS: "No records here",
        }[self]


_Missing = Callable[[RequestFacts], str]


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One row: from where, to where, what must be on file before, what the move itself records.

    ``before`` and ``records`` give a sentence for what is missing, or nothing.
    """

    sources: frozenset[RequestStatus]
    target: RequestStatus
    before: _Missing
    records: _Missing


def _nothing(_facts: RequestFacts) -> str:
    return ""


def _identity(facts: RequestFacts) -> str:
    if not facts.identity_checked:
        return "Record how identity was verified."
    if facts.authority_needed and not facts.authority_recorded:
        return "Record the proof that the representative may act for the patient."
    return ""


def _pages(facts: RequestFacts) -> str:
    if facts.road is Road.INSPECTION or (facts.page_count is not None and facts.page_count > 0):
        return ""
    return "Count the gathered pages."


def _papers(facts: RequestFacts) -> str:
    if facts.road.is_confirmed_first and not facts.address_confirmed:
        return "Confirm the address with the recipient."
    if not facts.road.is_postal:
        return ""
    if facts.letter_made and facts.outside_made:
        return ""
    return "Print the cover letter and the envelope or label."


def mail_gap(facts: RequestFacts) -> str:
    """What the mail piece lacks before the request can be sent."""
    if not facts.road.is_postal:
        return ""
    if not facts.mail_logged:
        return "Log the mail piece."
    if facts.road in TRACKED_ROADS and not facts.article_number:
        return "Enter the article number of the piece."
    return ""


def _came_back(facts: RequestFacts) -> str:
    return "" if facts.came_back else "No piece of this request came back."


def _proof_or_reason(facts: RequestFacts) -> str:
    if facts.reason.strip():
        return ""
    if facts.came_back:
        return "The piece came back. Send it again, or give the reason for closing."
    return (
        "" if facts.arrived else "Record the proof of delivery, or give the reason without proof."
    )


def _reason(facts: RequestFacts) -> str:
    return "" if facts.reason.strip() else "Give the reason."


MOVES: Mapping[Move, MoveRule] = MappingProxyType(
    {
        Move.CHECK_IDENTITY: MoveRule(
            frozenset({RequestStatus.RECEIVED}),
            RequestStatus.IDENTITY_CHECKED,
            _nothing,
            _identity,
        ),
        Move.GATHER: MoveRule(
            frozenset({RequestStatus.IDENTITY_CHECKED}), RequestStatus.GATHERED, _identity, _pages
        ),
        Move.MAKE_READY: MoveRule(
            frozenset({RequestStatus.GATHERED}), RequestStatus.READY, _papers, _pages
        ),
        Move.SEND: MoveRule(
            frozenset({RequestStatus.READY}), RequestStatus.SENT, mail_gap, _nothing
        ),
        Move.SEND_AGAIN: MoveRule(
            frozenset({RequestStatus.SENT}), RequestStatus.READY, _came_back, _nothing
        ),
        Move.CLOSE: MoveRule(
            frozenset({RequestStatus.SENT}), RequestStatus.CLOSED, _nothing, _proof_or_reason
        ),
        Move.WITHDRAW: MoveRule(BEFORE_SENDING, RequestStatus.WITHDRAWN, _nothing, _reason),
        Move.NO_RECORDS: MoveRule(BEFORE_SENDING, RequestStatus.NO_RECORDS, _nothing, _reason),
    }
)
"""The one table of lawful moves."""


def lawful_moves(status: RequestStatus, facts: RequestFacts) -> tuple[Move, ...]:
    """The moves that may be offered now, the main one first."""
    return tuple(
        move for move, rule in MOVES.items() if status in rule.sources and not rule.before(facts)
    )


def check_move(move: Move, status: RequestStatus, facts: RequestFacts) -> RequestStatus:
    """The status after a move, with the facts as they are once the move has recorded its own.

    Raises:
        Problem: the move is not lawful from here, or something is missing; the sentence says what.
    """
    rule = MOVES[move]
    if status not in rule.sources:
        raise Problem(
            "move-not-lawful",
            f"A request that is “{status.label}” cannot be moved to “{rule.target.label}”.",
            next_step="Look at the request again; someone may have moved it on.",
        )
    missing = rule.before(facts) or rule.records(facts)
    if missing:
        raise Problem("move-incomplete", missing, next_step="Then try again.")
    return rule.target
