"""Imports: dry run, whole or nothing, twice the same, undone in one step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, NotPermitted, Problem
from app.domain.import_merge import Effect, merge
from app.domain.patient_views import PatientQuery
from app.domain.staff import Role
from app.exchange.source_file import SourceKind
from app.services.desk import Desk
from app.services.imports import ImportService, StayReason, UndoResult
from app.services.patients import PatientService
from app.services.progress import Progress
from app.services.requests import RequestService
from tests.services.consent_kit import opened
from tests.services.desk_kit import (
    SHELTER,
    add_patient,
    desk_of,
    open_desk,
    person,
    trail,
    trail_text,
    wanted,
)
from tests.services.vault_kit import set_up, vault_service

HEAD = "Chart Number,Last Name,First Name,Date of Birth,Address,City,State,Zip,Phone\n"
ANN = "C1,Adams,Ann,03/14/1961,1 Elm St,Boston,MA,02116,617 555 0100\n"
BEN = "C2,Brown,Ben,04/15/1962,2 Oak St,Boston,MA,02116,\n"
BAD = "C3,Clark,Cy,02/31/1962,3 Ash St,Boston,MA,02116,\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def imports(desk: Desk) -> ImportService:
    return ImportService(desk, lambda _desk, _progress: False)


def bring_in(imports: ImportService, folder: Path, text: str) -> tuple[int, int, int, int, int]:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    assert imports.kind_of(path=path) is SourceKind.CSV
    check = imports.plan_csv(listing=imports.preview_csv(path=path))
    result = imports.run(check=check).value
    assert check.count(Effect.NEW) == result.added
    return result.batch_id, result.added, result.updated, result.unchanged, result.rejected


def names(desk: Desk) -> list[str]:
    page = PatientService(desk).page(query=PatientQuery())
    return [row.hit.name for row in page.rows]


def test_the_same_file_again_adds_nothing(
    imports: ImportService, desk: Desk, tmp_path: Path
) -> None:
    assert bring_in(imports, tmp_path, HEAD + ANN + BEN + BAD)[1:] == (2, 0, 0, 1)
    assert bring_in(imports, tmp_path, HEAD + ANN + BEN + BAD)[1:] == (0, 0, 2, 1)
    assert names(desk) == ["Adams, Ann", "Brown, Ben"]
    assert [hit.name for hit in PatientService(desk).find(text="ad an")] == ["Adams, Ann"]
    assert trail(desk).count("patients.imported") == 2
    assert "Adams" not in trail_text(desk)
    assert "list.csv" not in trail_text(desk)


def test_an_update_keeps_what_the_file_leaves_out(
    imports: ImportService, desk: Desk, tmp_path: Path
) -> None:
    bring_in(imports, tmp_path, HEAD + ANN)
    batch, *counts = bring_in(
        imports, tmp_path, HEAD + "C1,Adams,Ann,03/14/1961,9 New St,Boston,MA,02116,\n"
    )
    assert counts == [0, 1, 0, 0]
    patients = PatientService(desk)
    patient_id = patients.find(text="adams")[0].id
    after = patients.get(patient_id=patient_id).details
    assert (after.address.line1, after.phone) == ("9 New St", "617 555 0100")
    assert imports.undo(batch_id=batch).value == UndoResult(0, 1)
    assert patients.get(patient_id=patient_id).details.address.line1 == "1 Elm St"
    assert [hit.id for hit in patients.find(text="1 elm")] == [patient_id]
    assert patients.find(text="9 new") == ()


def test_undo_leaves_who_has_a_consent(imports: ImportService, desk: Desk, tmp_path: Path) -> None:
    batch = bring_in(imports, tmp_path, HEAD + ANN + BEN)[0]
    ann = PatientService(desk).find(text="adams")[0].id
    opened(desk, patient_id=ann)
    result = imports.undo(batch_id=batch).value
    assert [(each.id, each.why) for each in result.stayed] == [(ann, StayReason.CONSENT)]
    assert names(desk) == ["Adams, Ann"]
    assert StayReason.CONSENT.label == "A consent was written since"


def test_undo_of_a_row_that_stands_twice_goes_one_by_one(
    imports: ImportService, desk: Desk, tmp_path: Path
) -> None:
    bring_in(imports, tmp_path, HEAD + ANN)
    twice = ANN.replace("1 Elm", "5 Elm") + ANN.replace("1 Elm", "9 Elm")
    batch = bring_in(imports, tmp_path, HEAD + twice)[0]
    result = imports.undo(batch_id=batch).value
    assert (result.removed, result.restored) in {(0, 1), (0, 2)}
    assert names(desk) == ["Adams, Ann"]


def test_undo_leaves_who_was_asked_about_or_changed(
    imports: ImportService, desk: Desk, tmp_path: Path
) -> None:
    third = "C4,Drew,Di,05/16/1963,4 Ash St,Boston,MA,02116,\n"
    batch = bring_in(imports, tmp_path, HEAD + ANN + BEN + third)[0]
    patients = PatientService(desk)
    ann, ben = (patients.find(text=each)[0].id for each in ("adams", "brown"))
    RequestService(desk).log(details=wanted(ann))
    patients.change(patient_id=ben, version=1, details=person(), confidential=None)
    result = imports.undo(batch_id=batch).value
    assert (result.removed, result.restored) == (1, 0)
    assert [(each.id, each.name, each.why) for each in result.stayed] == [
        (ann, "Adams, Ann", StayReason.REQUEST),
        (ben, "Mosciski, Maynard", StayReason.CHANGED),
    ]
    assert [result.count(each) for each in StayReason] == [1, 0, 1]
    assert "Adams" not in repr(result)
    assert names(desk) == ["Adams, Ann", "Mosciski, Maynard"]
    assert patients.find(text="drew") == ()
    with pytest.raises(Problem) as caught:
        imports.undo(batch_id=batch)
    assert caught.value.code == "import-undone"
    assert imports.batches()[0].undone_at is not None


def test_a_confidential_address_outlives_an_import(
    imports: ImportService, desk: Desk, tmp_path: Path
) -> None:
    patient_id = add_patient(
        desk, SHELTER, family_name="Adams", given_name="Ann", chart_number="C1"
    )
    assert bring_in(imports, tmp_path, HEAD + ANN)[1:] == (0, 1, 0, 0)
    assert PatientService(desk).get(patient_id=patient_id).mailing_address == SHELTER


def test_a_chart_number_of_someone_else_is_refused(
    imports: ImportService, desk: Desk, tmp_path: Path
) -> None:
    add_patient(desk, chart_number="C1")
    path = tmp_path / "list.csv"
    path.write_text(HEAD + ANN.replace("1961", "1999"), encoding="utf-8")
    check = imports.plan_csv(listing=imports.preview_csv(path=path))
    assert [row.line for row in check.rejected] == [2]
    assert "chart number" in check.rejected[0].reason


def test_a_namesake_is_added_and_counted_as_likely(
    imports: ImportService, desk: Desk, tmp_path: Path
) -> None:
    add_patient(desk, family_name="Adams", given_name="Ann", chart_number="OTHER")
    path = tmp_path / "list.csv"
    path.write_text(HEAD + ANN, encoding="utf-8")
    check = imports.plan_csv(listing=imports.preview_csv(path=path))
    assert (check.count(Effect.NEW), check.likely_twins) == (1, 1)


def test_cancelled_leaves_nothing(imports: ImportService, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEAD + ANN + BEN, encoding="utf-8")
    check = imports.plan_csv(listing=imports.preview_csv(path=path))
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        imports.run(check=check, progress=stopped)
    assert names(desk) == []
    assert imports.batches() == ()


def test_fhir_comes_in(imports: ImportService, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "patient.json"
    path.write_text(
        '{"resourceType":"Patient","name":[{"family":"Schowalter414","given":["Bibi254"]}],'
        '"birthDate":"2012-05-06"}',
        encoding="utf-8",
    )
    check = imports.plan_fhir(path=path)
    assert imports.run(check=check).value.added == 1
    assert names(desk) == ["Schowalter414, Bibi254"]
    assert imports.run(check=check).value.unchanged == 1


def test_readers_do_not_import(desk: Desk) -> None:
    reader = ImportService(desk_of(desk.store, Role.READ_ONLY, "eve"))
    with pytest.raises(NotPermitted):
        reader.undo(batch_id=1)


def test_merge_takes_an_address_whole() -> None:
    before = person()
    incoming = person(birth_date=None, phone="", chart_number="N", death_date=date(2020, 1, 2))
    after = merge(before, incoming)
    assert (after.phone, after.birth_date) == (before.phone, before.birth_date)
    assert (after.chart_number, after.death_date) == ("N", date(2020, 1, 2))


def test_a_backup_of_the_state_before_comes_first(tmp_path: Path) -> None:
    """The real backup, which needs a practice with its keyring."""
    opened = set_up(vault_service(tmp_path / "data"))
    services, backups = opened.services, opened.services.backups
    made = len(backups.list())
    services.patients.add(details=person(), despite_twins=True)
    assert services.imports.back_up_first().value is True
    assert services.imports.back_up_first().value is False
    bring_in(services.imports, tmp_path, HEAD + ANN)
    assert len(backups.list()) == made + 1
    bring_in(services.imports, tmp_path, HEAD + BEN)
    assert len(backups.list()) == made + 2
    opened.desk.store.close()


def test_without_a_backup_nothing_is_imported(desk: Desk, tmp_path: Path) -> None:
    def full(_desk: Desk, _progress: Progress) -> bool:
        raise Problem("disk-full", "There is not enough room for the backup.")

    with pytest.raises(Problem) as caught:
        bring_in(ImportService(desk, full), tmp_path, HEAD + ANN)
    assert caught.value.code == "disk-full"
    assert names(desk) == []
