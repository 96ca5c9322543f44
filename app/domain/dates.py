"""US dates, whatever the machine's locale: shown as MM/DD/YYYY, read as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime

from app.domain.errors import FieldProblems

EARLIEST_YEAR = 1880
"""Nobody alive, and no record in a designated record set, is older than this."""

_US = re.compile(r"(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def format_us_date(day: date | None) -> str:
    """``11/22/2026``, or nothing for no date."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}" if day else ""


def format_short_date(day: date, today: date) -> str:
    """``Oct 28`` in the current year, ``Oct 28, 2025`` in another."""
    text = f"{_MONTHS[day.month - 1]} {day.day}"
    return text if day.year == today.year else f"{text}, {day.year}"


def format_long_date(day: date) -> str:
    """``Fri Nov 27, 2026``."""
    return f"{_DAYS[day.weekday()]} {_MONTHS[day.month - 1]} {day.day}, {day.year}"


def format_letter_date(day: date) -> str:
    """``November 27, 2026``, as letters carry it."""
    names = "January February March April May June July August September October November December"
    return f"{names.split()[day.month - 1]} {day.day}, {day.year}"


def format_moment(moment: datetime, today: date) -> str:
    """``Oct 28, 9:12`` in local time; the moment must already be local."""
    return f"{format_short_date(moment.date(), today)}, {moment.hour}:{moment.minute:02d}"


def parse_us_date(text: str, today: date, *, field: str = "date") -> date:
    """Read a typed date: 11/22/2026, 11-22-26, 11222026 or 2026-11-22.

    Two-digit years are taken as the latest year not after today's, since a clerk types birthdays
    and days of receipt, never days far ahead.

    Raises:
        FieldProblems: the text is no date, the day does not exist, or the year is before 1880.
    """
    month, day, year = _parts(text.strip(), today, field)
    if year < EARLIEST_YEAR:
        raise FieldProblems({field: f"The year {year:04d} is too early. Check the year."})
    try:
        return date(year, month, day)
    except ValueError:
        raise FieldProblems({field: _why_no_day(year, month, day)}) from None


def _parts(text: str, today: date, field: str) -> tuple[int, int, int]:
    if iso := _ISO.fullmatch(text):
        return int(iso[2]), int(iso[3]), int(iso[1])
    us = _US.fullmatch(text) or _RUN.fullmatch(text)
    if us is None:
        raise FieldProblems({field: "Type the date as month/day/year, for example 11/22/2026."})
    year = int(us[3])
    if len(us[3]) == 2:
        year += today.year - today.year % 100
        if year > today.year:
            year -= 100
    return int(us[1]), int(us[2]), year


def _why_no_day(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"There is no month {month}. Type month/day/year."
    return f"{_MONTHS[month - 1]} {year} has no day {day}."


def check_not_future(day: date, today: date, *, field: str) -> date:
    """The day itself, if it is today or earlier.

    Raises:
        FieldProblems: the day is in the future.
    """
    if day > today:
        raise FieldProblems(
            {field: f"This day is in the future. Today is {format_us_date(today)}."}
        )
    return day


def years_between(born: date, day: date) -> int:
    """Full years of age on a day; a birthday on 29 February counts from 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    following = date(year + month // 12, month % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1)
    return last.replace(day=min(day.day, last.day))
