"""F22 at the desk: whatever file is handed in, the store is as it was and the person is told why.

How each file is recognised is tried in ``tests/exchange``; here it goes through the services.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.domain.patient_views import PatientQuery
from app.exchange.source_file import SourceKind
from app.services.desk import Desk
from app.services.services import Services
from tests.services.vault_kit import desk_in


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.seek(2**30)
        file.write(b"\n")


def _bytes(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


HOSTILE: dict[str, Callable[[Path], None]] = {
    "1 GB sparse.csv": _sparse,
    "million columns.csv": _bytes(b"Last name," * 1_000_000 + b"\n"),
    "unclosed quote.csv": _bytes(b'Last name,First name\n"' + b"x" * 3_000_000),
    "10 MB cell.csv": _bytes(b"Last name,First name\n" + b"y" * 10_000_000 + b",z\n"),
    "NUL.csv": _bytes(b"Last name,First name\n\0\0\0\0,\0\n" * 2000),
    "zip.csv": _bytes(b"PK\x03\x04" + bytes(range(256)) * 64),
    "pdf.csv": _bytes(b"%PDF-1.7\n" + b"\xe2\xe3\xcf\xd3" * 200),
    "empty.csv": _bytes(b""),
    "deep.json": _bytes(b'{"resourceType":"Bundle","entry":' + b"[" * 100_000),
    "wrong types.json": _bytes(
        json.dumps({"resourceType": "Bundle", "entry": {"resource": 7}}).encode()
    ),
    "no patients.json": _bytes(b'{"resourceType":"Bundle","type":"collection","entry":[]}'),
    "half.json": _bytes(b'{"resourceType":"Patient","name":[{"family":"Qu'),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_changes_and_the_reason_is_said(desk: Desk, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    HOSTILE[name](path)
    services = Services(desk)
    before = _state(services)
    start = time.monotonic()
    rows, problem = _try(services, path)
    assert time.monotonic() - start < 60  # a hang, not a speed
    if problem is not None:
        assert problem.happened
        assert problem.next_step
        assert str(tmp_path) not in f"{problem.happened} {problem.next_step}"
    else:
        assert rows == 0, "such a file holds nobody who could be brought in"
    assert _state(services) == before


def _try(services: Services, path: Path) -> tuple[int, Problem | None]:
    """As the import guide does it: look at the file, then try it dry."""
    imports = services.imports
    try:
        if imports.kind_of(path=path) is SourceKind.FHIR:
            check = imports.plan_fhir(path=path)
        else:
            check = imports.plan_csv(listing=imports.preview_csv(path=path))
    except Problem as problem:
        return 0, problem
    return len(check.effects), None


def _state(services: Services) -> tuple[object, ...]:
    with services.imports.desk.reading() as unit:
        events = len(unit.audit.page(limit=100))
    patients = services.patients.page(query=PatientQuery()).rows
    return patients, services.imports.batches(), events
