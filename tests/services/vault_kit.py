"""A set-up practice and a signed-in desk for service tests, on the real encrypted store."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.domain.addresses import Address
from app.domain.papers import PracticeProfile
from app.domain.staff import Role
from app.services.desk import Desk, Session
from app.services.open_desk import OpenDesk
from app.services.reference import seed_reference
from app.services.settings import store_practice
from app.services.setup import SetupChoices
from app.services.vault import VaultService
from app.storage.store import Store
from app.storage.unlocking import Unlocker
from app.system.clock import FixedClock
from app.system.paths import DataFolder
from tests.storage_kit import CHEAP_COST, add_staff, make_store, reopen

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PASSWORD = "plover cabinet 41 staircase"
OTHER_PASSWORD = "velvet otter drinks 9 lakes"

PRACTICE = PracticeProfile(
    name="Lakeside Family Practice",
    address=Address(line1="120 Harbor Street", city="Somerville", state="MA", zip_code="02143"),
    phone="(617) 555-0100",
    state="MA",
    privacy_contact="Ines Calloway",
    privacy_phone="(617) 555-0199",
)
CHOICES = SetupChoices(PRACTICE, "ann", "Ann Example")


def vault_service(root: Path, clock: FixedClock | None = None) -> VaultService:
    """The service for a folder, with quick key derivation and every place allowed."""
    ours = clock or FixedClock(NOW)

    def unlocker(folder: DataFolder) -> Unlocker:
        return Unlocker(folder, ours, check_place=lambda _: None, cost=CHEAP_COST, busy_seconds=0.2)

    return VaultService(DataFolder(root), ours, check_place=lambda _: None, make_unlocker=unlocker)


def set_up(service: VaultService, choices: SetupChoices = CHOICES) -> OpenDesk:
    """A practice set up and unlocked."""
    code = service.create(choices=choices, password=PASSWORD)
    return service.confirm_recovery(code=code)


def desk_in(
    root: Path,
    *,
    role: Role = Role.ADMINISTRATOR,
    clock: FixedClock | None = None,
    sample: bool = False,
) -> Desk:
    """A desk on a seeded store without a keyring: milliseconds; close ``desk.store`` at the end."""
    ours = clock or FixedClock(NOW)
    root.mkdir(parents=True)
    shutil.copyfile(_seeded(), DataFolder(root).database)
    store = reopen(root, ours)
    return sign_in(store, role=role, clock=ours, sample=sample)


@cache
def _seeded() -> Path:
    """A store with practice profile and dated facts, made once per process."""
    root = Path(tempfile.mkdtemp(prefix="chartpost-seeded-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    store = make_store(root)
    with store.writing() as unit:
        store_practice(unit, PRACTICE)
        seed_reference(unit)
    store.close()
    return DataFolder(root).database


def sign_in(
    store: Store,
    *,
    login: str = "ann",
    role: Role = Role.ADMINISTRATOR,
    clock: FixedClock | None = None,
    sample: bool = False,
) -> Desk:
    """Another person's desk at the same store."""
    member = add_staff(store, login, role, f"{login.title()} Example")
    session = Session(member.id, member.login, member.name)
    return Desk(store, clock or FixedClock(NOW), session, sample=sample)


def actions(desk: Desk) -> list[str]:
    """What the trail holds, oldest first."""
    with desk.reading() as unit:
        return [entry.action for entry in reversed(unit.audit.page(limit=500))]
