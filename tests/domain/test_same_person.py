"""The same person found again, and the plan of an import."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import Address
from app.domain.import_columns import Target
from app.domain.import_plan import PlanBuilder
from app.domain.people import PatientDetails
from app.domain.same_person import KnownPatient, Likeness, PeopleIndex, compare, match, source_key

TODAY = date(2026, 11, 22)
BORN = date(1980, 5, 6)
ANA = PatientDetails("O'Brien", "Ana", birth_date=BORN, chart_number="A 12")
NAMELESS = replace(ANA, chart_number="")
HOME = Address(line1="1 Main St.", zip_code="02155-1234")


@pytest.mark.parametrize(
    ("known", "incoming", "expected"),
    [
        (ANA, replace(ANA, chart_number="a12"), Likeness.SAME),
        (ANA, replace(ANA, family_name="Married"), Likeness.SAME),
        (ANA, replace(ANA, birth_date=date(1980, 6, 5)), Likeness.SAME),
        (ANA, replace(ANA, family_name="Other", birth_date=date(1981, 1, 1)), Likeness.CONFLICT),
        (
            replace(ANA, birth_date=None),
            replace(ANA, family_name="Other", birth_date=None),
            Likeness.CONFLICT,
        ),
        (ANA, NAMELESS, Likeness.SAME),
        (NAMELESS, replace(NAMELESS, family_name="OBRIEN", given_name="ÁNA"), Likeness.SAME),
        (ANA, replace(ANA, chart_number="99"), Likeness.LIKELY),
        (NAMELESS, replace(NAMELESS, birth_date=date(1980, 5, 7)), None),
        (NAMELESS, replace(NAMELESS, given_name="Bea"), None),
        (NAMELESS, replace(NAMELESS, birth_date=None), None),
        (
            replace(NAMELESS, phone="617-555-0100"),
            replace(NAMELESS, birth_date=None, phone="+1 (617) 555-0100"),
            Likeness.LIKELY,
        ),
        (replace(NAMELESS, birth_date=None), replace(NAMELESS, birth_date=None), Likeness.SAME),
        (
            replace(NAMELESS, birth_date=None, address=HOME),
            replace(
                NAMELESS, birth_date=None, address=replace(HOME, zip_code="02155"), email="A@b.c"
            ),
            Likeness.SAME,
        ),
        (
            replace(ANA, birth_date=None, email="a@b.c"),
            replace(ANA, birth_date=None, email="A@B.C", chart_number="99"),
            Likeness.LIKELY,
        ),
        (
            replace(NAMELESS, birth_date=None, email="a@b.c"),
            replace(NAMELESS, birth_date=None, email="x@y.z"),
            None,
        ),
    ],
)
def test_likeness(
    known: PatientDetails, incoming: PatientDetails, expected: Likeness | None
) -> None:
    assert compare(known, incoming) is expected
    assert compare(incoming, known) is expected


def test_keys_stay_the_same_and_tell_nothing() -> None:
    assert source_key(ANA) == source_key(replace(ANA, chart_number="a12", family_name="Else"))
    assert source_key(NAMELESS) == source_key(replace(NAMELESS, phone="1", address=HOME))
    assert source_key(NAMELESS) != source_key(ANA)
    assert source_key(NAMELESS) != source_key(replace(NAMELESS, birth_date=date(1981, 1, 1)))
    undated = replace(NAMELESS, birth_date=None)
    assert source_key(undated) != source_key(replace(undated, phone="1"))
    assert len(source_key(ANA)) == 64
    assert "brien" not in source_key(ANA)


def test_an_edited_patient_is_known_by_the_row_it_came_from() -> None:
    edited = replace(NAMELESS, family_name="Married", birth_date=date(1980, 5, 7))
    known = KnownPatient(7, edited, source_key=source_key(NAMELESS))
    (found,) = match([known], [NAMELESS])
    assert found is not None
    assert (found.patient_id, found.likeness) == (7, Likeness.SAME)
    assert match([KnownPatient(7, edited)], [NAMELESS]) == (None,)


def test_the_best_match_wins() -> None:
    people = [
        KnownPatient(1, replace(ANA, chart_number="99")),
        KnownPatient(2, replace(ANA, family_name="Else", birth_date=None)),
        KnownPatient(3, NAMELESS),
    ]
    found = match(people, [ANA])[0]
    assert found is not None
    assert (found.patient_id, found.likeness) == (3, Likeness.SAME)
    found = match(people[:2], [ANA])[0]
    assert found is not None
    assert (found.patient_id, found.likeness) == (2, Likeness.CONFLICT)
    found = match(people[:1], [ANA])[0]
    assert found is not None
    assert (found.patient_id, found.likeness) == (1, Likeness.LIKELY)
    assert found.why
    assert match([], [ANA]) == (None,)


def test_namesakes_in_one_house_are_two() -> None:
    senior = replace(NAMELESS, address=HOME)
    junior = replace(senior, birth_date=date(2005, 5, 6))
    assert match([KnownPatient(1, senior)], [junior]) == (None,)


def test_thousands_of_namesakes_are_read_quickly() -> None:
    started = time.perf_counter()
    index = PeopleIndex()
    for number in range(1_000):
        person = replace(ANA, chart_number=str(number))
        index.find(person)
        index.add(KnownPatient(number, person))
    assert time.perf_counter() - started < 20


def test_every_likeness_has_its_words() -> None:
    assert len({likeness.label for likeness in Likeness}) == 3


def row(**cells: str) -> dict[Target, str]:
    return {Target(name): text for name, text in cells.items()}


def test_a_plan_takes_each_patient_once() -> None:
    builder = PlanBuilder(TODAY)
    ana = row(family_name="Rath", given_name="Ana", birth_date="1980-05-06")
    builder.add(2, ana | row(chart_number="1"))
    builder.add(3, ana | row(chart_number="1"))
    builder.add(4, row(family_name="Else", birth_date="1970-01-01", chart_number="1"))
    builder.add(5, ana | row(chart_number="2"))
    builder.add(6, row(family_name=" ", city=""))
    builder.add(7, row(family_name="", city="Boston"))
    builder.add(8, row(family_name="Bo"), remarks=("Marked.",))
    plan = builder.build(remarks=("One thing.",))
    assert [planned.line for planned in plan.rows] == [2, 5, 8]
    assert [(rejected.line, rejected.reason) for rejected in plan.rejected] == [
        (3, "The same patient as in line 2."),
        (4, "The chart number is already used in line 2 for someone else."),
        (7, "The last name is missing."),
    ]
    assert "May be the same patient as in line 2." in plan.rows[1].remarks
    assert plan.remarks == (
        "One thing.",
        "1 patient: Marked.",
        "3 patients: No address.",
        "1 patient: No date of birth.",
    )
    assert "Rath" not in repr(plan)
    assert "Rath" not in repr(plan.rows[0])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Rath", "RATH", "Else"]),
            st.sampled_from(["Ana", ""]),
            st.sampled_from(["1980-05-06", "1981-01-01", ""]),
            st.sampled_from(["", "1", "2"]),
        ),
        max_size=12,
    )
)
def test_the_same_file_again_adds_nothing(rows: list[tuple[str, str, str, str]]) -> None:
    names = (Target.FAMILY_NAME, Target.GIVEN_NAME, Target.BIRTH_DATE, Target.CHART_NUMBER)
    builder = PlanBuilder(TODAY, unit="entry")
    for number, cells in enumerate(rows, start=1):
        builder.add(number, dict(zip(names, cells, strict=True)))
    plan = builder.build()
    assert len(plan.rows) + len(plan.rejected) == len(rows)
    store = [KnownPatient(item.line, item.details, item.source_key) for item in plan.rows]
    found = match(store, [item.details for item in plan.rows])
    assert [item and (item.patient_id, item.likeness) for item in found] == [
        (item.line, Likeness.SAME) for item in plan.rows
    ]
