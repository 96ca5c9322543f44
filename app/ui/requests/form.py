"""The New request form: two cards, one button, nothing typed is ever lost (U1, U14).

The promise: what is typed is kept as a draft a moment after the last key; a wrong field is marked
in words and keeps its text; the date and the rule that follow are seen before logging.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems, Problem
from app.services.requests import LoggedRequest
from app.ui.kit.buttons import link, primary, secondary
from app.ui.kit.cards import Card
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column, px
from app.ui.kit.notice import Notice
from app.ui.kit.page import Page
from app.ui.kit.split import SideBySide
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.requests.form_helpers import DraftKeeper, Follower, log_verb
from app.ui.requests.form_values import FormParts, collect, restore_draft

KEPT = "Draft kept as you type"
GAP = 14


class RequestForm(Page):
    """Takes one request in.

    Signals:
        request_logged: a ``LoggedRequest``.
        left: the person goes back to the list; the draft is kept.
        request_requested: the id of a request to be opened instead.
        started_over: the draft was thrown away; an empty form is wanted.
    """

    request_logged = Signal(object)
    left = Signal()
    request_requested = Signal(object)
    started_over = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.parts = FormParts(context)
        self.drafts = DraftKeeper(self, context, self.parts)
        self._follower = Follower(self, context, self.parts)
        self._restoring = False
        self._task: Task | None = None
        self.header = PageHeader("New request", KEPT)
        self.start_over = link("Start over", clicked=self._on_start_over)
        self.cancel = secondary("Cancel", clicked=self._on_cancel)
        self.log_button = primary("Log request", "check", self.log)
        self.log_button.setToolTip("Log request (Ctrl+Enter)")
        for part in (self.start_over, self.cancel, self.log_button):
            self.header.add(part)
        self.start_over.hide()
        self.problem = Notice()
        outer = column(self, gap=12, pads=(20, 16, 20, 14))
        outer.addWidget(self.header)
        outer.addWidget(self.problem)
        parts = self.parts
        left = _card(parts.patient, parts.ask, parts.came, parts.letter)
        right = _card(parts.what, parts.where, parts.duplicate, parts.patient.earlier)
        outer.addWidget(SideBySide(left, right), 1)
        self._connect()

    def begin(self, body: Mapping[str, Any] | None = None, saved: datetime | None = None) -> None:
        """Start, with the body of a draft and when it was kept, if there is one."""
        if body is not None and saved is not None:
            self._restoring = True
            restore_draft(self.parts, body)
            self._restoring = False
            moment = self.context.clock.local(saved)
            self.header.set_subtitle(f"Draft of {moment.hour}:{moment.minute:02d} restored")
            self.drafts.typed = True
            self.start_over.show()
        self.parts.patient.finder.setFocus()
        self._follower.look()

    def choose_patient(self, patient_id: int) -> None:
        """Take this patient, whoever was typed before."""
        self.parts.patient.choose(patient_id)

    def log(self) -> None:
        """Log the request, or mark what is missing."""
        if not self.log_button.isEnabled():
            return
        self.problem.clear()
        problems = self.parts.missing()
        details = collect(self.parts) if not problems else None
        if details is None:
            self._show_problems(problems)
            return
        self._set_busy(busy=True)
        verb = log_verb(self.context, self.parts, details)
        self._task = self.context.act(self, verb, self._on_logged, self._on_failed)

    def _connect(self) -> None:
        parts = self.parts
        answered = (
            parts.ask.answers_changed,
            parts.came.came_changed,
            parts.what.what_changed,
            parts.where.where_changed,
        )
        typed = (
            parts.patient.typed,
            parts.letter.letter_changed,
            parts.duplicate.answer_changed,
        )
        for changed in (*answered, parts.patient.patient_changed):
            changed.connect(self._on_answered)
        for changed in (*answered, *typed):
            changed.connect(self._on_typed)
        parts.where.road.choice_changed.connect(self._on_road)
        parts.patient.went_on.connect(self._on_patient_chosen)
        for asked in (parts.patient.request_requested, parts.duplicate.open_requested):
            asked.connect(self.request_requested)

    def _on_patient_chosen(self) -> None:
        self._on_typed()
        self.parts.ask.asker.input.setFocus()

    def _on_road(self) -> None:
        if not self._restoring:
            self.parts.what.suggest_form(self.parts.where.road.value())

    def _on_typed(self) -> None:
        if self._restoring:
            return
        self.header.set_subtitle(KEPT)
        self.start_over.show()
        self.drafts.note()

    def _on_answered(self) -> None:
        if not self._restoring:
            self.parts.settle_problems()
            self._follower.follow()

    def _on_logged(self, logged: LoggedRequest | None) -> None:
        self._set_busy(busy=False)
        if logged is None:
            self.problem.say("Stopped. Nothing was logged; everything typed is still here.")
            return
        self.drafts.forget()
        self.request_logged.emit(logged)

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if isinstance(error, FieldProblems):
            self._show_problems(error.fields)
        elif isinstance(error, Problem) and self.parts.letter.picked and _about_file(error):
            self.parts.letter.say_problem(error)
        else:
            self.context.messages.show_failure(error)

    def _show_problems(self, problems: Mapping[str, str]) -> None:
        left = self.parts.show_problems(problems)
        if left:
            self.problem.say(" ".join(left.values()), Kind.LATE)

    def _set_busy(self, *, busy: bool) -> None:
        self.log_button.setEnabled(not busy)
        self.cancel.setText("Stop" if busy else "Cancel")

    def _on_cancel(self) -> None:
        if self.log_button.isEnabled():
            self.left.emit()
        elif self._task is not None:
            self._task.progress.cancel()

    def _on_start_over(self) -> None:
        self.drafts.discard(self.started_over.emit)


def _card(*parts: QWidget) -> Card:
    card = Card()
    card.body.setProperty("gap", GAP)
    card.body.setSpacing(px(GAP))
    for part in parts:
        card.add(part)
    card.body.addStretch(1)
    return card


def _about_file(problem: Problem) -> bool:
    return problem.code.startswith(("file-", "scan-", "pdf-"))
