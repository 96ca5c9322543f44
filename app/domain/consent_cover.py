"""Does a consent cover this release: this address, this person, this recipient?

The promise: addresses and names are compared letter by letter, case and punctuation aside; one
changed letter is another address. A wish taken back or refused later overrules what was given
before for the same address or person.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from app.domain.addresses import Address
from app.domain.consent_states import Standing, is_only_a_message
from app.domain.consents import (
    Consent,
    ConsentEventKind,
    ConsentKind,
    ConsentScope,
    ConsentStatus,
    ConsentTerms,
)
from app.domain.email_addresses import same_email
from app.domain.release_reasons import ConsentState


@dataclass(frozen=True, slots=True)
class Judged:
    """A consent with its state on the day of the question."""

    consent: Consent = field(repr=False)
    standing: Standing


class Fit(Enum):
    """How the terms of a consent stand to the question."""

    THIS = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Cover:
    """The answer, and the consent it rests on."""

    state: ConsentState
    judged: Judged | None = None


def email_cover(
    judged: Sequence[Judged], address: str, request_id: int, *, for_recipient: bool
) -> Cover:
    """How the consents to ordinary e-mail stand to one address."""

    def fit(terms: ConsentTerms) -> Fit:
        fits = same_email(terms.email, address) and terms.for_recipient is for_recipient
        return Fit.THIS if fits else Fit.OTHER

    return _cover(_of(judged, ConsentKind.EMAIL, request_id), fit, overruled=True)


def pick_up_cover(judged: Sequence[Judged], person: str, request_id: int) -> Cover:
    """How the pick-up consents stand to one person."""

    def fit(terms: ConsentTerms) -> Fit:
        return Fit.THIS if same_name(terms.person, person) else Fit.OTHER

    return _cover(_of(judged, ConsentKind.PICK_UP, request_id), fit, overruled=True)


def authorization_cover(
    judged: Sequence[Judged], names: Sequence[str], address: Address, request_id: int
) -> Cover:
    """How the authorizations stand to a recipient, known by any of these names, at an address."""

    def fit(terms: ConsentTerms) -> Fit:
        named = any(same_name(terms.person, name) for name in names)
        placed = terms.address.is_empty or address.is_empty or same_address(terms.address, address)
        return Fit.THIS if named and placed else Fit.OTHER

    return _cover(_of(judged, ConsentKind.AUTHORIZATION, request_id), fit, overruled=False)


def same_name(one: str, other: str) -> bool:
    """The same name letter by letter; two empty names are not."""
    return bool(normal_words(one)) and normal_words(one) == normal_words(other)


def same_address(one: Address, other: Address) -> bool:
    """The same address letter by letter; two empty addresses are not."""
    return same_name(one.one_line, other.one_line)


def same_number(one: str, other: str) -> bool:
    """The same telephone number, whatever stands between its digits; two empty ones are not."""
    return bool(_digits(one)) and _digits(one) == _digits(other)


def normal_words(text: str) -> str:
    """Letters and digits with their accents, without case and punctuation."""
    plain = unicodedata.normalize("NFC", text).casefold()
    kept = "".join(
        letter if letter.isalnum() or unicodedata.combining(letter) else " " for letter in plain
    )
    return " ".join(kept.split())


def _digits(text: str) -> str:
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _of(judged: Sequence[Judged], kind: ConsentKind, request_id: int) -> list[Judged]:
    """The consents that may speak for this request; what was discarded never does."""
    return [
        one
        for one in judged
        if one.consent.terms.kind is kind
        and one.standing.status is not ConsentStatus.DISCARDED
        and (
            one.consent.terms.scope is ConsentScope.STANDING
            or one.consent.terms.request_id == request_id
        )
    ]


def _cover(
    judged: Sequence[Judged], fit: Callable[[ConsentTerms], Fit], *, overruled: bool
) -> Cover:
    these = [one for one in judged if fit(one.consent.terms) is Fit.THIS]
    if not these:
        others = [one for one in judged if one.standing.status.holds]
        return Cover(ConsentState.OTHER_ADDRESS, others[-1]) if others else Cover(ConsentState.NONE)
    last_no = _last_no(these) if overruled else None
    after = last_no[0] if last_no else 0
    live = [
        one
        for one in these
        if one.standing.status.holds
        and not is_only_a_message(one.consent)
        and _given_at(one.consent) > after
    ]
    if live:
        best = next((one for one in live if one.standing.status is ConsentStatus.ACTIVE), live[-1])
        return Cover(_STATES[best.standing.status], best)
    newest = max(these, key=lambda one: one.consent.id)
    if newest.standing.status.holds:
        if last_no is not None and _given_at(newest.consent) < after:
            return Cover(_STATES[last_no[1].standing.status], last_no[1])
        return Cover(ConsentState.MESSAGE_ONLY, newest)
    return Cover(_STATES[newest.standing.status], newest)


_STATES = {
    ConsentStatus.DRAFT: ConsentState.DRAFT,
    ConsentStatus.ACTIVE: ConsentState.ACTIVE,
    ConsentStatus.EXPIRING: ConsentState.EXPIRING,
    ConsentStatus.EXPIRED: ConsentState.EXPIRED,
    ConsentStatus.REVOKED: ConsentState.REVOKED,
    ConsentStatus.INCOMPLETE: ConsentState.INCOMPLETE,
    ConsentStatus.DECLINED: ConsentState.DECLINED,
}


def _given_at(consent: Consent) -> int:
    """The number of the event with which it was given: the order of writing, not the clock."""
    given = consent.event(ConsentEventKind.GIVEN)
    return given.id if given else 0


def _last_no(these: Sequence[Judged]) -> tuple[int, Judged] | None:
    """The newest "no" among them: taken back, or declined after the warning."""
    said = [
        (event.id, one)
        for one in these
        for event in one.consent.events
        if event.kind in {ConsentEventKind.REVOKED, ConsentEventKind.DECLINED}
    ]
    return max(said, key=lambda pair: pair[0], default=None)
