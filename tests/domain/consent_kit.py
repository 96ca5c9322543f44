"""Valid consents to change one field at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.authorization import AuthorizationForm
from app.domain.consents import (
    Consent,
    ConsentEvent,
    ConsentEventKind,
    ConsentKind,
    ConsentTerms,
    ConsentWay,
    Digests,
    Given,
    Language,
    Passage,
    RenderedText,
    Signer,
)

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
EMAIL = "dana@example.org"
WORDS = RenderedText(
    7, 1, Language.ENGLISH, "Ordinary e-mail", (Passage("The risk", "It can be read."),)
)
WHOLE = AuthorizationForm(
    information="Visit notes of 2026",
    discloser="Elm Clinic",
    recipient="Hill Law LLP",
    purpose="Claim",
    says_revocation=True,
    says_conditioning=True,
    says_redisclosure=True,
    type_points=14,
)


def terms(kind: ConsentKind = ConsentKind.EMAIL, **changes: Any) -> ConsentTerms:
    """Terms of a kind."""
    values: dict[ConsentKind, dict[str, Any]] = {
        ConsentKind.EMAIL: {"email": EMAIL},
        ConsentKind.PICK_UP: {"person": "Rosa Ibarra"},
        ConsentKind.AUTHORIZATION: {
            "person": "Hill Law LLP",
            "purpose": "Claim",
            "expires_on": date(2027, 6, 1),
            "form": WHOLE,
        },
    }
    base = {"patient_id": 3, "kind": kind, "signer": Signer("Dana Mosciski")}
    return ConsentTerms(**(base | values[kind] | changes))


def event(kind: ConsentEventKind, number: int, **changes: Any) -> ConsentEvent:
    """An event with its place in the order of writing."""
    base = {"id": number, "kind": kind, "at": NOW + timedelta(minutes=number), "by": "Ann"}
    return ConsentEvent(**(base | {"by_id": 1} | changes))


def draft(kind: ConsentKind = ConsentKind.EMAIL, number: int = 1, **changes: Any) -> Consent:
    """An opened consent."""
    return Consent(
        id=number,
        number=f"C{number}",
        terms=terms(kind, **changes),
        text=WORDS,
        patient_name="Dana Mosciski",
        patient_born=date(1980, 3, 14),
        opened_at=NOW,
        opened_by="Ann",
        events=(event(ConsentEventKind.OPENED, number * 10),),
        version=1,
    )


def given(
    kind: ConsentKind = ConsentKind.EMAIL,
    number: int = 1,
    *,
    way: ConsentWay = ConsentWay.SCREEN,
    signed_on: date = TODAY,
    **changes: Any,
) -> Consent:
    """A consent that was given."""
    opened = draft(kind, number, **changes)
    happened = event(ConsentEventKind.GIVEN, number * 10 + 1, happened_on=signed_on)
    record = Given(way, signed_on, NOW, "Ann", digests=Digests("t"))
    return replace(opened, given=record, events=(*opened.events, happened), version=2)


def with_event(consent: Consent, kind: ConsentEventKind, number: int, **changes: Any) -> Consent:
    """The consent after one more event."""
    events = (*consent.events, event(kind, number, **changes))
    return replace(consent, events=events, version=len(events))
