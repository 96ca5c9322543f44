"""Secrets from the person at the terminal or from standard input; never from an argument.

The promise: a secret is not echoed, not repeated in a complaint and not kept after its use; without
a terminal nobody is waited for.
"""

from __future__ import annotations

import getpass
import sys
from typing import BinaryIO

from app.domain.errors import Problem

LONGEST_LINE = 4096


class NoTerminal(Exception):  # noqa: N818 - wrong usage, told in one line
    """There is nobody to ask."""


class Asker:
    """Asks for what must not stand on the command line."""

    def __init__(self, *, from_stdin: bool, stdin: BinaryIO | None = None) -> None:
        self.from_stdin = from_stdin
        self._stdin = stdin

    def password(self, login: str) -> str:
        """The password of an account.

        Raises:
            NoTerminal: it would have to be asked for, and there is no terminal.
            Problem: ``no-password``, an empty line came.
        """
        return self._secret(f"Password of {login}: ")

    def new_password(self, login: str) -> str:
        """A password that is about to be set; at the terminal it is typed twice.

        Raises:
            NoTerminal: as for :meth:`password`.
            Problem: ``no-password``, or the two differ.
        """
        first = self._secret(f"New password of {login}: ")
        if not self.from_stdin and self._secret("The same once more: ") != first:
            raise Problem(
                "passwords-differ",
                "The two passwords are not the same.",
                next_step="Run the command again.",
            )
        return first

    def code(self, prompt: str = "Recovery code: ") -> str:
        """The recovery code.

        Raises:
            NoTerminal, Problem: as for :meth:`password`.
        """
        return self._secret(prompt)

    def _secret(self, prompt: str) -> str:
        text = self._line() if self.from_stdin else _at_terminal(prompt)
        if not text:
            raise Problem(
                "no-password",
                "No password came.",
                next_step="Type it when asked, or send it as the first line of standard input.",
            )
        return text

    def _line(self) -> str:
        stream = self._stdin or (sys.stdin.buffer if sys.stdin is not None else None)
        if stream is None:
            return ""
        try:
            line = stream.readline(LONGEST_LINE)
            return line.decode("utf-8-sig").rstrip("\r\n")
        except (OSError, ValueError):
            # not readable, or no text; what came is not repeated
            return ""


def _at_terminal(prompt: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise NoTerminal
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""
