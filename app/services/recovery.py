"""Emergency access with the recovery code: reason, new password, new code.

The promise: the use of the code is in the trail before anything else happens; the old code works
until the new one was typed back from its sheet, so nobody is left without any.
Supports the emergency access procedure of 45 CFR 164.312(a)(2)(ii).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.domain.audit_chain import AuditEvent
from app.domain.errors import FieldProblems, Problem
from app.domain.recovery_code import new_recovery_body
from app.domain.staff import Actor, Role, StaffMember
from app.domain.text import clean_line
from app.services.passwords import own_words, require_password
from app.services.settings import practice_of
from app.storage.unit import Unit
from app.storage.unlocking import Unlocked

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Takeover:
    """What was typed: the code's body or None when it is no code, and what goes with it."""

    body: str | None = field(repr=False)
    reason: str = field(repr=False)
    new_password: str = field(repr=False)
    login: str = ""


@dataclass(frozen=True, slots=True)
class PendingRecovery:
    """An open store that waits for its new code to be typed back."""

    unlocked: Unlocked
    member: StaffMember
    body: str = field(repr=False)
    practice_name: str = ""
    sample: bool = False

    def finish(self) -> None:
        """The new code is on paper: it takes the old one's place."""
        store = self.unlocked.store
        store.vault.set_recovery(self.body)
        with store.writing(_actor(self.member)) as unit:
            unit.audit.record(AuditEvent("recovery.code_renewed", "store", 1))


def take_over(order: Takeover, *, enter: Callable[[str], Unlocked]) -> PendingRecovery:
    """Open the store with the code and give an administrator a new password.

    Args:
        order: what was typed.
        enter: opens the store with the body of a code.

    Raises:
        FieldProblems: not a recovery code, no reason, no administrator, or a guessable password.
        Problem: whatever ``enter`` raises.
    """
    _check(order)
    assert order.body is not None  # noqa: S101 - checked above
    unlocked = enter(order.body)
    store = unlocked.store
    try:
        with store.reading() as unit:
            member = _administrator(unit, order.login)
            profile, sample = practice_of(unit), unit.facts.get().sample
        with store.writing(_actor(member)) as unit:
            detail = {"reason": clean_line(order.reason)[:REASON_LIMIT]}
            unit.audit.record(AuditEvent("emergency.access", "staff", member.id, detail=detail))
        words = own_words(profile, member.login, member.name)
        require_password(order.new_password, words, field="new_password")
        store.vault.set_password(user=member.id, login=member.login, password=order.new_password)
        with store.writing(_actor(member)) as unit:
            present = unit.staff.get(member.id)
            member = unit.staff.save(replace(present, must_change_password=False))
            event = AuditEvent("staff.password_changed", "staff", member.id)
            unit.audit.record(event)
    except BaseException:
        store.close()
        raise
    return PendingRecovery(unlocked, member, new_recovery_body(), profile.name, sample)


def _check(order: Takeover) -> None:
    problems = {}
    if order.body is None:
        problems["code"] = "This is not a recovery code. Compare it with the sheet group by group."
    if not clean_line(order.reason):
        problems["reason"] = "Say why the recovery code is used; the audit trail keeps it."
    if problems:
        raise FieldProblems(problems)
    require_password(order.new_password, (), field="new_password")


def _administrator(unit: Unit, login: str) -> StaffMember:
    if login.strip():
        member = unit.staff.by_login(login)
        if member is None or not _may_take_over(member):
            raise FieldProblems({"login": "Type the sign-in name of an active administrator."})
        return member
    found = next((each for each in unit.staff.everyone() if _may_take_over(each)), None)
    if found is None:
        raise Problem("no-administrator", "This store has no active administrator.")
    return found


def _may_take_over(member: StaffMember) -> bool:
    return member.active and member.role is Role.ADMINISTRATOR


def _actor(member: StaffMember) -> Actor:
    return Actor(member.id, member.name)
