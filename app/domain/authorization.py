"""The authorization of 45 CFR 164.508, checked element by element.

Six core elements, three statements and the defects of (b)(2): each that is missing is named with
its citation and with what to do about it. What states add is data (``authorization_rules.json``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.audit_chain import Plain
from app.domain.dates import format_us_date, months_later


class FindingGroup(StrEnum):
    """Which part of the rule a finding belongs to."""

    ELEMENT = "element"
    STATEMENT = "statement"
    DEFECT = "defect"
    STATE = "state"

    @property
    def label(self) -> str:
        """The group in words."""
        return {
            FindingGroup.ELEMENT: "Core element",
            FindingGroup.STATEMENT: "Required statement",
            FindingGroup.DEFECT: "Defect",
            FindingGroup.STATE: "State law",
        }[self]


@dataclass(frozen=True, slots=True)
class AuthorizationForm:
    """What an authorization says, on our own form or on a paper that came in.

    Attributes:
        outside: a paper written elsewhere; the statements are ticked by who read it.
        blanks: fields of the paper that were left empty.
        combined_with: the other document it is part of, if it is.
        psychotherapy: it covers psychotherapy notes; ``psychotherapy_only`` says nothing else.
        conditioned: treatment or payment is made to depend on it where that is not allowed.
        sought_by_practice: the practice asked for it, so the signer gets a copy.
        type_points: the smallest type of the paper; none for handwriting.
    """

    information: str = field(default="", repr=False)
    discloser: str = field(default="", repr=False)
    recipient: str = field(default="", repr=False)
    purpose: str = field(default="", repr=False)
    outside: bool = False
    says_revocation: bool = False
    says_conditioning: bool = False
    says_redisclosure: bool = False
    plain_language: bool = True
    blanks: str = field(default="", repr=False)
    combined_with: str = field(default="", repr=False)
    conditioned: bool = False
    psychotherapy: bool = False
    psychotherapy_only: bool = False
    sought_by_practice: bool = False
    research: bool = False
    handwritten: bool = False
    type_points: int | None = None
    separate_signature: bool = True
    sensitive: str = field(default="", repr=False)

    def as_dict(self) -> dict[str, Plain]:
        """Field name to value, for the store and for the seal."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> AuthorizationForm:
        """The form kept by :meth:`as_dict`; unknown names are left out."""
        return cls(**{name: data[name] for name in cls.__slots__ if name in data})


@dataclass(frozen=True, slots=True)
class AuthorizationFacts:
    """The form with what is known around it on the day of the check.

    Attributes:
        signed: a signature is on it.
        event_on: when the event it ends with is known to have happened.
        found_false: material information in it is known to be false.
        today: the day it is judged on; the expiry is checked at release, not only at intake.
        state: the practice's state, for what that state adds.
    """

    form: AuthorizationForm = field(repr=False)
    today: date
    signed: bool = False
    signed_on: date | None = None
    signer: str = field(default="", repr=False)
    representative: bool = False
    authority: str = field(default="", repr=False)
    expires_on: date | None = None
    expires_event: str = field(default="", repr=False)
    event_on: date | None = None
    revoked_on: date | None = None
    found_false: bool = False
    copy_given: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class StateAddOn:
    """What a state asks beyond the federal rule; dated data with its source.

    Attributes:
        least_points: type at least this large, unless handwritten.
        most_months: it holds at most this long from the signature.
        default_months: how long it holds where no expiry is stated.
        separate_signature: the signature serves only this purpose, set apart from other text.
        copy_always: the signer may have a copy, whoever asked for it.
        end_date: a date is needed, not only an event.
    """

    state: str
    citation: str
    valid_from: date
    source: str
    verified_by: str = ""
    least_points: int | None = None
    most_months: int | None = None
    default_months: int | None = None
    separate_signature: bool = False
    copy_always: bool = False
    end_date: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing or wrong.

    Attributes:
        code: short stable word.
        blocks: nothing may be released on it; otherwise it has to be seen to.
    """

    code: str
    group: FindingGroup
    citation: str
    sentence: str
    next_step: str
    blocks: bool = True


def add_ons_from(data: Mapping[str, Any]) -> tuple[StateAddOn, ...]:
    """The add-ons of ``authorization_rules.json``."""
    return tuple(
        StateAddOn(**{**item, "valid_from": date.fromisoformat(item["valid_from"])})
        for item in data["states"]
    )


def add_on_for(add_ons: Iterable[StateAddOn], state: str, day: date) -> StateAddOn | None:
    """What a state adds on a day: the newest row that has come into force."""
    come = [one for one in add_ons if one.state == state and one.valid_from <= day]
    return max(come, key=lambda one: one.valid_from, default=None)


def last_day(facts: AuthorizationFacts, add_on: StateAddOn | None = None) -> date | None:
    """The last day it holds: its own date, cut or set by the state; none where only an event ends
    it."""
    own = facts.expires_on
    if add_on is None or facts.signed_on is None:
        return own
    if own is None and not facts.expires_event and add_on.default_months is not None:
        own = months_later(facts.signed_on, add_on.default_months)
    if add_on.most_months is not None:
        most = months_later(facts.signed_on, add_on.most_months)
        own = most if own is None else min(own, most)
    return own


def check_authorization(
    facts: AuthorizationFacts, add_on: StateAddOn | None = None
) -> tuple[Finding, ...]:
    """Everything that is missing or wrong, in the order of the rule; nothing when it is valid."""
    found = [rule.finding for rule in _RULES if rule.fails(facts, add_on)]
    end = last_day(facts, add_on)
    if end is not None and facts.today > end:
        found.append(_expired(end))
    if add_on is not None:
        found.extend(_state_findings(facts, add_on))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Rule:
    finding: Finding
    fails: Callable[[AuthorizationFacts, StateAddOn | None], bool]


def _element(code: str, item: str, sentence: str, next_step: str) -> Finding:
    return Finding(code, FindingGroup.ELEMENT, f"45 CFR 164.508(c)(1)({item})", sentence, next_step)


def _statement(code: str, item: str, sentence: str) -> Finding:
    step = "Use a form that says so, for example the one printed here."
    return Finding(code, FindingGroup.STATEMENT, f"45 CFR 164.508(c)(2)({item})", sentence, step)


def _defect(code: str, citation: str, sentence: str, next_step: str) -> Finding:
    return Finding(code, FindingGroup.DEFECT, f"45 CFR 164.508{citation}", sentence, next_step)


def _no_expiry(facts: AuthorizationFacts, add_on: StateAddOn | None) -> bool:
    if facts.expires_on or facts.expires_event.strip() or facts.form.research:
        return False
    return add_on is None or add_on.default_months is None


def _psychotherapy_mixed(facts: AuthorizationFacts, _add_on: StateAddOn | None) -> bool:
    return facts.form.psychotherapy and not facts.form.psychotherapy_only


_COMPLETE_IT = "Ask the signer to complete it and to sign again; do not fill it in for them."
_SIGN_ANEW = "Ask for a new authorization before anything is released."

_RULES = (
    _Rule(
        _element(
            "information", "i", "It does not say which records may be released.", _COMPLETE_IT
        ),
        lambda facts, _: not facts.form.information.strip(),
    ),
    _Rule(
        _element("discloser", "ii", "It does not say who may release them.", _COMPLETE_IT),
        lambda facts, _: not facts.form.discloser.strip(),
    ),
    _Rule(
        _element("recipient", "iii", "It does not say who may receive them.", _COMPLETE_IT),
        lambda facts, _: not facts.form.recipient.strip(),
    ),
    _Rule(
        _element(
            "purpose",
            "iv",
            "It does not say for what purpose.",
            "Ask the signer; “at my request” is enough where the patient started it.",
        ),
        lambda facts, _: not facts.form.purpose.strip(),
    ),
    _Rule(
        _element(
            "expiry", "v", "It names neither a date nor an event on which it ends.", _COMPLETE_IT
        ),
        _no_expiry,
    ),
    _Rule(
        _element("signature", "vi", "It is not signed.", "Ask the patient to sign and date it."),
        lambda facts, _: not facts.signed,
    ),
    _Rule(
        _element(
            "signed-on", "vi", "The signature has no date.", "Ask the signer to date the signature."
        ),
        lambda facts, _: facts.signed and facts.signed_on is None,
    ),
    _Rule(
        _element(
            "authority",
            "vi",
            "A representative signed, and it does not say what lets them act for the patient.",
            "Ask the representative to write down their authority, and look at its proof.",
        ),
        lambda facts, _: facts.representative and not facts.authority.strip(),
    ),
    _Rule(
        _statement("revocation", "i", "It does not say that it can be taken back in writing."),
        lambda facts, _: not facts.form.says_revocation,
    ),
    _Rule(
        _statement("conditioning", "ii", "It does not say that care does not depend on signing."),
        lambda facts, _: not facts.form.says_conditioning,
    ),
    _Rule(
        _statement(
            "redisclosure",
            "iii",
            "It does not say that the recipient may pass the records on unprotected.",
        ),
        lambda facts, _: not facts.form.says_redisclosure,
    ),
    _Rule(
        _defect("plain-language", "(c)(3)", "It is not written in plain language.", _SIGN_ANEW),
        lambda facts, _: not facts.form.plain_language,
    ),
    _Rule(
        _defect("event-past", "(b)(2)(i)", "The event it ends with has happened.", _SIGN_ANEW),
        lambda facts, _: facts.event_on is not None,
    ),
    _Rule(
        _defect("blanks", "(b)(2)(ii)", "Not every field of the form is filled in.", _COMPLETE_IT),
        lambda facts, _: bool(facts.form.blanks.strip()),
    ),
    _Rule(
        _defect(
            "revoked",
            "(b)(2)(iii), (b)(5)",
            "It was taken back.",
            "Release nothing more on it; what already left stays as it is.",
        ),
        lambda facts, _: facts.revoked_on is not None,
    ),
    _Rule(
        _defect(
            "compound",
            "(b)(2)(iv), (b)(3)",
            "It is combined with another document.",
            "Ask for an authorization on a paper of its own.",
        ),
        lambda facts, _: bool(facts.form.combined_with.strip()) and not facts.form.research,
    ),
    _Rule(
        _defect(
            "conditioned",
            "(b)(2)(iv), (b)(4)",
            "Care or payment was made to depend on signing it.",
            "Tell the patient that it does not, and ask whether they want to sign a new one.",
        ),
        lambda facts, _: facts.form.conditioned,
    ),
    _Rule(
        _defect(
            "psychotherapy",
            "(b)(3)(ii)",
            "It covers psychotherapy notes together with other records.",
            "Ask for one authorization for the notes alone and another for the rest.",
        ),
        _psychotherapy_mixed,
    ),
    _Rule(
        _defect("false", "(b)(2)(v)", "Something material in it is known to be false.", _SIGN_ANEW),
        lambda facts, _: facts.found_false,
    ),
    _Rule(
        Finding(
            "copy",
            FindingGroup.STATEMENT,
            "45 CFR 164.508(c)(4)",
            "The practice asked for it, and the signer has no copy yet.",
            "Give the signer a copy and record it here.",
            blocks=False,
        ),
        lambda facts, _: facts.form.sought_by_practice and facts.signed and not facts.copy_given,
    ),
)


def _expired(end: date) -> Finding:
    return _defect("expired", "(b)(2)(i)", f"It ended on {format_us_date(end)}.", _SIGN_ANEW)


def _state_findings(facts: AuthorizationFacts, add_on: StateAddOn) -> list[Finding]:
    form, found = facts.form, []
    points = add_on.least_points
    if points is not None and not form.handwritten and (form.type_points or 0) < points:
        found.append(
            _state(
                add_on,
                "type-size",
                f"Its type is smaller than {points} point, or its size was not recorded.",
                "Print the form here in large type, or measure the paper and record it.",
            )
        )
    if add_on.separate_signature and not form.separate_signature:
        found.append(
            _state(
                add_on,
                "separate-signature",
                "The signature serves something else, too.",
                "Ask for a signature that stands for this authorization alone.",
            )
        )
    if add_on.copy_always and facts.signed and not facts.copy_given:
        copy = _state(
            add_on, "copy", "The signer has no copy yet.", "Give the signer a copy, record it here."
        )
        found.append(replace(copy, blocks=False))
    if add_on.end_date and facts.expires_on is None:
        found.append(_state(add_on, "end-date", "It names no date on which it ends.", _COMPLETE_IT))
    return found


def _state(add_on: StateAddOn, code: str, sentence: str, next_step: str) -> Finding:
    return Finding(f"state-{code}", FindingGroup.STATE, add_on.citation, sentence, next_step)
