"""Dates as other programs export them, read without guessing and without repeating them in words.

Typed dates are read by :func:`app.domain.dates.parse_us_date`, whose sentences quote the date; the
reasons given here go into lists of rejected rows and say nothing about the patient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from app.domain.dates import EARLIEST_YEAR

UNREADABLE = "cannot be read as a date"
NOT_IN_CALENDAR = "does not exist in the calendar (read as month/day/year)"
TOO_EARLY = f"has a year before {EARLIEST_YEAR}"
SPREADSHEET_NUMBER = "is a spreadsheet's day number, not a date"

_TIME = r"(?:[T ,]+\d{1,2}:\d{2}.*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:T.*)?{_TIME}", re.ASCII)
_US = re.compile(rf"(\d{{1,2}})[/\-. ](\d{{1,2}})[/\-. ](\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_DAY_NAME = re.compile(
    rf"(\d{{1,2}})[ \-/]?([A-Za-z]{{3,9}})\.?[ ,\-/]*(\d{{4}}|\d{{2}}){_TIME}", re.ASCII
)
_NAME_DAY = re.compile(
    rf"([A-Za-z]{{3,9}})\.?[ \-/]*(\d{{1,2}})(?:st|nd|rd|th)?[ ,\-/]+(\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII,
)
_RUN = re.compile(r"(\d{8})(?:\d{4}|\d{6})?", re.ASCII)
_PARTIAL = re.compile(r"\d{4}(?:[-/]\d{1,2})?", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),  # noqa: SIM905 - reads better
        start=1,
    )
}


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What a cell says: a day, or why there is none.

    Attributes:
        day: the day, if there is one.
        reason: why the text is no date; empty when it is one, or when it is only a year or month.
        is_partial: only a year, or a year and a month.
        is_short: the year was written with two digits.
    """

    day: date | None = field(default=None, repr=False)
    reason: str = ""
    is_partial: bool = False
    is_short: bool = False


def read_date(text: str, today: date) -> ReadDate:
    """Read an exported date.

    Takes ISO (with or without time), US month/day/year, 8 digits in either order, HL7's 12 or 14
    digits, and month names. Years of two digits are the latest not after today's.
    """
    if _PARTIAL.fullmatch(text):
        return ReadDate(is_partial=True)
    if _SERIAL.fullmatch(text):
        return ReadDate(reason=SPREADSHEET_NUMBER)
    parts = _parts(text)
    if parts is None:
        return ReadDate(reason=UNREADABLE)
    year_text, month, day = parts
    is_short = len(year_text) == 2
    year = _full_year(int(year_text), today) if is_short else int(year_text)
    if year < EARLIEST_YEAR:
        return ReadDate(reason=TOO_EARLY)
    try:
        return ReadDate(date(year, month, day), is_short=is_short)
    except ValueError:
        return ReadDate(reason=NOT_IN_CALENDAR)


def _full_year(two_digits: int, today: date) -> int:
    year = today.year - today.year % 100 + two_digits
    return year - 100 if year > today.year else year


def _parts(text: str) -> tuple[str, int, int] | None:
    """Year as written, month, day."""
    if found := _ISO.fullmatch(text):
        return found[1], int(found[2]), int(found[3])
    if found := _US.fullmatch(text):
        return found[3], int(found[1]), int(found[2])
    if found := _RUN.fullmatch(text):
        return _run_parts(found[1])
    if found := _DAY_NAME.fullmatch(text):
        return _named(found[3], found[2], found[1])
    if found := _NAME_DAY.fullmatch(text):
        return _named(found[3], found[1], found[2])
    return None


def _run_parts(digits: str) -> tuple[str, int, int]:
    # no month is 18 or later, and no year we take is before 1880: the two orders never mix
    if int(digits[:2]) > 12:
        return digits[:4], int(digits[4:6]), int(digits[6:])
    return digits[4:], int(digits[:2]), int(digits[2:4])


def _named(year: str, name: str, day: str) -> tuple[str, int, int] | None:
    month = _MONTHS.get(name[:3].casefold())
    return None if month is None else (year, month, int(day))
