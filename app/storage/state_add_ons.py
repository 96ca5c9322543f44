"""What states ask of an authorization, as the practice keeps it: added to, never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from app.domain.authorization import StateAddOn
from app.storage.tables import state_add_on


class StateAddOnRepository:
    """Rows in, values out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[StateAddOn, ...]:
        """Every row written here, the newest first."""
        rows = self._connection.execute(select(state_add_on).order_by(state_add_on.c.id.desc()))
        return tuple(map(_add_on, rows))

    def add(self, rule: StateAddOn, verified_on: date) -> int:
        """Add a row; returns its id."""
        result = self._connection.execute(
            insert(state_add_on).values(
                state=rule.state,
                citation=rule.citation,
                valid_from=rule.valid_from,
                source=rule.source,
                verified_by=rule.verified_by,
                verified_on=verified_on,
                least_points=rule.least_points,
                most_months=rule.most_months,
                default_months=rule.default_months,
                separate_signature=rule.separate_signature,
                copy_always=rule.copy_always,
                end_date=rule.end_date,
            )
        )
        assert result.inserted_primary_key is not None  # noqa: S101 - an insert of one row has one
        return int(result.inserted_primary_key[0])


def _add_on(row: Row[Any]) -> StateAddOn:
    return StateAddOn(
        state=row.state,
        citation=row.citation,
        valid_from=row.valid_from,
        source=row.source,
        verified_by=row.verified_by,
        least_points=row.least_points,
        most_months=row.most_months,
        default_months=row.default_months,
        separate_signature=row.separate_signature,
        copy_always=row.copy_always,
        end_date=row.end_date,
    )
