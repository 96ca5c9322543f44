"""A practice with very many requests and mail pieces, written in bulk below the services.

Everything follows from a running number, so two stores of different sizes hold the same kind of
rows, and the same row can be told twice: once for its table, once for the search index.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from app.domain.addresses import Address
from app.domain.mail import MailStatus
from app.domain.mail_states import stage_of
from app.domain.people import PatientDetails
from app.domain.queue import NO_DUE_DATE
from app.domain.requests import OPEN_STATUSES, IdentityMethod, RequestStatus
from app.domain.search_terms import SearchKind, fold
from app.services.open_desk import OpenDesk
from app.services.services import Services
from app.storage.patients import search_entry_of, sort_name_of
from app.storage.search import SearchEntry
from app.storage.store import Store
from app.storage.tables import mail_piece, patient, request, staff
from app.system.clock import FixedClock
from app.tour.numbers import certified_number
from tests.services.vault_kit import PASSWORD, set_up, vault_service

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
BATCH = 10_000
ROOT = Path(__file__).resolve().parents[2]
REQUESTS_PER_PATIENT = 4
_STATUSES = (
    RequestStatus.RECEIVED,
    RequestStatus.IDENTITY_CHECKED,
    RequestStatus.GATHERED,
    RequestStatus.READY,
    RequestStatus.SENT,
    RequestStatus.CLOSED,
    RequestStatus.CLOSED,
    RequestStatus.CLOSED,
)
_MAIL = (MailStatus.PRINTED, MailStatus.ACCEPTED, MailStatus.DELIVERED, MailStatus.DELIVERED)
_FIRST = ("Bel", "Cor", "Dan", "Fer", "Gol", "Hal", "Jor", "Kel", "Lan", "Mor", "Nes", "Par")
_LAST = ("bach", "dez", "ford", "gren", "horn", "ini", "ker", "low", "man", "son", "vik", "zak")
_GIVEN = ("Ada", "Boris", "Clara", "Dmitri", "Eva", "Farid", "Gina", "Hugo", "Ines", "Jamal")
_STREETS = ("Oak St", "Elm Ave", "Court Sq", "Harbor Rd", "Mill Ln", "Vine Way", "Hill Dr")
_CITIES = (("Somerville", "02143"), ("Medford", "02155"), ("Malden", "02148"), ("Salem", "01970"))
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; request and mail ids run from 1."""

    requests: int

    @property
    def patients(self) -> int:
        """A patient asks more than once."""
        return max(1, self.requests // REQUESTS_PER_PATIENT)


def big_practice(folder: Path, size: Size) -> OpenDesk:
    """An open practice of that size; close ``desk.store`` at the end."""
    set_up(vault_service(folder, FixedClock(NOW))).desk.store.close()
    command = [sys.executable, "-m", "tests.benchmarks.fill", str(folder), str(size.requests)]
    subprocess.run(command, cwd=ROOT, check=True)
    return open_practice(folder)


def open_practice(folder: Path) -> OpenDesk:
    """A practice that was filled before."""
    return vault_service(folder, FixedClock(NOW)).unlock(login="ann", password=PASSWORD)


def fill(store: Store, size: Size) -> None:
    """Write all rows and make them findable."""
    _write(store, patient, size.patients, _patient_row)
    _write(store, request, size.requests, lambda number: _request_row(number, size))
    _write(store, mail_piece, size.requests, _mail_row)
    for many, entry in (
        (size.requests, _mail_entry),
        (size.requests, lambda number: _request_entry(number, size)),
        (size.patients, lambda number: search_entry_of(number, person(number))),
    ):
        _make_findable(store, many, entry)
    # No ANALYZE, since the program never does it: the samples that it leaves are read by every
    # connection and weighed with every statement, which makes searching three times slower.
    with store.writing() as unit:
        unit.search.optimize()
    store.checkpoint()


def connection_of(unit: Any) -> Connection:
    """The connection below a unit, for rows that no service would write so fast."""
    connection: Connection = unit._connection
    return connection


def person(number: int) -> PatientDetails:
    """The patient of a number."""
    draw = Random(number)  # noqa: S311 - no secret
    city, zip_code = draw.choice(_CITIES)
    street = f"{draw.randrange(1, 4000)} {draw.choice(_STREETS)}"
    middle = _LAST[number % 12].title()
    return PatientDetails(
        family_name=draw.choice(_FIRST) + draw.choice(_LAST) + draw.choice(_LAST),
        given_name=draw.choice(_GIVEN),
        middle_name=middle,
        birth_date=date(1930, 1, 1) + timedelta(days=draw.randrange(30_000)),
        chart_number=f"C{number:07d}",
        phone=f"(617) 555-{number % 10_000:04d}",
        address=Address(line1=street, city=city, state="MA", zip_code=zip_code),
    )


def request_number(number: int) -> str:
    """Looks like a drawn one, and no two are the same."""
    mixed = (number * 2_654_435_761) % 2**40
    signs = "".join(_ALPHABET[(mixed >> shift) & 31] for shift in range(35, -1, -5))
    return f"{signs[:4]}-{signs[4:]}"


def article(number: int) -> str:
    """The article number of a piece."""
    return certified_number(number)


def patient_of(number: int, size: Size) -> int:
    """Whose request it is."""
    return 1 + (number * 7919) % size.patients


def _write(store: Store, table: Table, many: int, row: Any) -> None:
    for start in range(1, many + 1, BATCH):
        rows = [row(number) for number in range(start, min(many + 1, start + BATCH))]
        with store.writing() as unit:
            connection_of(unit).execute(insert(table), rows)


def _make_findable(store: Store, many: int, entry: Any) -> None:
    """Newest first, since that is the order of the index."""
    for start in range(many, 0, -BATCH):
        with store.writing() as unit:
            unit.search.put_many(
                [entry(number) for number in range(start, max(0, start - BATCH), -1)]
            )


def _patient_row(number: int) -> dict[str, Any]:
    details = person(number)
    return {
        "id": number,
        "family_name": details.family_name,
        "given_name": details.given_name,
        "middle_name": details.middle_name,
        "birth_date": details.birth_date,
        "chart_number": details.chart_number,
        "phone": details.phone,
        "address": details.address.as_dict(),
        "sort_name": sort_name_of(details),
        "created_at": NOW,
    }


def _received(number: int) -> date:
    return TODAY - timedelta(days=(number * 31) % 3000)


def _request_row(number: int, size: Size) -> dict[str, Any]:
    owner = patient_of(number, size)
    details = person(owner)
    status = _STATUSES[number % len(_STATUSES)]
    received = _received(number)
    due = received + timedelta(days=30)
    return {
        "id": number,
        "number": request_number(number),
        "patient_id": owner,
        "status": status.value,
        "is_open": status in OPEN_STATUSES,
        "asker": "patient",
        "recipient": "asker",
        "kind": "access",
        "received_on": received,
        "channel": "mail",
        "wanted": ["test_results", "visit_notes"],
        "access_kind": "copy",
        "copy_form": "paper",
        "road": "certified_mail",
        "asker_person": {},
        "recipient_person": {},
        "address": details.address.as_dict(),
        "address_confirmed_how": "Read back on the phone",
        "logged_at": NOW,
        "logged_by": 1,
        "identity_method": ""
        if status is RequestStatus.RECEIVED
        else IdentityMethod.KNOWN_TO_STAFF.value,
        "identity_at": None if status is RequestStatus.RECEIVED else NOW,
        "due_on": due,
        "due_sort": NO_DUE_DATE if status is RequestStatus.SENT else due.isoformat(),
        "mail_status": _MAIL[number % len(_MAIL)].value,
        "article_logged": True,
        "federal_due_on": due,
        "governing": "federal",
        "citation": "45 CFR 164.524(b)(2)",
        "patient_sort": sort_name_of(details),
        "page_count": 1 + number % 90,
    }


def _mail_row(number: int) -> dict[str, Any]:
    details = person(1 + number % 50_000)
    status = _MAIL[number % len(_MAIL)]
    accepted = _received(number) if status is not MailStatus.PRINTED else None
    return {
        "id": number,
        "request_id": number,
        "status": status.value,
        "stage": stage_of(status).value,
        "needs_you": number % 40 == 0,
        "service": "first_class",
        "extras": ["certified", "return_receipt"],
        "recipient_name": details.full_name,
        "recipient_address": details.address.as_dict(),
        "recipient_sort": fold(details.full_name),
        "article_number": article(number),
        "article_raw": article(number),
        "article_format": "usps_impb_22",
        "article_carrier": "usps",
        "article_check": "ok",
        "page_count": 1 + number % 90,
        "shape": "flat",
        "created_at": NOW,
        "created_by": 1,
        "accepted_on": accepted,
        "mailed_sort": accepted.isoformat() if accepted else "",
        "cost_cents": 1069,
        "note": "",
    }


def _request_entry(number: int, size: Size) -> SearchEntry:
    owner = patient_of(number, size)
    details = person(owner)
    name = request_number(number)
    return SearchEntry(
        SearchKind.REQUEST,
        number,
        owner,
        f"{name} · {details.list_name}",
        "Received",
        f"{details.full_name} {details.address.one_line}",
        (name,),
    )


def _mail_entry(number: int) -> SearchEntry:
    details = person(1 + number % 50_000)
    return SearchEntry(
        SearchKind.MAIL,
        number,
        None,
        details.full_name,
        article(number),
        f"{details.full_name} {details.address.one_line}",
        (article(number), request_number(number)),
    )


def typed_texts(size: Size, many: int) -> Iterator[str]:
    """What people type, letter by letter: names, name and street, numbers from either end."""
    draw = Random(7)  # noqa: S311 - no secret
    for _ in range(many):
        number = draw.randrange(1, size.requests + 1)
        details = person(patient_of(number, size))
        whole = draw.choice(
            (
                details.family_name,
                f"{details.given_name} {details.family_name}",
                f"{details.family_name} {details.address.line1}",
                request_number(number),
                article(number)[-6:],
                details.chart_number,
            )
        )
        yield from (whole[:end] for end in range(1, min(len(whole), 14) + 1))


def bare_csv(services: Services, path: Path) -> None:
    """The same join through the same kind of cursor, written as it comes."""
    statement = (
        select(
            mail_piece, request.c.number, staff.c.name, patient.c.address, patient.c.confidential
        )
        .join(request, request.c.id == mail_piece.c.request_id)
        .join(patient, patient.c.id == request.c.patient_id)
        .join(staff, staff.c.id == mail_piece.c.created_by)
        .order_by(mail_piece.c.id)
    )
    with services.mail.desk.reading() as unit, path.open("w", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        connection = connection_of(unit)
        rows = connection.execute(statement.execution_options(yield_per=1000))
        for row in rows:
            writer.writerow(row)
