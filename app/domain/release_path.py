"""Access or authorization? Two plain questions choose the path (U5, F17).

"Who wants it?" and "Who does it go to?" decide the kind of request, and the kind decides the 30-day
clock, the fee limit, whether an authorization is needed and whether the release is countable in the
accounting of disclosures. Table of ``hipaa.md`` section 2; the reason stays visible, with its
citation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.people import PartyKind
from app.domain.requests import Asker, Recipient, RequestKind


class Duty(StrEnum):
    """Whether the practice has to release."""

    REQUIRED = "required"
    PERMITTED = "permitted"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class PathRule:
    """What a kind of request means, whatever led to it.

    Attributes:
        letter: the row of the reference table.
        has_clock: the 30 days of 45 CFR 164.524 run.
        fee_limited: only the cost-based fee of 45 CFR 164.524(c)(4) may be charged.
        accountable: the release is listed in an accounting of disclosures (45 CFR 164.528).
    """

    letter: str
    label: str
    duty: Duty
    has_clock: bool
    fee_limited: bool
    authorization_needed: bool
    accountable: bool


def _rule(letter: str, label: str, duty: Duty, *marks: str) -> PathRule:
    return PathRule(
        letter,
        label,
        duty,
        has_clock="clock" in marks,
        fee_limited="fee" in marks,
        authorization_needed="authorization" in marks,
        accountable="accountable" in marks,
    )


PATH_RULES: Mapping[RequestKind, PathRule] = MappingProxyType(
    {
        RequestKind.ACCESS: _rule("A", "Patient access", Duty.REQUIRED, "clock", "fee"),
        RequestKind.REPRESENTATIVE_ACCESS: _rule(
            "B", "Access by representative", Duty.REQUIRED, "clock", "fee"
        ),
        # Ciox v. Azar (2020): compelled only for an electronic copy from an electronic health
        # record, without the patient-rate fee limit.
        RequestKind.DIRECTIVE_ELECTRONIC: _rule(
            "C", "Patient's direction, electronic", Duty.REQUIRED, "clock"
        ),
        RequestKind.DIRECTIVE_OTHER: _rule(
            "C2", "Patient's direction, other copy", Duty.PERMITTED, "authorization"
        ),
        RequestKind.AUTHORIZATION: _rule("D", "Authorization", Duty.PERMITTED, "authorization"),
        RequestKind.TREATMENT: _rule("E", "Treatment or payment", Duty.PERMITTED),
        RequestKind.COURT_ORDER: _rule("F", "Court order", Duty.CONDITIONAL, "accountable"),
        RequestKind.SUBPOENA: _rule("G", "Subpoena", Duty.CONDITIONAL, "accountable"),
        RequestKind.GOVERNMENT: _rule("H", "Government", Duty.CONDITIONAL, "accountable"),
        RequestKind.FAMILY: _rule("I", "Family or friend", Duty.PERMITTED),
    }
)
"""The one table of what each kind brings with it."""

_REASONS: Mapping[RequestKind, str] = MappingProxyType(
    {
        RequestKind.ACCESS: (
            "The patient asks for their own records and has the right to a copy "
            "(45 CFR 164.502(a)(2)(i), 164.524)."
        ),
        RequestKind.REPRESENTATIVE_ACCESS: (
            "A personal representative stands in the patient's place and has the same right "
            "(45 CFR 164.502(g), 164.524)."
        ),
        RequestKind.DIRECTIVE_ELECTRONIC: (
            "The patient directs an electronic copy from the record system to someone else; this "
            "must be followed (45 CFR 164.524(c)(3)(ii); Ciox v. Azar, 2020)."
        ),
        RequestKind.DIRECTIVE_OTHER: (
            "The patient directs a copy to someone else, but not an electronic copy from the "
            "record system, so an authorization is needed (45 CFR 164.508; Ciox v. Azar, 2020)."
        ),
        RequestKind.AUTHORIZATION: (
            "Someone else wants the records; they may be released only as the patient's signed "
            "authorization says (45 CFR 164.508)."
        ),
        RequestKind.TREATMENT: (
            "The release serves treatment or payment, which needs no authorization "
            "(45 CFR 164.506(c))."
        ),
        RequestKind.COURT_ORDER: (
            "A judge's order allows exactly what it names and nothing more "
            "(45 CFR 164.512(e)(1)(i))."
        ),
        RequestKind.SUBPOENA: (
            "A subpoena without a judge's order needs proof of notice to the patient or of a "
            "protective order (45 CFR 164.512(e)(1)(ii))."
        ),
        RequestKind.GOVERNMENT: (
            "A public body may get what the category of its request allows (45 CFR 164.512)."
        ),
        RequestKind.FAMILY: (
            "Family or friends may hear only what bears on their part in the patient's care or "
            "payment (45 CFR 164.510(b))."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class PathAnswers:
    """The answers that choose the path.

    Attributes:
        someone: who the someone else is; for the patient's own direction, who gets the copy.
        patient_signed_direction: the letter is the patient's own, in writing, signed, naming who
            gets the copy and where it goes, whoever sent it in (45 CFR 164.524(c)(3)(ii)).
        electronic_from_ehr: an electronic copy of what the record system holds was asked for.
        signed_by_judge: a court's order, not an attorney's or clerk's subpoena.
        for_payment: a payer asks about a claim.
    """

    asker: Asker
    recipient: Recipient
    someone: PartyKind = PartyKind.OTHER
    patient_signed_direction: bool = False
    electronic_from_ehr: bool = False
    signed_by_judge: bool = False
    for_payment: bool = False


@dataclass(frozen=True, slots=True)
class ReleasePath:
    """The chosen path.

    Attributes:
        authority_needed: proof that the asker may act for the patient has to be recorded
            (45 CFR 164.502(g), 164.514(h)).
        reason: one sentence with its citation.
    """

    kind: RequestKind
    rule: PathRule
    authority_needed: bool
    reason: str


def choose_path(answers: PathAnswers) -> ReleasePath:
    """The path that the answers lead to; every combination has one."""
    kind = _kind(answers)
    reason = _REASONS[kind]
    if answers.asker is Asker.SOMEONE_ELSE and kind is RequestKind.ACCESS:
        reason = (
            "The copy goes to the patient, who has a right to it; ask the patient that they want "
            "it (45 CFR 164.502(a)(1)(i), 164.524)."
        )
    return ReleasePath(
        kind, PATH_RULES[kind], needs_authority(answers.asker, answers.someone), reason
    )


def asks_about_record_system(answers: PathAnswers) -> bool:
    """Whether "electronic copy from the record system?" changes the path, so has to be asked."""
    return _is_direction(answers)


def needs_authority(asker: Asker, asker_kind: PartyKind) -> bool:
    """The asker acts for the patient, so the authority has to be proved (45 CFR 164.514(h))."""
    if asker is Asker.REPRESENTATIVE:
        return True
    return asker is Asker.SOMEONE_ELSE and asker_kind is PartyKind.REPRESENTATIVE


def _is_direction(answers: PathAnswers) -> bool:
    """The patient, or who stands in the patient's place, sends a copy to someone else."""
    if answers.asker is Asker.SOMEONE_ELSE:
        return answers.patient_signed_direction and answers.recipient is not Recipient.PATIENT
    return answers.recipient is Recipient.THIRD_PARTY


def _kind(answers: PathAnswers) -> RequestKind:
    if _is_direction(answers):
        return _direction(answers)
    if needs_authority(answers.asker, answers.someone):
        return RequestKind.REPRESENTATIVE_ACCESS
    if answers.asker is Asker.PATIENT or answers.recipient is Recipient.PATIENT:
        return RequestKind.ACCESS
    return _someone_else(answers)


def _direction(answers: PathAnswers) -> RequestKind:
    if answers.electronic_from_ehr:
        return RequestKind.DIRECTIVE_ELECTRONIC
    if answers.someone is PartyKind.PROVIDER:
        # A paper copy for the new doctor: treatment, which needs no authorization.
        return RequestKind.TREATMENT
    return RequestKind.DIRECTIVE_OTHER


def _someone_else(answers: PathAnswers) -> RequestKind:
    if answers.someone is PartyKind.COURT:
        return RequestKind.COURT_ORDER if answers.signed_by_judge else RequestKind.SUBPOENA
    if answers.someone is PartyKind.INSURER and answers.for_payment:
        return RequestKind.TREATMENT
    return {
        PartyKind.PROVIDER: RequestKind.TREATMENT,
        PartyKind.GOVERNMENT: RequestKind.GOVERNMENT,
        PartyKind.FAMILY: RequestKind.FAMILY,
    }.get(answers.someone, RequestKind.AUTHORIZATION)
