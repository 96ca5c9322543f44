"""Mail rows: round trip, versions, pages from their indexes, the request kept in step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import exc

from app.domain.addresses import Address
from app.domain.errors import Conflict, NotFound
from app.domain.mail import (
    AcceptanceProof,
    ExtraService,
    MailPiece,
    MailService,
    MailStatus,
)
from app.domain.mail_log import MailHeap, MailQuery, MailSort
from app.domain.requests import RequestStatus
from app.services.desk import Desk
from app.storage.mail import MailRepository
from tests.services.people_kit import log_request
from tests.services.vault_kit import desk_in

CREATED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


@pytest.fixture
def piece(desk: Desk) -> MailPiece:
    request_id = log_request(desk)
    with desk.reading() as unit:
        request = unit.requests.get(request_id)
    return MailPiece(
        id=0,
        request_id=request_id,
        request_number=request.number,
        patient_id=request.details.patient_id,
        service=MailService.PRIORITY,
        extras=frozenset({ExtraService.CERTIFIED, ExtraService.RETURN_RECEIPT}),
        status=MailStatus.READY,
        recipient_name="Łukasz Nowak",
        recipient_address=Address(line1="1 Main St", city="Boston", state="MA", zip_code="02108"),
        created_at=CREATED,
        created_by="Ann Example",
    )


FILLED = {
    "status": MailStatus.RECEIPT_RECEIVED,
    "article_number": "9589071052700965745050",
    "article_raw": "9589 0710 5270 0965 7450 50",
    "article_format": "usps_impb_22",
    "article_carrier": "usps",
    "article_check": "ok",
    "article_zip": "02108",
    "return_receipt_number": "9590940257700024123407",
    "page_count": 12,
    "shape": "flat",
    "weight_tenths": 29,
    "printed_at": CREATED,
    "accepted_on": date(2026, 11, 21),
    "acceptance_proof": AcceptanceProof.FIRM_SHEET,
    "dropped_by": "Marco",
    "delivered_on": date(2026, 11, 22),
    "delivered_to": "L. Nowak",
    "receipt_on": date(2026, 11, 23),
    "ended_on": date(2026, 11, 23),
    "cost_cents": 1234,
    "prices_from": date(2026, 7, 12),
    "note": "left with neighbour",
    "settled": True,
}


def test_every_field_survives_the_store(desk: Desk, piece: MailPiece) -> None:
    with desk.writing() as unit:
        added = unit.mail.add(piece, desk.session.staff_id)
        assert added == replace(piece, id=added.id, request_status=RequestStatus.RECEIVED)
        wanted = replace(added, **FILLED)  # type: ignore[arg-type]
        saved = unit.mail.save(wanted)
        assert unit.mail.get(added.id) == saved == replace(wanted, version=2)


def test_a_change_to_an_older_version_is_refused(desk: Desk, piece: MailPiece) -> None:
    with desk.writing() as unit:
        added = unit.mail.add(piece, desk.session.staff_id)
        unit.mail.save(replace(added, note="first"))
        with pytest.raises(Conflict):
            unit.mail.save(replace(added, note="second"))
        assert unit.mail.get(added.id).note == "first"
        with pytest.raises(NotFound):
            unit.mail.get(999)


def test_events_are_never_changed(desk: Desk, piece: MailPiece) -> None:
    with desk.writing() as unit:
        added = unit.mail.add(piece, desk.session.staff_id)
        unit.mail.add_event(
            added.id, at=CREATED, by=None, kind="note", text="By the program", happened_on=None
        )
        (event,) = unit.mail.events(added.id)
        assert (event.by, event.kind) == ("", "note")
    for statement in ("UPDATE mail_event SET text='x'", "DELETE FROM mail_event"):
        with pytest.raises(exc.DBAPIError), desk.writing() as unit:
            unit.mail._connection.exec_driver_sql(statement)


def test_the_request_follows_its_newest_live_piece(desk: Desk, piece: MailPiece) -> None:
    with desk.writing() as unit:
        first = unit.mail.add(replace(piece, article_number="1"), desk.session.staff_id)
        second = unit.mail.add(piece, desk.session.staff_id)

    def followed() -> tuple[str, bool]:
        with desk.reading() as unit:
            request = unit.requests.item(piece.request_id).request
        return str(request.mail_status or ""), request.article_logged

    assert followed() == ("ready", False)
    with desk.writing() as unit:
        unit.mail.save(replace(second, status=MailStatus.CANCELLED))
    assert followed() == ("ready", True)
    with desk.writing() as unit:
        unit.mail.save(replace(first, status=MailStatus.CANCELLED))
    assert followed() == ("", False)


def test_each_page_is_read_from_an_index(desk: Desk) -> None:
    for heap, sort, descending in product(MailHeap, MailSort, (True, False)):
        check_plan(desk, heap, sort, descending=descending)


def check_plan(desk: Desk, heap: MailHeap, sort: MailSort, *, descending: bool) -> None:
    """No sorting, no reading of the whole table."""
    plans: list[str] = []
    key: tuple[object, ...] = (5,) if sort is MailSort.LOGGED else ("m", 5)
    with desk.reading() as unit:
        connection = unit.mail._connection
        real = connection.execute

        def explained(statement: object, *rest: object) -> object:
            text = str(
                statement.compile(  # type: ignore[attr-defined]
                    connection, compile_kwargs={"literal_binds": True}
                )
            )
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")
            plans.extend(row[3] for row in rows)
            return real(statement, *rest)

        repository = MailRepository(connection)
        repository._connection = _Seen(explained)  # type: ignore[assignment]
        query = MailQuery(heap=heap, sort=sort, descending=descending, after_key=key)
        repository.page(query)
    joined = "\n".join(plans)
    assert "TEMP B-TREE" not in joined
    assert not any(line.startswith("SCAN") and "INDEX" not in line for line in plans), joined
    logged = sort is MailSort.LOGGED and heap is MailHeap.WHOLE_LOG
    assert logged or "queue_mail_" in joined


class _Seen:
    def __init__(self, execute: object) -> None:
        self.execute = execute


def test_names_sort_without_their_accents(desk: Desk, piece: MailPiece) -> None:
    names = ("Zoe", "łukasz", "Ánna", "Maria")
    with desk.writing() as unit:
        unit.mail.add_many(
            [replace(piece, recipient_name=name) for name in names], desk.session.staff_id
        )
        unit.mail.add_many([], desk.session.staff_id)
        query = MailQuery(sort=MailSort.RECIPIENT, descending=False)
        found = [each.recipient_name for each in unit.mail.page(query)]
    assert found == ["Ánna", "łukasz", "Maria", "Zoe"]


def test_numbers_are_found_by_either_field(desk: Desk, piece: MailPiece) -> None:
    with desk.writing() as unit:
        assert unit.mail.last_article() == ""
        first = unit.mail.add(replace(piece, article_number="A1"), desk.session.staff_id)
        second = unit.mail.add(replace(piece, return_receipt_number="A1"), desk.session.staff_id)
        assert unit.mail.last_article() == "A1"
        found = unit.mail.by_article("A1", since=CREATED)
        assert [each.id for each in found] == [second.id, first.id]
        assert unit.mail.by_article("A1", since=CREATED.replace(year=2027)) == ()
        assert unit.mail.count(MailQuery()) == 2
        assert unit.mail.count(MailQuery(), ids=[first.id]) == 1
