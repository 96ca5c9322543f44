"""Mail pieces as rows: what is written of a piece, and the piece a row tells of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from app.domain.addresses import Address
from app.domain.mail import AcceptanceProof, ExtraService, MailPiece, MailService, MailStatus
from app.domain.mail_states import stage_of
from app.domain.mail_steps import may_need_you
from app.domain.requests import RequestStatus
from app.domain.search_terms import fold


def mailed_sort(piece: MailPiece) -> str:
    """Where a piece stands in the order of days mailed."""
    return piece.accepted_on.isoformat() if piece.accepted_on else ""


def origin_columns(piece: MailPiece, created_by: int) -> dict[str, Any]:
    """What never changes of a piece."""
    return {
        "request_id": piece.request_id,
        "created_at": piece.created_at,
        "created_by": created_by,
    }


def piece_columns(piece: MailPiece) -> dict[str, Any]:
    """What a piece is written with."""
    return {
        "status": piece.status.value,
        "stage": stage_of(piece.status).value,
        "needs_you": may_need_you(piece),
        "settled": piece.settled,
        "service": piece.service.value,
        "extras": sorted(extra.value for extra in piece.extras),
        "recipient_name": piece.recipient_name,
        "recipient_address": piece.recipient_address.as_dict(),
        "recipient_sort": fold(piece.recipient_name),
        "article_number": piece.article_number,
        "article_raw": piece.article_raw,
        "article_format": piece.article_format,
        "article_carrier": piece.article_carrier,
        "article_check": piece.article_check,
        "article_zip": piece.article_zip,
        "return_receipt_number": piece.return_receipt_number,
        "page_count": piece.page_count,
        "shape": piece.shape,
        "weight_tenths": piece.weight_tenths,
        "printed_at": piece.printed_at,
        "accepted_on": piece.accepted_on,
        "mailed_sort": mailed_sort(piece),
        "acceptance_proof": piece.acceptance_proof.value if piece.acceptance_proof else "",
        "dropped_by": piece.dropped_by,
        "delivered_on": piece.delivered_on,
        "delivered_to": piece.delivered_to,
        "receipt_on": piece.receipt_on,
        "ended_on": piece.ended_on,
        "cost_cents": piece.cost_cents,
        "prices_from": piece.prices_from,
        "note": piece.note,
    }


_SAME = (
    "id",
    "request_id",
    "request_number",
    "patient_id",
    "recipient_name",
    "created_at",
    "article_number",
    "article_raw",
    "article_format",
    "article_carrier",
    "article_check",
    "article_zip",
    "return_receipt_number",
    "page_count",
    "shape",
    "weight_tenths",
    "printed_at",
    "accepted_on",
    "dropped_by",
    "delivered_on",
    "delivered_to",
    "receipt_on",
    "ended_on",
    "cost_cents",
    "prices_from",
    "note",
    "settled",
    "version",
)


def piece_of(row: Row[Any]) -> MailPiece:
    """The piece of a row."""
    found = row._mapping  # noqa: SLF001 - public in SQLAlchemy, whatever its name
    return MailPiece(
        **{name: found[name] for name in _SAME},
        service=MailService(row.service),
        extras=frozenset(map(ExtraService, row.extras)),
        status=MailStatus(row.status),
        request_status=RequestStatus(row.request_status),
        recipient_address=Address.from_dict(row.recipient_address),
        created_by=row.created_by_name,
        acceptance_proof=AcceptanceProof(row.acceptance_proof) if row.acceptance_proof else None,
    )
