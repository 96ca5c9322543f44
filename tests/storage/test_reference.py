"""Rows of dated facts: round trip, order, versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import Conflict, FieldProblems, NotFound
from app.domain.postage import PostalPrice, PriceItem
from app.domain.requests import AccessKind
from app.domain.state_rules import Confidence, DayType, ProviderKind, StateRule
from app.storage.store import Store
from tests.storage_kit import make_store

RULE = StateRule(
    state="TX",
    provider_kind=ProviderKind.PHYSICIAN,
    access_kind=AccessKind.COPY,
    days=None,
    day_type=DayType.BUSINESS,
    citation="Tex. Code",
    confidence=Confidence.MEDIUM,
    source="somewhere",
    valid_from=date(2020, 1, 1),
    verified_by="Ines",
    verified_on=date(2026, 1, 1),
    note="a note",
    extended_days=30,
    condition="electronic records",
)
PRICE = PostalPrice(PriceItem.FLAT, date(2026, 7, 12), 169, Confidence.LOW, "a quote", ounces=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "data")
    yield made
    made.close()


def test_every_field_of_a_rule_survives(store: Store) -> None:
    with store.writing() as unit:
        rule_id = unit.reference.add_rule(RULE)
        unit.reference.add_rules([replace(RULE, state="CA", days=15), RULE])
        unit.reference.add_rules([])
    with store.reading() as unit:
        assert [rule.state for rule in unit.reference.state_rules()] == ["CA", "TX", "TX"]
        (first, _) = unit.reference.stored_rules("TX")
        assert (first.id, first.rule, first.version) == (rule_id, RULE, 1)


def test_a_rule_is_corrected_once(store: Store) -> None:
    with store.writing() as unit:
        unit.reference.add_rule(RULE)
        (stored,) = unit.reference.stored_rules()
        unit.reference.save_rule(replace(stored, rule=replace(RULE, days=10)))
        with pytest.raises(Conflict):
            unit.reference.save_rule(stored)
        assert unit.reference.state_rules()[0].days == 10


def test_prices_by_item_weight_and_day(store: Store) -> None:
    with store.writing() as unit:
        unit.reference.add_price(PRICE, "Ines")
        unit.reference.add_price(replace(PRICE, ounces=4, cents=256))
        unit.reference.add_prices([replace(PRICE, item=PriceItem.LETTER, ounces=None)])
        unit.reference.add_prices([])
        with pytest.raises(FieldProblems):
            unit.reference.add_price(replace(PRICE, cents=1))
        (first, *_) = unit.reference.stored_prices()
        assert (first.price, first.verified_by) == (PRICE, "Ines")
        assert unit.reference.prices()[-1].ounces is None
        unit.reference.save_price(replace(first, price=replace(PRICE, cents=170)))
        with pytest.raises(Conflict):
            unit.reference.save_price(first)


def test_letter_texts_count_up(store: Store) -> None:
    body = {"opening_whole": "Hello", "paragraphs": ["one", "two"]}
    with store.writing() as unit:
        for number in (1, 2):
            made = unit.reference.add_text(
                "cover_letter", body, date(2026, number, 1), source="here", verified_by="Ines"
            )
            assert made == number
        texts = unit.reference.letter_texts()
        assert [text.number for text in texts] == [1, 2]
        assert texts[0].body == body
        assert unit.reference.letter_text(texts[1].id) == texts[1]
        assert unit.reference.letter_texts("denial") == ()
        with pytest.raises(NotFound):
            unit.reference.letter_text(999)
