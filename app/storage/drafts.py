"""Half-filled forms of staff members."""

from __future__ import annotations

from sqlalchemy import Connection


class DraftRepository:
    """Half-filled forms of staff members."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
