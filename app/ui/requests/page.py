"""The Requests room: the queue, the form that takes a new request in, and the one that corrects.

The promise: leaving the form, for a request, the lock or another room, keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedLayout

from app.domain.queue import QueueView
from app.services.progress import Progress
from app.services.requests import LoggedRequest
from app.ui.kit.context import UiContext
from app.ui.kit.page import Page
from app.ui.requests.correction_form import CorrectionForm
from app.ui.requests.corrections import Corrections, Kept
from app.ui.requests.details_form import DetailsForm
from app.ui.requests.form import RequestForm
from app.ui.requests.form_helpers import FORM
from app.ui.requests.queue_page import QueuePage

NEW, REQUEST, PATIENT = "new", "request", "patient"


def make_page(context: UiContext) -> Page:
    """The room's page."""
    return RequestsPage(context)


class RequestsPage(Page):
    """Shows the queue or the form.

    It takes as an item: the id of a request, ``("request", id)``, ``("patient", id)`` for a new
    request of that patient, ``"new"``, a ``QueueView``, or a view and the id of a request in it.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._stale = False  # the queue inside asks by itself when it is first shown
        self.queue = QueuePage(context)
        self.form: RequestForm | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.queue)
        self.queue.new_requested.connect(self.open_form)
        self.corrections = Corrections(self.queue, self._stack, self._ask_draft, self._show_queue)
        actions = context.actions
        actions.bind("new-request", self.open_form, room="requests")
        actions.bind("next-step", self._do_next, room="requests")
        actions.bind("print", self._print, room="requests")
        actions.bind("columns", self._choose_columns, room="requests")

    @property
    def correction(self) -> CorrectionForm | None:
        """The form that corrects a request, while it stands open."""
        return self.corrections.form

    def refresh(self) -> None:
        """F5: what is shown, anew."""
        if self._open_form() is None:
            self.queue.refresh()

    def show_item(self, item: object) -> None:
        """Show what another room asked for."""
        if isinstance(item, QueueView):
            self._show_queue()
            self.queue.show_view(item)
        elif isinstance(item, int):
            self._show_queue()
            self.queue.show_request(item)
        elif item == NEW:
            self.open_form()
        elif isinstance(item, tuple) and len(item) == 2:
            self._show_named(*item)

    def open_form(self) -> None:
        """Open the form, with the draft of before if there is one."""
        if self.form is None:
            self._ask_draft(FORM, self._show_form)
        else:
            self._stack.setCurrentWidget(self.form)

    def keep_draft(self) -> None:
        """Before the lock: keep the form that stands open."""
        for form in (self.form, self.correction):
            if form is not None:
                form.drafts.keep(opened=True)

    def reopen_draft(self) -> None:
        """After the lock: show the form again if it stood open."""

        def show(kept: Kept) -> None:
            if kept is not None and kept[0].get("opened") and self.form is None:
                self._show_form(kept)

        self._ask_draft(FORM, show)
        self.corrections.reopen()

    def _do_next(self) -> None:
        form = self._open_form()
        if form is not None:
            form.save()
        else:
            self.queue.detail.next_step()

    def _print(self) -> None:
        if self._open_form() is None:
            self.queue.detail.print_papers()

    def _choose_columns(self) -> None:
        if self._open_form() is None:
            self.queue.table.open_columns()

    def _open_form(self) -> DetailsForm | None:
        return self.form or self.correction

    def _show_named(self, what: object, item: object) -> None:
        if not isinstance(item, int):
            return
        if isinstance(what, QueueView):
            self.show_item(what)
            self.queue.show_request(item)
        elif what == PATIENT:
            patient_id = item
            self._ask_draft(FORM, lambda kept: self._show_form(kept, patient_id))
        elif what == REQUEST:
            self.show_item(item)

    def _ask_draft(self, name: str, then: Callable[[Kept], None]) -> None:
        drafts = self.context.services.drafts

        def work(_progress: Progress) -> Kept:
            found = [draft for draft in drafts.list() if draft.form == name]
            return (dict(found[0].body), found[0].saved_at) if found else None

        self.context.read(self, work, then)

    def _show_form(self, kept: Kept, patient_id: int | None = None) -> None:
        if self.form is None:
            self.form = self._made_form()
            body, saved = kept if kept is not None else (None, None)
            self.form.begin(body, saved)
        self._stack.setCurrentWidget(self.form)
        if patient_id is not None:
            self.form.choose_patient(patient_id)

    def _made_form(self) -> RequestForm:
        form = RequestForm(self.context)
        form.request_logged.connect(self._on_logged)
        form.left.connect(self._on_left)
        form.request_requested.connect(self.show_item)
        form.started_over.connect(self._on_started_over)
        self._stack.addWidget(form)
        return form

    def _show_queue(self) -> None:
        """Back to the list; the form is thrown away, what was typed in it is kept."""
        self._stack.setCurrentWidget(self.queue)
        if self.form is not None:
            form, self.form = self.form, None
            form.drafts.keep()
            self._drop(form)
        self.corrections.close()

    def _drop(self, form: DetailsForm) -> None:
        self._stack.removeWidget(form)
        form.hide()
        form.deleteLater()

    def _on_logged(self, logged: LoggedRequest) -> None:
        self._show_queue()
        self.queue.show_logged(logged)

    def _on_left(self) -> None:
        typed = self.form is not None and self.form.drafts.typed
        self._show_queue()
        self.queue.new.setFocus()
        if typed:
            self.context.messages.say("The draft is kept.", "Go on with it", self.open_form)

    def _on_started_over(self) -> None:
        self._show_queue()
        self.open_form()
