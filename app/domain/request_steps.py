"""What is missing next on a request, in one sentence, with its one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.release_rule import NotYet, is_about_address
from app.domain.request_states import (
    BEFORE_SENDING,
    TRACKED_ROADS,
    Move,
    RequestFacts,
    mail_gap,
)
from app.domain.requests import RequestKind, RequestStatus, Road


class NextAction(StrEnum):
    """What the person does next; the window has one button for each."""

    RECORD_IDENTITY = "record_identity"
    RECORD_PAGES = "record_pages"
    OPEN_CONSENT = "open_consent"
    CORRECT = "correct"
    WRITE_EMAIL = "write_email"
    CONFIRM_ADDRESS = "confirm_address"
    PRINT_PAPERS = "print_papers"
    MARK_READY = "mark_ready"
    LOG_MAIL = "log_mail"
    ENTER_ARTICLE_NUMBER = "enter_article_number"
    MARK_SENT = "mark_sent"
    RECORD_ACCEPTANCE = "record_acceptance"
    RECORD_DELIVERY = "record_delivery"
    SEND_AGAIN = "send_again"
    CLOSE = "close"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is missing next, and by when.

    Attributes:
        short: two to four words for the list.
        sentence: for the request's page.
        button: the words of its one button; empty when there is nothing to do.
        move: the move this step ends in, when it ends in one.
        by: the legal date, for steps that have to be done by then.
    """

    action: NextAction
    short: str
    sentence: str
    button: str
    move: Move | None = None
    by: date | None = None


def missing_next(status: RequestStatus, facts: RequestFacts) -> NextStep:
    """The one next step of a request."""
    step = _STEPS[status](facts)
    before_sending = status in BEFORE_SENDING
    return replace(step, by=facts.due_on if before_sending else None)


def _received(facts: RequestFacts) -> NextStep:
    sentence = "Verify who is asking"
    short, button = "Verify identity", "Record identity"
    if facts.authority_needed:
        sentence += ", and that they may decide for the patient"
        button = "Record identity and authority"
        if facts.identity_checked:
            short = "Proof of authority"
    if facts.kind in {RequestKind.AUTHORIZATION, RequestKind.DIRECTIVE_OTHER}:
        sentence += ", and that the signed authorization is complete and names this recipient"
    if facts.kind in {RequestKind.SUBPOENA, RequestKind.COURT_ORDER}:
        sentence += ", and what the court paper allows"
    return NextStep(NextAction.RECORD_IDENTITY, short, f"{sentence}.", button, Move.CHECK_IDENTITY)


def _identity_checked(facts: RequestFacts) -> NextStep:
    if facts.road is Road.INSPECTION:
        return NextStep(
            NextAction.RECORD_PAGES,
            "Gather for inspection",
            "Gather what was asked for and agree on a time for the inspection.",
            "Record as gathered",
            Move.GATHER,
        )
    return NextStep(
        NextAction.RECORD_PAGES,
        "Gather and count pages",
        "Gather what was asked for, check that every page is this patient's, and count the pages.",
        "Record gathered pages",
        Move.GATHER,
    )


def _gathered(facts: RequestFacts) -> NextStep:
    if facts.road.is_confirmed_first and not facts.address_confirmed:
        return confirm_address(facts.road)
    if facts.road.is_postal and not (facts.letter_made and facts.outside_made):
        return _print(facts)
    return NextStep(
        NextAction.MARK_READY,
        "Check and seal",
        "Check the pages against the request once more, then mark it ready to send.",
        "Ready to send",
        Move.MAKE_READY,
    )


def confirm_address(road: Road) -> NextStep:
    """The step that reads the road's address back; also after it was changed."""
    what = "mailing address" if road.is_postal else "fax number"
    what = "e-mail address" if road.is_email else what
    return NextStep(
        NextAction.CONFIRM_ADDRESS,
        "Confirm the address",
        f"Confirm the {what} with the recipient before anything is made ready.",
        "Confirm address",
    )


_NO_CONSENT = {
    "authorization-declined": "",
    "email-declined": "road",
    "email-revoked": "road",
}
"""The patient said no: another road or nothing is left, and nobody is asked once more."""


_SHORT = {
    "address": "Address",
    "identity": "Verify identity",
    "authority": "Proof of authority",
    "authorization": "Authorization",
    "email": "Consent to e-mail",
    "pick": "Consent to pick-up",
    "road": "Choose another road",
}
"""What is missing in a few words, by the first part of a reason's code."""


def held_step(answer: NotYet, road: Road) -> NextStep:
    """The step of what may not leave: its first reason, and a button that does what is missing."""
    first = answer.reasons[0]
    if is_about_address(NotYet((first,))):
        return confirm_address(road)
    sentence = f"It may not leave: {first.sentence} {first.next_step}"
    subject = _NO_CONSENT.get(first.code, first.code.partition("-")[0])
    short = _SHORT.get(subject, "See what is missing")
    if subject in {"authorization", "email", "pick"}:
        return NextStep(NextAction.OPEN_CONSENT, short, sentence, "Open a consent")
    if first.code == "address-missing" and road.is_email:
        button = "Write the e-mail address"
        return NextStep(NextAction.WRITE_EMAIL, "E-mail address", sentence, button)
    if subject in {"address", "road"}:
        return NextStep(NextAction.CORRECT, short, sentence, "Correct the request")
    return NextStep(NextAction.NOTHING, short, sentence, "")


def _print(facts: RequestFacts) -> NextStep:
    if facts.letter_made:
        short, what = "Print the envelope", "the envelope or label"
    elif facts.outside_made:
        short, what = "Print the letter", "the cover letter"
    else:
        short, what = "Print the papers", "the cover letter and the envelope or label"
    return NextStep(NextAction.PRINT_PAPERS, short, f"Print {what}.", short)


def _ready(facts: RequestFacts) -> NextStep:
    if facts.road.is_postal and not facts.mail_logged:
        return NextStep(
            NextAction.LOG_MAIL,
            "Log the mail piece",
            "Log the mail piece with its service and article number.",
            "Log mail piece",
        )
    if mail_gap(facts):
        return NextStep(
            NextAction.ENTER_ARTICLE_NUMBER,
            "Article number",
            "Scan or type the article number of the piece.",
            "Enter article number",
        )
    return NextStep(
        NextAction.MARK_SENT,
        "Ready to send",
        f"Hand it over ({facts.road.label}) and record that it was sent.",
        "Record as sent",
        Move.SEND,
    )


def _sent(facts: RequestFacts) -> NextStep:
    if facts.came_back:
        return NextStep(
            NextAction.SEND_AGAIN,
            "Came back: send again",
            "The piece came back. Find a road that reaches the recipient and send it again.",
            "Send again",
            Move.SEND_AGAIN,
        )
    if facts.arrived:
        return NextStep(
            NextAction.CLOSE, "Close", "Proof of delivery is on file.", "Close", Move.CLOSE
        )
    if facts.road in TRACKED_ROADS and not facts.accepted:
        return NextStep(
            NextAction.RECORD_ACCEPTANCE,
            "Stamped receipt",
            "Record the acceptance date from the stamped receipt.",
            "Record acceptance",
        )
    if facts.road in TRACKED_ROADS:
        return NextStep(
            NextAction.RECORD_DELIVERY,
            "Proof of delivery",
            "Look the article number up and record the delivery when it is there.",
            "Record delivery",
        )
    return NextStep(
        NextAction.CLOSE,
        "Close",
        "Close the request and say how it is known that the records arrived.",
        "Close",
        Move.CLOSE,
    )


def _done(_facts: RequestFacts) -> NextStep:
    return NextStep(NextAction.NOTHING, "", "Nothing is left to do.", "")


_STEPS: Mapping[RequestStatus, Callable[[RequestFacts], NextStep]] = MappingProxyType(
    {
        RequestStatus.RECEIVED: _received,
        RequestStatus.IDENTITY_CHECKED: _identity_checked,
        RequestStatus.GATHERED: _gathered,
        RequestStatus.READY: _ready,
        RequestStatus.SENT: _sent,
        RequestStatus.CLOSED: _done,
        RequestStatus.WITHDRAWN: _done,
        RequestStatus.NO_RECORDS: _done,
    }
)
