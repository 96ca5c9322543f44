"""Imports of patients and how to undo them."""

from __future__ import annotations

from sqlalchemy import Connection


class ImportRepository:
    """Imports of patients and how to undo them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
