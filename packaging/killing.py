"""A packaged program killed at work, and what it leaves on the disk searched for patients (F30).

Lists of invented patients are brought in and backups made through its command line; each is killed
at a random moment. Afterwards the store must be whole, a list must be in it whole or not at all,
what was told as done must be there, and no file but the lists themselves may name a patient.
"""

from __future__ import annotations

import base64
import json
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import night
from account import PATIENCE, Place, TrialProblem

KILLS = 20
ROWS = 40
MARKER = "Quillfeather"
_HEAD = "First name,Last name,Date of birth,Street,City,State,ZIP\n"


@dataclass
class Toll:
    """What came of it, counted."""

    kills: int = 0
    before_the_answer: int = 0
    lost: int = 0
    half_done: int = 0
    files: int = 0
    leaked: int = 0

    def line(self) -> str:
        """One line for people."""
        return (
            f"F30: killed {self.kills} times, {self.before_the_answer} before the answer: "
            f"{self.lost} lost, {self.half_done} half done, 0 not intact; "
            f"{self.files} files searched, {self.leaked} with a patient's name"
        )


def kill_and_hunt(where: Place, program: Path, kills: int = KILLS) -> str:
    """Do all of it; one line on what was done.

    Raises:
        TrialProblem: something was lost, half done or leaked, or the store was not intact.
    """
    kept = where.home / "killed"
    (kept / "given").mkdir()
    settings = kept / "given" / "practice.toml"
    settings.write_text(night.PRACTICE, encoding="utf-8")
    store = _Store(where, [str(program), "--data", str(kept / "practice")])
    store.done("new", str(settings), "--full-name", "Ana Lee", "--sheet", str(kept / "s.pdf"))
    moments = random.Random(30)  # noqa: S311 - repeatable, not secret
    toll = Toll()
    whole = _time_of_one(store, _list(kept, "warm"))
    for turn in range(kills):
        listed = _list(kept, f"list{turn}")
        backing_up = turn % 4 == 3
        words = ("backup",) if backing_up else ("import-patients", str(listed))
        told = store.killed(moments.uniform(0.05, 1.05) * whole, *words)
        toll.kills += 1
        toll.before_the_answer += not told
        _hunt(where.home, kept / "given", toll)
        store.done("verify")
        new = store.done("import-patients", str(listed), "--dry-run")["new"]
        toll.half_done += new not in {0, ROWS}
        toll.lost += told and not backing_up and new != 0
    if toll.lost or toll.half_done or toll.leaked:
        raise TrialProblem(toll.line())
    shutil.rmtree(kept)
    return toll.line()


@dataclass(frozen=True)
class _Store:
    """The program over one practice."""

    where: Place
    start: list[str]

    def command(self, *words: str) -> list[str]:
        """A command with what each needs."""
        return [*self.start, *words, "--user", "ana", "--json", "--password-stdin"]

    def done(self, *words: str) -> dict[str, object]:
        """What came of a command that must go well."""
        return dict(night.answer(self.where, self.command(*words)).get("result", {}))

    def killed(self, after: float, *words: str) -> bool:
        """Kill a command after so many seconds; whether it had told that it was done."""
        running = self.where.start(self.command(*words))
        assert running.stdin is not None  # noqa: S101 - started with a pipe
        try:
            running.stdin.write(night.PASSWORD)
            running.stdin.flush()
            time.sleep(after)
        finally:
            running.kill()
            said, _ = running.communicate(timeout=PATIENCE)
        try:
            return json.loads(said)["done"] is True
        except ValueError:
            return False


def _time_of_one(store: _Store, listed: Path) -> float:
    begin = time.monotonic()
    store.done("import-patients", str(listed))
    return time.monotonic() - begin


def _list(kept: Path, name: str) -> Path:
    """A list of invented patients whom no other list names."""
    path = kept / "given" / f"{name}.csv"
    rows = (
        f"{name}-{row},{MARKER}{row},02/{row % 28 + 1:02d}/{1940 + row},"
        f"{row} {name} Street,Springfield,IL,62701\n"
        for row in range(ROWS)
    )
    path.write_text(_HEAD + "".join(rows), encoding="utf-8")
    return path


def _hunt(home: Path, given: Path, toll: Toll) -> None:
    """Search every file in the home for a name.

    Raises:
        TrialProblem: the search does not even find the lists.
    """
    sought = tuple(_spellings())
    seen = 0
    for path in sorted(home.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        holds = any(each in path.read_bytes() for each in sought)
        if path.is_relative_to(given):
            seen += holds
            continue
        toll.files += 1
        toll.leaked += holds
    if not seen:
        raise TrialProblem("The search for names does not see the lists that were given.")


def _spellings() -> Iterator[bytes]:
    for text in (MARKER, MARKER.upper(), MARKER.lower()):
        yield from (text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
    for shift in range(3):
        yield base64.b64encode(b"x" * shift + MARKER.encode())[4:-4]
    yield MARKER.encode().hex().encode()
