"""Locks and unlocks again and again while others read and write; a crash ends this process.

``python -m tests.faults.thread_abuse FOLDER CYCLES``; the last line tells how many cycles and
saves there were.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.storage.store import Store
from tests.storage_kit import LOGIN, PASSWORD, make_vault, unlocker

WRITERS, READERS = 4, 3
"""As many readers as the window has helpers."""


def use(store: Store, saved: list[int], *, writes: bool) -> None:
    """Work until the store is locked."""
    while True:
        try:
            if writes:
                with store.writing() as unit:
                    unit.settings.put("count", unit.settings.get("count", 0) + 1)
                    unit.audit.record(AuditEvent("counted"))
                saved.append(1)
            else:
                with store.reading() as unit:
                    unit.audit.verify()
        except Problem as problem:
            if problem.code == "store-locked":
                return
            raise


def main(folder: Path, cycles: int) -> None:
    """So many cycles; every save that was told is there at the end."""
    make_vault(folder).close()
    saved: list[int] = []
    for number in range(cycles):
        store = unlocker(folder).unlock(LOGIN, PASSWORD).store
        threads = [
            threading.Thread(target=use, args=(store, saved), kwargs={"writes": at < WRITERS})
            for at in range(WRITERS + READERS)
        ]
        for thread in threads:
            thread.start()
        threading.Event().wait(0.02 + number % 7 / 100)
        # the window stops its jobs first; here the store itself has to stand it
        store.close()
        for thread in threads:
            thread.join()
    store = unlocker(folder).unlock(LOGIN, PASSWORD).store
    with store.reading() as unit:
        assert unit.settings.get("count") == len(saved), "a save that was told is missing"
        assert unit.audit.verify().intact
    store.close()
    sys.stdout.write(f"{cycles} {len(saved)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
