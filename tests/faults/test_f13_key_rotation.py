"""F13: killed at random while the keys are changed, over and over on one store."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

from app.domain.staff import Role
from app.storage.faults import StoreDamaged
from app.storage.integrity import check_file
from app.storage.key_rotation import generation_of
from app.storage.key_slots import open_slot
from app.storage.keyring import load_keyring
from app.storage.root_keys import RootKeys
from app.system.clock import SystemClock
from app.system.paths import DataFolder
from tests.conftest import FULL
from tests.faults.children import rotate_keys
from tests.faults.figures import Figure, note
from tests.faults.kit import child, kill_and_read
from tests.storage_kit import LOGIN, PASSWORD, RECOVERY_BODY, add_staff, make_vault, unlocker

KILLS = 60 if FULL else 12
ROWS = 200


def opening_generations(folder: DataFolder, keys: RootKeys) -> list[int]:
    """Every generation that opens the file, tried one at a time."""
    found = []
    for generation in keys.newest_first:
        one = keys.only(generation)
        with contextlib.suppress(StoreDamaged):
            found.append(generation_of(folder.database, one))
    return found


def test_a_kill_during_rotation_loses_nothing(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    store = make_vault(folder.root)
    add_staff(store, "bob", Role.CLERK, "Bob Example")
    with store.writing() as unit:
        for number in range(ROWS):
            unit.settings.put(f"row-{number}", "x" * 200)
    store.close()
    moments = random.Random(13)  # noqa: S311 - repeatable, not secret
    seen: set[int] = set()
    for _ in range(KILLS):
        with child(rotate_keys, str(folder.root), PASSWORD, RECOVERY_BODY) as process:
            kill_and_read(process, moments.uniform(0.0, 0.6))
        ring, _ = load_keyring(folder.keyring)
        kept = (ring.for_login(LOGIN), ring.recovery)
        for slot, secret in zip(kept, (PASSWORD, RECOVERY_BODY), strict=True):
            assert slot is not None
            keys = open_slot(ring.vault, slot, secret)
            opening = opening_generations(folder, keys)
            assert len(opening) == 1, "exactly one generation opens"
        seen.add(opening[0])
        unlocked = unlocker(folder.root).unlock(LOGIN, PASSWORD)
        again = unlocked.store
        with again.reading() as unit:
            assert len(unit.settings.everything()) == ROWS
            assert unit.audit.verify().intact
        again.close()
        unlocker(folder.root).recover(RECOVERY_BODY).store.close()
        assert check_file(folder.database, keys, SystemClock()).findings == ()
        assert not (folder.root / "restore.partial").exists(), "swept by the unlock"
    note(Figure("F13", "killed while the keys are changed", KILLS, {"lost": 0, "locked out": 0}))
    assert len(seen) > 1, "some rotations came to their end, others did not"
