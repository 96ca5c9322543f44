"""Requests and their timelines, rows in, values out.

The promise: every change names the version it was made to and touches one row; the timeline only
grows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from app.domain.deadlines import Deadline
from app.domain.errors import Conflict, NotFound
from app.domain.people import PatientDetails
from app.domain.queue import QueueCounts, QueueItem, RequestQuery, due_sort_of
from app.domain.requests import (
    OPEN_STATUSES,
    Request,
    RequestDetails,
    RequestStatus,
    TimelineEntry,
)
from app.domain.search_terms import SearchKind
from app.storage.patients import sort_name_of
from app.storage.request_clock import follow_clock
from app.storage.request_queue import counts_of, first_rows, page_statement
from app.storage.request_rows import detail_columns, item_of, items_statement
from app.storage.search import SearchEntry
from app.storage.tables import request, request_step, staff

_MOST_OF_ONE_PATIENT = 500

# Written once, since putting a statement together costs as much as asking it.
_ADD_STEP = insert(request_step)
_SOME = items_statement().where(request.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class NewRequest:
    """Everything a request starts with."""

    number: str
    details: RequestDetails = field(repr=False)
    patient: PatientDetails = field(repr=False)
    deadline: Deadline | None
    logged_at: datetime
    logged_by: int


class RequestRepository:
    """Requests within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: NewRequest) -> int:
        """Add a request as received; returns the id."""
        key = self._connection.execute(
            insert(request).values(
                number=new.number,
                status=RequestStatus.RECEIVED.value,
                is_open=True,
                logged_at=new.logged_at,
                logged_by=new.logged_by,
                patient_sort=sort_name_of(new.patient),
                **detail_columns(new.details),
                **deadline_columns(new.deadline),
            )
        ).inserted_primary_key
        return int(key[0]) if key else 0

    def number_taken(self, number: str) -> bool:
        """Whether another request has the number."""
        found = self._connection.execute(select(request.c.id).where(request.c.number == number))
        return found.first() is not None

    def get(self, request_id: int) -> Request:
        """One request.

        Raises:
            NotFound: there is none with this id.
        """
        return self.item(request_id).request

    def patient_of(self, request_id: int) -> int:
        """Whose request it is.

        Raises:
            NotFound: there is none with this id.
        """
        found = self._connection.execute(
            select(request.c.patient_id).where(request.c.id == request_id)
        ).scalar()
        if found is None:
            raise NotFound("request")
        return int(found)

    def item(self, request_id: int) -> QueueItem:
        """One request as the queue has it.

        Raises:
            NotFound: there is none with this id.
        """
        found = self.items([request_id])
        if not found:
            raise NotFound("request")
        return found[0]

    def items(self, request_ids: Sequence[int]) -> list[QueueItem]:
        """Some requests, in the order of the ids."""
        rows = self._connection.execute(_SOME, {"ids": list(request_ids)})
        found = {row.id: item_of(row) for row in rows}
        return [found[each] for each in request_ids if each in found]

    def of_patients(self, patient_ids: Iterable[int]) -> list[QueueItem]:
        """Everything asked about some patients, the newest first."""
        rows = self._connection.execute(
            items_statement()
            .where(request.c.patient_id.in_(list(patient_ids)))
            .order_by(request.c.received_on.desc(), request.c.id.desc())
            .limit(_MOST_OF_ONE_PATIENT)
        )
        return [item_of(row) for row in rows]

    def page(self, query: RequestQuery, today: date, limit: int) -> list[QueueItem]:
        """The rows after the key in one view and order, without the text."""
        return self.items(self.page_ids(query, today, limit))

    def page_ids(self, query: RequestQuery, today: date, limit: int) -> list[int]:
        """Their ids alone."""
        return list(self._connection.execute(page_statement(query, today, limit)).scalars())

    def among(self, ids: Sequence[int], query: RequestQuery, today: date) -> list[QueueItem]:
        """Those of some requests that the view shows after the key, in its order."""
        rows = self._connection.execute(first_rows(query, today, ids)).scalars()
        return self.items(list(rows))

    def counts(self, today: date) -> QueueCounts:
        """How many open requests stand where; closed ones are not counted."""
        return counts_of(self._connection, today)

    def change(self, request_id: int, version: int, **columns: Any) -> None:
        """Write some columns of the version that was read.

        Raises:
            Conflict: someone changed the request since.
        """
        if "status" in columns:
            columns["is_open"] = RequestStatus(columns["status"]) in OPEN_STATUSES
        result = self._connection.execute(
            update(request)
            .where(request.c.id == request_id, request.c.version == version)
            .values(**columns, version=version + 1)
        )
        if result.rowcount != 1:
            raise Conflict
        follow_clock(self._connection, request_id)

    def add_step(
        self, request_id: int, *, at: datetime, by: int | None, kind: str, text: str, detail: str
    ) -> None:
        """Lengthen the timeline."""
        self._connection.execute(
            _ADD_STEP,
            {
                "request_id": request_id,
                "at": at,
                "by": by,
                "kind": kind,
                "text": text,
                "detail": detail,
            },
        )

    def timeline(self, request_id: int) -> tuple[TimelineEntry, ...]:
        """What happened to a request, the oldest first."""
        rows = self._connection.execute(_steps(request_id))
        return tuple(
            TimelineEntry(row.at, row.by_name or "ChartPost", row.text, row.detail) for row in rows
        )


def deadline_columns(deadline: Deadline | None) -> dict[str, Any]:
    """The dates of a request; all empty where no clock runs."""
    return {
        "due_on": deadline.legal_due if deadline else None,
        "due_sort": due_sort_of(deadline.legal_due if deadline else None),
        "federal_due_on": deadline.federal_due if deadline else None,
        "state_due_on": deadline.state_due if deadline else None,
        "internal_target_on": deadline.internal_target if deadline else None,
        "governing": deadline.governing.value if deadline else "",
        "citation": deadline.citation if deadline else "",
    }


def request_entry_of(found: QueueItem) -> SearchEntry:
    """How a request is found: number, patient, who asks and receives, where it goes, notes."""
    one = found.request
    details = one.details
    words = (
        one.patient_name,
        details.asker_person.shown,
        details.recipient_person.shown,
        details.address.one_line,
        details.wanted_note,
    )
    return SearchEntry(
        SearchKind.REQUEST,
        one.id,
        details.patient_id,
        f"{one.number} · {found.patient_name}",
        f"{one.status.label} · {one.recipient_shown}",
        " ".join(words),
        (one.number,),
    )


def _steps(request_id: int) -> Select[Any]:
    return (
        select(request_step, staff.c.name.label("by_name"))
        .outerjoin(staff, staff.c.id == request_step.c.by)
        .where(request_step.c.request_id == request_id)
        .order_by(request_step.c.id)
    )
