"""Runs commands on real stores: in this process where that is quick, else in one of their own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.cli import output
from app.cli.arguments import parse
from app.cli.asking import Asker
from app.cli.interrupts import Interrupts
from app.cli.run import Means, run
from app.domain.staff import Role
from app.services.desk import Desk, Session
from app.services.services import Services
from app.system.clock import FixedClock
from app.system.paths import DataFolder
from tests.services.vault_kit import NOW, OTHER_PASSWORD, PASSWORD, set_up, vault_service

ROOT = Path(__file__).resolve().parents[2]
PRACTICE_FILE = """
name = "Lakeside Family Practice"
line1 = "120 Harbor Street"
city = "Somerville"
state = "MA"
zip_code = "02143"
phone = "(617) 555-0100"
privacy_contact = "Ines Calloway"
"""
LIST = "Last name,First name,Date of birth\nQuill,Ada,02/03/1970\nOkafor,Ben,03/04/1980\n"


class DeafInterrupts(Interrupts):
    """Leaves the signals of the test run alone; ``wish`` is what a signal would do."""

    def listen(self) -> None:
        """Nothing is taken over."""

    def deafen(self) -> None:
        """Nothing was taken over."""

    def wish(self) -> None:
        """As if the scheduler wanted the command to end."""
        self._on_signal(2, None)


class TypedAsker(Asker):
    """Somebody at the terminal who types these lines one after another."""

    def __init__(self, lines: Sequence[str | Callable[[], str]]) -> None:
        super().__init__(from_stdin=False)
        self.lines = list(lines)
        self.prompts: list[str] = []

    def _secret(self, prompt: str) -> str:
        self.prompts.append(prompt)
        line = self.lines.pop(0)
        return line() if callable(line) else line


@dataclass
class Line:
    """A command line on one folder.

    Attributes:
        folder: the data folder.
        clock: what time it is.
    """

    folder: Path
    capsys: pytest.CaptureFixture[str]
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    interrupts: DeafInterrupts = field(default_factory=DeafInterrupts)
    out: str = ""
    err: str = ""

    def __call__(
        self, *words: str | Path, given: str = PASSWORD, asker: Asker | None = None
    ) -> int:
        """Run it with ``given`` on standard input; the exit status."""
        argv = [*map(str, words), "--data", str(self.folder)]
        if asker is None:
            argv.append("--password-stdin")
            asker = Asker(from_stdin=True, stdin=io.BytesIO(given.encode() + b"\n"))
        output.begin()
        means = Means(self.clock, lambda place, clock: vault_service(place.root, clock), asker)
        try:
            status = run(parse(argv), self.interrupts, means)
        finally:
            self.out, self.err = self.capsys.readouterr()
        return status

    def json(self, *words: str | Path, **more: Any) -> dict[str, Any]:
        """Run it with ``--json``; the one object it answered with."""
        self(*words, "--json", **more)
        (line,) = self.out.splitlines()
        body: dict[str, Any] = json.loads(line)
        return body


def practice(folder: Path, clock: FixedClock | None = None) -> None:
    """A practice with an administrator, and a clerk named bo, locked again."""
    service = vault_service(folder, clock or FixedClock(NOW))
    opened = set_up(service)
    hired = opened.services.staff.add(login="bo", name="Bo Clerk", role=Role.CLERK).value
    session = Session(hired.member.id, "bo", "Bo Clerk")
    desk = Desk(opened.desk.store, opened.desk.clock, session, sample=False)
    Services(desk).staff.change_own_password(old=hired.password, new=OTHER_PASSWORD)
    service.lock(open_desk=opened)


def events(folder: Path, clock: FixedClock | None = None) -> list[tuple[str, str]]:
    """The trail's actions with their details, oldest first."""
    service = vault_service(folder, clock or FixedClock(NOW))
    opened = service.unlock(login="ann", password=PASSWORD)
    with opened.desk.reading() as unit:
        found = [(each.action, each.detail) for each in unit.audit.page(limit=200)]
    opened.desk.store.close()
    return found[::-1]


def command(
    *words: str | Path, given: bytes = b"", **more: Any
) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *map(str, words)],
        input=given,
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **more,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def place_of(folder: Path) -> DataFolder:
    """Its files."""
    return DataFolder(folder)
