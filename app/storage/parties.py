"""Other people and organizations that ask or receive."""

from __future__ import annotations

from sqlalchemy import Connection


class PartyRepository:
    """Other people and organizations that ask or receive."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
