"""The one table: every road, path, consent state and address state against hipaa.md section 4.

What is expected is written out here a second time, from the method table, so that a slip in the
program's table is a failing test.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from app.domain.authorization import StateAddOn
from app.domain.authorization_check import check_authorization
from app.domain.consent_states import authorization_facts
from app.domain.consents import ConsentKind
from app.domain.release_reasons import AddressKind, AddressState, ConsentState, Reason
from app.domain.release_rule import (
    ROADS,
    Allowed,
    NotYet,
    ReleaseQuestion,
    ReleaseShut,
    is_about_address,
    may_release,
)
from app.domain.requests import RequestKind, Road
from tests.domain.consent_kit import TODAY, WHOLE, given

P, R, C, A = RequestKind, Road, ConsentState, AddressState
POSTAL = {R.MAIL, R.CERTIFIED_MAIL, R.PARCEL, R.MEDIA}
WITH_ADDRESS = POSTAL | {R.FAX, R.ENCRYPTED_EMAIL, R.UNENCRYPTED_EMAIL}
OWN = {P.ACCESS, P.REPRESENTATIVE_ACCESS}
NEEDS_AUTHORIZATION = {P.DIRECTIVE_OTHER, P.AUTHORIZATION}
GOOD = {C.ACTIVE, C.EXPIRING}
OPEN_TO = {
    R.PORTAL: OWN,
    R.UNENCRYPTED_EMAIL: OWN | {P.DIRECTIVE_ELECTRONIC},
    R.INSPECTION: set(P) - {P.DIRECTIVE_ELECTRONIC, P.DIRECTIVE_OTHER, P.FAMILY},
}


def expected(question: ReleaseQuestion) -> set[str]:
    """The codes of the reasons, from the method table of hipaa.md 4.2."""
    road, path = question.road, question.path
    if path not in OPEN_TO.get(road, set(P)):
        return {
            f"road-closed-{ {R.PORTAL: 'portal', R.INSPECTION: 'inspection'}.get(road, 'email') }"
        }
    codes = set()
    if path in NEEDS_AUTHORIZATION and question.authorization not in GOOD:
        codes.add(f"authorization-{question.authorization.value}")
    if road in WITH_ADDRESS and question.address is not A.CONFIRMED:
        codes.add(f"address-{question.address.value}")
    if road is R.UNENCRYPTED_EMAIL and question.road_consent not in GOOD:
        codes.add(f"email-{question.road_consent.value}")
    if road is R.PICK_UP and question.by_delegate and question.road_consent not in GOOD:
        codes.add(f"pick-up-{question.road_consent.value}")
    return codes


@pytest.mark.parametrize("road", list(Road))
@pytest.mark.parametrize("path", list(RequestKind))
def test_every_road_path_consent_and_address(road: Road, path: RequestKind) -> None:
    for authorization, consent, address, delegate in product(C, C, A, (False, True)):
        question = ReleaseQuestion(
            path,
            road,
            address,
            authorization,
            road_consent=consent,
            by_delegate=delegate,
        )
        answer = may_release(question)
        codes = {one.code for one in answer.reasons} if isinstance(answer, NotYet) else set()
        assert codes == expected(question), question
        if isinstance(answer, Allowed):
            assert answer.basis.endswith(".")
            assert answer.safeguards
        else:
            for reason in answer.reasons:
                _is_told(reason)


def _is_told(reason: Reason) -> None:
    assert reason.sentence.endswith(".")
    assert reason.next_step.endswith(".")
    assert "CFR" in reason.citation or "FR " in reason.citation
    assert "{" not in reason.sentence + reason.next_step


def test_every_road_has_a_row() -> None:
    assert set(ROADS) == set(Road)
    assert {road for road in Road if ROADS[road].ends_at is AddressKind.POSTAL} == POSTAL
    assert {road: rule.consent for road, rule in ROADS.items() if rule.consent} == {
        R.UNENCRYPTED_EMAIL: ConsentKind.EMAIL,
        R.PICK_UP: ConsentKind.PICK_UP,
    }
    assert len({kind.label for kind in AddressKind}) == len(AddressKind)


def test_identity_and_authority_come_first() -> None:
    question = ReleaseQuestion(
        P.REPRESENTATIVE_ACCESS, R.PICK_UP, identity_checked=False, authority_missing=True
    )
    answer = may_release(question)
    assert isinstance(answer, NotYet)
    assert [one.code for one in answer.reasons] == ["identity", "authority"]
    assert "164.514(h)" in answer.reasons[0].citation


@pytest.mark.parametrize(
    ("state", "points", "codes"),
    [
        ("MA", 11, []),
        ("CA", 11, ["authorization-state-type-size"]),
        ("CA", 14, []),
    ],
)
def test_the_practices_state_is_reckoned_in(state: str, points: int, codes: list[str]) -> None:
    add_on = StateAddOn("CA", "Cal.", date(2026, 1, 1), "s", least_points=14)
    consent = given(ConsentKind.AUTHORIZATION, form=replace(WHOLE, type_points=points))
    facts = authorization_facts(consent, TODAY)
    assert facts is not None
    findings = check_authorization(facts, add_on if state == "CA" else None)
    holds = C.INCOMPLETE if findings else C.ACTIVE
    answer = may_release(ReleaseQuestion(P.AUTHORIZATION, R.MAIL, A.CONFIRMED, holds, findings))
    found = [one.code for one in answer.reasons] if isinstance(answer, NotYet) else []
    assert found == codes


def test_an_incomplete_authorization_names_each_thing_missing() -> None:
    form = replace(WHOLE, purpose="", says_redisclosure=False, sought_by_practice=True)
    facts = authorization_facts(given(ConsentKind.AUTHORIZATION, form=form), TODAY)
    assert facts is not None
    question = ReleaseQuestion(
        P.AUTHORIZATION, R.MAIL, A.CONFIRMED, C.INCOMPLETE, check_authorization(facts)
    )
    answer = may_release(question)
    assert isinstance(answer, NotYet)
    assert [one.citation for one in answer.reasons] == [
        "45 CFR 164.508(c)(1)(iv)",
        "45 CFR 164.508(c)(2)(iii)",
    ]


def test_an_answer_is_told_as_a_problem() -> None:
    answer = may_release(ReleaseQuestion(P.AUTHORIZATION, R.MAIL))
    assert isinstance(answer, NotYet)
    assert is_about_address(NotYet((answer.reasons[0],))) is False
    problem = ReleaseShut(answer)
    assert problem.code == "release-not-yet"
    assert "no authorization on file" in problem.happened
    assert "164.508" in problem.happened
    assert "And 1 more" in problem.next_step
    assert "more" not in ReleaseShut(NotYet(answer.reasons[:1])).next_step
    assert problem.answer is answer


@pytest.mark.parametrize("state", [A.UNCONFIRMED, A.CHANGED, A.FLAGGED])
def test_an_address_to_confirm_is_known_as_such(state: AddressState) -> None:
    answer = may_release(ReleaseQuestion(P.ACCESS, R.MAIL, state))
    assert isinstance(answer, NotYet)
    assert is_about_address(answer)
