"""Spans of time in which pieces were mailed, as the log is filtered by them."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

Span = tuple[date | None, date | None]
"""First and last day, either of them open."""

ALWAYS: Span = (None, None)


class MailPeriod(StrEnum):
    """What the log can be asked for; weeks begin on Sunday, as US calendars show them."""

    ANY_TIME = "any_time"
    THIS_WEEK = "this_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    CUSTOM = "custom"

    @property
    def label(self) -> str:
        """The period in words."""
        return {
            MailPeriod.ANY_TIME: "Any time",
            MailPeriod.THIS_WEEK: "This week",
            MailPeriod.THIS_MONTH: "This month",
            MailPeriod.LAST_MONTH: "Last month",
            MailPeriod.THIS_YEAR: "This year",
            MailPeriod.CUSTOM: "From … to …",
        }[self]

    def span(self, today: date) -> Span:
        """The days it means today; a chosen span is not known here and stays open."""
        if self is MailPeriod.THIS_WEEK:
            first = today - timedelta(days=(today.weekday() + 1) % 7)
            return first, first + timedelta(days=6)
        month = today.replace(day=1)
        if self is MailPeriod.THIS_MONTH:
            return month, _month_end(month)
        if self is MailPeriod.LAST_MONTH:
            return (month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)
        if self is MailPeriod.THIS_YEAR:
            return date(today.year, 1, 1), date(today.year, 12, 31)
        return ALWAYS


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
