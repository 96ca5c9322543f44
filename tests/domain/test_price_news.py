"""Newer prices of the program against the practice's table: what is offered, what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.postage import PostalPrice, PriceItem
from app.domain.price_news import PriceChange, PriceNews, price_news
from app.domain.reference import StoredPrice
from app.domain.state_rules import Confidence

FLAT = PostalPrice(PriceItem.FLAT, date(2026, 7, 12), 199, Confidence.HIGH, "Notice 123", 3)
OLD = replace(FLAT, cents=190, confidence=Confidence.LOW, source="computed")


def row(price: PostalPrice, by: str = "") -> StoredPrice:
    return StoredPrice(1, price, by, 1)


def test_the_same_table_is_no_news() -> None:
    assert price_news([FLAT], [row(FLAT)]) == PriceNews()
    assert PriceNews().latest is None


def test_a_row_that_nobody_touched_is_replaced() -> None:
    news = price_news([FLAT], [row(OLD)])
    assert news == PriceNews(newer=(PriceChange(FLAT, row(OLD)),))
    assert news.latest == FLAT


def test_a_better_source_for_the_same_amount_is_news_for_an_untouched_row() -> None:
    assert price_news([FLAT], [row(replace(OLD, cents=199))]).newer


def test_a_price_of_another_day_or_weight_is_new() -> None:
    others = [row(replace(FLAT, valid_from=date(2025, 7, 13))), row(replace(FLAT, ounces=4))]
    assert price_news([FLAT], others).newer == (PriceChange(FLAT),)


def test_what_the_practice_compared_stands_beside_the_programs() -> None:
    mine = row(OLD, "Ines Calloway")
    assert price_news([FLAT], [mine]) == PriceNews(kept=(PriceChange(FLAT, mine),))


def test_the_same_amount_compared_by_the_practice_is_nothing_to_decide() -> None:
    assert price_news([FLAT], [row(replace(OLD, cents=199), "Ines Calloway")]) == PriceNews()
