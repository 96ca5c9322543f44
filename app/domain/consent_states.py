"""Where a consent stands, computed from dated facts on a day that is handed in.

The promise: what was taken back, declined or ended stays so whatever the clock says later, because
these are events and their order of writing decides, not their dates. The day handed in is the later
of the clock's and the store's last known day, so a clock set back revives no expired consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.authorization import (
    AuthorizationFacts,
    Finding,
    StateRules,
    last_day,
)
from app.domain.authorization_check import check_authorization
from app.domain.consents import (
    Consent,
    ConsentEventKind,
    ConsentKind,
    ConsentStatus,
    ConsentWay,
)
from app.domain.dates import format_us_date

ENDS_SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """A consent's state on a day.

    Attributes:
        ends_on: the last day it holds, if there is one.
        findings: what is missing or wrong with an authorization.
        why: one sentence for people.
    """

    status: ConsentStatus
    ends_on: date | None
    findings: tuple[Finding, ...]
    why: str

    @property
    def missing(self) -> tuple[Finding, ...]:
        """The findings that make it invalid."""
        return tuple(one for one in self.findings if one.blocks)


def standing_of(consent: Consent, day: date, rules: StateRules | None = None) -> Standing:
    """The state of a consent on a day, in a practice whose state adds this."""
    facts = authorization_facts(consent, day)
    add_on = rules.for_signature(facts.signed_on, day) if facts and rules else None
    findings = check_authorization(facts, add_on) if facts else ()
    ends_on = last_day(facts, add_on) if facts else consent.terms.expires_on
    status = _status(consent, day, ends_on, findings)
    return Standing(status, ends_on, findings, _why(consent, status, ends_on, findings))


def authorization_facts(consent: Consent, day: date) -> AuthorizationFacts | None:
    """The facts for the check element by element; None for the other kinds."""
    terms, given = consent.terms, consent.given
    if terms.form is None:
        return None
    revoked = consent.event(ConsentEventKind.REVOKED)
    ended = consent.event(ConsentEventKind.ENDED_BY_EVENT)
    return AuthorizationFacts(
        form=terms.form,
        today=day,
        signed=given is not None,
        signed_on=given.signed_on if given else None,
        signer=terms.signer.name,
        representative=terms.signer.representative,
        authority=terms.signer.authority,
        expires_on=terms.expires_on,
        expires_event=terms.expires_event,
        event_on=_day_of(ended.happened_on, ended.at.date()) if ended else None,
        revoked_on=_day_of(revoked.happened_on, revoked.at.date()) if revoked else None,
        found_false=consent.event(ConsentEventKind.FOUND_FALSE) is not None,
        copy_given=consent.event(ConsentEventKind.COPY_GIVEN) is not None,
    )


def _day_of(day: date | None, written: date) -> date:
    return day or written


_FIXED_BY_EVENT = (
    (ConsentEventKind.DISCARDED, ConsentStatus.DISCARDED),
    (ConsentEventKind.DECLINED, ConsentStatus.DECLINED),
    (ConsentEventKind.REVOKED, ConsentStatus.REVOKED),
    (ConsentEventKind.ENDED_BY_EVENT, ConsentStatus.EXPIRED),
)


def _status(
    consent: Consent, day: date, ends_on: date | None, findings: tuple[Finding, ...]
) -> ConsentStatus:
    for kind, status in _FIXED_BY_EVENT:
        if consent.event(kind) is not None:
            return status
    if consent.given is None:
        return ConsentStatus.DRAFT
    if ends_on is not None and day > ends_on:
        return ConsentStatus.EXPIRED
    if any(one.blocks for one in findings):
        return ConsentStatus.INCOMPLETE
    if ends_on is not None and (ends_on - day).days <= ENDS_SOON_DAYS:
        return ConsentStatus.EXPIRING
    return ConsentStatus.ACTIVE


def _why(
    consent: Consent, status: ConsentStatus, ends_on: date | None, findings: tuple[Finding, ...]
) -> str:
    revoked = consent.event(ConsentEventKind.REVOKED)
    ended = consent.event(ConsentEventKind.ENDED_BY_EVENT)
    if status is ConsentStatus.REVOKED and revoked:
        return f"Taken back on {format_us_date(_day_of(revoked.happened_on, revoked.at.date()))}."
    if status is ConsentStatus.EXPIRED and ended:
        return (
            f"Its event happened on {format_us_date(_day_of(ended.happened_on, ended.at.date()))}."
        )
    if status is ConsentStatus.INCOMPLETE:
        missing = [one for one in findings if one.blocks]
        more = f" And {len(missing) - 1} more." if len(missing) > 1 else ""
        return f"{missing[0].sentence}{more}"
    return _dated_words(consent, status, ends_on)


def _dated_words(consent: Consent, status: ConsentStatus, ends_on: date | None) -> str:
    end = format_us_date(ends_on)
    if status is ConsentStatus.ACTIVE:
        if end:
            return f"Good through {end}."
        event = consent.terms.expires_event
        return f"Good until: {event}." if event else "Good until it is taken back."
    return {
        ConsentStatus.DRAFT: "Opened and not signed yet.",
        ConsentStatus.EXPIRING: f"Ends on {end}.",
        ConsentStatus.EXPIRED: f"Ended on {end}.",
        ConsentStatus.DECLINED: "The patient was told of the risk and said no.",
        ConsentStatus.DISCARDED: "Never signed.",
    }[status]


def is_only_a_message(consent: Consent) -> bool:
    """The patient wrote first: good for answering, not for sending the record itself (U112)."""
    given = consent.given
    return (
        consent.terms.kind is ConsentKind.EMAIL
        and given is not None
        and given.way is ConsentWay.PATIENT_WROTE
    )
