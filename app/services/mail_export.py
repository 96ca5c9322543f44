"""The mailing log as CSV: streamed, neutralised, whole or not at all, and noted in the trail.

While a patient has asked for mail elsewhere, their home address does not leave the program
(45 CFR 164.522(b)). Article numbers are written in groups: spreadsheets round bare long numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from app.domain.article_formats import ArticleFormat
from app.domain.article_numbers import read_article_number
from app.domain.audit_chain import AuditEvent
from app.domain.dates import format_us_date
from app.domain.mail import ExtraService, MailPiece, MailService, MailStatus
from app.domain.mail_log import MailLogLine, MailQuery
from app.domain.mail_steps import card_inquiry_ends, lacks_approval, state_words
from app.exchange.csv_writer import Cell, WrittenCsv, export_file_name, write_csv
from app.exchange.source_file import Step, no_step
from app.services.desk import Desk
from app.services.mail_articles import grouped_article
from app.services.mail_waits import mail_waits
from app.services.progress import Progress
from app.system.places import backup_warning

WITHHELD = "(home address withheld: the patient asked for another address)"

HEADINGS = (
    "Request",
    "State",
    "Approval",
    "Service",
    "Extra services",
    "Article number",
    "Number format",
    "Check digit",
    "Return receipt number",
    "Recipient",
    "Recipient address",
    "Pages",
    "Prepared on",
    "Prepared by",
    "Printed on",
    "Accepted on",
    "Proof of acceptance",
    "Dropped off by",
    "Delivered on",
    "Delivered to",
    "Return receipt on",
    "Ask for the card until",
    "Ended on",
    "Cost in dollars",
    "Prices of",
    "Note",
)

FORMAT_WORDS = {
    ArticleFormat.USPS_IMPB_22.value: "USPS, 22 digits",
    ArticleFormat.USPS_IMPB_26.value: "USPS, 26 digits",
    ArticleFormat.USPS_IMPB_30.value: "USPS, 30 digits",
    ArticleFormat.USPS_20_PLAIN.value: "USPS, 20 digits",
    ArticleFormat.USPS_20_AI91.value: "USPS, 20 digits, 91 not printed",
    ArticleFormat.S10_13.value: "International, two letters in front and the country behind",
    ArticleFormat.UPS_1Z.value: "UPS, 1Z",
    ArticleFormat.UPS_WAYBILL_11.value: "UPS waybill",
    ArticleFormat.FEDEX_12.value: "FedEx, 12 digits",
    ArticleFormat.FEDEX_15.value: "FedEx, 15 digits",
    ArticleFormat.FEDEX_22_96.value: "FedEx, 22 digits",
    ArticleFormat.FEDEX_34.value: "FedEx, 34 digits",
    ArticleFormat.FEDEX_34_96.value: "FedEx, 34 digits from 96",
    ArticleFormat.UNKNOWN.value: "Not known",
}
_SERVICES = {each: each.label for each in MailService}
_STATES = {each: each.label for each in MailStatus}
_DAYS_KEPT = 4096
_CHECKS = {"ok": "fits", "failed": "does not fit, kept as confirmed", "none": "cannot be tested"}


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The written file."""

    path: Path
    row_count: int
    sha256: str


def export_name(desk: Desk, query: MailQuery) -> str:
    """Named by the chosen days of mailing, with SAMPLE in front where everything is invented."""
    what = "SAMPLE-mailing-log" if desk.sample else "mailing-log"
    return export_file_name(what, query.mailed_from, query.mailed_to or desk.clock.today())


def export_mail_log(
    desk: Desk,
    query: MailQuery,
    ids: Sequence[int] | None,
    target: Path,
    progress: Progress | None,
) -> ExportResult:
    """Write the file and the event; without the event there is no file.

    Raises:
        Problem: the disk is full or the place cannot be written.
        Cancelled: from ``progress``; nothing is left behind.
    """
    quiet = mail_waits().quiet(desk.clock.today())
    asked = replace(query, after_key=None, quiet=quiet)
    with desk.reading() as unit:
        total = unit.mail.count(asked, ids)
        rows = _cells(desk, unit.mail.lines(asked, ids))
        written = write_csv(target, HEADINGS, rows, total=total, step=_step(progress))
    try:
        _record(desk, asked, target, written)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return ExportResult(target, written.row_count, written.sha256)


def _cells(desk: Desk, lines: Iterator[MailLogLine]) -> Iterator[tuple[Cell, ...]]:
    today = desk.clock.today()
    for line in lines:
        yield _row(desk, line.piece, _address(line), today)


def _address(line: MailLogLine) -> str:
    return WITHHELD if line.shows_home else line.piece.recipient_address.one_line


def _row(desk: Desk, piece: MailPiece, address: str, today: date) -> tuple[Cell, ...]:
    waits, unapproved = mail_waits(), lacks_approval(piece)
    proof = piece.acceptance_proof
    cents = piece.cost_cents
    return (
        piece.request_number,
        _STATES[piece.status] if unapproved else state_words(piece, today, waits),
        "missing" if unapproved else "",
        _SERVICES[piece.service],
        _extra_words(piece.extras),
        grouped_article(piece),
        FORMAT_WORDS.get(piece.article_format, ""),
        _CHECKS.get(piece.article_check, ""),
        _card(piece.return_receipt_number),
        piece.recipient_name,
        address,
        piece.page_count,
        _day(desk, piece.created_at),
        piece.created_by,
        _day(desk, piece.printed_at),
        _us_date(piece.accepted_on),
        proof.label if proof is not None else "",
        piece.dropped_by,
        _us_date(piece.delivered_on),
        piece.delivered_to,
        _us_date(piece.receipt_on),
        _us_date(card_inquiry_ends(piece, waits)),
        _us_date(piece.ended_on),
        Decimal(cents).scaleb(-2) if cents is not None else None,
        _us_date(piece.prices_from),
        piece.note,
    )


@cache
def _extra_words(extras: frozenset[ExtraService]) -> str:
    """There are few combinations and many rows."""
    return ", ".join(sorted(extra.label for extra in extras))


_us_date = lru_cache(_DAYS_KEPT)(format_us_date)


def _card(number: str) -> str:
    return read_article_number(number).grouped() if number else ""


def _day(desk: Desk, moment: datetime | None) -> str:
    return _us_date(desk.clock.local(moment).date()) if moment is not None else ""


def _record(desk: Desk, query: MailQuery, target: Path, written: WrittenCsv) -> None:
    detail = {
        "what": "mailing log",
        "heap": query.heap.value,
        "filtered": bool(query.text or query.mailed_from or query.mailed_to),
        "rows": written.row_count,
        "sha256": written.sha256,
        "place": "outside this computer" if backup_warning(target.parent) else "this computer",
    }
    with desk.writing() as unit:
        unit.audit.record(AuditEvent("export.csv", "mail_piece", detail=detail))


def _step(progress: Progress | None) -> Step:
    return progress.step if progress is not None else no_step
