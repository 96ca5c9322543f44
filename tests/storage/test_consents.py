"""Consents in the store: sealed by trigger, counted in order of writing, upgraded without loss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.domain.errors import NotFound, Problem
from app.domain.staff import Role
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.releases import release_of
from app.services.requests import RequestService
from app.storage.consents import ConfirmedAddress
from app.storage.engines import single_connection
from tests.services.consent_kit import TODAY, opened, patient, signed, terms
from tests.services.desk_kit import open_desk, wanted
from tests.storage_kit import kit_keys, reopen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data", role=Role.PRIVACY_OFFICER) as made:
        yield made


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent SET patient_name = 'Eve'",
        "UPDATE consent SET given_at = NULL",
        "DELETE FROM consent",
        "UPDATE consent_event SET note = 'x'",
        "DELETE FROM consent_event",
        "UPDATE consent_text SET title = 'x'",
        "DELETE FROM consent_text",
        "UPDATE address_confirmation SET how = 'x'",
        "DELETE FROM address_confirmation",
    ],
)
def test_what_was_given_refuses_every_change(desk: Desk, statement: str) -> None:
    signed(desk)
    RequestService(desk).log(details=wanted(patient(desk)))
    with pytest.raises((DatabaseError, Problem)), desk.writing() as unit:
        unit._connection.execute(text(statement))


def test_a_draft_may_still_be_given(desk: Desk) -> None:
    consent_id = opened(desk)
    with desk.writing() as unit:
        unit._connection.execute(text("UPDATE consent SET words = words"))
        assert unit.consents.get(consent_id).given is None


def test_what_is_not_there(desk: Desk) -> None:
    with desk.reading() as unit:
        with pytest.raises(NotFound):
            unit.consents.get(1)
        assert unit.consents.confirmed_address(1) is None
        assert unit.consents.ids() == ()
        assert unit.consents.last_moment() is not None


def test_the_newest_confirmation_counts(desk: Desk) -> None:
    request = RequestService(desk).log(details=wanted(patient(desk))).value.id
    with desk.writing() as unit:
        newer = ConfirmedAddress("fax", {"text": "1"}, "read back")
        unit.consents.confirm_address(request, newer, at=desk.clock.now(), by=None)
        assert unit.consents.confirmed_address(request) == newer


def test_an_older_store_keeps_everything_and_knows_what_was_confirmed(desk: Desk) -> None:
    """The store as the revision before left it, brought forward again."""
    whose = patient(desk)
    requests = RequestService(desk)
    confirmed = requests.log(details=wanted(whose)).value.id
    open_one = requests.log(details=wanted(whose, address_confirmed_how="")).value.id
    new = ("consent_event", "address_confirmation", "consent", "consent_text", "state_add_on")
    with desk.writing() as unit:
        connection = unit._connection
        counts = {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in ("patient", "request", "request_step", "attachment", "letter_text")
        }
        for name in new:
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("DROP INDEX audit_by_moment"))
    folder = desk.store.folder
    desk.store.close()
    with single_connection(folder.database, kit_keys()) as connection:
        connection.exec_driver_sql("PRAGMA user_version=2")
    store = reopen(folder.root)
    newer = Desk(store, store.clock, desk.session, sample=False)
    with newer.reading() as unit:
        assert unit.schema() >= 3
        for name, count in counts.items():
            found = unit._connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            assert found == count, name
        known = unit.consents.confirmed_address(confirmed)
        assert known is not None
        assert known.how == "by phone with the patient"
        assert known.address["line1"] == "12 Elm St"
        assert unit.consents.confirmed_address(open_one) is None
        assert release_of(unit, unit.requests.get(confirmed), TODAY)
        assert unit.audit.verify().intact
    # the wordings come with the first consent that is opened
    assert ConsentService(newer).preview(terms=terms(whose)).number == 1
    assert opened(newer, patient_id=whose) == 1
    store.close()
