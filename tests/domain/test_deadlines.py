"""The legal clock: every worked example of the rules reference, extensions, words."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadline_words import CountLine, explain
from app.domain.deadlines import (
    Deadline,
    ExtensionNotice,
    Governing,
    Urgency,
    check_extension,
    days_left,
    days_left_words,
    decide_deadline,
    federal_due,
    federal_extended_limit,
    urgency,
)
from app.domain.errors import Problem
from app.domain.requests import AccessKind
from app.domain.state_rules import (
    Confidence,
    DayType,
    ProviderKind,
    StateRule,
    state_rules_from,
)

RESOURCE = Path(__file__).parents[2] / "resources" / "state_rules.json"
RULES = state_rules_from(json.loads(RESOURCE.read_text(encoding="utf-8")))
COPY, LOOK = AccessKind.COPY, AccessKind.INSPECTION
PHYSICIAN = ("physician",)


def clock(
    received_on: date,
    state: str = "GA",
    access: AccessKind = COPY,
    kinds: tuple[str, ...] = PHYSICIAN,
    holidays: frozenset[date] = frozenset(),
) -> Deadline:
    return decide_deadline(received_on, state, kinds, access, RULES, holidays)


@pytest.mark.parametrize(
    ("received", "due", "limit", "target"),
    [
        (date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 1), date(2026, 4, 1)),
        (date(2026, 1, 31), date(2026, 3, 2), date(2026, 4, 1), date(2026, 3, 2)),
        (date(2028, 1, 31), date(2028, 3, 1), date(2028, 3, 31), date(2028, 3, 1)),
        (date(2024, 1, 30), date(2024, 2, 29), date(2024, 3, 30), date(2024, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 14), date(2027, 2, 13), date(2027, 1, 14)),
        (date(2026, 5, 8), date(2026, 6, 7), date(2026, 7, 7), date(2026, 6, 5)),
        (date(2026, 11, 25), date(2026, 12, 25), date(2027, 1, 24), date(2026, 12, 24)),
        (date(2026, 2, 28), date(2026, 3, 30), date(2026, 4, 29), date(2026, 3, 30)),
        # "One month" is wrong: 30 days from 15 January and from 15 February.
        (date(2026, 1, 15), date(2026, 2, 14), date(2026, 3, 16), date(2026, 2, 13)),
        (date(2026, 2, 15), date(2026, 3, 17), date(2026, 4, 16), date(2026, 3, 17)),
    ],
)
def test_federal_examples(received: date, due: date, limit: date, target: date) -> None:
    deadline = clock(received)
    assert deadline.federal_due == deadline.legal_due == due == federal_due(received)
    assert deadline.extended_limit == limit == federal_extended_limit(received)
    assert deadline.internal_target == target
    assert deadline.governing is Governing.FEDERAL
    assert deadline.state_due is None
    assert deadline.citation == "45 CFR 164.524(b)(2)"


MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("state", "access", "received", "holidays", "due"),
    [
        ("CA", LOOK, MONDAY, (), date(2026, 3, 9)),
        ("CA", COPY, MONDAY, (), date(2026, 3, 17)),
        ("TX", COPY, MONDAY, (), date(2026, 3, 23)),
        ("TN", COPY, MONDAY, (), date(2026, 3, 16)),
        ("WA", COPY, MONDAY, (), date(2026, 3, 23)),
        ("WA", LOOK, MONDAY, (), date(2026, 3, 23)),
        ("NV", LOOK, MONDAY, (), date(2026, 3, 16)),
        ("NY", LOOK, MONDAY, (), date(2026, 3, 12)),
        ("NE", LOOK, MONDAY, (), date(2026, 3, 12)),
        ("LA", COPY, MONDAY, (), date(2026, 3, 17)),
        ("MD", COPY, MONDAY, (), date(2026, 3, 31)),
        ("TX", COPY, date(2026, 11, 16), (), date(2026, 12, 7)),
        ("TX", COPY, date(2026, 11, 16), (date(2026, 11, 26),), date(2026, 12, 8)),
        ("TN", COPY, date(2026, 6, 24), (), date(2026, 7, 8)),
        ("TN", COPY, date(2026, 6, 24), (date(2026, 7, 3),), date(2026, 7, 9)),
    ],
)
def test_state_examples(
    state: str, access: AccessKind, received: date, holidays: tuple[date, ...], due: date
) -> None:
    deadline = clock(received, state, access, holidays=frozenset(holidays))
    assert deadline.legal_due == deadline.state_due == due
    assert deadline.governing is Governing.STATE
    assert deadline.federal_due == received + timedelta(days=30)
    assert deadline.rule is not None
    assert deadline.citation == deadline.rule.citation


@pytest.mark.parametrize(
    ("state", "access", "kinds"),
    [
        ("NY", COPY, PHYSICIAN),
        ("NE", COPY, PHYSICIAN),
        ("NJ", COPY, PHYSICIAN),
        ("MT", COPY, PHYSICIAN),
        ("KY", COPY, PHYSICIAN),
        ("VA", COPY, PHYSICIAN),
        ("HI", COPY, PHYSICIAN),  # its ten days are for an attorney with authorization
        ("CO", COPY, PHYSICIAN),  # its ten days are for facilities
        ("TX", LOOK, PHYSICIAN),
        ("GU", COPY, PHYSICIAN),
    ],
)
def test_federal_governs_where_the_state_is_not_shorter(
    state: str, access: AccessKind, kinds: tuple[str, ...]
) -> None:
    deadline = clock(MONDAY, state, access, kinds)
    assert deadline.legal_due == date(2026, 4, 1)
    assert deadline.governing is Governing.FEDERAL
    assert deadline.extended_limit == date(2026, 5, 1)


def test_provider_kind_matters() -> None:
    assert clock(MONDAY, "CO", COPY, ("facility",)).legal_due == date(2026, 3, 16)
    assert clock(MONDAY, "CO", COPY, ()).legal_due == date(2026, 4, 1)
    # A podiatrist in Texas has 30 days by board rule, but the record-system statute is shorter.
    assert clock(MONDAY, "TX", COPY, ("podiatrist",)).legal_due == date(2026, 3, 23)


def test_surer_row_is_named_when_two_lead_to_one_day() -> None:
    rule = clock(MONDAY, "TX", COPY, PHYSICIAN).rule
    assert rule is not None
    assert rule.confidence is Confidence.HIGH


def test_twenty_one_working_days_can_pass_the_federal_date() -> None:
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(366)]
    christmas = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31)})
    deadlines = [clock(day, "MD", holidays=christmas) for day in days]
    assert all(d.legal_due == min(d.federal_due, d.state_due or d.federal_due) for d in deadlines)
    assert {d.governing for d in deadlines} == {Governing.FEDERAL, Governing.STATE}


def row(**changes: object) -> StateRule:
    values: dict[str, object] = {
        "state": "ZZ",
        "provider_kind": ProviderKind.ANY,
        "access_kind": COPY,
        "days": 10,
        "day_type": DayType.CALENDAR,
        "citation": "Z.Z. 1",
        "confidence": Confidence.HIGH,
        "source": "test",
        "valid_from": date(2025, 1, 1),
    }
    return StateRule(**{**values, **changes})  # type: ignore[arg-type]


def zz(received: date, *rules: StateRule) -> Deadline:
    return decide_deadline(received, "ZZ", PHYSICIAN, COPY, rules)


def test_rules_are_dated() -> None:
    old, new = row(), row(days=20, valid_from=date(2026, 3, 2))
    for order in ((old, new), (new, old)):
        assert zz(date(2024, 12, 31), *order).state_due is None
        assert zz(date(2026, 3, 1), *order).legal_due == date(2026, 3, 11)
        assert zz(date(2026, 3, 2), *order).legal_due == date(2026, 3, 22)


def test_a_newer_row_without_a_count_ends_the_older_one() -> None:
    repealed = row(days=None, valid_from=date(2026, 1, 1))
    assert zz(MONDAY, row(), repealed).governing is Governing.FEDERAL


def test_short_rule_of_another_kind_limits_an_extension() -> None:
    longer = row(days=12, extended_days=40, provider_kind=ProviderKind.PHYSICIAN)
    assert zz(MONDAY, longer).extended_limit == MONDAY + timedelta(days=40)
    assert zz(MONDAY, longer, row(extended_days=20)).extended_limit == MONDAY + timedelta(days=20)
    assert zz(MONDAY, longer, row()).extended_limit is None


# Extensions ------------------------------------------------------------------------------------


def notice(
    sent: date, promised: date, reason: str = "Chart is archived off-site"
) -> ExtensionNotice:
    return ExtensionNotice(sent, promised, reason)


def test_lawful_extension_of_example_one() -> None:
    good = notice(date(2026, 4, 1), date(2026, 4, 20))
    assert check_extension(clock(MONDAY), good, 0) == date(2026, 4, 20)
    # Day 29, and the very last day that can be promised.
    last = notice(date(2026, 3, 31), date(2026, 5, 1))
    assert check_extension(clock(MONDAY), last, 0) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("sent", "promised", "earlier", "reason", "code"),
    [
        (date(2026, 4, 2), date(2026, 4, 20), 0, "x", "extension-late"),
        (date(2026, 3, 20), date(2026, 5, 2), 0, "x", "extension-long"),
        (date(2026, 4, 18), date(2026, 4, 30), 1, "x", "extension-second"),
        (date(2026, 3, 20), date(2026, 4, 20), 0, "  ", "extension-reason"),
        (date(2026, 3, 20), date(2026, 4, 1), 0, "x", "extension-needless"),
        (date(2026, 3, 1), date(2026, 4, 20), 0, "x", "extension-early"),
    ],
)
def test_unlawful_extension(
    sent: date, promised: date, earlier: int, reason: str, code: str
) -> None:
    with pytest.raises(Problem) as caught:
        check_extension(clock(MONDAY), notice(sent, promised, reason), earlier)
    assert caught.value.code == code
    assert caught.value.happened.endswith(".")


def test_state_with_its_own_extension() -> None:
    deadline = clock(MONDAY, "WA")
    assert deadline.extended_limit == date(2026, 3, 31)
    assert check_extension(deadline, notice(date(2026, 3, 23), date(2026, 3, 31)), 0)
    with pytest.raises(Problem, match="extension-long"):
        check_extension(deadline, notice(date(2026, 3, 23), date(2026, 4, 1)), 0)
    with pytest.raises(Problem, match="extension-late"):
        check_extension(deadline, notice(date(2026, 3, 24), date(2026, 3, 31)), 0)


def test_shorter_state_without_extension_has_none() -> None:
    with pytest.raises(Problem, match="extension-state") as caught:
        check_extension(clock(MONDAY, "CA"), notice(date(2026, 3, 10), date(2026, 4, 1)), 0)
    assert "123110" in caught.value.happened


# Words -----------------------------------------------------------------------------------------

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("left", "words", "pressing"),
    [
        (-3, "3 days late", Urgency.LATE),
        (-1, "1 day late", Urgency.LATE),
        (0, "Due today", Urgency.SOON),
        (1, "1 day", Urgency.SOON),
        (2, "2 days", Urgency.SOON),
        (5, "5 days", Urgency.SOON),
        (6, "6 days", Urgency.IN_TIME),
        (29, "29 days", Urgency.IN_TIME),
    ],
)
def test_days_left(left: int, words: str, pressing: Urgency) -> None:
    due = TODAY + timedelta(days=left)
    assert days_left(due, TODAY) == left
    assert days_left_words(due, TODAY) == words
    assert urgency(due, TODAY) is pressing
    assert days_left_words(due, TODAY, is_open=False) == "Closed"
    assert urgency(due, TODAY, is_open=False) is Urgency.CLOSED


def test_no_clock() -> None:
    assert days_left(None, TODAY) is None
    assert days_left_words(None, TODAY) == "No set date"
    assert urgency(None, TODAY) is Urgency.IN_TIME


# Why this date? --------------------------------------------------------------------------------

_ARITHMETIC = re.compile(
    r"received (\w{3} \w{3} \d+, \d{4}) \(day 0\) plus (\d+) (calendar|business) days"
    r"(?:, not counting (.+?))? is (\w{3} \w{3} \d+, \d{4}) \("
)


def day(text: str) -> date:
    return datetime.strptime(text, "%a %b %d, %Y").date()  # noqa: DTZ007 - a date, no time


def recompute(sentence: str) -> tuple[date, date]:
    """The date that follows from the sentence alone, and the date the sentence gives."""
    found = _ARITHMETIC.search(sentence)
    assert found, sentence
    current, left = day(found[1]), int(found[2])
    skipped = {day(part) for part in re.findall(r"\w{3} \w{3} \d+, \d{4}", found[4] or "")}
    while left:
        current += timedelta(days=1)
        if found[3] == "calendar" or (current.weekday() < 5 and current not in skipped):
            left -= 1
    return current, day(found[5])


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.sampled_from(sorted({rule.state for rule in RULES} | {"GU"})),
    st.sampled_from(AccessKind),
    st.sampled_from([(), PHYSICIAN, ("facility",), ("chiropractor",), ("podiatrist", "physician")]),
    st.frozensets(st.dates(date(2020, 1, 1), date(2036, 2, 1)), max_size=40),
)
def test_every_explanation_recomputes(
    received: date,
    state: str,
    access: AccessKind,
    kinds: tuple[str, ...],
    holidays: frozenset[date],
) -> None:
    deadline = clock(received, state, access, kinds, holidays)
    why = explain(deadline)
    for line in why.lines:
        assert recompute(line.sentence) == (line.due, line.due)
        assert line.citation in line.sentence
    assert [line.governs for line in why.lines] == [True] + [False] * (len(why.lines) - 1)
    assert why.lines[0].due == deadline.legal_due == min(line.due for line in why.lines)
    assert why.lines[0].citation == deadline.citation
    assert why.sentences[0] == why.headline
    assert received <= deadline.internal_target <= deadline.legal_due


def test_explanation_of_the_federal_date() -> None:
    why = explain(clock(date(2026, 10, 28)))
    assert why.headline == (
        "Due Fri Nov 27, 2026: 30 calendar days from receipt on Wed Oct 28, 2026, "
        "45 CFR 164.524(b)(2)."
    )
    assert any("by Fri Nov 27, 2026, to Sun Dec 27, 2026" in text for text in why.remarks)
    assert len(why.lines) == 1


def test_explanation_of_a_state_date() -> None:
    why = explain(clock(MONDAY, "CA", LOOK))
    assert why.headline.endswith("Cal. Health & Safety Code 123110(a), the shorter of the two.")
    assert why.lines[0].authority == "CA rule"
    assert any("not verified" in text for text in why.remarks)
    assert any(text.startswith("No extension") for text in why.remarks)


def test_explanation_of_a_weekend_and_of_a_holiday_count() -> None:
    why = explain(clock(date(2026, 5, 8)))
    assert any("does not move; plan for Fri Jun 5, 2026" in text for text in why.remarks)
    thanksgiving = frozenset({date(2026, 11, 26), date(2026, 11, 28)})
    line = explain(clock(date(2026, 11, 16), "TX", holidays=thanksgiving)).lines[0]
    assert isinstance(line, CountLine)
    assert line.skipped == (date(2026, 11, 26),)
    assert "not counting Thu Nov 26, 2026" in line.sentence


def test_rows_that_do_not_govern_are_told() -> None:
    hawaii = explain(clock(MONDAY, "HI"))
    assert any("attorney" in text and "10 business days" in text for text in hawaii.remarks)
    kentucky = explain(clock(MONDAY, "KY"))
    assert any("no day count of its own" in text for text in kentucky.remarks)


def test_verified_row_needs_no_warning() -> None:
    verified = row(verified_by="Ana Ruiz", verified_on=date(2026, 1, 5))
    assert not any("not verified" in text for text in explain(zz(MONDAY, verified)).remarks)
