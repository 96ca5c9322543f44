"""Words of the room; those that other rooms use, too, are in ``kit/consent_look.py``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from app.domain.consent_phrases import said_in
from app.domain.consent_views import ConsentCounts, ConsentFilter
from app.domain.consents import (
    Consent,
    ConsentEvent,
    ConsentEventKind,
    ConsentScope,
    ConsentTerms,
    Given,
    Language,
)
from app.domain.dates import format_us_date

SHORT_FILTERS: Mapping[ConsentFilter, str] = MappingProxyType(
    {
        ConsentFilter.ALL: "All",
        ConsentFilter.HOLDS: "Active",
        ConsentFilter.ENDS_SOON: "Ends soon",
        ConsentFilter.NOT_SIGNED: "Not signed",
        ConsentFilter.NOT_VALID: "Not valid",
        ConsentFilter.ENDED: "Ended",
    }
)
EMPTY: Mapping[ConsentFilter, tuple[str, str]] = MappingProxyType(
    {
        ConsentFilter.ALL: (
            "No consents yet",
            "Open one for ordinary e-mail, a pick-up by somebody else, or an authorization.",
        ),
        ConsentFilter.HOLDS: ("Nothing is active", "What was signed and still holds stands here."),
        ConsentFilter.ENDS_SOON: (
            "Nothing ends soon",
            "What ends within 30 days stands here, in time to ask for a new one.",
        ),
        ConsentFilter.NOT_SIGNED: (
            "Nothing waits for a signature",
            "What was opened and not signed yet stands here.",
        ),
        ConsentFilter.NOT_VALID: (
            "Nothing is invalid",
            "Authorizations that lack something the rule asks for stand here.",
        ),
        ConsentFilter.ENDED: (
            "Nothing has ended",
            "What was taken back or has expired stays here for good.",
        ),
    }
)


def joined(*parts: str) -> str:
    """Short facts in one line."""
    return "  ·  ".join(part for part in parts if part)


def shortened(text: str, longest: int = 40) -> str:
    """The beginning of a line that has no room for all of it."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def counts_words(counts: ConsentCounts) -> str:
    """The sentence beside the title."""
    by = counts.by_filter
    if not by[ConsentFilter.ALL]:
        return ""
    said = [f"{by[ConsentFilter.HOLDS]:,} active"]
    for shown, words in (
        (ConsentFilter.ENDS_SOON, "end soon"),
        (ConsentFilter.NOT_SIGNED, "not signed yet"),
        (ConsentFilter.NOT_VALID, "not valid"),
    ):
        if by[shown]:
            verb = "ends soon" if words == "end soon" and by[shown] == 1 else words
            said.append(f"{by[shown]:,} {verb}")
    return ", ".join(said)


def filter_words(shown: ConsentFilter, counts: ConsentCounts) -> str:
    """A choice with how many it shows."""
    return f"{SHORT_FILTERS[shown]} {counts.by_filter[shown]:,}"


def scope_words(consent: Consent, request_number: str = "") -> str:
    """How far it reaches."""
    if consent.terms.scope is ConsentScope.STANDING:
        return consent.terms.scope.label
    return f"Request {request_number}" if request_number else consent.terms.scope.label


def ends_words(consent: Consent, ends_on: date | None) -> str:
    """When it ends, as it was agreed; every kind can be taken back before that."""
    end = format_us_date(ends_on) or consent.terms.expires_event
    if end:
        return f"{end}, or when it is taken back"
    outside = consent.terms.form is not None and consent.terms.form.outside
    return "Not stated" if outside else "When it is taken back"


def for_staff(terms: ConsentTerms, words: str) -> str:
    """Our own phrases in the staff's language, whatever the patient reads."""
    outside = terms.form is not None and terms.form.outside
    return words if outside else said_in(words, Language.ENGLISH)


def signer_words(consent: Consent) -> str:
    """Who agreed, and for whom."""
    signer = consent.terms.signer
    if not signer.representative:
        return signer.name
    return f"{signer.name}, for the patient: {signer.authority}".rstrip(": ")


def given_words(given: Given, *, outside: bool = False) -> str:
    """``Signed on screen, 11/23/2026, explained by Marco Bell``; nobody explained a paper from
    outside."""
    day, did = format_us_date(given.signed_on), "added" if outside else "explained"
    return f"{given.way.label}, {day}, {did} by {given.explained_by}"


def event_words(event: ConsentEvent) -> str:
    """What happened, the day it is about and its note."""
    day = format_us_date(event.happened_on)
    about = f" ({day})" if day and event.kind is not ConsentEventKind.GIVEN else ""
    note = event.note if event.kind is not ConsentEventKind.GIVEN else ""
    said = event.kind.label
    if event.kind is ConsentEventKind.GIVEN and event.note:
        said = event.note
    return "\n".join(part for part in (f"{said}{about}", note) if part)
