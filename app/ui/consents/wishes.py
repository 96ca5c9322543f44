"""What can be done with a consent now, and which of it is the one next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.domain.consents import ConsentEventKind, ConsentKind, ConsentStatus, ConsentWay
from app.domain.staff import Operation
from app.services.consent_reads import ConsentDetail
from app.ui.kit.actions import ActionSet
from app.ui.kit.rights import who_may


class Wish(Enum):
    """Something to do; the value stands on its button."""

    SIGN = "Sign on this screen"
    PRINT = "Print the form"
    PAPER = "Add the signed paper"
    VOICE = "Given by voice"
    MESSAGE = "The patient wrote first"
    DECLINE = "The patient says no"
    DISCARD = "Opened by mistake"
    PDF = "Open the sealed PDF"
    SCAN = "Open the scan"
    VERIFY = "Verify"
    REVOKE = "Take it back"
    EVENT = "Its event has happened"
    FALSE = "Something in it is false"
    COPY = "Copy given to the signer"
    LETTER = "Letter about the revocation"
    AGAIN = "New consent"
    REQUEST = "Go to the request"

    @property
    def operation(self) -> Operation:
        """What a role must be allowed for it."""
        return _OPERATIONS.get(self, Operation.CAPTURE_CONSENT)


_OPERATIONS = {
    Wish.PDF: Operation.VIEW,
    Wish.SCAN: Operation.VIEW,
    Wish.REQUEST: Operation.VIEW,
    Wish.VERIFY: Operation.VERIFY_CONSENTS,
    Wish.REVOKE: Operation.REVOKE_CONSENT,
}
_BY_WAY = {
    ConsentWay.SCREEN: Wish.SIGN,
    ConsentWay.PAPER: Wish.PAPER,
    ConsentWay.VOICE: Wish.VOICE,
    ConsentWay.PATIENT_WROTE: Wish.MESSAGE,
}


@dataclass(frozen=True, slots=True)
class Next:
    """The next step: a sentence, and a wish if there is one to press."""

    sentence: str
    wish: Wish | None = None


def next_of(detail: ConsentDetail) -> Next:
    """What is missing next; an empty sentence where nothing is."""
    status = detail.standing.status
    if status is ConsentStatus.DRAFT:
        return _draft_step(detail)
    if status is ConsentStatus.INCOMPLETE:
        first = detail.standing.missing[0]
        return Next(f"Nothing may leave on it. {first.next_step}", Wish.AGAIN)
    if status is ConsentStatus.REVOKED:
        done = detail.consent.event(ConsentEventKind.CONFIRMED_REVOCATION) is not None
        said = "Nothing more leaves on it. Tell the patient in writing that it was taken back."
        return Next("") if done else Next(said, Wish.LETTER)
    if status in (ConsentStatus.EXPIRING, ConsentStatus.EXPIRED):
        return Next("Ask for a new one if it is still wanted.", Wish.AGAIN)
    if status.holds and any(one.code == "copy" for one in detail.standing.findings):
        return Next("The practice asked for it, so the signer gets a copy.", Wish.COPY)
    return Next("")


def _draft_step(detail: ConsentDetail) -> Next:
    if is_from_outside(detail):
        return Next("Scan the signed paper, and say what stands on it.", Wish.PAPER)
    return Next("Hand the screen to the patient: they read the text and sign.", Wish.SIGN)


def is_from_outside(detail: ConsentDetail) -> bool:
    """An authorization on a paper that somebody else wrote."""
    form = detail.consent.terms.form
    return form is not None and form.outside


def other_wishes(detail: ConsentDetail) -> tuple[Wish, ...]:
    """Everything else that can be done, and nothing that cannot."""
    first = next_of(detail).wish
    return tuple(wish for wish in _lawful(detail) if wish is not first)


def allowed(wishes: tuple[Wish, ...], actions: ActionSet) -> tuple[Wish, ...]:
    """Those the signed-in person may do."""
    return tuple(wish for wish in wishes if actions.may(wish.operation))


def why_nothing(actions: ActionSet) -> str:
    """Who may work consents, for somebody who may not."""
    return "" if actions.may(Operation.CAPTURE_CONSENT) else who_may(Operation.CAPTURE_CONSENT)


def _lawful(detail: ConsentDetail) -> Iterator[Wish]:
    if detail.ways:
        yield from _of_draft(detail)
    elif detail.consent.given is not None:
        yield from _of_given(detail)
    if detail.consent.terms.request_id is not None:
        yield Wish.REQUEST


def _of_draft(detail: ConsentDetail) -> Iterator[Wish]:
    outside = is_from_outside(detail)
    for way in detail.ways:
        if not (outside and way is ConsentWay.SCREEN):
            yield _BY_WAY[way]
        if way is ConsentWay.SCREEN and not outside:
            yield Wish.PRINT
    if detail.consent.terms.kind is not ConsentKind.AUTHORIZATION or not outside:
        yield Wish.DECLINE
    yield Wish.DISCARD


def _of_given(detail: ConsentDetail) -> Iterator[Wish]:
    consent, status = detail.consent, detail.standing.status
    yield Wish.PDF
    if consent.given is not None and consent.given.scan_id is not None:
        yield Wish.SCAN
    yield Wish.VERIFY
    if status is ConsentStatus.REVOKED:
        yield Wish.LETTER
        return
    yield Wish.REVOKE
    if consent.terms.expires_event and consent.event(ConsentEventKind.ENDED_BY_EVENT) is None:
        yield Wish.EVENT
    if consent.terms.kind is ConsentKind.AUTHORIZATION:
        if consent.event(ConsentEventKind.FOUND_FALSE) is None:
            yield Wish.FALSE
        if consent.event(ConsentEventKind.COPY_GIVEN) is None:
            yield Wish.COPY
