"""Paper rows: kept for good, marking their request, and the part-used sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import exc

from app.domain.attachments import AttachmentKind
from app.domain.errors import NotFound
from app.domain.papers import Paper, PaperKind
from app.services.desk import Desk
from app.storage.attachments import NewFile
from tests.services.people_kit import log_request
from tests.services.vault_kit import desk_in

MADE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


def paper_of(desk: Desk, kind: PaperKind) -> Paper:
    request_id = log_request(desk)
    with desk.writing() as unit:
        new = NewFile(request_id, AttachmentKind.PAPER, "x.pdf", "application/pdf", MADE, None)
        attachment_id = unit.attachments.add(new, b"%PDF-1.7")
    return Paper(
        id=0,
        request_id=request_id,
        kind=kind,
        made_at=MADE,
        made_by="Ann Example",
        stock="10",
        pages=1,
        sha256="ab",
        how="printed",
        copies=2,
        reprint=True,
        attachment_id=attachment_id,
        text_number=3,
    )


def made_at(desk: Desk, request_id: int) -> tuple[bool, bool]:
    with desk.reading() as unit:
        request = unit.requests.item(request_id).request
    return request.letter_made, request.outside_made


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        (PaperKind.COVER_LETTER, (True, False)),
        (PaperKind.ENVELOPE, (False, True)),
        (PaperKind.LABEL, (False, True)),
        (PaperKind.RECOVERY_SHEET, (False, False)),
    ],
)
def test_papers_mark_their_request(desk: Desk, kind: PaperKind, marks: tuple[bool, bool]) -> None:
    wanted = paper_of(desk, kind)
    with desk.writing() as unit:
        added = unit.papers.add(wanted, desk.session.staff_id)
        again = replace(wanted, made_at=MADE + timedelta(hours=1))
        unit.papers.add(again, desk.session.staff_id)
        assert added == replace(wanted, id=added.id)
        assert len(unit.papers.of_request(wanted.request_id)) == 2
        with pytest.raises(NotFound):
            unit.papers.get(999)
    assert made_at(desk, wanted.request_id) == marks


def test_papers_are_never_changed(desk: Desk) -> None:
    wanted = paper_of(desk, PaperKind.ENVELOPE)
    with desk.writing() as unit:
        unit.papers.add(wanted, desk.session.staff_id)
    for statement in ("UPDATE paper SET copies=9", "DELETE FROM paper"):
        with pytest.raises(exc.DBAPIError), desk.writing() as unit:
            unit.papers._connection.exec_driver_sql(statement)


def test_the_sheet_in_use(desk: Desk) -> None:
    with desk.writing() as unit:
        assert unit.papers.next_label("avery-5163") == 1
        unit.papers.set_next_label("avery-5163", 8)
        unit.papers.set_next_label("avery-5163", 9)
        unit.papers.set_next_label("avery-5160", 2)
    with desk.reading() as unit:
        assert unit.papers.next_label("avery-5163") == 9
        assert unit.papers.next_label("avery-5160") == 2
