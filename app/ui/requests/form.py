"""The New request form: two cards, one button, nothing typed is ever lost (U1, U14).

The promise: what is typed is kept as a draft a moment after the last key; a wrong field is marked
in words and keeps its text; the date and the rule that follow are seen before logging.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer, Signal

from app.domain.deadlines import Deadline
from app.domain.destinations import resolve
from app.domain.duplicates import DuplicateHit
from app.domain.errors import FieldProblems, Problem
from app.domain.people import PartyDetails
from app.domain.requests import RequestDetails
from app.services.changes import Area, Outcome
from app.services.progress import Progress
from app.services.requests import LoggedRequest
from app.ui.kit.buttons import link, primary, secondary
from app.ui.kit.cards import Card
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column
from app.ui.kit.notice import Notice
from app.ui.kit.page import Page
from app.ui.kit.split import SideBySide
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.requests.form_values import FormParts, collect, kept_draft, restore_draft

FORM = "new-request"
KEPT = "Draft kept as you type"
KEEP_MS = 700
LOOK_MS = 250
"""How long after the last change duplicates and the due date are looked up."""


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
        self._typed = self._restoring = False
        self._task: Task | None = None
        self._keep_timer = self._timer(KEEP_MS, self.keep)
        self._look_timer = self._timer(LOOK_MS, self._look)
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
        outer.addWidget(SideBySide(self._left(), self._right()), 1)
        self._connect()

    def begin(self, body: Mapping[str, Any] | None = None, saved: datetime | None = None) -> None:
        """Start, with the body of a draft and when it was kept, if there is one."""
        if body is not None and saved is not None:
            self._restoring = True
            restore_draft(self.parts, body)
            self._restoring = False
            moment = self.context.clock.local(saved)
            self.header.set_subtitle(f"Draft of {moment.hour}:{moment.minute:02d} restored")
            self._typed = True
            self.start_over.show()
        self.parts.patient.finder.setFocus()
        self._look()

    def choose_patient(self, patient_id: int) -> None:
        """Take this patient, whoever was typed before."""
        self.parts.patient.choose(patient_id)

    def keep(self, *, opened: bool = False) -> None:
        """Keep what is typed now; ``opened`` says that the form stands open, for the lock."""
        self._keep_timer.stop()
        if not self._typed:
            return
        drafts, body = self.context.services.drafts, kept_draft(self.parts, opened=opened)

        def work(_progress: Progress) -> Outcome[None]:
            return drafts.save(form=FORM, body=body)

        self.context.act(self, work)

    @property
    def typed(self) -> bool:
        """Whether anything was typed that is worth keeping."""
        return self._typed

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
        self._log(details)

    def _left(self) -> Card:
        card = Card()
        card.body.setSpacing(14)
        parts = self.parts
        for part in (parts.patient, parts.ask, parts.came, parts.letter):
            card.add(part)
        card.body.addStretch(1)
        return card

    def _right(self) -> Card:
        card = Card()
        card.body.setSpacing(14)
        parts = self.parts
        for part in (parts.what, parts.where, parts.duplicate, parts.patient.earlier):
            card.add(part)
        card.body.addStretch(1)
        return card

    def _timer(self, pause: int, due: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(due)
        return timer

    def _connect(self) -> None:
        parts = self.parts
        for changed in (
            parts.patient.patient_changed,
            parts.ask.answers_changed,
            parts.came.came_changed,
            parts.what.what_changed,
            parts.where.where_changed,
        ):
            changed.connect(self._on_changed)
        for changed in (
            parts.patient.typed,
            parts.letter.letter_changed,
            parts.duplicate.answer_changed,
        ):
            changed.connect(self._on_typed)
        parts.patient.went_on.connect(self._on_patient_chosen)
        parts.ask.address_known.connect(parts.where.suggest)
        for asked in (parts.patient.request_requested, parts.duplicate.open_requested):
            asked.connect(self._on_open)

    def _on_patient_chosen(self) -> None:
        self.parts.ask.asker.input.setFocus()

    def _on_typed(self) -> None:
        if self._restoring:
            return
        self._typed = True
        self.header.set_subtitle(KEPT)
        self.start_over.show()
        self._keep_timer.start()

    def _on_changed(self) -> None:
        self._on_typed()
        self._show_destination()
        self._look_timer.start()

    def _show_destination(self) -> None:
        patient = self.parts.patient.patient
        details = collect(self.parts)
        if patient is not None and details is not None:
            self.parts.where.show_destination(resolve(details, patient))

    def _look(self) -> None:
        """Look up what follows from the answers: the due date, and likely duplicates."""
        self._look_timer.stop()
        self._show_destination()
        details = collect(self.parts)
        if details is None:
            self.parts.came.show_due("")
            self.parts.duplicate.show_hits(())
            return
        requests = self.context.services.requests

        def work(_progress: Progress) -> tuple[Deadline | None, tuple[DuplicateHit, ...]]:
            return requests.deadline(details=details), requests.duplicates(details=details)

        self.context.read(self, work, self._show_found)

    def _show_found(self, found: tuple[Deadline | None, tuple[DuplicateHit, ...]]) -> None:
        deadline, hits = found
        self.parts.show_deadline(deadline)
        self.parts.duplicate.show_hits(hits)

    def _log(self, details: RequestDetails) -> None:
        requests, parts = self.context.services.requests, self.parts
        drafts, book = self.context.services.drafts, self.context.services.parties
        picked, answer = parts.letter.picked, parts.duplicate.chosen()
        asked, entries = parts.where.asked.isChecked(), parts.ask.new_entries(details.address)
        self._set_busy(busy=True)

        def work(progress: Progress) -> Outcome[LoggedRequest]:
            logged = requests.log(
                details=details,
                attachment=picked,
                conflict_confirmed=asked,
                duplicate_answer=answer,
                progress=progress,
            )
            changes = logged.changes | drafts.discard(form=FORM).changes
            for entry in entries:
                changes |= _kept_in_book(book.save, entry)
            return Outcome(logged.value, changes)

        self._task = self.context.act(self, work, self._on_logged, self._on_failed)

    def _on_logged(self, logged: LoggedRequest) -> None:
        self._keep_timer.stop()
        self._typed = False
        self._set_busy(busy=False)
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
        if not self.log_button.isEnabled():
            if self._task is not None:
                self._task.cancel()
            self._set_busy(busy=False)
            return
        self.keep()
        self.left.emit()

    def _on_open(self, request_id: object) -> None:
        self.keep()
        self.request_requested.emit(request_id)

    def _on_start_over(self) -> None:
        drafts = self.context.services.drafts
        self._keep_timer.stop()
        self._typed = False

        def work(_progress: Progress) -> Outcome[bool]:
            return drafts.discard(form=FORM)

        self.context.act(self, work, lambda _was_there: self.started_over.emit())


def _kept_in_book(save: Callable[..., Outcome[int]], entry: PartyDetails) -> frozenset[Area]:
    """Keep somebody in the book; what the book cannot take is left out, the request is logged."""
    try:
        return save(details=entry).changes
    except FieldProblems:
        return frozenset()


def _about_file(problem: Problem) -> bool:
    return problem.code.startswith(("file-", "scan-", "pdf-"))
