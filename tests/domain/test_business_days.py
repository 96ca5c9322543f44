"""Business days and federal holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.business_days import add_business_days, federal_holidays, last_business_day

DAYS = st.dates(date(1980, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "skipped", "due"),
    [
        (date(2026, 3, 2), 5, (), date(2026, 3, 9)),
        (date(2026, 3, 2), 15, (), date(2026, 3, 23)),
        (date(2026, 3, 2), 10, (), date(2026, 3, 16)),
        (date(2026, 3, 2), 21, (), date(2026, 3, 31)),
        (date(2026, 11, 16), 15, (), date(2026, 12, 7)),
        (date(2026, 11, 16), 15, (date(2026, 11, 26),), date(2026, 12, 8)),
        (date(2026, 6, 24), 10, (), date(2026, 7, 8)),
        (date(2026, 6, 24), 10, (date(2026, 7, 3),), date(2026, 7, 9)),
        (date(2026, 3, 7), 0, (), date(2026, 3, 7)),
    ],
)
def test_counts_of_the_reference(
    start: date, count: int, skipped: tuple[date, ...], due: date
) -> None:
    assert add_business_days(start, count, frozenset(skipped)) == due


def test_never_counts_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_business_days(date(2026, 3, 2), -1)


@given(DAYS, st.integers(1, 60))
def test_count_lands_on_a_weekday_and_holds_that_many(start: date, count: int) -> None:
    due = add_business_days(start, count)
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert due.weekday() < 5
    assert sum(day.weekday() < 5 for day in between) == count


def test_twenty_one_working_days_span_29_to_33_calendar_days() -> None:
    spans = {
        (add_business_days(day, 21) - day).days
        for day in (date(2026, 3, 2) + timedelta(days=n) for n in range(7))
    }
    assert min(spans) == 29
    assert max(spans) <= 33


def test_holidays_of_2026() -> None:
    assert federal_holidays(2026) == {
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),  # 4 July is a Saturday
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    }


def test_new_year_on_saturday_belongs_to_the_year_before() -> None:
    assert date(2027, 12, 31) in federal_holidays(2027)
    assert all(day.year == 2028 for day in federal_holidays(2028))
    assert date(2023, 1, 2) in federal_holidays(2023)


def test_last_monday_of_may_when_june_starts_on_monday() -> None:
    assert date(2026, 5, 25) in federal_holidays(2026)
    assert date(2020, 5, 25) in federal_holidays(2020)  # 1 June 2020 is a Monday
    assert date(2020, 6, 19) not in federal_holidays(2020)


@pytest.mark.parametrize(
    ("day", "own", "target"),
    [
        (date(2026, 6, 7), (), date(2026, 6, 5)),
        (date(2026, 12, 25), (), date(2026, 12, 24)),
        (date(2026, 12, 25), (date(2026, 12, 24),), date(2026, 12, 23)),
        (date(2026, 4, 1), (), date(2026, 4, 1)),
    ],
)
def test_last_business_day(day: date, own: tuple[date, ...], target: date) -> None:
    assert last_business_day(day, frozenset(own)) == target


@given(DAYS)
def test_last_business_day_is_near_and_working(day: date) -> None:
    target = last_business_day(day)
    assert timedelta() <= day - target <= timedelta(days=4)
    assert target.weekday() < 5
    assert target not in federal_holidays(target.year)


@pytest.mark.parametrize("year", [1, 9999])
def test_the_first_and_last_year_work(year: int) -> None:
    assert len(federal_holidays(year)) >= 10
