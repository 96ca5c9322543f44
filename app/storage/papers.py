"""What was made on paper, kept for good."""

from __future__ import annotations

from sqlalchemy import Connection


class PaperRepository:
    """What was made on paper, kept for good."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
