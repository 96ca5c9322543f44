"""The New request form: two cards, one button, nothing typed is ever lost (U1, U14).

The promise: what is typed is kept as a draft a moment after the last key; a wrong field is marked
in words and keeps its text; the date and the rule that follow are seen before logging.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal

from app.domain.errors import FieldProblems, Problem
from app.services.requests import LoggedRequest
from app.ui.kit.context import UiContext
from app.ui.kit.draft_keeper import DraftKeeper
from app.ui.kit.task_runner import Task
from app.ui.requests.details_form import DetailsForm
from app.ui.requests.form_helpers import FORM, Follower, log_verb
from app.ui.requests.form_values import collect, kept_draft, restore_draft

KEPT = "Draft kept as you type"


class RequestForm(DetailsForm):
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
        super().__init__(context, "New request", KEPT, "Log request")
        parts = self.parts
        self.drafts = DraftKeeper(self, context, FORM, lambda: kept_draft(parts))
        self._follower = Follower(self, context, parts)
        self._task: Task | None = None
        self.lay_out(
            (parts.patient, parts.ask, parts.came, parts.letter),
            (parts.what, parts.where, parts.duplicate, parts.patient.earlier),
        )
        self._connect()

    def begin(self, body: Mapping[str, Any] | None = None, saved: datetime | None = None) -> None:
        """Start, with the body of a draft and when it was kept, if there is one."""
        if body is not None and saved is not None:
            self.restoring = True
            restore_draft(self.parts, body)
            self.restoring = False
            moment = self.context.clock.local(saved)
            self.header.set_subtitle(f"Draft of {moment.hour}:{moment.minute:02d} restored")
            self.drafts.typed = True
            self.start_over.show()
        self.parts.patient.finder.setFocus()
        self._follower.look()

    def choose_patient(self, patient_id: int) -> None:
        """Take this patient, whoever was typed before."""
        self.parts.patient.choose(patient_id)

    def save(self) -> None:
        """Log the request, or mark what is missing."""
        if not self.save_button.isEnabled() or not self.require_answers():
            return
        details = collect(self.parts)
        if details is None:
            return
        self.set_busy(busy=True)
        verb = log_verb(self.context, self.parts, details)
        self._task = self.context.act(self, verb, self._on_logged, self._on_failed)

    def _connect(self) -> None:
        parts = self.parts
        self.connect_answers(self._follower)
        for changed in (
            parts.ask.answers_changed,
            parts.came.came_changed,
            parts.what.what_changed,
            parts.where.where_changed,
            parts.patient.typed,
            parts.letter.letter_changed,
            parts.duplicate.answer_changed,
        ):
            changed.connect(self._on_typed)
        parts.patient.went_on.connect(self._on_patient_chosen)
        for asked in (parts.patient.request_requested, parts.duplicate.open_requested):
            asked.connect(self.request_requested)
        self.start_over.clicked.connect(self._on_start_over)
        self.cancel.clicked.connect(self._on_cancel)

    def _on_patient_chosen(self) -> None:
        self._on_typed()
        self.parts.ask.asker.input.setFocus()

    def _on_typed(self) -> None:
        if self.restoring:
            return
        self.header.set_subtitle(KEPT)
        self.start_over.show()
        self.drafts.note()

    def _on_logged(self, logged: LoggedRequest | None) -> None:
        self.set_busy(busy=False)
        if logged is None:
            self.problem.say("Stopped. Nothing was logged; everything typed is still here.")
            return
        self.drafts.forget()
        self.request_logged.emit(logged)

    def _on_failed(self, error: Exception) -> None:
        self.set_busy(busy=False)
        if isinstance(error, FieldProblems):
            self.show_problems(error.fields)
        elif isinstance(error, Problem) and self.parts.letter.picked and _about_file(error):
            self.parts.letter.say_problem(error)
        else:
            self.context.messages.show_failure(error)

    def _on_cancel(self) -> None:
        if self.save_button.isEnabled():
            self.left.emit()
        elif self._task is not None:
            self._task.progress.cancel()

    def _on_start_over(self) -> None:
        self.drafts.discard(self.started_over.emit)


def _about_file(problem: Problem) -> bool:
    return problem.code.startswith(("file-", "scan-", "pdf-"))
