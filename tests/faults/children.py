"""What the killed processes run: ``python -m tests.faults.children NAME ARGUMENTS``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.domain.audit_chain import Anchor, AuditEvent
from app.storage.keyring import load_keyring, save_keyring
from app.storage.opening import open_database
from app.storage.root_keys import RootKeys
from app.system.clock import SystemClock
from app.system.instance_lock import InstanceLock
from app.system.paths import DataFolder

ROWS_PER_BATCH = 5


def write_batches(folder: str, key: str, start: str) -> None:
    """Commit numbered batches for ever, naming each on stdout after its commit."""
    keys = RootKeys({1: bytes.fromhex(key)})
    store = open_database(DataFolder(Path(folder)), keys, SystemClock())
    batch = int(start)
    say("open")
    while True:
        batch += 1
        with store.writing() as unit:
            for row in range(ROWS_PER_BATCH):
                unit.settings.put(f"batch-{batch}-{row}", {"batch": batch, "pad": "x" * 300})
            unit.audit.record(AuditEvent("batch.written", "batch", batch))
        say(str(batch))


def save_keyrings(path: str) -> None:
    """Replace a keyring for ever; the anchor's number tells the versions apart."""
    target = Path(path)
    ring, _ = load_keyring(target)
    seq = ring.anchor.seq if ring.anchor else 0
    say("open")
    while True:
        seq += 1
        anchor = Anchor(seq, bytes(32), "now")
        save_keyring(target, type(ring)(ring.vault, ring.slots, anchor))
        say(str(seq))


def hold_lock(path: str) -> None:
    """Take a lock and keep it until killed."""
    InstanceLock(Path(path)).acquire(datetime(2026, 11, 22, 14, 30, tzinfo=UTC))
    say("open")
    time.sleep(60)


def say(word: str) -> None:
    """One line to the parent, at once."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    jobs: dict[str, Callable[..., None]] = {
        "write": write_batches,
        "keyring": save_keyrings,
        "lock": hold_lock,
    }
    jobs[name](*arguments)
