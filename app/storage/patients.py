"""Patients, rows in, values out."""

from __future__ import annotations

from sqlalchemy import Connection


class PatientRepository:
    """Patients, rows in, values out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
