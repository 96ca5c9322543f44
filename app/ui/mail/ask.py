"""What the NEXT box of a piece asks for, one thing at a time."""

from __future__ import annotations

from enum import Enum

from app.domain.mail import MailStatus
from app.domain.mail_states import MailMove, MailStage, stage_of
from app.domain.requests import RequestStatus
from app.services.mail_log import MailView


class Ask(Enum):
    """The one next thing; the value is the text of its button, where one wording will do."""

    PRINT = "Print letter and envelope"
    NUMBER = "Log the number"
    LOG = "Log it"
    AGAIN = "Prepare a new piece"
    REQUEST = "Open the request"
    NOTHING = ""


_BUTTONS = {
    MailMove.ACCEPT: "Log acceptance",
    MailMove.DELIVER: "Log delivery",
    MailMove.FILE_RECEIPT: "Log return receipt",
    MailMove.RETURN: "Log that it came back",
}


_CLOSE = "It arrived. Close the request on its page."


def ask_of(view: MailView) -> Ask:
    """What to ask for now."""
    piece, step = view.piece, view.row.step
    if not step.text:
        return Ask.REQUEST if waits_to_be_closed(view) else Ask.NOTHING
    if step.at_request:
        return Ask.REQUEST
    if step.move is MailMove.PRINT:
        return Ask.PRINT
    if step.move is not None:
        return Ask.LOG
    if piece.status in (MailStatus.RETURNED, MailStatus.LOST):
        return Ask.AGAIN
    return Ask.NUMBER


def sentence_of(view: MailView) -> str:
    """What to do next, in a sentence."""
    return _CLOSE if waits_to_be_closed(view) else view.row.step.text


def waits_to_be_closed(view: MailView) -> bool:
    """It arrived, nothing is left to do with the piece, and its request is still open."""
    piece = view.piece
    arrived = piece.status in (MailStatus.DELIVERED, MailStatus.RECEIPT_RECEIVED)
    open_still = piece.request_status is RequestStatus.SENT
    return arrived and open_still and not view.row.step.text


def button_of(view: MailView) -> str:
    """What the button says."""
    ask = ask_of(view)
    move = view.row.step.move
    return _BUTTONS.get(move, ask.value) if ask is Ask.LOG and move is not None else ask.value


def may_change_service(view: MailView) -> bool:
    """Services are bought at the counter; until then they can be changed."""
    return stage_of(view.piece.status) is MailStage.READY
