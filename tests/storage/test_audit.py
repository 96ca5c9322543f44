"""The trail in a real store, and the tampering table of F25 with and without an outside anchor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.audit_chain import (
    GENESIS,
    Anchor,
    AuditEntry,
    AuditEvent,
    Plain,
    mac_of,
    parse_seal,
)
from app.domain.staff import SYSTEM_ACTOR, Actor
from app.storage.audit_trail import AuditTrail
from app.storage.store import Store
from tests.storage_kit import make_store, reopen

ANN = Actor(1, "Ann Example")
EVENTS = 10
ANCHORED = 7


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = make_store(tmp_path)
    for number in range(2, EVENTS + 1):
        with opened.writing(ANN) as unit:
            detail: dict[str, Plain] = {"status": ["new", "ready"], "number": number}
            unit.audit.record(AuditEvent("request.moved", "request", number % 3, 5, detail))
    yield opened
    opened.close()


def test_events_name_actor_time_and_version(store: Store) -> None:
    with store.reading() as unit:
        newest = unit.audit.page(limit=1)[0]
    assert (newest.actor, newest.actor_name) == (1, "Ann Example")
    assert newest.at == "2026-11-23T15:00:00.000000Z"
    assert newest.detail == '{"number":10,"status":["new","ready"]}'
    assert "Ann" not in repr(newest)
    with store.writing() as unit:
        assert unit.audit.record(AuditEvent("x")) == EVENTS + 1
        assert unit.audit.record(AuditEvent("y"), ANN) == EVENTS + 2
        latest = unit.audit.page(limit=2)
    assert [entry.actor_name for entry in latest] == ["Ann Example", SYSTEM_ACTOR.name]


def test_pages_of_one_thing_and_of_one_patient(store: Store) -> None:
    with store.reading() as unit:
        assert [e.seq for e in unit.audit.page(entity="request", entity_id=0)] == [9, 6, 3]
        assert len(unit.audit.page(patient_id=5)) == EVENTS - 1
        assert [e.seq for e in unit.audit.page(before=4, limit=2)] == [3, 2]
        assert unit.audit.page(patient_id=6) == []


def test_a_typed_seal_is_an_anchor(store: Store) -> None:
    with store.reading() as unit:
        seal = parse_seal(str(unit.audit.seal()))
        assert seal is not None
        assert unit.audit.verify([seal]).intact
        other = replace(seal, letters="0" * 8)
        assert unit.audit.verify([other]).first_fault == EVENTS


def test_an_event_that_cannot_be_written_undoes_the_change(store: Store) -> None:
    with pytest.raises(TypeError), store.writing() as unit:  # noqa: PT012
        unit.settings.put("half", 1)
        unit.audit.record(AuditEvent("bad", detail={"rate": 1.5}))  # type: ignore[dict-item]
    with store.reading() as unit:
        assert unit.settings.get("half") is None


def test_odd_text_in_details_is_kept_readable(store: Store) -> None:
    with store.writing() as unit:
        unit.audit.record(AuditEvent("x", detail={"note": "a\x00\ud800<b>\u202e" + "é" * 500}))
    with store.reading() as unit:
        assert unit.audit.verify().intact


# --- F25: someone who can write the decrypted database -----------------------------------------


class Tamperer:
    """Has the store's key, drops the guards, and changes rows."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        for event in ("update", "delete"):
            connection.execute(f"DROP TRIGGER audit_no_{event}")
        row = connection.execute("SELECT audit_key FROM store_info").fetchone()
        self.key = row[0]

    def run(self, statement: str, *values: object) -> None:
        self.connection.execute(statement, values)

    def fix_head(self) -> None:
        row = self.connection.execute(
            "SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        seq, mac = row or (0, GENESIS)
        self.run("UPDATE audit_head SET seq=?, mac=?", seq, mac)

    def recompute(self, start: int) -> None:
        rows = self.connection.execute("SELECT * FROM audit ORDER BY seq").fetchall()
        prev = GENESIS
        for row in rows:
            entry = AuditEntry(*row)
            if entry.seq >= start:
                entry = replace(entry, prev=prev)
                entry = replace(entry, mac=mac_of(self.key, entry))
                self.run(
                    "UPDATE audit SET prev=?, mac=? WHERE seq=?", entry.prev, entry.mac, entry.seq
                )
            prev = entry.mac
        self.fix_head()


def edit(t: Tamperer) -> None:
    t.run("UPDATE audit SET detail='{}' WHERE seq=4")


def edit_actor(t: Tamperer) -> None:
    t.run("UPDATE audit SET actor=2, actor_name='Bob' WHERE seq=4")


def edit_time(t: Tamperer) -> None:
    t.run("UPDATE audit SET at='2020-01-01T00:00:00.000000Z' WHERE seq=4")


def delete(t: Tamperer) -> None:
    t.run("DELETE FROM audit WHERE seq=4")


def insert(t: Tamperer) -> None:
    t.run("INSERT INTO audit SELECT 11,at,actor,actor_name,action,entity,entity_id,"
          "patient_id,detail,app_version,prev,mac FROM audit WHERE seq=10")  # fmt: skip


def swap(t: Tamperer) -> None:
    t.run("UPDATE audit SET seq=99 WHERE seq=4")
    t.run("UPDATE audit SET seq=4 WHERE seq=5")
    t.run("UPDATE audit SET seq=5 WHERE seq=99")


def renumber(t: Tamperer) -> None:
    t.run("DELETE FROM audit WHERE seq=4")
    for seq in range(5, EVENTS + 1):
        t.run("UPDATE audit SET seq=? WHERE seq=?", seq - 1, seq)


def cut_tail(t: Tamperer) -> None:
    t.run("DELETE FROM audit WHERE seq>5")


def cut_tail_and_fix_head(t: Tamperer) -> None:
    cut_tail(t)
    t.fix_head()


def delete_everything(t: Tamperer) -> None:
    t.run("DELETE FROM audit")
    t.run("DELETE FROM audit_head")


def edit_old_and_recompute(t: Tamperer) -> None:
    edit(t)
    t.recompute(4)


def edit_new_and_recompute(t: Tamperer) -> None:
    t.run("UPDATE audit SET detail='{}' WHERE seq=9")
    t.recompute(9)


TABLE: list[tuple[Callable[[Tamperer], None], bool, bool]] = [
    (edit, True, True),
    (edit_actor, True, True),
    (edit_time, True, True),
    (delete, True, True),
    (insert, True, True),
    (swap, True, True),
    (renumber, True, True),
    (cut_tail, True, True),
    (cut_tail_and_fix_head, False, True),
    (delete_everything, False, True),
    (edit_old_and_recompute, False, True),
    (edit_new_and_recompute, False, False),
]


@pytest.mark.parametrize(("manipulate", "by_chain", "with_anchor"), TABLE)
def test_what_tampering_is_found(
    tmp_path: Path,
    store: Store,
    manipulate: Callable[[Tamperer], None],
    by_chain: bool,
    with_anchor: bool,
) -> None:
    with store.reading() as unit:
        entry = next(e for e in unit.audit.page() if e.seq == ANCHORED)
    anchor = Anchor(ANCHORED, entry.mac, entry.at)
    with store.raw_connection() as connection:
        manipulate(Tamperer(connection))
    with store.reading() as unit:
        assert unit.audit.verify().intact is not by_chain
        assert unit.audit.verify([anchor]).intact is not with_anchor
        quick = unit.audit.verify_tail(anchor)
    # The quick check at unlock reads from the anchor on, so older single edits are the daily
    # check's to find; whatever moved the anchor's event it finds at once.
    if manipulate in (cut_tail, cut_tail_and_fix_head, delete_everything, renumber, insert):
        assert not quick.intact
    if manipulate is edit_old_and_recompute:
        assert not quick.intact


def test_an_old_file_put_back_is_found_by_the_anchor_only(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.checkpoint()
    old = store.folder.database.read_bytes()
    with store.writing() as unit:
        unit.audit.record(AuditEvent("newer"))
        anchor = unit.audit.anchor()
    store.close()
    store.folder.database.write_bytes(old)
    again = reopen(tmp_path)
    with again.reading() as unit:
        assert unit.audit.verify().intact
        assert not unit.audit.verify([anchor]).intact
        assert not unit.audit.verify_tail(anchor).intact
        assert unit.audit.verify_tail(None).intact
    again.close()


def test_a_lost_head_row_is_not_papered_over(store: Store) -> None:
    with store.raw_connection() as connection:
        connection.execute("DELETE FROM audit_head")
    with pytest.raises(Exception, match=r"UNIQUE|head"), store.writing() as unit:
        unit.audit.record(AuditEvent("next"))
    with store.reading() as unit:
        assert not unit.audit.verify().intact
        assert isinstance(unit.audit, AuditTrail)
