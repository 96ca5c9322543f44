"""The audit trail in the store: events go in with the change they tell of, and never change.

The promise: an event is written in the same transaction as the change, sealed together with the
one before; if it cannot be written, the change is not made either.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from app import __version__
from app.domain.audit_chain import (
    GENESIS,
    Anchor,
    AuditEntry,
    AuditEvent,
    ChainReport,
    Plain,
    Seal,
    canonical,
    mac_of,
    seal_of,
    verify,
)
from app.domain.staff import SYSTEM_ACTOR, Actor
from app.storage.column_types import MOMENT
from app.storage.tables import audit, audit_head, store_info
from app.system.clock import Clock
from app.system.origin import origin

CLOCK_TOLERANCE = timedelta(minutes=2)
PAGE_LENGTH = 100
_READ_AT_ONCE = 1000

# Written once, since every verb adds an event.
_HEAD = select(audit_head).where(audit_head.c.id == 1)
_LAST_MOMENT = select(audit.c.at).order_by(audit.c.seq.desc()).limit(1)
_ADD = insert(audit)
_MOVE = (
    update(audit_head)
    .where(audit_head.c.id == 1)
    .values(seq=bindparam("seq"), mac=bindparam("mac"))
)


class AuditTrail:
    """Writes, reads and verifies the trail within one transaction."""

    def __init__(self, connection: Connection, clock: Clock, actor: Actor = SYSTEM_ACTOR) -> None:
        self._connection = connection
        self._clock = clock
        self._actor = actor
        self._key: bytes | None = None
        self._own: tuple[AuditEntry, datetime] | None = None

    def record(self, event: AuditEvent, actor: Actor | None = None) -> int:
        """Seal one event; returns its number. ``actor`` defaults to the transaction's."""
        now = self._clock.now().astimezone(UTC)
        last = self._own[1] if self._own else self._last_moment()
        if last is not None and now < last - CLOCK_TOLERANCE:
            behind = int((last - now).total_seconds())
            self._append(AuditEvent("clock.behind", detail={"seconds": behind}), SYSTEM_ACTOR, now)
        return self._append(event, actor or self._actor, now)

    def head(self) -> tuple[int, bytes]:
        """Number and mac of the last event as the head row names them; zero for none."""
        row = self._connection.execute(_HEAD).first()
        return (0, GENESIS) if row is None else (row.seq, row.mac)

    def anchor(self) -> Anchor:
        """The head with the present moment, to be noted outside the store."""
        seq, mac = self.head()
        return Anchor(seq, mac, self._clock.now().astimezone(UTC).strftime(MOMENT))

    def seal(self) -> Seal:
        """The head in the short form that is printed on paper."""
        return seal_of(*self.head())

    def verify(
        self, anchors: Sequence[Anchor | Seal] = (), *, start: Anchor | None = None
    ) -> ChainReport:
        """Check every event, the head and the anchors; with ``start`` only newer events."""
        statement = select(audit).order_by(audit.c.seq)
        if start is not None:
            statement = statement.where(audit.c.seq > start.seq)
        return verify(self._audit_key(), self._entries(statement), self.head(), anchors, start)

    def verify_tail(self, anchor: Anchor | None) -> ChainReport:
        """The quick check at unlock: the anchor's event is there, and the rest follows from it."""
        if anchor is None or anchor.seq == 0:
            return self.verify()
        row = self._connection.execute(select(audit.c.mac).where(audit.c.seq == anchor.seq)).first()
        if row is None or not hmac.compare_digest(row.mac, anchor.mac):
            return ChainReport(
                0,
                anchor.seq,
                f"Event {anchor.seq}, noted outside the store, is missing or different.",
            )
        return self.verify([anchor], start=anchor)

    def page(
        self,
        *,
        entity: str = "",
        entity_id: int | None = None,
        patient_id: int | None = None,
        before: int | None = None,
        limit: int = PAGE_LENGTH,
    ) -> list[AuditEntry]:
        """Newest events first, of one thing or one patient or all; ``before`` is the last seen."""
        statement = select(audit).order_by(audit.c.seq.desc()).limit(limit)
        if entity:
            statement = statement.where(audit.c.entity == entity)
        if entity_id is not None:
            statement = statement.where(audit.c.entity_id == entity_id)
        if patient_id is not None:
            statement = statement.where(audit.c.patient_id == patient_id)
        if before is not None:
            statement = statement.where(audit.c.seq < before)
        return [_entry(row) for row in self._connection.execute(statement)]

    def _append(self, event: AuditEvent, actor: Actor, now: datetime) -> int:
        # Nobody else writes in this transaction, so the last event is the one written here.
        seq, mac = (self._own[0].seq, self._own[0].mac) if self._own else self.head()
        entry = AuditEntry(
            seq=seq + 1,
            at=now.strftime(MOMENT),
            actor=actor.staff_id,
            actor_name=actor.name,
            action=event.action,
            entity=event.entity,
            entity_id=event.entity_id,
            patient_id=event.patient_id,
            detail=canonical(_told(event)).decode("utf-8"),
            app_version=__version__,
            prev=mac,
            mac=b"",
        )
        entry = replace(entry, mac=mac_of(self._audit_key(), entry))
        self._connection.execute(_ADD, _columns(entry))
        self._move_head(entry, had_one=seq > 0)
        self._own = (entry, datetime.strptime(entry.at, MOMENT).replace(tzinfo=UTC))
        return entry.seq

    def _move_head(self, entry: AuditEntry, *, had_one: bool) -> None:
        if had_one:
            moved = self._connection.execute(_MOVE, {"seq": entry.seq, "mac": entry.mac})
            if moved.rowcount != 1:
                raise RuntimeError("the audit trail has lost its head")
        else:
            self._connection.execute(insert(audit_head).values(id=1, seq=entry.seq, mac=entry.mac))

    def _last_moment(self) -> datetime | None:
        at = self._connection.execute(_LAST_MOMENT).scalar()
        return datetime.strptime(at, MOMENT).replace(tzinfo=UTC) if at else None

    def _audit_key(self) -> bytes:
        if self._key is None:
            key: bytes = self._connection.execute(
                select(store_info.c.audit_key).where(store_info.c.id == 1)
            ).scalar_one()
            self._key = key
        return self._key

    def _entries(self, statement: Select[Any]) -> Iterator[AuditEntry]:
        rows = self._connection.execute(statement.execution_options(yield_per=_READ_AT_ONCE))
        return (_entry(row) for row in rows)


def _told(event: AuditEvent) -> Mapping[str, Plain]:
    """What the event says, and by which way it came if that was not the window."""
    way = origin()
    return {**event.detail, "via": way} if way else event.detail


def _columns(entry: AuditEntry) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in audit.columns}


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(**{column.name: getattr(row, column.name) for column in audit.columns})
