"""The pools of connections to an open store: one writer, a few readers; and a single one without.

Pool classes are named, since the default for this kind of engine shares one connection between
threads, which crashes the process (measured).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event, exc
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2

from app.storage.connecting import BUSY_SECONDS, connect
from app.storage.faults import StoreBusy, error_name, told_plainly
from app.storage.root_keys import RootKeys

BUSY_ATTEMPTS = 3
READERS = 4
_BUSY_NAMES = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})


@contextmanager
def single_connection(
    path: Path, keys: RootKeys, busy_seconds: float = BUSY_SECONDS
) -> Iterator[Connection]:
    """A connection of its own that begins nothing by itself, for migrations and checks.

    Raises:
        Problem: the file cannot be opened, or what happens on the connection cannot go on.
    """
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, keys, busy_seconds=busy_seconds),
        poolclass=NullPool,
        hide_parameters=True,
    )
    try:
        with told_plainly(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


class Engines:
    """Hands out connections; each is used by one thread at a time."""

    def __init__(self, database: Path, keys: RootKeys, busy_seconds: float) -> None:
        self._database = database
        self._keys = keys
        self._busy_seconds = busy_seconds
        self._writer = self._engine("BEGIN IMMEDIATE", size=1)
        self.reader = self._engine("BEGIN", size=READERS)

    def begin_write(self) -> RootTransaction:
        """Begin a write at once, waiting for other programs a few times before giving up."""
        for attempt in range(1, BUSY_ATTEMPTS + 1):
            connection = self._writer.connect()
            try:
                return connection.begin()
            except exc.DBAPIError as error:
                connection.close()
                if error_name(error) not in _BUSY_NAMES or attempt == BUSY_ATTEMPTS:
                    raise
        raise StoreBusy

    def dispose(self) -> None:
        """Close every connection; none may be in use."""
        self._writer.dispose()
        self.reader.dispose()

    def _engine(self, begin: str, size: int) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=dbapi2,
            creator=self._connect_reader if begin == "BEGIN" else self._connect,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            hide_parameters=True,
        )
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _connect(self) -> Any:
        return connect(self._database, self._keys, busy_seconds=self._busy_seconds)

    def _connect_reader(self) -> Any:
        connection = self._connect()
        connection.execute("PRAGMA query_only=ON")
        return connection
