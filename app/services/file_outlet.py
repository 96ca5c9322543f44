"""A file on its way out of the store: written beside its place first, then put there whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from app.domain.errors import Problem
from app.system.private_files import FILE_MODE, PARTIAL_SUFFIX, is_full_disk

_FLAGS = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def write_out(target: Path, pieces: Iterable[bytes]) -> None:
    """Write a file as a whole or not at all; one of that name is replaced.

    Raises:
        Problem: the place is full or cannot be written.
    """
    partial = target.with_name(target.name + PARTIAL_SUFFIX)
    try:
        # left by a copy that was killed; never written through, it might be a link
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, _FLAGS, FILE_MODE), "wb") as file:
            for data in pieces:
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        _remove(partial)
        raise _write_problem(error) from None
    except BaseException:
        _remove(partial)
        raise


def _remove(partial: Path) -> None:
    with contextlib.suppress(OSError):
        partial.unlink()


def _write_problem(error: OSError) -> Problem:
    happened = "The file cannot be written there."
    if is_full_disk(error):
        happened = "There is not enough room for the file."
    return Problem(
        "disk-full" if is_full_disk(error) else "cannot-write",
        happened,
        unharmed="No file was left behind, and a file of that name is as it was.",
        next_step="Choose another folder.",
    )
