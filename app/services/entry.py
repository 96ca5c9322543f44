"""One try to get into the store: the pause, the count of failures, what they leave in the trail.

The promise: every failed try counts, whichever door it was made at; whoever does not get in leaves
nothing open behind them; what failed while the store was locked is in the trail of the next person
who gets in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from app.domain.audit_chain import AuditEvent
from app.domain.errors import NotPermitted, Problem
from app.domain.staff import Actor, Operation, is_permitted
from app.services.open_desk import TooSoon, check_after_crash
from app.services.progress import Progress
from app.services.setup import MakeUnlocker
from app.storage.key_slots import WrongPassword
from app.storage.keyring import load_keyring
from app.storage.staff import tidy_login
from app.storage.store import Store
from app.storage.unlocking import Unlocked
from app.system.clock import Clock
from app.system.paths import DataFolder
from app.system.state_file import QueuedEvent, SignInGate, StateFile

T = TypeVar("T")
EXPORTED = "exported-from-damaged-store"
"""A queued event that is no failed sign-in."""


class Entry:
    """The ways into one data folder's store."""

    def __init__(self, folder: DataFolder, clock: Clock, make_unlocker: MakeUnlocker) -> None:
        self.folder = folder
        self.clock = clock
        self.make_unlocker = make_unlocker

    def by_password(
        self,
        login: str,
        password: str,
        *,
        accept_rollback: bool = False,
        progress: Progress | None = None,
    ) -> Unlocked:
        """Open the store for one person; every byte is checked first after an unclean end.

        Raises:
            NotPermitted: only an administrator accepts an older store.
            WrongPassword: unknown, wrong or disabled, without saying which.
            TooSoon: a pause after failed tries.
            Problem: one of those of ``Unlocker.unlock``.
        """
        gate = self._gate()
        unlocker = self.make_unlocker(self.folder)
        unlocked = self._counted(
            gate,
            lambda: unlocker.unlock(login, password, accept_rollback=accept_rollback),
            login=login,
        )
        member = unlocked.member
        with closed_on_failure(unlocked.store):
            assert member is not None  # noqa: S101 - unlocking by password names a member
            if accept_rollback and not is_permitted(member.role, Operation.RESTORE):
                # Not noted as good outside.
                unlocked.store.abandon()
                raise NotPermitted(Operation.RESTORE.value)
            check_after_crash(unlocked, progress)
            self._report_queue(gate, unlocked.store)
            with unlocked.store.writing(Actor(member.id, member.name)) as unit:
                unit.audit.record(AuditEvent("signin.succeeded", "staff", member.id))
        return unlocked

    def by_code(self, body: str) -> Unlocked:
        """Open the store with the body of the recovery code.

        Raises:
            WrongPassword: not this store's code.
            TooSoon: a pause after failed tries.
            Problem: one of those of ``Unlocker.recover``.
        """
        gate = self._gate()
        unlocker = self.make_unlocker(self.folder)
        unlocked = self._counted(gate, lambda: unlocker.recover(body), result="wrong-recovery-code")
        with closed_on_failure(unlocked.store):
            check_after_crash(unlocked)
            self._report_queue(gate, unlocked.store)
        return unlocked

    def count(self, attempt: Callable[[], T], *, login: str = "", result: str) -> T:
        """Another use of a password than opening: a wrong one counts as at the door.

        Raises:
            TooSoon: a pause after failed tries.
            WrongPassword: from the attempt.
        """
        return self._counted(self._gate(), attempt, login=login, result=result)

    def note(self, *, login: str, result: str) -> None:
        """Queue what was done while the trail could not be written."""
        gate = SignInGate(StateFile(self.folder.state))
        gate.note(self.clock.now(), known_login=_known(self.folder, login), result=result)

    def _counted(
        self,
        gate: SignInGate,
        attempt: Callable[[], T],
        *,
        login: str = "",
        result: str = "wrong-password",
    ) -> T:
        try:
            return attempt()
        except WrongPassword:
            known = _known(self.folder, login) if login else ""
            gate.failed(self.clock.now(), known_login=known, result=result)
            raise

    def _gate(self) -> SignInGate:
        gate = SignInGate(StateFile(self.folder.state))
        wait = gate.wait_for(self.clock.now())
        if wait > timedelta(0):
            raise TooSoon(wait)
        return gate

    @staticmethod
    def _report_queue(gate: SignInGate, store: Store) -> None:
        """Move what failed while the store was locked into the trail; it was kept unprotected."""
        events = gate.succeeded()
        if not events:
            return
        with store.writing() as unit:
            for event in events:
                unit.audit.record(_queued(event))
        gate.forget_events()


@contextmanager
def closed_on_failure(store: Store) -> Iterator[None]:
    """Whatever goes wrong before the store has an owner closes it."""
    try:
        yield
    except BaseException:
        store.close()
        raise


def _known(folder: DataFolder, login: str) -> str:
    """The sign-in name if there is such an account; what else was typed is nobody's business."""
    try:
        ring, _ = load_keyring(folder.keyring)
    except Problem:
        return ""
    tidy = tidy_login(login)
    return tidy if ring.for_login(tidy) else ""


def _queued(event: QueuedEvent) -> AuditEvent:
    detail = {
        "at": event.at,
        "login": event.login,
        "result": event.result,
        "source": "reported by unprotected queue",
    }
    action = "export.damaged_store" if event.result == EXPORTED else "signin.failed"
    return AuditEvent(action, "staff", detail=detail)
