"""Bringing in patients through the wizard: every step, by keyboard, with odd and hostile files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.import_columns import Target
from app.domain.staff import Role
from app.ui.kit.theme import ThemeChoice
from app.ui.registers.import_check import CheckStep
from app.ui.registers.import_columns import ColumnsStep
from app.ui.registers.import_file import FileStep
from app.ui.registers.import_heaps import Heap
from app.ui.registers.import_result import ResultStep
from app.ui.registers.page import Part
from tests.services.people_kit import log_request
from tests.ui.a11y import unnamed
from tests.ui.registers.conftest import OpenAs
from tests.ui.registers.registers_kit import DATA, LIST, Registers, said_in

NDJSON = '{"resourceType":"Patient","name":[{"family":"Roe","given":["Jane"]}]}\n'


@pytest.fixture
def patient_list(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def columns(registers: Registers, path: Path) -> ColumnsStep:
    registers.page.open_wizard()
    registers.wizard.take(path)
    step = registers.wizard.step
    assert isinstance(step, ColumnsStep), said_in(registers.wizard)
    return step


def checked(registers: Registers, path: Path) -> CheckStep:
    columns(registers, path)
    registers.wizard.go_on()
    step = registers.wizard.step
    assert isinstance(step, CheckStep)
    return step


def test_every_step_has_names_and_writes_nothing_before_the_last(
    registers: Registers, patient_list: Path
) -> None:
    page = registers.page
    page.show_item("import")
    assert isinstance(registers.wizard.step, FileStep)
    assert unnamed(page) == []
    step = columns(registers, patient_list)
    assert "Step 2 of 4" in said_in(registers.wizard)
    assert unnamed(page) == []
    assert step.mapping()[Target.FAMILY_NAME] == 1
    assert "999-17-5017" not in said_in(page)
    assert "(not taken)" in said_in(page)
    registers.wizard.go_on()
    step3 = registers.wizard.step
    assert isinstance(step3, CheckStep)
    assert registers.wizard.next_button.text() == "Import 3 patients"
    assert unnamed(page) == []
    assert registers.patients() == []
    with registers.desk.reading() as unit:
        assert unit.patients.known() == []
    registers.wizard.go_on()
    assert isinstance(registers.wizard.step, ResultStep)
    assert "3 patients added." in said_in(registers.wizard)
    assert unnamed(page) == []
    registers.wizard.go_on()
    assert page.wizard is None
    assert page.part is Part.PATIENTS
    assert registers.patients() == ["Mosciski, Maynard", "Okuneva, Jackie", "Schmidt, Curt"]


def test_an_import_by_keyboard_alone(
    qtbot: QtBot, registers: Registers, patient_list: Path
) -> None:
    page = registers.page
    registers.files.path = patient_list
    page.patients.import_button.setFocus()
    qtbot.keyClick(page.patients.import_button, Qt.Key.Key_Return)
    for text in ("Check the rows", "Import 3 patients", "Show the patients"):
        qtbot.keyClick(_focused(), Qt.Key.Key_Return)
        assert _focused() is registers.wizard.next_button
        assert registers.wizard.next_button.text() == text
    qtbot.keyClick(_focused(), Qt.Key.Key_Return)
    assert len(registers.patients()) == 3


def _focused() -> QPushButton:
    found = QApplication.focusWidget()
    assert isinstance(found, QPushButton)
    return found


def test_the_next_step_has_a_shortcut(registers: Registers, patient_list: Path) -> None:
    actions = registers.context.actions
    actions.enter("registers")
    columns(registers, patient_list)
    for _ in range(3):
        assert actions.trigger("next-step")
    assert len(registers.patients()) == 3


def test_the_same_file_again_adds_nothing(registers: Registers, patient_list: Path) -> None:
    registers.import_file(patient_list)
    registers.wizard.leave()
    step = checked(registers, patient_list)
    assert step.heaps.count(Heap.NEW) == 0
    assert step.heaps.count(Heap.SAME) == 3
    assert registers.wizard.next_button.text() == "Nothing to import"
    assert not registers.wizard.next_button.isEnabled()
    registers.wizard.go_on()
    assert len(registers.services.imports.batches()) == 1


def test_an_import_is_undone_in_one_step(registers: Registers, patient_list: Path) -> None:
    registers.import_file(patient_list)
    rows = registers.page.patients.table.model.rows()
    registers.page.patients.refresh()
    rows = registers.page.patients.table.model.rows()
    log_request(registers.desk, rows[0].hit.id)
    step = registers.wizard.step
    assert isinstance(step, ResultStep)
    step.undo_button.click()
    said = said_in(step)
    assert "2 patients were taken out again." in said
    assert "1 patient stays, because a request was logged" in said
    assert not step.undo_button.isVisible()
    stayed = step.stayed
    assert stayed.isVisible()
    (row,) = stayed.table.model.rows()
    assert (row.name, row.why.label) == ("Mosciski, Maynard", "A request was logged since")
    assert unnamed(step) == []
    went: list[tuple[str, object]] = []
    registers.context.navigator.room_requested.connect(lambda *where: went.append(where))
    stayed.table.row_activated.emit(row.id)
    assert went == [("registers", ("patient", row.id))]
    registers.wizard.leave()
    assert registers.patients() == ["Mosciski, Maynard"]


def test_the_list_of_imports_names_who_stays(registers: Registers, patient_list: Path) -> None:
    registers.import_file(patient_list)
    registers.page.patients.refresh()
    log_request(registers.desk, registers.page.patients.table.model.rows()[0].hit.id)
    page = registers.page
    page.show_part(Part.IMPORTS)
    page.imports.table.select_first()
    page.imports.card.undo_button.click()
    assert [row.name for row in page.imports.card.stayed.table.model.rows()] == [
        "Mosciski, Maynard"
    ]


def test_a_backup_comes_before_the_import(registers: Registers, patient_list: Path) -> None:
    registers.page.open_wizard()
    registers.wizard.take(patient_list)
    registers.wizard.go_on()
    assert registers.backups == []
    registers.wizard.go_on()
    assert registers.backups[0] == "before the import"
    assert isinstance(registers.wizard.step, ResultStep)


def test_the_list_of_imports_undoes_too(registers: Registers, patient_list: Path) -> None:
    registers.import_file(patient_list)
    page = registers.page
    page.show_part(Part.IMPORTS)
    page.imports.table.select_first()
    said = said_in(page.imports.card)
    assert "Ann Example" in said
    assert "3 patients" in said
    assert "CSV list" in said
    assert unnamed(page) == []
    registers.messages.answer = False
    page.imports.card.undo_button.click()
    assert len(registers.services.imports.batches()) == 1
    assert registers.services.imports.batches()[0].undone_at is None
    registers.messages.answer = True
    page.imports.card.undo_button.click()
    assert registers.services.imports.batches()[0].undone_at is not None
    assert "3 patients were taken out again." in said_in(page.imports.card)
    assert not page.imports.card.undo_button.isVisible()
    page.show_part(Part.PATIENTS)
    assert registers.patients() == []


def test_an_import_undone_elsewhere_is_said_once(registers: Registers, patient_list: Path) -> None:
    registers.import_file(patient_list)
    step = registers.wizard.step
    assert isinstance(step, ResultStep)
    registers.services.imports.undo(batch_id=step.result.batch_id)
    step.undo_button.click()
    assert [each.code for each in registers.messages.problems] == ["import-undone"]


def test_columns_are_corrected_and_one_field_takes_one_column(
    registers: Registers, patient_list: Path
) -> None:
    step = columns(registers, patient_list)
    step.choices[2].set_value(Target.FAMILY_NAME)
    assert step.choices[1].value() is None
    assert "now comes from another column" in step.notice.text()
    step.choices[1].set_value(Target.GIVEN_NAME)
    registers.wizard.go_on()
    check = registers.wizard.step
    assert isinstance(check, CheckStep)
    assert check.heaps.rows[Heap.NEW][0].name == "Maynard, Mosciski"
    registers.wizard.back()
    assert registers.wizard.step is step
    assert step.choices[2].value() is Target.FAMILY_NAME
    step.choices[2].set_value(None)
    registers.wizard.go_on()
    assert registers.wizard.step is step
    assert step.notice.text() == "Choose the column with the last name or the full name."


def test_the_preview_turns_its_rows(registers: Registers) -> None:
    step = columns(registers, DATA / "synthea_patients.csv")
    assert step.place.text() == "Rows 1 to 4 of 27"
    assert not step.before.isEnabled()
    step.after.click()
    assert step.place.text() == "Rows 5 to 8 of 27"
    for _ in range(9):
        step.after.click()
    assert step.place.text() == "Rows 25 to 27 of 27"
    assert not step.after.isEnabled()
    step.before.click()
    assert step.place.text() == "Rows 21 to 24 of 27"


def test_a_list_without_headings(registers: Registers, tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("Roe,Jane,01/02/1970\nDoe,John,03/04/1980\n", encoding="utf-8")
    step = columns(registers, path)
    assert step.header_choice.value() is False
    assert "Column 1" in said_in(step)
    step.choices[0].set_value(Target.FAMILY_NAME)
    step.choices[1].set_value(Target.GIVEN_NAME)
    registers.wizard.go_on()
    assert registers.wizard.next_button.text() == "Import 2 patients"
    registers.wizard.back()
    step.header_choice.set_value(True)
    again = registers.wizard.step
    assert isinstance(again, ColumnsStep)
    assert again is not step
    assert again.listing.row_count == 1


def test_other_letters_are_asked_about(registers: Registers, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("Last name,First name\nMüller,José\n".encode("cp1252"))
    registers.page.open_wizard()
    registers.wizard.take(path)
    step = registers.wizard.step
    assert isinstance(step, FileStep)
    assert "not written in Unicode" in step.notice.text()
    assert unnamed(registers.page) == []
    step.notice.action_requested.emit()
    again = registers.wizard.step
    assert isinstance(again, ColumnsStep)
    assert again.encoding_choice.isVisible()
    assert "Müller" in said_in(again)


@pytest.mark.parametrize("name", ["synthea_patients.csv", "bundle.json"])
def test_real_files_come_in(registers: Registers, name: str) -> None:
    registers.import_file(DATA / name)
    assert isinstance(registers.wizard.step, ResultStep)
    registers.wizard.go_on()
    assert len(registers.patients()) >= 1


def test_fhir_goes_straight_to_the_check(registers: Registers, tmp_path: Path) -> None:
    path = tmp_path / "patients.ndjson"
    path.write_text(NDJSON + "not json\n", encoding="utf-8")
    registers.page.open_wizard()
    registers.wizard.take(path)
    step = registers.wizard.step
    assert isinstance(step, CheckStep)
    assert step.heaps.count(Heap.REJECTED) == 1
    registers.wizard.back()
    assert isinstance(registers.wizard.step, FileStep)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"Last name,First name\n")
        file.truncate(1024**3)


def nested(path: Path) -> None:
    path.write_text('{"a":' * 400 + "1" + "}" * 400, encoding="utf-8")


def text_of(text: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(text, encoding="utf-8") and None


def bytes_of(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


BAD = {
    "binary.csv": (bytes_of(bytes(range(256)) * 40), "not a text file"),
    "utf16.csv": (bytes_of("Last name,First name\nRoe,Jane\n".encode("utf-16")), "UTF-16"),
    "quote.csv": (text_of('Last name,First name\n"Roe,Jane\nDoe,John\n'), "never closed"),
    "sparse.csv": (sparse, "not a text file"),
    "huge.csv": (bytes_of(b"Roe,Jane\n" * 2_400_000), "larger than 20 MB"),
    "wide.csv": (text_of(",".join(["Last name"] * 1_000_000) + "\n"), "more than 100 columns"),
    "empty.csv": (bytes_of(b""), "The file is empty"),
    "book.csv": (bytes_of(b"PK\x03\x04" + bytes(100)), "Excel workbook"),
    "deep.json": (nested, "levels deep"),
    "cut.json": (text_of('{"resourceType":"Bundle","entry":['), "broken or is not JSON"),
    "other.json": (text_of('{"name": 1}'), "not FHIR"),
    "nobody.json": (text_of('{"resourceType":"Bundle","entry":[]}'), "no Patient"),
    "missing.csv": (lambda _path: None, "cannot be read"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_file_gets_one_clear_message(registers: Registers, tmp_path: Path, name: str) -> None:
    make, expected = BAD[name]
    path = tmp_path / name
    make(path)
    registers.page.open_wizard()
    registers.wizard.take(path)
    step = registers.wizard.step
    assert isinstance(step, FileStep)
    assert expected in step.notice.text()
    assert str(path) not in said_in(registers.page)
    assert registers.messages.problems == []
    assert not registers.wizard.working.is_busy
    assert registers.services.imports.batches() == ()


def test_fhir_of_wrong_types_is_left_out_row_by_row(registers: Registers, tmp_path: Path) -> None:
    entries = [
        {"resourceType": "Patient", "name": "Roe", "birthDate": 7, "address": {}},
        {"resourceType": "Patient", "name": [{"family": ["x"]}], "telecom": [None, 3]},
        {"resourceType": "Patient", "name": [{"family": "Roe"}], "birthDate": "1970-13-45"},
        {"resourceType": "Patient", "name": [{"family": "Doe"}], "birthDate": "1970-01-02"},
    ]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in entries]}
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    registers.page.open_wizard()
    registers.wizard.take(path)
    step = registers.wizard.step
    assert isinstance(step, CheckStep)
    assert step.heaps.count(Heap.REJECTED) >= 2
    assert [row.name for row in step.heaps.rows[Heap.NEW]][-1] == "Doe"
    assert step.filter.value() is Heap.REJECTED


def test_each_heap_can_be_looked_through(registers: Registers, tmp_path: Path) -> None:
    registers.add("Roe", "Jane", birth_date=None)
    path = tmp_path / "mixed.csv"
    path.write_text(
        "Last name,First name,DOB,Street,State,Zip\n"
        "Roe,Jane,01/02/1970,12 Elm St,MA,02116\n"
        "Poe,Ann,02/31/1970,,MA,02116\n"
        "<b>Doe</b>,=1+1,01/02/1980,,MA,2116\n",
        encoding="utf-8",
    )
    step = checked(registers, path)
    rows = step.table.model.rows
    assert step.filter.value() is Heap.REJECTED
    assert [(row.line, row.name) for row in rows()] == [(3, "")]
    step.filter.set_value(Heap.DOUBTFUL)
    assert "The same name is on file" in rows()[0].said
    step.filter.set_value(Heap.NEW)
    assert rows()[0].name == "<b>Doe</b>, =1+1"
    assert "leading zero" in rows()[0].said
    step.filter.set_value(Heap.CHANGED)
    assert rows() == ()
    assert "Nothing changes" in said_in(step)
    assert registers.wizard.next_button.text() == "Import 2 patients"
    registers.wizard.go_on()
    assert "2 patients added, 1 row left out." in said_in(registers.wizard)


def test_many_rows_come_page_by_page(registers: Registers, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    lines = [f"Name{number},Ann,01/02/1970" for number in range(250)]
    path.write_text("Last name,First name,DOB\n" + "\n".join(lines), encoding="utf-8")
    step = checked(registers, path)
    assert len(step.table.model.rows()) == 100
    step.table.model.fetchMore(step.table.view.rootIndex())
    step.table.model.fetchMore(step.table.view.rootIndex())
    assert len({row.line for row in step.table.model.rows()}) == 250


def test_one_file_is_dropped_at_a_time(
    qtbot: QtBot, registers: Registers, patient_list: Path
) -> None:
    registers.page.open_wizard()
    step = registers.wizard.file_step
    drop(step, [patient_list, patient_list])
    assert "one file" in step.notice.text()
    drop(step, [patient_list])
    assert isinstance(registers.wizard.step, ColumnsStep)


def drop(step: FileStep, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    step.drop.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_cancelled_import_leaves_nothing(qtbot: QtBot, open_as: OpenAs, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    lines = [f"Name{number},Ann,01/02/1970" for number in range(700)]
    path.write_text("Last name,First name,DOB\n" + "\n".join(lines), encoding="utf-8")
    registers = open_as(threads=True)
    registers.page.open_wizard()
    wizard = registers.wizard
    wizard.take(path)
    qtbot.waitUntil(lambda: isinstance(wizard.step, ColumnsStep), timeout=20_000)
    wizard.go_on()
    qtbot.waitUntil(lambda: isinstance(wizard.step, CheckStep), timeout=20_000)
    wizard.go_on()
    assert wizard.working.is_busy
    assert unnamed(registers.page) == []
    wizard.working.stop_button.click()
    qtbot.waitUntil(lambda: not wizard.working.is_busy, timeout=20_000)
    assert registers.messages.said == ["Stopped. Nothing was imported."]
    assert isinstance(wizard.step, CheckStep)
    assert registers.services.imports.batches() == ()
    with registers.desk.reading() as unit:
        assert unit.patients.known() == []
    wizard.go_on()
    qtbot.waitUntil(lambda: isinstance(wizard.step, ResultStep), timeout=30_000)
    assert len(registers.services.imports.batches()) == 1


def test_stopping_to_read_gives_the_step_back(
    qtbot: QtBot, open_as: OpenAs, patient_list: Path
) -> None:
    registers = open_as(threads=True)
    registers.page.open_wizard()
    wizard = registers.wizard
    wizard.take(patient_list)
    assert wizard.working.is_busy
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.working.is_busy
    assert isinstance(wizard.step, FileStep)
    wizard.take(patient_list)
    qtbot.waitUntil(lambda: isinstance(wizard.step, ColumnsStep), timeout=20_000)
    wizard.leave()
    assert registers.page.wizard is None


def test_a_role_taken_away_is_told(registers: Registers, open_as: OpenAs) -> None:
    clerk = open_as(Role.CLERK)
    clerk.page.open_wizard()
    me = clerk.services.staff.me()
    registers.services.staff.change_role(staff_id=me.id, version=me.version, role=Role.READ_ONLY)
    clerk.wizard.take(DATA / "bundle.json")
    assert "role does not allow" in clerk.wizard.file_step.notice.text()


def test_at_twice_the_size_nothing_is_wider_than_the_page(
    qtbot: QtBot, registers: Registers
) -> None:
    registers.context.theme.choose(ThemeChoice.DARK, 200)
    step = columns(registers, DATA / "synthea_patients.csv")
    QApplication.processEvents()
    page = registers.page
    for button in (registers.wizard.cancel_button, registers.wizard.next_button, step.after):
        right = button.mapTo(page, button.rect().bottomRight())
        assert right.x() < page.width()
