"""The mailing log as CSV: whole, neutralised, streamed, withheld where asked, and noted."""

from __future__ import annotations

import csv
import hashlib
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest

from app.domain.addresses import Address
from app.domain.article_formats import ArticleFormat
from app.domain.errors import Cancelled, NotPermitted, Problem
from app.domain.mail import (
    AcceptanceProof,
    ExtraService,
    MailPiece,
    MailService,
    MailStatus,
)
from app.domain.mail_log import MailHeap, MailQuery
from app.domain.mail_periods import MailPeriod
from app.domain.people import PatientDetails
from app.domain.staff import Role
from app.services.desk import Desk
from app.services.mail import MailRoom
from app.services.mail_export import FORMAT_WORDS, HEADINGS, WITHHELD
from app.services.mail_orders import NewMail
from app.services.patients import PatientService
from app.services.progress import Progress
from tests.services.people_kit import DANA, HOME, add_patient, log_request
from tests.services.vault_kit import desk_in, sign_in

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


@pytest.fixture
def mail(desk: Desk) -> MailRoom:
    return MailRoom(desk)


def prepare(desk: Desk, request_id: int) -> int:
    extras = frozenset({ExtraService.CERTIFIED})
    return MailRoom(desk).prepare(order=NewMail(request_id, MailService.FIRST_CLASS, extras)).value


def rows_of(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_the_log_is_written_with_its_facts(desk: Desk, mail: MailRoom, tmp_path: Path) -> None:
    piece_id = prepare(desk, log_request(desk))
    number = "9589071052700965745050"
    mail.set_article(piece_id=piece_id, version=1, text=number)
    mail.mark_accepted(
        piece_id=piece_id,
        version=2,
        on=date(2026, 11, 21),
        proof=AcceptanceProof.STAMPED_RECEIPT,
        dropped_by="Marco",
        despite=True,
    )
    span = MailQuery(mailed_from=date(2026, 11, 1), mailed_to=date(2026, 11, 21))
    assert mail.export_name(query=span) == "mailing-log-2026-11-01-to-2026-11-21.csv"
    target = tmp_path / mail.export_name(query=MailQuery())
    assert target.name == f"mailing-log-all-to-{desk.clock.today()}.csv"
    result = mail.export_log(query=MailQuery(), target=target).value
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert result.sha256 == hashlib.sha256(raw).hexdigest()
    (row,) = rows_of(target)
    assert tuple(row) == HEADINGS
    assert row["Article number"] == "9589 0710 5270 0965 7450 50"
    assert row["Check digit"] == "fits"
    assert row["Number format"] == "USPS, 22 digits"
    assert (row["State"], row["Approval"]) == ("On its way", "missing")
    assert row["Recipient"] == "Dana Mosciski"
    assert row["Recipient address"] == HOME.one_line
    assert row["Accepted on"] == "11/21/2026"
    assert row["Dropped off by"] == "Marco"
    assert target.stat().st_mode & 0o777 == 0o600
    with desk.reading() as unit:
        (event,) = [e for e in unit.audit.page() if e.action == "export.csv"]
    assert result.sha256 in event.detail
    assert '"rows":1' in event.detail
    assert "Mosciski" not in event.detail


def test_every_number_format_has_words_and_none_is_a_code() -> None:
    assert set(FORMAT_WORDS) == {each.value for each in ArticleFormat}
    for words in FORMAT_WORDS.values():
        assert "_" not in words
        assert words[0].isupper()


def test_a_period_selects_what_was_mailed_in_it(desk: Desk, mail: MailRoom, tmp_path: Path) -> None:
    for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 22)):
        piece_id = prepare(desk, log_request(desk))
        mail.mark_accepted(
            piece_id=piece_id,
            version=1,
            on=day,
            proof=AcceptanceProof.STAMPED_RECEIPT,
            despite=True,
        )
    prepare(desk, log_request(desk))
    for period, days in (
        (MailPeriod.THIS_MONTH, ["11/01/2026", "11/22/2026"]),
        (MailPeriod.LAST_MONTH, ["10/31/2026"]),
        (MailPeriod.THIS_WEEK, ["11/22/2026"]),
        (MailPeriod.ANY_TIME, ["10/31/2026", "11/01/2026", "11/22/2026", ""]),
    ):
        first, last = period.span(desk.clock.today())
        query = MailQuery(mailed_from=first, mailed_to=last)
        mail.export_log(query=query, target=tmp_path / "log.csv")
        assert [row["Accepted on"] for row in rows_of(tmp_path / "log.csv")] == days


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2", "@SUM(A1)", "＝1", '"; x', "<b>bold</b>", "\u202etxt", "😀"]
)
def test_no_cell_is_taken_for_a_formula(
    desk: Desk, mail: MailRoom, tmp_path: Path, text: str
) -> None:
    details = PatientDetails(family_name=text, given_name=text, address=replace(HOME, line1=text))
    patient_id = add_patient(desk, details)
    prepare(desk, log_request(desk, patient_id, address=replace(HOME, line1=text)))
    mail.export_log(query=MailQuery(), target=tmp_path / "log.csv")
    for row in rows_of(tmp_path / "log.csv"):
        for cell in row.values():
            assert not cell.lstrip(" \u00a0").startswith(TRIGGERS)


def test_the_home_address_is_withheld_while_another_is_asked_for(
    desk: Desk, mail: MailRoom, tmp_path: Path
) -> None:
    patient_id = add_patient(desk)
    prepare(desk, log_request(desk, patient_id))
    prepare(desk, log_request(desk, address=HOME))
    patients = PatientService(desk)
    patient = patients.get(patient_id=patient_id)
    other = Address(line1="PO Box 9", city="Somerville", state="MA", zip_code="02144")
    patients.change(
        patient_id=patient_id, version=patient.version, details=DANA, confidential=other
    )
    mail.export_log(query=MailQuery(), target=tmp_path / "log.csv")
    found = [row["Recipient address"] for row in rows_of(tmp_path / "log.csv")]
    assert found == [WITHHELD, HOME.one_line]


def test_only_officers_export(desk: Desk, tmp_path: Path) -> None:
    for role, allowed in (
        (Role.READ_ONLY, False),
        (Role.CLERK, False),
        (Role.PRIVACY_OFFICER, True),
    ):
        other = MailRoom(sign_in(desk.store, login=role.value, role=role))
        target = tmp_path / f"{role.value}.csv"
        if allowed:
            other.export_log(query=MailQuery(), target=target)
        else:
            with pytest.raises(NotPermitted):
                other.export_log(query=MailQuery(), target=target)
        assert target.exists() is allowed


def test_a_question_selects_the_rows(desk: Desk, mail: MailRoom, tmp_path: Path) -> None:
    prepare(desk, log_request(desk))
    ken = add_patient(desk, replace(DANA, family_name="Beier", given_name="Ken"))
    prepare(desk, log_request(desk, ken))
    query = MailQuery(heap=MailHeap.READY, text="beier")
    assert mail.export_log(query=query, target=tmp_path / "log.csv").value.row_count == 1
    assert rows_of(tmp_path / "log.csv")[0]["Recipient"] == "Ken Beier"


def test_cancelled_or_impossible_leaves_no_file(
    desk: Desk, mail: MailRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(desk, log_request(desk))
    target = tmp_path / "log.csv"
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        mail.export_log(query=MailQuery(), target=target, progress=progress)
    with pytest.raises(Problem, match="cannot-write"):
        mail.export_log(query=MailQuery(), target=tmp_path / "missing" / "log.csv")

    def fail(*_: object) -> None:
        raise Problem("disk-full", "The disk is full.")

    monkeypatch.setattr("app.services.mail_export._record", fail)
    with pytest.raises(Problem, match="disk-full"):
        mail.export_log(query=MailQuery(), target=target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_memory_stays_flat(desk: Desk, mail: MailRoom, tmp_path: Path) -> None:
    request_id = log_request(desk)
    with desk.reading() as unit:
        request = unit.requests.get(request_id)
    piece = MailPiece(
        id=0,
        request_id=request_id,
        request_number=request.number,
        patient_id=request.details.patient_id,
        service=MailService.FIRST_CLASS,
        extras=frozenset({ExtraService.CERTIFIED}),
        status=MailStatus.CANCELLED,
        recipient_name="Dana Mosciski",
        recipient_address=HOME,
        created_at=datetime(2026, 1, 2, tzinfo=UTC),
        created_by="Ann",
    )
    with desk.writing() as unit:
        unit.mail.add_many([piece] * 4000, created_by=desk.session.staff_id)
    steps: list[tuple[int, int]] = []
    tracemalloc.start()
    result = mail.export_log(
        query=MailQuery(),
        target=tmp_path / "log.csv",
        progress=Progress(lambda done, total: steps.append((done, total))),
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.value.row_count == 4000
    assert steps[-1] == (4000, 4000)
    # Four thousand pieces held at once take about ten megabytes.
    assert peak < 5_000_000
