"""The parts of the form together: what is missing, the request they make, the draft they keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QApplication

from app.domain.dates import format_long_date
from app.domain.deadlines import Deadline
from app.domain.errors import FieldProblems
from app.domain.release_path import choose_path
from app.domain.requests import (
    AccessKind,
    Channel,
    CopyForm,
    RequestDetails,
    Road,
)
from app.ui.kit.context import UiContext
from app.ui.kit.forms import FormRows
from app.ui.requests.ask_part import AskPart
from app.ui.requests.duplicate_part import DuplicatePart
from app.ui.requests.letter_part import LetterPart
from app.ui.requests.patient_part import PatientPart
from app.ui.requests.simple_parts import CamePart, WhatPart
from app.ui.requests.where_part import WherePart


class FormParts:
    """The widgets of the form, in the order they are read."""

    def __init__(self, context: UiContext) -> None:
        self.today = context.clock.today
        self.patient = PatientPart(context)
        self.ask = AskPart(context)
        self.came = CamePart(context)
        self.letter = LetterPart(context)
        self.what = WhatPart()
        self.where = WherePart()
        self.duplicate = DuplicatePart()
        self._asked: frozenset[str] = frozenset()

    def missing(self) -> dict[str, str]:
        """Everything that has to be answered first, in reading order."""
        parts = (self.patient, self.ask, self.came, self.what, self.where, self.duplicate)
        return {name: text for part in parts for name, text in part.missing().items()}

    def show_problems(self, problems: Mapping[str, str]) -> dict[str, str]:
        """Mark the fields; the first one gets the keyboard. Returns what has no field here."""
        self._asked = frozenset(self.missing())
        left = dict(problems)
        # from the last to the first, since each part takes the keyboard to its first wrong field
        for show in (
            self.duplicate.form.show_problems,
            self.where.show_problems,
            self.what.show_problems,
            self.came.show_problems,
            self.ask.show_problems,
            self.patient.show_problems,
        ):
            left = show(left)
        return left

    def settle_problems(self) -> None:
        """Take away the sentence under what was answered, or is being corrected."""
        still, here = self.missing(), QApplication.focusWidget()
        for form in self._forms():
            at = form.row_of(here) if here is not None else None
            for name in form.problems():
                if name not in still and (name == at or name in self._asked):
                    form.show_problem(name, "")

    def _forms(self) -> list[FormRows]:
        return [
            self.patient,
            self.ask,
            *self.ask.people.values(),
            self.came,
            self.what,
            self.where,
            self.where.fields.form,
        ]

    def show_deadline(self, deadline: Deadline | None) -> None:
        """Say what date follows from the answers."""
        if deadline is None:
            self.came.show_due("No date is set by law for this kind.")
            return
        due = format_long_date(deadline.legal_due)
        self.came.show_due(f"Due {due}, {deadline.citation}.")


def collect(parts: FormParts) -> RequestDetails | None:
    """The request that the answers make, as far as they go.

    None before the patient and "who asks" are known. What is not answered yet is taken as the
    first choice, so that date and address are shown early; ``missing`` keeps it from being logged.
    """
    patient, answers = parts.patient.patient, parts.ask.answers()
    if patient is None or answers is None:
        return None
    try:
        day = parts.came.day()
    except FieldProblems:
        return None
    road = parts.where.road.value() or Road.MAIL
    typing = parts.where.typing
    address = parts.where.typed_address() if typing else parts.ask.book_address()
    return RequestDetails(
        patient_id=patient.id,
        asker=answers.asker,
        recipient=answers.recipient,
        kind=choose_path(answers).kind,
        received_on=day or parts.today(),
        channel=parts.came.channel.value() or Channel.MAIL,
        wanted=parts.what.wanted.value(),
        road=road,
        asker_person=parts.ask.asker_person(),
        recipient_person=parts.ask.recipient_person(),
        access_kind=AccessKind.INSPECTION if road is Road.INSPECTION else AccessKind.COPY,
        copy_form=parts.what.copy_form.value() or CopyForm.PAPER,
        wanted_span=parts.what.span.value(),
        wanted_note=parts.what.note.value(),
        address=address,
        address_confirmed_how=parts.where.confirmed.value() or "" if road.is_postal else "",
    )


def kept_draft(parts: FormParts) -> dict[str, Any]:
    """What is typed, as plain values."""
    return {
        "patient": parts.patient.draft(),
        "ask": parts.ask.draft(),
        "came": parts.came.draft(),
        "what": parts.what.draft(),
        "where": parts.where.draft(),
        "letter": parts.letter.draft(),
    }


def restore_draft(parts: FormParts, body: Mapping[str, Any]) -> None:
    """Show what was typed; parts that a draft does not have stay as they are."""
    for name, part in (
        ("patient", parts.patient),
        ("ask", parts.ask),
        ("came", parts.came),
        ("what", parts.what),
        ("where", parts.where),
    ):
        kept = body.get(name)
        if isinstance(kept, dict):
            part.restore(kept)
    parts.letter.restore(str(body.get("letter") or ""))
