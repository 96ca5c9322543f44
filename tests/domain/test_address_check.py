"""Remarks about addresses and the post's shorter words."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.address_check import (
    Severity,
    address_errors,
    check_address,
    suggest_postal_words,
)
from app.domain.addresses import Address
from app.domain.errors import Problem
from app.domain.postal_tables import postal_tables_from
from app.domain.us_states import STATE_NAMES

RESOURCE = Path(__file__).parents[2] / "resources" / "postal_tables.json"
DATA: dict[str, Any] = json.loads(RESOURCE.read_text(encoding="utf-8"))
TABLES = postal_tables_from(DATA)
GOOD = Address(line1="12 Elm St", city="Somerville", state="MA", zip_code="02143")


def said(**changes: str) -> dict[str, str]:
    """Field name to severity of every remark."""
    remarks = check_address(replace(GOOD, **changes), TABLES)
    return {remark.field: remark.severity.value for remark in remarks}


def test_good_addresses_pass() -> None:
    assert check_address(GOOD, TABLES) == ()
    assert said(zip_code="02143-1234") == {}
    assert said(zip_code="021431234", state="ma") == {}
    assert said(line1="PSC 802 BOX 74", city="APO", state="AE", zip_code="09499") == {}
    assert said(line1="USS Oak", city="FPO", state="AP", zip_code="96667") == {}
    assert said(urbanization="Las Flores", city="San Juan", state="PR", zip_code="00926") == {}


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"line1": " "}, {"line1": "error"}),
        ({"city": ""}, {"city": "error"}),
        ({"state": ""}, {"state": "error"}),
        ({"state": "Massachusetts"}, {"state": "error"}),
        ({"state": "Bavaria"}, {"state": "error"}),
        ({"zip_code": ""}, {"zip_code": "error"}),
        ({"zip_code": "2143"}, {"zip_code": "error"}),
        ({"zip_code": "123456"}, {"zip_code": "error"}),
        ({"zip_code": "02143-12"}, {"zip_code": "error"}),
        ({"zip_code": "٠٢١٤٣"}, {"zip_code": "error"}),
        ({"zip_code": "²143"}, {"zip_code": "error"}),
        ({"zip_code": "00000"}, {"zip_code": "error"}),
        ({"zip_code": "99999-0000"}, {"zip_code": "error"}),
        ({"zip_code": "10001"}, {"zip_code": "warning"}),
        ({"zip_code": "00100"}, {"zip_code": "warning"}),
        ({"state": "AE", "zip_code": "09499"}, {"city": "error"}),
        ({"city": "APO"}, {"state": "error"}),
        (
            {"line1": "5 Elm St", "city": "APO", "state": "AE", "zip_code": "09499"},
            {"line1": "warning"},
        ),
        ({"urbanization": "Las Flores"}, {"urbanization": "warning"}),
        ({"line2": "P.O. Box 7"}, {"line2": "warning"}),
        ({"line1": "x" * 65}, {"line1": "error"}),
        ({"attention": "x" * 10_000}, {"attention": "error"}),
        ({"care_of": "A\nB"}, {"care_of": "error"}),
        ({"country": "Germany"}, {"country": "warning"}),
        ({"country": "Germany", "line1": "", "city": ""}, {}),
        ({"country": "DE"}, {"country": "error"}),
        ({"country": "Germany 10115"}, {"country": "error"}),
        ({"country": "Italy", "state": "AE"}, {"country": "error"}),
    ],
)
def test_remarks(changes: dict[str, str], remarks: dict[str, str]) -> None:
    found = said(**changes)
    if changes.get("country"):
        # Every foreign address is told about Certified Mail, after its errors.
        remark = check_address(replace(GOOD, **changes), TABLES)[-1]
        assert "Certified Mail" in remark.sentence
        errors = address_errors(replace(GOOD, **changes), TABLES)
        assert ("country" in errors) == (remarks.get("country") == "error")
        assert ("city" in errors) == (not changes.get("city", "x"))
    else:
        assert found == remarks


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"state": "massachusetts"}, "state", "Write Massachusetts as MA."),
        ({"zip_code": "2143"}, "zip_code", "02143?"),
        ({"zip_code": "21431234"}, "zip_code", "02143?"),
        ({"zip_code": "926", "state": "PR"}, "zip_code", "00926?"),
        ({"zip_code": "2143", "state": "CA"}, "zip_code", "5 digits"),
        ({"zip_code": "10001"}, "zip_code", "New York, not Massachusetts"),
    ],
)
def test_hints(changes: dict[str, str], field: str, words: str) -> None:
    (remark,) = check_address(replace(GOOD, **changes), TABLES)
    assert remark.field == field
    assert words in remark.sentence


def test_errors_come_first_and_once_per_field() -> None:
    bad = Address(line1="1 A St", zip_code="10001", urbanization="x", state="MA")
    severities = [remark.severity for remark in check_address(bad, TABLES)]
    assert severities == sorted(severities, key=lambda s: s is not Severity.ERROR)
    assert list(address_errors(bad, TABLES)) == ["city"]


@pytest.mark.parametrize(
    ("zip_code", "states"),
    [
        ("06390", {"NY"}),
        ("06101", {"CT"}),
        ("05501", {"MA"}),
        ("05544", {"MA"}),
        ("05401", {"VT"}),
        ("73301", {"TX"}),
        ("73344", {"TX"}),
        ("73102", {"OK"}),
        ("83414", {"WY"}),
        ("83201", {"ID"}),
        ("39901", {"GA"}),
        ("39501", {"MS"}),
        ("00501", {"NY"}),
        ("96799", {"AS"}),
        ("96801", {"HI"}),
        ("96910", {"GU"}),
        ("96931", {"GU"}),
        ("96950", {"MP"}),
        ("34001", {"AA"}),
        ("20500", {"DC"}),
        ("00100", set()),
    ],
)
def test_zip_to_state(zip_code: str, states: set[str]) -> None:
    assert TABLES.states_of(zip_code) == states


def test_every_state_has_prefixes_and_no_zip_has_two_states() -> None:
    assert set(TABLES.zip_prefixes) == set(STATE_NAMES)
    assert all(len(TABLES.states_of(f"{n:05d}")) <= 1 for n in range(0, 100_000, 7))


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("12 Elm Street", "12 ELM ST"),
        ("100 North Main Street", "100 N MAIN ST"),
        ("100 Main Street Northwest", "100 MAIN ST NW"),
        ("12 North Street", "12 NORTH ST"),
        ("12 Court Street", "12 COURT ST"),
        ("500 Oak Avenue Apartment 4", "500 OAK AVE APT 4"),
        ("500 Oak Avenue Suite B", "500 OAK AVE STE B"),
        ("784 Stamm Lock Unit 46", "784 STAMM LCK UNIT 46"),
        ("1028 Sawayn Throughway Apt 89", "1028 SAWAYN TRWY APT 89"),
        ("12 Elm St Penthouse", "12 ELM ST PH"),
        ("12 St Johns Avenue", "12 ST JOHNS AVE"),
        ("12 Avenue C", None),
        ("12 Key Street", "12 KEY ST"),
        ("5 Front Street", "5 FRONT ST"),
        ("12 Elm St #4", "12 ELM ST # 4"),
        ("P.O. Box 0123", "PO BOX 0123"),
        ("Post Office Box 12", "PO BOX 12"),
        ("Drawer 45", "PO BOX 45"),
        ("123 1/2 Oak St", None),
        ("One Main Street", None),
        ("Suite 200", "STE 200"),
        ("12 Key West Hotel Key", "12 KEY WEST HOTEL KY"),
        ("", None),
    ],
)
def test_postal_words_are_offered(typed: str, proposed: str | None) -> None:
    suggestions = suggest_postal_words(replace(GOOD, line1=typed), TABLES)
    assert [item.proposed for item in suggestions] == ([proposed] if proposed else [])
    assert all(item.field == "line1" and item.why for item in suggestions)


def test_second_line_is_shortened_too_and_foreign_streets_are_not() -> None:
    found = suggest_postal_words(replace(GOOD, line1="1 A St", line2="Floor 3"), TABLES)
    assert [(item.field, item.proposed) for item in found] == [("line2", "FL 3")]
    for changes in ({"state": "PR"}, {"country": "Canada"}):
        street = replace(GOOD, line1="12 Elm Street", **changes)
        assert suggest_postal_words(street, TABLES) == ()


TEXT = st.text(max_size=70) | st.sampled_from(["APO", "AE", "PR", "MA", "02143", "12 Elm Street"])


@given(st.builds(Address, *[TEXT] * 10))
def test_any_address_is_remarked_on_without_failing(address: Address) -> None:
    remarks = check_address(address, TABLES)
    assert all(remark.sentence and remark.field in address.as_dict() for remark in remarks)
    for item in suggest_postal_words(address, TABLES):
        changed = replace(address, **{item.field: item.proposed})
        again = [s.proposed for s in suggest_postal_words(changed, TABLES) if s.field == item.field]
        assert item.proposed not in again


@pytest.mark.parametrize("data", [None, [], {}, "x"])
def test_tables_that_are_none(data: object) -> None:
    with pytest.raises(Problem, match="postal-tables-damaged"):
        postal_tables_from(data)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("valid_from", "2023"),
        ("suffixes", {"Street": "ST"}),
        ("suffixes", {"STREET": 3}),
        ("suffixes", []),
        ("units", {"SUITE": "STE"}),
        ("zip_prefixes", {"XX": ["12"]}),
        ("zip_prefixes", {"NY": ["1"]}),
        ("zip_prefixes", {"NY": [12]}),
        ("zip_prefixes", {"NY": None}),
    ],
)
def test_damaged_tables(part: str, value: object) -> None:
    data = copy.deepcopy(DATA)
    data[part] = value
    with pytest.raises(Problem, match="postal-tables-damaged"):
        postal_tables_from(data)
