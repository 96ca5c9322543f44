"""Scanned letters and kept papers in 1 MiB chunks."""

from __future__ import annotations

from sqlalchemy import Connection


class AttachmentRepository:
    """Scanned letters and kept papers in 1 MiB chunks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
