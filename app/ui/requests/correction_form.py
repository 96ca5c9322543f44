"""Correcting a request: its details as fields, and why; both sides stay in the timeline.

The promise: only what was changed here is corrected; what the form does not show stays as it is;
what is typed survives the lock like any draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal

from app.domain.addresses import Address
from app.domain.dates import format_us_date
from app.domain.destinations import resolve
from app.domain.errors import Conflict, FieldProblems, Problem
from app.domain.request_corrections import answers_behind, changed_fields
from app.domain.requests import Asker, Person, RequestDetails
from app.services.changes import Outcome
from app.services.progress import Progress
from app.services.request_views import RequestView
from app.ui.kit.context import UiContext
from app.ui.kit.draft_keeper import DraftKeeper
from app.ui.kit.fields import NotesField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain
from app.ui.requests.details_form import DetailsForm
from app.ui.requests.form_helpers import Follower
from app.ui.requests.form_values import collect, kept_draft, restore_draft

CORRECTION = "correct-request"
SUBTITLE = "What stood here before stays in the timeline"
_PLACE_FOLLOWS = frozenset(
    {"patient_id", "asker", "recipient", "asker_person", "recipient_person", "road"}
)


class WhyPart(FormRows):
    """The count of pages, where one was made, and the reason."""

    def __init__(self, page_count: int | None) -> None:
        super().__init__(topic="step")
        self._counted = page_count
        self.section("The correction")
        self.pages = TextField("" if page_count is None else str(page_count), longest=12)
        self.add("page_count", "Pages gathered", self.pages, half=True)
        self.set_row_visible("page_count", visible=page_count is not None)
        self.why = NotesField(lines=2)
        self.add(
            "why",
            "Why is this corrected?",
            self.why,
            help_text="What was wrong, what is right and this reason stay on record.",
        )

    def missing(self) -> dict[str, str]:
        """What has to be answered."""
        problems = {}
        if not self.typed_pages().isdigit() and self._counted is not None:
            problems["page_count"] = "Type the number of pages in digits."
        if not self.why.value():
            problems["why"] = "Type why this is corrected; it stays on record."
        return problems

    def typed_pages(self) -> str:
        """The count as typed, without commas."""
        return self.pages.value().replace(",", "")

    def page_count(self) -> int | None:
        """The right count; None where none was made."""
        return None if self._counted is None else int(self.typed_pages())

    def draft(self) -> dict[str, Any]:
        """What is typed so far."""
        return {"pages": self.pages.text(), "why": self.why.toPlainText()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft kept."""
        self.pages.set_value(str(kept.get("pages", "")))
        self.why.set_value(str(kept.get("why", "")))


class CorrectionForm(DetailsForm):
    """Corrects one request that has not left yet.

    Signals:
        corrected: the id of the request.
        left: the person goes back; nothing is kept.
    """

    corrected = Signal(int)
    left = Signal(int)

    def __init__(self, context: UiContext, view: RequestView) -> None:
        title = f"Correct request {view.request.number}"
        super().__init__(context, title, SUBTITLE, "Save correction")
        self._view = view
        self._baseline: RequestDetails | None = None
        self._kept: Mapping[str, Any] | None = None
        self.why = WhyPart(view.request.page_count)
        parts = self.parts
        self.drafts = DraftKeeper(self, context, CORRECTION, self._body)
        self._follower = Follower(self, context, parts, twins=False)
        self.lay_out(
            (parts.patient, parts.ask, parts.came),
            (parts.what, parts.where, self.why),
        )
        # parts that a correction has no use for show themselves when they have something to say
        unused = plain()
        unused.setParent(self)
        unused.hide()
        for part in (parts.letter, parts.duplicate, parts.patient.earlier):
            part.setParent(unused)
        self._connect()

    @property
    def request_id(self) -> int:
        """Which request."""
        return self._view.request.id

    def begin(self, kept: Mapping[str, Any] | None = None) -> None:
        """Show the request as it is on record, then what a draft of before had changed."""
        self._kept = kept
        self.restoring = True
        body = body_of(self._view)
        # the patient last: when it is shown, everything else is
        restore_draft(self.parts, body)
        self.parts.patient.patient_changed.connect(self._on_patient_known)
        self.parts.patient.restore({"patient": self._view.patient.id})

    def save(self) -> None:
        """Save the correction, or mark what is missing."""
        if not self.save_button.isEnabled():
            return
        # both are asked, so that everything missing is marked at once
        answered, reason = self.require_answers(), self.why.missing()
        self.why.show_problems(reason)
        details = self._details()
        if not answered or reason or details is None:
            return
        self.set_busy(busy=True)
        requests, view = self.context.services.requests, self._view
        why, pages = self.why.why.value(), self.why.page_count()
        asked = self.parts.where.asked.isChecked()

        def work(_progress: Progress) -> Outcome[int]:
            return requests.correct(
                request_id=view.request.id,
                version=view.request.version,
                details=details,
                why=why,
                page_count=pages,
                conflict_confirmed=asked,
            )

        self.context.act(self, work, self._on_corrected, self._on_failed)

    def _connect(self) -> None:
        parts = self.parts
        self.connect_answers(self._follower)
        for changed in (
            parts.ask.answers_changed,
            parts.came.came_changed,
            parts.what.what_changed,
            parts.where.where_changed,
            parts.patient.went_on,
            self.why.pages.textEdited,
            self.why.why.textChanged,
        ):
            changed.connect(self._on_typed)
        self.cancel.clicked.connect(self._on_cancel)

    def _on_patient_known(self) -> None:
        """The patient on record is shown: from here on, what differs was corrected."""
        if self._baseline is not None or self.parts.patient.patient is None:
            return
        self._baseline = collect(self.parts)
        kept, self._kept = self._kept, None
        if kept is not None:
            restore_draft(self.parts, kept)
            self.why.restore(kept.get("correction") or {})
            self.drafts.typed = True
        self.restoring = False
        self._follower.look()
        self.parts.came.received.setFocus()

    def _details(self) -> RequestDetails | None:
        """On record, with what was changed here."""
        now, base, record = collect(self.parts), self._baseline, self._view.request.details
        if now is None or base is None:
            return None
        fields = changed_fields(base, now)
        if fields & _PLACE_FOLLOWS:
            fields |= {"address"}
        return replace(record, **{name: getattr(now, name) for name in fields})

    def _body(self) -> dict[str, Any]:
        return kept_draft(self.parts) | {
            "request": self.request_id,
            "version": self._view.request.version,
            "correction": self.why.draft(),
        }

    def _on_typed(self) -> None:
        if not self.restoring:
            self.drafts.note()

    def _on_corrected(self, _version: int) -> None:
        self._end(self.corrected.emit)

    def _on_cancel(self) -> None:
        self._end(self.left.emit)

    def _end(self, tell: Callable[[int], None]) -> None:
        request_id = self.request_id
        self.drafts.discard(lambda: tell(request_id))

    def _on_failed(self, error: Exception) -> None:
        self.set_busy(busy=False)
        if isinstance(error, FieldProblems):
            self.show_problems(self.why.show_problems(error.fields))
        elif isinstance(error, Problem) and not isinstance(error, Conflict):
            self.problem.say(error.sentences, Kind.SOON)
        else:
            self.context.messages.show_failure(error)


def body_of(view: RequestView) -> dict[str, Any]:
    """A request on record as the body of a draft."""
    details = view.request.details
    answers = answers_behind(details)
    asker = _person_body(details.asker_person)
    own = resolve(replace(details, address=Address()), view.patient).address
    return {
        "ask": {
            "asker": details.asker.value,
            "recipient": details.recipient.value,
            "representative": asker if details.asker is Asker.REPRESENTATIVE else {},
            "someone": asker if details.asker is Asker.SOMEONE_ELSE else {},
            "third": _person_body(details.recipient_person),
            "signed": answers.patient_signed_direction,
            "ehr": answers.electronic_from_ehr,
            "judge": answers.signed_by_judge,
            "payment": answers.for_payment,
        },
        "came": {
            "received": format_us_date(details.received_on),
            "channel": details.channel.value,
        },
        "what": {
            "wanted": sorted(kind.value for kind in details.wanted),
            "span": details.wanted_span,
            "form": details.copy_form.value,
            "note": details.wanted_note,
        },
        "where": {
            "road": details.road.value,
            "confirmed": details.address_confirmed_how,
            "typing": details.road.is_postal and own != details.address,
            "address": details.address.as_dict(),
            "asked": view.destination.conflict,
        },
    }


def _person_body(person: Person) -> dict[str, Any]:
    return {
        "name": person.name or person.organization,
        "other": person.relation or (person.organization if person.name else ""),
        "kind": person.kind.value if person.shown else "",
        "party": person.party_id,
        "address": {},
        "keep": False,
    }
