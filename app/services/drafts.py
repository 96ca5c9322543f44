"""Half-filled forms, kept for their owner at once and given back to nobody else (U14)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.domain.errors import Problem
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.desk import Service, permitted
from app.storage.drafts import Draft

LARGEST_DRAFT = 1_000_000


class DraftService(Service):
    """The drafts of the signed-in person. Saving one is no event worth auditing."""

    @permitted(Operation.OWN_ACCOUNT)
    def save(self, *, form: str, body: Mapping[str, Any]) -> Outcome[None]:
        """Keep what was typed so far.

        Raises:
            Problem: it is far larger than any form.
        """
        if len(json.dumps(body)) > LARGEST_DRAFT:
            raise Problem("draft-too-large", "This is too much text to keep as a draft.")
        with self.desk.writing() as unit:
            unit.drafts.save(self.desk.session.staff_id, form, body, self.desk.clock.now())
        return done(None, Area.DRAFTS)

    @permitted(Operation.OWN_ACCOUNT)
    def load(self, *, form: str) -> dict[str, Any] | None:
        """What the person had typed, or None."""
        with self.desk.reading() as unit:
            found = unit.drafts.load(self.desk.session.staff_id, form)
        return dict(found.body) if found else None

    @permitted(Operation.OWN_ACCOUNT)
    def list(self) -> tuple[Draft, ...]:
        """All drafts of the person, the newest first."""
        with self.desk.reading() as unit:
            return unit.drafts.of_person(self.desk.session.staff_id)

    @permitted(Operation.OWN_ACCOUNT)
    def discard(self, *, form: str) -> Outcome[bool]:
        """Throw a draft away; whether there was one."""
        with self.desk.writing() as unit:
            was_there = unit.drafts.discard(self.desk.session.staff_id, form)
        return done(was_there, Area.DRAFTS)
