"""Pages walk along an index: no scan of the table, no sorting, whatever is asked first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import sqlite

from app.domain.mail_log import MailHeap, MailQuery
from app.domain.mail_waits import QuietReceipts
from app.domain.patient_views import PatientQuery
from app.domain.queue import QueueSort, QueueView, RequestQuery
from app.storage.patients import page_statement as patient_statement
from app.storage.request_queue import page_statement
from app.storage.store import Store
from tests.storage_kit import make_store

TODAY = date(2026, 11, 23)
KEYS: dict[QueueSort, tuple[str | int, ...]] = {
    QueueSort.DUE: ("2026-11-01", 5),
    QueueSort.RECEIVED: ("2026-11-01", 5),
    QueueSort.PATIENT: ("mosciski", 5),
    QueueSort.STATUS: ("ready", "2026-11-01", 5),
}
WALKED = [view for view in QueueView if view not in {QueueView.LATE, QueueView.THIS_WEEK}]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("plans"))
    yield made
    made.close()


def plan_of(store: Store, statement: Any) -> str:
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with store.raw_connection() as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {compiled}").fetchall()
    return "; ".join(row[3] for row in rows)


@pytest.mark.parametrize("view", WALKED)
@pytest.mark.parametrize("sort", QueueSort)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("later", [False, True])
def test_every_page_is_a_walk(
    store: Store, view: QueueView, sort: QueueSort, descending: bool, later: bool
) -> None:
    query = RequestQuery(
        view=view, sort=sort, descending=descending, after_key=KEYS[sort] if later else None
    )
    plan = plan_of(store, page_statement(query, TODAY, 101))
    assert "queue_" in plan
    assert "TEMP B-TREE" not in plan
    if later or view is not QueueView.ALL:
        assert "SEARCH" in plan
    assert "COVERING INDEX" in plan, plan


@pytest.mark.parametrize("view", [QueueView.LATE, QueueView.THIS_WEEK])
def test_dates_are_ranges_of_the_index(store: Store, view: QueueView) -> None:
    plan = plan_of(store, page_statement(RequestQuery(view=view), TODAY, 101))
    assert "queue_open_due (is_open=? AND due_sort" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("descending", [False, True])
def test_patients_are_read_along_their_names(store: Store, descending: bool) -> None:
    query = PatientQuery(descending=descending, after_key=("mosciski", 7))
    plan = plan_of(store, patient_statement(query, 101))
    assert "SEARCH patient USING INDEX patient_by_name" in plan
    assert "TEMP B-TREE" not in plan


def test_counting_what_needs_someone_reads_no_row(store: Store) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, given: Any, *_rest: Any) -> None:
        asked.append((sql, given))

    quiet = QuietReceipts(TODAY, TODAY)
    with store.reading() as unit:
        event.listen(unit.mail._connection, "before_cursor_execute", note)
        unit.mail.count(MailQuery(heap=MailHeap.NEED_YOU, quiet=quiet))
    ((sql, given),) = asked
    with store.raw_connection() as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", given).fetchall()
    plan = "; ".join(row[3] for row in rows)
    assert "COVERING INDEX queue_mail_needs_you (needs_you=?" in plan, plan
