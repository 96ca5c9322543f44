"""What can be said on the command line of ``chartpost`` and ``python -m app``.

The promise: no key, no password and nothing about a patient is ever an argument, since other
programs of the computer can read arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Order(NamedTuple):
    """One command for unattended work.

    Attributes:
        command: its name as it is typed.
        json: the answer is one JSON object.
        password_stdin: the password is the first line of standard input.
        user: sign-in name; empty where the recovery code is used.
        file: what the command reads or writes: practice, patient list, log, backup.
        sheet: where ``new`` puts the recovery sheet.
        full_name: the first administrator's, as the trail shows it.
        to: the second place of a backup.
        reason: why a backup is restored.
        recovery_code: the secret is the recovery code.
        seal: a printed seal to compare with.
        windows_text: the list is in Windows-1252, not UTF-8.
        dry_run: only tell what an import would do.
        first, last: the span of a log.
        replace: an export may take the place of a file.
    """

    command: str
    json: bool = False
    password_stdin: bool = False
    user: str = ""
    file: Path | None = None
    sheet: Path | None = None
    full_name: str = ""
    to: Path | None = None
    reason: str = ""
    recovery_code: bool = False
    seal: str = ""
    windows_text: bool = False
    dry_run: bool = False
    first: date | None = None
    last: date | None = None
    replace: bool = False


class Arguments(NamedTuple):
    """One understood command line.

    Attributes:
        data: the data folder asked for; None means this computer's own.
        sample: open the invented practice.
        tour: where the tour leaves what it makes; None means something else is asked for.
        patients: the patient list of the tour.
        json: the tour's outcome is told as one JSON object.
        order: a command for unattended work; None and no tour means the window is opened.
    """

    data: Path | None = None
    sample: bool = False
    tour: Path | None = None
    patients: Path | None = None
    json: bool = False
    order: Order | None = None


def parse(argv: Sequence[str]) -> Arguments:
    """Understand the words after the program's name.

    Raises:
        SystemExit: for ``--help``, ``--version`` and what cannot be understood.
    """
    usual = _usual(argv)
    if usual is not None:
        return usual
    # the parser costs start-up time, which the window's usual ways do not pay
    from app.cli.parser import parse_all  # noqa: PLC0415

    return parse_all(argv)


def _usual(argv: Sequence[str]) -> Arguments | None:
    """The ways a person starts the window; they need no parser."""
    match list(argv):
        case []:
            return Arguments()
        case ["--sample"]:
            return Arguments(sample=True)
        case ["--data", folder] if folder and not folder.startswith("-"):
            return Arguments(data=Path(folder))
    return None
