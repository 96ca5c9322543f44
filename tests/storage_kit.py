"""Real encrypted stores for tests, quick to make.

``make_store`` and ``make_vault`` copy templates that are made once per process, so a test pays
milliseconds.
"""

from __future__ import annotations

import atexit
import secrets
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.domain.staff import Actor, Role, StaffMember
from app.storage.key_derivation import Argon2Cost
from app.storage.opening import create_database, finish_creation, open_database
from app.storage.root_keys import RootKeys
from app.storage.store import Store
from app.storage.unlocking import FirstAccount, Unlocker
from app.system.clock import Clock, FixedClock
from app.system.paths import DataFolder

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday morning."""

VAULT_ID = "test-vault"
LOGIN = "ann"
PASSWORD = "plover cabinet 41 staircase"
RECOVERY_BODY = "0123456789ABCDEFGHJKMNPQ"
"""What ``format_recovery_code`` prints and ``parse_recovery_code`` gives back."""

CHEAP_COST = Argon2Cost(47104, 1, 1)
_TEMPLATE_KEY = secrets.token_bytes(32)


def kit_keys() -> RootKeys:
    """The keys of every store from ``make_store`` in this process."""
    return RootKeys({1: _TEMPLATE_KEY})


def make_store(folder: Path, clock: Clock | None = None) -> Store:
    """An open, empty store in ``folder``; close it with ``store.close()``."""
    place = DataFolder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template(), place.database)
    place.database.chmod(0o600)
    return reopen(folder, clock)


def reopen(folder: Path, clock: Clock | None = None) -> Store:
    """Open again what ``make_store`` made, as after a restart."""
    return open_database(DataFolder(folder), kit_keys(), clock or FixedClock(NOW), busy_seconds=0.2)


def add_staff(
    store: Store, login: str = "ann", role: Role = Role.ADMINISTRATOR, name: str = "Ann Example"
) -> StaffMember:
    """One more account in the store, without a password."""
    with store.writing() as unit:
        return unit.staff.add(
            login=login, name=name, role=role, must_change_password=False, at=store.clock.now()
        )


def actor_of(member: StaffMember) -> Actor:
    """The member as the audit trail names them."""
    return Actor(member.id, member.name)


def make_vault(folder: Path, clock: Clock | None = None) -> Store:
    """A practice as set-up makes it: keyring, lock, first account ``LOGIN``/``PASSWORD``.

    Always the same one within a process; another practice is made by ``unlocker(...).create``.
    """
    if (clock or FixedClock(NOW)).now() != NOW:
        return _set_up(folder, clock)
    shutil.copytree(_vault_template(), folder)
    return unlocker(folder, clock).unlock(LOGIN, PASSWORD).store


def unlocker(folder: Path, clock: Clock | None = None) -> Unlocker:
    """Opens what ``make_vault`` made, with the cheapest password cost a keyring may name."""
    return Unlocker(
        DataFolder(folder),
        clock or FixedClock(NOW),
        check_place=lambda _: None,
        cost=CHEAP_COST,
        busy_seconds=0.2,
    )


def _set_up(folder: Path, clock: Clock | None = None) -> Store:
    account = FirstAccount(LOGIN, "Ann Example", PASSWORD)
    return unlocker(folder, clock).create(account, RECOVERY_BODY).store


@cache
def _vault_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="chartpost-test-")) / "data"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    _set_up(folder).close()
    return folder


@cache
def _template() -> Path:
    folder = DataFolder(Path(tempfile.mkdtemp(prefix="chartpost-test-")))
    atexit.register(shutil.rmtree, folder.root, ignore_errors=True)
    create_database(folder, kit_keys(), FixedClock(NOW), vault_id=VAULT_ID)
    finish_creation(folder)
    return folder.database
