"""Mail pieces and their events; the request's own mail columns follow in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    func,
    insert,
    not_,
    select,
    tuple_,
    type_coerce,
    update,
)

from app.domain.addresses import Address
from app.domain.errors import Conflict, NotFound
from app.domain.mail import MailPiece, MailStatus
from app.domain.mail_log import MailEvent, MailHeap, MailLogLine, MailQuery, MailSort
from app.domain.mail_states import MailStage
from app.domain.mail_steps import may_need_you
from app.domain.mail_waits import QuietReceipts
from app.domain.search_terms import fold
from app.storage.mail_rows import mailed_sort, origin_columns, piece_columns, piece_of
from app.storage.request_clock import follow_clocks
from app.storage.tables import mail_event, mail_piece, patient, request, staff

_READ_AT_ONCE = 500
_SORT_COLUMNS = {
    MailSort.RECIPIENT: mail_piece.c.recipient_sort,
    MailSort.MAILED: mail_piece.c.mailed_sort,
}
_STAGES = {
    MailHeap.READY: MailStage.READY,
    MailHeap.ON_THE_WAY: MailStage.ON_THE_WAY,
    MailHeap.DELIVERED: MailStage.DELIVERED,
}
_COUNTED = (MailHeap.NEED_YOU, MailHeap.READY, MailHeap.ON_THE_WAY)


class MailRepository:
    """Rows in, pieces out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, piece: MailPiece, created_by: int) -> MailPiece:
        """Write a new piece; its id, numbers and names are read back."""
        values = piece_columns(piece) | origin_columns(piece, created_by)
        result = self._connection.execute(insert(mail_piece).values(**values))
        assert result.inserted_primary_key is not None  # noqa: S101 - an insert of one row has one
        piece_id = int(result.inserted_primary_key[0])
        self._follow([piece.request_id])
        return self.get(piece_id)

    def add_many(self, pieces: Sequence[MailPiece], created_by: int) -> None:
        """Write many pieces at once, as an import of an old log does; requests are not followed."""
        rows = [piece_columns(piece) | origin_columns(piece, created_by) for piece in pieces]
        if rows:
            self._connection.execute(insert(mail_piece), rows)

    def save(self, piece: MailPiece) -> MailPiece:
        """Write a piece as it was read and changed.

        Raises:
            Conflict: someone changed it since.
        """
        return self.save_many([piece])[0]

    def save_many(self, pieces: Sequence[MailPiece]) -> tuple[MailPiece, ...]:
        """Write pieces as they were read and changed.

        Raises:
            Conflict: someone changed one of them since.
        """
        for piece in pieces:
            told = {"this": piece.id, "read": piece.version, "version": piece.version + 1}
            if self._connection.execute(_SAVE, piece_columns(piece) | told).rowcount != 1:
                raise Conflict
        self._follow([piece.request_id for piece in pieces])
        return tuple(replace(piece, version=piece.version + 1) for piece in pieces)

    def get(self, piece_id: int) -> MailPiece:
        """One piece.

        Raises:
            NotFound: there is none with this id.
        """
        row = self._connection.execute(_ONE, {"this": piece_id}).first()
        if row is None:
            raise NotFound("mail piece")
        return piece_of(row)

    def of_request(self, request_id: int) -> tuple[MailPiece, ...]:
        """The pieces of one request, oldest first."""
        rows = self._connection.execute(_OF_REQUEST, {"this": request_id})
        return tuple(map(piece_of, rows))

    def several(self, piece_ids: Sequence[int]) -> tuple[MailPiece, ...]:
        """These pieces in the order given; one that is not there is left out."""
        rows = self._connection.execute(_pieces().where(mail_piece.c.id.in_(piece_ids)))
        found = {row.id: piece_of(row) for row in rows}
        return tuple(found[piece_id] for piece_id in piece_ids if piece_id in found)

    def by_article(self, number: str, *, since: datetime) -> tuple[MailPiece, ...]:
        """Pieces that carry a number as article or receipt number, newest first."""
        ids: set[int] = set()
        for column in (mail_piece.c.article_number, mail_piece.c.return_receipt_number):
            found = self._connection.execute(select(mail_piece.c.id).where(column == number))
            ids.update(found.scalars())
        rows = self._connection.execute(
            _pieces()
            .where(mail_piece.c.id.in_(ids), mail_piece.c.created_at >= since)
            .order_by(mail_piece.c.id.desc())
        )
        return tuple(map(piece_of, rows))

    def last_article(self) -> str:
        """The article number of the newest piece that has one; empty without any."""
        found = self._connection.execute(
            select(mail_piece.c.article_number)
            .where(mail_piece.c.article_number != "")
            .order_by(mail_piece.c.id.desc())
            .limit(1)
        ).scalar()
        return found or ""

    def page(self, query: MailQuery, ids: Sequence[int] | None = None) -> list[MailPiece]:
        """Up to ``limit + 1`` pieces after the last key; ``ids`` are those a search found."""
        statement = _pieces().where(*_wanted(query, ids))
        keys = _keys(query.sort)
        if query.after_key is not None:
            last: tuple[Any, ...] = tuple(query.after_key)  # type: ignore[arg-type]
            here = tuple_(*keys)
            statement = statement.where(here < last if query.descending else here > last)
        order = [key.desc() if query.descending else key.asc() for key in keys]
        rows = self._connection.execute(statement.order_by(*order).limit(query.limit + 1))
        return [piece_of(row) for row in rows]

    def key_of(self, piece: MailPiece, sort: MailSort) -> tuple[object, ...]:
        """The key to go on from after this piece."""
        if sort is MailSort.LOGGED:
            return (piece.id,)
        if sort is MailSort.RECIPIENT:
            return (fold(piece.recipient_name), piece.id)
        return (mailed_sort(piece), piece.id)

    def counts(self, quiet: QuietReceipts | None = None) -> dict[MailHeap, int]:
        """How many pieces lie on the heaps that are worked off; the others only grow."""
        return {heap: self.count(MailQuery(heap=heap, quiet=quiet)) for heap in _COUNTED}

    def count(self, query: MailQuery, ids: Sequence[int] | None = None) -> int:
        """How many pieces a question means."""
        statement = select(func.count()).select_from(mail_piece).where(*_wanted(query, ids))
        number: int = self._connection.execute(statement).scalar_one()
        return number

    def lines(self, query: MailQuery, ids: Sequence[int] | None = None) -> Iterator[MailLogLine]:
        """Every piece a question means with its patient's addresses, oldest first, streamed."""
        statement = (
            _pieces()
            .add_columns(
                # As text: hardly any of them is looked at.
                type_coerce(patient.c.address, Text).label("home"),
                type_coerce(patient.c.confidential, Text).label("confidential"),
            )
            .join(patient, patient.c.id == request.c.patient_id)
            .where(*_wanted(query, ids))
            .order_by(mail_piece.c.id)
        )
        rows = self._connection.execute(statement.execution_options(yield_per=_READ_AT_ONCE))
        for row in rows:
            if row.confidential is None:
                yield MailLogLine(piece_of(row), None, None)
            else:
                home, other = json.loads(row.home), json.loads(row.confidential)
                yield MailLogLine(piece_of(row), Address.from_dict(home), Address.from_dict(other))

    def add_event(
        self,
        piece_id: int,
        *,
        at: datetime,
        by: int | None,
        kind: str,
        text: str,
        happened_on: date | None = None,
    ) -> None:
        """One more line in a piece's history; such lines are never changed."""
        self._connection.execute(
            _ADD_EVENT,
            {
                "mail_piece_id": piece_id,
                "at": at,
                "by": by,
                "kind": kind,
                "text": text,
                "happened_on": happened_on,
            },
        )

    def events(self, piece_id: int) -> tuple[MailEvent, ...]:
        """A piece's history, oldest first."""
        rows = self._connection.execute(
            select(mail_event, staff.c.name.label("by_name"))
            .outerjoin(staff, staff.c.id == mail_event.c.by)
            .where(mail_event.c.mail_piece_id == piece_id)
            .order_by(mail_event.c.id)
        )
        return tuple(
            MailEvent(row.at, row.by_name or "", row.kind, row.happened_on, row.text)
            for row in rows
        )

    def follow_request(self, request_id: int) -> None:
        """The request was moved: whether its pieces wait for someone may have changed."""
        for piece in self.of_request(request_id):
            self._connection.execute(
                update(mail_piece)
                .where(mail_piece.c.id == piece.id)
                .values(needs_you=may_need_you(piece))
            )

    def _follow(self, request_ids: Sequence[int]) -> None:
        """Bring the requests' columns for the queue in step with their newest live pieces."""
        told: dict[int, dict[str, Any]] = {
            each: {"this": each, "mail_status": "", "article_logged": False} for each in request_ids
        }
        rows = self._connection.execute(_OF_REQUESTS, {"ids": list(told)})
        for row in rows:
            told[row.request_id]["mail_status"] = row.status
            told[row.request_id]["article_logged"] = bool(row.article_number)
        if told:
            self._connection.execute(_TELL_REQUEST, list(told.values()))
            follow_clocks(self._connection, list(told))


def _pieces() -> Select[Any]:
    return (
        select(
            mail_piece,
            request.c.number.label("request_number"),
            request.c.patient_id,
            request.c.status.label("request_status"),
            staff.c.name.label("created_by_name"),
        )
        .join(request, request.c.id == mail_piece.c.request_id)
        .join(staff, staff.c.id == mail_piece.c.created_by)
    )


# Written once, since every move of a piece asks for them.
_ONE = _pieces().where(mail_piece.c.id == bindparam("this"))
_OF_REQUEST = (
    _pieces().where(mail_piece.c.request_id == bindparam("this")).order_by(mail_piece.c.id)
)
_OF_REQUESTS = (
    select(mail_piece.c.request_id, mail_piece.c.status, mail_piece.c.article_number)
    .where(
        mail_piece.c.request_id.in_(bindparam("ids", expanding=True)),
        mail_piece.c.status != MailStatus.CANCELLED.value,
    )
    .order_by(mail_piece.c.id)
)
_SAVE = update(mail_piece).where(
    mail_piece.c.id == bindparam("this"), mail_piece.c.version == bindparam("read")
)
_ADD_EVENT = insert(mail_event)
_TELL_REQUEST = (
    update(request)
    .where(request.c.id == bindparam("this"))
    .values(mail_status=bindparam("mail_status"), article_logged=bindparam("article_logged"))
)


def _wanted(query: MailQuery, ids: Sequence[int] | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if query.heap is MailHeap.NEED_YOU:
        wanted.append(mail_piece.c.needs_you == True)  # noqa: E712 - a column, not a truth
        if query.quiet is not None:
            wanted.append(_not_left_in_peace(query.quiet))
    elif query.heap in _STAGES:
        wanted.append(mail_piece.c.stage == _STAGES[query.heap].value)
    if ids is not None:
        wanted.append(mail_piece.c.id.in_(ids))
    if query.mailed_from is not None:
        wanted.append(mail_piece.c.mailed_sort >= query.mailed_from.isoformat())
    if query.mailed_to is not None:
        wanted.append(mail_piece.c.mailed_sort <= query.mailed_to.isoformat())
        wanted.append(mail_piece.c.mailed_sort != "")
    return wanted


def _not_left_in_peace(quiet: QuietReceipts) -> ColumnElement[bool]:
    """Not a piece whose receipt may still be on its way."""
    return not_(
        and_(
            mail_piece.c.status == MailStatus.DELIVERED.value,
            mail_piece.c.delivered_on > quiet.delivered_after,
            mail_piece.c.accepted_on > quiet.mailed_after,
        )
    )


def _keys(sort: MailSort) -> tuple[ColumnElement[Any], ...]:
    if sort is MailSort.LOGGED:
        return (mail_piece.c.id,)
    return (_SORT_COLUMNS[sort], mail_piece.c.id)
