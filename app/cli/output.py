"""What the command line says: one line at a time, seen at once even through a pipe.

The promise: only this room prints, and what it prints names no patient; a reader who went away is
noticed and ends nothing half-way; texts of others cannot steer the terminal.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO


class _Heard:
    """Whether every line for standard output got there."""

    lost = False
    aside = False


def say(line: str) -> None:
    """One line of result or progress."""
    _write(sys.stderr if _Heard.aside else sys.stdout, one_line(line))


def complain(line: str) -> None:
    """One line about a failure, apart from results."""
    _write(sys.stderr, one_line(line))


def tell_object(body: Mapping[str, Any]) -> bool:
    """The one JSON object on standard output; False when nobody reads any more."""
    return _write(sys.stdout, json.dumps(body, sort_keys=True))


def was_heard() -> bool:
    """Whether everything for standard output was taken by its reader."""
    return not _Heard.lost


def begin(*, lines_aside: bool = False) -> None:
    """Start anew; with ``lines_aside`` the lines make room for one JSON object."""
    _Heard.lost, _Heard.aside = False, lines_aside
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a console that lacks a letter gets its number instead of a failure
            stream.reconfigure(errors="backslashreplace")


def end_quietly() -> None:
    """Hand over what was printed elsewhere; a reader who went away is let go."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            _let_go(sys.stdout)


def counted(number: int, thing: str) -> str:
    """``1 row``, ``1,200 rows``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def one_line(text: str) -> str:
    """The text without line ends and without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _write(stream: TextIO | None, line: str) -> bool:
    if stream is None:
        return _not_heard(stream)
    try:
        stream.write(line + "\n")
        stream.flush()
    except (OSError, ValueError):
        _let_go(stream)
        return _not_heard(stream)
    return True


def _not_heard(stream: TextIO | None) -> bool:
    if stream is sys.stdout:
        _Heard.lost = True
    return False


def _let_go(stream: TextIO) -> None:
    """Point the stream at nothing, so that the interpreter's last flush does not fail as well."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
