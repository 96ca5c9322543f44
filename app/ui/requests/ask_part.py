"""The two plain questions: who wants the records, who gets the copy (U5, F17).

The answers, and the few follow-up questions they call for, lead to the path; the path is shown in a
sentence with its citation while the person still answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.domain.addresses import Address
from app.domain.people import PartyDetails, PartyKind
from app.domain.release_path import (
    PathAnswers,
    ReleasePath,
    asks_about_record_system,
    choose_path,
)
from app.domain.requests import Asker, Person, Recipient
from app.ui.kit.choice import RadioGroup
from app.ui.kit.context import UiContext
from app.ui.kit.forms import FormRows
from app.ui.kit.words import words
from app.ui.requests.people_fields import PersonFields

_ASKERS = [
    (Asker.PATIENT, "The patient"),
    (Asker.REPRESENTATIVE, "A representative"),
    (Asker.SOMEONE_ELSE, "Someone else"),
]
_RECIPIENTS = [
    (Recipient.ASKER, "The same person"),
    (Recipient.THIRD_PARTY, "A third party"),
    (Recipient.PATIENT, "The patient"),
]


class AskPart(FormRows):
    """Who asks and who receives.

    Signals:
        answers_changed: another answer, name or kind.
    """

    answers_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(topic="request")
        self.asker: RadioGroup[Asker] = self.add("asker", "Who asks?", RadioGroup(_ASKERS))
        self.representative = PersonFields(
            context, "representative", "Representative", relation=True
        )
        self.someone = PersonFields(context, "asker_person", "Name", relation=False)
        self.add_wide(self.representative)
        self.add_wide(self.someone)
        self.recipient: RadioGroup[Recipient] = self.add(
            "recipient", "Who gets the copy?", RadioGroup(_RECIPIENTS)
        )
        self.third = PersonFields(context, "recipient_person", "Name", relation=False)
        self.add_wide(self.third)
        self.people = {
            "representative": self.representative,
            "someone": self.someone,
            "third": self.third,
        }
        self._checks = {
            "signed": QCheckBox("The letter is the patient's own signed direction"),
            "judge": QCheckBox("A judge signed it"),
            "payment": QCheckBox("It is about payment of a claim"),
            "ehr": QCheckBox("An electronic copy from the record system is asked for"),
        }
        for box in self._checks.values():
            self.add_wide(box)
        self.reason = words("", "help", wrap=True)
        self.add_wide(self.reason)
        self.recipient.set_value(Recipient.ASKER)
        self._connect()
        self._show_needed()

    def answers(self) -> PathAnswers | None:
        """The answers, as far as the path depends on them; None before "who asks" is answered."""
        asker = self.asker.value()
        if asker is None:
            return None
        someone = self.someone if asker is Asker.SOMEONE_ELSE else self.third
        return PathAnswers(
            asker=asker,
            recipient=self.recipient.value() or Recipient.ASKER,
            someone=someone.kind.value() or PartyKind.OTHER,
            patient_signed_direction=self._ticked("signed"),
            electronic_from_ehr=self._ticked("ehr"),
            signed_by_judge=self._ticked("judge"),
            for_payment=self._ticked("payment"),
        )

    def path(self) -> ReleasePath | None:
        """Where the answers lead."""
        answers = self.answers()
        return choose_path(answers) if answers else None

    def asker_person(self) -> Person:
        """Who asks, if not the patient."""
        fields = self._asking()
        return fields.person() if fields is not None else Person()

    def recipient_person(self) -> Person:
        """Who receives, if a third party does."""
        third = self.recipient.value() is Recipient.THIRD_PARTY
        return self.third.person() if third else Person()

    def book_address(self) -> Address:
        """The address the book has for whoever receives the copy, and for nobody else."""
        receives = self._receiving()
        return receives.book_address if receives is not None else Address()

    def missing(self) -> dict[str, str]:
        """What has to be answered."""
        problems: dict[str, str] = {}
        if self.asker.value() is None:
            problems["asker"] = "Say who asks; it decides the rules."
        for fields in self._shown_people():
            problems |= fields.missing()
        return problems

    def new_entries(self, address: Address) -> list[PartyDetails]:
        """People the book should keep; who receives the copy is kept with its address."""
        kept = []
        receives = self._receiving()
        for fields in self._shown_people():
            entry = fields.new_entry(address if fields is receives else Address())
            if entry is not None:
                kept.append(entry)
        return kept

    def show_problems(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Mark the fields of this part; returns the rest."""
        left = dict(fields)
        if self.asker.value() is Asker.REPRESENTATIVE and "asker_person" in left:
            left["representative"] = left.pop("asker_person")
        left = super().show_problems(left)
        for people in reversed(self._shown_people()):
            left = people.show_problems(left)
        return left

    def draft(self) -> dict[str, Any]:
        """What is answered so far."""
        asker, recipient = self.asker.value(), self.recipient.value()
        return {
            "asker": asker.value if asker else "",
            "recipient": recipient.value if recipient else "",
            "representative": self.representative.draft(),
            "someone": self.someone.draft(),
            "third": self.third.draft(),
            **{name: box.isChecked() for name, box in self._checks.items()},
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        askers = [asker for asker in Asker if asker.value == kept.get("asker")]
        self.asker.set_value(askers[0] if askers else None)
        recipients = [each for each in Recipient if each.value == kept.get("recipient")]
        self.recipient.set_value(recipients[0] if recipients else Recipient.ASKER)
        for name, people in self.people.items():
            part = kept.get(name)
            if isinstance(part, dict):
                people.restore(part)
        for name, box in self._checks.items():
            box.setChecked(bool(kept.get(name)))
        self._show_needed()

    def _connect(self) -> None:
        self.asker.choice_changed.connect(self._on_answered)
        self.recipient.choice_changed.connect(self._on_answered)
        for box in self._checks.values():
            box.toggled.connect(self._on_answered)
        for people in self.people.values():
            people.person_changed.connect(self._on_answered)

    def _asking(self) -> PersonFields | None:
        fields = {Asker.REPRESENTATIVE: self.representative, Asker.SOMEONE_ELSE: self.someone}
        asker = self.asker.value()
        return fields.get(asker) if asker else None

    def _receiving(self) -> PersonFields | None:
        recipient = self.recipient.value()
        if recipient is Recipient.THIRD_PARTY:
            return self.third
        return self._asking() if recipient is Recipient.ASKER else None

    def _shown_people(self) -> list[PersonFields]:
        third = self.third if self.recipient.value() is Recipient.THIRD_PARTY else None
        return [people for people in (self._asking(), third) if people is not None]

    def _ticked(self, name: str) -> bool:
        box = self._checks[name]
        return box.isChecked() and not box.isHidden()

    def _on_answered(self) -> None:
        self._show_needed()
        self.answers_changed.emit()

    def _show_needed(self) -> None:
        """Show the follow-up questions that these answers call for, and where they lead."""
        asker, recipient = self.asker.value(), self.recipient.value()
        self._show_recipients(asker)
        self.representative.setVisible(asker is Asker.REPRESENTATIVE)
        self.someone.setVisible(asker is Asker.SOMEONE_ELSE)
        self.third.setVisible(recipient is Recipient.THIRD_PARTY)
        other = asker is Asker.SOMEONE_ELSE
        to_other = other and recipient is not Recipient.PATIENT
        self._checks["signed"].setVisible(to_other)
        direct = self._ticked("signed")
        kind = self.someone.kind.value()
        self._checks["judge"].setVisible(to_other and kind is PartyKind.COURT and not direct)
        self._checks["payment"].setVisible(to_other and kind is PartyKind.INSURER and not direct)
        answers = self.answers()
        asked = answers is not None and asks_about_record_system(answers)
        self._checks["ehr"].setVisible(asked)
        said = path_words(self.path())
        self.reason.setText(said)
        self.reason.setVisible(bool(said))

    def _show_recipients(self, asker: Asker | None) -> None:
        """A patient who asks and "the patient" who receives are the same person."""
        button = self.recipient.parts()[2]
        if asker is Asker.PATIENT and self.recipient.value() is Recipient.PATIENT:
            self.recipient.set_value(Recipient.ASKER)
        button.setVisible(asker is not Asker.PATIENT)


def path_words(path: ReleasePath | None) -> str:
    """The path in a sentence: what it is called, what it brings with it, and why."""
    if path is None:
        return ""
    rule = path.rule
    marks = (
        "30-day clock" if rule.has_clock else "no 30-day clock",
        "fee limit" if rule.fee_limited else "",
        "authorization needed" if rule.authorization_needed else "no authorization needed",
        "proof of authority needed" if path.authority_needed else "",
    )
    said = ", ".join(mark for mark in marks if mark)
    return f"{rule.label}: {said}. {path.reason}"
