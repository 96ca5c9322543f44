"""The morning page in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.dates import format_letter_date
from app.domain.deadlines import Urgency
from app.domain.mail_log import MailHeap
from app.domain.queue import QueueCounts, QueueView, RequestRow
from app.services.backups import BackupAge
from app.ui.kit.tokens import Kind
from app.ui.today.section import Line

_KINDS = {
    Urgency.LATE: Kind.LATE,
    Urgency.SOON: Kind.SOON,
    Urgency.IN_TIME: Kind.DONE,
    Urgency.CLOSED: Kind.IDLE,
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_LINES = 5
HEAPS = (MailHeap.NEED_YOU, MailHeap.READY, MailHeap.ON_THE_WAY)


def day_words(today: date, counts: QueueCounts) -> str:
    """``Sunday, November 22, 2026 · 12 open``."""
    opened = f"{counts.open:,} open" if counts.open else "nothing open"
    return f"{_DAYS[today.weekday()]}, {format_letter_date(today)}  ·  {opened}"


def request_lines(rows: Sequence[RequestRow], view: QueueView) -> list[Line]:
    """The first rows of a view; each opens the view with its request."""
    return [
        Line(
            item=(view, row.id),
            title=row.patient_name,
            detail=row.next_step.short or row.status.label,
            chip=row.days_left_words,
            kind=_KINDS[row.urgency] if row.due_on is not None else Kind.IDLE,
        )
        for row in rows[:MOST_LINES]
    ]


def mail_lines(counts: dict[MailHeap, int]) -> list[Line]:
    """The heaps that have something in them."""
    details = {
        MailHeap.NEED_YOU: "came back, or incomplete",
        MailHeap.READY: "to be numbered or mailed",
        MailHeap.ON_THE_WAY: "waiting for delivery",
    }
    kinds = {MailHeap.NEED_YOU: Kind.SOON, MailHeap.READY: Kind.INFO}
    return [
        Line(heap, heap.label, details[heap], f"{counts[heap]:,}", kinds.get(heap, Kind.IDLE))
        for heap in HEAPS
        if counts.get(heap)
    ]


def backup_words(backup: BackupAge) -> str:
    """How old the newest verified backup is."""
    if backup.age is None:
        return "No verified backup yet."
    return f"The last verified backup was made {ago(backup.age)}."


def ago(age: timedelta) -> str:
    """``14 minutes ago``, ``3 days ago``."""
    minutes = max(0, int(age.total_seconds()) // 60)
    for size, word in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {word}{'s' if count != 1 else ''} ago"
    return "just now"
