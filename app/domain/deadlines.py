"""The legal clock of an access request: federal and state due dates, and why.

45 CFR 164.524(b)(2): act no later than 30 calendar days after receipt; one extension of at most 30
more days, by a written statement with reasons and date sent within the first 30. The day of receipt
is day 0. A shorter state rule wins. Dates are never rolled forward over weekends or holidays, and
nothing (fee, ID check, missing chart) stops the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.business_days import add_business_days, last_business_day
from app.domain.dates import format_long_date
from app.domain.errors import Problem
from app.domain.requests import AccessKind
from app.domain.state_rules import Confidence, DayType, StateRule, rules_in_force

FEDERAL_DAYS = 30
FEDERAL_LIMIT_DAYS = 60
FEDERAL_CITATION = "45 CFR 164.524(b)(2)"

SOON_DAYS = 5
"""From five days left (day 25) a request is marked as soon due."""

_SURENESS = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)


class Governing(StrEnum):
    """Whose rule sets the date."""

    FEDERAL = "federal"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The dates of one request and what they were worked out from.

    Attributes:
        legal_due: the last lawful day, the earlier of federal and state.
        extended_limit: the latest day an extension could promise, or None where a shorter state
            rule allows none.
        internal_target: the last business day on or before ``legal_due``.
        rule: the state row that was compared, or None.
        also_shown: rows that may apply in a special case, and rows that name no number.
    """

    received_on: date
    legal_due: date
    federal_due: date
    state_due: date | None
    governing: Governing
    citation: str
    internal_target: date
    extended_limit: date | None
    rule: StateRule | None = None
    also_shown: tuple[StateRule, ...] = ()
    holidays: frozenset[date] = frozenset()


def federal_due(received_on: date) -> date:
    """Thirty calendar days after receipt."""
    return received_on + timedelta(days=FEDERAL_DAYS)


def federal_extended_limit(received_on: date) -> date:
    """The hard stop: sixty calendar days after receipt."""
    return received_on + timedelta(days=FEDERAL_LIMIT_DAYS)


def internal_target(legal_due: date, holidays: frozenset[date] = frozenset()) -> date:
    """The last business day on or before the legal date; federal holidays are no business days."""
    return last_business_day(legal_due, holidays)


def count_days(start: date, days: int, day_type: DayType, holidays: frozenset[date]) -> date:
    """The date a rule's count leads to."""
    if day_type is DayType.CALENDAR:
        return start + timedelta(days=days)
    return add_business_days(start, days, holidays)


def decide_deadline(
    received_on: date,
    state: str,
    provider_kinds: Collection[str],
    access_kind: AccessKind,
    rules: Iterable[StateRule],
    holidays: frozenset[date] = frozenset(),
) -> Deadline:
    """The dates for a request received on a day by a practice in a state.

    ``holidays`` are skipped in business-day counts only when the practice lists them.
    """
    federal = federal_due(received_on)
    in_force = rules_in_force(
        rules, state=state, provider_kinds=provider_kinds, access_kind=access_kind, on=received_on
    )
    dated = sorted(
        (
            (count_days(received_on, rule.days, rule.day_type, holidays), rule)
            for rule in in_force
            if rule.days is not None and not rule.condition
        ),
        key=lambda pair: (pair[0], _SURENESS.index(pair[1].confidence)),
    )
    state_due, rule = dated[0] if dated else (None, None)
    state_wins = state_due is not None and state_due < federal
    legal_due = min(federal, state_due or federal)
    return Deadline(
        received_on=received_on,
        legal_due=legal_due,
        federal_due=federal,
        state_due=state_due,
        governing=Governing.STATE if state_wins else Governing.FEDERAL,
        citation=rule.citation if rule and state_wins else FEDERAL_CITATION,
        internal_target=max(received_on, internal_target(legal_due, holidays)),
        extended_limit=_extended_limit(received_on, legal_due, dated, holidays),
        rule=rule,
        also_shown=tuple(r for r in in_force if r.condition or r.days is None),
        holidays=holidays,
    )


def _extended_limit(
    received_on: date,
    legal_due: date,
    dated: list[tuple[date, StateRule]],
    holidays: frozenset[date],
) -> date | None:
    """Every state rule shorter than the federal one limits the extension, too."""
    limit = federal_extended_limit(received_on)
    for due, rule in dated:
        if due >= federal_due(received_on):
            continue
        if rule.extended_days is None:
            limit = min(limit, due)
        else:
            extended = count_days(received_on, rule.extended_days, rule.day_type, holidays)
            limit = min(limit, extended)
    return limit if limit > legal_due else None


@dataclass(frozen=True, slots=True)
class ExtensionNotice:
    """The written statement that extends the time: when sent, what it promises, and why."""

    sent_on: date
    promised: date
    reason: str


def check_extension(deadline: Deadline, notice: ExtensionNotice, earlier_notices: int) -> date:
    """The new due date, if the notice is lawful (45 CFR 164.524(b)(2)(iii)).

    Raises:
        Problem: with the plain reason why this extension is not allowed.
    """
    if earlier_notices > 0:
        raise _refused(
            "extension-second", "This request was extended once. The rule allows only one."
        )
    limit = deadline.extended_limit
    if limit is None:
        raise _refused(
            "extension-state",
            f"{deadline.citation} sets a shorter time than the federal rule and allows no "
            "extension.",
        )
    if notice.sent_on > deadline.legal_due:
        raise _refused(
            "extension-late",
            f"It is too late: the notice had to be sent by {format_long_date(deadline.legal_due)}.",
        )
    if notice.sent_on < deadline.received_on:
        raise _refused("extension-early", "The notice is dated before the request came in.")
    if not notice.reason.strip():
        raise _refused("extension-reason", "The notice has to give the reason for the delay.")
    if notice.promised > limit:
        raise _refused(
            "extension-long",
            f"The latest day that can be promised is {format_long_date(limit)}.",
        )
    if notice.promised <= deadline.legal_due:
        raise _refused(
            "extension-needless", "The promised day is not later than the day already due."
        )
    return notice.promised


def _refused(code: str, happened: str) -> Problem:
    return Problem(code, happened, next_step="Release the records by the day they are due.")


class Urgency(StrEnum):
    """How pressing a request is; the window repeats it in colour."""

    LATE = "late"
    SOON = "soon"
    IN_TIME = "in_time"
    CLOSED = "closed"


def days_left(due: date | None, today: date) -> int | None:
    """Days until due, negative when late; None where no date is set."""
    return None if due is None else (due - today).days


def days_left_words(due: date | None, today: date, *, is_open: bool = True) -> str:
    """``3 days late``, ``Due today``, ``2 days``."""
    left = days_left(due, today)
    if not is_open:
        return "Closed"
    if left is None:
        return "No set date"
    if left == 0:
        return "Due today"
    words = "1 day" if abs(left) == 1 else f"{abs(left)} days"
    return words if left > 0 else f"{words} late"


def urgency(due: date | None, today: date, *, is_open: bool = True) -> Urgency:
    """How pressing it is today."""
    left = days_left(due, today)
    if not is_open:
        return Urgency.CLOSED
    if left is None or left > SOON_DAYS:
        return Urgency.IN_TIME
    return Urgency.LATE if left < 0 else Urgency.SOON
