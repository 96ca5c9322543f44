"""F02: the power goes at a random moment of a clerk's work; nothing told as done may be missing.

The run is recorded once; each cut rebuilds the disk as it may have been at that moment, opens it as
the next start does, and compares every row with what the store held after some commit that is not
older than the last one the clerk was told of.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.storage.backup import verify_backup
from app.storage.backup_shelf import list_backups, refuse_changed
from app.storage.integrity import check_file
from app.storage.key_slots import open_slot
from app.storage.keyring import load_keyring
from app.storage.store import Store
from app.system.clock import FixedClock
from app.system.paths import DataFolder
from tests.conftest import FULL
from tests.faults.figures import Figure, note
from tests.faults.power import Base, Event, Replay, look_at, read_log, write_out
from tests.faults.power_work import ACK, held
from tests.faults.shim import library, python
from tests.services.vault_kit import set_up, vault_service
from tests.storage_kit import LOGIN, NOW, PASSWORD, unlocker

LOST, CORRUPT, INCONSISTENT = "lost", "corrupt", "inconsistent"
WHOLE_BACKUP_CHECKS = 0.15

pytestmark = pytest.mark.skipif(library() is None, reason="no C compiler on Linux")


@dataclass(frozen=True)
class Run:
    """A recorded run.

    Attributes:
        told: for each acknowledgment its place among the events and what it said.
        commits: what the store held after each commit.
    """

    base: Base
    events: list[Event]
    told: list[tuple[int, dict[str, str]]]
    commits: dict[str, list[int]]


def record(folder: Path, variant: str, seed: int, rounds: int) -> Run:
    """Let the work be done once, to its end, and take everything down."""
    place, log, notes = folder / "data", folder / "log", folder / "notes"
    service = vault_service(place)
    opened = set_up(service)
    service.lock(open_desk=opened)
    with _opened(place) as store:
        before = held(store)
    (place / "practice.lock").unlink(missing_ok=True)
    base = look_at(place)
    words = (str(place), str(notes), str(seed), str(rounds), variant)
    child = python("tests.faults.power_work", *words, under=place, log=log)
    out, err = child.communicate(timeout=300)
    assert child.returncode == 0, (out + err)[-3000:]
    events = read_log(log)
    return Run(base, events, _told(events), {before: [0]} | _commits(notes))


def _told(events: list[Event]) -> list[tuple[int, dict[str, str]]]:
    inode = next(each.inode for each in events if each.kind == "N" and each.name == ACK)
    return [
        (number, json.loads(each.data))
        for number, each in enumerate(events)
        if each.kind == "W" and each.inode == inode
    ]


def _commits(notes: Path) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for line in notes.read_text(encoding="utf-8").splitlines():
        number, content = json.loads(line)
        found.setdefault(content, []).append(number)
    return found


class Cuts:
    """Cuts the power of one recorded run again and again."""

    def __init__(self, run: Run, folder: Path, seed: int) -> None:
        self._run, self._folder = run, folder
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.found: Counter[str] = Counter()
        self.why: list[str] = []

    def cut(self, times: int) -> None:
        """So many cuts, each at its own moment."""
        first = self._run.told[0][0]
        for _ in range(times):
            self._once(self._chance.randrange(first + 1, len(self._run.events) + 1))

    def _once(self, moment: int) -> None:
        place = self._folder / "after"
        shutil.rmtree(place, ignore_errors=True)
        replay = Replay(self._run.base, self._run.events[:moment])
        write_out(replay.disk(self._chance), place)
        (place / ACK).unlink(missing_ok=True)
        told = [what for number, what in self._run.told if number < moment]
        try:
            verdict = self._judge(place, told)
        except Problem as problem:
            # the note outside tells of events that are gone
            kind = LOST if problem.code == "store-rolled-back" else CORRUPT
            verdict = f"{kind}: {problem.code} {problem.happened}"
        if verdict:
            self.found[verdict.partition(":")[0]] += 1
            self.why.append(f"at {moment} of {len(self._run.events)}: {verdict}")

    def _judge(self, place: Path, told: list[dict[str, str]]) -> str:
        clock = FixedClock(NOW)
        with _opened(place) as store:
            content = held(store)
            ring = store.vault.ring
            keys = store.keys.copy()
        report = check_file(place / "practice.db", keys, clock, anchors=_anchors(ring.anchor))
        if not report.intact:
            return f"{CORRUPT}: {report.findings[0]}"
        commits = self._run.commits.get(content)
        if commits is None:
            return f"{INCONSISTENT}: no commit left the store like this"
        if max(commits) < int(told[-1]["commit"]):
            return f"{LOST}: commit {told[-1]['commit']} was told, {max(commits)} is there"
        logins = {what["login"] for what in told if "login" in what}
        if not any("rotated" in what for what in told) and not all(map(ring.for_login, logins)):
            return f"{LOST}: a new account has no way in"
        return self._judge_backups(place, told)

    def _judge_backups(self, place: Path, told: list[dict[str, str]]) -> str:
        shelf = list_backups(DataFolder(place).backups)
        missing = {what["backup"] for what in told if "backup" in what} - {
            info.folder.name for info in shelf
        }
        if missing:
            return f"{LOST}: a backup that was told is gone"
        for info in shelf:
            refuse_changed(info)
            if self._chance.random() < WHOLE_BACKUP_CHECKS:
                # the keys may have been changed since; a backup opens with its own
                ring, _ = load_keyring(info.keyring)
                slot = ring.for_login(LOGIN)
                assert slot is not None
                keys = open_slot(ring.vault, slot, PASSWORD)
                report = verify_backup(info, keys, FixedClock(NOW))
                if not report.intact:
                    return f"{CORRUPT}: a backup: {report.findings[0]}"
        return ""


def _anchors(anchor):  # type: ignore[no-untyped-def]
    return [anchor] if anchor is not None else []


@contextmanager
def _opened(place: Path) -> Iterator[Store]:
    store = unlocker(place).unlock(LOGIN, PASSWORD).store
    try:
        yield store
    finally:
        store.abandon()


PLAN = (
    [("full", seed, 24, 125) for seed in range(8)]
    + [("small", seed, 24, 100) for seed in range(6)]
    + [("rotation", seed, 8, 100) for seed in range(4)]
    if FULL
    else [("full", 1, 6, 16), ("rotation", 1, 2, 8)]
)
WHAT = {
    "full": "power cut during a clerk's work",
    "small": "the same, with a small cache and log",
    "rotation": "the same, with a change of keys",
}


@pytest.mark.parametrize(("variant", "seed", "rounds", "times"), PLAN)
def test_a_power_cut_takes_nothing_that_was_told(
    tmp_path: Path, variant: str, seed: int, rounds: int, times: int
) -> None:
    run = record(tmp_path, variant, seed, rounds)
    cuts = Cuts(run, tmp_path, seed)
    cuts.cut(times)
    bad = {name: cuts.found[name] for name in (LOST, CORRUPT, INCONSISTENT)}
    note(Figure("F02", WHAT[variant], times, bad), part=str(seed))
    assert not cuts.why, "\n".join(cuts.why[:5])
    assert len(run.told) > 5


def test_a_weaker_flush_is_noticed(tmp_path: Path) -> None:
    """The same with synchronous=NORMAL has to lose something, or the test above proves nothing."""
    run = record(tmp_path, "normal", 3, 6)
    cuts = Cuts(run, tmp_path, 3)
    tries = 0
    while not cuts.found[LOST] and tries < 400:
        cuts.cut(4)
        tries += 4
    what = "the same, flushing less (has to lose, proves the test)"
    note(Figure("F02", what, tries, {}, seen=f"{cuts.found[LOST]} lost, as it must be"))
    assert cuts.found[LOST], cuts.why
