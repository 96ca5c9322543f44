"""The first page of the day: what runs out, what is late, what waits, what is left to log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.mail_log import MailHeap
from app.domain.patient_views import PatientQuery
from app.domain.queue import (
    QueueCounts,
    QueueSort,
    QueueView,
    RequestQuery,
    RequestRow,
    row_of,
)
from app.domain.request_states import Move
from app.domain.requests import RequestStatus
from app.domain.staff import Operation
from app.services.backups import BackupAge, BackupService
from app.services.consent_sealing import known_day
from app.services.desk import Desk, Service, permitted
from app.services.mail_waits import mail_waits
from app.services.progress import Progress
from app.services.request_views import told_now
from app.storage.unit import Unit

ROWS = 8
LOOKED_THROUGH = 40
"""Gathered requests that are asked one by one whether their approval could be given."""

_LISTS = (
    QueueView.LATE,
    QueueView.THIS_WEEK,
    QueueView.WAITING_IDENTITY,
    QueueView.READY,
)
_PARTS = len(_LISTS) + 2


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What the day begins with; each list is the beginning of a view of the queue.

    Attributes:
        to_approve: gathered requests that only wait for their approval; it could be given now.
        incomplete: gathered requests where something else is missing first.
        to_send: ready requests; their mail pieces still have to be logged or handed over.
        is_empty: no patient is on file yet, so an import is the first thing to do.
    """

    counts: QueueCounts
    late: tuple[RequestRow, ...]
    runs_out: tuple[RequestRow, ...]
    waiting_identity: tuple[RequestRow, ...]
    to_approve: tuple[RequestRow, ...]
    incomplete: tuple[RequestRow, ...]
    to_send: tuple[RequestRow, ...]
    mail: Mapping[MailHeap, int]
    backup: BackupAge
    is_empty: bool

    @property
    def to_log(self) -> int:
        """How many requests are ready and wait for their mail piece or article number."""
        return self.counts.by_status.get(RequestStatus.READY, 0)


class TodayService(Service):
    """Puts the page together."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._backups = BackupService(desk)

    @permitted(Operation.VIEW)
    def page(self, *, progress: Progress | None = None) -> TodayPage:
        """The page, from one moment of the store.

        Raises:
            Cancelled: from ``progress``, between two of its parts.
        """
        backup, today = self._backups.last(), self.desk.clock.today()
        with self.desk.reading() as unit:
            judged_on = known_day(self.desk, unit)
            lists = {}
            for done, view in enumerate(_LISTS):
                _step(progress, done)
                lists[view] = self._rows(unit, view)
            approvable, incomplete = self._sorted_out(unit, judged_on, progress)
            _step(progress, len(_LISTS))
            mail = unit.mail.counts(mail_waits().quiet(today))
            _step(progress, len(_LISTS) + 1)
            return TodayPage(
                counts=unit.requests.counts(today),
                late=lists[QueueView.LATE],
                runs_out=lists[QueueView.THIS_WEEK],
                waiting_identity=lists[QueueView.WAITING_IDENTITY],
                to_approve=approvable,
                incomplete=incomplete,
                to_send=tuple(told_now(unit, row, judged_on) for row in lists[QueueView.READY]),
                mail=mail,
                backup=backup,
                is_empty=not unit.patients.page(PatientQuery(), 1),
            )

    def _rows(self, unit: Unit, view: QueueView, many: int = ROWS) -> tuple[RequestRow, ...]:
        today = self.desk.clock.today()
        query = RequestQuery(view=view, sort=QueueSort.DUE, limit=many)
        return tuple(row_of(item, today) for item in unit.requests.page(query, today, many))

    def _sorted_out(
        self, unit: Unit, judged_on: date, progress: Progress | None
    ) -> tuple[tuple[RequestRow, ...], tuple[RequestRow, ...]]:
        """The most pressing gathered requests: those to approve, and those that lack something.

        Approving asks the table of ``domain/release_rule.py``; what it would refuse waits for
        somebody else than the privacy officer.
        """
        approvable: list[RequestRow] = []
        incomplete: list[RequestRow] = []
        for gathered in self._rows(unit, QueueView.TO_PACK, LOOKED_THROUGH):
            _step(progress, len(_LISTS))
            if gathered.next_step.move is not Move.MAKE_READY:
                incomplete.append(gathered)
                continue
            told = told_now(unit, gathered, judged_on)
            (approvable if told is gathered else incomplete).append(told)
        return tuple(approvable), tuple(incomplete)


def _step(progress: Progress | None, done: int) -> None:
    if progress is not None:
        progress.step(done, _PARTS)
