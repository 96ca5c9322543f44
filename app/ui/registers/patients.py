"""Patients: the list by name, the chosen one beside it, adding and changing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal

from app.domain.consent_views import ConsentRow
from app.domain.patient_views import PatientQuery, PatientRow
from app.domain.people import Patient
from app.domain.phones import shown_phone
from app.domain.staff import Operation, Role
from app.services.paging import Page as RowsPage
from app.services.patients import PatientHistory
from app.services.progress import Progress
from app.ui.kit.buttons import secondary
from app.ui.kit.context import UiContext
from app.ui.kit.feed import feed
from app.ui.kit.fields import SearchField
from app.ui.kit.metrics import sized
from app.ui.kit.table import Cell, Column, Order, PagedTable, PageWanted, Sorting
from app.ui.kit.task_runner import Task
from app.ui.registers.list_section import ListSection
from app.ui.registers.patient_card import PatientCard
from app.ui.registers.patient_form import PatientForm
from app.ui.registers.side import SidePanel
from app.ui.registers.wording import born_cell, note_cell

SIDE_WIDTH = 352


@dataclass(frozen=True, slots=True)
class _Known:
    """A patient with what was asked and agreed to before."""

    history: PatientHistory
    consents: tuple[ConsentRow, ...] = field(repr=False)


class PatientsSection(ListSection):
    """The register of patients.

    Signals:
        import_requested: the person wants to bring in a list.
    """

    import_requested = Signal()

    def __init__(self, context: UiContext) -> None:
        side = SidePanel("No patient chosen", "Choose one in the list to see its page.")
        super().__init__(context, _made_table(context), side, SIDE_WIDTH)
        feed(self.table, context, self._ask)
        self.search = SearchField("Name, birth date, number or address", "Find patients")
        self.search.setToolTip(context.actions.text_with_shortcut("filter"))
        sized(self.search, min_width=150, max_width=330)
        self.add_button = secondary("Add patient", "plus", self.add)
        self.import_button = secondary("Bring in patients", "import", self.import_requested.emit)
        self.card = PatientCard()
        side.addWidget(self.card)
        self.form: PatientForm | None = None
        self._history: PatientHistory | None = None
        self._task: Task | None = None
        self.add_tools(self.search, self.add_button)
        self.add_extras(self.import_button, self.columns_button(self.table))
        self._connect()
        self.allow(self.role)

    def allow(self, role: Role) -> None:
        """Offer what this role may do."""
        super().allow(role)
        edit = self.may(Operation.EDIT_REQUESTS)
        self.add_button.setVisible(edit)
        self.import_button.setVisible(self.may(Operation.IMPORT_PATIENTS))
        self.card.allow(edit=edit, consent=self.may(Operation.CAPTURE_CONSENT))
        self._show_empty()

    def refresh(self) -> None:
        """Ask for the list anew, and for the patient shown."""
        self.table.restart()
        if self._history is not None and self.form is None:
            self.show_patient(self._history.patient.id)

    def show_patient(self, patient_id: int) -> None:
        """Show one patient, wherever it stands in the list."""
        self.wanted = patient_id
        if self._task is not None:
            self._task.cancel()
        services = self.context.services

        def work(_progress: Progress) -> _Known:
            history = services.patients.history(patient_id=patient_id)
            return _Known(history, services.consents.of_patient(patient_id=patient_id))

        self._task = self.context.read(self, work, self._show, self._on_gone)
        self.table.select_id(patient_id)

    def add(self) -> None:
        """Fill in a new patient."""
        if not self.may_leave():
            return
        self._open_form(None)
        if self.form is not None and self.text.replace("-", "").isalpha():
            self.form.texts["family_name"].set_value(self.text)

    def edit(self) -> None:
        """Change the patient shown."""
        if self.form is None and self._history and self.may(Operation.EDIT_REQUESTS):
            self._open_form(self._history.patient)

    def show_entry(self, entry_id: int) -> None:
        """Show one patient."""
        self.show_patient(entry_id)

    def open_card(self) -> PatientCard | None:
        """The patient shown."""
        return self.card if self._history is not None else None

    def open_form(self) -> PatientForm | None:
        """The form, if one is open."""
        return self.form

    def drop_form(self) -> None:
        """Forget the form."""
        self.form = None

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        if self.form is None or not self.form.changed:
            return None
        patient = self.form.patient
        return {"patient": patient.id if patient else None, "facts": self.form.facts()}

    def reopen(self, draft: dict[str, Any]) -> None:
        """Show a kept form again; the patient is read anew, so a later change is not lost."""
        facts = draft.get("facts", {})
        patient_id = draft.get("patient")
        if patient_id is None:
            self._open_form(None, facts)
            return
        patients = self.context.services.patients

        def work(_progress: Progress) -> Patient:
            return patients.get(patient_id=patient_id)

        self.context.read(self, work, lambda patient: self._open_form(patient, facts))

    def _connect(self) -> None:
        self.search.search_changed.connect(self._on_search)
        self.table.empty_action_requested.connect(self._on_empty_action)
        self.card.edit_requested.connect(self.edit)
        navigator = self.context.navigator
        self.card.new_request_requested.connect(
            lambda patient_id: navigator.go("requests", ("patient", patient_id))
        )
        self.card.request_requested.connect(
            lambda request_id: navigator.go("requests", ("request", request_id))
        )
        self.card.consent_requested.connect(lambda consent_id: navigator.go("consents", consent_id))
        self.card.new_consent_requested.connect(
            lambda patient_id: navigator.go("consents", ("patient", patient_id))
        )

    def _ask(self, wanted: PageWanted) -> RowsPage[PatientRow]:
        key = wanted.after
        query = PatientQuery(
            text=self.text,
            descending=wanted.sorting is not None and wanted.sorting.order is Order.DOWN,
            after_key=key if isinstance(key, tuple) else None,
            limit=wanted.limit,
        )
        return self.context.services.patients.page(query=query)

    def _on_search(self, text: str) -> None:
        self.text = text
        self._show_empty()
        self.table.restart()

    def _show_empty(self) -> None:
        edit = self.may(Operation.EDIT_REQUESTS)
        if self.text:
            self.table.set_empty(
                "Nobody found",
                "No patient's name, birth date, number or address begins like this.",
                "Add this patient" if edit else "",
            )
        else:
            self.table.set_empty(
                "No patients yet",
                "Bring in a list from another program, or add patients one by one.",
                "Bring in patients" if self.may(Operation.IMPORT_PATIENTS) else "",
            )

    def _on_empty_action(self) -> None:
        if self.text:
            self.add()
        else:
            self.import_requested.emit()

    def _show(self, known: _Known) -> None:
        self._history = known.history
        self.card.show_history(known.history, known.consents, self.context.clock.today())
        if self.form is None:
            self.side.put(self.card)

    def _on_gone(self, error: Exception) -> None:
        self._history, self.wanted = None, None
        self.side.show_nothing()
        self.context.messages.show_failure(error)

    def _open_form(self, patient: Patient | None, facts: dict[str, Any] | None = None) -> None:
        self.close_form()
        form = PatientForm(self.context, patient)
        if facts:
            form.show_facts(facts)
        form.saved.connect(lambda found: self.leave_form(found, "Saved.", _name_added(form)))
        form.left.connect(self.leave_form)
        form.patient_requested.connect(self.leave_form)
        self.form = form
        self.put_form(form)
        form.focus_first()


def _name_added(form: PatientForm) -> str:
    """The name of someone new; nothing where someone on file was changed."""
    if form.patient is not None:
        return ""
    return f"{form.texts['family_name'].value()} {form.texts['given_name'].value()}".strip()


def _made_table(context: UiContext) -> PagedTable:
    today = context.clock.today
    columns: list[Column[PatientRow]] = [
        Column("name", "Name", 128, lambda r: Cell(r.hit.name, bold=True), sortable=True,
               stretch=True, firm=True),
        Column("born", "Born, age", 120, lambda r: born_cell(r.hit, today()), firm=True),
        Column("note", "Note", 104, lambda r: note_cell(r.hit), firm=True),
        Column("chart", "Chart no.", 84, lambda r: Cell(r.hit.chart_number, muted=True)),
        Column("phone", "Phone", 118, lambda r: Cell(shown_phone(r.phone), muted=True), firm=True,
               spare=True),
        Column("place", "Mail goes to", 108, lambda r: Cell(r.hit.place)),
    ]  # fmt: skip
    table = PagedTable(
        columns, lambda r: r.hit.id, name="patients", label="Patients", views=context.views
    )
    if table.sorting is None:
        table.set_sorting(Sorting("name"))
    return table
