"""What the command line says: one line at a time, seen at once even through a pipe.

The promise: only this room prints, and what it prints names no patient.
"""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """One line of result or progress."""
    print(line, flush=True)


def complain(line: str) -> None:
    """One line about a failure, apart from results."""
    print(line, file=sys.stderr, flush=True)
