"""Adding a patient or changing what is known of one; what was typed is never lost to a problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.domain.addresses import Address
from app.domain.errors import FieldProblems, Problem
from app.domain.patient_views import PatientTwin
from app.domain.people import Patient, PatientDetails
from app.services.changes import Outcome
from app.services.progress import Progress
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import TextField
from app.ui.kit.tokens import Kind
from app.ui.registers.address_advice import AddressAdvice
from app.ui.registers.side import FormCard
from app.ui.registers.twins import Twins

CONFIDENTIAL = "confidential_"
_TEXTS: tuple[tuple[str, str], ...] = (
    ("family_name", "Last name"),
    ("given_name", "First name"),
    ("middle_name", "Middle name"),
    ("suffix", "Suffix"),
)
_MORE: tuple[tuple[str, str], ...] = (
    ("chart_number", "Chart number"),
    ("phone", "Phone"),
    ("email", "E-mail"),
)
_SEXES = ("Female", "Male", "X")


class PatientForm(FormCard):
    """One patient's details.

    Signals:
        patient_requested: the id of a patient on file who may be the same.
    """

    patient_requested = Signal(int)

    def __init__(self, context: UiContext, patient: Patient | None = None) -> None:
        title = patient.details.full_name if patient else "New patient"
        super().__init__(title, "Save changes" if patient else "Add patient", topic="patient")
        self.context, self.patient = context, patient
        self._despite_twins = False
        self._before = patient.details if patient else PatientDetails("")
        self.texts: dict[str, TextField] = {}
        self._build()
        self.show_details(self._before, patient.confidential if patient else None)
        self.notice.action_requested.connect(self._on_look_again)
        self._first = self.facts()

    def _build(self) -> None:
        for name, label in _TEXTS:
            self._add_text(name, label, required=name == "family_name")
        self.born = self.form.add("birth_date", "Born", DateField(self.context.clock), half=True)
        self.died = self.form.add("death_date", "Died", DateField(self.context.clock), half=True)
        self._add_text(*_MORE[0])
        self.sex: ChoiceField[str] = ChoiceField(self._sexes(), empty="Not on file")
        self.form.add("sex", "Sex", self.sex, half=True)
        for name, label in _MORE[1:]:
            self._add_text(name, label)
        self.form.section("Address")
        self.address = AddressFields()
        self.form.add_wide(self.address)
        self.advice = AddressAdvice(self.context, self.address)
        self.form.add_wide(self.advice)
        self._build_confidential()
        self.twins = Twins()
        self.twins.patient_requested.connect(self.patient_requested)
        self.twins.add_requested.connect(self._on_add_all_the_same)
        self.add_on_top(self.twins)

    def _build_confidential(self) -> None:
        self.form.section("Confidential address")
        self.wants_other = QCheckBox("Mail goes to another address")
        self.form.add(
            "confidential",
            "",
            self.wants_other,
            help_text="If the patient asks for it, everything is mailed there instead. Do not ask "
            "why.  45 CFR 164.522(b)",
        )
        self.wants_other.setAccessibleName("Confidential address: mail goes to another address")
        self.other = AddressFields(prefix=CONFIDENTIAL)
        self.other_advice = AddressAdvice(self.context, self.other)
        self.form.add_wide(self.other)
        self.form.add_wide(self.other_advice)
        self.wants_other.toggled.connect(self._on_other_toggled)
        self.other.hide()

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self.texts["family_name"].setFocus()

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.facts() != self._first

    def show_details(self, details: PatientDetails, confidential: Address | None) -> None:
        """Show what is known."""
        for name, field in self.texts.items():
            field.set_value(getattr(details, name))
        self.born.set_day(details.birth_date)
        self.died.set_day(details.death_date)
        self.sex.set_value(details.sex or None)
        self.address.set_address(details.address)
        self.wants_other.setChecked(confidential is not None)
        self.other.set_address(confidential or Address())

    def facts(self) -> dict[str, Any]:
        """What is typed, for a draft."""
        return {
            "texts": {name: field.text() for name, field in self.texts.items()},
            "born": self.born.text(),
            "died": self.died.text(),
            "sex": self.sex.value() or "",
            "address": self.address.address().as_dict(),
            "wants_other": self.wants_other.isChecked(),
            "other": self.other.address().as_dict(),
        }

    def show_facts(self, facts: Mapping[str, Any]) -> None:
        """Show a draft again."""
        for name, text in facts.get("texts", {}).items():
            if name in self.texts:
                self.texts[name].set_value(str(text))
        self.born.setText(str(facts.get("born", "")))
        self.died.setText(str(facts.get("died", "")))
        self.sex.set_value(facts.get("sex") or None)
        self.address.set_address(Address.from_dict(facts.get("address", {})))
        self.wants_other.setChecked(bool(facts.get("wants_other")))
        self.other.set_address(Address.from_dict(facts.get("other", {})))

    def save(self) -> None:
        """Save, or show what is wrong."""
        if not self.save_button.isEnabled():
            return
        self.clear_problems(self.address, self.other)
        self.twins.show_twins(())
        try:
            details = self._details()
        except FieldProblems as problems:
            self.show_failure(problems, self.address, self.other)
            return
        self.set_busy(busy=True)
        confidential = self.other.address() if self.wants_other.isChecked() else None
        work = self._work(details, confidential)
        self.context.act(self, work, self.saved.emit, lambda error: self._on_failed(error, details))

    def _details(self) -> PatientDetails:
        problems: dict[str, str] = {}
        if not self.texts["family_name"].value():
            problems["family_name"] = "Type the last name."
        days: dict[str, Any] = {}
        for name, field in (("birth_date", self.born), ("death_date", self.died)):
            try:
                days[name] = field.day(name)
            except FieldProblems as wrong:
                problems |= wrong.fields
        if problems:
            raise FieldProblems(problems)
        texts: dict[str, Any] = {name: field.value() for name, field in self.texts.items()}
        return replace(
            self._before,
            **texts,
            **days,
            sex=self.sex.value() or "",
            address=self.address.address(),
        )

    def _work(
        self, details: PatientDetails, confidential: Address | None
    ) -> Callable[[Progress], Outcome[int]]:
        patients, patient = self.context.services.patients, self.patient
        despite, self._despite_twins = self._despite_twins, False

        def add(_progress: Progress) -> Outcome[int]:
            return patients.add(details=details, confidential=confidential, despite_twins=despite)

        def change(_progress: Progress, known: Patient) -> Outcome[int]:
            outcome = patients.change(
                patient_id=known.id,
                version=known.version,
                details=details,
                confidential=confidential,
            )
            return Outcome(known.id, outcome.changes)

        return add if patient is None else partial(change, known=patient)

    def _on_failed(self, error: Exception, details: PatientDetails) -> None:
        if isinstance(error, Problem) and error.code == "likely-twin":
            self.set_busy(busy=False)
            self.notice.say(error.happened + " Compare before you add.", Kind.SOON)
            self._ask_for_twins(details)
        elif not self.show_failure(error, self.address, self.other):
            self.context.messages.show_failure(error)

    def _ask_for_twins(self, details: PatientDetails) -> None:
        patients = self.context.services.patients

        def work(_progress: Progress) -> tuple[PatientTwin, ...]:
            return patients.twins(details=details)

        def show(found: tuple[PatientTwin, ...]) -> None:
            self.twins.show_twins(found)
            self.show_top()

        self.context.read(self, work, show)

    def _on_add_all_the_same(self) -> None:
        self._despite_twins = True
        self.save()

    def _on_look_again(self) -> None:
        if self.patient is not None:
            self.patient_requested.emit(self.patient.id)

    def _on_other_toggled(self) -> None:
        checked = self.wants_other.isChecked()
        self.other.setVisible(checked)
        if not checked:
            self.other_advice.hide()

    def _add_text(self, name: str, label: str, *, required: bool = False) -> None:
        self.texts[name] = self.form.add(name, label, TextField(), required=required, half=True)

    def _sexes(self) -> list[tuple[str, str]]:
        known = list(_SEXES)
        if self._before.sex and self._before.sex not in known:
            known.append(self._before.sex)
        return [(each, each) for each in known]
