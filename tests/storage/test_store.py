"""The open store: transactions, threads, conflicts, and what a closed one refuses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Conflict, FieldProblems, NotFound, Problem
from app.domain.staff import Role
from app.storage.connecting import connect
from app.storage.engines import single_connection
from app.storage.faults import StoreBusy, StoreClosed, StoreDamaged
from app.storage.migrate import Step, known_steps, migrate, newest_schema
from app.storage.opening import create_database, finish_interrupted_creation, open_database
from app.storage.root_keys import RootKeys
from app.storage.store import Store
from app.storage.tables import APPEND_ONLY
from app.system.clock import FixedClock
from app.system.paths import DataFolder
from tests.storage_kit import NOW, VAULT_ID, actor_of, add_staff, kit_keys, make_store, reopen


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = make_store(tmp_path)
    yield opened
    opened.close()


def test_a_write_is_there_after_reopening(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    with store.writing() as unit:
        unit.settings.put("practice", {"name": "Élan Care"})
    store.close()
    again = reopen(tmp_path)
    with again.reading() as unit:
        assert unit.settings.get("practice") == {"name": "Élan Care"}
        assert unit.facts.get().vault_id == VAULT_ID
    again.close()


def test_an_error_undoes_everything(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as unit:  # noqa: PT012
        unit.settings.put("half", 1)
        unit.audit.record(AuditEvent("half.done"))
        raise ZeroDivisionError
    with store.reading() as unit:
        assert unit.settings.get("half") is None
        assert unit.audit.head()[0] == 1


def test_a_reader_cannot_write_and_sees_one_moment(store: Store) -> None:
    with pytest.raises(Problem) as caught, store.reading() as unit:
        unit.settings.put("x", 1)
    assert caught.value.code == "store-not-writable"
    with store.reading() as before:
        assert before.settings.get("x") is None
        with store.writing() as unit:
            unit.settings.put("x", 1)
        assert before.settings.get("x") is None
    with store.reading() as after:
        assert after.settings.everything() == {"x": 1}


def test_a_write_within_a_write_is_a_defect(store: Store) -> None:
    with store.writing() as unit:
        with pytest.raises(RuntimeError, match="already open"), store.writing():
            pass
        unit.settings.put("still", "works")
    with store.reading() as unit:
        assert unit.settings.get("still") == "works"


def test_a_closed_store_refuses_everything(store: Store) -> None:
    store.close()
    for use in (store.writing, store.reading, store.raw_connection):
        with pytest.raises(StoreClosed), use():
            pass
    assert store.keys.newest_first == []
    store.close()


def test_the_file_and_its_companions_hold_no_readable_text(store: Store) -> None:
    with store.writing() as unit:
        unit.settings.put("marker", "ZEBULON-PHI " * 500)
    folder = store.folder.root
    for path in folder.iterdir():
        assert b"ZEBULON" not in path.read_bytes()
        assert not path.read_bytes().startswith(b"SQLite format")


def test_settings_of_every_connection(store: Store) -> None:
    with store.raw_connection() as connection:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "recursive_triggers": 1,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "secure_delete": 1,
            "temp_store": 2,
            "mmap_size": 0,
            "cache_size": -65536,
            "fullfsync": 1,
            "checkpoint_fullfsync": 1,
        }
        for name, value in wanted.items():
            row = connection.execute(f"PRAGMA {name}").fetchone()
            # A library built without memory mapping has no answer to its size.
            assert row is None or row[0] == value, name


def test_append_only_tables_refuse_update_delete_and_replace(store: Store) -> None:
    assert "audit" in APPEND_ONLY
    with store.raw_connection() as connection:
        for statement in (
            "UPDATE audit SET action='x'",
            "DELETE FROM audit",
            "INSERT OR REPLACE INTO audit SELECT * FROM audit",
        ):
            with pytest.raises(Exception, match="append-only"):
                connection.execute(statement)


def test_twenty_threads_write_and_read(tmp_path: Path) -> None:
    """A small F17: every row arrives, no connection is shared."""
    make_store(tmp_path).close()
    # with the patience the program has; the kit's fifth of a second is for tests of being busy
    store = open_database(DataFolder(tmp_path), kit_keys(), FixedClock(NOW))
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                with store.writing() as unit:
                    unit.audit.record(AuditEvent("thread.wrote", "thread", number))
                with store.reading() as unit:
                    assert unit.audit.page(entity="thread", entity_id=number, limit=turn + 1)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with store.reading() as unit:
        assert unit.audit.head()[0] == 101
        assert unit.audit.verify().intact
    store.close()


def test_busy_is_told_after_three_attempts(store: Store) -> None:
    other = connect(store.folder.database, kit_keys())
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy), store.writing():
        pass
    other.execute("ROLLBACK")
    other.close()
    with store.writing() as unit:
        unit.settings.put("now", "free")


def test_signs_of_damage_stop_all_writing(store: Store) -> None:
    with pytest.raises(StoreDamaged), store.reading():
        raise MemoryError
    assert store.damaged
    with pytest.raises(StoreDamaged), store.writing():
        pass
    with store.reading() as unit:
        assert unit.audit.head()[0] == 1


def test_the_second_of_two_edits_gets_a_conflict(store: Store) -> None:
    """F15: nothing is overwritten."""
    member = add_staff(store)
    with store.writing() as unit:
        unit.staff.save(replace(member, name="First Editor"))
    with pytest.raises(Conflict), store.writing() as unit:
        unit.staff.save(replace(member, name="Second Editor"))
    with store.reading() as unit:
        assert unit.staff.get(member.id).name == "First Editor"


def test_staff_are_found_listed_and_never_doubled(store: Store) -> None:
    ann = add_staff(store)
    bob = add_staff(store, "bob", Role.CLERK, "Bob Example")
    with store.writing() as unit:
        unit.staff.save(replace(ann, active=False))
        assert unit.staff.active_administrators() == 0
        assert [member.login for member in unit.staff.everyone()] == ["bob", "ann"]
        assert unit.staff.by_login(" BOB ") == bob
        assert unit.staff.by_login("eve") is None
        with pytest.raises(NotFound):
            unit.staff.get(99)
    with pytest.raises(FieldProblems):
        add_staff(store, "Bob")
    assert actor_of(bob).staff_id == bob.id


# --- making, opening, migrating ----------------------------------------------------------------


def test_creating_never_overwrites(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    with pytest.raises(Problem) as caught:
        create_database(DataFolder(tmp_path), kit_keys(), FixedClock(NOW), vault_id="v")
    assert caught.value.code == "store-exists"


def test_an_interrupted_creation_is_finished_or_cleared(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    create_database(folder, kit_keys(), FixedClock(NOW), vault_id="v")
    finish_interrupted_creation(folder)
    assert not folder.database.exists()
    assert not folder.creating.exists()
    create_database(folder, kit_keys(), FixedClock(NOW), vault_id="v")
    folder.keyring.write_bytes(b"saved")
    finish_interrupted_creation(folder)
    assert folder.database.exists()
    finish_interrupted_creation(folder)


def test_opening_never_creates(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        open_database(DataFolder(tmp_path), kit_keys(), FixedClock(NOW))
    assert caught.value.code == "store-missing"
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_key_reads_as_damage_since_the_slot_had_opened(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    with pytest.raises(StoreDamaged):
        open_database(DataFolder(tmp_path), RootKeys({1: b"z" * 32}), FixedClock(NOW))


def test_the_newest_fitting_generation_opens(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    with kit_keys().raw(1) as raw:
        key = bytes.fromhex(bytes(raw[2:-1]).decode())
    both = RootKeys({1: key, 2: b"n" * 32})
    store = open_database(DataFolder(tmp_path), both, FixedClock(NOW))
    with store.reading() as unit:
        assert unit.audit.verify().intact
    store.close()


def test_a_newer_schema_is_refused_untouched(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    with store.raw_connection() as connection:
        connection.execute(f"PRAGMA user_version={newest_schema() + 1}")
    store.close()
    before = store.folder.database.read_bytes()
    with pytest.raises(Problem) as caught:
        reopen(tmp_path)
    assert caught.value.code == "store-newer"
    assert store.folder.database.read_bytes() == before


def test_an_older_schema_is_brought_forward_after_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path).close()
    steps = [*known_steps(), Step(newest_schema() + 1, lambda: None)]
    monkeypatch.setattr("app.storage.migrate.known_steps", lambda: steps)
    monkeypatch.setattr("app.storage.opening.newest_schema", lambda: steps[-1].number)
    backed_up: list[Store] = []
    store = open_database(
        DataFolder(tmp_path), kit_keys(), FixedClock(NOW), before_migration=backed_up.append
    )
    with store.reading() as unit:
        assert unit.schema() == steps[-1].number
        assert unit.audit.page(limit=1)[0].action == "store.migrated"
    assert backed_up == [store]
    store.close()


def test_a_step_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    make_store(tmp_path).close()

    def half() -> None:
        from alembic import op

        op.execute("CREATE TABLE half (id INTEGER PRIMARY KEY)")
        raise ZeroDivisionError

    with single_connection(DataFolder(tmp_path).database, kit_keys()) as connection:
        with pytest.raises(ZeroDivisionError):
            migrate(connection, [Step(newest_schema() + 1, half)])
        names = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
        assert "half" not in names
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == newest_schema()
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_step_that_orphans_rows_is_refused(tmp_path: Path) -> None:
    make_store(tmp_path).close()

    def orphan() -> None:
        from alembic import op

        op.execute(
            "INSERT INTO draft(staff_id, form, body, saved_at) VALUES (99, 'f', '{}', 'now')"
        )

    with (
        single_connection(DataFolder(tmp_path).database, kit_keys()) as connection,
        pytest.raises(RuntimeError, match="parent"),
    ):
        migrate(connection, [Step(newest_schema() + 1, orphan)])


def test_clock_set_back_is_noted(tmp_path: Path) -> None:
    """F28: order is kept, the event says so, nothing fails."""
    clock = FixedClock(NOW)
    store = make_store(tmp_path, clock)
    with store.writing() as unit:
        unit.audit.record(AuditEvent("a"))
    clock.advance(timedelta(minutes=-1))
    with store.writing() as unit:
        unit.audit.record(AuditEvent("b"))
    clock.advance(timedelta(hours=-1))
    with store.writing() as unit:
        unit.audit.record(AuditEvent("c"))
    with store.reading() as unit:
        page = unit.audit.page()
        assert [entry.action for entry in page] == ["c", "clock.behind", "b", "a", "store.created"]
        assert page[1].detail == '{"seconds":3600}'
        assert unit.audit.verify().intact
    store.close()
