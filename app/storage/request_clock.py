"""Keeps the queue's due order in step: what was sent and did not come back presses no more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Text, and_, bindparam, case, func, type_coerce, update

from app.domain.queue import NO_DUE_DATE
from app.domain.request_states import CAME_BACK
from app.domain.requests import RequestStatus
from app.storage.tables import request


def follow_clock(connection: Connection, request_id: int) -> None:
    """Write ``due_sort`` anew after the status, the due date or the mail changed.

    The same rule as ``domain.queue.pressing_due``; a test holds the two together.
    """
    follow_clocks(connection, [request_id])


def follow_clocks(connection: Connection, request_ids: Sequence[int]) -> None:
    """The same for several requests."""
    connection.execute(_FOLLOW, [{"this": each} for each in request_ids])


_LEFT = and_(
    request.c.status == RequestStatus.SENT.value,
    *(request.c.mail_status != status.value for status in sorted(CAME_BACK)),
)
_DUE = func.coalesce(type_coerce(request.c.due_on, Text), NO_DUE_DATE)
# Written once, since every move of a request or piece asks for it.
_FOLLOW = (
    update(request)
    .where(request.c.id == bindparam("this"))
    .values(due_sort=case((_LEFT, NO_DUE_DATE), else_=_DUE))
)
