"""The printed recovery code and the ways into the store, seen from the open desk.

Promise: the old code works until the new one was typed back from its sheet (45 CFR
164.312(a)(2)(ii)); who may do this is an administrator who has just typed the password again.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.recovery_sheet import draw_recovery_sheet
from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.domain.paper_orders import RecoverySheet
from app.domain.recovery_code import format_recovery_code, new_recovery_body, parse_recovery_code
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.desk import Desk, Service, permitted
from app.services.settings import practice_of
from app.services.setup import check_recovery_typed


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """How the store can be opened.

    Attributes:
        people: how many can sign in.
        generation: how often the keys were changed, counted from one.
        half_changed: a change of keys was cut off; the data is whole, and another one finishes it.
    """

    people: int
    generation: int
    half_changed: bool


class KeyService(Service):
    """Looks at the ways in and renews the printed one; new keys need a closed store."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._body = ""

    @permitted(Operation.RESTORE)
    def facts(self) -> KeyFacts:
        """How the store can be opened now."""
        store = self.desk.store
        generations = store.keys.newest_first
        people = sum(slot.user is not None for slot in store.vault.ring.slots)
        return KeyFacts(people, generations[0], len(generations) > 1)

    @permitted(Operation.RESTORE)
    def new_code(self) -> str:
        """A new recovery code to print; the old one stays good until it was typed back."""
        self._body = new_recovery_body()
        return format_recovery_code(self._body)

    @permitted(Operation.RESTORE)
    def sheet(self) -> bytes:
        """The page to print with the new code.

        Raises:
            Problem: there is none.
        """
        with self.desk.reading() as unit:
            name = practice_of(unit).name
        code = format_recovery_code(self._waiting())
        today = self.desk.clock.today()
        return draw_recovery_sheet(RecoverySheet(name, today, code, self.desk.sample))

    @permitted(Operation.RESTORE)
    def confirm_code(self, *, code: str) -> Outcome[None]:
        """The new code was typed back: it takes the old one's place.

        Raises:
            FieldProblems: not the code on the sheet.
            Problem: there is none waiting.
        """
        body = self._waiting()
        check_recovery_typed(parse_recovery_code(code) or "", body)
        self.desk.store.vault.set_recovery(body)
        self._body = ""
        with self.desk.writing() as unit:
            unit.audit.record(AuditEvent("recovery.code_renewed", "store", 1))
        return done(None, Area.SETTINGS)

    def _waiting(self) -> str:
        if not self._body:
            raise Problem(
                "no-code-waiting",
                "There is no recovery code waiting to be typed back.",
                next_step="Begin again.",
            )
        return self._body
