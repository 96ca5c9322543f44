"""What can be said on the command line of ``chartpost`` and ``python -m app``.

The promise: no key, no password and nothing about a patient is ever an argument, since other
programs of the computer can read arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app import __version__

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Arguments(NamedTuple):
    """One understood command line.

    Attributes:
        data: the data folder asked for; None means this computer's own.
        sample: open the invented practice.
        tour: where the tour leaves what it makes; None means the window is opened.
        patients: the patient list of the tour.
    """

    data: Path | None = None
    sample: bool = False
    tour: Path | None = None
    patients: Path | None = None


def parse(argv: Sequence[str]) -> Arguments:
    """Understand the words after the program's name.

    Raises:
        SystemExit: for ``--help``, ``--version`` and what cannot be understood.
    """
    usual = _usual(argv)
    if usual is not None:
        return usual
    given = _parser().parse_args(argv)
    return Arguments(
        data=given.data,
        sample=given.sample,
        tour=getattr(given, "out", None),
        patients=getattr(given, "patients", None),
    )


def _usual(argv: Sequence[str]) -> Arguments | None:
    """The ways a person starts the window; they need no parser, which costs start-up time."""
    match list(argv):
        case []:
            return Arguments()
        case ["--sample"]:
            return Arguments(sample=True)
        case ["--data", folder] if folder and not folder.startswith("-"):
            return Arguments(data=Path(folder))
    return None


def _parser() -> ArgumentParser:
    # loaded for commands, for help and for what has to be refused
    import argparse  # noqa: PLC0415

    top = argparse.ArgumentParser(
        prog="chartpost",
        description="The records-release desk of a small medical practice.",
        epilog="Without a command the window is opened.",
    )
    top.add_argument("--version", action="version", version=f"ChartPost {__version__}")
    where = top.add_mutually_exclusive_group()
    where.add_argument(
        "--data", type=Path, metavar="FOLDER", help="open the practice in this folder"
    )
    where.add_argument(
        "--sample", action="store_true", help="open the sample practice with invented data"
    )
    commands = top.add_subparsers(metavar="COMMAND")
    tour = commands.add_parser(
        "tour",
        help="play a working day and keep its papers",
        description="Play a whole working day on an empty practice with invented patients.",
    )
    tour.add_argument("out", type=Path, metavar="OUT", help="folder for papers and pictures")
    tour.add_argument("--patients", type=Path, metavar="FILE", help="patient list as CSV or FHIR")
    return top
