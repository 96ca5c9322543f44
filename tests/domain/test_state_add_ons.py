"""Rows of what states ask of an authorization: told in words, checked before they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.authorization import StateAddOn
from app.domain.errors import FieldProblems
from app.domain.state_add_ons import asked_words, check_add_on

PLAIN = StateAddOn("TX", "Tex. Health & Safety Code 181.154", date(2026, 12, 1), "read online")


def test_a_row_says_what_it_asks_for() -> None:
    assert asked_words(PLAIN) == ("Nothing beyond the federal rule",)
    full = replace(
        PLAIN,
        least_points=14,
        most_months=1,
        default_months=12,
        separate_signature=True,
        copy_always=True,
        end_date=True,
    )
    said = asked_words(full)
    assert len(said) == 6
    assert "14 points" in said[0]
    assert "at most 1 month from" in said[1]
    assert "12 months" in said[2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": "ZZ"}, "state"),
        ({"citation": "  "}, "citation"),
        ({"citation": "x" * 301}, "citation"),
        ({"source": ""}, "source"),
        ({"least_points": 0}, "least_points"),
        ({"least_points": 100}, "least_points"),
        ({"most_months": 0}, "most_months"),
        ({"default_months": 121}, "default_months"),
    ],
)
def test_a_row_with_a_gap_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldProblems) as found:
        check_add_on(replace(PLAIN, **changes))
    assert set(found.value.fields) == {field}


def test_a_whole_row_is_tidied() -> None:
    clean = check_add_on(replace(PLAIN, source="  read   online ", most_months=24))
    assert clean == replace(PLAIN, most_months=24)
