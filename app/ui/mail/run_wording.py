"""A run of papers in words: what will be printed, what to look at, what would be printed again."""

from __future__ import annotations

from app.domain.envelopes import ENVELOPES
from app.domain.label_stock import LabelStock
from app.domain.papers import PaperKind
from app.services.paper_run_values import Run, RunJob, RunOrder

_SHOWN = 4


def summary_words(run: Run, order: RunOrder, stock: LabelStock | None) -> str:
    """One line for each job: how many, on how many sheets of what."""
    if not run.jobs:
        return "Tick the pieces to print." if not order.chosen else "Nothing can be printed."
    return "\n".join(_job_words(job, order, stock) for job in run.jobs)


def remark_words(run: Run, *, has_printers: bool) -> list[str]:
    """What to know before printing, one sentence a line."""
    said = [
        f"Left out: {each.chosen.piece.recipient_name}. {each.problem.happened}"
        for each in run.left_out[:_SHOWN]
    ]
    more = len(run.left_out) - _SHOWN
    if more > 0:
        said.append(f"{more} more cannot be printed.")
    said += run.remarks
    if not has_printers:
        said.append("No printer is set up on this computer. Save the papers as PDF instead.")
    return said


def again_words(run: Run) -> str:
    """What is asked before something is printed again; empty where all of it is new."""
    again = [(job, job.reprints) for job in run.jobs if job.reprints]
    if not again:
        return ""
    parts = [f"{count:,} {_plural(job.kind, count)}" for job, count in again]
    marked = any(job.kind is PaperKind.COVER_LETTER for job, _ in again)
    stamp = " The letters will be marked REPRINT." if marked else ""
    return (
        f"Printed before: {' and '.join(parts)}.{stamp} Each print is logged. Print them again? "
        "Otherwise untick these pieces."
    )


def _job_words(job: RunJob, order: RunOrder, stock: LabelStock | None) -> str:
    if job.kind is PaperKind.COVER_LETTER:
        return f"{_title(job)} on {_sheets(job.sheets, 'sheet')} of Letter paper"
    if job.stock in ENVELOPES:
        return f"{_title(job)} {ENVELOPES[job.stock].name}"
    name = stock.name if stock is not None else "labels"
    start = f", from label {order.first_label}" if stock is not None and stock.count > 1 else ""
    return f"{_title(job)} on {_sheets(job.sheets, 'sheet')} of {name}{start}"


def _title(job: RunJob) -> str:
    return job.title[:1].upper() + job.title[1:]


def _sheets(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _plural(kind: PaperKind, count: int) -> str:
    return kind.label.lower() if count == 1 else f"{kind.label.lower()}s"
