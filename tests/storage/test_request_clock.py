"""The due order of the queue: the store and the rule say the same for every state."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select, update

from app.domain.deadlines import Urgency
from app.domain.mail import MailStatus
from app.domain.queue import NO_DUE_DATE, QueueSort, row_of
from app.domain.request_states import CAME_BACK
from app.domain.requests import OPEN_STATUSES, RequestStatus
from app.services.requests import RequestService
from app.storage.request_clock import follow_clock
from app.storage.tables import request
from tests.services.desk_kit import add_patient, open_desk, wanted

LONG_AFTER = date(2027, 6, 1)


def test_what_was_sent_presses_no_more_until_it_comes_back(tmp_path: Path) -> None:
    with open_desk(tmp_path / "store") as desk:
        logged = RequestService(desk).log(details=wanted(add_patient(desk))).value
        for status in RequestStatus:
            for mail_status in ("", *MailStatus):
                with desk.writing() as unit:
                    connection = unit.requests._connection
                    connection.execute(
                        update(request).values(
                            status=status.value,
                            mail_status=str(mail_status),
                            is_open=status in OPEN_STATUSES,
                        )
                    )
                    follow_clock(connection, logged.id)
                    kept = connection.execute(select(request.c.due_sort)).scalar_one()
                    item = unit.requests.item(logged.id)
                    counts = unit.requests.counts(LONG_AFTER)
                assert kept == item.key(QueueSort.DUE)[0]
                left = status is RequestStatus.SENT and mail_status not in CAME_BACK
                assert (kept == NO_DUE_DATE) == left
                row = row_of(item, LONG_AFTER)
                pressing = status in OPEN_STATUSES and not left
                assert (row.urgency is Urgency.LATE) == pressing
                assert counts.late == int(pressing)
                assert (row.days_left_words == "Sent") == left
