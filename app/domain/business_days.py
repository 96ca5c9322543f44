"""Counting days: business days for state rules, federal holidays for our own targets.

Legal dates are never moved off a weekend or holiday: nothing in 45 CFR 164.524 does that. Holidays
matter only for the internal target, and for state counts where the practice says so.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)


def add_business_days(day: date, count: int, holidays: AbstractSet[date] = frozenset()) -> date:
    """The day that many business days later: Monday to Friday, without the given holidays.

    Holidays are not skipped unless listed, since skipping only makes a deadline later.
    """
    if count < 0:
        raise ValueError("business days are counted forward")
    while count:
        day += _DAY
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def last_business_day(day: date, holidays: AbstractSet[date] = frozenset()) -> date:
    """The day itself, or the last day before it that is no weekend, federal or given holiday."""
    while day.weekday() >= 5 or day in holidays or day in federal_holidays(day.year):
        day -= _DAY
    return day


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[date]:
    """The days on which federal holidays are kept in a year (5 U.S.C. 6103).

    A holiday on Saturday is kept on Friday, one on Sunday on Monday; so 31 December may belong to
    the next year's New Year's Day.
    """
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    if year < date.max.year:
        fixed.append(date(year + 1, 1, 1))
    floating = [
        _nth_weekday(year, 1, 0, 3),
        _nth_weekday(year, 2, 0, 3),
        _nth_weekday(year, 6, 0, 1) - 7 * _DAY,  # the last Monday of May
        _nth_weekday(year, 9, 0, 1),
        _nth_weekday(year, 10, 0, 2),
        _nth_weekday(year, 11, 3, 4),
    ]
    kept = (*(_observed(day) for day in fixed), *floating)
    return frozenset(day for day in kept if day.year == year)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _observed(day: date) -> date:
    return day + {5: -_DAY, 6: _DAY}.get(day.weekday(), timedelta())
