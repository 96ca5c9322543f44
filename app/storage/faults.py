"""What the database can answer besides rows, in words for people.

Every error of SQLite that a working program can meet becomes a ``Problem`` here; the rest are
defects and pass through. The text of the library's own messages is never shown or logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc
from sqlcipher3 import dbapi2

from app.domain.errors import Problem
from app.system.private_files import is_full_disk

_LAST_STATE = "Everything saved before this is intact."


class StoreDamaged(Problem):
    """The store's bytes are not what was written; nothing may be written to it any more."""

    def __init__(self, happened: str = "The store is damaged: part of it cannot be read.") -> None:
        super().__init__(
            "store-damaged",
            happened,
            unharmed="The damaged files are kept as they are and your backups are not touched.",
            next_step="Restore the newest verified backup, or have the files looked at first.",
        )


class StoreNewer(Problem):
    """The store was written by a newer program."""

    def __init__(self) -> None:
        super().__init__(
            "store-newer",
            "This store was last used with a newer ChartPost.",
            unharmed="The store was not changed.",
            next_step="Install the newest ChartPost on this computer, then open it again.",
        )


class StoreBusy(Problem):
    """Another transaction held the store for too long."""

    def __init__(self) -> None:
        super().__init__(
            "store-busy",
            "Another window is saving.",
            unharmed="Nothing of yours was saved yet; what you typed is still here.",
            next_step="Try again in a moment.",
        )


class StoreClosed(Problem):
    """The store was locked meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "store-locked", "The store is locked.", next_step="Unlock it, then try again."
        )


def disk_full() -> Problem:
    """Nothing can be written until there is room."""
    return Problem(
        "disk-full",
        "The disk is full, so nothing was saved.",
        unharmed=_LAST_STATE,
        next_step="Free some space on this disk, then try again.",
    )


def _not_writable() -> Problem:
    return Problem(
        "store-not-writable",
        "ChartPost may not write to its data folder.",
        unharmed=_LAST_STATE,
        next_step="Ask your IT person to give this account write access to the folder.",
    )


def _disk_trouble() -> StoreDamaged:
    return StoreDamaged("The disk reported an error while reading or writing the store.")


_MEANINGS = {
    "SQLITE_FULL": disk_full,
    "SQLITE_BUSY": StoreBusy,
    "SQLITE_LOCKED": StoreBusy,
    "SQLITE_READONLY": _not_writable,
    "SQLITE_CANTOPEN": _not_writable,
    "SQLITE_PERM": _not_writable,
    "SQLITE_AUTH": _not_writable,
    "SQLITE_IOERR": _disk_trouble,
    "SQLITE_CORRUPT": StoreDamaged,
    "SQLITE_NOTADB": StoreDamaged,
    "SQLITE_NOMEM": StoreDamaged,
}


def error_name(error: BaseException) -> str:
    """SQLite's symbolic name, without its extension; empty when there is none."""
    if isinstance(error, exc.DBAPIError) and error.orig is not None:
        error = error.orig
    name = str(getattr(error, "sqlite_errorname", ""))
    return "_".join(name.split("_")[:2])


def meaning_of(error: BaseException) -> Problem | None:
    """The problem to tell, or None when the error is a defect of the program."""
    if isinstance(error, MemoryError):
        # SQLCipher answers so to some damaged pages (measured).
        return StoreDamaged()
    maker = _MEANINGS.get(error_name(error))
    return maker() if maker is not None else None


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn database errors into problems; used around every transaction.

    Raises:
        Problem: disk full, busy, not writable or damaged.
    """
    try:
        yield
    except (exc.DBAPIError, dbapi2.Error, MemoryError) as error:
        problem = meaning_of(error)
        if problem is None:
            raise
        raise problem from None


@contextmanager
def files_told_plainly() -> Iterator[None]:
    """Turn errors of the file system into problems; used around work on files beside the database.

    Raises:
        Problem: disk full, or not writable.
    """
    try:
        yield
    except OSError as error:
        raise (disk_full() if is_full_disk(error) else _not_writable()) from None
