"""A store from before consents could be found: each gets its entry, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import StaticPool

from app.domain.search_terms import SearchKind, typed_terms
from app.storage.migrate import known_steps, migrate
from app.storage.search import SearchRepository
from tests.storage_kit import NOW


@pytest.fixture
def connection(tmp_path: Path) -> Any:
    engine = create_engine(
        f"sqlite:///{tmp_path / 'old.db'}", poolclass=StaticPool, isolation_level="AUTOCOMMIT"
    )

    @event.listens_for(engine, "connect")
    def functions(raw: Any, _record: Any) -> None:
        raw.execute("PRAGMA foreign_keys=ON")

    with engine.connect() as opened:
        yield opened
    engine.dispose()


def old_store(connection: Connection) -> None:
    """The schema of before, with one consent."""
    migrate(connection, [step for step in known_steps() if step.number < 5])
    names = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(patient)")]
    assert "family_name" in names
    _insert(connection, "staff", id=1, login="ann", name="Ann", role="clerk")
    _insert(connection, "patient", id=3, family_name="Mosciski", given_name="Maynard")
    _insert(
        connection, "consent_text", id=1, kind="pick_up", language="en", number=1, title="T",
        valid_from="2026-01-01", passages="[]",
    )  # fmt: skip
    _insert(
        connection, "consent", id=7, number="C7F3K-9QXA", patient_id=3, kind="pick_up", terms="{}",
        text_id=1, text="{}", patient_name="Maynard Mosciski", patient_sort="mosciski",
        words=" maynard mosciski rosa ibarra aunt c7f3k 9qxa", opened_by=1,
    )  # fmt: skip


def _insert(connection: Connection, table: str, **values: Any) -> None:
    """A row with what is given; every other column that must not be empty gets something."""
    for row in connection.exec_driver_sql(f"PRAGMA table_info({table})"):
        name, kind, needed, default = row[1], row[2], row[3], row[4]
        if needed and default is None and name not in values:
            stamp = NOW.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
            values[name] = 0 if kind == "INTEGER" else (stamp if name.endswith("_at") else "x")
    names, marks = ", ".join(values), ", ".join("?" for _ in values)
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",
        tuple(values.values()),
    )


@pytest.mark.parametrize("typed", ["mosciski", "ibarra", "pick-up mosc", "C7F3K-9QXA", "f3k-9qxa"])
def test_consents_of_before_are_found(connection: Connection, typed: str) -> None:
    old_store(connection)
    assert migrate(connection) == 1
    search = SearchRepository(connection)
    hits = search.find_any(typed_terms(typed, NOW.date()), 12)
    assert [(hit.kind, hit.entity_id, hit.title) for hit in hits] == [
        (SearchKind.CONSENT, 7, "Maynard Mosciski")
    ]
    assert hits[0].patient_id == 3
    connection.exec_driver_sql(
        "INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', 1)"
    )


def test_an_empty_store_is_upgraded_too(connection: Connection) -> None:
    migrate(connection, [step for step in known_steps() if step.number < 5])
    assert migrate(connection) == 1
    assert connection.exec_driver_sql("SELECT count(*) FROM search_entry").scalar() == 0
