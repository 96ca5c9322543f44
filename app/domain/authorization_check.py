"""An authorization checked element by element: each thing that is missing is named with its rule.

Six core elements, three statements and the defects of 45 CFR 164.508(b)(2), then what the state
adds. What to do about it depends on the paper: our own form is filled in here, a paper from outside
is completed by whoever signed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from app.domain.authorization import (
    AuthorizationFacts,
    Finding,
    FindingGroup,
    StateAddOn,
    last_day,
)
from app.domain.dates import format_us_date


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
    if facts.form.outside:
        return tuple(found)
    return tuple(replace(one, next_step=_ON_OUR_FORM.get(one.code, one.next_step)) for one in found)


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

_ON_OUR_FORM: Mapping[str, str] = MappingProxyType(
    {
        "information": "Fill in “Which records”: which kinds, from when to when.",
        "discloser": "Fill in “Who may release them”; usually this practice.",
        "recipient": "Fill in “Who may receive them”.",
        "purpose": "Fill in “For what purpose”; “at my request” is enough where the patient "
        "started it.",
        "expiry": "Choose a day or an event under “Ends”.",
        "signature": "The patient signs it last, on this screen or on the printed form.",
        "signed-on": "Type the day that stands beside the signature.",
        "authority": "Fill in “Authority”, and look at its proof.",
        "event-past": "Open a new one here before anything is released.",
        "expired": "Open a new one here before anything is released.",
        "false": "Open a new one here before anything is released.",
        "psychotherapy": "Tick that it covers nothing but those notes, and open another one for "
        "the rest.",
        "state-end-date": "Choose “On a day” under “Ends”.",
    }
)
"""What to do where the paper is ours: it is filled in here, so nobody has to be written to."""

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
