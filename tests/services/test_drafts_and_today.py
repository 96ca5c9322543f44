"""Drafts come back to their owner alone; the day begins with what runs out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.domain.requests import Road
from app.domain.staff import Role
from app.services.changes import Area
from app.services.desk import Desk
from app.services.drafts import DraftService
from app.services.requests import RequestService
from app.services.today import TodayService
from tests.services.desk_kit import add_patient, desk_of, open_desk, trail, wanted
from tests.services.people_kit import gather


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "store") as opened:
        yield opened


def test_a_draft_comes_back_to_its_owner_alone(desk: Desk) -> None:
    mine = DraftService(desk)
    other = DraftService(desk_of(desk.store, Role.READ_ONLY, "eve"))
    before = trail(desk)
    assert mine.save(form="log", body={"name": "<b>=1", "n": 1}).changes == {Area.DRAFTS}
    mine.save(form="log", body={"name": "Zoë", "n": 2})
    other.save(form="log", body={"name": "hers"})
    assert mine.load(form="log") == {"name": "Zoë", "n": 2}
    assert mine.load(form="party") is None
    assert [each.form for each in mine.list()] == ["log"]
    assert "Zoë" not in repr(mine.list())
    assert mine.discard(form="log").value
    assert not mine.discard(form="log").value
    assert other.load(form="log") == {"name": "hers"}
    assert trail(desk) == before


def test_a_huge_draft_is_refused(desk: Desk) -> None:
    with pytest.raises(Problem) as caught:
        DraftService(desk).save(form="log", body={"text": "x" * 1_000_001})
    assert caught.value.code == "draft-too-large"


def test_the_day_begins_with_what_runs_out(desk: Desk) -> None:
    today = TodayService(desk)
    empty = today.page()
    assert empty.is_empty
    assert (empty.counts.open, empty.to_log, empty.backup.late) == (0, 0, True)
    requests = RequestService(desk)
    patient_id = add_patient(desk)
    ids = [
        requests.log(
            details=wanted(patient_id, received_on=date(2026, 11, 23) - timedelta(days=days))
        ).value.id
        for days in (40, 29, 25, 3)
    ]
    page = today.page()
    assert [row.id for row in page.late] == [ids[0]]
    assert [row.id for row in page.runs_out] == [ids[1], ids[2]]
    assert [row.id for row in page.waiting_identity] == ids
    assert [row.days_left_words for row in page.late] == ["10 days late"]
    assert (page.counts.late, page.counts.due_within_two_days) == (1, 1)
    assert not page.is_empty


def test_the_officer_is_shown_only_what_could_be_approved_now(desk: Desk) -> None:
    """Pick-up by the patient needs nothing more; ordinary e-mail needs a consent first."""
    patient_id = add_patient(desk, email="m.mosciski@example.org")
    requests = RequestService(desk)
    ids = [
        requests.log(details=wanted(patient_id, road=road)).value.id
        for road in (Road.PICK_UP, Road.UNENCRYPTED_EMAIL, Road.CERTIFIED_MAIL)
    ]
    for request_id in ids:
        gather(desk, request_id)
    page = TodayService(desk).page()
    assert [row.id for row in page.to_approve] == [ids[0]]
    shown = {row.id: row.next_step.short for row in page.incomplete}
    assert shown == {ids[1]: "Consent to e-mail", ids[2]: "Print the papers"}
