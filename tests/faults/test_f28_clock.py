"""F28: a clock set back, turned to summer time or far ahead keeps the order of events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.services.desk import Desk
from app.services.services import Services
from app.services.vault import VaultService
from app.system.clock import FixedClock
from tests.faults.figures import Figure, note
from tests.services.people_kit import gather, log_request
from tests.services.vault_kit import actions, desk_in, set_up, vault_service

BOSTON = ZoneInfo("America/New_York")
MOMENTS = {
    "clocks go forward": datetime(2027, 3, 14, 6, 59, 30, tzinfo=UTC),
    "clocks go back": datetime(2026, 11, 1, 5, 59, 30, tzinfo=UTC),
    "the end of 32 bits": datetime(2038, 1, 19, 3, 14, 0, tzinfo=UTC),
    "no leap day in 2100": datetime(2100, 2, 28, 23, 59, 30, tzinfo=UTC),
}


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    clock = FixedClock(MOMENTS[request.param], BOSTON)
    made = desk_in(tmp_path / "data", clock=clock)
    yield made
    made.store.close()


@pytest.mark.parametrize("desk", MOMENTS, indirect=True)
def test_work_goes_on_over_the_moment(desk: Desk) -> None:
    assert isinstance(desk.clock, FixedClock)
    day = desk.clock.today()
    for _ in range(3):
        request = log_request(desk, received_on=desk.clock.today())
        gather(desk, request)
        view = Services(desk).requests.get(request_id=request)
        assert view.row.due_on is None or view.row.due_on > day
        desk.clock.advance(timedelta(minutes=1))
    with desk.reading() as unit:
        trail = unit.audit.page(limit=200)
        assert unit.audit.verify().intact
    moments = [entry.at for entry in trail if entry.action.startswith("request.")]
    assert moments == sorted(moments, reverse=True)
    note(Figure("F28", "work over a turn of the clock", 1, {"out of order": 0}), part=str(day))


@pytest.mark.parametrize("desk", ["clocks go back"], indirect=True)
def test_a_clock_set_back_is_in_the_trail(desk: Desk) -> None:
    assert isinstance(desk.clock, FixedClock)
    day = desk.clock.today()
    first = log_request(desk, received_on=day)
    desk.clock.advance(timedelta(hours=-1))
    log_request(desk, received_on=day)
    with desk.reading() as unit:
        assert unit.audit.verify().intact
        numbers = [entry.seq for entry in unit.audit.page(limit=200)]
    assert "clock.behind" in actions(desk)
    assert numbers == sorted(numbers, reverse=True)
    assert first == 1
    note(Figure("F28", "clock set back by an hour", 1, {"out of order": 0, "not noted": 0}))


def test_a_clock_set_back_locks_nobody_out(tmp_path: Path) -> None:
    clock = FixedClock(MOMENTS["the end of 32 bits"])
    service: VaultService = vault_service(tmp_path / "data", clock)
    service.lock(open_desk=set_up(service))
    clock.advance(timedelta(days=-30))
    opened = service.unlock(login="ann", password="plover cabinet 41 staircase")
    service.lock(open_desk=opened)
    assert service.backups(), "backups are still found"
