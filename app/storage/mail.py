"""Mail pieces and their events."""

from __future__ import annotations

from sqlalchemy import Connection


class MailRepository:
    """Mail pieces and their events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
