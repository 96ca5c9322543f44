"""\"Why this date?\" (F1): the start day, the rule, its citation and the arithmetic, in sentences.

Promise: counting the days a line names from the day it names gives the date it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.dates import format_long_date
from app.domain.deadlines import (
    FEDERAL_CITATION,
    FEDERAL_DAYS,
    Deadline,
    Governing,
)
from app.domain.state_rules import DayType, StateRule


@dataclass(frozen=True, slots=True)
class CountLine:
    """One rule applied: from a start day, so many days, to a date."""

    authority: str
    start: date
    days: int
    day_type: DayType
    due: date
    citation: str
    governs: bool
    skipped: tuple[date, ...] = ()

    @property
    def sentence(self) -> str:
        """The whole arithmetic in one sentence."""
        skipped = ""
        if self.skipped:
            names = ", ".join(format_long_date(day) for day in self.skipped)
            skipped = f", not counting {names}"
        return (
            f"{self.authority}: received {format_long_date(self.start)} (day 0) plus "
            f"{self.days} {self.day_type.value} days{skipped} is {format_long_date(self.due)} "
            f"({self.citation})."
        )


@dataclass(frozen=True, slots=True)
class DeadlineExplanation:
    """What the window shows when someone asks why.

    Attributes:
        headline: the date and its rule in one sentence.
        lines: each rule that was counted, the governing one first.
        remarks: further sentences: weekend, target, extension, what is not verified.
    """

    headline: str
    lines: tuple[CountLine, ...]
    remarks: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything, in reading order."""
        return (self.headline, *(line.sentence for line in self.lines), *self.remarks)


def explain(deadline: Deadline) -> DeadlineExplanation:
    """The date of a request, explained."""
    lines = [_federal_line(deadline)]
    if deadline.rule is not None and deadline.state_due is not None:
        lines.append(_state_line(deadline, deadline.rule, deadline.state_due))
    lines.sort(key=lambda line: not line.governs)
    return DeadlineExplanation(
        headline=_headline(deadline, lines[0]),
        lines=tuple(lines),
        remarks=tuple(_remarks(deadline)),
    )


def _federal_line(deadline: Deadline) -> CountLine:
    return CountLine(
        authority="Federal rule",
        start=deadline.received_on,
        days=FEDERAL_DAYS,
        day_type=DayType.CALENDAR,
        due=deadline.federal_due,
        citation=FEDERAL_CITATION,
        governs=deadline.governing is Governing.FEDERAL,
    )


def _state_line(deadline: Deadline, rule: StateRule, due: date) -> CountLine:
    business = rule.day_type is DayType.BUSINESS
    return CountLine(
        authority=f"{rule.state} rule",
        start=deadline.received_on,
        days=rule.days or 0,
        day_type=rule.day_type,
        due=due,
        citation=rule.citation,
        governs=deadline.governing is Governing.STATE,
        skipped=tuple(
            day
            for day in sorted(deadline.holidays)
            if business and deadline.received_on < day < due and day.weekday() < 5
        ),
    )


def _headline(deadline: Deadline, governing: CountLine) -> str:
    shorter = ", the shorter of the two" if deadline.governing is Governing.STATE else ""
    return (
        f"Due {format_long_date(deadline.legal_due)}: {governing.days} {governing.day_type.value} "
        f"days from receipt on {format_long_date(deadline.received_on)}, "
        f"{governing.citation}{shorter}."
    )


def _remarks(deadline: Deadline) -> list[str]:
    remarks = []
    if deadline.internal_target < deadline.legal_due:
        remarks.append(
            f"The date is no business day and does not move; plan for "
            f"{format_long_date(deadline.internal_target)}."
        )
    remarks.append(_extension_remark(deadline))
    if deadline.rule is not None and not deadline.rule.is_verified:
        remarks.append(
            f"The {deadline.rule.state} rule is not verified by the practice "
            f"(confidence {deadline.rule.confidence.value})."
        )
    remarks.extend(_also(rule) for rule in deadline.also_shown)
    return remarks


def _extension_remark(deadline: Deadline) -> str:
    if deadline.extended_limit is None:
        return f"No extension: {deadline.citation} is shorter than the federal time and has none."
    return (
        "One extension is possible, by a written notice with reason and date sent by "
        f"{format_long_date(deadline.legal_due)}, to {format_long_date(deadline.extended_limit)} "
        "at the latest."
    )


def _also(rule: StateRule) -> str:
    if rule.condition:
        return f"{rule.state} {rule.condition}: {rule.count_words} ({rule.citation})."
    return f"{rule.state} has {rule.count_words} here ({rule.citation}); the federal one holds."
