"""A likely duplicate, why it looks so, and the answer (U8); the same one is opened instead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.duplicates import DuplicateAnswer, DuplicateHit
from app.ui.kit.choice import RadioGroup
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind

LIKELY = 7
"""Strength from which a match is shown: any open request of the patient, and a closed one if the
same person asked for overlapping records."""


class DuplicatePart(QWidget):
    """Hidden while nothing looks alike.

    Signals:
        open_requested: the id of the request that matches.
        answer_changed: the person decided.
    """

    open_requested = Signal(object)
    answer_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._hit: DuplicateHit | None = None
        self.notice = Notice()
        self.form = FormRows(topic="request")
        self.answer: RadioGroup[DuplicateAnswer] = RadioGroup(
            [(answer, answer.label) for answer in DuplicateAnswer]
        )
        self.form.add("duplicate", "What is this one?", self.answer)
        layout = column(self, gap=8)
        layout.addWidget(self.notice)
        layout.addWidget(self.form)
        self.notice.action_requested.connect(self._on_open)
        self.answer.choice_changed.connect(self._on_answered)
        self.hide()

    @property
    def hit(self) -> DuplicateHit | None:
        """The match shown."""
        return self._hit

    def show_hits(self, hits: Sequence[DuplicateHit]) -> None:
        """Show the strongest likely match, or nothing."""
        likely = [hit for hit in hits if hit.strength >= LIKELY]
        before, self._hit = self._hit, likely[0] if likely else None
        if before is not None and (self._hit is None or before.request.id != self._hit.request.id):
            self.answer.set_value(None)
            self.form.clear_problems()
        self.setVisible(self._hit is not None)
        if self._hit is not None:
            number = self._hit.request.number
            more = f" {len(likely) - 1} more match." if len(likely) > 1 else ""
            self.notice.say(
                f"Looks like request {number}. {self._hit.why}{more}",
                Kind.SOON,
                action=f"It is the same: open {number}",
            )

    def missing(self) -> dict[str, str]:
        """What has to be answered."""
        if self._hit is None or self.answer.value() is not None:
            return {}
        return {"duplicate": "Say what this one is, or open the request it repeats."}

    def chosen(self) -> DuplicateAnswer | None:
        """The answer, where there was a question."""
        return self.answer.value() if self._hit is not None else None

    def _on_open(self) -> None:
        if self._hit is not None:
            self.open_requested.emit(self._hit.request.id)

    def _on_answered(self) -> None:
        self.form.clear_problems()
        self.answer_changed.emit()
