"""The help book: whole when it is read, found by its words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.help_pages import help_book

PAGES: list[Any] = [
    {"id": "mail", "title": "Mail", "lead": "Pieces.", "topics": ["mail"],
     "parts": [{"title": "How?", "text": ["So."], "steps": ["First."]}]},
    {"id": "today", "title": "Today", "lead": "Lists."},
]  # fmt: skip
FIELDS: dict[str, Any] = {
    "mail": {"on": {"label": "On", "for": "The day.", "source": "45 CFR 164.530(j)"}}
}


def test_a_page_holds_its_parts_and_the_fields_of_its_topics() -> None:
    book = help_book(PAGES, FIELDS)
    page = book.page("mail")
    assert page.parts[0].steps == ("First.",)
    assert [field.label for field in book.fields_of(page)] == ["On"]
    assert book.fields_of(book.page("today")) == ()


def test_a_room_without_a_page_gets_the_first() -> None:
    assert help_book(PAGES, FIELDS).page("attic").id == "mail"


def test_a_field_is_found_by_topic_and_name() -> None:
    book = help_book(PAGES, FIELDS)
    found = book.field("mail", "on")
    assert found is not None
    assert found.source == "45 CFR 164.530(j)"
    assert book.field("mail", "off") is None
    assert book.field("attic", "on") is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["mail", "today"]),
        ("PIECES so", ["mail"]),
        ("164.530", ["mail"]),
        ("first. lists", []),
        ("lists", ["today"]),
    ],
)
def test_every_word_typed_must_stand_on_the_page(typed: str, found: list[str]) -> None:
    assert [page.id for page in help_book(PAGES, FIELDS).matching(typed)] == found


@given(st.text())
def test_whatever_is_typed_only_finds_pages(typed: str) -> None:
    book = help_book(PAGES, FIELDS)
    assert set(book.matching(typed)) <= set(book.pages)


@pytest.mark.parametrize(
    ("pages", "fields", "said"),
    [
        ([], FIELDS, "no page"),
        ({}, FIELDS, "a list"),
        ([3], FIELDS, "an object"),
        ([{"title": "Mail"}], FIELDS, "id is missing"),
        ([{**PAGES[0], "topics": ["attic"]}], FIELDS, "attic"),
        ([{**PAGES[0], "topics": [3]}], FIELDS, "sentences"),
        ([{**PAGES[0], "topics": [""]}], FIELDS, "sentences"),
        ([{**PAGES[0], "parts": [{"title": "How?"}]}], FIELDS, "says nothing"),
        (PAGES, {"mail": {"on": {"label": "On"}}}, "for is missing"),
        (PAGES, {"mail": {"on": {"label": "On", "for": "x", "source": 3}}}, "source is missing"),
        (PAGES, [], "an object"),
    ],
)
def test_a_book_that_is_not_whole_is_refused(pages: object, fields: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        help_book(pages, fields)
