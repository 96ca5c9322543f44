"""US dates as people type them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import dates
from app.domain.errors import FieldProblems

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("11/22/2026", date(2026, 11, 22)),
        ("1/2/1996", date(1996, 1, 2)),
        ("01-02-1996", date(1996, 1, 2)),
        ("1.2.1996", date(1996, 1, 2)),
        ("1 2 1996", date(1996, 1, 2)),
        ("01021996", date(1996, 1, 2)),
        ("1996-01-02", date(1996, 1, 2)),
        ("1996-01-02T00:00:00Z", date(1996, 1, 2)),
        (" 2/29/2024 ", date(2024, 2, 29)),
        ("3/4/26", date(2026, 3, 4)),
        ("3/4/27", date(1927, 3, 4)),
    ],
)
def test_reads_what_clerks_type(typed: str, meant: date) -> None:
    assert dates.parse_us_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2/31/2026", "Feb 2026 has no day 31"),
        ("2/29/2025", "Feb 2025 has no day 29"),
        ("13/1/2026", "no month 13"),
        ("0/1/2026", "no month 0"),
        ("1/1/0203", "year 0203 is too early"),
        ("", "month/day/year"),
        ("yesterday", "month/day/year"),
        ("1" * 10_000, "month/day/year"),
    ],
)
def test_says_why_a_date_cannot_be_taken(typed: str, said: str) -> None:
    with pytest.raises(FieldProblems) as problem:
        dates.parse_us_date(typed, TODAY, field="received_on")
    assert said in problem.value.fields["received_on"]


@given(st.dates(min_value=date(1880, 1, 1), max_value=date(2200, 12, 31)))
def test_every_shown_date_reads_back(day: date) -> None:
    assert dates.parse_us_date(dates.format_us_date(day), TODAY) == day


@given(st.text(max_size=30))
def test_any_text_gives_a_date_or_a_sentence(text: str) -> None:
    try:
        assert isinstance(dates.parse_us_date(text, TODAY), date)
    except FieldProblems as problem:
        assert problem.fields["date"].endswith(".")  # noqa: PT017 - either way is right


def test_future_days_are_refused_with_today_named() -> None:
    assert dates.check_not_future(TODAY, TODAY, field="received_on") == TODAY
    with pytest.raises(FieldProblems) as problem:
        dates.check_not_future(date(2026, 11, 23), TODAY, field="received_on")
    assert problem.value.fields["received_on"] == (
        "This day is in the future. Today is 11/22/2026."
    )


def test_dates_are_shown_in_us_forms() -> None:
    assert dates.format_us_date(None) == ""
    assert dates.format_short_date(date(2026, 10, 28), TODAY) == "Oct 28"
    assert dates.format_short_date(date(2025, 10, 28), TODAY) == "Oct 28, 2025"
    assert dates.format_long_date(date(2026, 11, 27)) == "Fri Nov 27, 2026"
    assert dates.format_letter_date(date(2026, 11, 27)) == "November 27, 2026"
    assert dates.format_moment(datetime(2026, 10, 28, 9, 5), TODAY) == "Oct 28, 9:05"  # noqa: DTZ001


def test_age_counts_full_years() -> None:
    assert dates.years_between(date(2008, 11, 22), TODAY) == 18
    assert dates.years_between(date(2008, 11, 23), TODAY) == 17
    assert dates.years_between(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert dates.years_between(date(2004, 2, 29), date(2022, 3, 1)) == 18
