"""Patients on file who may be the one being added, with why, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.dates import format_us_date
from app.domain.patient_views import PatientTwin
from app.ui.kit.buttons import link, secondary
from app.ui.kit.cards import caption, empty_layout
from app.ui.kit.metrics import column
from app.ui.kit.words import plain, words
from app.ui.registers.wording import joined


class Twins(QWidget):
    """Hidden while there are none.

    Signals:
        patient_requested: the id of the patient to open.
        add_requested: it is another person; add a new patient.
    """

    patient_requested = Signal(int)
    add_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._layout = column(self, gap=8)
        self.hide()

    def show_twins(self, twins: Sequence[PatientTwin]) -> None:
        """Show these, the most likely first."""
        empty_layout(self._layout)
        self.setVisible(bool(twins))
        if not twins:
            return
        self._layout.addWidget(caption("On file already"))
        for twin in twins:
            self._layout.addWidget(self._entry(twin))
        add = secondary("Add as a new patient all the same", "plus", self.add_requested.emit)
        self._layout.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def _entry(self, twin: PatientTwin) -> QWidget:
        hit = twin.hit
        holder = plain()
        layout = column(holder, gap=1)
        born = f"born {format_us_date(hit.birth_date)}" if hit.birth_date else "no birth date"
        chart = f"chart {hit.chart_number}" if hit.chart_number else ""
        layout.addWidget(words(joined(hit.name, born), "strong", wrap=True))
        layout.addWidget(words(joined(chart, hit.place, twin.why), "muted", wrap=True))
        opener = link("Open this patient", clicked=self._opener(hit.id))
        opener.setAccessibleName(f"Open {hit.name}, {born}")
        layout.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)
        return holder

    def _opener(self, patient_id: int) -> Callable[[], None]:
        return lambda: self.patient_requested.emit(patient_id)
