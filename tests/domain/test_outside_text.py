"""The outside of a mail piece tells nothing but names and addresses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import Address
from app.domain.errors import Problem
from app.domain.outside_text import (
    LineRole,
    OutsideLine,
    check_outside,
    outside_words_from,
    recipient_lines,
    require_neutral_outside,
    return_lines,
)

RESOURCE = Path(__file__).parents[2] / "resources" / "outside_words.json"
DATA: dict[str, Any] = json.loads(RESOURCE.read_text(encoding="utf-8"))
WORDS = outside_words_from(DATA)
HOME = Address(line1="784 Stamm Lock Unit 46", city="Somerville", state="MA", zip_code="02143-1234")


def remarks(role: LineRole, text: str, *secrets: str) -> list[bool]:
    """Of each remark about one line: whether it refuses."""
    return [r.refused for r in check_outside([OutsideLine(role, text)], WORDS, secrets)]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Maynard Mosciski Jr.", HOME),
        ("Mary Bourne", replace(HOME, line1="1200 Medical Center Blvd", line2="Suite 12")),
        ("Ana Ruiz", replace(HOME, line1="12 Cancer Survivors Plaza", city="Hospital Hill")),
        ("Jo Case", replace(HOME, line1="112-10 Case Rd # 4", line2="File Building 7")),
        ("A B", replace(HOME, line1="W204N11912 Health Dr", zip_code="530801234")),
        ("A B", replace(HOME, line1="PSC 802 BOX 74", city="APO", state="AE", zip_code="09499")),
        ("A B", replace(HOME, line1="39.2 Road", line2="Apt 1/2")),
        ("Łukasz Nguyễn", replace(HOME, care_of="Jane Roe", attention="Front office")),
        ("A B", replace(HOME, line1="1 Chome-2-3 Ginza", zip_code="104-0061", country="Japan")),
    ],
)
def test_plain_addresses_pass(name: str, address: Address) -> None:
    assert check_outside(recipient_lines(name, address), WORDS) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Medical Records",
        "MEDICAL-RECORDS Dept",
        "Hipaa request",
        "H.I.P.A.A.",
        "MRN 44812",
        "M.R.N. 44812",
        "D.O.B. 3/4/61",
        "DOB",
        "Date of birth",
        "Lab results",
        "Psychiátric unit",
        "HIV clinic",
        "Test   Results",
        "Patient copy",
        "3/4/1961",
        "03-04-61",
        "1961-03-04",
        "3.4.1961",
        "March 4, 1961",
        "Mar. 4th 1961",
        "4 March 1961",
        "999-17-5017",
        "Acct 5512",
        "Claim no. A5512",
        "Account # 5512",
        "Reference: 88",
        "Re: Smith",
        "Request 7F3K",
    ],
)
def test_refused_in_the_attention_line(text: str) -> None:
    assert remarks(LineRole.ATTENTION, text) == [True]


@pytest.mark.parametrize("name", ["Max Born", "Phi Nguyễn", "Ada Chart", "Jo Record"])
def test_people_may_be_called_so(name: str) -> None:
    assert remarks(LineRole.NAME, name) == [False]
    assert remarks(LineRole.CARE_OF, name) == [False]


@pytest.mark.parametrize(
    ("role", "text", "refused"),
    [
        (LineRole.COMPANY, "Mercy Medical Center", [False]),
        (LineRole.COMPANY, "Ace Medical Records LLC", [False]),
        (LineRole.NAME, "Oncology Partners", [False]),
        (LineRole.NAME, "Jane Roe, medical records", [True]),
        (LineRole.NAME, "Jane Roe MRN", [True]),
        (LineRole.CARE_OF, "Hospice of Boston", [False]),
        (LineRole.CARE_OF, "Medical Records", [True]),
        (LineRole.ATTENTION, "Phi Nguyen", [False]),
        (LineRole.STREET, "12 Phi St", []),
        (LineRole.NAME, "Jane Roe 3/4/1961", [True]),
        (LineRole.RETURN_NAME, "Lakeside Fertility", [False]),
        (LineRole.RETURN_NAME, "Lakeside Family Practice", []),
        (LineRole.RETURN_NAME, "Lakeside acct 77", [True]),
        (LineRole.STREET, "12 Clinic Street", []),
        (LineRole.STREET, "12 Elm St MRN 5", [True]),
        (LineRole.STREET, "Account # 5512", [True]),
        (LineRole.STREET, "12 Order Rd", []),
        (LineRole.STREET, "Route 5 File 7", []),
        (LineRole.STREET, "Born 3/4/1961", [True]),
        (LineRole.PLACE, "Hospital Hill TX 75001", []),
        (LineRole.PLACE, "Somerville MA 02143 DOB", [True]),
    ],
)
def test_role_decides(role: LineRole, text: str, refused: list[bool]) -> None:
    assert remarks(role, text) == refused


def test_numbers_of_the_request_are_refused_anywhere() -> None:
    for role in LineRole:
        assert remarks(role, "Unit 7f3k 9qxa", "7F3K-9QXA") == [True]
    assert remarks(LineRole.NAME, "Jane Roe 44812", "44812") == [True]
    assert remarks(LineRole.STREET, "44812 Elm St", "44812") == []  # a house number
    assert remarks(LineRole.NAME, "Jane Roe 12", "12") == []  # too short to tell anything
    assert remarks(LineRole.NAME, "Jane Roe", "", "--") == []


def test_problem_names_the_line_and_quotes_nothing_of_it() -> None:
    address = replace(HOME, attention="Zebediah Quux 3/4/1961", company="Mercy Medical Center")
    lines = recipient_lines("Jane Roe", address)
    assert [remark.refused for remark in check_outside(lines, WORDS)] == [True, False]
    with pytest.raises(Problem, match="outside-text") as caught:
        require_neutral_outside(lines, WORDS)
    assert caught.value.happened.startswith("The attention line")
    assert "Zebediah" not in caught.value.sentences
    assert "1961" not in caught.value.sentences
    assert "Zebediah" not in repr(lines)


def test_warnings_come_back_when_nothing_is_refused() -> None:
    lines = return_lines("Lakeside Oncology", HOME)
    (warning,) = require_neutral_outside(lines, WORDS)
    assert warning.role is LineRole.RETURN_NAME
    assert "oncology" in warning.sentence
    assert require_neutral_outside(return_lines("L. P.", HOME), WORDS) == ()


@given(st.sampled_from(LineRole), st.text(max_size=120), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_is_judged_without_failing(role: LineRole, text: str, secrets: list[str]) -> None:
    found = check_outside([OutsideLine(role, text)], WORDS, secrets)
    assert len(found) <= 1
    assert all(remark.sentence.startswith(role.label) for remark in found)


@given(
    st.sampled_from(DATA["refused"]),
    st.sampled_from([str.upper, str.title, str.lower]),
    st.sampled_from(["{}", "to {} now", "{}.", "({})"]),
)
def test_every_refused_word_is_found(term: str, case: Any, form: str) -> None:
    a_name = term in DATA["also_names"]
    assert remarks(LineRole.ATTENTION, form.format(case(term))) == [not a_name]
    assert remarks(LineRole.STREET, form.format(case(term))) == ([] if a_name else [True])


@given(st.dates(), st.sampled_from(["%m/%d/%Y", "%m-%d-%y", "%Y-%m-%d", "%d.%m.%Y"]))
def test_every_date_is_found(day: Any, form: str) -> None:
    text = f"Jane Roe {day.strftime(form)}"
    if day.year >= 1000:
        assert remarks(LineRole.NAME, text) == [True]


@pytest.mark.parametrize(
    "change",
    [
        {"refused": []},
        {"doubtful": "medical"},
        {"numbered": [""]},
        {"refused": ["..."]},
        {"refused": [3]},
        {"valid_from": None},
    ],
)
def test_damaged_lists(change: dict[str, object]) -> None:
    with pytest.raises(Problem, match="outside-words-damaged"):
        outside_words_from(DATA | change)


@pytest.mark.parametrize("data", [None, [], {}, "x"])
def test_no_lists(data: object) -> None:
    with pytest.raises(Problem, match="outside-words-damaged"):
        outside_words_from(data)
