"""What a command answers: lines for people, facts for programs, and the exit status.

The promise: status 0 says that everything asked for was done and told; 1 that it was refused or
failed, with one clear line; 2 that the command was not understood.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.cli.output import complain, say, tell_object, was_heard
from app.domain.errors import FieldProblems, Problem
from app.system.logs import start_logging, stop_logging

DONE, REFUSED, MISUSED = 0, 1, 2
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a command.

    Attributes:
        lines: for a person; they name no patient.
        facts: the same for a program.
        problem: what failed although something was done.
    """

    lines: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


def answer(command: str, told: Told, *, as_json: bool) -> int:
    """Tell what came of it; the exit status."""
    if as_json:
        body: dict[str, Any] = {
            "command": command,
            "done": told.problem is None,
            "result": dict(told.facts),
        }
        if told.problem is not None:
            body["problem"] = _as_object(told.problem)
        tell_object(body)
    else:
        for line in told.lines:
            say(line)
    if told.problem is not None:
        complain(f"chartpost {command}: {sentence_of(told.problem)}")
        return REFUSED
    if not was_heard():
        lost = "The answer could not be written to standard output:"
        complain(f"chartpost {command}: {lost} {' '.join(told.lines)}")
        return REFUSED
    return DONE


def refuse(command: str, problem: Problem, *, as_json: bool) -> int:
    """Tell that nothing came of it, and why; the exit status."""
    complain(f"chartpost {command}: {sentence_of(problem)}")
    if as_json:
        tell_object({"command": command, "done": False, "problem": _as_object(problem)})
    return REFUSED


def misuse(command: str, sentence: str, *, as_json: bool) -> int:
    """Tell that the command cannot be meant so; the exit status."""
    refuse(command, Problem("usage", sentence, unharmed=""), as_json=as_json)
    return MISUSED


def defect(command: str, error: BaseException, logs: Path, *, as_json: bool) -> int:
    """A fault of the program: its place goes to the log, a number to the person."""
    reference = "".join(secrets.choice(_LETTERS) for _ in range(8))
    number = f"{reference[:4]}-{reference[4:]}"
    where = _log(error, number, logs)
    problem = Problem(
        "defect",
        "Something went wrong inside ChartPost.",
        unharmed="What was saved before is unharmed.",
        next_step=f"Tell your support the reference {number}{where}.",
    )
    return refuse(command, problem, as_json=as_json)


def sentence_of(problem: Problem) -> str:
    """The problem in one line; a form's fields by name, since there is no form here."""
    if isinstance(problem, FieldProblems):
        return " ".join(f"{name}: {text}" for name, text in problem.fields.items())
    return problem.sentences


def stopped() -> Problem:
    """Someone ended the command."""
    return Problem(
        "stopped",
        "Stopped before it was done.",
        unharmed="Everything saved before this is intact.",
        next_step="Run the command again when it suits.",
    )


def no_access() -> Problem:
    """The system keeps this account out."""
    return Problem(
        "no-access",
        "This account may not use that file or folder.",
        next_step="Run the command as the account that uses ChartPost.",
    )


def _as_object(problem: Problem) -> dict[str, Any]:
    body: dict[str, Any] = {
        "code": problem.code,
        "happened": problem.happened,
        "unharmed": problem.unharmed,
        "next_step": problem.next_step,
    }
    if isinstance(problem, FieldProblems):
        body["fields"] = dict(problem.fields)
    return body


def _log(error: BaseException, number: str, logs: Path) -> str:
    if not logs.parent.is_dir():
        return ""
    try:
        handler = start_logging(logs)
    except (OSError, Problem):
        return ""
    LOG.error("defect %s", number, exc_info=error)
    stop_logging(handler)
    return f"; its place is in {logs.name}/{Path(getattr(handler, 'baseFilename', 'log')).name}"
