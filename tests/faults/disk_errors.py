"""A clerk's work on a disk that refuses one call, or all from one on; tried again and again.

``python -m tests.faults.disk_errors FOLDER ERRNO TIMES SEED`` runs under what disk_shim.c makes.
Each try is a fork: it works until the disk refuses, keeps what the person would have been told,
lets the disk work again, goes on, opens the store anew and checks every byte. One JSON line each.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import shutil
import sys
import traceback
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.domain.errors import Problem
from app.storage.backup_shelf import list_backups, refuse_changed
from app.storage.integrity import check_file
from app.storage.store import Store
from app.system.clock import FixedClock
from app.system.paths import DataFolder
from tests.faults.power_work import Clerk, Notes
from tests.services.vault_kit import set_up, vault_service
from tests.storage_kit import LOGIN, NOW, PASSWORD, unlocker

ROUNDS = 2


@dataclass
class Told(Notes):
    """Counts the trail's events that the person has seen the effects of; writes nothing."""

    events: int = 0
    clerk: Clerk | None = None

    def committed(self, store: Store) -> None:
        """Not needed here."""

    def told(self, **_more: str) -> None:
        """After a verb has returned."""
        if self.clerk is not None:
            with self.clerk.opened.desk.reading() as unit:
                self.events = unit.audit.head()[0]


class Disk:
    """The library's own switches."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.disk_calls.restype = ctypes.c_long

    def fail(self, at: int, error: int, *, once: bool) -> None:
        """Refuse the call with this number; 0 for none."""
        self._library.disk_fail(ctypes.c_long(at), ctypes.c_long(error), ctypes.c_long(once))

    @property
    def calls(self) -> int:
        """How many there were since the last change of the switches."""
        return int(self._library.disk_calls())


def work(folder: Path, told: Told) -> Clerk:
    """Unlock, and work two requests with a backup."""
    clock = FixedClock(NOW)
    clock.advance(timedelta(hours=1))
    told.clerk = clerk = Clerk(vault_service(folder, clock), clock, told, seed=4)
    clerk.rounds(ROUNDS)
    return clerk


def one_try(folder: Path, disk: Disk, at: int, error: int, *, once: bool) -> dict[str, object]:
    """Work until the disk refuses; what came of it."""
    told = Told()
    found: dict[str, object] = {"at": at, "code": "", "bad": ""}
    disk.fail(at, error, once=once)
    try:
        work(folder, told)
    except Problem as problem:
        found["code"] = problem.code
    except BaseException:
        found["bad"] = "untyped: " + traceback.format_exc()[-1500:]
    disk.fail(0, 0, once=False)
    if not found["bad"]:
        found["bad"] = _go_on(told) or _look_again(folder, told.events)
    return found


def _go_on(told: Told) -> str:
    """With the disk working again the open program goes on, unless it met damage."""
    clerk = told.clerk
    if clerk is None:
        return ""
    store = clerk.opened.desk.store
    try:
        if not store.damaged:
            clerk.opened.services.drafts.save(form="after", body={"disk": "works"})
        store.close()
    except Problem as problem:
        return "" if problem.code in ("store-damaged", "store-locked") else f"stuck: {problem.code}"
    return ""


def _look_again(folder: Path, events: int) -> str:
    """As the next start finds it."""
    clock = FixedClock(NOW)
    try:
        store = unlocker(folder).unlock(LOGIN, PASSWORD).store
    except Problem as problem:
        return f"lost: the store does not open, {problem.code}"
    with store.reading() as unit:
        head, chain = unit.audit.head()[0], unit.audit.verify()
    report = check_file(folder / "practice.db", store.keys, clock)
    store.abandon()
    if head < events:
        return f"lost: {events - head} events that were told"
    if not report.intact or not chain.intact:
        return f"corrupt: {(*report.findings, chain.fault)[0]}"
    for info in list_backups(DataFolder(folder).backups):
        refuse_changed(info)
    return ""


def main(base: Path, error: int, times: int, seed: int) -> None:
    """So many tries, each in a fork."""
    disk = Disk()
    ready = base / "ready"
    service = vault_service(ready)
    service.lock(open_desk=set_up(service))
    place = base / "data"
    shutil.copytree(ready, place)
    disk.fail(0, 0, once=False)
    most = _in_fork(lambda: (work(place, Told()), disk.calls)[1])
    moments = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for number in range(times):
        shutil.rmtree(place)
        shutil.copytree(ready, place)
        at, once = moments.randint(1, int(str(most))), number % 2 == 0
        found = _in_fork(lambda at=at, once=once: one_try(place, disk, at, error, once=once))
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


def _in_fork(job) -> object:  # type: ignore[no-untyped-def]
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, json.dumps(job()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said else {"bad": f"untyped: the program ended, {status}"}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
