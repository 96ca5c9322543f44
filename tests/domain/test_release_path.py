"""Access or authorization: scenarios of the desk against the table of kinds."""

from __future__ import annotations

from itertools import product

import pytest

from app.domain.people import PartyKind
from app.domain.release_path import (
    PATH_RULES,
    Duty,
    PathAnswers,
    asks_about_record_system,
    choose_path,
)
from app.domain.requests import Asker, Recipient, RequestKind

ME, PROXY, OTHER = Asker.PATIENT, Asker.REPRESENTATIVE, Asker.SOMEONE_ELSE
BACK, PATIENT, THIRD = Recipient.ASKER, Recipient.PATIENT, Recipient.THIRD_PARTY
LAW, DOCTOR, PAYER = PartyKind.LAW_OFFICE, PartyKind.PROVIDER, PartyKind.INSURER
K = RequestKind

SCENARIOS = {
    "patient wants own copy": (PathAnswers(ME, BACK), K.ACCESS),
    "patient wants it mailed to themselves": (PathAnswers(ME, PATIENT), K.ACCESS),
    "parent of a minor": (PathAnswers(PROXY, BACK), K.REPRESENTATIVE_ACCESS),
    "executor of an estate": (
        PathAnswers(PROXY, BACK, PartyKind.REPRESENTATIVE),
        K.REPRESENTATIVE_ACCESS,
    ),
    "parent, copy to the grown child": (PathAnswers(PROXY, PATIENT), K.REPRESENTATIVE_ACCESS),
    "guardian who was entered as someone else": (
        PathAnswers(OTHER, BACK, PartyKind.REPRESENTATIVE),
        K.REPRESENTATIVE_ACCESS,
    ),
    "patient directs electronic copy to lawyer": (
        PathAnswers(ME, THIRD, LAW, electronic_from_ehr=True),
        K.DIRECTIVE_ELECTRONIC,
    ),
    "patient directs paper copy to lawyer": (PathAnswers(ME, THIRD, LAW), K.DIRECTIVE_OTHER),
    "patient directs electronic copy to an app": (
        PathAnswers(ME, THIRD, PartyKind.OTHER, electronic_from_ehr=True),
        K.DIRECTIVE_ELECTRONIC,
    ),
    "patient sends paper copy to new doctor": (PathAnswers(ME, THIRD, DOCTOR), K.TREATMENT),
    "parent directs electronic copy to school": (
        PathAnswers(PROXY, THIRD, PartyKind.OTHER, electronic_from_ehr=True),
        K.DIRECTIVE_ELECTRONIC,
    ),
    "lawyer sends in the patient's signed direction": (
        PathAnswers(OTHER, BACK, LAW, patient_signed_direction=True, electronic_from_ehr=True),
        K.DIRECTIVE_ELECTRONIC,
    ),
    "lawyer with signed direction, on paper": (
        PathAnswers(OTHER, BACK, LAW, patient_signed_direction=True),
        K.DIRECTIVE_OTHER,
    ),
    "lawyer with authorization form": (PathAnswers(OTHER, BACK, LAW), K.AUTHORIZATION),
    "lawyer wants it sent to a copy service": (PathAnswers(OTHER, THIRD, LAW), K.AUTHORIZATION),
    "new doctor asks": (PathAnswers(OTHER, BACK, DOCTOR), K.TREATMENT),
    "life insurer with authorization": (PathAnswers(OTHER, BACK, PAYER), K.AUTHORIZATION),
    "health plan asks about a claim": (
        PathAnswers(OTHER, BACK, PAYER, for_payment=True),
        K.TREATMENT,
    ),
    "attorney's subpoena": (PathAnswers(OTHER, BACK, PartyKind.COURT), K.SUBPOENA),
    "judge's order": (
        PathAnswers(OTHER, BACK, PartyKind.COURT, signed_by_judge=True),
        K.COURT_ORDER,
    ),
    "health department": (PathAnswers(OTHER, BACK, PartyKind.GOVERNMENT), K.GOVERNMENT),
    "sister who drives the patient": (PathAnswers(OTHER, BACK, PartyKind.FAMILY), K.FAMILY),
    "employer": (PathAnswers(OTHER, BACK, PartyKind.OTHER), K.AUTHORIZATION),
    "doctor's office, copy to the patient": (PathAnswers(OTHER, PATIENT, DOCTOR), K.ACCESS),
}


@pytest.mark.parametrize(("answers", "kind"), SCENARIOS.values(), ids=SCENARIOS.keys())
def test_scenario(answers: PathAnswers, kind: RequestKind) -> None:
    path = choose_path(answers)
    assert path.kind is kind
    assert path.rule is PATH_RULES[kind]
    assert "45 CFR 164.5" in path.reason
    assert path.reason.endswith(".")


@pytest.mark.parametrize(
    ("kind", "letter", "clock", "fee", "authorization", "accountable"),
    [
        (K.ACCESS, "A", True, True, False, False),
        (K.REPRESENTATIVE_ACCESS, "B", True, True, False, False),
        (K.DIRECTIVE_ELECTRONIC, "C", True, False, False, False),
        (K.DIRECTIVE_OTHER, "C2", False, False, True, False),
        (K.AUTHORIZATION, "D", False, False, True, False),
        (K.TREATMENT, "E", False, False, False, False),
        (K.COURT_ORDER, "F", False, False, False, True),
        (K.SUBPOENA, "G", False, False, False, True),
        (K.GOVERNMENT, "H", False, False, False, True),
        (K.FAMILY, "I", False, False, False, False),
    ],
)
def test_table_of_kinds(
    kind: RequestKind,
    letter: str,
    clock: bool,
    fee: bool,
    authorization: bool,
    accountable: bool,
) -> None:
    rule = PATH_RULES[kind]
    assert (rule.letter, rule.has_clock, rule.fee_limited) == (letter, clock, fee)
    assert (rule.authorization_needed, rule.accountable) == (authorization, accountable)
    assert (rule.duty is Duty.REQUIRED) == clock


def test_every_combination_has_a_path() -> None:
    switches = (True, False)
    seen = set()
    for values in product(Asker, Recipient, PartyKind, switches, switches, switches, switches):
        answers = PathAnswers(*values)
        path = choose_path(answers)
        seen.add(path.kind)
        # Who acts for the patient always needs proof of authority, and nobody else does.
        acts = answers.asker is PROXY or (
            answers.asker is OTHER and answers.someone is PartyKind.REPRESENTATIVE
        )
        assert path.authority_needed == acts
        # A clock runs only on what is the patient's own right.
        if path.rule.has_clock and answers.asker is OTHER:
            assert acts or answers.recipient is PATIENT or answers.patient_signed_direction
        # The record-system answer matters exactly where it is asked for.
        flipped = PathAnswers(*values[:4], not values[4], *values[5:])
        differs = choose_path(flipped).kind is not path.kind
        assert differs == asks_about_record_system(answers)
    assert seen == set(RequestKind)


def test_access_asked_by_someone_else_is_confirmed_with_the_patient() -> None:
    reason = choose_path(PathAnswers(OTHER, PATIENT, LAW)).reason
    assert "ask the patient" in reason
    assert "ask the patient" not in choose_path(PathAnswers(ME, BACK)).reason
