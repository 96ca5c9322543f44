"""The sample practice: whole, in every state, marked on all papers, never mixed with a live one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.domain.consent_views import ConsentQuery
from app.domain.consents import ConsentKind, ConsentStatus, ConsentWay, Language
from app.domain.errors import Cancelled, Problem
from app.domain.mail import MailStatus
from app.domain.mail_log import MailQuery
from app.domain.queue import QueueView, RequestQuery
from app.domain.release_rule import Allowed, NotYet
from app.domain.requests import RequestStatus, Road
from app.domain.staff import Role
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.services.restoring import RestoreOrder
from app.services.vault import VaultService
from app.system.clock import FixedClock
from app.system.paths import DataFolder, default_data_folder, sample_data_folder
from app.tour.invented import invented_office
from app.tour.sample import MARK, PASSWORD, SampleSignIn, ensure_sample
from app.tour.sample_life import Calendar
from tests.documents.reading_back import all_text
from tests.services.vault_kit import PASSWORD as LIVE_PASSWORD
from tests.services.vault_kit import set_up, vault_service
from tests.tour.conftest import NOW

SIGN_IN = SampleSignIn("ana", PASSWORD)


@contextmanager
def opened(folder: Path, login: str = "ana") -> Iterator[OpenDesk]:
    vault = VaultService(DataFolder(folder), FixedClock(NOW))
    desk = vault.unlock(login=login, password=PASSWORD)
    try:
        yield desk
    finally:
        desk.desk.store.close()


def test_every_state_is_there(sample: Path) -> None:
    with opened(sample) as desk:
        rows = desk.services.requests.page(query=RequestQuery(view=QueueView.ALL)).rows
        pieces = desk.services.mail.page(query=MailQuery()).rows
    assert {row.status for row in rows} == set(RequestStatus)
    assert {row.request.details.road for row in rows} == set(Road)
    assert {row.piece.status for row in pieces} >= {
        MailStatus.PRINTED,
        MailStatus.ACCEPTED,
        MailStatus.NOTICE_LEFT,
        MailStatus.DELIVERED,
        MailStatus.RECEIPT_RECEIVED,
        MailStatus.REFUSED,
        MailStatus.UNCLAIMED,
        MailStatus.UNDELIVERABLE,
        MailStatus.RETURNED,
    }
    assert len(rows) == len(invented_office().cases)
    assert any(row.days_left is not None and row.days_left < 0 for row in rows)
    assert any(row.days_left == 0 for row in rows)
    assert any(row.days_left in {1, 2, 3} for row in rows)


def test_consents_stand_in_every_state_and_as_they_were_signed(sample: Path) -> None:
    with opened(sample) as desk:
        rows = desk.services.consents.page(query=ConsentQuery(limit=1000)).rows
        report = desk.services.consent_seals.verify_all()
    assert {row.status for row in rows} == set(ConsentStatus)
    assert {row.way for row in rows} == {None, *ConsentWay}
    assert {row.kind for row in rows} == set(ConsentKind)
    assert {row.language for row in rows} == set(Language)
    assert report.intact, report.sentence
    assert report.checked == len(invented_office().consents)


def test_a_request_rests_on_its_consent(sample: Path) -> None:
    with opened(sample) as desk:
        rows = desk.services.requests.page(query=RequestQuery(view=QueueView.ALL)).rows
        by_road = {
            row.status: desk.services.requests.get(request_id=row.id).release
            for row in rows
            if row.request.details.road is Road.UNENCRYPTED_EMAIL
        }
    assert isinstance(by_road[RequestStatus.READY], Allowed)
    shut = by_road[RequestStatus.GATHERED]
    assert isinstance(shut, NotYet)
    assert "email-revoked" in [reason.code for reason in shut.reasons]


def test_all_four_roles_can_sign_in(sample: Path) -> None:
    roles = set()
    for person in invented_office().staff:
        with opened(sample, person.login) as desk:
            assert not desk.must_change_password
            roles.add(desk.services.staff.me().role)
    assert roles == set(Role)


def test_the_trail_tells_the_past_in_order(sample: Path) -> None:
    with opened(sample) as desk:
        assert desk.services.audit.verify().intact
        with desk.desk.reading() as unit:
            moments = [entry.at for entry in reversed(unit.audit.page(limit=1000))]
    assert moments == sorted(moments)
    first = datetime.fromisoformat(moments[0])
    assert NOW - first > timedelta(days=100)


def test_no_step_lies_in_the_future(sample: Path) -> None:
    with opened(sample) as desk:
        rows = desk.services.requests.page(query=RequestQuery(view=QueueView.ALL)).rows
        for row in rows:
            view = desk.services.requests.get(request_id=row.id)
            ats = [line.at for line in view.timeline if line.done]
            assert ats == sorted(ats)
            assert max(ats) <= NOW


def test_the_sample_is_marked(sample: Path) -> None:
    with opened(sample) as desk:
        assert desk.desk.sample
        assert desk.services.mail.export_name(query=MailQuery()).startswith("SAMPLE-")
        rows = desk.services.requests.page(query=RequestQuery(view=QueueView.ALL)).rows
        papers = [
            desk.services.papers.read(paper_id=paper.id)
            for row in rows
            for paper in desk.services.papers.list(request_id=row.id)
        ]
    assert len(papers) >= 30
    assert all("SAMPLE" in all_text(pdf) for pdf in papers)


def test_a_fresh_one_is_kept_as_it_was_left(sample: Path) -> None:
    before = (sample / MARK).read_bytes()
    later = FixedClock(NOW + timedelta(days=6))
    assert ensure_sample(sample, later) == SIGN_IN
    assert (sample / MARK).read_bytes() == before


@pytest.mark.parametrize("change", ["version", "office", "made_at", "nonsense"])
def test_an_older_one_is_built_anew(
    sample: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Path] = []

    def build(folder: Path, _clock: object, _progress: object) -> None:
        built.append(folder)
        folder.mkdir()
        (folder / MARK).write_text("{}")

    monkeypatch.setattr("app.tour.sample._build", build)
    mark = json.loads((sample / MARK).read_text())
    if change == "nonsense":
        (sample / MARK).write_text("[]")
    else:
        mark[change] = (NOW - timedelta(days=8)).isoformat()
        (sample / MARK).write_text(json.dumps(mark))
    ensure_sample(sample, FixedClock(NOW))
    assert len(built) == 1
    assert not DataFolder(sample).has_database
    assert [path.name for path in sample.parent.iterdir()] == [sample.name]


def test_one_that_is_in_use_is_left_alone(sample: Path) -> None:
    with opened(sample):
        assert ensure_sample(sample, FixedClock(NOW + timedelta(days=30))) == SIGN_IN
    assert DataFolder(sample).has_database


def test_a_folder_that_holds_something_else_is_never_touched(tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    desk = set_up(vault_service(folder))
    desk.desk.store.close()
    before = sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())
    with pytest.raises(Problem) as caught:
        ensure_sample(folder, FixedClock(NOW))
    assert caught.value.code == "not-the-sample"
    assert sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir()) == before


def test_a_folder_in_the_way_is_never_removed(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    other = tmp_path / "sample.new"
    other.mkdir()
    (other / "thesis.txt").write_text("mine")
    with pytest.raises(Problem) as caught:
        ensure_sample(folder, FixedClock(NOW))
    assert caught.value.code == "not-the-sample"
    assert (other / "thesis.txt").read_text() == "mine"


def test_stopping_leaves_nothing_open(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        ensure_sample(folder, FixedClock(NOW), progress)
    assert not folder.exists()


def test_sample_and_live_never_share_a_folder() -> None:
    live, invented = default_data_folder().root, sample_data_folder().root
    assert live != invented
    assert live not in invented.parents
    assert invented not in live.parents


def test_a_sample_backup_does_not_go_into_a_live_store(sample: Path, tmp_path: Path) -> None:
    live = vault_service(tmp_path / "live")
    desk = set_up(live)
    backup = VaultService(DataFolder(sample), FixedClock(NOW)).backups()[0].info
    order = RestoreOrder(backup, reason="by mistake", login="ana", password=PASSWORD)
    for at_desk in (desk, None):
        with pytest.raises(Problem) as caught:
            live.restore(order=order, open_desk=at_desk)
        assert caught.value.code in {"sample-and-live", "other-practice"}
    assert desk.services.requests.counts().open == 0
    desk.desk.store.close()


def test_a_live_backup_does_not_go_into_the_sample(sample: Path, tmp_path: Path) -> None:
    live = vault_service(tmp_path / "live")
    desk = set_up(live)
    made = desk.services.backups.back_up().value.info
    desk.desk.store.close()
    order = RestoreOrder(made, reason="by mistake", login="ann", password=LIVE_PASSWORD)
    invented = VaultService(DataFolder(sample), FixedClock(NOW))
    with opened(sample) as there:
        with pytest.raises(Problem) as caught:
            invented.restore(order=order, open_desk=there)
        assert caught.value.code == "sample-and-live"
    with pytest.raises(Problem) as caught:
        invented.restore(order=order)
    assert caught.value.code == "other-practice"
    with opened(sample) as again:
        assert again.desk.sample


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")
def test_its_files_are_private(built_sample: Path) -> None:
    for path in [built_sample, *built_sample.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path.name


@pytest.mark.parametrize("hour", [0, 5, 13, 23])
def test_calendar_stays_in_the_past(hour: int) -> None:
    zone = timezone(timedelta(hours=-8))
    clock = FixedClock(datetime(2026, 11, 23, hour, 1, tzinfo=UTC), zone)
    calendar = Calendar(clock)
    assert calendar.at(0, 400) < clock.now()
    assert calendar.at(3, 10).date() == clock.today() - timedelta(days=3)
    assert calendar.day(0) == clock.today()
    assert calendar.day(1) == clock.today() - timedelta(days=1)
    assert isinstance(calendar.day(1), date)


def test_a_log_that_is_being_written_is_not_in_the_way(tmp_path: Path, clock: FixedClock) -> None:
    """The window writes its log into the folder before the sample is there."""
    folder = tmp_path / "sample"
    log = folder / "logs" / "app.log"
    log.parent.mkdir(parents=True)
    with log.open("w", encoding="utf-8") as running:
        ensure_sample(folder, clock)
        running.write("still open")
    assert log.read_text(encoding="utf-8") == "still open"
    assert (folder / "practice.db").is_file()
    assert not list(tmp_path.glob("sample.*"))
