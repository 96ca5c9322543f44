"""New keys for a store: who gets in afterwards, what old copies open, what a failure leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.domain.staff import Actor, Role
from app.storage import key_rotation
from app.storage.backup import make_backup
from app.storage.faults import disk_full
from app.storage.key_rotation import Holder, KeyRotation, RotationPlan, generation_of
from app.storage.key_slots import WrongPassword, open_slot
from app.storage.keyring import load_keyring
from app.storage.root_keys import RootKeys
from app.storage.store import Store
from app.system.clock import FixedClock
from app.system.private_files import backup_of
from tests.storage_kit import (
    CHEAP_COST,
    LOGIN,
    NOW,
    PASSWORD,
    RECOVERY_BODY,
    add_staff,
    make_vault,
    unlocker,
)

NEW_BODY = "9876543210ZYXWVTSRQPNMKJ"
ONE_TIME = "once only 1234 once only"
PLAN = RotationPlan(
    keeper=Holder(1, LOGIN, PASSWORD),
    others=(Holder(2, "bob", ONE_TIME),),
    recovery_body=NEW_BODY,
    actor=Actor(1, "Ann Example"),
    cost=CHEAP_COST,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = make_vault(tmp_path / "data")
    bob = add_staff(made, "bob", Role.CLERK, "Bob Example")
    made.vault.set_password(user=bob.id, login="bob", password=PASSWORD)
    with made.writing() as unit:
        unit.settings.put("row", "kept")
    return made


def rotate(store: Store) -> RootKeys:
    """The old keys, after the store was closed and its keys changed."""
    keys = store.keys.copy()
    store.close()
    KeyRotation(store.folder, keys, FixedClock(NOW)).run(PLAN)
    return keys


def test_afterwards_only_the_new_ways_in_work(store: Store) -> None:
    rotate(store)
    ring, _ = load_keyring(store.folder.keyring)
    assert len(ring.slots) == 3
    for slot in ring.slots:
        secret = {"ann": PASSWORD, "bob": ONE_TIME}.get(slot.login, NEW_BODY)
        assert open_slot(ring.vault, slot, secret).newest_first == [2]
    with pytest.raises(WrongPassword):
        unlocker(store.folder.root).unlock("bob", PASSWORD)
    with pytest.raises(WrongPassword):
        unlocker(store.folder.root).recover(RECOVERY_BODY)
    bob = unlocker(store.folder.root).unlock("bob", ONE_TIME)
    assert bob.member is not None
    assert bob.member.must_change_password
    with bob.store.reading() as unit:
        assert unit.settings.get("row", "") == "kept"
        events = [entry.action for entry in unit.audit.page(limit=5)]
        assert unit.facts.get().keyring_copy == bob.store.vault.content
        assert unit.audit.verify().intact
    assert {"keys.rotated", "staff.password_reset"} <= set(events)
    bob.store.close()
    unlocker(store.folder.root).recover(NEW_BODY).store.close()


def test_the_old_keys_open_old_backups_and_nothing_newer(store: Store) -> None:
    info = make_backup(store)
    old = rotate(store)
    assert generation_of(info.database, old) == 1
    with pytest.raises(Problem, match="store-damaged"):
        generation_of(store.folder.database, old)
    previous, _ = load_keyring(backup_of(store.folder.keyring))
    slot = previous.for_login(LOGIN)
    assert slot is not None
    assert open_slot(previous.vault, slot, PASSWORD).newest_first == [2]


@pytest.mark.parametrize("where", ["copy", "keys", "pages", "audit"])
def test_cancelled_at_any_stage_everything_is_as_it_was(store: Store, where: str) -> None:
    def step(name: str) -> None:
        if name == where:
            raise disk_full()

    keys = store.keys.copy()
    store.close()
    before = store.folder.keyring.read_bytes()
    with pytest.raises(Problem, match="disk-full"):
        KeyRotation(store.folder, keys, FixedClock(NOW), step).run(PLAN)
    assert store.folder.keyring.read_bytes() == before
    assert not (store.folder.root / "restore.partial").exists()
    unlocker(store.folder.root).unlock("bob", PASSWORD).store.close()
    unlocker(store.folder.root).recover(RECOVERY_BODY).store.close()


def test_a_bad_copy_is_never_swapped_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = key_rotation.check_file

    def damaged(path: Path, *rest: object, **named: object) -> object:
        data = bytearray(path.read_bytes())
        data[-100] ^= 1
        path.write_bytes(data)
        return usual(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(key_rotation, "check_file", damaged)
    with pytest.raises(Problem, match="store-damaged"):
        rotate(store)
    unlocker(store.folder.root).unlock("bob", PASSWORD).store.close()


def test_it_waits_for_whoever_has_the_store_open(store: Store) -> None:
    with pytest.raises(Problem, match="store-in-use"):
        KeyRotation(store.folder, store.keys.copy(), FixedClock(NOW)).run(PLAN)
    store.close()


def test_without_room_for_the_last_tidying_the_store_opens_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, saved = key_rotation.save_keyring, []

    def sometimes_full(path: Path, ring: object) -> None:
        saved.append(ring)
        if len(saved) > 2:
            raise disk_full()
        usual(path, ring)  # type: ignore[arg-type]

    monkeypatch.setattr(key_rotation, "save_keyring", sometimes_full)
    rotate(store)
    opened = unlocker(store.folder.root).unlock(LOGIN, PASSWORD).store
    assert opened.keys.newest_first == [2, 1]
    opened.close()
    unlocker(store.folder.root).unlock("bob", ONE_TIME).store.close()
