"""The wordings that patients sign, kept by the privacy officer: a new version, never a change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from app.domain.audit_chain import AuditEvent
from app.domain.authorization import StateAddOn, StateRules, add_ons_from
from app.domain.consent_texts import (
    ConsentText,
    NewConsentText,
    RequiredElement,
    check_new_text,
    required_from,
    text_in_force,
    texts_from,
)
from app.domain.consents import ConsentKind, Language
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.desk import Service, permitted
from app.services.settings import practice_of
from app.storage.unit import Unit
from app.system.resources import resource_text


@cache
def shipped() -> Mapping[str, Any]:
    """The wordings that come with the program, and what each kind must have."""
    data: dict[str, Any] = json.loads(resource_text("consent_texts.json"))
    return data


@cache
def state_add_ons() -> tuple[StateAddOn, ...]:
    """What states ask of an authorization beyond the federal rule."""
    return add_ons_from(json.loads(resource_text("authorization_rules.json")))


class ConsentTextService(Service):
    """What can be done with the wordings."""

    @permitted(Operation.VIEW)
    def list(self) -> tuple[ConsentText, ...]:
        """Every version, oldest first within kind and language."""
        with self.desk.reading() as unit:
            return texts_of(unit)

    @permitted(Operation.VIEW)
    def in_force(self, *, kind: ConsentKind, language: Language) -> ConsentText:
        """The version that is read today.

        Raises:
            Problem: there is none in this language.
        """
        with self.desk.reading() as unit:
            return text_in_force(texts_of(unit), kind, language, self.desk.clock.today())

    @permitted(Operation.VIEW)
    def required(self, *, kind: ConsentKind, language: Language) -> tuple[RequiredElement, ...]:
        """The parts that cannot be edited away, each with its citation."""
        return required_from(shipped(), kind, language)

    @permitted(Operation.EDIT_CONSENT_TEXTS)
    def add(self, *, text: NewConsentText) -> Outcome[int]:
        """A new version from its day on; what was signed in older ones stays as it is.

        Raises:
            FieldProblems: a required part is gone or says something else, a field is misspelled.
        """
        required = required_from(shipped(), text.kind, text.language)
        clean = check_new_text(text, required, self.desk.clock.today())
        with self.desk.writing() as unit:
            ensure_texts(unit)
            text_id = unit.consent_texts.add(
                ConsentText(
                    kind=clean.kind,
                    language=clean.language,
                    number=0,
                    valid_from=clean.valid_from,
                    title=clean.title,
                    passages=clean.passages,
                    source="written at the practice",
                    verified_by=self.desk.session.name,
                )
            )
            detail = {"kind": clean.kind.value, "language": clean.language.value}
            unit.audit.record(
                AuditEvent("consent_text.added", "consent_text", text_id, detail=detail)
            )
        return done(text_id, Area.REFERENCE, Area.CONSENTS)


def ensure_texts(unit: Unit) -> None:
    """Bring the shipped wordings into a store that has none of their kind and language yet."""
    for text in texts_from(shipped()):
        if not unit.consent_texts.has(text.kind, text.language):
            unit.consent_texts.add(text)


def texts_of(unit: Unit) -> tuple[ConsentText, ...]:
    """The stored wordings; in a store from before there were any, the shipped ones."""
    return unit.consent_texts.all() or texts_from(shipped())


def state_rules_of(unit: Unit) -> StateRules:
    """What the practice's state adds."""
    return StateRules(practice_of(unit).state, add_ons_of(unit))


def add_ons_of(unit: Unit) -> tuple[StateAddOn, ...]:
    """The practice's rows before the shipped ones, so that of one day the practice's counts."""
    return (*unit.state_add_ons.all(), *state_add_ons())
