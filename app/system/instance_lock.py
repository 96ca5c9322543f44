"""One program at a time has a store open, and the others can say who that is and since when.

The lock belongs to the operating system and dies with the process, so a crash never locks anyone
out. The file's text only tells who holds it; text left behind tells that the last holder crashed.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.domain.errors import Problem

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Windows locks bytes and forbids others to read them, so the locked byte lies beyond the text.
_LOCKED_BYTE = 1 << 20
_LONGEST_TEXT = 4096


@dataclass(frozen=True, slots=True)
class LockOwner:
    """Who has the store open."""

    user: str
    host: str
    pid: int
    since: str

    @classmethod
    def here(cls, now: datetime) -> LockOwner:
        """This process."""
        return cls(_user_name(), socket.gethostname(), os.getpid(), now.isoformat())

    @property
    def since_moment(self) -> datetime | None:
        """When it was opened, if the text is readable."""
        try:
            return datetime.fromisoformat(self.since)
        except ValueError:
            return None


class StoreInUse(Problem):
    """Another running program has this store open.

    Attributes:
        owner: who that is, when its note could be read.
    """

    def __init__(self, owner: LockOwner | None) -> None:
        super().__init__(
            "store-in-use",
            _in_use_sentence(owner),
            unharmed="Nothing was opened here and nothing was changed.",
            next_step="Lock its window (Ctrl+L) or close it, then try again: locking lets go.",
        )
        self.owner = owner


class InstanceLock:
    """Holds the right to open one store, from ``acquire`` to ``release``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def acquire(self, now: datetime) -> bool:
        """Take the lock; True when the holder before did not end properly.

        Raises:
            StoreInUse: someone else holds it.
            OSError: the file cannot be written; the lock is not held then.
        """
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(self._path, flags, 0o600)
        try:
            _lock(descriptor)
        except OSError:
            owner = _read_owner(descriptor)
            os.close(descriptor)
            raise StoreInUse(owner) from None
        try:
            left_behind = _has_text(descriptor)
            _write_text(descriptor, json.dumps(asdict(LockOwner.here(now))).encode("utf-8"))
        except BaseException:
            # On a full disk; closing gives the lock back.
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return left_behind

    def release(self) -> None:
        """Give the lock back and clear the note; safe to call twice."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        try:
            # A note that a failing disk will not clear makes the next start check every byte.
            with contextlib.suppress(OSError):
                _write_text(descriptor, b"")
            _unlock(descriptor)
        finally:
            os.close(descriptor)


def read_owner(path: Path) -> LockOwner | None:
    """Who noted themselves in the lock file, whether or not they still run."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        return _read_owner(descriptor)
    finally:
        os.close(descriptor)


def who_holds(path: Path) -> LockOwner | None:
    """Who has the store open right now, or None; the note of a crashed holder is left as it is."""
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        _lock(descriptor)
    except OSError:
        return _read_owner(descriptor) or LockOwner("someone", "this computer", 0, "")
    else:
        _unlock(descriptor)
        return None
    finally:
        os.close(descriptor)


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:

    def _lock(descriptor: int) -> None:
        # flock belongs to the open file, so a second opening in this process is refused as well.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _write_text(descriptor: int, text: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, text)


def _has_text(descriptor: int) -> bool:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return bool(os.read(descriptor, 1))


def _read_owner(descriptor: int) -> LockOwner | None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        note = json.loads(os.read(descriptor, _LONGEST_TEXT))
        return LockOwner(
            user=str(note["user"])[:80],
            host=str(note["host"])[:80],
            pid=int(note["pid"]),
            since=str(note["since"])[:40],
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _in_use_sentence(owner: LockOwner | None) -> str:
    if owner is None:
        return "This store is already open in another ChartPost."
    moment = owner.since_moment
    since = f", since {moment.astimezone():%m/%d/%Y %I:%M %p}" if moment else ""
    return f"This store is already open: {owner.user} on {owner.host}{since}."


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
