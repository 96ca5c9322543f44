"""Spans of the mailing log, on the days where a month, a year or a week turns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.mail_periods import ALWAYS, MailPeriod

P = MailPeriod


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        (P.THIS_WEEK, date(2026, 11, 22), date(2026, 11, 22), date(2026, 11, 28)),
        (P.THIS_WEEK, date(2026, 11, 28), date(2026, 11, 22), date(2026, 11, 28)),
        (P.THIS_WEEK, date(2027, 1, 1), date(2026, 12, 27), date(2027, 1, 2)),
        (P.THIS_MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (P.THIS_MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (P.LAST_MONTH, date(2027, 1, 15), date(2026, 12, 1), date(2026, 12, 31)),
        (P.LAST_MONTH, date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (P.THIS_YEAR, date(2026, 6, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods_on_their_edges(period: P, today: date, first: date, last: date) -> None:
    assert period.span(today) == (first, last)


def test_without_a_span_of_its_own_everything_is_meant() -> None:
    assert P.ANY_TIME.span(date(2026, 11, 22)) == ALWAYS
    assert P.CUSTOM.span(date(2026, 11, 22)) == ALWAYS
    assert len({period.label for period in P}) == len(P)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_today_lies_in_every_present_period_and_last_month_ends_before_this(today: date) -> None:
    for period in (P.THIS_WEEK, P.THIS_MONTH, P.THIS_YEAR):
        first, last = period.span(today)
        assert first is not None
        assert last is not None
        assert first <= today <= last
    assert P.THIS_WEEK.span(today)[0].weekday() == 6  # type: ignore[union-attr]
    before, after = P.LAST_MONTH.span(today)[1], P.THIS_MONTH.span(today)[0]
    assert before is not None
    assert before + timedelta(days=1) == after
