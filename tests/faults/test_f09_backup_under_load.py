"""F09: a backup while somebody saves all the time: whole, not much slower, nobody waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.audit_chain import AuditEvent
from app.storage.backup import make_backup, verify_backup
from app.storage.store import Store
from app.system.clock import SystemClock
from tests.conftest import FULL
from tests.faults.figures import Figure, note
from tests.storage_kit import make_vault

ROWS = 4000 if FULL else 1200
TRIES = 5 if FULL else 2
SLOWER, LONGEST_WAIT, LARGEST_LOG = 3.0, 0.5, 64 * 1024 * 1024


@dataclass
class Writer:
    """Saves every five milliseconds and remembers how long each took."""

    store: Store
    waits: list[float] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.stop.is_set():
            start = time.perf_counter()
            with self.store.writing() as unit:
                unit.settings.put("load", {"number": len(self.waits)})
                unit.audit.record(AuditEvent("load.written"))
            self.waits.append(time.perf_counter() - start)
            time.sleep(0.005)


@contextmanager
def writing(store: Store) -> Iterator[Writer]:
    writer = Writer(store)
    thread = threading.Thread(target=writer.run)
    thread.start()
    try:
        yield writer
    finally:
        writer.stop.set()
        thread.join()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_vault(tmp_path / "data", SystemClock())
    for start in range(0, ROWS, 400):
        with made.writing() as unit:
            for number in range(start, start + 400):
                unit.settings.put(f"row-{number}", "x" * 3000)
    yield made
    made.close()


def timed(store: Store) -> float:
    start = time.perf_counter()
    info = make_backup(store)
    took = time.perf_counter() - start
    assert verify_backup(info, store.keys, store.clock).intact
    return took


def test_a_backup_beside_a_busy_writer(store: Store) -> None:
    idle = min(timed(store) for _ in range(2))
    best = (float("inf"), float("inf"))
    for _ in range(TRIES):
        with writing(store) as writer:
            loaded = timed(store)
        best = min(best, (loaded / idle, max(writer.waits)))
        if best[0] < SLOWER and best[1] < LONGEST_WAIT:
            break
    log = store.folder.database.with_name("practice.db-wal").stat().st_size
    seen = f"{best[0]:.1f} x idle, longest save {best[1] * 1000:.0f} ms, log {log // 1024:,} KB"
    note(Figure("F09", "backup while saving every 5 ms", TRIES, {"bad copies": 0}, seen))
    assert log < LARGEST_LOG
    # a busy machine is slow at both; only a backup that stops the work is a fault
    assert best[0] < 3 * SLOWER, seen
    assert best[1] < 6 * LONGEST_WAIT, seen
