"""Breaks things on purpose, each with the marker in its text, so that the logs can be searched."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from app.domain.errors import FieldProblems, Problem
from app.domain.people import PatientDetails
from app.exchange.fhir_reader import plan_fhir
from app.tour.stage import Stage
from tests.benchmarks.big_store import connection_of


def break_everything(stage: Stage, marker: str) -> list[str]:
    """Force errors of every class and let the program show and log them; their names."""
    made: list[BaseException] = []
    for force in (*_plain(marker), *_of_libraries(stage, marker), *_of_services(stage, marker)):
        try:
            force()
        except BaseException as error:
            made.append(error)
    for error in made:
        if isinstance(error, Exception):
            stage.messages.show_failure(error)
        logging.getLogger("app.tests").error("forced", exc_info=error)
        logging.getLogger("sqlalchemy").warning("a library quotes %s", error)
    thread = threading.Thread(target=_raise_in_thread, args=(marker,))
    thread.start()
    thread.join()
    stage.robot.settle()
    return sorted({type(error).__name__ for error in made})


def _plain(marker: str) -> list[Callable[[], object]]:
    return [
        lambda: {}[marker],
        lambda: int(marker),
        lambda: Path(f"/{marker}/none").read_bytes(),
        lambda: marker.encode().decode("utf-16"),
        lambda: json.loads(marker),
        lambda: getattr(object(), marker),
        lambda: subprocess.run([marker], check=True),
        lambda: _chained(marker),
        lambda: warnings.warn(marker, UserWarning, stacklevel=1) or 1 / 0,
        lambda: sys.exit(marker),
    ]


def _of_libraries(stage: Stage, marker: str) -> list[Callable[[], object]]:
    store = _services(stage).patients.desk.store

    def bad_statement() -> None:
        with store.reading() as unit:
            connection_of(unit).execute(text(f"SELECT '{marker}' FROM no_such_table"))

    def bad_row() -> None:
        with store.writing() as unit:
            statement = text("INSERT INTO setting (key, value) VALUES (:key, NULL)")
            connection_of(unit).execute(statement, {"key": marker})

    return [bad_statement, bad_row]


def _of_services(stage: Stage, marker: str) -> list[Callable[[], object]]:
    services = _services(stage)
    folder = services.patients.desk.store.folder.root.parent
    broken = folder / "broken.json"
    broken.write_text(json.dumps({"resourceType": "Patient", "name": marker, "birthDate": marker}))
    too_long = PatientDetails(family_name=marker * 3000, given_name=marker)
    today = services.patients.desk.clock.today()
    return [
        lambda: services.patients.add(details=too_long),
        lambda: services.staff.add(login=f"{marker} {marker}", name="", role=marker),  # type: ignore[arg-type]
        lambda: services.imports.preview_csv(path=folder / f"{marker}.csv"),
        lambda: plan_fhir(broken, today) and 1 / 0,
        lambda: services.mail.read_number(text=marker),
        lambda: services.papers.read(paper_id=10_000),
        lambda: _raise(Problem("forced", marker, marker, marker)),
        lambda: _raise(FieldProblems({marker: marker})),
    ]


def _services(stage: Stage):  # type: ignore[no-untyped-def]
    context = stage.program.desktop.context
    assert context is not None
    return context.services


def _chained(marker: str) -> None:
    try:
        _raise(KeyError(marker))
    except KeyError as error:
        error.add_note(marker)
        raise RuntimeError(f"while reading {marker}") from error


def _raise(error: Exception) -> None:
    raise error


def _raise_in_thread(marker: str) -> None:
    raise ValueError(marker)
