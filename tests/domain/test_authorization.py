"""The authorization of 45 CFR 164.508, element by element, and what three states add."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.authorization import (
    AuthorizationFacts,
    AuthorizationForm,
    FindingGroup,
    StateAddOn,
    add_on_for,
    add_ons_from,
    last_day,
)
from app.domain.authorization_check import check_authorization
from app.domain.dates import months_later
from app.system.resources import resource_text
from tests.domain.consent_kit import TODAY, WHOLE

VALID = AuthorizationFacts(
    form=WHOLE,
    today=TODAY,
    signed=True,
    signed_on=date(2026, 11, 1),
    signer="Dana Mosciski",
    expires_on=date(2027, 6, 1),
)
SHIPPED = add_ons_from(json.loads(resource_text("authorization_rules.json")))


def add_on(state: str) -> StateAddOn:
    found = add_on_for(SHIPPED, state, TODAY)
    assert found is not None
    return found


def codes(facts: AuthorizationFacts, state: StateAddOn | None = None) -> list[str]:
    return [one.code for one in check_authorization(facts, state)]


def test_a_whole_one_has_nothing_missing() -> None:
    assert check_authorization(VALID) == ()


@pytest.mark.parametrize(
    ("form", "facts", "code", "citation"),
    [
        ({"information": " "}, {}, "information", "(c)(1)(i)"),
        ({"discloser": ""}, {}, "discloser", "(c)(1)(ii)"),
        ({"recipient": ""}, {}, "recipient", "(c)(1)(iii)"),
        ({"purpose": ""}, {}, "purpose", "(c)(1)(iv)"),
        ({}, {"expires_on": None}, "expiry", "(c)(1)(v)"),
        ({}, {"signed": False, "signed_on": None}, "signature", "(c)(1)(vi)"),
        ({}, {"signed_on": None}, "signed-on", "(c)(1)(vi)"),
        ({}, {"representative": True}, "authority", "(c)(1)(vi)"),
        ({"says_revocation": False}, {}, "revocation", "(c)(2)(i)"),
        ({"says_conditioning": False}, {}, "conditioning", "(c)(2)(ii)"),
        ({"says_redisclosure": False}, {}, "redisclosure", "(c)(2)(iii)"),
        ({"plain_language": False}, {}, "plain-language", "(c)(3)"),
        ({}, {"event_on": TODAY}, "event-past", "(b)(2)(i)"),
        ({"blanks": "Purpose"}, {}, "blanks", "(b)(2)(ii)"),
        ({}, {"revoked_on": TODAY}, "revoked", "(b)(2)(iii)"),
        ({"combined_with": "Intake form"}, {}, "compound", "(b)(3)"),
        ({"conditioned": True}, {}, "conditioned", "(b)(4)"),
        ({"psychotherapy": True}, {}, "psychotherapy", "(b)(3)(ii)"),
        ({}, {"found_false": True}, "false", "(b)(2)(v)"),
        ({}, {"expires_on": date(2026, 11, 22)}, "expired", "(b)(2)(i)"),
    ],
)
def test_each_thing_missing_is_named_with_its_citation(
    form: dict[str, Any], facts: dict[str, Any], code: str, citation: str
) -> None:
    found = check_authorization(replace(VALID, form=replace(WHOLE, **form), **facts))
    assert [one.code for one in found] == [code]
    (finding,) = found
    assert citation in finding.citation
    assert finding.citation.startswith("45 CFR 164.508")
    assert finding.blocks
    assert finding.sentence.endswith(".")
    assert finding.next_step.endswith(".")


@pytest.mark.parametrize(
    ("form", "facts"),
    [
        ({"research": True}, {"expires_on": None}),
        ({"research": True, "combined_with": "Study consent"}, {}),
        ({"psychotherapy": True, "psychotherapy_only": True}, {}),
        ({}, {"representative": True, "authority": "Health-care power of attorney"}),
        ({}, {"expires_on": None, "expires_event": "End of the claim"}),
        ({}, {"expires_on": TODAY}),
    ],
)
def test_what_is_allowed_passes(form: dict[str, Any], facts: dict[str, Any]) -> None:
    assert codes(replace(VALID, form=replace(WHOLE, **form), **facts)) == []


def test_an_empty_one_names_everything() -> None:
    empty = AuthorizationFacts(AuthorizationForm(), TODAY)
    assert codes(empty) == [
        "information",
        "discloser",
        "recipient",
        "purpose",
        "expiry",
        "signature",
        "revocation",
        "conditioning",
        "redisclosure",
    ]


def test_the_signer_of_one_the_practice_asked_for_gets_a_copy() -> None:
    sought = replace(VALID, form=replace(WHOLE, sought_by_practice=True))
    (finding,) = check_authorization(sought)
    assert (finding.code, finding.blocks) == ("copy", False)
    assert check_authorization(replace(sought, copy_given=True)) == ()
    unsigned = replace(sought, signed=False, signed_on=None)
    assert codes(unsigned) == ["signature"]


def test_california_wants_large_type_a_signature_of_its_own_and_a_date() -> None:
    rule = add_on("CA")
    assert codes(VALID, rule) == ["state-copy"]
    told = replace(VALID, copy_given=True)
    assert codes(told, rule) == []
    small = replace(told, form=replace(WHOLE, type_points=13))
    assert codes(small, rule) == ["state-type-size"]
    assert codes(replace(told, form=replace(WHOLE, type_points=None)), rule) == ["state-type-size"]
    by_hand = replace(told, form=replace(WHOLE, type_points=None, handwritten=True))
    assert codes(by_hand, rule) == []
    shared = replace(told, form=replace(WHOLE, separate_signature=False))
    assert codes(shared, rule) == ["state-separate-signature"]
    event = replace(told, expires_on=None, expires_event="End of the claim")
    assert codes(event, rule) == ["state-end-date"]
    assert check_authorization(event, rule)[0].group is FindingGroup.STATE
    assert "56.11" in check_authorization(event, rule)[0].citation


def test_maryland_ends_after_a_year_whatever_it_says() -> None:
    rule = add_on("MD")
    old = replace(VALID, signed_on=date(2025, 11, 23), expires_on=date(2029, 1, 1))
    assert last_day(old, rule) == TODAY
    assert codes(old, rule) == []
    assert codes(replace(old, signed_on=date(2025, 11, 22)), rule) == ["expired"]
    open_ended = replace(VALID, expires_on=None, expires_event="End of the claim")
    assert last_day(open_ended, rule) == date(2027, 11, 1)


def test_nebraska_ends_after_a_year_where_nothing_is_said() -> None:
    rule = add_on("NE")
    silent = replace(VALID, expires_on=None)
    assert last_day(silent, rule) == date(2027, 11, 1)
    assert codes(silent, rule) == []
    assert codes(replace(silent, signed_on=date(2025, 11, 22)), rule) == ["expired"]
    event = replace(silent, expires_event="End of the claim")
    assert last_day(event, rule) is None
    assert last_day(replace(silent, signed_on=None), rule) is None


def test_the_newest_rule_that_has_come_is_used() -> None:
    older = StateAddOn("XX", "old", date(2026, 1, 1), "s")
    newer = replace(older, citation="new", valid_from=date(2026, 6, 1))
    assert add_on_for([newer, older], "XX", date(2026, 5, 31)) == older
    assert add_on_for([older, newer], "XX", date(2026, 6, 1)) == newer
    assert add_on_for([older, newer], "XX", date(2025, 6, 1)) is None
    assert add_on_for([older, newer], "YY", TODAY) is None
    assert {one.state for one in SHIPPED} == {"CA", "MD", "NE"}
    assert all(one.source and one.citation for one in SHIPPED)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 12, date(2027, 11, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_later(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_later_never_leaves_its_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_a_form_is_kept_whole() -> None:
    form = replace(WHOLE, psychotherapy=True, blanks="Date")
    assert AuthorizationForm.from_dict({**form.as_dict(), "unknown": 1}) == form
    assert {group.label for group in FindingGroup} == {
        "Core element",
        "Required statement",
        "Defect",
        "State law",
    }


def test_our_own_form_says_where_to_fill_in_and_a_paper_from_outside_whom_to_ask() -> None:
    empty = AuthorizationForm(
        says_revocation=True, says_conditioning=True, says_redisclosure=True, type_points=14
    )
    facts = AuthorizationFacts(form=empty, today=TODAY)
    ours = {one.code: one.next_step for one in check_authorization(facts)}
    theirs = {
        one.code: one.next_step
        for one in check_authorization(replace(facts, form=replace(empty, outside=True)))
    }
    assert set(ours) == set(theirs)
    assert "“Which records”" in ours["information"]
    assert "“Ends”" in ours["expiry"]
    assert not [step for step in ours.values() if "ask" in step.casefold()]
    assert "Ask the signer" in theirs["information"]
    assert "Ask the signer" in theirs["expiry"]


def test_california_wants_a_day_and_our_form_says_where_to_choose_it() -> None:
    event = replace(VALID, expires_on=None, expires_event="the end of my claim")
    own = [one for one in check_authorization(event, add_on("CA")) if one.code == "state-end-date"]
    paper = replace(event, form=replace(WHOLE, outside=True))
    outside = [
        one for one in check_authorization(paper, add_on("CA")) if one.code == "state-end-date"
    ]
    assert "On a day" in own[0].next_step
    assert "Ask the signer" in outside[0].next_step
