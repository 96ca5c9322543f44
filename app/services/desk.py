"""The open desk: the store, the clock and who is signed in; and the permission check of every verb.

A service's public methods are the things a person can ask for. Each declares its permission with
:func:`permitted`; a test fails if one has none.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from app.domain.audit_chain import AuditEvent
from app.domain.errors import NotPermitted, Problem
from app.domain.staff import Actor, Operation, is_permitted
from app.storage.store import Store
from app.storage.unit import Unit
from app.system.clock import Clock


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in. The role is read from the store at each verb, never kept here."""

    staff_id: int
    login: str
    name: str

    @property
    def actor(self) -> Actor:
        """The person as the audit trail records them."""
        return Actor(self.staff_id, self.name)


class Desk:
    """What every service works with."""

    def __init__(self, store: Store, clock: Clock, session: Session, *, sample: bool) -> None:
        self.store = store
        self.clock = clock
        self.session = session
        self.sample = sample

    def writing(self) -> AbstractContextManager[Unit]:
        """One writing transaction in the name of the signed-in person."""
        return self.store.writing(self.session.actor)

    def reading(self) -> AbstractContextManager[Unit]:
        """One reading transaction."""
        return self.store.reading()

    def require(self, operation: Operation, verb: str) -> None:
        """Let the verb pass, or record the denied attempt.

        Raises:
            NotPermitted: the role does not allow it, or the account was disabled meanwhile.
            Problem: code ``password-change-due``, the one-time password must be changed first.
        """
        with self.reading() as unit:
            member = unit.staff.get(self.session.staff_id)
        if member.active and is_permitted(member.role, operation):
            if member.must_change_password and operation is not Operation.OWN_ACCOUNT:
                raise Problem(
                    "password-change-due",
                    "Your one-time password must be changed first.",
                    next_step="Choose your own password, then go on.",
                )
            return
        with self.writing() as unit:
            unit.audit.record(
                AuditEvent(
                    action="permission.denied",
                    entity="staff",
                    entity_id=member.id,
                    detail={"operation": operation.value, "verb": verb},
                )
            )
        raise NotPermitted(operation.value)


class Service:
    """Base of all services of an open desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def desk(self) -> Desk:
        """The desk this service works at."""
        return self._desk


S = TypeVar("S", bound=Service)
P = ParamSpec("P")
R = TypeVar("R")


def permitted(
    operation: Operation,
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Declare what permission a verb needs; it is checked before the verb runs."""

    def declare(verb: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @wraps(verb)
        def checked(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
            self.desk.require(operation, f"{type(self).__name__}.{verb.__name__}")
            return verb(self, *args, **kwargs)

        checked.__dict__["operation"] = operation
        # mypy takes a wrapped function for one that may be called with self by name
        return cast("Callable[Concatenate[S, P], R]", checked)

    return declare
