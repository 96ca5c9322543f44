"""The first page of the day: what runs out, what is late, what waits, what is left to log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
from app.domain.requests import RequestStatus
from app.domain.staff import Operation
from app.services.backups import BackupAge, BackupService
from app.services.desk import Desk, Service, permitted
from app.services.mail_waits import mail_waits
from app.storage.unit import Unit

ROWS = 8


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What the day begins with; each list is the beginning of a view of the queue.

    Attributes:
        to_approve: gathered requests whose release nobody approved yet.
        to_send: ready requests; their mail pieces still have to be logged or handed over.
        is_empty: no patient is on file yet, so an import is the first thing to do.
    """

    counts: QueueCounts
    late: tuple[RequestRow, ...]
    runs_out: tuple[RequestRow, ...]
    waiting_identity: tuple[RequestRow, ...]
    to_approve: tuple[RequestRow, ...]
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
    def page(self) -> TodayPage:
        """The page, from one moment of the store."""
        backup = self._backups.last()
        with self.desk.reading() as unit:
            return TodayPage(
                counts=unit.requests.counts(self.desk.clock.today()),
                late=self._rows(unit, QueueView.LATE),
                runs_out=self._rows(unit, QueueView.THIS_WEEK),
                waiting_identity=self._rows(unit, QueueView.WAITING_IDENTITY),
                to_approve=self._rows(unit, QueueView.TO_PACK),
                to_send=self._rows(unit, QueueView.READY),
                mail=unit.mail.counts(mail_waits().quiet(self.desk.clock.today())),
                backup=backup,
                is_empty=not unit.patients.page(PatientQuery(), 1),
            )

    def _rows(self, unit: Unit, view: QueueView) -> tuple[RequestRow, ...]:
        today = self.desk.clock.today()
        query = RequestQuery(view=view, sort=QueueSort.DUE, limit=ROWS)
        return tuple(row_of(item, today) for item in unit.requests.page(query, today, ROWS))
