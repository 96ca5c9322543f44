"""Which open requests rest on a consent, and what becomes of them when it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.domain.consents import Consent, ConsentKind, ConsentScope
from app.domain.queue import RequestRow
from app.domain.release_path import PATH_RULES
from app.domain.release_rule import ROADS, NotYet
from app.domain.request_states import BEFORE_SENDING
from app.services.progress import Progress
from app.ui.kit.context import UiContext


@dataclass(frozen=True, slots=True)
class Rests:
    """An open request that may rest on a consent."""

    request_id: int
    number: str


class Resting(QObject):
    """Asks for the requests of the consent's patient."""

    def __init__(self, owner: QObject, context: UiContext) -> None:
        super().__init__(owner)
        self._context = context

    def find(self, consent: Consent, then: Callable[[tuple[Rests, ...]], None]) -> None:
        """Which open requests may rest on it."""
        patients = self._context.services.patients
        patient_id = consent.terms.patient_id

        def work(_progress: Progress) -> tuple[Rests, ...]:
            rows = patients.history(patient_id=patient_id).requests
            return tuple(Rests(row.id, row.number) for row in rows if may_rest(row, consent))

        self._context.read(self, work, then)

    def look_again(self, rests: tuple[Rests, ...], say: Callable[[str], None]) -> None:
        """After it was taken back: say which of them may not leave now."""
        consents = self._context.services.consents

        def work(_progress: Progress) -> tuple[str, ...]:
            return tuple(
                one.number
                for one in rests
                if isinstance(consents.release(request_id=one.request_id), NotYet)
            )

        def show(shut: tuple[str, ...]) -> None:
            said = "Taken back. Nothing more leaves on it."
            if shut:
                name = "Request" if len(shut) == 1 else "Requests"
                said = f"{said} {name} {', '.join(shut)} may not leave now."
            say(said)

        self._context.read(self, work, show)


def may_rest(row: RequestRow, consent: Consent) -> bool:
    """Whether a request that has not left yet needs a consent of this kind."""
    terms, details = consent.terms, row.request.details
    if row.status not in BEFORE_SENDING:
        return False
    if terms.scope is ConsentScope.REQUEST and terms.request_id != row.id:
        return False
    if terms.kind is ConsentKind.AUTHORIZATION:
        return PATH_RULES[details.kind].authorization_needed
    return ROADS[details.road].consent is terms.kind
