"""Patient lists in CSV, from the heading row to the plan of an import."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, FieldProblems
from app.domain.import_columns import Target
from app.domain.same_person import KnownPatient, Likeness, match
from app.exchange.csv_reader import Encoding
from app.exchange.patient_list import HIDDEN, PatientList, open_patient_list

TODAY = date(2026, 11, 22)
DATA = Path(__file__).parent / "data" / "synthea_patients.csv"
ORIGINAL = Path(__file__).parents[3] / "shared" / "data" / "synthea_patients.csv"


def listed(folder: Path, text: str, **options: bool) -> PatientList:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return open_patient_list(path, **options)


@pytest.mark.parametrize("path", [DATA, ORIGINAL], ids=["copy", "original"])
def test_synthea_comes_in_whole(path: Path) -> None:
    if not path.exists():
        pytest.skip("the shared data is not beside this clone")
    patients = open_patient_list(path)
    assert (patients.header_row, patients.row_count, len(patients.preview)) == (0, 27, 27)
    plan = patients.plan(TODAY)
    assert (len(plan.rows), plan.rejected) == (27, ())
    assert plan.remarks == ("12 patients: No ZIP code.",)
    first = plan.rows[0]
    assert first.line == 2
    assert first.details.full_name == "Maynard46 Mosciski958"
    assert first.details.address.one_line == "784 Stamm Lock Unit 46, Somerville MA 02155"
    assert sum(row.details.death_date is not None for row in plan.rows) == 2
    store = [KnownPatient(row.line, row.details, row.source_key) for row in plan.rows]
    again = match(store, [row.details for row in patients.plan(TODAY).rows])
    assert [(item and item.likeness, item and item.patient_id) for item in again] == [
        (Likeness.SAME, row.line) for row in plan.rows
    ]


def test_refused_columns_are_not_even_shown() -> None:
    patients = open_patient_list(DATA)
    assert "999-17-5017" not in repr(patients.preview)
    assert patients.preview[0][3:6] == (HIDDEN, HIDDEN, HIDDEN)
    kept = repr([row.details.address.as_dict() for row in patients.plan(TODAY).rows])
    assert "999-" not in kept


def test_titles_above_the_headings_are_passed_over(tmp_path: Path) -> None:
    text = "Active patients\n11/22/2026,page 1\n\nMRN,Last Name,First Name,DOB\n7,Rath,Ana,4/5/90\n"
    patients = listed(tmp_path, text)
    assert (patients.header_row, patients.row_count) == (2, 1)
    plan = patients.plan(TODAY)
    assert [(row.line, row.details.list_name) for row in plan.rows] == [(5, "Rath, Ana")]


def test_reports_of_offices(tmp_path: Path) -> None:
    text = (
        "Patient List\nRun 11/22/2026\n\n"
        "Acct #;Patient Name (Last, First MI);Date of Birth;Home Phone;Mailing Address;"
        "City, State Zip;Insurance\n"
        "A1;O'Neil, Pat Q;3/4/55;555-0100;1 Elm;Boston, MA 02115;x\n\nTotal: 1\n"
    )
    plan = listed(tmp_path, text).plan(TODAY)
    (row,) = plan.rows
    assert row.details.list_name == "O'Neil, Pat Q"
    assert row.details.birth_date == date(1955, 3, 4)
    assert row.details.address.one_line == "1 Elm, Boston MA 02115"
    assert [rejected.line for rejected in plan.rejected] == [7]


def test_lists_of_other_programs(tmp_path: Path) -> None:
    text = (
        "id\ttitle\tfname\tlname\tDOB\tstreet\tpostal_code\tcity\tstate\tss\tphone_home\t"
        "phone_cell\tpid\tpubpid\tsex\n"
        "1\tMr.\tPhil\tBelford\t1972-02-09\t2 Main St\t4101\tPortland\tME\t333-22-2222\t\t"
        "(619) 555-2222\t1\tP1\tMale\n"
    )
    (row,) = listed(tmp_path, text).plan(TODAY).rows
    assert (row.details.chart_number, row.details.phone) == ("P1", "(619) 555-2222")
    assert row.details.address.one_line == "2 Main St, Portland ME 04101"


def test_lists_without_headings_are_mapped_by_a_person(tmp_path: Path) -> None:
    patients = listed(tmp_path, "Rath,Ana,1990-04-05\nMann,Gene,1973-10-28\n")
    assert patients.header_row is None
    assert patients.mapping == {Target.BIRTH_DATE: 2}
    with pytest.raises(FieldProblems):
        patients.plan(TODAY)
    mapping = patients.mapping | {Target.FAMILY_NAME: 0, Target.GIVEN_NAME: 1}
    plan = patients.plan(TODAY, mapping=mapping)
    assert [row.details.list_name for row in plan.rows] == ["Rath, Ana", "Mann, Gene"]


def test_a_person_can_say_whether_there_are_headings(tmp_path: Path) -> None:
    strange = "Nachname,Vorname\nRath,Ana\n"
    assert listed(tmp_path, strange).header_row is None
    told = listed(tmp_path, strange, has_header=True)
    assert told.header_row == 0
    assert told.guesses[0].heading == "Nachname"
    plain = listed(tmp_path, "Last,First\nRath,Ana\n", has_header=False)
    assert (plain.header_row, plain.row_count) == (None, 2)


def test_one_column_of_names(tmp_path: Path) -> None:
    plan = listed(tmp_path, 'Patient Name\n"Rath, Ana"\nO\'Brien\n').plan(TODAY)
    assert [row.details.list_name for row in plan.rows] == ["Rath, Ana", "O'Brien"]


def test_every_row_is_planned_or_rejected_with_its_line(tmp_path: Path) -> None:
    text = (
        "Last,First,DOB,Zip,State\n"
        "Rath,Ana,02/31/1990,02155,MA\n"
        "Rath,Ana,02/01/0203,02155,MA\n"
        "Rath,Ana,11/23/2026,02155,MA\n"
        "Rath,Ana,02/01/1990,9021,CA\n"
        ",Ana,02/01/1990,02155,MA\n"
        f"{'x' * 10_000},Ana,02/01/1990,02155,MA\n"
        "Rath,Ana,02/01/1990,2155,MA\n"
        "RATH,ana,1990-02-01,02155,Massachusetts\n"
        "Rath,Ana,02/01/1990,02155,MA,extra\n"
        "Rath,Ana,02/02/1990,02155,MA,,\n"
        "Short,Row\n"
        ",,,,\n"
    )
    plan = listed(tmp_path, text).plan(TODAY)
    assert {rejected.line: rejected.reason for rejected in plan.rejected} == {
        2: "Date of birth does not exist in the calendar (read as month/day/year).",
        3: "Date of birth has a year before 1880.",
        4: "Date of birth is in the future.",
        5: "ZIP has 4 digits.",
        6: "The last name is missing.",
        7: "Last name is longer than 80 characters.",
        9: "The same patient as in line 8.",
        10: "The row has more cells than there are headings.",
    }
    assert [row.line for row in plan.rows] == [8, 11, 12]


def test_the_plan_tells_its_steps_and_stops_when_asked(tmp_path: Path) -> None:
    patients = listed(tmp_path, "Last\n" + "".join(f"Name{n}\n" for n in range(1_200)))
    steps: list[tuple[int, int]] = []
    patients.plan(TODAY, step=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 1_201), (500, 1_201), (1_000, 1_201)]

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        patients.plan(TODAY, step=cancel)


def test_windows_letters_after_the_person_chose_them(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Last;First\r\nMüller;Zoë\r\n".encode("cp1252"))
    plan = open_patient_list(path, encoding=Encoding.WINDOWS).plan(TODAY)
    assert plan.rows[0].details.full_name == "Zoë Müller"
