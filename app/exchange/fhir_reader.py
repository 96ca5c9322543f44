"""Reads FHIR R4 in JSON: a Patient, a Bundle, a list of either, or one of them on each line.

The promise: only Patients are kept. Whole charts pass through and nothing of them stays; a broken
line or patient is one rejected row and not the end of the import; size, depth and number of values
are bounded before anything is parsed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.errors import Problem
from app.domain.import_plan import ImportPlan, PlanBuilder
from app.exchange.fhir_patient import cells_of, refusal
from app.exchange.json_scan import JsonScan
from app.exchange.source_file import SAMPLE_BYTES, Step, check_signature, no_step, open_source

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 16 * 1024 * 1024
MAX_DEPTH = 100
"""Resources of real charts nest about 12 deep."""

MAX_VALUES = 4_000_000
MAX_PATIENTS = 50_000
_PIECE = 1024 * 1024
_BUNDLES_IN_BUNDLES = 3
_STEP_LINES = 100
_LINE_EXTENSIONS = (".ndjson", ".jsonl")


def plan_fhir(path: Path, today: date, *, step: Step = no_step) -> ImportPlan:
    """What an import of a FHIR file would do: the dry run.

    Args:
        path: the file.
        today: the local day.
        step: called with bytes read and bytes in all; may raise ``Cancelled``.

    Raises:
        Problem: too large, nested too deep, no JSON, no FHIR, or no Patient in it.
    """
    file, size = open_source(path, MAX_BYTES)
    with file:
        check_signature(file.read(SAMPLE_BYTES))
        file.seek(0)
        if _has_resource_lines(path, file):
            return _plan_lines(file, size, today, step)
        return _plan_whole(file, size, today, step)


def _has_resource_lines(path: Path, file: BinaryIO) -> bool:
    """NDJSON by its name, or by a first line that is whole and is not the last."""
    if path.suffix.casefold() in _LINE_EXTENSIONS:
        return True
    first = file.readline(MAX_LINE).removeprefix(b"\xef\xbb\xbf")
    more = file.read(SAMPLE_BYTES).lstrip()
    file.seek(0)
    return more[:1] == b"{" and first.lstrip()[:1] == b"{" and first.rstrip()[-1:] == b"}"


def _plan_whole(file: BinaryIO, size: int, today: date, step: Step) -> ImportPlan:
    pieces = bytearray()
    scan = JsonScan()
    while piece := file.read(_PIECE):
        scan.feed(piece)
        pieces += piece
        _check_scan(scan)
        step(len(pieces) // 2, size)
    content = _parsed(pieces)
    builder = PlanBuilder(today, unit="entry")
    number = 0
    for number, patient in enumerate(_patients(content), start=1):
        _check_count(number)
        _take(builder, number, patient, today)
        step(size, size)
    if not number:
        raise _no_patients(content)
    return builder.build()


def _plan_lines(file: BinaryIO, size: int, today: date, step: Step) -> ImportPlan:
    builder = PlanBuilder(today)
    found = broken = number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise _too_large_line(number)
        if number % _STEP_LINES == 0:
            step(file.tell(), size)
        patients = _patients_of_line(line)
        if patients is None:
            broken += 1
            builder.reject(number, "The line is not FHIR in JSON.")
        for patient in patients or ():
            found += 1
            _take(builder, number, patient, today)
        _check_count(found + broken)
    if not found:
        raise _no_patients({"resourceType": ""} if not broken else None)
    return builder.build()


def _patients_of_line(line: bytes) -> list[dict[str, Any]] | None:
    """The patients of one line; None when the line is broken."""
    if not line.strip():
        return []
    scan = JsonScan()
    scan.feed(line)
    try:
        _check_scan(scan)
        return list(_patients(_parsed(line)))
    except Problem:
        return None


def _take(builder: PlanBuilder, number: int, patient: dict[str, Any], today: date) -> None:
    reason = refusal(patient)
    if reason:
        builder.reject(number, reason)
        return
    cells, remarks = cells_of(patient, today)
    if not cells:
        builder.reject(number, "Nothing in it can be read.")
        return
    builder.add(number, cells, remarks=remarks)


def _check_scan(scan: JsonScan) -> None:
    if scan.deepest > MAX_DEPTH:
        raise Problem(
            "too-deep",
            f"The file is nested more than {MAX_DEPTH} levels deep, as no FHIR file is.",
            next_step="Ask for a new export.",
        )
    if scan.values > MAX_VALUES:
        raise Problem(
            "too-many-values",
            "The file holds more than can be read at once.",
            next_step="Export the patients alone, without their charts.",
        )


def _check_count(found: int) -> None:
    if found > MAX_PATIENTS:
        raise Problem(
            "too-many-rows",
            f"The file has more than {MAX_PATIENTS:,} patients.",
            next_step="Split it into smaller files and import them one after the other.",
        )


def _too_large_line(number: int) -> Problem:
    return Problem(
        "too-large",
        f"Line {number} is larger than {MAX_LINE // _PIECE} MB.",
        next_step="Export the patients alone, without their charts.",
    )


def _parsed(data: bytes | bytearray) -> Any:
    """The content, in which resources that are no patients are already let go.

    A number of thousands of digits is refused by Python with a plain ValueError.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), object_hook=_without_chart)
    except UnicodeDecodeError:
        raise Problem(
            "not-utf8",
            "The file is not written in Unicode (UTF-8).",
            next_step="Ask for a new export; FHIR in JSON is always UTF-8.",
        ) from None
    except ValueError:
        raise Problem(
            "not-json",
            "The file is broken or is not JSON.",
            next_step="It may be cut off. Ask for a new export.",
        ) from None


def _without_chart(found: dict[str, Any]) -> dict[str, Any]:
    """Called for every object as it is parsed, inner ones first."""
    kind = found.get("resourceType")
    if kind is None or kind in ("Patient", "Bundle"):
        return found
    return {"resourceType": kind}


def _patients(content: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every Patient: the content itself, or in its entries, or in Bundles in its entries."""
    if isinstance(content, list) and depth == 0:
        for item in content:
            yield from _patients(item, depth + 1)
    if not isinstance(content, dict) or depth > _BUNDLES_IN_BUNDLES:
        return
    if content.get("resourceType") == "Patient":
        yield content
    entries = content.get("entry") if content.get("resourceType") == "Bundle" else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            yield from _patients(entry.get("resource"), depth + 1)


def _no_patients(content: Any) -> Problem:
    is_fhir = isinstance(content, dict) and isinstance(content.get("resourceType"), str)
    if is_fhir:
        return Problem(
            "no-patients",
            "There is no Patient in this FHIR file.",
            next_step="Choose an export that has the patients in it.",
        )
    return Problem(
        "not-fhir",
        "The file is JSON, but not FHIR.",
        next_step="Export the patients as FHIR R4 or as CSV UTF-8.",
    )
