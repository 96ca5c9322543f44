"""How long the mail room leaves a piece in peace before it asks for someone; data, not rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.errors import Problem

_LONGEST = 365


@dataclass(frozen=True, slots=True)
class QuietReceipts:
    """Delivered pieces whose receipt is not missed yet: delivered and mailed after these days."""

    delivered_after: date
    mailed_after: date

    def covers(self, delivered_on: date | None, mailed_on: date | None) -> bool:
        """Whether such a piece is still left in peace."""
        if delivered_on is None or mailed_on is None:
            return False
        return delivered_on > self.delivered_after and mailed_on > self.mailed_after


@dataclass(frozen=True, slots=True)
class MailWaits:
    """Days to wait.

    Attributes:
        receipt_days: from the delivery until a missing receipt is asked about.
        inquiry_days: from the mailing until a lost green card cannot be asked for (PS 3811-A).
        remind_days: before that day, the reminder comes however short ago the delivery was.
    """

    receipt_days: int
    inquiry_days: int
    remind_days: int
    valid_from: date
    source: str

    def quiet(self, today: date) -> QuietReceipts:
        """Which receipts are not missed yet today."""
        return QuietReceipts(
            today - timedelta(days=self.receipt_days),
            today - timedelta(days=self.inquiry_days - self.remind_days),
        )


def mail_waits_from(data: object) -> MailWaits:
    """The waits of a parsed ``mail_waits.json``.

    Raises:
        Problem: the data is damaged or contradicts itself.
    """
    if not isinstance(data, Mapping):
        raise _damaged()
    try:
        waits = MailWaits(
            receipt_days=_days(data["receipt_days"]),
            inquiry_days=_days(data["inquiry_days"]),
            remind_days=_days(data["remind_days"]),
            valid_from=date.fromisoformat(data["valid_from"]),
            source=str(data["source"]),
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged() from None
    if waits.remind_days >= waits.inquiry_days:
        raise _damaged()
    return waits


def _days(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LONGEST:
        raise ValueError("days are whole numbers up to a year")
    return value


def _damaged() -> Problem:
    return Problem(
        "mail-waits-damaged",
        "The list of waiting times for mail cannot be used.",
        next_step="Correct the list, or put the supplied one back.",
    )
