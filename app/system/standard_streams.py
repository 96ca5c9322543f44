"""Keeps the numbers 0, 1 and 2 for what they mean, also when the caller closed them.

A file opened while one of them is free would get its number, and what is meant for the screen
would be written into it: into the store, if that is the file.
"""

from __future__ import annotations

import os


def fill_closed_streams() -> list[int]:
    """Open the null device in place of each that is closed; returns which were."""
    closed = [number for number in (0, 1, 2) if not _is_open(number)]
    for _ in closed:
        # the system gives the lowest free number
        os.open(os.devnull, os.O_RDWR)
    return closed


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
