"""A new consent: fields at the left, what the patient will read at the right, one button.

The promise: what is typed is kept as a draft, also through the lock; a wrong field is marked in
words and keeps its text; nothing is opened twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.consent_proposal import Proposal
from app.domain.consents import ConsentTerms
from app.domain.errors import FieldProblems, Problem
from app.services.changes import Area, Outcome
from app.services.progress import Progress
from app.ui.consents.form_preview import FormPreview, PreviewFollower
from app.ui.consents.terms_fields import TermsFields, problem_rows
from app.ui.consents.terms_reading import first_open
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.cards import Card, scroll_area
from app.ui.kit.context import UiContext
from app.ui.kit.draft_keeper import DraftKeeper
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column, sized
from app.ui.kit.notice import Notice
from app.ui.kit.split import ListDetail
from app.ui.kit.words import plain

FORM = "new-consent"
FOR_REQUEST, FOR_PATIENT = "new-consent-for-request", "new-consent-for-patient"
"""Names of drafts: what was begun from another room never writes over what was begun by hand."""

KEPT = "Draft kept as you type"


class ConsentForm(QWidget):
    """Opens one consent.

    Signals:
        opened: the id of the new consent.
        left: the person goes back to the list; the draft is kept.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(self, context: UiContext, name: str = FORM) -> None:
        super().__init__()
        self.setObjectName("page")
        self._context, self.name = context, name
        self._number = ""
        self.header = PageHeader("New consent", KEPT)
        self.start_over = secondary("Start over", clicked=self._on_start_over)
        self.cancel = secondary("Cancel", clicked=self.left.emit)
        self.open_button = primary("Open consent", "check", self.save)
        for button in (self.start_over, self.cancel, self.open_button):
            self.header.add(button)
        self.notice = Notice()
        self.fields = TermsFields(context)
        self.preview = FormPreview()
        self.drafts = DraftKeeper(self, context, name, self._draft)
        self._follower = PreviewFollower(context, self.fields, self.preview)
        self._card = Card(scrolls=True)
        self._build()
        self.fields.ready.connect(self._on_ready)
        self.fields.changed.connect(self._on_typed)
        self.start_over.hide()
        self._learn_practice()

    def begin(self, body: Mapping[str, Any] | None = None) -> None:
        """Start, with the body of a draft if there is one."""
        if body is None:
            self._on_ready()
            return
        self._number = str(body.get("number", ""))
        self.drafts.typed = True
        self.start_over.show()
        self.fields.restore(dict(body))

    def begin_like(self, terms: ConsentTerms) -> None:
        """Start with what an earlier consent said."""
        self.fields.show_like(terms)

    def begin_for(self, patient_id: int) -> None:
        """Start with a patient."""
        self.fields.show_patient(patient_id)

    def begin_proposal(self, proposal: Proposal) -> None:
        """Start with what a request asks for."""
        self._number = proposal.request_number
        self.fields.show_like(proposal.terms, proposal.request_id)

    def save(self) -> None:
        """Open the consent, or mark what is missing."""
        if not self.open_button.isEnabled():
            return
        self.notice.clear()
        missing, terms = self.fields.missing(), self.fields.terms()
        if missing or terms is None:
            self.fields.show_problems(missing)
            return
        self.fields.clear_problems()
        self._set_busy(busy=True)
        services = self._context.services

        def work(_progress: Progress) -> Outcome[int]:
            made = services.consents.open(terms=terms)
            kept = services.drafts.discard(form=self.name)
            return Outcome(made.value, made.changes | kept.changes | {Area.DRAFTS})

        self._context.act(self, work, self._on_opened, self._on_refused)

    def _build(self) -> None:
        self._card.add(self.fields)
        self._card.body.addStretch(1)
        sized(self.preview, min_width=1)
        inside = plain()
        inner = column(inside, gap=12, pads=(20, 0, 20, 14))
        inner.addWidget(ListDetail(self._card, self.preview, side_width=470, one_page=True), 1)
        self.area = scroll_area(inside)
        top = plain()
        head = column(top, gap=12, pads=(20, 16, 20, 12))
        head.addWidget(self.header)
        head.addWidget(self.notice)
        outer = column(self)
        outer.addWidget(top)
        outer.addWidget(self.area, 1)

    def _learn_practice(self) -> None:
        settings = self._context.services.settings

        def work(_progress: Progress) -> str:
            return settings.practice().name

        self._context.read(self, work, self.fields.set_practice)

    def _draft(self) -> dict[str, Any]:
        return self.fields.draft() | {"number": self._number}

    def _on_ready(self) -> None:
        """The keyboard goes to the first thing that is still to be filled in."""
        if self._number:
            self.header.set_subtitle(f"For request {self._number}. {KEPT}.")
        waiting = first_open(self.fields) or self.open_button
        waiting.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follower.look()
        QTimer.singleShot(50, self, lambda: self._show_part(waiting))

    def _show_part(self, part: QWidget) -> None:
        self._card.show_part(part)
        self.area.ensureWidgetVisible(part)

    def _on_typed(self) -> None:
        self.start_over.show()
        self.drafts.note()

    def _on_opened(self, consent_id: int) -> None:
        self._set_busy(busy=False)
        self.drafts.forget()
        self.opened.emit(consent_id)

    def _on_refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if isinstance(error, FieldProblems):
            rows = problem_rows(dict(error.fields), self.fields.kind.value())
            rest = self.fields.show_problems(rows)
            self.notice.say(" ".join(rest.values()))
        elif isinstance(error, Problem):
            self.notice.say_problem(error)
        else:
            self._context.messages.show_failure(error)

    def _on_start_over(self) -> None:
        self.drafts.discard(self.left.emit)

    def _set_busy(self, *, busy: bool) -> None:
        self.open_button.setEnabled(not busy)
        self.fields.setEnabled(not busy)
