"""The queue's statements: each page is a walk along one ``queue_*`` index from the key on.

The promise: a page costs the same among a thousand and a million requests; nothing is sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Text,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy import type_coerce as typed

from app.domain.queue import SOON, WEEK, QueueCounts, QueueSort, QueueView, RequestQuery
from app.domain.requests import RequestStatus
from app.storage.tables import request

_ORDERS: dict[QueueSort, tuple[Column[Any], ...]] = {
    QueueSort.DUE: (request.c.due_sort, request.c.id),
    QueueSort.RECEIVED: (request.c.received_on, request.c.id),
    QueueSort.PATIENT: (request.c.patient_sort, request.c.id),
    QueueSort.STATUS: (request.c.status, request.c.due_sort, request.c.id),
}


def page_statement(query: RequestQuery, today: date, limit: int) -> Select[Any]:
    """Ids of the rows after the key."""
    order = _order_of(query)
    ordered = [column.desc() if query.descending else column for column in order]
    statement = select(request.c.id).where(*_in_view(query.view, today))
    if query.after_key is not None:
        statement = statement.where(_after(query, order))
    return statement.order_by(*ordered).limit(limit)


def first_rows(query: RequestQuery, today: date, ids: Sequence[int]) -> Select[Any]:
    """The same among a few requests; here sorting is cheap."""
    return page_statement(query, today, query.limit + 1).where(request.c.id.in_(list(ids)))


def counts_of(connection: Connection, today: date) -> QueueCounts:
    """Counts of open requests, from the index alone."""
    is_open = request.c.is_open == literal(1)
    rows = connection.execute(
        select(request.c.status, func.count()).where(is_open).group_by(request.c.status)
    )
    by_status = {RequestStatus(status): int(count) for status, count in rows}

    def due(first: date | None, last: date) -> int:
        statement = select(func.count()).where(is_open, request.c.due_sort <= last.isoformat())
        if first is not None:
            statement = statement.where(request.c.due_sort >= first.isoformat())
        return int(connection.execute(statement).scalar_one())

    return QueueCounts(
        open=sum(by_status.values()),
        late=due(None, today - timedelta(days=1)),
        due_within_two_days=due(today, today + timedelta(days=SOON)),
        due_this_week=due(today, today + timedelta(days=WEEK)),
        by_status=by_status,
    )


def _order_of(query: RequestQuery) -> tuple[Column[Any], ...]:
    order = _ORDERS[query.sort]
    if query.view.status is not None and query.sort is QueueSort.STATUS:
        return order[1:]
    return order


def _after(query: RequestQuery, order: tuple[Column[Any], ...]) -> ColumnElement[bool]:
    key = query.after_key or ()
    key = key[len(key) - len(order) :]
    here = tuple_(*(_plain(column) for column in order))
    last = tuple_(*(literal(value) for value in key))
    return here < last if query.descending else here > last


def _plain(column: Column[Any]) -> ColumnElement[Any]:
    """Dates compare as the text they are stored as."""
    return typed(column, Text) if column is request.c.received_on else column


def _in_view(view: QueueView, today: date) -> list[ColumnElement[bool]]:
    if view is QueueView.ALL:
        return []
    if view.status is not None:
        return [request.c.status == view.status.value]
    # plain numbers, so that SQLite compares an indexed column with a constant
    wanted: list[ColumnElement[bool]] = [
        request.c.is_open == literal(0 if view is QueueView.CLOSED else 1)
    ]
    if view is QueueView.LATE:
        wanted.append(request.c.due_sort < today.isoformat())
    if view is QueueView.THIS_WEEK:
        last = today + timedelta(days=WEEK)
        wanted.append(request.c.due_sort.between(today.isoformat(), last.isoformat()))
    return wanted
