"""Keeps the queue's due order in step: what was sent and did not come back presses no more."""

from __future__ import annotations

from sqlalchemy import Connection, Text, and_, case, func, type_coerce, update

from app.domain.queue import NO_DUE_DATE
from app.domain.request_states import CAME_BACK
from app.domain.requests import RequestStatus
from app.storage.tables import request


def follow_clock(connection: Connection, request_id: int) -> None:
    """Write ``due_sort`` anew after the status, the due date or the mail changed.

    The same rule as ``domain.queue.pressing_due``; a test holds the two together.
    """
    left = and_(
        request.c.status == RequestStatus.SENT.value,
        request.c.mail_status.not_in(sorted(status.value for status in CAME_BACK)),
    )
    due = func.coalesce(type_coerce(request.c.due_on, Text), NO_DUE_DATE)
    connection.execute(
        update(request)
        .where(request.c.id == request_id)
        .values(due_sort=case((left, NO_DUE_DATE), else_=due))
    )
