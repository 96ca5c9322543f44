"""Rows of other programs' lists: taken with remarks, or refused with reasons that tell nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.import_columns import Target
from app.domain.import_dates import (
    NOT_IN_CALENDAR,
    SPREADSHEET_NUMBER,
    TOO_EARLY,
    UNREADABLE,
    read_date,
)
from app.domain.import_names import NameParts, split_full_name
from app.domain.patient_import import is_blank, read_patient
from app.domain.people import PatientDetails
from app.domain.us_states import STATE_NAMES, restored_zip, state_code

TODAY = date(2026, 11, 22)
T = Target
FULL = {
    T.FAMILY_NAME: "Mosciski958",
    T.GIVEN_NAME: "Maynard46",
    T.BIRTH_DATE: "2014-10-06",
    T.ADDRESS1: "784 Stamm Lock Unit 46",
    T.CITY: "Somerville",
    T.STATE: "Massachusetts",
    T.ZIP: "02155",
}


def taken(**cells: str) -> tuple[PatientDetails, tuple[str, ...]]:
    row = read_patient(FULL | {T(name): text for name, text in cells.items()}, TODAY)
    assert row.reason == ""
    assert row.details is not None
    return row.details, row.remarks


def reason(**cells: str) -> str:
    row = read_patient(FULL | {T(name): text for name, text in cells.items()}, TODAY)
    assert row.details is None
    assert row.remarks == ()
    return row.reason


def test_a_whole_row_has_no_remarks() -> None:
    details, remarks = taken(sex="M", prefix="Mr.", chart_number="3edac2e3", email="a@b.org")
    assert remarks == ()
    assert details.full_name == "Maynard46 Mosciski958"
    assert details.birth_date == date(2014, 10, 6)
    assert details.address.one_line == "784 Stamm Lock Unit 46, Somerville MA 02155"
    assert (details.sex, details.chart_number) == ("Male", "3edac2e3")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"family_name": ""}, "The last name is missing."),
        ({"family_name": "NULL"}, "The last name is missing."),
        ({"family_name": "\u200b ."}, "The last name is missing."),
        ({"family_name": "x" * 10_000}, "Last name is longer than 80 characters."),
        ({"city": "x" * 65}, "City is longer than 64 characters."),
        ({"address1": "x" * 100}, "Address is longer than 64 characters."),
        ({"address1": "x" * 1000}, "Address is longer than 192 characters."),
        ({"family_name": "", "full_name": "x" * 81}, "A part of the name is longer than 80"),
        ({"birth_date": "1990-02-31"}, "Date of birth does not exist in the calendar"),
        ({"birth_date": "31/12/1990"}, "Date of birth does not exist in the calendar"),
        ({"birth_date": "0203-02-03"}, "Date of birth has a year before 1880."),
        ({"birth_date": "2026-11-23"}, "Date of birth is in the future."),
        ({"birth_date": "soon"}, "Date of birth cannot be read as a date."),
        ({"birth_date": "32874"}, "Date of birth is a spreadsheet's day number"),
        ({"death_date": "9999-12-31"}, "Date of death is in the future."),
        ({"death_date": "2014-10-05"}, "The date of death is before the date of birth."),
        ({"zip": "9021", "state": "CA"}, "ZIP has 4 digits."),
        ({"zip": "9021", "state": "MA"}, "ZIP has 4 digits."),
        ({"zip": "155", "state": ""}, "ZIP has 3 digits."),
        ({"zip": "021551"}, "ZIP is not 5 or 9 digits."),
        ({"zip": "K1A 0B1"}, "ZIP is not 5 or 9 digits."),
    ],
)
def test_rows_that_cannot_be_right_are_refused(cells: dict[str, str], expected: str) -> None:
    assert reason(**cells).startswith(expected)


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        ({"zip": ""}, "No ZIP code."),
        ({"zip": "00000"}, "No ZIP code."),
        ({"zip": "2155"}, "ZIP had lost its leading zero; it was put back."),
        ({"birth_date": ""}, "No date of birth."),
        ({"birth_date": "0000-00-00"}, "No date of birth."),
        ({"birth_date": "N/A"}, "No date of birth."),
        ({"birth_date": "1990"}, "Date of birth is not a whole date and was left out."),
        ({"birth_date": "1990-04"}, "Date of birth is not a whole date and was left out."),
        ({"birth_date": "4/5/90"}, "Date of birth has a year of two digits; see that the"),
        ({"state": "Vic"}, "State is not one of the 62 postal codes; look at"),
        ({"state": ""}, "No state."),
        ({"city": ""}, "No city."),
        ({"address1": ""}, "No street address."),
        ({"email": "ask the daughter"}, "E-mail is not one address and was left out."),
        ({"email": "a@b.org;c@d.org"}, "E-mail is not one address and was left out."),
        ({"phone": "6.17555E+09"}, "Phone was rounded by a spreadsheet and left out."),
        ({"chart_number": "1.23457E+11"}, "Chart number was rounded by a spreadsheet and left"),
        ({"chart_number": "999-17-5017"}, "Chart number has the form of a Social Security"),
    ],
)
def test_repairs_and_gaps_are_remarks(cells: dict[str, str], remark: str) -> None:
    _, remarks = taken(**cells)
    assert any(sentence.startswith(remark) for sentence in remarks)


def test_a_state_that_is_none_of_ours_keeps_its_postal_code() -> None:
    address = taken(state="Vic", zip="3999")[0].address
    assert (address.state, address.zip_code) == ("Vic", "3999")


def test_nothing_of_an_address_is_one_remark() -> None:
    details, remarks = taken(address1="", city="", state="", zip="")
    assert details.address.is_empty
    assert remarks == ("No address.",)


@pytest.mark.parametrize(
    ("text", "state", "expected"),
    [
        ("02155-1234", "MA", "02155-1234"),
        ("021551234", "MA", "02155-1234"),
        ("02155 1234", "MA", "02155-1234"),
        ("02155-", "MA", "02155"),
        ("2155.0", "MA", "02155"),
        ("21551234", "MA", "02155-1234"),
        ("601", "Puerto Rico", "00601"),
        ("6390", "N.Y.", "06390"),
    ],
)
def test_zip_codes_are_read(text: str, state: str, expected: str) -> None:
    assert taken(zip=text, state=state)[0].address.zip_code == expected


def test_foreign_addresses_stay_as_they_are() -> None:
    details, remarks = taken(country="Canada", state="ON", zip="K1A 0B1")
    assert (details.address.state, details.address.zip_code) == ("ON", "K1A 0B1")
    assert remarks == ()
    assert taken(country="U.S.A.")[0].address.country == ""
    assert taken(country="United States of America")[0].address.country == ""


@pytest.mark.parametrize(
    ("cells", "street", "place"),
    [
        ({"city_state_zip": "Boston, MA 02115"}, "784 Stamm Lock Unit 46", "Boston MA 02115"),
        ({"city_state_zip": "New York, New York"}, "784 Stamm Lock Unit 46", "New York NY"),
        (
            {"address1": "1 Main St, Apt 2, Boston, MA 02115-1234"},
            "1 Main St, Apt 2",
            "Boston MA 02115-1234",
        ),
        ({"address1": "1 Main St, Boston"}, "1 Main St, Boston", ""),
        ({"city_state_zip": "somewhere nice"}, "784 Stamm Lock Unit 46", "somewhere nice"),
    ],
)
def test_places_in_one_cell(cells: dict[str, str], street: str, place: str) -> None:
    address = taken(city="", state="", zip="", **cells)[0].address
    assert address.line1 == street
    assert " ".join(filter(None, (address.city, address.state, address.zip_code))) == place


def test_place_that_cannot_be_told_apart_is_remarked() -> None:
    _, remarks = taken(city="", state="", zip="", city_state_zip="somewhere nice")
    assert "City, state and ZIP could not be told apart; the cell was taken as city." in remarks


def test_markup_and_formulas_stay_literal_and_unseen_characters_go() -> None:
    details, _ = taken(
        family_name='=HYPERLINK("http://x")', given_name="<img src=x>", city="\u202eevil\x00"
    )
    assert details.family_name == '=HYPERLINK("http://x")'
    assert details.given_name == "<img src=x>"
    assert details.address.city == "evil"


def test_null_is_a_name_but_not_a_databases_null() -> None:
    details, _ = taken(family_name="Null", given_name="None", middle_name="NULL", suffix="\\N")
    assert details.full_name == "None Null"


def test_numbers_that_became_floats() -> None:
    details, _ = taken(chart_number="12345.0", phone="6175550100.0")
    assert (details.chart_number, details.phone) == ("12345", "6175550100")


def test_the_second_phone_stands_in_for_the_first() -> None:
    assert taken(phone="", other_phone="617-555-0100")[0].phone == "617-555-0100"
    assert taken(phone="1", other_phone="2")[0].phone == "1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("F", "Female"), ("male", "Male"), ("U", ""), ("Two-Spirit", "Two-Spirit"), ("X", "X")],
)
def test_sex_in_words(text: str, expected: str) -> None:
    assert taken(sex=text)[0].sex == expected


def test_the_deceased_and_minors_are_taken() -> None:
    details, remarks = taken(birth_date="1973-10-28", death_date="1976-07-25T10:00:00Z")
    assert details.death_date == date(1976, 7, 25)
    assert remarks == ()


def test_full_names_fill_what_other_columns_leave() -> None:
    cells = FULL | {T.FULL_NAME: "Rath, Cris", T.FAMILY_NAME: "", T.SUFFIX: "Jr."}
    row = read_patient(cells, TODAY)
    assert row.details is not None
    assert row.details.list_name == "Rath, Cris Jr."
    assert row.remarks == ()


def test_split_names_are_remarked() -> None:
    split = read_patient({T.FULL_NAME: "Cris A Rath", T.GIVEN_NAME: "x"}, TODAY)
    assert split.details is not None
    assert (split.details.family_name, split.details.middle_name) == ("Rath", "A")
    assert "The full name was split; the last word was taken as the last name." in split.remarks
    single = read_patient({T.FULL_NAME: "Suharto"}, TODAY)
    assert single.details is not None
    assert single.details.family_name == "Suharto"
    assert "Only one name; it was taken as the last name." in single.remarks
    assert read_patient({T.FULL_NAME: "Mr."}, TODAY).reason == ""
    assert read_patient({T.FULL_NAME: ", Cris"}, TODAY).reason == "The last name is missing."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rath, Cris A", NameParts("Rath", "Cris", "A")),
        ("Rath,Cris", NameParts("Rath", "Cris")),
        ("Rath Jr., Cris", NameParts("Rath", "Cris", suffix="Jr.")),
        ("Rath, Cris, III", NameParts("Rath", "Cris", suffix="III")),
        ("Rath, Mr. Cris Sr", NameParts("Rath", "Cris", prefix="Mr.", suffix="Sr")),
        ("de la Cruz, Ana", NameParts("de la Cruz", "Ana")),
        ("RATH^CRIS^A^JR^DR", NameParts("RATH", "CRIS", "A", "DR", "JR")),
        ("RATH^CRIS", NameParts("RATH", "CRIS")),
        ("Cris Rath", NameParts("Rath", "Cris", is_guess=True)),
        ("Dr. Ana de la Cruz", NameParts("de la Cruz", "Ana", prefix="Dr.", is_guess=True)),
        ("John Smith, Jr.", NameParts("Smith", "John", suffix="Jr.", is_guess=True)),
        ("John Smith III", NameParts("Smith", "John", suffix="III", is_guess=True)),
        ("Van Morrison", NameParts("Morrison", "Van", is_guess=True)),
        ("Rath,", NameParts("Rath", is_guess=True)),
        (", Cris", NameParts("", "Cris")),
        (",", NameParts()),
        ("", NameParts()),
    ],
)
def test_full_names_are_taken_apart(text: str, expected: NameParts) -> None:
    assert split_full_name(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1990-04-05",
        "1990-04-05T00:00:00Z",
        "1990-04-05 00:00:00.000",
        "1990/4/5",
        "4/5/1990",
        "04-05-1990",
        "4/5/1990 12:00:00 AM",
        "4.5.1990",
        "04051990",
        "19900405",
        "199004050000",
        "19900405123000",
        "April 5, 1990",
        "Apr 5th, 1990",
        "5-Apr-1990",
        "05APR1990",
        "5 April 1990",
        "5-APR-90",
    ],
)
def test_shapes_of_dates(text: str) -> None:
    assert read_date(text, TODAY).day == date(1990, 4, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13/13/1990", NOT_IN_CALENDAR),
        ("29 Feb 1991", NOT_IN_CALENDAR),
        ("5 Foo 1990", UNREADABLE),
        ("1/1/0203", TOO_EARLY),
        ("1/1/1879", TOO_EARLY),
        ("٠١/٠٢/١٩٩٠", UNREADABLE),
        ("36526", SPREADSHEET_NUMBER),
        ("yesterday", UNREADABLE),
    ],
)
def test_what_is_no_date(text: str, expected: str) -> None:
    assert (read_date(text, TODAY).day, read_date(text, TODAY).reason) == (None, expected)


@pytest.mark.parametrize(("text", "year"), [("1/1/26", 2026), ("1/1/27", 1927), ("1/1/99", 1999)])
def test_years_of_two_digits_are_not_ahead(text: str, year: int) -> None:
    found = read_date(text, TODAY)
    assert found.day == date(year, 1, 1)
    assert found.is_short


@given(st.dates(date(1880, 1, 1), TODAY))
def test_every_day_survives_every_shape(day: date) -> None:
    shapes = (
        f"{day:%m/%d/%Y}",
        f"{day:%Y%m%d}",
        f"{day:%m%d%Y}",
        f"{day:%d-%b-%Y}",
        day.isoformat(),
    )
    assert {read_date(shape, TODAY).day for shape in shapes} == {day}


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_has_a_reason(text: str) -> None:
    found = read_date(text, TODAY)
    assert (found.day is not None) + bool(found.reason) + found.is_partial == 1


@given(st.dictionaries(st.sampled_from(Target), st.text(max_size=100)))
def test_any_row_is_taken_or_refused_and_reasons_tell_nothing(cells: dict[Target, str]) -> None:
    row = read_patient(cells, TODAY)
    assert (row.details is None) is bool(row.reason)
    again = read_patient({target: f"{text}\u200b" for target, text in cells.items()}, TODAY)
    assert again == row
    marked = read_patient(cells | {T.BIRTH_DATE: "ZEBULON-PHI", T.FAMILY_NAME: "ZEBULON"}, TODAY)
    assert "ZEBULON" not in marked.reason + repr(marked)


def test_blank_rows_are_seen() -> None:
    assert is_blank({T.FAMILY_NAME: " \u200b", T.CITY: ""})
    assert not is_blank({T.FAMILY_NAME: "x"})


def test_there_are_62_states() -> None:
    assert len(STATE_NAMES) == 62
    for code, name in STATE_NAMES.items():
        assert state_code(name.upper()) == code == state_code(code.lower())
    assert state_code("Mass.") == "MA"
    assert state_code("D.C.") == "DC"
    assert state_code("Ontario") == ""


def test_zeros_come_back_only_in_their_own_state() -> None:
    assert restored_zip("2155", "MA") == "02155"
    assert restored_zip("2155", "CT") == ""
    assert restored_zip("501", "NY") == "00501"
    assert restored_zip("2155", "") == ""
