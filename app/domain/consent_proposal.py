"""The consent that a request still needs, filled in as far as the request says it.

The promise: the kind is the one that the release table misses; address, person and records are
those of the request, letter for letter, so that what is signed opens exactly this release.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.domain.addresses import Address
from app.domain.authorization import AuthorizationForm
from app.domain.consents import ConsentKind, ConsentScope, ConsentTerms, Signer
from app.domain.destinations import receiver
from app.domain.release_path import needs_authority
from app.domain.release_rule import ROADS, NotYet, ReleaseAnswer
from app.domain.request_words import wanted_words
from app.domain.requests import Request, RequestKind, Road

_BY_REASON = (
    ("authorization-", ConsentKind.AUTHORIZATION),
    ("email-", ConsentKind.EMAIL),
    ("pick-up-", ConsentKind.PICK_UP),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to ask the patient for, and for which request."""

    terms: ConsentTerms = field(repr=False)
    request_id: int
    request_number: str


def kind_needed(answer: ReleaseAnswer, road: Road) -> ConsentKind | None:
    """Which consent is missing; for a pick-up the one that lets someone else come."""
    reasons = answer.reasons if isinstance(answer, NotYet) else ()
    named = (kind for one in reasons for start, kind in _BY_REASON if one.code.startswith(start))
    by_road = ConsentKind.PICK_UP if ROADS[road].consent is ConsentKind.PICK_UP else None
    return next(named, by_road)


def proposed(request: Request, kind: ConsentKind, place: Address, email: str) -> Proposal:
    """The consent of this kind that covers this request.

    Args:
        place: the postal address of the request's road, if it has one.
        email: its e-mail address, if it has one.
    """
    details = request.details
    terms = ConsentTerms(
        patient_id=details.patient_id,
        kind=kind,
        scope=ConsentScope.REQUEST,
        request_id=request.id,
        signer=_signer(request),
    )
    if kind is ConsentKind.AUTHORIZATION:
        who = receiver(details)
        form = AuthorizationForm(
            information=wanted_words(details),
            recipient=who.shown if who is not None else "",
            purpose=details.purpose,
        )
        terms = replace(terms, form=form, person=form.recipient, address=place)
    elif kind is ConsentKind.EMAIL:
        directed = details.kind is RequestKind.DIRECTIVE_ELECTRONIC
        terms = replace(terms, email=email, for_recipient=directed, purpose=wanted_words(details))
    else:
        terms = replace(terms, purpose=wanted_words(details))
    return Proposal(terms, request.id, request.number)


def _signer(request: Request) -> Signer:
    """Who acts for the patient signs for the patient, with the authority that is on record."""
    asker = request.details.asker_person
    if not needs_authority(request.details.asker, asker.kind):
        return Signer()
    return Signer(asker.name, representative=True, authority=request.authority_proof)
