"""The authorization of 45 CFR 164.508: what it says, and what is known around it.

It is checked element by element in ``authorization_check``. What states add is data
(``authorization_rules.json``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.audit_chain import Plain
from app.domain.dates import months_later


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


@dataclass(frozen=True, slots=True)
class StateRules:
    """What one state adds, by the day: each paper is held to what stood when it was signed."""

    state: str
    add_ons: tuple[StateAddOn, ...]

    def for_signature(self, signed_on: date | None, today: date) -> StateAddOn | None:
        """The row for a paper signed on a day, or for one that would be signed today."""
        return add_on_for(self.add_ons, self.state, signed_on or today)


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
