"""Where a consent stands on a day: every state, and that a clock set back changes none of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.authorization import StateAddOn, StateRules
from app.domain.consent_states import authorization_facts, is_only_a_message, standing_of
from app.domain.consent_views import ConsentFilter, consent_row
from app.domain.consents import (
    LAWFUL_WAYS,
    Consent,
    ConsentEventKind,
    ConsentKind,
    ConsentScope,
    ConsentStatus,
    ConsentWay,
    Language,
)
from tests.domain.consent_kit import TODAY, WHOLE, draft, given, with_event

E, K = ConsentEventKind, ConsentKind
LONG_AGO = date(2020, 1, 1)


def status(consent: Consent, day: date = TODAY) -> ConsentStatus:
    return standing_of(consent, day).status


@pytest.mark.parametrize(
    ("consent", "expected", "why"),
    [
        (draft(), ConsentStatus.DRAFT, "not signed"),
        (given(), ConsentStatus.ACTIVE, "until it is taken back"),
        (given(expires_on=date(2027, 11, 23)), ConsentStatus.ACTIVE, "through 11/23/2027"),
        (given(expires_event="End of care"), ConsentStatus.ACTIVE, "until: End of care"),
        (given(expires_on=TODAY + timedelta(30)), ConsentStatus.EXPIRING, "12/23/2026"),
        (given(expires_on=TODAY + timedelta(31)), ConsentStatus.ACTIVE, "12/24/2026"),
        (given(expires_on=TODAY), ConsentStatus.EXPIRING, "11/23/2026"),
        (given(expires_on=TODAY - timedelta(1)), ConsentStatus.EXPIRED, "Ended on 11/22/2026"),
        (
            with_event(given(), E.REVOKED, 20, happened_on=date(2026, 11, 20)),
            ConsentStatus.REVOKED,
            "11/20/2026",
        ),
        (with_event(given(), E.REVOKED, 20), ConsentStatus.REVOKED, "11/23/2026"),
        (
            with_event(
                given(expires_event="End of care"), E.ENDED_BY_EVENT, 20, happened_on=LONG_AGO
            ),
            ConsentStatus.EXPIRED,
            "happened on 01/01/2020",
        ),
        (with_event(draft(), E.DECLINED, 20), ConsentStatus.DECLINED, "said no"),
        (with_event(draft(), E.DISCARDED, 20), ConsentStatus.DISCARDED, "Never signed"),
        (given(K.AUTHORIZATION), ConsentStatus.ACTIVE, "06/01/2027"),
        (
            given(K.AUTHORIZATION, form=replace(WHOLE, information="")),
            ConsentStatus.INCOMPLETE,
            "which records",
        ),
        (
            given(K.AUTHORIZATION, form=replace(WHOLE, information="", purpose="")),
            ConsentStatus.INCOMPLETE,
            "And 1 more",
        ),
        (
            with_event(given(K.AUTHORIZATION), E.FOUND_FALSE, 20),
            ConsentStatus.INCOMPLETE,
            "known to be false",
        ),
    ],
)
def test_states(consent: Consent, expected: ConsentStatus, why: str) -> None:
    standing = standing_of(consent, TODAY)
    assert standing.status is expected
    assert why in standing.why
    assert expected.holds is (expected in {ConsentStatus.ACTIVE, ConsentStatus.EXPIRING})
    row = consent_row(consent, TODAY)
    assert (row.status, row.why, row.version) == (expected, standing.why, consent.version)
    assert row.way is (consent.given.way if consent.given else None)


@pytest.mark.parametrize(
    "consent",
    [
        with_event(given(), E.REVOKED, 20, happened_on=TODAY),
        with_event(given(expires_event="x"), E.ENDED_BY_EVENT, 20, happened_on=TODAY),
        with_event(draft(), E.DECLINED, 20),
        with_event(given(K.AUTHORIZATION), E.FOUND_FALSE, 20),
    ],
)
def test_a_clock_set_back_revives_nothing(consent: Consent) -> None:
    assert status(consent) is status(consent, LONG_AGO)
    assert not status(consent, LONG_AGO).holds


def test_what_was_taken_back_stays_so_even_after_it_would_have_ended() -> None:
    consent = with_event(given(expires_on=TODAY), E.REVOKED, 20)
    assert status(consent, TODAY + timedelta(400)) is ConsentStatus.REVOKED


def test_a_state_cuts_an_authorization_short() -> None:
    one_year = StateRules("MD", (StateAddOn("MD", "Md.", date(2026, 1, 1), "", most_months=12),))
    consent = given(K.AUTHORIZATION, signed_on=date(2026, 1, 31), expires_on=date(2030, 1, 1))
    assert standing_of(consent, date(2027, 1, 31), one_year).status is ConsentStatus.EXPIRING
    late = standing_of(consent, date(2027, 2, 1), one_year)
    assert (late.status, late.ends_on) == (ConsentStatus.EXPIRED, date(2027, 1, 31))
    assert standing_of(consent, date(2027, 2, 1)).status is ConsentStatus.ACTIVE


def test_a_paper_is_held_to_what_its_state_asked_when_it_was_signed() -> None:
    half_year = StateAddOn("MD", "Md.", date(2026, 11, 23), "", most_months=6)
    rules = StateRules("MD", (half_year,))
    before = given(K.AUTHORIZATION, signed_on=date(2026, 11, 22), expires_on=date(2027, 12, 31))
    since = given(K.AUTHORIZATION, signed_on=date(2026, 11, 23), expires_on=date(2027, 12, 31))
    day = date(2027, 7, 5)
    assert standing_of(before, day, rules).status is ConsentStatus.ACTIVE
    assert standing_of(since, day, rules).status is ConsentStatus.EXPIRED
    assert rules.for_signature(None, date(2026, 11, 22)) is None
    assert rules.for_signature(None, day) == half_year


def test_missing_are_the_findings_that_shut_it() -> None:
    form = replace(WHOLE, sought_by_practice=True, purpose="")
    standing = standing_of(given(K.AUTHORIZATION, form=form), TODAY)
    assert [one.code for one in standing.findings] == ["purpose", "copy"]
    assert [one.code for one in standing.missing] == ["purpose"]
    told = with_event(given(K.AUTHORIZATION, form=form), E.COPY_GIVEN, 20)
    assert [one.code for one in standing_of(told, TODAY).findings] == ["purpose"]


def test_facts_of_a_draft_have_no_signature() -> None:
    facts = authorization_facts(draft(K.AUTHORIZATION), TODAY)
    assert facts is not None
    assert (facts.signed, facts.signed_on) == (False, None)
    assert authorization_facts(draft(), TODAY) is None


def test_only_an_e_mail_of_the_patient_is_a_message() -> None:
    assert is_only_a_message(given(way=ConsentWay.PATIENT_WROTE))
    assert not is_only_a_message(given())
    assert not is_only_a_message(draft())
    assert not is_only_a_message(given(K.PICK_UP))


def test_everything_has_its_words() -> None:
    for kinds in (K, ConsentStatus, ConsentWay, ConsentScope, Language, E, ConsentFilter):
        labels = [one.label for one in kinds]  # type: ignore[attr-defined]
        assert all(labels)
        assert len(set(labels)) == len(labels)
    assert all("CFR" in kind.citation for kind in K)
    assert ConsentWay.VOICE not in LAWFUL_WAYS[K.AUTHORIZATION]
    assert ConsentWay.VOICE not in LAWFUL_WAYS[K.PICK_UP]
    assert draft(K.PICK_UP).terms.covers == "Rosa Ibarra"
