"""What the form does beside being filled in: drafts, what follows from the answers, logging."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.domain.deadlines import Deadline
from app.domain.destinations import resolve
from app.domain.duplicates import DuplicateHit
from app.domain.errors import Cancelled, FieldProblems
from app.domain.people import PartyDetails
from app.domain.requests import RequestDetails
from app.services.changes import Area, Outcome
from app.services.parties import PartyService
from app.services.progress import Progress
from app.services.requests import LoggedRequest
from app.ui.kit.context import UiContext
from app.ui.requests.form_values import FormParts, collect

FORM = "new-request"
LOOK_MS = 250
"""How long after the last change the due date and likely duplicates are looked up."""


class Follower(QObject):
    """Shows what follows from the answers: the destination at once, the date soon.

    ``twins``: likely duplicates too, for a request that is not logged yet.
    """

    def __init__(
        self, form: QObject, context: UiContext, parts: FormParts, *, twins: bool = True
    ) -> None:
        super().__init__(form)
        self._context, self._parts, self._twins = context, parts, twins
        self._timer = _timer(self, LOOK_MS, self.look)

    def follow(self) -> None:
        """An answer changed."""
        self._show_destination()
        self._timer.start()

    def look(self) -> None:
        """Look up the due date and likely duplicates now."""
        self._timer.stop()
        self._show_destination()
        details = collect(self._parts)
        if details is None:
            self._parts.came.show_due("")
            self._parts.duplicate.show_hits(())
            return
        requests, twins = self._context.services.requests, self._twins

        def work(_progress: Progress) -> tuple[Deadline | None, tuple[DuplicateHit, ...]]:
            hits = requests.duplicates(details=details) if twins else ()
            return requests.deadline(details=details), hits

        self._context.read(self, work, self._show)

    def _show_destination(self) -> None:
        patient, details = self._parts.patient.patient, collect(self._parts)
        if patient is not None and details is not None:
            from_book = not self._parts.ask.book_address().is_empty
            self._parts.where.show_destination(resolve(details, patient), from_book=from_book)

    def _show(self, found: tuple[Deadline | None, tuple[DuplicateHit, ...]]) -> None:
        deadline, hits = found
        self._parts.show_deadline(deadline)
        if self._twins:
            self._parts.duplicate.show_hits(hits)


LogVerb = Callable[[Progress], Outcome[LoggedRequest | None]]


def log_verb(context: UiContext, parts: FormParts, details: RequestDetails) -> LogVerb:
    """Logs the request as the form stands now, then keeps new people in the book.

    Its value is None where the person stopped it; then nothing was logged.
    """
    services = context.services
    picked, answer = parts.letter.picked, parts.duplicate.chosen()
    asked = parts.where.asked.isChecked()
    entries = parts.ask.new_entries(details.address)

    def work(progress: Progress) -> Outcome[LoggedRequest | None]:
        try:
            logged = services.requests.log(
                details=details,
                attachment=picked,
                conflict_confirmed=asked,
                duplicate_answer=answer,
                progress=progress,
            )
        except Cancelled:
            return Outcome(None, frozenset())
        changes = logged.changes | services.drafts.discard(form=FORM).changes
        for entry in entries:
            changes |= _kept_in_book(services.parties, entry)
        return Outcome(logged.value, changes)

    return work


def _kept_in_book(book: PartyService, entry: PartyDetails) -> frozenset[Area]:
    """Keep somebody in the book; what the book cannot take is left out, the request is logged."""
    try:
        return book.save(details=entry).changes
    except FieldProblems:
        return frozenset()


def _timer(owner: QObject, pause: int, due: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(pause)
    timer.timeout.connect(due)
    return timer
