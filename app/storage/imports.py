"""What each import added and changed, kept so that the whole of it can be undone in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from app.domain.errors import NotFound
from app.storage.tables import import_batch, import_change, staff


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """One import. No file name is kept."""

    id: int
    kind: str
    made_at: datetime
    made_by: str
    added: int
    updated: int
    rejected: int
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportChange:
    """One patient an import touched; ``before`` is empty for an added one."""

    patient_id: int
    before: dict[str, Any] | None = field(repr=False)


class ImportRepository:
    """Imports within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, *, kind: str, at: datetime, by: int, rejected: int) -> int:
        """Note that an import is being made; returns its id."""
        key = self._connection.execute(
            insert(import_batch).values(
                kind=kind, made_at=at, made_by=by, added=0, updated=0, rejected=rejected
            )
        ).inserted_primary_key
        return int(key[0]) if key else 0

    def note(self, batch_id: int, changes: Sequence[ImportChange]) -> None:
        """Note patients that were added, or what was known before the change."""
        if changes:
            self._connection.execute(
                insert(import_change),
                [
                    {"batch_id": batch_id, "patient_id": each.patient_id, "before": each.before}
                    for each in changes
                ],
            )

    def finish(self, batch_id: int, *, added: int, updated: int) -> None:
        """Note what came of it."""
        self._connection.execute(
            update(import_batch)
            .where(import_batch.c.id == batch_id)
            .values(added=added, updated=updated)
        )

    def get(self, batch_id: int) -> ImportBatch:
        """One import.

        Raises:
            NotFound: there is none with this id.
        """
        row = self._connection.execute(_batches().where(import_batch.c.id == batch_id)).first()
        if row is None:
            raise NotFound("import")
        return _batch(row)

    def batches(self) -> tuple[ImportBatch, ...]:
        """All imports, the newest first."""
        rows = self._connection.execute(_batches().order_by(import_batch.c.id.desc()))
        return tuple(map(_batch, rows))

    def changes(self, batch_id: int) -> tuple[ImportChange, ...]:
        """The patients an import touched, the last one first."""
        rows = self._connection.execute(
            select(import_change)
            .where(import_change.c.batch_id == batch_id)
            .order_by(import_change.c.id.desc())
        )
        return tuple(ImportChange(row.patient_id, row.before) for row in rows)

    def mark_undone(self, batch_id: int, at: datetime) -> None:
        """Note that the import was undone."""
        self._connection.execute(
            update(import_batch).where(import_batch.c.id == batch_id).values(undone_at=at)
        )


def _batches() -> Select[Any]:
    return select(import_batch, staff.c.name.label("made_by_name")).outerjoin(
        staff, staff.c.id == import_batch.c.made_by
    )


def _batch(row: Row[Any]) -> ImportBatch:
    return ImportBatch(
        id=row.id,
        kind=row.kind,
        made_at=row.made_at,
        made_by=row.made_by_name or "",
        added=row.added,
        updated=row.updated,
        rejected=row.rejected,
        undone_at=row.undone_at,
    )
