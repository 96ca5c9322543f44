"""Tries a packaged program as the person who gets it: an ordinary account, a home folder with
foreign letters in its name, no Python to be found.

Promise: the whole working day is played and a night's commands are given; a word on standard error,
a line the tour does not say, a file left where none belongs, or a program folder its user can
change, each fail the trial.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import night
from account import Place, TrialProblem, place

# What the tour says; everything else is unexpected.
EXPECTED = re.compile(
    r"Playing a working day .+"
    r"| +\d+\.\d s  \S.+"
    r"|Done in \d+ s: \d+ papers, \d+ pictures\."
)
# What the system itself keeps in a home: the list of fonts.
SYSTEMS_OWN = (".cache/fontconfig",)


def try_program(program: Path, folder: Path, expected_version: str) -> str:
    """Play the tour in a packaged program; one line on what came of it.

    Args:
        program: what is started.
        folder: all of the program, which its user must not be able to change.
        expected_version: what it must say it is.

    Raises:
        TrialProblem: it did not do as it should.
    """
    with place() as where:
        _check_version(where, program, expected_version)
        done = where.run([str(program), "tour", str(where.home / "tour")])
        _check_output(done)
        told = f"{_check_results(where.home / 'tour')}; {night.work_a_night(where, program)}"
        _check_leftovers(where.home)
        if where.account is not None:
            _check_unwritable(where, folder)
            told += "; an ordinary account, which cannot change the program"
        return told


def _check_version(where: Place, program: Path, expected: str) -> None:
    done = where.run([str(program), "--version"])
    if done.returncode or done.stdout.strip() != f"ChartPost {expected}" or done.stderr:
        raise TrialProblem(f"--version said: {done.stdout!r} {done.stderr!r}")


def unexpected(output: str) -> list[str]:
    """The lines of standard output the tour does not say."""
    return [line for line in output.splitlines() if line and not EXPECTED.fullmatch(line)]


def _check_output(done: subprocess.CompletedProcess[str]) -> None:
    strange = unexpected(done.stdout)
    if done.returncode or strange or done.stderr:
        last = done.stdout.splitlines()[-1:]
        said = "\n".join([*(strange or last), done.stderr[-4000:]])
        raise TrialProblem(f"The tour ended with {done.returncode} and said:\n{said}")


def _check_results(out: Path) -> str:
    """See to it that everything the report names is there; a line on it."""
    report = json.loads((out / "tour.json").read_text("utf-8"))
    for each in report["files"]:
        path = out / each["name"]
        if not path.is_file() or path.stat().st_size != each["bytes"] or not each["bytes"]:
            raise TrialProblem(f"The tour did not leave {each['name']}.")
    steps, files = len(report["steps"]), len(report["files"])
    return f"{steps} steps and {files} files in {report['seconds']} s"


def _check_leftovers(home: Path) -> None:
    """Nothing in the home but what was asked for; no unpacked program in the scratch folder."""
    found = [
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and path.relative_to(home).parts[0] != "tour"
    ]
    strange = [name for name in found if not name.startswith(SYSTEMS_OWN)]
    folders = [path.name for path in (home / "scratch").iterdir()]
    if strange or folders:
        raise TrialProblem(f"Left in the home folder: {', '.join([*strange, *folders])}")


def _check_unwritable(where: Place, folder: Path) -> None:
    """See to it that the account can change nothing of the program."""
    account = where.account
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        facts = path.stat()
        if facts.st_uid == account or facts.st_mode & 0o022:
            raise TrialProblem(f"Its user can change {path.name}.")
