"""Whose consent: found as you type, with what to know first and the patient's open requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.dates import format_us_date
from app.domain.patient_views import PatientHit, PromptKind, hit_of
from app.domain.people import Patient
from app.domain.queue import RequestRow
from app.domain.request_states import BEFORE_SENDING
from app.services.patients import PatientHistory
from app.services.progress import Progress
from app.ui.consents.wording import joined
from app.ui.kit.context import UiContext
from app.ui.kit.finder import Finder, Found
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind

MOST_FOUND = 8


class PatientField(QObject):
    """The finder and what it found; the form places ``finder`` and ``prompts``.

    Signals:
        patient_changed: another patient, or none any more.
    """

    patient_changed = Signal()

    def __init__(self, owner: QObject, context: UiContext) -> None:
        super().__init__(owner)
        self._context = context
        self._history: PatientHistory | None = None
        patients = context.services.patients

        def find(text: str) -> Sequence[Found]:
            hits = patients.find(text=text, limit=MOST_FOUND)
            return [Found(hit, _line(hit), _field_text(hit)) for hit in hits]

        self.finder = Finder(
            context,
            find,
            placeholder="Name, birth date, chart number or phone",
            nothing="Nobody on file fits. Add the patient under Registers first.",
        )
        self.prompts = Notice()
        self.finder.item_chosen.connect(lambda hit: self.choose(hit.id))
        self.finder.item_dropped.connect(self._on_dropped)

    @property
    def patient(self) -> Patient | None:
        """The chosen patient."""
        return self._history.patient if self._history is not None else None

    @property
    def open_requests(self) -> tuple[RequestRow, ...]:
        """The patient's requests of which nothing has left yet."""
        rows = self._history.requests if self._history is not None else ()
        return tuple(row for row in rows if row.status in BEFORE_SENDING)

    def choose(self, patient_id: int, then: Callable[[], object] | None = None) -> None:
        """Take a patient, as if chosen from the list; ``then`` is called when it stands there."""
        patients = self._context.services.patients

        def work(_progress: Progress) -> PatientHistory:
            return patients.history(patient_id=patient_id)

        def show(history: PatientHistory) -> None:
            self._show(history)
            if then is not None:
                then()

        self._context.read(self, work, show)

    def missing(self) -> str:
        """What has to be answered, or nothing."""
        if self.patient is not None:
            return ""
        if self.finder.value():
            return "Choose the patient from the list."
        return "Type the patient's name and choose from the list."

    def _show(self, history: PatientHistory) -> None:
        self._history = history
        self.finder.show_chosen(history.patient, _field_text(self._hit(history.patient)))
        told = [
            each for each in history.prompts if each.kind in (PromptKind.DECEASED, PromptKind.MINOR)
        ]
        grave = any(each.kind is PromptKind.DECEASED for each in told)
        said = "\n".join(each.sentence for each in told)
        self.prompts.say(said, Kind.LATE if grave else Kind.SOON)
        self.patient_changed.emit()

    def _hit(self, patient: Patient) -> PatientHit:
        return hit_of(patient, self._context.clock.today())

    def _on_dropped(self) -> None:
        self._history = None
        self.prompts.clear()
        self.patient_changed.emit()


def _line(hit: PatientHit) -> str:
    born = f"born {format_us_date(hit.birth_date)}" if hit.birth_date else ""
    chart = f"chart {hit.chart_number}" if hit.chart_number else ""
    return joined(hit.name, born, chart, hit.place)


def _field_text(hit: PatientHit) -> str:
    born = f"   born {format_us_date(hit.birth_date)}" if hit.birth_date else ""
    return f"{hit.name}{born}"
