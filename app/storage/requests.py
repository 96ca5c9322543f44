"""Requests and their steps."""

from __future__ import annotations

from sqlalchemy import Connection


class RequestRepository:
    """Requests and their steps."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
