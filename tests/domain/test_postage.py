"""Dated prices: worked totals, blanks, and damaged tables."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem
from app.domain.mail import ExtraService, MailService
from app.domain.postage import (
    PieceShape,
    PieceToPrice,
    PriceItem,
    postal_prices_from,
    price_on,
    price_piece,
)

RESOURCE = Path(__file__).parents[2] / "resources" / "postal_prices.json"
DATA: dict[str, Any] = json.loads(RESOURCE.read_text(encoding="utf-8"))
PRICES = postal_prices_from(DATA)
NOW = date(2026, 11, 22)
CERTIFIED, RECEIPT = ExtraService.CERTIFIED, ExtraService.RETURN_RECEIPT


def cost(*extras: ExtraService, ounces: str | None = "1", **more: Any) -> int | None:
    piece = PieceToPrice(
        service=more.pop("service", MailService.FIRST_CLASS),
        extras=frozenset(extras),
        accepted_on=more.pop("on", NOW),
        ounces=Decimal(ounces) if ounces is not None else None,
        **more,
    )
    return price_piece(piece, PRICES).total_cents


@pytest.mark.parametrize(
    ("on", "letter", "certified"),
    [
        (date(2024, 7, 14), 73, 485),
        (date(2025, 7, 12), 73, 485),
        (date(2025, 7, 13), 78, 530),
        (date(2026, 7, 11), 78, 530),
        (date(2026, 7, 12), 82, 555),
    ],
)
def test_price_of_the_day_of_acceptance(on: date, letter: int, certified: int) -> None:
    assert cost(on=on) == letter
    assert cost(CERTIFIED, on=on) == letter + certified


@pytest.mark.parametrize(
    ("ounces", "cents"),
    [("0.1", 82), ("1", 82), ("1.01", 111), ("2", 111), ("3", 140), ("3.5", 169)],
)
def test_letter_steps_round_up(ounces: str, cents: int) -> None:
    assert cost(ounces=ounces) == cents


def test_the_usual_certified_letter_with_green_card() -> None:
    assert cost(CERTIFIED, RECEIPT) == 82 + 555 + 465
    assert cost(CERTIFIED, ExtraService.RETURN_RECEIPT_ELECTRONIC) == 82 + 555 + 291
    assert cost(ExtraService.CERTIFICATE_OF_MAILING) == 82 + 245
    assert cost(ExtraService.SIGNATURE_CONFIRMATION) == 82 + 515


def test_restricted_price_replaces_the_certified_fee() -> None:
    restricted, adult = ExtraService.RESTRICTED_DELIVERY, ExtraService.ADULT_SIGNATURE
    assert cost(CERTIFIED, restricted) == cost(restricted) == 82 + 1435
    assert cost(CERTIFIED, restricted, adult, RECEIPT) == 82 + 1435 + 465
    piece = PieceToPrice(
        MailService.FIRST_CLASS, frozenset({CERTIFIED, restricted}), NOW, ounces=Decimal(1)
    )
    assert [line.label for line in price_piece(piece, PRICES).lines] == [
        "First-Class Mail, letter, 1 oz",
        "Certified Mail, restricted delivery",
    ]


def test_meter_and_odd_letters() -> None:
    assert cost(metered=True) == 78
    assert cost(nonmachinable=True) == 82 + 49


def test_flats_are_priced_by_the_ounce_and_not_before_their_date() -> None:
    assert cost(shape=PieceShape.FLAT) == 169
    assert cost(shape=PieceShape.FLAT, ounces="3.2") == 256
    assert cost(shape=PieceShape.FLAT, ounces="2") == 198
    assert cost(shape=PieceShape.FLAT, ounces="13.1") is None
    assert cost(shape=PieceShape.FLAT, ounces="2", on=date(2026, 7, 11)) is None
    assert cost(ounces="3.6") == 256  # too heavy for a letter


def test_unknown_stays_blank_and_never_fails() -> None:
    assert cost(ounces=None) is None
    assert cost(ounces="0") is None
    assert cost(ounces="14") is None
    assert cost(service=MailService.PRIORITY) is None
    assert cost(ExtraService.REGISTERED) is None
    assert cost(on=date(2020, 1, 1)) is None
    assert price_piece(PieceToPrice(MailService.FIRST_CLASS, frozenset(), NOW), ()).total_cents is (
        None
    )


def test_date_of_prices_is_kept_and_ages() -> None:
    piece = PieceToPrice(MailService.FIRST_CLASS, frozenset({CERTIFIED}), NOW, ounces=Decimal(1))
    priced = price_piece(piece, PRICES)
    assert priced.prices_from == date(2026, 7, 12)
    assert not priced.is_dated(date(2027, 7, 12))
    assert priced.is_dated(date(2027, 7, 13))
    unknown = price_piece(piece, ())
    assert unknown.prices_from is None
    assert not unknown.is_dated(date(2040, 1, 1))


def test_listed_but_seldom_used_prices() -> None:
    for item, cents in (
        (PriceItem.CERTIFICATE_FIRM_PIECE, 75),
        (PriceItem.EXTRA_COPY_OF_FORM, 245),
        (PriceItem.SIGNATURE_CONFIRMATION_ELECTRONIC, 415),
    ):
        price = price_on(PRICES, item, NOW)
        assert price is not None
        assert price.cents == cents


@given(
    st.sampled_from(MailService),
    st.frozensets(st.sampled_from(ExtraService)),
    st.dates(),
    st.sampled_from(PieceShape),
    st.none() | st.decimals(-5, 2000, allow_nan=False, places=2),
)
def test_any_piece_gets_a_sum_or_a_blank(
    service: MailService,
    extras: frozenset[ExtraService],
    on: date,
    shape: PieceShape,
    ounces: Decimal | None,
) -> None:
    priced = price_piece(PieceToPrice(service, extras, on, shape, ounces), PRICES)
    parts = [line.cents for line in priced.lines]
    if None in parts:
        assert priced.total_cents is None
    else:
        assert priced.total_cents == sum(cents or 0 for cents in parts)
    assert all(line.label for line in priced.lines)


@pytest.mark.parametrize("data", [None, [], {}, {"prices": 3}, {"prices": ["x"]}, {"prices": [{}]}])
def test_not_a_table(data: object) -> None:
    with pytest.raises(Problem, match="postal-prices-damaged"):
        postal_prices_from(data)


@pytest.mark.parametrize(
    "change",
    [
        {"item": "stamp"},
        {"cents": -1},
        {"cents": 0.82},
        {"cents": True},
        {"valid_from": "July"},
        {"confidence": "x"},
        {"ounces": 0},
    ],
)
def test_damaged_row_is_named(change: dict[str, object]) -> None:
    with pytest.raises(Problem) as caught:
        postal_prices_from({"prices": [DATA["prices"][0], DATA["prices"][1] | change]})
    assert "row 2" in caught.value.happened


@pytest.mark.parametrize("ounces", range(1, 14))
def test_every_flat_up_to_thirteen_ounces_has_a_price_and_estimates_say_so(ounces: int) -> None:
    order = PieceToPrice(
        MailService.FIRST_CLASS, frozenset({CERTIFIED}), NOW, PieceShape.FLAT, Decimal(ounces)
    )
    flat = price_piece(order, PRICES)
    assert flat.total_cents == 169 + 29 * (ounces - 1) + 555
    assert flat.uncertain is (ounces not in (1, 4))
