"""The practice's settings: key to small structure, kept in the encrypted store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from app.storage.tables import setting


class SettingsRepository:
    """Settings by key; what a key means and its default is declared elsewhere."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str, default: Any = None) -> Any:
        """The stored value, or the default."""
        row = self._connection.execute(select(setting.c.value).where(setting.c.key == key)).first()
        return default if row is None else row.value

    def put(self, key: str, value: Any) -> None:
        """Store a value, replacing the one before."""
        statement = insert(setting).values(key=key, value=value)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[setting.c.key],
                set_={"value": statement.excluded.value, "version": setting.c.version + 1},
            )
        )

    def everything(self) -> Mapping[str, Any]:
        """All stored values."""
        rows = self._connection.execute(select(setting.c.key, setting.c.value))
        return {row.key: row.value for row in rows}
