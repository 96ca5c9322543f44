"""Patients: found as typed, added once, changed by version, seen on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.addresses import Address
from app.domain.audit_chain import AuditEvent
from app.domain.errors import Conflict, FieldProblems, NotFound, NotPermitted, Problem
from app.domain.patient_views import PatientQuery, PromptKind
from app.domain.same_person import Likeness
from app.domain.staff import Role
from app.services.changes import Area
from app.services.desk import Desk
from app.services.patients import PatientService
from app.services.requests import RequestService
from app.storage.audit_trail import AuditTrail
from app.storage.faults import disk_full
from tests.services.desk_kit import (
    HOME,
    SHELTER,
    add_patient,
    desk_of,
    open_desk,
    person,
    trail,
    trail_text,
    wanted,
)

HOSTILE = ["=1+1", "+1", "-2", "@SUM(A1)", "＝1", '<b>"x";</b>', "<img src=x>", "a&b", "O'Brien"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def patients(desk: Desk) -> PatientService:
    return PatientService(desk)


@pytest.mark.parametrize(
    "typed",
    [
        "mosc",
        "MAY mosci",
        "moscis may",
        "3/14/1961",
        "mosciski 03/14/1961",
        "mc-1001",
        "0123",
        "6175550123",
        "12 elm",
        "bost",
    ],
)
def test_a_patient_is_found_as_typed(patients: PatientService, desk: Desk, typed: str) -> None:
    patient_id = add_patient(desk)
    add_patient(
        desk,
        family_name="Other",
        given_name="Zoe",
        birth_date=date(1990, 1, 1),
        chart_number="",
        phone="",
        address=Address(),
    )
    assert [hit.id for hit in patients.find(text=typed)] == [patient_id]


def test_letters_of_other_alphabets_are_found_plain(patients: PatientService, desk: Desk) -> None:
    first = add_patient(desk, family_name="Đặng", given_name="Thị Hường", chart_number="")
    second = add_patient(desk, family_name="Müller-Łukasz", given_name="Zoë", chart_number="")
    assert [hit.id for hit in patients.find(text="dang huong")] == [first]
    assert [hit.id for hit in patients.find(text="muller lukasz zoe")] == [second]
    assert [hit.id for hit in patients.find(text="Đặng")] == [first]


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_and_formulas_stay_literal(patients: PatientService, desk: Desk, name: str) -> None:
    patient_id = add_patient(desk, family_name=name)
    assert patients.get(patient_id=patient_id).details.family_name == name
    assert patients.find(text=name) is not None
    page = patients.page(query=PatientQuery())
    assert page.rows[0].hit.name == f"{name}, Maynard"


def test_nothing_typed_finds_nothing(patients: PatientService, desk: Desk) -> None:
    add_patient(desk)
    assert patients.find(text="  ") == ()
    assert patients.find(text="'\"*(") == ()


def test_wrong_fields_are_named(patients: PatientService) -> None:
    with pytest.raises(FieldProblems) as caught:
        patients.add(
            details=person(
                family_name=" ",
                given_name="x" * 10_000,
                birth_date=date(2030, 1, 1),
                address=Address(line1="y" * 65),
            )
        )
    assert set(caught.value.fields) == {"family_name", "given_name", "birth_date", "line1"}
    with pytest.raises(FieldProblems) as caught:
        patients.add(details=person(birth_date=date(203, 1, 1), death_date=date(202, 1, 1)))
    assert set(caught.value.fields) == {"birth_date", "death_date"}
    with pytest.raises(FieldProblems) as caught:
        patients.add(details=person(death_date=date(1950, 1, 1)))
    assert set(caught.value.fields) == {"death_date"}
    with pytest.raises(FieldProblems) as caught:
        patients.add(details=person(), confidential=Address(line1="PO Box 1", zip_code="0197"))
    assert "confidential_zip_code" in caught.value.fields


def test_a_likely_twin_is_asked_about(patients: PatientService, desk: Desk) -> None:
    add_patient(desk)
    twins = patients.twins(details=person(chart_number="", given_name="MAYNARD"))
    assert [twin.likeness for twin in twins] == [Likeness.SAME]
    assert "same name" in twins[0].why
    with pytest.raises(Problem) as caught:
        patients.add(details=person())
    assert caught.value.code == "likely-twin"
    assert patients.add(details=person(), despite_twins=True).changes == {Area.PATIENTS}
    assert patients.twins(details=person(family_name="Else", chart_number="")) == ()


def test_change_names_fields_not_contents(patients: PatientService, desk: Desk) -> None:
    patient_id = add_patient(desk)
    RequestService(desk).log(details=wanted(patient_id))
    changed = person(family_name="ZEBULON", phone="999")
    outcome = patients.change(
        patient_id=patient_id, version=1, details=changed, confidential=SHELTER
    )
    assert outcome.changes == {Area.PATIENTS, Area.REQUESTS}
    after = patients.get(patient_id=patient_id)
    assert after.mailing_address == SHELTER
    assert after.version == 2
    assert [hit.id for hit in patients.find(text="zebulon")] == [patient_id]
    assert patients.find(text="mosciski") == ()
    said = trail_text(desk)
    assert '"fields":["family_name","phone","confidential"]' in said
    for secret in ("ZEBULON", "Mosciski", "PO Box", "Elm", "1961"):
        assert secret not in said


def test_two_people_change_one_patient(patients: PatientService, desk: Desk) -> None:
    patient_id = add_patient(desk)
    other = PatientService(desk_of(desk.store, Role.CLERK, "bob"))
    other.change(patient_id=patient_id, version=1, details=person(phone="1"), confidential=None)
    with pytest.raises(Conflict):
        patients.change(
            patient_id=patient_id, version=1, details=person(phone="2"), confidential=None
        )
    assert patients.get(patient_id=patient_id).details.phone == "1"


def test_pages_go_on_where_they_ended(patients: PatientService, desk: Desk) -> None:
    for number in range(25):
        add_patient(desk, family_name=f"Name{number % 5}", given_name=f"G{number:02}")
    for descending in (False, True):
        for text in ("", "name"):
            names, key = [], None
            while True:
                page = patients.page(
                    query=PatientQuery(text=text, descending=descending, after_key=key, limit=7)
                )
                names.extend(row.hit.name for row in page.rows)
                if not page.more:
                    break
                key = page.next_key  # type: ignore[assignment]
            assert len(names) == 25
            assert names == sorted(names, reverse=descending)


def test_prompts_say_what_to_know(patients: PatientService, desk: Desk) -> None:
    minor = add_patient(desk, SHELTER, birth_date=date(2015, 1, 1))
    dead = add_patient(desk, death_date=date(2020, 1, 1), address=Address())
    unknown = add_patient(desk, birth_date=None)
    kinds = [
        {prompt.kind for prompt in patients.history(patient_id=each).prompts}
        for each in (minor, dead, unknown)
    ]
    assert kinds == [
        {PromptKind.MINOR, PromptKind.CONFIDENTIAL_ADDRESS},
        {PromptKind.DECEASED, PromptKind.NO_ADDRESS},
        {PromptKind.NO_BIRTH_DATE},
    ]


def test_views_are_on_record_once_a_minute(patients: PatientService, desk: Desk) -> None:
    patient_id = add_patient(desk)
    for _ in range(3):
        patients.get(patient_id=patient_id)
        patients.history(patient_id=patient_id)
    assert trail(desk).count("patient.viewed") == 1
    desk.clock.advance(timedelta(seconds=61))  # type: ignore[attr-defined]
    patients.get(patient_id=patient_id)
    assert trail(desk).count("patient.viewed") == 2
    patients.find(text="mosc")
    patients.find(text="mosci")
    assert trail(desk).count("patients.searched") == 1


def test_a_reader_looks_and_does_not_touch(desk: Desk) -> None:
    patient_id = add_patient(desk)
    reader = PatientService(desk_of(desk.store, Role.READ_ONLY, "eve"))
    assert reader.get(patient_id=patient_id).details.address == HOME
    with pytest.raises(NotPermitted):
        reader.add(details=person())
    with pytest.raises(NotPermitted):
        reader.change(patient_id=patient_id, version=1, details=person(), confidential=None)
    with pytest.raises(NotFound):
        reader.get(patient_id=999)


def test_releases_are_what_left_the_practice(patients: PatientService, desk: Desk) -> None:
    patient_id = add_patient(desk)
    requests = RequestService(desk)
    one, two = (requests.log(details=wanted(patient_id)).value.id for _ in range(2))
    with desk.writing() as unit:
        unit.requests.change(one, 1, status="sent")
    requests.withdraw(request_id=two, version=1, reason="r")
    history = patients.history(patient_id=patient_id)
    assert {row.id for row in history.requests} == {one, two}
    assert [row.id for row in history.releases] == [one]


def test_a_view_that_cannot_be_recorded_is_tried_again(
    patients: PatientService, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient_id = add_patient(desk)
    whole = AuditTrail.record

    def full(self: AuditTrail, event: AuditEvent) -> int:
        raise disk_full()

    monkeypatch.setattr(AuditTrail, "record", full)
    with pytest.raises(Problem) as caught:
        patients.get(patient_id=patient_id)
    assert caught.value.code == "disk-full"
    monkeypatch.setattr(AuditTrail, "record", whole)
    patients.get(patient_id=patient_id)
    assert trail(desk).count("patient.viewed") == 1
