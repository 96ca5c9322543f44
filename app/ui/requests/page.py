"""The Requests room: the queue, the form that takes a new request in, and the one that corrects.

The promise: leaving the form, for a request, the lock or another room, keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QStackedLayout

from app.domain.queue import QueueView
from app.services.progress import Progress
from app.services.request_views import RequestView
from app.services.requests import LoggedRequest
from app.ui.kit.context import UiContext
from app.ui.kit.page import Page
from app.ui.requests.correction_form import CORRECTION, CorrectionForm
from app.ui.requests.details_form import DetailsForm
from app.ui.requests.form import RequestForm
from app.ui.requests.form_helpers import FORM
from app.ui.requests.queue_page import QueuePage

NEW, REQUEST, PATIENT = "new", "request", "patient"
CORRECTED = "Corrected. What stood there before is in the timeline."
Kept = tuple[Mapping[str, Any], datetime] | None


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
        self.correction: CorrectionForm | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.queue)
        self.queue.new_requested.connect(self.open_form)
        self.queue.detail.correction_requested.connect(self.open_correction)
        self._bind()

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

    def open_correction(self, view: RequestView) -> None:
        """Open the form that corrects a request, with what was typed in it before."""

        def show(kept: Kept) -> None:
            same = kept is not None and _is_of(kept[0], view)
            self._show_correction(view, kept[0] if kept is not None and same else None)

        self._ask_draft(CORRECTION, show)

    def _show_correction(self, view: RequestView, kept: Mapping[str, Any] | None) -> None:
        self._show_queue()
        self.correction = form = CorrectionForm(self.context, view)
        form.corrected.connect(self._on_corrected)
        form.left.connect(self._on_correction_left)
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        form.begin(kept)

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

        def show_correction(kept: Kept) -> None:
            if kept is not None and kept[0].get("opened") and self.correction is None:
                self._reopen_correction(kept[0])

        self._ask_draft(FORM, show)
        self._ask_draft(CORRECTION, show_correction)

    def _bind(self) -> None:
        actions = self.context.actions
        actions.bind("new-request", self.open_form, room="requests")
        actions.bind("next-step", self._do_next, room="requests")
        actions.bind("print", self._print, room="requests")
        actions.bind("columns", self._choose_columns, room="requests")

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
        if self.correction is not None:
            correction, self.correction = self.correction, None
            correction.drafts.keep()
            self._drop(correction)

    def _drop(self, form: DetailsForm) -> None:
        self._stack.removeWidget(form)
        form.hide()
        form.deleteLater()

    def _reopen_correction(self, kept: Mapping[str, Any]) -> None:
        """Read the request anew; if somebody changed it since, saving says so."""
        request_id = kept.get("request")
        requests = self.context.services.requests
        if not isinstance(request_id, int):
            return

        def work(_progress: Progress) -> RequestView:
            return requests.get(request_id=request_id)

        def show(view: RequestView) -> None:
            if _is_of(kept, view):
                self._show_correction(view, kept)
            else:
                self.queue.show_request(request_id)
                self.context.messages.say("The request was changed meanwhile. Correct it anew.")

        self.context.read(self, work, show)

    def _on_corrected(self, request_id: int) -> None:
        self._show_queue()
        self.queue.show_request(
            request_id, "Corrected. What stood there before is in the timeline."
        )
        self.queue.pane.next.button.setFocus()

    def _on_correction_left(self, request_id: int) -> None:
        self._show_queue()
        self.queue.show_request(request_id)
        self.queue.pane.next.button.setFocus()

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


def _is_of(kept: Mapping[str, Any], view: RequestView) -> bool:
    """Whether a draft corrects this request as it is on record now."""
    request = view.request
    return (kept.get("request"), kept.get("version")) == (request.id, request.version)
