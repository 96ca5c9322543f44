"""Search as you type over everything."""

from __future__ import annotations

from sqlalchemy import Connection


class SearchRepository:
    """Search as you type over everything."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
