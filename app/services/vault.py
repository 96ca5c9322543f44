"""Into the store and out of it: set-up, unlock, recovery, lock, restore. Works while locked.

Promise: every way of not getting in has its own message with a next step and changes nothing; a
set-up that is broken off leaves no half store; what failed while the store was locked is in the
trail after the next unlock; locking leaves no key in memory and a backup behind it if one is due.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.documents.recovery_sheet import draw_recovery_sheet
from app.domain.audit_chain import AuditEvent
from app.domain.errors import Cancelled, Problem
from app.domain.paper_orders import RecoverySheet
from app.domain.recovery_code import (
    format_recovery_code,
    new_recovery_body,
    parse_recovery_code,
)
from app.domain.staff import StaffMember
from app.services.backup_finding import FoundBackup, described, find_backups
from app.services.backups import MadeBackup, back_up, changed_since_backup
from app.services.desk import Desk, Session
from app.services.entry import Entry, closed_on_failure
from app.services.key_change import KeyChange
from app.services.open_desk import Locked, OpenDesk, notices_of
from app.services.progress import Progress
from app.services.recovery import PendingRecovery, Takeover, take_over
from app.services.rescue import Rescue
from app.services.restoring import Restored, RestoreOrder, restore_backup
from app.services.services import Services
from app.services.setup import (
    MakeUnlocker,
    SetupChoices,
    build_store,
    check_choices,
    check_recovery_typed,
)
from app.services.vault_state import VaultState, look_at
from app.storage.backup_shelf import list_backups
from app.storage.faults import files_told_plainly
from app.storage.key_slots import WrongPassword
from app.storage.opening import refuse_existing
from app.storage.unlocking import CheckPlace, Unlocked, Unlocker
from app.system.clock import Clock
from app.system.paths import DataFolder
from app.system.places import refusal
from app.system.private_files import make_private_folder


@dataclass(frozen=True, slots=True)
class _PendingSetup:
    choices: SetupChoices
    password: str = field(repr=False)
    body: str = field(repr=False)


class VaultService:
    """One data folder and the way into it.

    Attributes:
        key_change: puts new keys in place of the old ones.
        rescue: saves what can be read of a damaged store.
    """

    def __init__(
        self,
        folder: DataFolder,
        clock: Clock,
        *,
        check_place: CheckPlace = refusal,
        make_unlocker: MakeUnlocker | None = None,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._check_place = check_place
        self._make_unlocker = make_unlocker or (
            lambda place: Unlocker(place, clock, check_place=check_place)
        )
        self._setup: _PendingSetup | None = None
        self._recovery: PendingRecovery | None = None
        self._bind()

    def _bind(self) -> None:
        """What works with the folder in use."""
        self._entry = Entry(self._folder, self._clock, self._make_unlocker)
        self.key_change = KeyChange(self._entry)
        self.rescue = Rescue(self._entry)

    @property
    def folder(self) -> DataFolder:
        """The data folder."""
        return self._folder

    def use_folder(self, *, folder: Path) -> None:
        """Work with another data folder; only while locked."""
        self.forget()
        self._folder = DataFolder(folder)
        self._bind()

    def check_folder(self, *, folder: Path) -> str | None:
        """One sentence why a live store cannot be kept there, or None when it can."""
        return self._check_place(folder)

    def state(self) -> VaultState:
        """What is in the folder, as far as it can be told without a password; cheap."""
        return look_at(self._folder, self._clock.now())

    def backups(self) -> tuple[FoundBackup, ...]:
        """The backups in the data folder, newest first."""
        return described(list_backups(self._folder.backups), self._folder)

    def backups_in(self, *, folder: Path) -> tuple[FoundBackup, ...]:
        """The backups in another folder: a second place with several, or one backup's own.

        Raises:
            Problem: there is none, or the folder cannot be read.
        """
        return find_backups(folder, self._folder)

    def create(self, *, choices: SetupChoices, password: str) -> str:
        """Begin the set-up: the recovery code to print. Nothing is written before it is typed back.

        Raises:
            FieldProblems: an answer or the password cannot stand.
            Problem: the folder cannot hold a store, or holds one already.
        """
        self.forget()
        tidy = check_choices(choices, password)
        refuse_existing(self._folder)
        _refuse_place(self._check_place, self._folder)
        self._setup = _PendingSetup(tidy, password, new_recovery_body())
        return format_recovery_code(self._setup.body)

    def recover(self, *, code: str, reason: str, new_password: str, login: str = "") -> str:
        """Emergency access: a new password for an administrator, and a new code to print.

        The desk opens once the new code was typed back with :meth:`confirm_recovery`; until then
        the old code stays good. The access is in the trail at once, with its reason.

        Raises:
            FieldProblems: no code at all, no reason, or an easily guessed password.
            WrongPassword: not this store's code.
            TooSoon: a pause after failed tries.
            Problem: one of those of :meth:`unlock`.
        """
        self.forget()
        body = parse_recovery_code(code)
        self._recovery = take_over(
            Takeover(body, reason, new_password, login), enter=self._entry.by_code
        )
        return format_recovery_code(self._recovery.body)

    def recovery_sheet(self) -> bytes:
        """The page to print with the code that has to be typed back.

        Raises:
            Problem: there is no code waiting.
        """
        if self._setup is not None:
            practice, sample = self._setup.choices.practice.name, self._setup.choices.sample
            body = self._setup.body
        elif self._recovery is not None:
            practice, sample = self._recovery.practice_name, self._recovery.sample
            body = self._recovery.body
        else:
            raise _nothing_pending()
        code = format_recovery_code(body)
        return draw_recovery_sheet(RecoverySheet(practice, self._clock.today(), code, sample))

    def confirm_recovery(self, *, code: str, progress: Progress | None = None) -> OpenDesk:
        """The code was typed back from the sheet: finish the set-up or the recovery.

        Raises:
            FieldProblems: not the code on the sheet.
            Problem: there is no code waiting, or the store could not be written.
        """
        pending = self._setup or self._recovery
        if pending is None:
            raise _nothing_pending()
        check_recovery_typed(parse_recovery_code(code) or "", pending.body)
        if self._setup is not None:
            setup = self._setup
            build_store(
                self._folder, self._make_unlocker, setup.choices, setup.password, setup.body
            )
            login, password = self._setup.choices.login, self._setup.password
            self._setup = None
            return self.unlock(login=login, password=password, progress=progress)
        assert self._recovery is not None  # noqa: S101 - one of the two is there
        recovery, self._recovery = self._recovery, None
        with closed_on_failure(recovery.unlocked.store):
            recovery.finish()
        return self._opened(recovery.unlocked, recovery.member)

    def forget(self) -> None:
        """Drop a code that was not typed back, and close what the recovery had opened."""
        self._setup = None
        recovery, self._recovery = self._recovery, None
        if recovery is not None:
            recovery.unlocked.store.close()
        self.key_change.forget()
        self.rescue.forget()

    def unlock(
        self,
        *,
        login: str,
        password: str,
        accept_rollback: bool = False,
        progress: Progress | None = None,
    ) -> OpenDesk:
        """Open the store for one person.

        After an unclean end every byte is checked first. ``accept_rollback`` goes on with a store
        that is older than it was; only an administrator may, and the trail says so.

        Raises:
            NotPermitted: only an administrator accepts an older store.
            WrongPassword: unknown, wrong or disabled, without saying which.
            TooSoon: a pause after failed tries.
            Problem: ``store-in-use``, ``store-damaged``, ``not-our-store``, ``store-newer``,
                ``store-missing``, ``store-rolled-back`` and others, each with its next step.
        """
        self.forget()
        unlocked = self._entry.by_password(
            login, password, accept_rollback=accept_rollback, progress=progress
        )
        assert unlocked.member is not None  # noqa: S101 - unlocking by password names a member
        return self._opened(unlocked, unlocked.member)

    def lock(self, *, open_desk: OpenDesk, progress: Progress | None = None) -> Locked:
        """Back up if something changed, then close: checkpoint, anchor, let go, wipe.

        The window has stopped its jobs and let go of what it showed. The store is closed even if
        the backup fails or the person does not wait for it; it is then made the next time.
        """
        store = open_desk.desk.store
        made: MadeBackup | None = None
        problem: Problem | None = None
        skipped = False
        try:
            if not store.damaged:
                with open_desk.desk.writing() as unit:
                    unit.audit.record(AuditEvent("store.locked", "store", 1))
                if changed_since_backup(open_desk.desk):
                    made = back_up(open_desk.desk, progress=progress)
        except Problem as failed:
            problem = failed
        except Cancelled:
            skipped = True
        finally:
            store.close()
        return Locked(made, problem, skipped)

    def restore(
        self,
        *,
        order: RestoreOrder,
        open_desk: OpenDesk | None = None,
        progress: Progress | None = None,
    ) -> Restored:
        """Put a backup in the store's place; afterwards the store is locked.

        The present files go to quarantine. Sign-in name and password are those of the backup. A
        copy elsewhere than the original has no second place for its backups.

        Raises:
            WrongPassword: they do not open the backup.
            NotPermitted: not an administrator's.
            Problem: another practice's backup, damaged, no reason given; nothing was moved.
        """
        self.forget()
        desk = open_desk.desk if open_desk is not None else None

        def restore() -> Restored:
            try:
                return restore_backup(
                    self._folder, self._clock, order, desk=desk, progress=progress
                )
            except WrongPassword:
                # on a new computer there is no folder yet; a try counts there, too, and joins the
                # restored store's trail
                with files_told_plainly():
                    make_private_folder(self._folder.root)
                raise

        result = "wrong-code-for-backup" if order.code else "wrong-password-for-backup"
        return self._entry.count(restore, result=result)

    def _opened(self, unlocked: Unlocked, member: StaffMember) -> OpenDesk:
        store = unlocked.store
        with closed_on_failure(store):
            session = Session(member.id, member.login, member.name)
            with store.reading() as unit:
                sample = unit.facts.get().sample
            desk = Desk(store, self._clock, session, sample=sample)
            must_change = member.must_change_password
            return OpenDesk(desk, Services(desk), member, must_change, notices_of(unlocked))


def _refuse_place(check_place: CheckPlace, folder: DataFolder) -> None:
    reason = check_place(folder.root)
    if reason is not None:
        raise Problem(
            "forbidden-place",
            reason,
            unharmed="Nothing was made there.",
            next_step="Choose a folder on a disk inside this computer.",
        )


def _nothing_pending() -> Problem:
    return Problem(
        "no-code-waiting",
        "There is no recovery code waiting to be typed back.",
        next_step="Begin again.",
    )
