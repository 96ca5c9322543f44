"""Staff accounts and passwords: who may sign in, in which role, and with what.

A one-time password is shown once, never stored in clear, and must be changed at first sign-in. The
keyring file is changed before the event says so; if it cannot be saved, the account stays shut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from app.domain.audit_chain import AuditEvent
from app.domain.errors import FieldProblems, Problem
from app.domain.password_rules import generate_password
from app.domain.staff import Operation, Role, StaffMember
from app.domain.text import NAME_LIMIT, clean_line, require_length
from app.services.changes import Area, Outcome, done
from app.services.desk import Service, permitted
from app.services.passwords import own_words, require_password
from app.services.settings import practice_of
from app.storage.staff import tidy_login
from app.storage.unit import Unit

_LOGIN = re.compile(r"[\w.\-@]{2,40}")


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """What the administrator tells the person; it is shown once."""

    member: StaffMember
    password: str = field(repr=False)


class StaffService(Service):
    """Accounts are disabled, never deleted; the last administrator stays."""

    @permitted(Operation.OWN_ACCOUNT)
    def me(self) -> StaffMember:
        """The signed-in person as the store has them now."""
        with self.desk.reading() as unit:
            return unit.staff.get(self.desk.session.staff_id)

    @permitted(Operation.MANAGE_STAFF)
    def list(self) -> tuple[StaffMember, ...]:
        """All accounts, active ones first."""
        with self.desk.reading() as unit:
            return tuple(unit.staff.everyone())

    @permitted(Operation.MANAGE_STAFF)
    def add(self, *, login: str, name: str, role: Role) -> Outcome[OneTimePassword]:
        """A new account with a one-time password.

        Raises:
            FieldProblems: the sign-in name is taken or has other signs than letters and digits.
        """
        check_account(login, name)
        with self.desk.writing() as unit:
            member = unit.staff.add(
                login=login,
                name=clean_line(name),
                role=role,
                must_change_password=True,
                at=self.desk.clock.now(),
            )
            self._record(unit, "staff.added", member, role=role.value)
        return done(self._one_time(member), Area.STAFF)

    @permitted(Operation.MANAGE_STAFF)
    def rename(self, *, staff_id: int, version: int, name: str) -> Outcome[StaffMember]:
        """Change the name that the trail and the window show from now on."""
        check_account("unchanged", name)
        with self.desk.writing() as unit:
            member = replace(unit.staff.get(staff_id), version=version, name=clean_line(name))
            saved = unit.staff.save(member)
            self._record(unit, "staff.renamed", saved)
        return done(saved, Area.STAFF)

    @permitted(Operation.MANAGE_STAFF)
    def change_role(self, *, staff_id: int, version: int, role: Role) -> Outcome[StaffMember]:
        """Another role, from the person's next step on.

        Raises:
            Problem: ``last-administrator``.
        """
        with self.desk.writing() as unit:
            member = unit.staff.get(staff_id)
            if role is not Role.ADMINISTRATOR:
                _keep_an_administrator(unit, member)
            saved = unit.staff.save(replace(member, version=version, role=role))
            self._record(unit, "staff.role", saved, **{"from": member.role.value, "to": role.value})
        return done(saved, Area.STAFF)

    @permitted(Operation.MANAGE_STAFF)
    def disable(self, *, staff_id: int, version: int) -> Outcome[StaffMember]:
        """Shut an account and take its password away; old backups still know the old one.

        Raises:
            Problem: ``last-administrator`` or ``own-account``.
        """
        if staff_id == self.desk.session.staff_id:
            raise Problem(
                "own-account",
                "You cannot disable your own account.",
                next_step="Ask another administrator to do it.",
            )
        with self.desk.writing() as unit:
            member = unit.staff.get(staff_id)
            _keep_an_administrator(unit, member)
            saved = unit.staff.save(replace(member, version=version, active=False))
            self._record(unit, "staff.disabled", saved)
        self.desk.store.vault.remove(staff_id)
        return done(saved, Area.STAFF)

    @permitted(Operation.MANAGE_STAFF)
    def enable(self, *, staff_id: int, version: int) -> Outcome[OneTimePassword]:
        """Open a shut account again, with a one-time password."""
        return self._fresh_start(staff_id, version, "staff.enabled")

    @permitted(Operation.MANAGE_STAFF)
    def reset_password(self, *, staff_id: int, version: int) -> Outcome[OneTimePassword]:
        """A one-time password for someone who forgot theirs."""
        return self._fresh_start(staff_id, version, "staff.password_reset")

    @permitted(Operation.OWN_ACCOUNT)
    def change_own_password(self, *, old: str, new: str) -> Outcome[None]:
        """Choose a password; the old one has to be right.

        Raises:
            FieldProblems: the new one is too easily guessed, or the same as the old.
            WrongPassword: the old one is not right.
        """
        session = self.desk.session
        with self.desk.reading() as unit:
            words = own_words(practice_of(unit), session.login, session.name)
        if old == new:
            raise FieldProblems({"new": "Choose another password than the one you have."})
        require_password(new, words, field="new")
        self.desk.store.vault.change_password(user=session.staff_id, old=old, new=new)
        with self.desk.writing() as unit:
            member = unit.staff.get(session.staff_id)
            saved = unit.staff.save(replace(member, must_change_password=False))
            self._record(unit, "staff.password_changed", saved)
        return done(None, Area.STAFF)

    @permitted(Operation.OWN_ACCOUNT)
    def check_password(self, *, password: str) -> None:
        """Ask for the password again before something that cannot be taken back.

        Raises:
            WrongPassword: it is not right; the try is in the trail.
        """
        session = self.desk.session
        try:
            self.desk.store.vault.check_password(user=session.staff_id, password=password)
        except Problem:
            with self.desk.writing() as unit:
                event = AuditEvent("password.check_failed", "staff", session.staff_id)
                unit.audit.record(event)
            raise

    @permitted(Operation.OWN_ACCOUNT)
    def suggest_password(self) -> str:
        """A password that nobody has; 100 random bits in five groups."""
        return generate_password()

    def _fresh_start(self, staff_id: int, version: int, action: str) -> Outcome[OneTimePassword]:
        with self.desk.writing() as unit:
            member = unit.staff.get(staff_id)
            saved = unit.staff.save(
                replace(member, version=version, active=True, must_change_password=True)
            )
            self._record(unit, action, saved)
        return done(self._one_time(saved), Area.STAFF)

    def _one_time(self, member: StaffMember) -> OneTimePassword:
        password = generate_password()
        vault = self.desk.store.vault
        vault.set_password(user=member.id, login=member.login, password=password)
        return OneTimePassword(member, password)

    def _record(self, unit: Unit, action: str, member: StaffMember, **detail: str) -> None:
        unit.audit.record(AuditEvent(action, "staff", member.id, detail=detail))


def check_account(login: str, name: str) -> None:
    """Pass only names that an account can have.

    Raises:
        FieldProblems: each with its sentence.
    """
    problems = {}
    if not _LOGIN.fullmatch(tidy_login(login)):
        problems["login"] = "Use 2 to 40 letters, digits, dots or hyphens, without spaces."
    if not clean_line(name):
        problems["name"] = "Type the person's name."
    if problems:
        raise FieldProblems(problems)
    require_length(clean_line(name), NAME_LIMIT, field="name", label="The name")


def _keep_an_administrator(unit: Unit, member: StaffMember) -> None:
    last = member.role is Role.ADMINISTRATOR and member.active
    if last and unit.staff.active_administrators() <= 1:
        raise Problem(
            "last-administrator",
            "This is the only administrator, and there must always be one.",
            next_step="Make someone else administrator first.",
        )
