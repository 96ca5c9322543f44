"""What states ask of an authorization is kept by the privacy officer: added, dated, on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from app.domain.authorization import StateAddOn
from app.domain.consents import ConsentKind, ConsentStatus
from app.domain.errors import FieldProblems, NotPermitted
from app.domain.staff import Role
from app.services.consent_reads import ConsentReads
from app.services.consent_texts import state_add_ons
from app.services.desk import Desk
from app.services.state_add_ons import StateAddOnService
from app.system.clock import FixedClock
from tests.services.consent_kit import TODAY, signed
from tests.services.desk_kit import desk_of, trail

MA = StateAddOn("MA", "M.G.L. c. 111 s. 70E", TODAY, "read in the library", most_months=6)


def test_shipped_rows_are_listed_and_newer_ones_join_them(desk: Desk) -> None:
    service = StateAddOnService(desk)
    assert set(service.list()) == set(state_add_ons())
    service.add(rule=MA)
    rows = service.list()
    assert set(rows) == {*state_add_ons(), replace(MA, verified_by=desk.session.name)}
    assert [row.state for row in rows] == sorted(row.state for row in rows)
    assert trail(desk)[-1] == "reference.add_on_added"


def test_a_row_counts_for_what_is_signed_from_its_day_on(desk: Desk) -> None:
    consent_id = signed(desk, ConsentKind.AUTHORIZATION, expires_on=date(2027, 11, 1))
    reads = ConsentReads(desk)
    before = reads.sealed_pdf(consent_id=consent_id)
    later = replace(MA, valid_from=TODAY + timedelta(days=5))
    StateAddOnService(desk).add(rule=later)
    assert reads.get(consent_id=consent_id).standing.ends_on == date(2027, 11, 1)
    assert isinstance(desk.clock, FixedClock)
    desk.clock.advance(timedelta(days=5))
    standing = reads.get(consent_id=consent_id).standing
    assert standing.status is ConsentStatus.ACTIVE
    assert standing.ends_on == date(2027, 11, 1)
    assert reads.sealed_pdf(consent_id=consent_id) == before
    StateAddOnService(desk).add(rule=replace(MA, most_months=3))
    standing = reads.get(consent_id=consent_id).standing
    assert standing.ends_on == date(2027, 2, 23)


def test_of_two_rows_of_one_day_the_one_written_last_counts(desk: Desk) -> None:
    service = StateAddOnService(desk)
    service.add(rule=MA)
    service.add(rule=replace(MA, most_months=3))
    consent_id = signed(desk, ConsentKind.AUTHORIZATION, expires_on=date(2027, 11, 1))
    ends = ConsentReads(desk).get(consent_id=consent_id).standing.ends_on
    assert ends == date(2027, 2, 23)


def test_rows_are_never_changed_and_only_officers_add(desk: Desk) -> None:
    StateAddOnService(desk).add(rule=MA)
    for sentence in ("UPDATE state_add_on SET source = 'x'", "DELETE FROM state_add_on"):
        with pytest.raises(DatabaseError), desk.writing() as unit:
            unit.state_add_ons._connection.exec_driver_sql(sentence)
    clerk = StateAddOnService(desk_of(desk.store, Role.CLERK, "carl"))
    assert clerk.list()
    with pytest.raises(NotPermitted):
        clerk.add(rule=MA)
    with pytest.raises(FieldProblems):
        StateAddOnService(desk).add(rule=replace(MA, citation=""))
