"""May a piece be handed over now? The answer of its request's release, asked by the mail room.

What the post office has cannot be undone, so it is logged all the same; but a person says so first,
and piece, request and audit trail say that it left while the release was not valid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.errors import Problem
from app.domain.mail import MailPiece
from app.domain.mail_log import MailEvent
from app.domain.mail_states import MailStage, stage_of
from app.domain.release_reasons import Reason
from app.domain.release_rule import NotYet
from app.domain.request_states import BEFORE_SENDING
from app.services.consent_sealing import known_day
from app.services.desk import Desk
from app.services.releases import release_of
from app.storage.unit import Unit

LEFT_SHUT = "left_shut"
"""The kind of the event that tells that a piece left while its release was not valid."""


class HandedOverQuestion(Problem):
    """The person says whether a piece that may not leave was handed over all the same."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(
            "mail-may-not-leave",
            f"It may not leave: {reasons[0].sentence}",
            unharmed="Nothing was logged.",
            next_step="Was it handed over all the same?",
        )

    @property
    def question(self) -> str:
        """What is asked."""
        return f"{self.happened} {self.next_step}"


def reasons_against(desk: Desk, unit: Unit, piece: MailPiece) -> tuple[Reason, ...]:
    """Why a piece that is still here may not be handed over now; none when it may."""
    here = stage_of(piece.status) is MailStage.READY
    if not here or piece.request_status not in BEFORE_SENDING:
        return ()
    answer = release_of(unit, unit.requests.get(piece.request_id), known_day(desk, unit))
    return answer.reasons if isinstance(answer, NotYet) else ()


def note_left_shut(
    desk: Desk, unit: Unit, piece: MailPiece, reasons: Sequence[Reason], on: date
) -> None:
    """Write on the piece and on its request that it left while the release was not valid."""
    now, by = desk.clock.now(), desk.session.staff_id
    text, why = "It left without a valid release.", reasons[0].sentence
    told = f"{text} {why}"
    unit.mail.add_event(piece.id, at=now, by=by, kind=LEFT_SHUT, text=told, happened_on=on)
    unit.requests.add_step(
        piece.request_id, at=now, by=by, kind=f"mail.{LEFT_SHUT}", text=text, detail=why
    )


def left_shut(events: Sequence[MailEvent]) -> str:
    """What a piece's history says about a release that was not valid; empty when it was."""
    return next((event.text for event in events if event.kind == LEFT_SHUT), "")
