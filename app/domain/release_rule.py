"""May this be released by this road to this address now, and if not, why not?

One table of roads and one of paths give the answer, from hipaa.md section 4: what each road has to
have before anything leaves, which paths it is open to, and what to see to on the way. Every "not
yet" names its rule and the next step. Whatever sends asks here, and nothing else decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.authorization import Finding
from app.domain.consents import ConsentKind
from app.domain.errors import Problem
from app.domain.release_path import PATH_RULES
from app.domain.release_reasons import (
    ADDRESS_STATES,
    AUTHORIZATION_STATES,
    EMAIL_CITATION,
    EMAIL_STATES,
    PICK_UP_STATES,
    AddressKind,
    AddressState,
    ConsentState,
    Reason,
)
from app.domain.requests import RequestKind, Road


@dataclass(frozen=True, slots=True)
class ReleaseQuestion:
    """Everything the answer depends on.

    Attributes:
        authorization: the authorization for this path, where the path needs one.
        findings: what is missing in it, the practice's state reckoned in.
        road_consent: the consent this road needs: to ordinary e-mail at this address, or to
            pick-up by this person.
        by_delegate: someone else than the recipient comes to pick it up.
        authority_missing: a representative acts and the authority is not on record.
    """

    path: RequestKind
    road: Road
    address: AddressState = AddressState.MISSING
    authorization: ConsentState = ConsentState.NONE
    findings: tuple[Finding, ...] = ()
    road_consent: ConsentState = ConsentState.NONE
    by_delegate: bool = False
    identity_checked: bool = True
    authority_missing: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may leave.

    Attributes:
        basis: one sentence on what it rests on, with its citation.
        safeguards: what to see to while it is done.
    """

    basis: str
    safeguards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotYet:
    """It may not leave, for every one of these reasons."""

    reasons: tuple[Reason, ...] = field(default=())


ReleaseAnswer = Allowed | NotYet


class ReleaseShut(Problem):
    """Something was to leave that may not.

    Attributes:
        answer: every reason; the first one is told.
    """

    def __init__(self, answer: NotYet) -> None:
        first, more = answer.reasons[0], len(answer.reasons) - 1
        also = f" And {more} more on the request's page." if more else ""
        super().__init__(
            "release-not-yet",
            f"This may not leave yet: {first.sentence} ({first.citation})",
            unharmed="Nothing was sent or changed.",
            next_step=f"{first.next_step}{also}",
        )
        self.answer = answer


_ALL = frozenset(RequestKind)
_OWN = frozenset({RequestKind.ACCESS, RequestKind.REPRESENTATIVE_ACCESS})
_DIRECTED = frozenset({RequestKind.DIRECTIVE_ELECTRONIC, RequestKind.DIRECTIVE_OTHER})


@dataclass(frozen=True, slots=True)
class RoadRule:
    """One row: what a road needs, whom it is open to, and what to see to.

    Attributes:
        consent: the consent without which it stays shut (for pick-up: by someone else).
        closed: the reason for paths it is not open to.
    """

    ends_at: AddressKind
    safeguards: tuple[str, ...]
    paths: frozenset[RequestKind] = _ALL
    consent: ConsentKind | None = None
    closed: Reason | None = None


_ENVELOPE = (
    "Check every page against the request: two identifiers, one patient (45 CFR 164.530(c)).",
    "Use a sealed, opaque envelope that says nothing of its contents.",
)

ROADS: Mapping[Road, RoadRule] = MappingProxyType(
    {
        Road.MAIL: RoadRule(AddressKind.POSTAL, _ENVELOPE),
        Road.CERTIFIED_MAIL: RoadRule(
            AddressKind.POSTAL, (*_ENVELOPE, "Log the article number before it leaves.")
        ),
        Road.PARCEL: RoadRule(
            AddressKind.POSTAL, (*_ENVELOPE, "Log the tracking number before it leaves.")
        ),
        Road.MEDIA: RoadRule(
            AddressKind.POSTAL,
            (
                "Encrypt the disc or stick; put nothing about the patient on its label.",
                "Give the password by another road.",
            ),
        ),
        Road.ENCRYPTED_EMAIL: RoadRule(
            AddressKind.EMAIL,
            (
                "Give the password by another road, never by e-mail.",
                "Nothing about the patient stands in subject, file name or body.",
            ),
        ),
        Road.UNENCRYPTED_EMAIL: RoadRule(
            AddressKind.EMAIL,
            (
                "Send a test message first and have it answered.",
                "Send only what was asked for, and open the attachment once more before sending.",
            ),
            paths=_OWN | {RequestKind.DIRECTIVE_ELECTRONIC},
            consent=ConsentKind.EMAIL,
            closed=Reason(
                "road-closed-email",
                "Ordinary e-mail is open only to what the patient asks for or directs.",
                "45 CFR 164.312(e)(1), 164.524(c)(3)",
                "Send it encrypted, by mail or by fax.",
            ),
        ),
        Road.PORTAL: RoadRule(
            AddressKind.NONE,
            ("Look that the records are there and complete, then tell the patient.",),
            paths=_OWN,
            closed=Reason(
                "road-closed-portal",
                "The portal reaches the patient, not the recipient of this request.",
                "45 CFR 164.524(c)(3)(ii), 164.508(a)(1)",
                "Choose a road that reaches the recipient.",
            ),
        ),
        Road.FAX: RoadRule(
            AddressKind.FAX,
            ("Use a cover sheet that says nothing of the records.", "Keep the sending report."),
        ),
        Road.PICK_UP: RoadRule(
            AddressKind.NONE,
            (
                "Look at the ID of whoever comes, hand it over sealed, have the receipt signed.",
                "Someone else may take it only if the patient named them in writing.",
            ),
            consent=ConsentKind.PICK_UP,
        ),
        Road.INSPECTION: RoadRule(
            AddressKind.NONE,
            ("Agree on a time, offer a private place; notes and photos are free.",),
            paths=_ALL - _DIRECTED - {RequestKind.FAMILY},
            closed=Reason(
                "road-closed-inspection",
                "This request is about a copy for someone else, not about looking at the records.",
                "45 CFR 164.524(c)(3)(ii), 164.510(b)",
                "Choose a road by which the copy leaves.",
            ),
        ),
    }
)
"""What every road needs (hipaa.md 4.2)."""

_PATH_CARE: Mapping[RequestKind, str] = MappingProxyType(
    {
        RequestKind.DIRECTIVE_ELECTRONIC: (
            "Send exactly where the signed direction says (45 CFR 164.524(c)(3)(ii))."
        ),
        RequestKind.DIRECTIVE_OTHER: "Stay within the authorization (45 CFR 164.508(a)(1)).",
        RequestKind.AUTHORIZATION: "Stay within the authorization (45 CFR 164.508(a)(1)).",
        RequestKind.COURT_ORDER: (
            "Release only what the order expressly names (45 CFR 164.512(e)(1)(i))."
        ),
        RequestKind.SUBPOENA: (
            "Have the proof of notice or of a protective order at hand (45 CFR 164.512(e)(1)(ii))."
        ),
        RequestKind.GOVERNMENT: "Release only what the category allows (45 CFR 164.512).",
        RequestKind.FAMILY: "Release only what bears on their part in the care (164.510(b)).",
    }
)


def is_about_address(answer: NotYet) -> bool:
    """Confirming the address is what is missing."""
    states = (AddressState.UNCONFIRMED, AddressState.CHANGED, AddressState.FLAGGED)
    codes = {f"address-{state.value}" for state in states}
    return any(reason.code in codes for reason in answer.reasons)


def may_release(question: ReleaseQuestion) -> ReleaseAnswer:
    """The answer: allowed with what to see to, or not yet with every reason."""
    reasons = tuple(_reasons(question))
    if reasons:
        return NotYet(reasons)
    rule = ROADS[question.road]
    care = _PATH_CARE.get(question.path, "")
    return Allowed(_basis(question), tuple(part for part in (care, *rule.safeguards) if part))


def _reasons(question: ReleaseQuestion) -> Iterator[Reason]:
    rule = ROADS[question.road]
    yield from _identity(question)
    if question.path not in rule.paths and rule.closed is not None:
        yield rule.closed
        return
    if PATH_RULES[question.path].authorization_needed and not question.authorization.holds:
        yield from _authorization(question)
    yield from _address(question, rule)
    yield from _road_consent(question, rule)


def _identity(question: ReleaseQuestion) -> Iterator[Reason]:
    if not question.identity_checked:
        yield Reason(
            "identity",
            "It is not on record who is asking.",
            "45 CFR 164.514(h)(1)",
            "Record how identity was verified.",
        )
    if question.authority_missing:
        yield Reason(
            "authority",
            "It is not on record what lets the representative act for the patient.",
            "45 CFR 164.502(g), 164.514(h)",
            "Record the proof of authority.",
        )


def _authorization(question: ReleaseQuestion) -> Iterator[Reason]:
    state = question.authorization
    blocking = [one for one in question.findings if one.blocks]
    if state is ConsentState.INCOMPLETE and blocking:
        for one in blocking:
            code = f"authorization-{one.code}"
            sentence = f"The authorization is not valid. {one.sentence}"
            yield Reason(code, sentence, one.citation, one.next_step)
        return
    sentence, citation, step = AUTHORIZATION_STATES[state]
    yield Reason(f"authorization-{state.value}", sentence, citation, step)


def _address(question: ReleaseQuestion, rule: RoadRule) -> Iterator[Reason]:
    if rule.ends_at is AddressKind.NONE or question.address is AddressState.CONFIRMED:
        return
    what = rule.ends_at.label
    sentence, citation, step = ADDRESS_STATES[question.address]
    sentence, step = sentence.format(what=what), step.format(what=what)
    yield Reason(f"address-{question.address.value}", sentence, citation, step)


def _road_consent(question: ReleaseQuestion, rule: RoadRule) -> Iterator[Reason]:
    state = question.road_consent
    if rule.consent is None or state.holds:
        return
    if rule.consent is ConsentKind.EMAIL:
        sentence, step = EMAIL_STATES[state]
        yield Reason(f"email-{state.value}", sentence, EMAIL_CITATION, step)
    elif question.by_delegate:
        sentence, step = PICK_UP_STATES[state]
        citation = "45 CFR 164.514(h), 164.524(c)(3)(ii)"
        yield Reason(f"pick-up-{state.value}", sentence, citation, step)


def _basis(question: ReleaseQuestion) -> str:
    if ROADS[question.road].consent is ConsentKind.EMAIL:
        return (
            "The patient was warned of ordinary e-mail and still wants it at this address "
            f"({EMAIL_CITATION})."
        )
    if PATH_RULES[question.path].authorization_needed:
        return "A valid authorization names this recipient (45 CFR 164.508)."
    return {
        RequestKind.ACCESS: "The patient has a right to it (45 CFR 164.524).",
        RequestKind.REPRESENTATIVE_ACCESS: (
            "The representative stands in the patient's place (45 CFR 164.502(g), 164.524)."
        ),
        RequestKind.DIRECTIVE_ELECTRONIC: (
            "The patient directs it there in writing (45 CFR 164.524(c)(3)(ii))."
        ),
        RequestKind.TREATMENT: "It serves treatment or payment (45 CFR 164.506(c)).",
        RequestKind.COURT_ORDER: "A court's order names it (45 CFR 164.512(e)(1)(i)).",
        RequestKind.SUBPOENA: "Assurances are at hand (45 CFR 164.512(e)(1)(ii)).",
        RequestKind.GOVERNMENT: "Its category allows it (45 CFR 164.512).",
        RequestKind.FAMILY: "They have a part in the care or payment (45 CFR 164.510(b)).",
    }[question.path]
