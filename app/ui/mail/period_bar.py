"""The span of time in which the shown pieces were mailed: a usual one, or two days."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems, Problem
from app.domain.mail_periods import ALWAYS, MailPeriod, Span
from app.system.clock import Clock
from app.ui.kit.choice import ChoiceField
from app.ui.kit.date_field import DateField
from app.ui.kit.metrics import row, sized
from app.ui.kit.words import set_state, words


class PeriodBar(QObject):
    """A list of periods, and a row for two days that shows when they are wanted.

    Signals:
        span_changed: other days are meant.
    """

    span_changed = Signal()

    def __init__(self, page: QWidget, clock: Clock) -> None:
        super().__init__(page)
        self._clock = clock
        self._kept: Span = ALWAYS
        self.choice: ChoiceField[MailPeriod] = ChoiceField(
            [(period, period.label) for period in MailPeriod]
        )
        self.choice.setAccessibleName("When it was mailed")
        self.days = QWidget()
        self.days.setObjectName("plain")
        self.first, self.last = DateField(clock), DateField(clock)
        self.problem = words("", "problem", wrap=True)
        self._build()
        self.choice.choice_changed.connect(self._on_choice)
        for field in (self.first, self.last):
            field.day_changed.connect(self.span_changed)

    @property
    def period(self) -> MailPeriod:
        """Which period is chosen."""
        return self.choice.value() or MailPeriod.ANY_TIME

    def span(self) -> Span:
        """The days that are meant; what is no date is said, and the days before it stand."""
        if self.period is not MailPeriod.CUSTOM:
            return self.period.span(self._clock.today())
        try:
            first, last = self.first.day("first"), self.last.day("last")
            if first is not None and last is not None and last < first:
                raise FieldProblems({"last": "The last day comes before the first."})
        except Problem as problem:
            self._say(problem.happened)
            return self._kept
        self._say("")
        self._kept = (first, last)
        return first, last

    def clear(self) -> None:
        """Any time."""
        self.choice.set_value(MailPeriod.ANY_TIME)

    def _build(self) -> None:
        line = row(self.days, gap=8)
        line.addWidget(words("Mailed from", "muted"))
        for field, name in ((self.first, "Mailed from"), (self.last, "Mailed to")):
            field.setAccessibleName(name)
            sized(field, width=150)
        line.addWidget(self.first)
        line.addWidget(words("to", "muted"))
        line.addWidget(self.last)
        line.addWidget(self.problem, 1)
        line.addStretch(1)
        self.days.hide()

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        for field in (self.first, self.last):
            set_state(field, "wrong", "true" if text else "false")
            field.setAccessibleDescription(text)

    def _on_choice(self) -> None:
        custom = self.period is MailPeriod.CUSTOM
        self.days.setVisible(custom)
        if custom and not self.first.text() and not self.last.text():
            today = self._clock.today()
            self.first.set_day(today.replace(day=1))
            self.last.set_day(today)
        self.span_changed.emit()
