"""The one place where the database file meets its key.

The promise: a connection from here is encrypted, local, flushes every commit to the disk, keeps
its temporary data in memory and has passed the check that the file is ours. A missing, short or
plain file is an error and never turned into a new store; making one is a separate function.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.domain.errors import Problem
from app.storage.faults import (
    StoreClosed,
    StoreDamaged,
    files_told_plainly,
    meaning_of,
    told_plainly,
)
from app.storage.root_keys import RootKeys
from app.storage.tables import APPLICATION_ID
from app.system.private_files import FILE_MODE

BUSY_SECONDS = 5.0
SMALLEST_FILE = 4096
_PLAIN_HEADER = b"SQLite format 3\x00"

# fullfsync matters on macOS only, where fsync alone does not reach the platter.
_SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
    "cache_size=-65536",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
)

Connection = Any
"""A sqlcipher3 connection; the library carries no types."""


class NotOurStore(Problem):
    """A database, but not one of this program."""

    def __init__(self) -> None:
        super().__init__(
            "not-our-store",
            "The file in the data folder is not a ChartPost store.",
            unharmed="The file was not changed.",
            next_step="Choose the folder that holds your practice's store, or restore a backup.",
        )


def refuse_unlikely_file(path: Path) -> None:
    """Look at a file before any key touches it.

    Raises:
        Problem: ``store-missing``, ``store-damaged``, ``not-our-store``, or it cannot be read.
    """
    if not path.is_file():
        raise Problem(
            "store-missing",
            "The practice's database is not in its folder.",
            unharmed="No new store was made in its place.",
            next_step="Look for the file practice.db where it was moved to, or restore a backup.",
        )
    with files_told_plainly():
        with path.open("rb") as file:
            start = file.read(len(_PLAIN_HEADER))
        size = path.stat().st_size
    if start == _PLAIN_HEADER:
        raise NotOurStore
    if size < SMALLEST_FILE:
        raise StoreDamaged("The practice's database is empty or cut short.")


def connect(path: Path, keys: RootKeys, *, busy_seconds: float = BUSY_SECONDS) -> Connection:
    """Open an existing store with the newest key generation that fits.

    Raises:
        Problem: the file is missing, damaged, not ours or cannot be opened; or the store was
            locked meanwhile, so that the keys are gone.
    """
    refuse_unlikely_file(path)
    generations = keys.newest_first
    if not generations:
        raise StoreClosed
    for generation in generations:
        connection = _keyed(path, keys, generation, busy_seconds)
        if connection is not None:
            return _checked(connection)
    # The keyring slot had opened, so the key is right and the file is not.
    raise StoreDamaged


def read_whole(connection: Connection) -> bool:
    """Whether no bad page was met so far.

    The last page of a long value is handed out as zeros without an error (measured); the cipher
    remembers that it met one.
    """
    return bool(connection.execute("PRAGMA cipher_status").fetchone()[0] == "1")


def create_file(path: Path, keys: RootKeys) -> Connection:
    """Make a new, empty, encrypted database file that must not exist yet."""
    path.touch(mode=FILE_MODE, exist_ok=False)
    connection = _keyed(path, keys, keys.newest_first[0], BUSY_SECONDS)
    if connection is None:
        raise StoreDamaged
    with told_plainly():
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        return _checked(connection)


def _keyed(path: Path, keys: RootKeys, generation: int, busy_seconds: float) -> Connection | None:
    with told_plainly():
        connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            # The pool hands a connection to one thread at a time.
            check_same_thread=False,
            timeout=busy_seconds,
        )
    try:
        connection.execute("PRAGMA cipher_memory_security=ON")
        connection.execute("PRAGMA cipher_log_level=NONE")
        with keys.raw(generation) as raw:
            connection.set_key(raw)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (dbapi2.Error, MemoryError) as error:
        connection.close()
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            return None
        problem = meaning_of(error)
        if problem is None:
            raise
        raise problem from None
    return connection


def _checked(connection: Connection) -> Connection:
    try:
        with told_plainly():
            _refuse_plain_library(connection)
            _refuse_other_files(connection)
            for setting in _SETTINGS:
                connection.execute("PRAGMA " + setting).fetchall()
            _refuse_other_settings(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_plain_library(connection: Connection) -> None:
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise RuntimeError("this SQLite library does not encrypt")


def _refuse_other_files(connection: Connection) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotOurStore


def _refuse_other_settings(connection: Connection) -> None:
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, synchronous) != ("wal", 2):
        raise Problem(
            "store-unsafe-place",
            "This disk does not let ChartPost save safely.",
            unharmed="The store was not opened for work.",
            next_step="Keep the data folder on a disk inside this computer.",
        )
