"""What the fields of a new consent say together, as terms and as a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from app.domain.authorization import AuthorizationForm
from app.domain.consents import (
    ConsentKind,
    ConsentScope,
    ConsentTerms,
    Language,
    Signer,
)
from app.domain.errors import FieldProblems
from app.ui.consents.email_fields import address_problems, slip_words
from app.ui.consents.terms_rows import ON_A_DAY, WITH_AN_EVENT, TermsRows
from app.ui.kit.choice import CheckGroup, RadioGroup
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import NotesField, TextField
from app.ui.kit.tokens import Kind

OUR_POINTS = 14


class TermsFields(TermsRows):
    """Everything a clerk fills in to open a consent.

    Signals:
        changed: something was typed or chosen.
    """

    changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._quiet = False
        self._practice = ""
        self._connect()

    def set_practice(self, name: str) -> None:
        """Who releases, unless another is typed."""
        self._practice = name
        self._show_discloser()

    def terms(self) -> ConsentTerms | None:
        """What is filled in, as far as it can be read; None while there is no patient."""
        patient = self.patient.patient
        if patient is None:
            return None
        scope = self.scope.value() or ConsentScope.STANDING
        terms = ConsentTerms(
            patient_id=patient.id,
            kind=self.kind.value() or ConsentKind.EMAIL,
            language=self.language.value() or Language.ENGLISH,
            scope=scope,
            request_id=self.request.value() if scope is ConsentScope.REQUEST else None,
            purpose=self.purpose.value(),
            signer=self._signer(patient.details.full_name),
        )
        return self._with_end(self._with_cover(terms))

    def missing(self) -> dict[str, str]:
        """What has to be answered before the services are asked."""
        problems = {}
        if why := self.patient.missing():
            problems["patient_id"] = why
        if self.signed_by.value() and not self.signer.value():
            problems["signer"] = "Type who signs for the patient."
        if self.kind.value() is ConsentKind.EMAIL:
            problems |= address_problems(self.email.text(), self.email_again.text())
        if self.ends.value() == ON_A_DAY:
            problems |= self._day_problem()
        if self.ends.value() == WITH_AN_EVENT and not self.expires_event.value():
            problems["expires_event"] = "Type the event it ends with."
        return problems

    @property
    def outside(self) -> bool:
        """An authorization on a paper that somebody else wrote."""
        return self.kind.value() is ConsentKind.AUTHORIZATION and bool(self.paper.value())

    def draft(self) -> dict[str, Any]:
        """What is typed so far, as plain values."""
        kept: dict[str, Any] = {name: read() for name, (read, _show) in self._codecs().items()}
        patient = self.patient.patient
        return kept | {"patient": patient.id if patient else None}

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        self._quiet = True
        for name, (_read, show) in self._codecs().items():
            if name in kept:
                show(kept[name])
        self._quiet = False
        patient_id = kept.get("patient")
        if isinstance(patient_id, int):
            self.patient.choose(patient_id)
        self.show_rows()

    def show_like(self, terms: ConsentTerms) -> None:
        """Start with what an earlier consent said."""
        self.kind.set_value(terms.kind)
        self.language.set_value(terms.language)
        self.email.set_value(terms.email)
        self.person.set_value(terms.person if terms.kind is ConsentKind.PICK_UP else "")
        self.relation.set_value(terms.relation)
        self.purpose.set_value(terms.purpose)
        if terms.form is not None:
            self.information.set_value(terms.form.information)
            self.recipient.set_value(terms.form.recipient)
        if terms.signer.representative:
            self.signed_by.set_value(True)
            self.signer.set_value(terms.signer.name)
            self.authority.set_value(terms.signer.authority)
        self.patient.choose(terms.patient_id)
        self.show_rows()

    def _connect(self) -> None:
        self.patient.patient_changed.connect(self._on_patient)
        for group in (
            self.kind,
            self.paper,
            self.language,
            self.signed_by,
            self.whose,
            self.special,
            self.scope,
            self.request,
            self.ends,
        ):
            group.choice_changed.connect(self._on_choice)
        for field in self.lines():
            field.textEdited.connect(self._on_typed)
        self.information.textChanged.connect(self._on_typed)
        self.expires_on.textChanged.connect(self._on_typed)

    def _on_patient(self) -> None:
        patient = self.patient.patient
        rows = self.patient.open_requests
        self.request.set_options([(row.id, f"{row.number}  {row.status.label}") for row in rows])
        if patient is not None:
            self.show_problem("patient_id", "")
            if patient.is_deceased or patient.is_minor(self._context.clock.today()):
                self.signed_by.set_value(True)
            if not self.email.value() and patient.details.email:
                self.set_help("email", f"On file: {patient.details.email}. Ask, then type it.")
        else:
            self.set_help("email", "")
        self._on_choice()

    def _on_choice(self) -> None:
        self.show_rows()
        self._show_discloser()
        self._on_typed()

    def _on_typed(self) -> None:
        if not self._quiet:
            for name in ("email", "email_again"):
                self.show_problem(name, "")  # said of what stood there before
            self.slip.say(
                slip_words(self.email.text()) if self.kind.value() is ConsentKind.EMAIL else "",
                Kind.SOON,
            )
            self.changed.emit()

    def _show_discloser(self) -> None:
        """Our own form names the practice; what a paper from outside says has to be read there."""
        typed = self.discloser.value()
        if self.outside and typed == self._practice:
            self.discloser.set_value("")
        elif not self.outside and not typed:
            self.discloser.set_value(self._practice)

    def _signer(self, patient: str) -> Signer:
        if not self.signed_by.value():
            return Signer(patient)
        return Signer(self.signer.value(), representative=True, authority=self.authority.value())

    def _with_cover(self, terms: ConsentTerms) -> ConsentTerms:
        if terms.kind is ConsentKind.EMAIL:
            whose = bool(self.whose.value())
            return replace(terms, email=self.email.value(), for_recipient=whose)
        if terms.kind is ConsentKind.PICK_UP:
            return replace(terms, person=self.person.value(), relation=self.relation.value())
        return replace(terms, form=self._form())

    def _with_end(self, terms: ConsentTerms) -> ConsentTerms:
        ends = self.ends.value()
        if ends == ON_A_DAY:
            return replace(terms, expires_on=self._day())
        event = self.expires_event.value() if ends == WITH_AN_EVENT else ""
        return replace(terms, expires_event=event)

    def _form(self) -> AuthorizationForm:
        special, outside = self.special.value(), bool(self.paper.value())
        return AuthorizationForm(
            information=self.information.value(),
            discloser=self.discloser.value(),
            recipient=self.recipient.value(),
            purpose=self.purpose.value() or ("" if outside else "At the request of the individual"),
            outside=outside,
            says_revocation=not outside,
            says_conditioning=not outside,
            says_redisclosure=not outside,
            type_points=None if outside else OUR_POINTS,
            psychotherapy="psychotherapy" in special,
            psychotherapy_only="psychotherapy_only" in special,
            sought_by_practice="sought_by_practice" in special,
        )

    def _day(self) -> date | None:
        try:
            return self.expires_on.day("expires_on")
        except FieldProblems:
            return None

    def _day_problem(self) -> dict[str, str]:
        try:
            day = self.expires_on.day("expires_on")
        except FieldProblems as found:
            return dict(found.fields)
        return {} if day is not None else {"expires_on": "Type the last day."}

    def _codecs(self) -> dict[str, tuple[Callable[[], Any], Callable[[Any], object]]]:
        """How each field is kept in a draft and shown again."""
        made: dict[str, tuple[Callable[[], Any], Callable[[Any], object]]] = {}
        for name in self.names():
            control = self.control(name)
            if isinstance(control, DateField):
                made[name] = (control.text, control.setText)
            elif isinstance(control, TextField | NotesField):
                made[name] = (control.value, control.set_value)
            elif isinstance(control, RadioGroup):
                made[name] = (control.value, _shower(control))
            elif isinstance(control, CheckGroup):
                made[name] = (_ticked(control), control.set_value)
        made.pop("patient_id", None)
        return made


def _ticked(group: CheckGroup[Any]) -> Callable[[], list[Any]]:
    return lambda: sorted(group.value())


def _shower(group: RadioGroup[Any]) -> Callable[[Any], object]:
    return group.set_value


def problem_rows(fields: dict[str, str], kind: ConsentKind | None) -> dict[str, str]:
    """Problems of the services under the names of the rows that are shown."""
    renamed = {"psychotherapy": "special"}
    if kind is ConsentKind.AUTHORIZATION:
        renamed["person"] = "recipient"
    return {renamed.get(name, name): text for name, text in fields.items()}
