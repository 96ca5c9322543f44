"""Views of patients and requests in the audit trail, without one event for every repaint.

The promise: who looked at whose data within a minute is on record (45 CFR 164.312(b)); looking
again within that minute adds nothing.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from app.domain.audit_chain import AuditEvent
from app.services.desk import Desk

AGAIN_AFTER = timedelta(minutes=1)


class ViewLog:
    """Remembers, for one session, what was recorded in the last minute."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: dict[tuple[str, int | None], datetime] = {}
        self._turn = threading.Lock()

    def note(
        self,
        action: str,
        entity: str = "",
        entity_id: int | None = None,
        patient_id: int | None = None,
    ) -> None:
        """Record the view, unless the same was recorded less than a minute ago."""
        now = self._desk.clock.now()
        place = (action, entity_id)
        with self._turn:
            last = self._seen.get(place)
            if last is not None and timedelta() <= now - last < AGAIN_AFTER:
                return
            self._seen = {
                key: at for key, at in self._seen.items() if abs(now - at) < AGAIN_AFTER
            } | {place: now}
        try:
            with self._desk.writing() as unit:
                unit.audit.record(AuditEvent(action, entity, entity_id, patient_id))
        except BaseException:
            with self._turn:
                self._seen.pop(place, None)
            raise
