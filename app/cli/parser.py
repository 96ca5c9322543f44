"""The grammar of the command line, its help, and what is said about words it does not know.

The promise: what cannot be understood is refused without repeating it, since it may be a password
that was typed in the wrong place and the complaint may go into a log.
"""

from __future__ import annotations

import argparse
import contextlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from app import __version__
from app.cli.arguments import Arguments, Order
from app.cli.output import complain, end_quietly, tell_object
from app.domain.dates import parse_us_date
from app.domain.errors import FieldProblems
from app.system.clock import SystemClock

_QUOTED = re.compile(r"\s*[:,]?\s*['\"].*", re.DOTALL)
_OPTION = re.compile(r"--[a-z][a-z-]*")
_EPILOG = "The password is asked for, or read from standard input; it is never an argument."
_NOT_OPTIONS = frozenset({"data", "sample", "verb", "what"})


class QuietParser(argparse.ArgumentParser):
    """Complains in one line that repeats no value.

    Attributes:
        commands: the words it takes first, named when another one came.
    """

    commands: tuple[str, ...] = ()

    def __init__(self, **settings: Any) -> None:
        # an abbreviation would let --password stand for --password-stdin, and keep its value
        super().__init__(allow_abbrev=False, **settings)

    def _print_message(self, message: str, file: Any = None) -> None:
        # before Python 3.11.4 argparse lets a reader who went away end the program loudly
        with contextlib.suppress(OSError):
            super()._print_message(message, file)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end with status 2."""
        complain(" ".join(self.format_usage().split()))
        sentence = _without_values(message)
        if self.commands and sentence.startswith("argument COMMAND: invalid choice"):
            sentence = f"there is no such command; there are {', '.join(self.commands)}"
        complain(f"{self.prog}: {sentence}")
        raise _Misused(self.prog.partition(" ")[2], sentence)


class _Misused(SystemExit):
    """Status 2, with the command, if it got so far, and what was said."""

    def __init__(self, command: str, sentence: str) -> None:
        super().__init__(2)
        self.command = command
        self.sentence = sentence


def parse_all(argv: Sequence[str]) -> Arguments:
    """Understand every command.

    Raises:
        SystemExit: for ``--help``, ``--version`` and what cannot be understood.
    """
    try:
        return _parse(argv)
    except _Misused as misused:
        if "--json" in argv:
            problem = {"code": "usage", "happened": misused.sentence}
            tell_object({"command": misused.command, "done": False, "problem": problem})
        raise
    except SystemExit:
        # the reader of the help may be gone; that is no reason to complain
        end_quietly()
        raise


def _parse(argv: Sequence[str]) -> Arguments:
    top = _parser()
    given = vars(top.parse_args(argv))
    verb = given.get("verb")
    data, sample = given["data"], given["sample"]
    if verb is None:
        return Arguments(data, sample)
    if verb == "tour":
        return Arguments(
            data, sample, tour=given["out"], patients=given["patients"], json=given["json"]
        )
    options = {name: value for name, value in given.items() if name not in _NOT_OPTIONS}
    if verb == "new" and sample:
        top.error("new sets up a real practice; --sample opens the invented one")
    return Arguments(data, sample, order=Order(verb, **options))


def _without_values(message: str) -> str:
    if message.startswith("unrecognized arguments"):
        options = sorted(set(_OPTION.findall(message)))
        if any(option.startswith("--pass") for option in options):
            return "a password is never an argument; use --password-stdin or wait to be asked"
        named = ", ".join(options) or "there are more words than this command takes"
        return f"not understood: {named}"
    return _QUOTED.sub("", message)


def _parser() -> QuietParser:
    top = QuietParser(
        prog="chartpost",
        description="The records-release desk of a small medical practice.",
        epilog="Without a command the window is opened.",
    )
    top.add_argument("--version", action="version", version=f"ChartPost {__version__}")
    where = top.add_mutually_exclusive_group()
    _add_data(where, default=None)
    where.add_argument(
        "--sample", action="store_true", help="open the sample practice with invented data"
    )
    commands = top.add_subparsers(metavar="COMMAND", dest="verb")
    for add in (_add_new, _add_import, _add_export, _add_backup, _add_restore, _add_verify):
        add(commands)
    _add_tour(commands)
    top.commands = tuple(commands.choices)
    return top


def _add_data(parser: Any, default: Any) -> None:
    text = "the practice in this folder"
    parser.add_argument("--data", type=Path, metavar="FOLDER", default=default, help=text)


def _command(commands: Any, name: str, text: str, *, user: bool = True) -> QuietParser:
    """A command with what all of them take."""
    parser: QuietParser = commands.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=_EPILOG
    )
    _add_data(parser, default=argparse.SUPPRESS)
    if user:
        _add_user(parser, required=True)
    _add_json(parser)
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from the first line of standard input",
    )
    return parser


def _add_user(parser: Any, **settings: Any) -> None:
    parser.add_argument("--user", metavar="LOGIN", default="", help="sign-in name", **settings)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def _add_new(commands: Any) -> None:
    new = _command(commands, "new", "set up a practice in an empty folder")
    new.add_argument("file", type=Path, metavar="PRACTICE.toml", help="name, address, telephone")
    new.add_argument(
        "--full-name", required=True, metavar="NAME", help="the first administrator's own name"
    )
    new.add_argument(
        "--sheet",
        type=Path,
        required=True,
        metavar="FILE.pdf",
        help="where the recovery code is written, to be printed and locked away",
    )


def _add_import(commands: Any) -> None:
    imports = _command(commands, "import-patients", "bring in a patient list")
    imports.add_argument("file", type=Path, metavar="FILE", help="CSV or FHIR")
    imports.add_argument("--dry-run", action="store_true", help="only tell what it would do")
    imports.add_argument(
        "--windows-text", action="store_true", help="the list is in Windows-1252, not in UTF-8"
    )


def _add_export(commands: Any) -> None:
    export = _command(commands, "export", "write a log as CSV")
    export.add_argument("what", choices=["mailing-log"], metavar="mailing-log", help="which log")
    export.add_argument("file", type=Path, metavar="TARGET", help="file, or folder for it")
    for name, text in (("first", "--from"), ("last", "--to")):
        export.add_argument(
            text, dest=name, type=_day, metavar="DATE", help=f"{name} day of mailing in the log"
        )
    export.add_argument("--replace", action="store_true", help="take the place of such a file")


def _add_backup(commands: Any) -> None:
    backup = _command(commands, "backup", "make a backup and check it")
    backup.add_argument(
        "--to", type=Path, metavar="FOLDER", help="put a second copy here, for example on a share"
    )


def _add_restore(commands: Any) -> None:
    restore = _command(commands, "restore", "put a backup in the store's place", user=False)
    restore.add_argument("file", type=Path, metavar="BACKUP", help="the backup's own folder")
    who = restore.add_mutually_exclusive_group(required=True)
    _add_user(who)
    who.add_argument(
        "--recovery-code",
        action="store_true",
        help="the secret is the recovery code of when the backup was made",
    )
    restore.add_argument(
        "--reason", required=True, metavar="TEXT", help="for the audit trail; names nobody"
    )


def _add_verify(commands: Any) -> None:
    verify = _command(commands, "verify", "check every byte, every event and every seal")
    verify.add_argument("--seal", default="", help="an audit seal as it was printed")
    verify.add_argument(
        "--backup",
        dest="file",
        type=Path,
        metavar="FOLDER",
        help="check this backup instead; the store may be open in the window meanwhile",
    )


def _add_tour(commands: Any) -> None:
    tour = commands.add_parser(
        "tour",
        help="play a working day and keep its papers",
        description="Play a whole working day on an empty practice with invented patients.",
    )
    tour.add_argument("out", type=Path, metavar="OUT", help="folder for papers and pictures")
    tour.add_argument("--patients", type=Path, metavar="FILE", help="patient list as CSV or FHIR")
    _add_json(tour)


def _day(text: str) -> date:
    try:
        return parse_us_date(text, SystemClock().today())
    except FieldProblems:
        raise argparse.ArgumentTypeError("not a date such as 2026-11-22") from None
