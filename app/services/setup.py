"""What the set-up guide asks for, checked page by page before anything is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.audit_chain import AuditEvent
from app.domain.errors import FieldProblems
from app.domain.papers import PracticeProfile
from app.domain.settings import check_practice
from app.services.passwords import own_words, require_password
from app.services.reference import seed_reference
from app.services.settings import store_practice, tidy_profile
from app.services.staff import check_account
from app.storage.opening import finish_creation, refuse_existing
from app.storage.unlocking import FirstAccount, Unlocker
from app.system.paths import DataFolder
from app.system.private_files import make_private_folder, sync_folder

STAGING_NAME = ".setup"
MakeUnlocker = Callable[[DataFolder], Unlocker]


@dataclass(frozen=True, slots=True)
class SetupChoices:
    """The answers of the guide.

    Attributes:
        login: sign-in name of the first administrator.
        name: that person's name, as the trail shows it.
        sample: an invented practice; everything printed from it is marked SAMPLE.
    """

    practice: PracticeProfile
    login: str
    name: str = field(repr=False)
    sample: bool = False


def check_choices(choices: SetupChoices, password: str) -> SetupChoices:
    """The answers made tidy, if all of them can stand.

    Raises:
        FieldProblems: each wrong answer with its sentence.
    """
    tidy = tidy_profile(choices.practice)
    check_practice(tidy)
    check_account(choices.login, choices.name)
    require_password(password, own_words(tidy, choices.login, choices.name))
    return SetupChoices(tidy, choices.login, choices.name, choices.sample)


def check_recovery_typed(typed: str, code: str) -> None:
    """Pass only the code that was just printed.

    Raises:
        FieldProblems: a slip of the hand, or another code.
    """
    if typed != code:
        raise FieldProblems(
            {"code": "This is not the code on the sheet. Compare it group by group."}
        )


def build_store(
    folder: DataFolder,
    make_unlocker: MakeUnlocker,
    choices: SetupChoices,
    password: str,
    recovery_body: str,
) -> None:
    """Make the whole store beside its place, then move it in; a crash leaves all of it or nothing.

    Raises:
        Problem: ``store-exists``, ``forbidden-place``, disk full.
    """
    refuse_existing(folder)
    make_private_folder(folder.root)
    staging = DataFolder(folder.root / STAGING_NAME)
    shutil.rmtree(staging.root, ignore_errors=True)
    account = FirstAccount(choices.login, choices.name, password)
    unlocker = make_unlocker(staging)
    store = unlocker.create(account, recovery_body, sample=choices.sample).store
    try:
        with store.writing() as unit:
            store_practice(unit, choices.practice)
            seed_reference(unit)
            unit.audit.record(AuditEvent("store.set_up", "store", 1))
    finally:
        store.close()
    # The keyring goes last: a database without one is cleared away at the next start.
    staging.database.replace(folder.creating)
    staging.keyring.replace(folder.keyring)
    sync_folder(folder.root)
    finish_creation(folder)
    shutil.rmtree(staging.root, ignore_errors=True)
