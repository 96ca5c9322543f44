"""Whose records: found as you type, what to know first, what came before (U10, U11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.dates import format_us_date
from app.domain.patient_views import PatientHit, PromptKind, hit_of
from app.domain.people import Patient
from app.domain.queue import RequestRow
from app.domain.request_words import wanted_words
from app.services.patients import PatientHistory
from app.services.progress import Progress
from app.ui.kit.cards import LinkList
from app.ui.kit.context import UiContext
from app.ui.kit.finder import Finder, Found
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.requests.new_patient import NewPatient
from app.ui.requests.wording import hit_flags, hit_words, joined

MOST_FOUND = 8
MOST_EARLIER = 3


class PatientPart(FormRows):
    """The patient of a new request; ``earlier`` stands elsewhere on the form.

    Signals:
        patient_changed: another patient, or none any more.
        typed: something was typed that belongs into the draft.
        request_requested: the id of an earlier request to be opened.
        went_on: a patient was chosen by hand; the next question is due.
    """

    patient_changed = Signal()
    typed = Signal()
    request_requested = Signal(object)
    went_on = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(topic="request")
        self._context = context
        self._history: PatientHistory | None = None
        service = context.services.patients
        today = context.clock.today

        def find(text: str) -> Sequence[Found]:
            hits = service.find(text=text, limit=MOST_FOUND)
            return [
                Found(hit, joined(hit_words(hit), hit_flags(hit)), _field_text(hit)) for hit in hits
            ]

        self.section("Who")
        self.finder = self.add(
            "patient_id",
            "Patient",
            Finder(
                context,
                find,
                placeholder="Name, birth date, chart number or phone",
                adding="Add a new patient",
            ),
        )
        self.prompts = Notice()
        self.add_wide(self.prompts)
        self.earlier = Earlier()
        self.new = NewPatient(context)
        self.add_wide(self.new)
        self.new.hide()
        self._today = today
        self._connect()

    @property
    def patient(self) -> Patient | None:
        """The chosen patient."""
        return self._history.patient if self._history else None

    def missing(self) -> dict[str, str]:
        """What has to be answered."""
        if self.patient is not None:
            return {}
        if not self.new.isHidden():
            return {"patient_id": "Add the new patient below first, or choose one on file."}
        if self.finder.value():
            return {"patient_id": "Choose the patient from the list, or add a new one."}
        return {"patient_id": "Type the patient's name and choose from the list."}

    def draft(self) -> dict[str, Any]:
        """What is typed so far."""
        return {
            "patient": self.patient.id if self.patient else None,
            "text": self.finder.text(),
            "new": None if self.new.isHidden() else self.new.draft(),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept; a patient who is gone meanwhile is only text."""
        self.finder.show_text(str(kept.get("text", "")))
        patient_id = kept.get("patient")
        if isinstance(patient_id, int):
            self._ask(patient_id, go_on=False)
        new = kept.get("new")
        if isinstance(new, dict):
            self.new.restore(new)
            self.new.show()

    def choose(self, patient_id: int) -> None:
        """Take a patient, as if chosen from the list."""
        self._ask(patient_id, go_on=True)

    def _connect(self) -> None:
        self.finder.item_chosen.connect(self._on_chosen)
        self.finder.item_dropped.connect(self._on_dropped)
        self.finder.add_requested.connect(self._on_add)
        self.finder.textEdited.connect(self.typed)
        self.new.typed.connect(self.typed)
        self.new.patient_added.connect(self.choose)
        self.new.patient_picked.connect(self.choose)
        self.new.given_up.connect(self._on_given_up)
        self.earlier.links.link_requested.connect(self.request_requested)

    def _on_chosen(self, hit: PatientHit) -> None:
        self._ask(hit.id, go_on=True)

    def _on_dropped(self) -> None:
        self._history = None
        self.set_help("patient_id", "")
        self.prompts.clear()
        self.earlier.show_rows(())
        self.patient_changed.emit()

    def _on_add(self, text: str) -> None:
        self.new.begin(text)
        self.typed.emit()

    def _on_given_up(self) -> None:
        self.new.hide()
        self.finder.setFocus()
        self.typed.emit()

    def _ask(self, patient_id: int, *, go_on: bool) -> None:
        service = self._context.services.patients

        def work(_progress: Progress) -> PatientHistory:
            return service.history(patient_id=patient_id)

        def show(history: PatientHistory) -> None:
            self._show(history)
            if go_on:
                self.went_on.emit()

        self._context.read(self, work, show)

    def _show(self, history: PatientHistory) -> None:
        self._history = history
        self.new.hide()
        hit = hit_of(history.patient, self._today())
        self.finder.show_chosen(hit, _field_text(hit))
        self.show_problem("patient_id", "")
        self.set_help("patient_id", _known(hit))
        grave = any(each.kind is PromptKind.DECEASED for each in history.prompts)
        said = "\n".join(each.sentence for each in history.prompts)
        self.prompts.say(said, Kind.LATE if grave else Kind.SOON)
        self.earlier.show_rows(history.requests)
        self.patient_changed.emit()


class Earlier(QWidget):
    """The patient's earlier requests, the newest first; at most a few."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        layout = column(self, gap=4)
        self._title = words("", "caption", wrap=True)
        self.links = LinkList("requests")
        layout.addWidget(self._title)
        layout.addWidget(self.links)
        self.hide()

    def show_rows(self, rows: Sequence[RequestRow]) -> None:
        """Show these; nothing is shown where there are none."""
        self.setVisible(bool(rows))
        more = len(rows) - MOST_EARLIER
        rest = f"; the newest {MOST_EARLIER} of {len(rows)}" if more > 0 else ""
        self._title.setText(f"EARLIER REQUESTS{rest.upper()}")
        self.links.show_links([(row.id, _earlier_words(row)) for row in rows[:MOST_EARLIER]])


def _earlier_words(row: RequestRow) -> str:
    text = joined(
        format_us_date(row.received_on), row.status.label, wanted_words(row.request.details)
    )
    return text if len(text) <= 64 else f"{text[:62]}…"


def _known(hit: PatientHit) -> str:
    chart = f"chart {hit.chart_number}" if hit.chart_number else ""
    text = joined(chart, hit.place)
    return text[:1].upper() + text[1:]


def _field_text(hit: PatientHit) -> str:
    born = f"   born {format_us_date(hit.birth_date)}" if hit.birth_date else ""
    return f"{hit.name}{born}"
