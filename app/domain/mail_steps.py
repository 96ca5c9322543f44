"""What to do next with a mail piece, in one sentence; whether it waits for a person.

A piece whose release nobody approved says so wherever it stands: what happened is logged, what is
missing is told. A missing receipt is asked about only after the days that ``MailWaits`` gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.dates import format_us_date
from app.domain.mail import ExtraService, MailPiece, MailStatus
from app.domain.mail_states import MailMove, MailStage, stage_of
from app.domain.mail_waits import MailWaits
from app.domain.paper_rules import PAPERS_FROM, is_approved
from app.domain.release_reasons import Reason
from app.domain.requests import RequestStatus

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
        at_request: it is done on the request's page.
        held: the piece may not be handed over.
    """

    text: str
    short: str
    move: MailMove | None = None
    at_request: bool = False
    held: bool = False


def lacks_approval(piece: MailPiece) -> bool:
    """It left the office although nobody approved the release, and nobody settled that."""
    gone = stage_of(piece.status) is not MailStage.READY
    cancelled = piece.status is MailStatus.CANCELLED
    return gone and not cancelled and not piece.settled and not is_approved(piece.request_status)


def may_need_you(piece: MailPiece) -> bool:
    """Whether a person has to do something now, or will when a receipt stays away."""
    if piece.settled:
        return False
    if piece.status in _TROUBLE or lacks_approval(piece):
        return True
    if piece.status is MailStatus.ACCEPTED:
        return piece.wants_number and not piece.article_number
    return piece.status is MailStatus.DELIVERED and piece.wants_card


def needs_you(piece: MailPiece, today: date, waits: MailWaits) -> bool:
    """Whether a person has to do something today that no letter carrier will do."""
    if not may_need_you(piece):
        return False
    if piece.status is not MailStatus.DELIVERED or lacks_approval(piece):
        return True
    return not waits.quiet(today).covers(piece.delivered_on, piece.accepted_on)


def state_words(piece: MailPiece, today: date, waits: MailWaits) -> str:
    """The state as the log shows it; a missing approval and a missing receipt are said."""
    if lacks_approval(piece):
        return "Not approved"
    if piece.status is MailStatus.DELIVERED and needs_you(piece, today, waits):
        return "No card yet" if ExtraService.RETURN_RECEIPT in piece.extras else "No receipt yet"
    return piece.status.label


def card_inquiry_ends(piece: MailPiece, waits: MailWaits) -> date | None:
    """The last day to ask the post office for a missing green card (PS 3811-A)."""
    if ExtraService.RETURN_RECEIPT not in piece.extras or piece.accepted_on is None:
        return None
    return piece.accepted_on + timedelta(days=waits.inquiry_days)


def next_step(piece: MailPiece, today: date, waits: MailWaits) -> MailStep:
    """The one thing to do next, in a sentence."""
    if piece.settled and piece.status is not MailStatus.ACCEPTED:
        return _NOTHING
    if lacks_approval(piece):
        return _unapproved(piece)
    if piece.status in {MailStatus.READY, MailStatus.PRINTED}:
        return _before_mailing(piece)
    if piece.status is MailStatus.ACCEPTED:
        return _on_the_way(piece)
    if piece.status is MailStatus.DELIVERED:
        return _after_delivery(piece, today, waits)
    return _STEPS.get(piece.status, _NOTHING)


def held_back(piece: MailPiece, step: MailStep, reason: Reason) -> MailStep:
    """The step of a piece that is still here and may not leave for this reason.

    Before the approval papers are printed and numbers are logged all the same.
    """
    if not is_approved(piece.request_status) and step is not _WAIT_FOR_APPROVAL:
        return step
    return MailStep(
        f"Do not hand it over: {reason.sentence} {reason.next_step}",
        "Do not hand it over",
        at_request=True,
        held=True,
    )


def _unapproved(piece: MailPiece) -> MailStep:
    why = _ENDED_WORDS.get(piece.request_status, "nobody approved the release")
    return MailStep(
        f"This piece was mailed, but {why}. Tell the privacy officer, and look at the request.",
        "Approval is missing",
        at_request=True,
    )


def _before_mailing(piece: MailPiece) -> MailStep:
    if piece.request_status not in PAPERS_FROM:
        return _NOT_YET[piece.request_status]
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
    if not is_approved(piece.request_status):
        return _WAIT_FOR_APPROVAL
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


def _after_delivery(piece: MailPiece, today: date, waits: MailWaits) -> MailStep:
    if not piece.wants_card:
        return _NOTHING
    ends = card_inquiry_ends(piece, waits)
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
    waiting = not needs_you(piece, today, waits)
    return MailStep(
        "Log the green card when it comes back. The post office can be asked for it "
        f"(PS 3811-A) until {format_us_date(ends)}.",
        "Wait for the card" if waiting else f"{left} {'day' if left == 1 else 'days'} left to ask",
        MailMove.FILE_RECEIPT,
    )


_NOTHING = MailStep("", "")
_WAIT_FOR_APPROVAL = MailStep(
    "Do not mail it yet: the release is not approved. The privacy officer checks the pages and "
    "marks the request ready to send.",
    "Wait for the approval",
    at_request=True,
)
_ENDED_WORDS = {
    RequestStatus.WITHDRAWN: "the request was withdrawn",
    RequestStatus.NO_RECORDS: "the request was closed without records",
}
_ENDED_STEP = "Nothing of it is released. Cancel this piece, or look at the request."
_NOT_YET = {
    RequestStatus.RECEIVED: MailStep(
        "Nothing is printed yet: who asks was not verified. Record the identity on the request's "
        "page first.",
        "Verify identity first",
        at_request=True,
    ),
    RequestStatus.IDENTITY_CHECKED: MailStep(
        "Nothing is printed yet: the pages were not counted. Gather them and record their number "
        "on the request's page first.",
        "Count the pages first",
        at_request=True,
    ),
    RequestStatus.WITHDRAWN: MailStep(
        f"The request was withdrawn. {_ENDED_STEP}", "Cancel this piece", at_request=True
    ),
    RequestStatus.NO_RECORDS: MailStep(
        f"The request was closed without records. {_ENDED_STEP}",
        "Cancel this piece",
        at_request=True,
    ),
}
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
