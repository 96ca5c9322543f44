"""The Consents room: the list, and the form that opens a new one.

The promise: leaving the form, for a consent, the lock or another room, keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QStackedLayout

from app.domain.consent_proposal import Proposal
from app.domain.consents import Consent, ConsentStatus
from app.domain.staff import Operation
from app.services.progress import Progress
from app.ui.consents.form import FOR_PATIENT, FOR_REQUEST, FORM, ConsentForm
from app.ui.consents.room import ConsentRoom
from app.ui.consents.wishes import Wish, is_from_outside
from app.ui.kit.context import UiContext
from app.ui.kit.page import Page

ROOM, NEW, PATIENT, REQUEST = "consents", "new", "patient", "request"
_NEWS = {
    ConsentStatus.DECLINED: "The patient said no; that is on record. Back at the request.",
    ConsentStatus.DISCARDED: "The consent was discarded. Back at the request.",
}
Kept = Mapping[str, Any] | None


def make_page(context: UiContext) -> Page:
    """The room's page."""
    return ConsentsPage(context)


class ConsentsPage(Page):
    """Shows the list or the form.

    It takes as an item: the id of a consent, ``"new"``, ``("patient", id)`` for a new one, or
    ``("request", id)`` for the one that a request needs; from that one it leads back there.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._stale = False  # the list inside asks by itself when it is first shown
        self.room = ConsentRoom(context)
        self.form: ConsentForm | None = None
        self._asked_by: dict[int, int] = {}  # consent to the request whose page asked for it
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.room)
        self.room.new_requested.connect(self.open_form)
        self.room.desk.new_requested.connect(self._on_like)
        self.room.desk.shown.connect(self._on_shown)
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
            self._open_for_patient(int(item[1]))
        elif isinstance(item, tuple) and len(item) == 2 and item[0] == REQUEST:
            self._open_for_request(int(item[1]))

    def open_form(self) -> None:
        """Open the form, with the draft of before if there is one."""
        if not self.context.actions.may(Operation.CAPTURE_CONSENT):
            return
        if self.form is None:
            self._go_on(FORM)
        else:
            self._stack.setCurrentWidget(self.form)

    def keep_draft(self) -> None:
        """Before the lock: keep the form that stands open."""
        if self.form is not None:
            self.form.drafts.keep(opened=True)

    def reopen_draft(self) -> None:
        """After the lock: show the form again if it stood open."""

        def shower(name: str) -> Callable[[Kept], None]:
            def show(kept: Kept) -> None:
                if kept is not None and kept.get("opened") and self.form is None:
                    self._begin(lambda form: form.begin(kept), name)

            return show

        for name in (FOR_REQUEST, FOR_PATIENT, FORM):
            self._ask_draft(name, shower(name))

    def _open_for_request(self, request_id: int) -> None:
        """A form with everything that the request says, or what was typed in it before."""
        if not self.context.actions.may(Operation.CAPTURE_CONSENT):
            return
        consents = self.context.services.consents

        def work(_progress: Progress) -> Proposal:
            return consents.proposal(request_id=request_id)

        def anew() -> None:
            self.context.read(
                self,
                work,
                lambda proposal: self._begin(
                    lambda form: form.begin_proposal(proposal), FOR_REQUEST
                ),
            )

        self._show_list()
        self._ask_draft(FOR_REQUEST, self._chooser((FOR_REQUEST, "origin", request_id), anew))

    def _open_for_patient(self, patient_id: int) -> None:
        """A form for this patient, in which nothing of another one stands."""
        if not self.context.actions.may(Operation.CAPTURE_CONSENT):
            return

        def anew() -> None:
            self._begin(lambda form: form.begin_for(patient_id), FOR_PATIENT)

        self._show_list()
        self._ask_draft(FOR_PATIENT, self._chooser((FOR_PATIENT, "patient", patient_id), anew))

    def _chooser(
        self, about: tuple[str, str, int], anew: Callable[[], object]
    ) -> Callable[[Kept], None]:
        """Goes on with a draft of this name if it is about the same, else begins anew."""
        name, part, number = about

        def choose(kept: Kept) -> None:
            if kept is not None and kept.get(part) == number:
                self._begin(lambda form: form.begin(kept), name)
            else:
                anew()

        return choose

    def _go_on(self, name: str) -> None:
        self._ask_draft(name, lambda kept: self._begin(lambda form: form.begin(kept), name))

    def _begin(self, start: Callable[[ConsentForm], object], name: str = FORM) -> None:
        if self.form is not None and self.form.name != name:
            self._show_list()
        if self.form is None:
            self.form = ConsentForm(self.context, name)
            self.form.opened.connect(self._on_opened)
            self.form.left.connect(self._on_left)
            self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        start(self.form)

    def _ask_draft(self, name: str, then: Callable[[Kept], None]) -> None:
        drafts = self.context.services.drafts

        def work(_progress: Progress) -> Kept:
            return drafts.load(form=name)

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
        if self.form is not None and self.form.fields.origin is not None:
            self._asked_by[consent_id] = self.form.fields.origin
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

    def _on_shown(self, consent_id: object) -> None:
        """Once it is signed or refused, the request that asked for it is next."""
        detail = self.room.desk.detail
        if not isinstance(consent_id, int) or detail is None or self.room.desk.patient_view:
            return
        status = detail.standing.status
        if status in (ConsentStatus.DRAFT, ConsentStatus.INCOMPLETE):
            return  # something is to be done here first
        request_id = self._asked_by.pop(consent_id, None)
        if request_id is not None:
            navigator = self.context.navigator
            news = _NEWS.get(status, "The consent is sealed and kept. Back at the request.")
            navigator.go("requests", (REQUEST, request_id))
            self.context.messages.say(
                news, "Look at the consent", lambda: navigator.go(ROOM, consent_id)
            )

    def _on_left(self) -> None:
        """Cancelled, or to be begun anew: back to where the form was opened from."""
        form = self.form
        typed, name = (form.drafts.typed, form.name) if form is not None else (False, FORM)
        origin = form.fields.origin if form is not None else None
        self._show_list()
        if origin is not None:
            self.context.navigator.go("requests", (REQUEST, origin))
            return
        self.room.new.setFocus()
        if typed:
            self.context.messages.say(
                "The draft is kept.", "Go on with it", lambda: self._go_on(name)
            )

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
