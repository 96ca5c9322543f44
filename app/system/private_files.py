"""Files that only this account may read, replaced whole or not at all.

The promise: a file written here has mode 0600 before it has content; a replaced file is either the
old or the new one after a kill or a power cut at any moment; the version before it stays beside it
as ``.bak``; what an interrupted write left behind is swept at the next start.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from pathlib import Path

from app.domain.errors import Problem
from app.system.folder_rights import keep_private, windows_probe

FILE_MODE = 0o600
FOLDER_MODE = 0o700
PARTIAL_SUFFIX = ".partial"
_TEMPORARY = re.compile(r"\.[0-9a-f]{8}\.tmp")
_NEW_FILE_FLAGS = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def make_private_folder(folder: Path) -> Path:
    """The folder, created where missing, readable by this account only.

    Raises:
        Problem: ``folder-not-private`` when others may read it and that cannot be changed.
    """
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        _restrict(folder, FOLDER_MODE)
    probe = windows_probe()
    if probe is not None and not keep_private(folder, probe):
        raise _not_private()
    return folder


def repair_modes(folder: Path) -> None:
    """Take rights away from others on the folder's own files; run at every start."""
    if not folder.is_dir():
        return
    make_private_folder(folder)
    if os.name != "posix":
        # What lies in the folder inherits its list.
        return
    for path in folder.iterdir():
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode) and stat.S_IMODE(mode) & 0o077:
            _restrict(path, FILE_MODE)


def _restrict(path: Path, mode: int) -> None:
    try:
        path.chmod(mode)
    except OSError:
        raise _not_private() from None


def _not_private() -> Problem:
    return Problem(
        "folder-not-private",
        "Other people on this computer can read the data folder; that could not be changed.",
        unharmed="The store was not opened.",
        next_step="Choose a folder that belongs to your own account, or ask your IT person.",
    )


def write_new(path: Path, data: bytes) -> None:
    """Write a private file that must not exist yet, and wait until it is on the disk."""
    descriptor = os.open(path, _NEW_FILE_FLAGS, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def replace_atomically(path: Path, data: bytes, *, keep_previous: bool = False) -> None:
    """Put new content in place of the old; readers see one or the other, never a mixture.

    Args:
        path: the file.
        data: its whole new content.
        keep_previous: whether the present content becomes ``<name>.bak``.
    """
    fresh = _temporary_beside(path)
    write_new(fresh, data)
    try:
        if keep_previous and path.exists():
            previous = _temporary_beside(path)
            write_new(previous, path.read_bytes())
            previous.replace(backup_of(path))
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def backup_of(path: Path) -> Path:
    """Where the previous version of a file is kept."""
    return path.with_name(path.name + ".bak")


def free_name(path: Path) -> Path:
    """The path, or the same with a number when something has that name already."""
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


def read_limited(path: Path, limit: int) -> bytes | None:
    """The content, or None when the file is larger than ``limit``."""
    with path.open("rb") as file:
        data = file.read(limit + 1)
    return None if len(data) > limit else data


def is_full_disk(error: OSError) -> bool:
    """Whether there was no room, or no more of this account's share of it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def sync_file(path: Path) -> None:
    """Wait until the file's content is on the disk."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until renames in the folder are on the disk; Windows does that by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_leftovers(folder: Path) -> int:
    """Remove what interrupted writes left in the folder; returns how many there were."""
    found = [path for path in folder.glob("*.tmp") if _TEMPORARY.search(path.name)]
    for path in found:
        with contextlib.suppress(OSError):
            path.unlink()
    return len(found)


def _temporary_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.urandom(4).hex()}.tmp")
