"""New keys for the whole store, so that an old backup's password opens nothing made from now on.

Promise: an administrator who typed the password; a new recovery code, typed back before anything is
changed; a verified backup before the first byte is moved; everyone else starts with a password that
works once, shown once. Supports 45 CFR 164.308(a)(3)(ii)(C): access ends when somebody leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.documents.recovery_sheet import draw_recovery_sheet
from app.domain.errors import NotPermitted, Problem
from app.domain.paper_orders import RecoverySheet
from app.domain.password_rules import generate_password
from app.domain.recovery_code import format_recovery_code, new_recovery_body, parse_recovery_code
from app.domain.staff import Actor, Operation, StaffMember, is_permitted
from app.services.entry import Entry, closed_on_failure
from app.services.progress import Progress
from app.services.settings import practice_of
from app.services.setup import check_recovery_typed
from app.services.staff import OneTimePassword
from app.storage.backup import make_backup
from app.storage.integrity import Step
from app.storage.key_derivation import calibrated_cost
from app.storage.key_rotation import Holder, KeyRotation, RotationPlan
from app.storage.staff import tidy_login
from app.storage.unlocking import Unlocked
from app.system.state_file import StateFile

STAGES = ("backup", "copy", "keys", "pages", "log", "seals", "links", "search", "audit")


@dataclass(frozen=True, slots=True)
class _Pending:
    unlocked: Unlocked
    member: StaffMember
    others: tuple[StaffMember, ...]
    practice_name: str
    sample: bool
    password: str = field(repr=False)
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChangedKeys:
    """The store is closed and under its new key.

    Attributes:
        passwords: what each of the others signs in with once; shown now and never again.
    """

    passwords: tuple[OneTimePassword, ...] = field(repr=False)


class KeyChange:
    """From the administrator's password to the new keys; works while locked."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._pending: _Pending | None = None

    def begin(self, *, login: str, password: str) -> str:
        """Check who asks; the new recovery code to print. Nothing is changed yet.

        Raises:
            WrongPassword: unknown, wrong or disabled, without saying which.
            NotPermitted: not an administrator; the try is in the trail.
            Problem: the store does not open.
        """
        self.forget()
        unlocked = self._entry.by_password(login, password)
        with closed_on_failure(unlocked.store):
            member = unlocked.member
            assert member is not None  # noqa: S101 - unlocking by password names a member
            if not is_permitted(member.role, Operation.RESTORE):
                raise NotPermitted(Operation.RESTORE.value)
            with unlocked.store.reading() as unit:
                others = tuple(
                    each for each in unit.staff.everyone() if each.active and each.id != member.id
                )
                name, sample = practice_of(unit).name, unit.facts.get().sample
        body = new_recovery_body()
        self._pending = _Pending(unlocked, member, others, name, sample, password, body)
        return format_recovery_code(body)

    def sheet(self) -> bytes:
        """The page to print with the new code.

        Raises:
            Problem: there is no code waiting.
        """
        pending = self._waiting()
        code, today = format_recovery_code(pending.body), self._entry.clock.today()
        return draw_recovery_sheet(
            RecoverySheet(pending.practice_name, today, code, pending.sample)
        )

    def finish(self, *, code: str, progress: Progress | None = None) -> ChangedKeys:
        """The code was typed back: back up, encrypt anew, check, and only then swap.

        Raises:
            FieldProblems: not the code on the sheet; it can be typed again.
            Cancelled: the person stopped it; everything is as it was.
            Problem: it was not done, and why; everything is as it was.
        """
        pending = self._waiting()
        check_recovery_typed(parse_recovery_code(code) or "", pending.body)
        self._pending = None
        store, keys = pending.unlocked.store, pending.unlocked.store.keys.copy()
        given = tuple(OneTimePassword(member, generate_password()) for member in pending.others)
        step = _steps(progress)
        actor = Actor(pending.member.id, pending.member.name)
        try:
            with closed_on_failure(store):
                step("backup")
                info = make_backup(store, actor, step=lambda _name: step("backup"))
                StateFile(store.folder.state).remember_backup(info.made_at)
            store.close()
            plan = RotationPlan(
                keeper=_holder(pending.member, pending.password),
                others=tuple(_holder(each.member, each.password) for each in given),
                recovery_body=pending.body,
                actor=actor,
                cost=self._entry.make_unlocker(self._entry.folder).cost or calibrated_cost(),
            )
            KeyRotation(self._entry.folder, keys, self._entry.clock, step).run(plan)
        finally:
            keys.wipe()
        return ChangedKeys(given)

    def forget(self) -> None:
        """Drop what was begun; nothing was changed."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.unlocked.store.close()

    def _waiting(self) -> _Pending:
        if self._pending is None:
            raise Problem(
                "no-code-waiting",
                "There is no recovery code waiting to be typed back.",
                next_step="Begin again.",
            )
        return self._pending


def _holder(member: StaffMember, password: str) -> Holder:
    return Holder(member.id, tidy_login(member.login), password)


def _steps(progress: Progress | None) -> Step:
    def step(name: str) -> None:
        if progress is not None:
            progress.step(STAGES.index(name), len(STAGES))

    return step
