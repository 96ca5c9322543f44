"""What every command works with, and the way through an unlocked desk and out again.

The promise: whoever has the store open is named before a password is asked for; a store that was
opened is locked again whatever happens, with the backup that locking owes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.cli.answers import Told
from app.cli.arguments import Order
from app.cli.asking import Asker
from app.cli.interrupts import Interrupts
from app.domain.errors import Cancelled, Problem
from app.services.open_desk import Locked, OpenDesk
from app.services.progress import Progress
from app.services.vault import VaultService
from app.services.vault_state import FolderState
from app.system.clock import Clock

AtDesk = Callable[[OpenDesk], Told]


@dataclass(frozen=True, slots=True)
class Work:
    """One command with its means."""

    order: Order
    vault: VaultService
    clock: Clock
    asker: Asker
    interrupts: Interrupts

    @property
    def progress(self) -> Progress:
        """Cancelled when someone wants the command to end."""
        return self.interrupts.progress


def at_desk(work: Work, verb: AtDesk) -> Told:
    """Sign in, do it, lock.

    Raises:
        Problem: whatever kept it from being done.
        Cancelled: stopped on request; nothing is half done.
    """
    require_store(work)
    with work.interrupts.asking():
        password = work.asker.password(work.order.user)
    opened = work.vault.unlock(login=work.order.user, password=password, progress=work.progress)
    try:
        work.progress.step(0, 1)
        told = verb(opened)
    except BaseException:
        # what went wrong first is told; closing must not hide it
        with contextlib.suppress(Problem, Cancelled):
            work.vault.lock(open_desk=opened, progress=work.progress)
        raise
    return _with(told, _locked(work, opened), opened.notices)


def require_store(work: Work) -> None:
    """Refuse early, before anybody types a password.

    Raises:
        Problem: there is no store, it is open elsewhere, damaged, not ours or newer.
    """
    state = work.vault.state()
    if state.problem is not None:
        raise state.problem
    if state.kind is FolderState.ABSENT:
        raise Problem(
            "store-missing",
            "There is no practice's store in this folder.",
            unharmed="No new store was made.",
            next_step="Name its folder with --data, or set one up with: chartpost new",
        )


def _locked(work: Work, opened: OpenDesk) -> Locked:
    try:
        return work.vault.lock(open_desk=opened, progress=work.progress)
    except Cancelled:
        # the wish came when everything asked for was done; only the closing backup is left out
        return Locked()


def _with(told: Told, locked: Locked, notices: tuple[str, ...]) -> Told:
    facts = dict(told.facts)
    lines = (*told.lines, *notices)
    if notices:
        facts["notices"] = list(notices)
    if locked.backup is not None:
        facts["closing_backup"] = locked.backup.info.folder.name
    if locked.problem is None:
        return replace(told, lines=lines, facts=facts)
    problem = Problem(
        "closing-backup",
        "It was done, but the backup that follows a change failed: " + locked.problem.happened,
        unharmed=locked.problem.unharmed,
        next_step=locked.problem.next_step,
    )
    return Told(lines, facts, told.problem or problem)
