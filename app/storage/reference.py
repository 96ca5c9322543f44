"""Dated facts that change: state rules, prices, texts."""

from __future__ import annotations

from sqlalchemy import Connection


class ReferenceRepository:
    """Dated facts that change: state rules, prices, texts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
