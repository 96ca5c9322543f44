"""Half-filled forms, kept encrypted for the person who was filling them in (U14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.storage.tables import draft


@dataclass(frozen=True, slots=True)
class Draft:
    """One half-filled form."""

    form: str
    saved_at: datetime
    body: Mapping[str, Any] = field(repr=False)


class DraftRepository:
    """One draft for each person and form."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, staff_id: int, form: str, body: Mapping[str, Any], at: datetime) -> None:
        """Keep what was typed so far, in place of what was kept before."""
        statement = insert(draft).values(staff_id=staff_id, form=form, body=dict(body), saved_at=at)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[draft.c.staff_id, draft.c.form],
                set_={"body": statement.excluded.body, "saved_at": statement.excluded.saved_at},
            )
        )

    def load(self, staff_id: int, form: str) -> Draft | None:
        """The person's draft of a form, if there is one."""
        row = self._connection.execute(
            select(draft).where(draft.c.staff_id == staff_id, draft.c.form == form)
        ).first()
        return None if row is None else Draft(row.form, row.saved_at, row.body)

    def of_person(self, staff_id: int) -> tuple[Draft, ...]:
        """All drafts of a person, the newest first."""
        rows = self._connection.execute(
            select(draft).where(draft.c.staff_id == staff_id).order_by(draft.c.saved_at.desc())
        )
        return tuple(Draft(row.form, row.saved_at, row.body) for row in rows)

    def discard(self, staff_id: int, form: str) -> bool:
        """Throw a draft away; whether there was one."""
        result = self._connection.execute(
            delete(draft).where(draft.c.staff_id == staff_id, draft.c.form == form)
        )
        return result.rowcount > 0
