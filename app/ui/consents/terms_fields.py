"""The fields of a new consent at work: they follow each other, and are kept as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal

from app.domain.consent_phrases import unexplained
from app.domain.consents import ConsentKind, ConsentScope, ConsentTerms, Language
from app.ui.consents.email_fields import slip_words
from app.ui.consents.terms_reading import codecs_of, missing_in, terms_of
from app.ui.consents.terms_rows import TermsRows
from app.ui.kit.context import UiContext
from app.ui.kit.tokens import Kind

IN_SPANISH_TOO = "The patient reads Spanish: write this in Spanish too, or have it explained."


class TermsFields(TermsRows):
    """Everything a clerk fills in to open a consent.

    Signals:
        changed: something was typed or chosen.
        ready: what the form starts with stands there.
    """

    changed = Signal()
    ready = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._quiet = False
        self._practice = ""
        self.origin: int | None = None  # the request it is opened for
        self._connect()

    def set_practice(self, name: str) -> None:
        """Who releases, unless another is typed."""
        self._practice = name
        self._show_discloser()

    def terms(self) -> ConsentTerms | None:
        """What is filled in, as far as it can be read; None while there is no patient."""
        return terms_of(self, self.origin)

    def missing(self) -> dict[str, str]:
        """What has to be answered before the services are asked."""
        return missing_in(self)

    def show_problems(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Mark these fields and no others, those of the postal address among them."""
        return super().show_problems(self.place.show_problems(fields))

    def draft(self) -> dict[str, Any]:
        """What is typed so far, as plain values."""
        kept: dict[str, Any] = {name: read() for name, (read, _show) in codecs_of(self).items()}
        patient = self.patient.patient
        return kept | {"patient": patient.id if patient else None, "origin": self.origin}

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        self._quiet = True
        for name, (_read, show) in codecs_of(self).items():
            if name in kept:
                show(kept[name])
        self._quiet = False
        patient_id, origin = kept.get("patient"), kept.get("origin")
        self.origin = origin if isinstance(origin, int) else None
        self.show_rows()
        if isinstance(patient_id, int):
            self.show_patient(patient_id)
        else:
            self.ready.emit()

    def show_patient(self, patient_id: int) -> None:
        """Take a patient; ``ready`` says when everything about them is known."""
        self.patient.choose(patient_id, self.ready.emit)

    def show_like(self, terms: ConsentTerms, origin: int | None = None) -> None:
        """Start with what an earlier consent said, or with what a request asks for."""
        self._quiet = True
        self.origin = origin
        self.kind.set_value(terms.kind)
        self.language.set_value(terms.language)
        self.scope.set_value(ConsentScope.STANDING if origin is None else terms.scope)
        self.email.set_value(terms.email)
        self.whose.set_value(terms.for_recipient)
        self.person.set_value(terms.person if terms.kind is ConsentKind.PICK_UP else "")
        self.relation.set_value(terms.relation)
        self.purpose.set_value(terms.purpose)
        self.place.set_address(terms.address)
        self.placed.set_value(not terms.address.is_empty)
        if terms.form is not None:
            self.information.set_value(terms.form.information)
            self.recipient.set_value(terms.form.recipient)
        if terms.signer.representative:
            self.signed_by.set_value(True)
            self.signer.set_value(terms.signer.name)
            self.authority.set_value(terms.signer.authority)
        self._quiet = False
        self.show_rows()
        self.show_patient(terms.patient_id)

    def _connect(self) -> None:
        self.patient.patient_changed.connect(self._on_patient)
        for group in (
            self.kind,
            self.paper,
            self.language,
            self.signed_by,
            self.whose,
            self.placed,
            self.special,
            self.scope,
            self.request,
            self.ends,
        ):
            group.choice_changed.connect(self._on_choice)
        for field in self.lines():
            field.textEdited.connect(self._on_typed)
        self.place.address_changed.connect(self._on_typed)
        self.information.textChanged.connect(self._on_typed)
        self.expires_on.textChanged.connect(self._on_typed)

    def _on_patient(self) -> None:
        patient = self.patient.patient
        rows = self.patient.open_requests
        self.request.set_options([(row.id, f"{row.number}  {row.status.label}") for row in rows])
        if self.origin is not None and self.request.value() is None:
            self.request.set_value(self.origin)
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
            self._show_unexplained()
            self.changed.emit()

    def _show_unexplained(self) -> None:
        """A text is in the patient's language; what is typed freely is not turned into it."""
        language = Language.ENGLISH if self.outside else self.language.value() or Language.ENGLISH
        for name, control in (
            ("information", self.information),
            ("purpose", self.purpose),
            ("relation", self.relation),
            ("authority", self.authority),
            ("expires_event", self.expires_event),
        ):
            self.set_help(name, IN_SPANISH_TOO if unexplained(control.value(), language) else "")

    def _show_discloser(self) -> None:
        """Our own form names the practice; what a paper from outside says has to be read there."""
        typed = self.discloser.value()
        if self.outside and typed == self._practice:
            self.discloser.set_value("")
        elif not self.outside and not typed:
            self.discloser.set_value(self._practice)


def problem_rows(fields: dict[str, str], kind: ConsentKind | None) -> dict[str, str]:
    """Problems of the services under the names of the rows that are shown."""
    renamed = {"psychotherapy": "special"}
    if kind is ConsentKind.AUTHORIZATION:
        renamed["person"] = "recipient"
    return {renamed.get(name, name): text for name, text in fields.items()}
