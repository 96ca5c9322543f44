"""Columns guessed from headings and cells, corrected by a person, and those never taken."""

from __future__ import annotations

import pytest

from app.domain.errors import FieldProblems
from app.domain.import_columns import (
    NEVER_TAKEN,
    NOT_RECOGNISED,
    Target,
    check_mapping,
    guess_columns,
    guess_without_header,
    is_refused_heading,
    known_headings,
    mapping_of,
)

SYNTHEA = (  # noqa: SIM905 - the line as it stands in the file
    "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,LAST,SUFFIX,MAIDEN,MARITAL,RACE,"
    "ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,ZIP,LAT,LON,HEALTHCARE_EXPENSES,"
    "HEALTHCARE_COVERAGE"
).split(",")


def headings(*names: str) -> dict[Target, str]:
    guesses = guess_columns(names)
    return {target: names[index] for target, index in mapping_of(guesses).items()}


def test_synthea() -> None:
    assert headings(*SYNTHEA) == {
        Target.CHART_NUMBER: "Id",
        Target.BIRTH_DATE: "BIRTHDATE",
        Target.DEATH_DATE: "DEATHDATE",
        Target.PREFIX: "PREFIX",
        Target.GIVEN_NAME: "FIRST",
        Target.FAMILY_NAME: "LAST",
        Target.SUFFIX: "SUFFIX",
        Target.SEX: "GENDER",
        Target.ADDRESS1: "ADDRESS",
        Target.CITY: "CITY",
        Target.STATE: "STATE",
        Target.ZIP: "ZIP",
    }
    refused = [guess.heading for guess in guess_columns(SYNTHEA) if guess.is_refused]
    assert refused == ["SSN", "DRIVERS", "PASSPORT"]


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Patient Last Name", Target.FAMILY_NAME),
        ("PatientLastName", Target.FAMILY_NAME),
        ("Pt. Last", Target.FAMILY_NAME),
        ("Legal Last Name", Target.FAMILY_NAME),
        ("Patient's Surname", Target.FAMILY_NAME),
        ("lname", Target.FAMILY_NAME),
        ("first_name", Target.GIVEN_NAME),
        ("M.I.", Target.MIDDLE_NAME),
        ("Full Name", Target.FULL_NAME),
        ("Patient Name (Last, First)", Target.FULL_NAME),
        ("DOB", Target.BIRTH_DATE),
        ("Date of Birth (MM/DD/YYYY)", Target.BIRTH_DATE),
        ("DOB mm/dd/yyyy", Target.BIRTH_DATE),
        ("birth_datetime", Target.BIRTH_DATE),
        ("Date Deceased", Target.DEATH_DATE),
        ("Sex at Birth", Target.SEX),
        ("MRN", Target.CHART_NUMBER),
        ("Chart No.", Target.CHART_NUMBER),
        ("Chart #", Target.CHART_NUMBER),
        ("Medical Record Number", Target.CHART_NUMBER),
        ("Patient ID", Target.CHART_NUMBER),
        ("Home Phone", Target.PHONE),
        ("Cell", Target.PHONE),
        ("E-mail Address", Target.EMAIL),
        ("Address Line 1", Target.ADDRESS1),
        ("Mailing Address 1", Target.ADDRESS1),
        ("Street", Target.ADDRESS1),
        ("Apt/Unit", Target.ADDRESS2),
        ("Home City", Target.CITY),
        ("Mailing State", Target.STATE),
        ("State/Province", Target.STATE),
        ("Zip Code", Target.ZIP),
        ("postal_code", Target.ZIP),
        ("City, State, Zip", Target.CITY_STATE_ZIP),
        ("Country", Target.COUNTRY),
    ],
)
def test_headings_of_other_programs(heading: str, target: Target) -> None:
    assert headings(heading) == {target: heading}


@pytest.mark.parametrize(
    "heading",
    [
        "Guarantor Last Name",
        "Provider First Name",
        "Emergency Contact Phone",
        "Insurance ID",
        "Member ID",
        "Mother's Maiden Name",
        "County",
        "Home ID",
        "Visit Date",
        "Mailing",
        "",
    ],
)
def test_other_peoples_columns_are_left_alone(heading: str) -> None:
    (guess,) = guess_columns([heading])
    assert (guess.target, guess.is_refused, guess.note) == (None, False, NOT_RECOGNISED)


@pytest.mark.parametrize(
    "heading",
    [
        "SSN",
        "SS#",
        "ssn4",
        "Patient SSN",
        "Soc. Sec. No",
        "Social Security Number",
        "Social",
        "Driver's License",
        "drivers",
        "DL Number",
        "License #",
        "Passport No",
        "Tax ID",
        "ITIN",
    ],
)
def test_some_numbers_are_never_taken(heading: str) -> None:
    if heading != "ssn4":
        assert is_refused_heading(heading)
    (guess,) = guess_columns([heading], [["999-17-5017"]])
    assert (guess.target, guess.is_refused, guess.note) == (None, True, NEVER_TAKEN)


@pytest.mark.parametrize("heading", ["Business Name", "Address Number", "Handler", "Classn"])
def test_headings_that_only_contain_such_letters_are_not_refused(heading: str) -> None:
    assert is_refused_heading(heading) is (heading == "Classn")


def test_a_chart_number_that_is_a_social_security_number_is_refused() -> None:
    (guess,) = guess_columns(["MRN"], [["999-17-5017"], ["999-50-8136"], ["12"], [""], []])
    assert guess.is_refused
    (guess,) = guess_columns(["MRN"], [["999-17-5017"], ["12"], ["13"]])
    assert guess.target is Target.CHART_NUMBER


def test_the_surest_heading_wins_and_full_names_are_spared() -> None:
    names = ("Id", "Name", "MRN", "Last", "First", "Cell Phone", "Home Phone", "Mailing Zip", "Zip")
    assert headings(*names) == {
        Target.CHART_NUMBER: "MRN",
        Target.FAMILY_NAME: "Last",
        Target.GIVEN_NAME: "First",
        Target.OTHER_PHONE: "Cell Phone",
        Target.PHONE: "Home Phone",
        Target.ZIP: "Zip",
    }


def test_known_headings_are_counted() -> None:
    assert known_headings(SYNTHEA) == 15
    assert known_headings(["Maynard46", "2014-10-06", ""]) == 0


def test_cells_speak_where_there_is_no_heading() -> None:
    rows = [
        ["Mosciski", "2014-10-06", "MA", "02155", "a@b.org", "(617) 555-0100", "M", "999-17-5017"],
        ["Rath", "2006-02-22", "ny", "02155-0001", "c@d.org", "617-555-0101", "female", ""],
    ]
    guesses = guess_without_header(rows, 9)
    assert [guess.target for guess in guesses] == [
        None,
        Target.BIRTH_DATE,
        Target.STATE,
        Target.ZIP,
        Target.EMAIL,
        Target.PHONE,
        Target.SEX,
        None,
        None,
    ]
    assert guesses[0].heading == "Column 1"
    assert guesses[7].is_refused
    twice = guess_without_header([["MA", "MA"]], 2)
    assert [guess.target for guess in twice] == [Target.STATE, None]


def test_a_mapping_that_can_be_used() -> None:
    guesses = guess_columns(["Name", "DOB"])
    check_mapping({Target.FULL_NAME: 0, Target.BIRTH_DATE: 1}, guesses)
    with pytest.raises(FieldProblems) as caught:
        check_mapping({Target.BIRTH_DATE: 1}, guesses)
    assert list(caught.value.fields) == [Target.FAMILY_NAME]


def test_each_wrong_choice_has_its_sentence() -> None:
    guesses = guess_columns(["Last", "SSN", "Zip"])
    wrong = {Target.FAMILY_NAME: 0, Target.CHART_NUMBER: 1, Target.CITY: 0, Target.ZIP: 7}
    with pytest.raises(FieldProblems) as caught:
        check_mapping(wrong, guesses)
    assert caught.value.fields == {
        Target.CHART_NUMBER: NEVER_TAKEN,
        Target.CITY: "This column is already used for: Last name.",
        Target.ZIP: "The file has no such column.",
    }


def test_every_target_has_its_words() -> None:
    labels = {target.label for target in Target}
    assert len(labels) == len(Target)
