"""The Consents room: the list, and the form that opens a new one.

The promise: leaving the form, for a consent, the lock or another room, keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QStackedLayout

from app.domain.consents import Consent
from app.domain.staff import Operation
from app.services.progress import Progress
from app.ui.consents.form import FORM, ConsentForm
from app.ui.consents.room import ConsentRoom
from app.ui.consents.wishes import Wish, is_from_outside
from app.ui.kit.context import UiContext
from app.ui.kit.page import Page

ROOM, NEW, PATIENT = "consents", "new", "patient"
Kept = Mapping[str, Any] | None


def make_page(context: UiContext) -> Page:
    """The room's page."""
    return ConsentsPage(context)


class ConsentsPage(Page):
    """Shows the list or the form.

    It takes as an item: the id of a consent, ``"new"``, or ``("patient", id)`` for a new one.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._stale = False  # the list inside asks by itself when it is first shown
        self.room = ConsentRoom(context)
        self.form: ConsentForm | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.room)
        self.room.new_requested.connect(self.open_form)
        self.room.desk.new_requested.connect(self._on_like)
        actions = context.actions
        actions.bind("next-step", self._do_next, room=ROOM)
        actions.bind("columns", self._choose_columns, room=ROOM)
        actions.bind("print", self._print, room=ROOM)

    def refresh(self) -> None:
        """F5: what is shown, anew."""
        if self.form is None:
            self.room.refresh()

    def show_item(self, item: object) -> None:
        """Show what another room asked for."""
        if isinstance(item, int):
            self._show_list()
            self.room.show_consent(item)
        elif item == NEW:
            self.open_form()
        elif isinstance(item, tuple) and len(item) == 2 and item[0] == PATIENT:
            patient_id = int(item[1])
            self._begin(lambda form: form.begin_for(patient_id))

    def open_form(self) -> None:
        """Open the form, with the draft of before if there is one."""
        if not self.context.actions.may(Operation.CAPTURE_CONSENT):
            return
        if self.form is None:
            self._ask_draft(lambda kept: self._begin(lambda form: form.begin(kept)))
        else:
            self._stack.setCurrentWidget(self.form)

    def keep_draft(self) -> None:
        """Before the lock: keep the form that stands open."""
        if self.form is not None:
            self.form.drafts.keep(opened=True)

    def reopen_draft(self) -> None:
        """After the lock: show the form again if it stood open."""

        def show(kept: Kept) -> None:
            if kept is not None and kept.get("opened") and self.form is None:
                self._begin(lambda form: form.begin(kept))

        self._ask_draft(show)

    def _begin(self, start: Callable[[ConsentForm], object]) -> None:
        if self.form is None:
            self.form = ConsentForm(self.context)
            self.form.opened.connect(self._on_opened)
            self.form.left.connect(self._on_left)
            self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        start(self.form)

    def _ask_draft(self, then: Callable[[Kept], None]) -> None:
        drafts = self.context.services.drafts

        def work(_progress: Progress) -> Kept:
            return drafts.load(form=FORM)

        self.context.read(self, work, then)

    def _show_list(self) -> None:
        """Back to the list; the form is thrown away, what was typed in it is kept."""
        self._stack.setCurrentWidget(self.room)
        if self.form is not None:
            form, self.form = self.form, None
            form.drafts.keep()
            self._stack.removeWidget(form)
            form.hide()
            form.deleteLater()

    def _on_like(self, consent: Consent) -> None:
        self._begin(lambda form: form.begin_like(consent.terms))

    def _on_opened(self, consent_id: int) -> None:
        """Show it; a paper from outside is asked for at once, since it exists already."""
        self._show_list()
        self.room.refresh()
        self.room.show_consent(consent_id)
        desk = self.room.desk

        def go_on() -> None:
            if desk.detail is not None and is_from_outside(desk.detail):
                desk.do(Wish.PAPER)
            else:
                self.room.pane.next.button.setFocus()

        desk.show_consent(consent_id, go_on)

    def _on_left(self) -> None:
        typed = self.form is not None and self.form.drafts.typed
        self._show_list()
        self.room.new.setFocus()
        if typed:
            self.context.messages.say("The draft is kept.", "Go on with it", self.open_form)

    def _do_next(self) -> None:
        if self.form is not None:
            self.form.save()
        else:
            self.room.pane.do_next()

    def _print(self) -> None:
        detail = self.room.desk.detail
        if self.form is None and detail is not None:
            self.room.desk.do(Wish.PRINT if detail.ways else Wish.PDF)

    def _choose_columns(self) -> None:
        if self.form is None:
            self.room.list.open_columns()
