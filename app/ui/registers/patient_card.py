"""The chosen patient: who, where mail goes, what to know first, consents, earlier requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.consent_views import ConsentRow
from app.domain.dates import format_us_date
from app.domain.patient_views import Prompt, PromptKind
from app.domain.people import Patient
from app.domain.phones import shown_phone
from app.domain.queue import RequestRow
from app.services.patients import PatientHistory
from app.ui.kit.buttons import link, primary, secondary
from app.ui.kit.cards import Card, Fact, FactList, caption, empty_layout
from app.ui.kit.chip import Chip
from app.ui.kit.metrics import column, row
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, words
from app.ui.registers.consents import LINK_EDGE, ConsentLines
from app.ui.registers.wording import patient_line, request_line

_LOUD = (PromptKind.DECEASED, PromptKind.CONFIDENTIAL_ADDRESS)


class PatientCard(Card):
    """One patient and everything known of earlier requests.

    Signals:
        edit_requested: change what is known.
        new_request_requested: the id of the patient to log a request for.
        request_requested: the id of an earlier request.
        consent_requested: the id of a consent.
        new_consent_requested: the id of the patient to open a consent for.
    """

    edit_requested = Signal()
    new_request_requested = Signal(int)
    request_requested = Signal(int)
    consent_requested = Signal(int)
    new_consent_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__(" ", scrolls=True)
        self._patient_id = 0
        self._may_edit = False
        self.line = words("", "muted", wrap=True)
        self._chips = row(gap=6)
        self.new_button = primary("New request for this patient", "plus", self._on_new)
        self.edit_button = secondary("Edit", "pencil", self.edit_requested.emit)
        self.edit_button.setAccessibleName("Edit this patient")
        self._notices = column(gap=8)
        self.facts = FactList()
        self._requests = column(gap=8)
        self.consents = ConsentLines()
        self.consents.consent_requested.connect(self.consent_requested)
        self.consent_button = secondary("Open a consent", "plus", self._on_new_consent)
        buttons = row(gap=8)
        buttons.addWidget(self.new_button, 1)
        buttons.addWidget(self.edit_button)
        self.add(self.line)
        self.body.addLayout(self._chips)
        self.body.addLayout(buttons)
        self.body.addLayout(self._notices)
        self.add(self.facts)
        self.add(caption("Consents"))
        self.add(self.consents)
        self.body.addWidget(self.consent_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(caption("Earlier requests"))
        self.body.addLayout(self._requests)
        self.body.addStretch(1)

    def allow(self, *, edit: bool, consent: bool) -> None:
        """Show the buttons of those who may change something."""
        self._may_edit = edit
        self.new_button.setVisible(edit)
        self.edit_button.setVisible(edit)
        self.consent_button.setVisible(consent)

    def show_history(
        self, history: PatientHistory, consents: Sequence[ConsentRow], today: date
    ) -> None:
        """Show a patient."""
        patient = history.patient
        self._patient_id = patient.id
        self.set_title(patient.details.full_name)
        self.line.setText(patient_line(patient, today))
        self._show_chips(patient, today)
        self._show_prompts(history.prompts)
        self.facts.show_facts(_facts(patient))
        self.consents.show_consents(consents)
        self._show_requests(history.requests)

    def _show_chips(self, patient: Patient, today: date) -> None:
        empty_layout(self._chips)
        chips = [
            ("Deceased", Kind.IDLE, patient.is_deceased),
            ("Minor", Kind.INFO, patient.is_minor(today)),
            ("Confidential address", Kind.SOON, patient.confidential is not None),
        ]
        for text, kind, is_so in chips:
            if is_so:
                self._chips.addWidget(Chip(text, kind))
        self._chips.addStretch(1)

    def _show_prompts(self, prompts: tuple[Prompt, ...]) -> None:
        empty_layout(self._notices)
        for prompt in prompts:
            if prompt.kind in _LOUD:
                self._notices.addWidget(Notice(prompt.sentence, Kind.SOON))
            else:
                self._notices.addWidget(words(prompt.sentence, "help", wrap=True))

    def _show_requests(self, rows: tuple[RequestRow, ...]) -> None:
        empty_layout(self._requests)
        if not rows:
            self._requests.addWidget(words("None so far.", "muted"))
        for each in rows:
            self._requests.addWidget(self._entry(each))

    def _entry(self, request: RequestRow) -> QWidget:
        holder = plain()
        layout = column(holder, gap=0)
        opener = link(request.number, clicked=self._opener(request.id))
        opener.setAccessibleName(f"Open request {request.number}")
        layout.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)
        line = words(request_line(request), "muted", wrap=True)
        line.setContentsMargins(LINK_EDGE, 0, 0, 0)
        layout.addWidget(line)
        return holder

    def _opener(self, request_id: int) -> Callable[[], None]:
        return lambda: self.request_requested.emit(request_id)

    def _on_new(self) -> None:
        self.new_request_requested.emit(self._patient_id)

    def _on_new_consent(self) -> None:
        self.new_consent_requested.emit(self._patient_id)


def _facts(patient: Patient) -> list[Fact]:
    details, other = patient.details, patient.confidential
    chart = details.address.one_line
    mail = (
        [Fact("Mail goes to", other.one_line, "strong"), Fact("Chart address", chart, "muted")]
        if other is not None
        else [Fact("Address", chart or "None on file", "" if chart else "muted")]
    )
    return [
        *mail,
        Fact("Chart number", details.chart_number),
        Fact("Phone", shown_phone(details.phone)),
        Fact("E-mail", details.email),
        Fact("Sex", details.sex),
        Fact("Born", format_us_date(details.birth_date)),
        Fact("Died", format_us_date(details.death_date)),
    ]
