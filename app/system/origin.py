"""By which way into the program something is done; the audit trail notes every way but the window.

A process is the window or one command, so nobody hands this through; it is set once at the top.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

COMMAND_LINE = "command line"

_origin: ContextVar[str] = ContextVar("origin", default="")


def origin() -> str:
    """The way in; empty for the window."""
    return _origin.get()


@contextmanager
def acting_from(way: str) -> Iterator[None]:
    """Everything done inside came by this way."""
    token = _origin.set(way)
    try:
        yield
    finally:
        _origin.reset(token)
