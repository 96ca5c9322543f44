"""What states ask of an authorization: the shipped rows, and newer ones of the privacy officer."""

from __future__ import annotations

from dataclasses import replace

from app.domain.audit_chain import AuditEvent
from app.domain.authorization import StateAddOn
from app.domain.staff import Operation
from app.domain.state_add_ons import check_add_on
from app.services.changes import Area, Outcome, done
from app.services.consent_texts import add_ons_of
from app.services.desk import Service, permitted


class StateAddOnService(Service):
    """What can be done with these rows."""

    @permitted(Operation.VIEW)
    def list(self) -> tuple[StateAddOn, ...]:
        """Every row, by state, the newest first."""
        with self.desk.reading() as unit:
            rows = add_ons_of(unit)
        newest = sorted(rows, key=lambda rule: rule.valid_from, reverse=True)
        return tuple(sorted(newest, key=lambda rule: rule.state))

    @permitted(Operation.EDIT_RULES)
    def add(self, *, rule: StateAddOn) -> Outcome[int]:
        """A row from its first day on; older ones stay on record.

        Raises:
            FieldProblems: a part is missing or out of bounds.
        """
        today = self.desk.clock.today()
        checked = replace(check_add_on(rule), verified_by=self.desk.session.name)
        with self.desk.writing() as unit:
            row_id = unit.state_add_ons.add(checked, today)
            detail = {"state": checked.state, "from": checked.valid_from.isoformat()}
            unit.audit.record(
                AuditEvent("reference.add_on_added", "state_add_on", row_id, detail=detail)
            )
        return done(row_id, Area.REFERENCE, Area.CONSENTS, Area.REQUESTS)
