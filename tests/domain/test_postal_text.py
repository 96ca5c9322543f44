"""Address blocks as envelopes print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import Address
from app.domain.postal_text import address_block, is_domestic, is_military, zip_text

SOMERVILLE = Address(
    line1="784 Stamm Lock", line2="Unit 46", city="Somerville", state="MA", zip_code="02143"
)


@pytest.mark.parametrize(
    ("name", "address", "lines"),
    [
        (
            "Maynard Mosciski",
            SOMERVILLE,
            ("Maynard Mosciski", "784 Stamm Lock Unit 46", "Somerville MA 02143"),
        ),
        (
            "Dr. Regina Spinka",
            Address(
                attention="Medical Director",
                company="Lakeview Cardiology",
                line1="120 East Green Bay Avenue North",
                line2="Building C, Suite 1200",
                city="Saukville",
                state="wi",
                zip_code="530801234",
            ),
            (
                "ATTN Medical Director",
                "Dr. Regina Spinka",
                "Lakeview Cardiology",
                "Building C, Suite 1200",
                "120 East Green Bay Avenue North",
                "Saukville WI 53080-1234",
            ),
        ),
        (
            "John Roe",
            Address(care_of="Jane Roe", line1="PO BOX 0042", city="Reno", state="NV", zip_code="1"),
            ("John Roe", "C/O Jane Roe", "PO BOX 0042", "Reno NV 1"),
        ),
        (
            "María Rivera",
            Address(
                urbanization="Las Gladiolas",
                line1="150 Calle A",
                city="San Juan",
                state="PR",
                zip_code="00926-3232",
            ),
            ("María Rivera", "URB Las Gladiolas", "150 Calle A", "San Juan PR 00926-3232"),
        ),
        (
            "Seaman Ann Lee",
            Address(line1="PSC 802 BOX 74", city="APO", state="AE", zip_code="09499"),
            ("Seaman Ann Lee", "PSC 802 BOX 74", "APO AE 09499"),
        ),
        (
            "Jean Roy",
            Address(
                line1="10 Elgin St", city="Ottawa", state="ON", zip_code="k1a 0b1", country="Canada"
            ),
            ("Jean Roy", "10 Elgin St", "Ottawa ON  K1A 0B1", "CANADA"),
        ),
        (
            "Tom Hall",
            Address(line1="10 Downing Street", city="London", zip_code="sw1a 2aa", country="GB"),
            ("Tom Hall", "10 Downing Street", "London", "SW1A 2AA", "UNITED KINGDOM"),
        ),
        (
            "Ana Ruiz",
            Address(line1="Calle Mayor 1", city="28013 Madrid", country="Spain"),
            ("Ana Ruiz", "Calle Mayor 1", "28013 Madrid", "SPAIN"),
        ),
        (
            "Lakeview Cardiology",
            Address(company="LAKEVIEW  cardiology", line1="1 A St", city="B", state="WI"),
            ("Lakeview Cardiology", "1 A St", "B WI"),
        ),
        (
            "A",
            Address(attention="Attn: Records desk", care_of="c/o B", urbanization="URB C"),
            ("Attn: Records desk", "A", "c/o B", "URB C"),
        ),
        ("  Only \n a name ", Address(), ("Only a name",)),
        ("", Address(line2="Suite 4"), ("Suite 4",)),
    ],
)
def test_block(name: str, address: Address, lines: tuple[str, ...]) -> None:
    assert address_block(name, address) == lines


@pytest.mark.parametrize(
    "street",
    [
        "123 1/2 Oak St",
        "112-10 Queens Blvd",
        "39.2 Road",
        "W204N11912 Goldendale Rd",
        "12 North St",
    ],
)
def test_odd_house_numbers_survive(street: str) -> None:
    address = Address(line1=street, city="X", state="NY", zip_code="10001")
    assert address_block("A B", address)[1] == street


def test_capitals() -> None:
    address = Address(line1="5 Straße", city="Köln", state="MO", zip_code="63101")
    assert address_block("Łukasz Nguyễn", address, uppercase=True) == (
        "ŁUKASZ NGUYỄN",
        "5 STRASSE",
        "KÖLN MO 63101",
    )
    canada = Address(line1="1 A", city="Ottawa", state="on", zip_code="k1a 0b1", country="ca")
    assert address_block("x", canada, uppercase=True)[-2:] == ("OTTAWA ON  K1A 0B1", "CANADA")


@pytest.mark.parametrize("country", ["", "US", "usa", "United States of America", " U.S.A. "])
def test_home_has_no_country_line(country: str) -> None:
    address = Address(line1="1 A St", city="B", state="NY", zip_code="10001", country=country)
    assert is_domestic(address)
    assert address_block("N", address)[-1] == "B NY 10001"


def test_military() -> None:
    assert is_military(Address(city="apo", state="ae"))
    assert is_military(Address(city="FPO"))
    assert not is_military(SOMERVILLE)
    assert not is_military(Address(city="APO", country="Italy"))


@pytest.mark.parametrize(
    ("typed", "shown"), [("123456789", "12345-6789"), ("02143", "02143"), ("1234", "1234")]
)
def test_zip_text(typed: str, shown: str) -> None:
    assert zip_text(typed) == shown


@given(st.text(max_size=80), st.builds(Address, *[st.text(max_size=80)] * 10), st.booleans())
def test_any_text_gives_plain_lines_and_loses_no_word(
    name: str, address: Address, uppercase: bool
) -> None:
    lines = address_block(name, address, uppercase=uppercase)
    assert len(lines) <= 9
    assert all(line and line == line.strip() for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    joined = " ".join(" ".join(lines).split())
    if not uppercase:
        for part in (name, address.care_of, address.line1, address.city):
            assert " ".join(part.split()) in joined
