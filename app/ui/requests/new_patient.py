"""A new patient added without leaving the request; someone alike on file is shown first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.domain.addresses import Address
from app.domain.email_addresses import check_email
from app.domain.errors import FieldProblems, Problem
from app.domain.patient_views import PatientTwin
from app.domain.people import PatientDetails
from app.services.changes import Outcome
from app.services.progress import Progress
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.buttons import link, secondary
from app.ui.kit.cards import LinkList, caption
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column, row
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain
from app.ui.requests.wording import hit_words

_TEXTS = {
    "family_name": "Last name",
    "given_name": "First name",
    "chart_number": "Chart number",
    "phone": "Phone",
    "email": "E-mail",
}


class NewPatient(QFrame):
    """A small form inside the request form.

    Signals:
        typed: something was typed.
        patient_added: the id of the patient just added.
        patient_picked: the id of someone on file taken instead.
        given_up: nobody is to be added.
    """

    typed = Signal()
    patient_added = Signal(object)
    patient_picked = Signal(object)
    given_up = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.setProperty("role", "next")
        self.form = FormRows(topic="patient")
        self._texts: dict[str, TextField] = {}
        for name in ("family_name", "given_name"):
            self._add(name)
        self.born = self.form.add("birth_date", "Birth date", DateField(context.clock), half=True)
        self.born.textEdited.connect(self.typed)
        self._add("chart_number")
        self._add("phone")
        self._add("email")
        self.address = AddressFields(prefix="")
        self.address.address_changed.connect(self.typed)
        self.problem = Notice()
        self.twins = LinkList("user")
        self.twins.link_requested.connect(self.patient_picked)
        self.add_button = secondary("Add this patient", "plus", self._on_add)
        self.anyway = secondary("It is someone else: add anyway", clicked=self._on_anyway)
        self.give_up = link("Do not add", clicked=self.given_up.emit)
        self._lay_out()
        self._clear_twins()

    def begin(self, text: str) -> None:
        """Open with what was typed as the name: ``Family, Given`` or ``Given Family``."""
        family, given = split_name(text)
        self._texts["family_name"].set_value(family)
        self._texts["given_name"].set_value(given)
        self._clear_twins()
        self.problem.clear()
        self.show()
        first = "family_name" if not family else "given_name" if not given else "birth_date"
        self.form.control(first).setFocus()

    def draft(self) -> dict[str, Any]:
        """What is typed so far."""
        return {
            "texts": {name: field.text() for name, field in self._texts.items()},
            "born": self.born.text(),
            "address": self.address.address().as_dict(),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        texts, address = kept.get("texts"), kept.get("address")
        if isinstance(texts, dict):
            for name, field in self._texts.items():
                field.set_value(str(texts.get(name, "")))
        self.born.setText(str(kept.get("born", "")))
        if isinstance(address, dict):
            self.address.set_address(Address.from_dict(address))

    def details(self) -> PatientDetails:
        """What is typed.

        Raises:
            FieldProblems: the birth date is no date, the e-mail address none.
        """
        texts = {name: field.value() for name, field in self._texts.items()}
        return PatientDetails(
            family_name=texts["family_name"],
            given_name=texts["given_name"],
            birth_date=self.born.day("birth_date"),
            chart_number=texts["chart_number"],
            phone=texts["phone"],
            email=check_email(texts["email"]) if texts["email"] else "",
            address=self.address.address(),
        )

    def _lay_out(self) -> None:
        layout = column(self, gap=12, pads=(14, 12, 14, 12))
        layout.addWidget(caption("New patient"))
        layout.addWidget(self.form)
        layout.addWidget(self.address)
        layout.addWidget(self.problem)
        layout.addWidget(self.twins)
        holder = plain()
        buttons = row(holder, gap=10)
        for button in (self.add_button, self.anyway, self.give_up):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addWidget(holder)

    def _add(self, name: str) -> None:
        field = TextField()
        field.textEdited.connect(self.typed)
        self._texts[name] = self.form.add(name, _TEXTS[name], field, half=True)

    def _on_add(self) -> None:
        self._save(despite_twins=False)

    def _on_anyway(self) -> None:
        self._save(despite_twins=True)

    def _save(self, *, despite_twins: bool) -> None:
        self.problem.clear()
        try:
            details = self.details()
        except FieldProblems as problems:
            self._show_problems(problems)
            return
        service = self._context.services.patients

        def work(_progress: Progress) -> Outcome[int]:
            return service.add(details=details, despite_twins=despite_twins)

        def failed(error: Exception) -> None:
            self._on_failed(error, details)

        self._context.act(self, work, self.patient_added.emit, failed)

    def _on_failed(self, error: Exception, details: PatientDetails) -> None:
        if isinstance(error, FieldProblems):
            self._show_problems(error)
        elif isinstance(error, Problem) and error.code == "likely-twin":
            self._ask_twins(details)
        else:
            self._context.messages.show_failure(error)

    def _show_problems(self, problems: FieldProblems) -> None:
        left = self.address.show_problems(problems.fields)
        left = self.form.show_problems(left)
        self.problem.say(" ".join(left.values()), Kind.LATE)

    def _ask_twins(self, details: PatientDetails) -> None:
        service = self._context.services.patients

        def work(_progress: Progress) -> tuple[PatientTwin, ...]:
            return service.twins(details=details)

        self._context.read(self, work, self._show_twins)

    def _show_twins(self, twins: Sequence[PatientTwin]) -> None:
        why = twins[0].why if twins else ""
        self.problem.say(f"Someone alike is on file. {why} Choose that patient here:", Kind.SOON)
        self.twins.show_links([(twin.hit.id, hit_words(twin.hit)) for twin in twins])
        self.twins.show()
        self.anyway.show()
        self.add_button.hide()

    def _clear_twins(self) -> None:
        self.twins.show_links([])
        self.twins.hide()
        self.anyway.hide()
        self.add_button.show()


def split_name(text: str) -> tuple[str, str]:
    """Last and first name of what was typed: a comma or the last blank parts them."""
    if "," in text:
        family, _, given = text.partition(",")
        return family.strip(), given.strip()
    given, _, family = text.strip().rpartition(" ")
    return family.strip(), given.strip()
