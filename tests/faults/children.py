"""What the killed processes run; each says when it is open, and then what it has done."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from app.domain.audit_chain import Anchor, AuditEvent
from app.domain.staff import Actor
from app.storage.key_derivation import Argon2Cost
from app.storage.key_rotation import Holder, KeyRotation, RotationPlan
from app.storage.key_slots import open_slot
from app.storage.keyring import load_keyring, save_keyring
from app.storage.opening import open_database
from app.storage.root_keys import RootKeys
from app.system.clock import SystemClock
from app.system.instance_lock import InstanceLock
from app.system.paths import DataFolder

ROWS_PER_BATCH = 5
OPEN = b"open"

Job = Callable[..., None]


def write_batches(says: Connection, folder: str, key: str, start: str) -> None:
    """Commit numbered batches for ever, naming each after its commit."""
    keys = RootKeys({1: bytes.fromhex(key)})
    store = open_database(DataFolder(Path(folder)), keys, SystemClock())
    batch = int(start)
    says.send_bytes(OPEN)
    while True:
        batch += 1
        with store.writing() as unit:
            for row in range(ROWS_PER_BATCH):
                unit.settings.put(f"batch-{batch}-{row}", {"batch": batch, "pad": "x" * 300})
            unit.audit.record(AuditEvent("batch.written", "batch", batch))
        says.send_bytes(str(batch).encode())


def save_keyrings(says: Connection, path: str) -> None:
    """Replace a keyring for ever; the anchor's number tells the versions apart."""
    target = Path(path)
    ring, _ = load_keyring(target)
    seq = ring.anchor.seq if ring.anchor else 0
    says.send_bytes(OPEN)
    while True:
        seq += 1
        anchor = Anchor(seq, bytes(32), "now")
        save_keyring(target, type(ring)(ring.vault, ring.slots, anchor))
        says.send_bytes(str(seq).encode())


def rotate_keys(says: Connection, folder: str, password: str, body: str) -> None:
    """Change the keys again and again; each step is said before it is done."""
    place = DataFolder(Path(folder))
    cost = Argon2Cost(47104, 1, 1)
    says.send_bytes(OPEN)
    for turn in range(1000):
        ring, _ = load_keyring(place.keyring)
        slot = ring.for_user(1)
        assert slot is not None
        keys = open_slot(ring.vault, slot, password)
        plan = RotationPlan(
            keeper=Holder(1, "ann", password),
            others=(Holder(2, "bob", f"one time password {turn}"),),
            recovery_body=body,
            actor=Actor(1, "Ann Example"),
            cost=cost,
        )
        KeyRotation(place, keys, SystemClock()).run(plan)
        says.send_bytes(str(turn + 1).encode())


def hold_lock(says: Connection, path: str) -> None:
    """Take a lock and keep it until killed."""
    InstanceLock(Path(path)).acquire(datetime(2026, 11, 22, 14, 30, tzinfo=UTC))
    says.send_bytes(OPEN)
    time.sleep(60)
