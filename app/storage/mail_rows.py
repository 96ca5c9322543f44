"""Mail pieces as rows: what is written of a piece, and the piece a row tells of."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from sqlalchemy import Row

from app.domain.addresses import Address
from app.domain.mail import AcceptanceProof, ExtraService, MailPiece, MailService, MailStatus
from app.domain.mail_states import stage_of
from app.domain.mail_steps import may_need_you
from app.domain.requests import RequestStatus
from app.domain.search_terms import fold
from app.storage.tables import mail_piece


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
BESIDE = ("request_number", "patient_id", "request_status", "created_by_name")
"""What a row tells of request and staff, behind the columns of the piece itself."""

_PLACES = {name: place for place, name in enumerate((*mail_piece.c.keys(), *BESIDE))}
_same_of = itemgetter(*(_PLACES[name] for name in _SAME))
_rest_of = itemgetter(
    *(
        _PLACES[name]
        for name in (
            "service",
            "extras",
            "status",
            "request_status",
            "recipient_address",
            "created_by_name",
            "acceptance_proof",
        )
    )
)

# The log is exported by the hundred thousand; a look into a table takes a tenth of making a member.
_SERVICES = {each.value: each for each in MailService}
_EXTRAS = {each.value: each for each in ExtraService}
_STATES = {each.value: each for each in MailStatus}
_REQUEST_STATES = {each.value: each for each in RequestStatus}
_PROOFS = {"": None} | {each.value: each for each in AcceptanceProof}


def piece_of(row: Row[Any]) -> MailPiece:
    """The piece of a row: the columns of ``mail_piece``, then ``BESIDE``, then whatever else."""
    # By place, since asking a row by name takes five times as long.
    values = tuple(row)
    service, extras, status, of_request, address, by, proof = _rest_of(values)
    return MailPiece(
        **dict(zip(_SAME, _same_of(values), strict=True)),
        service=_SERVICES[service],
        extras=frozenset([_EXTRAS[each] for each in extras]),
        status=_STATES[status],
        request_status=_REQUEST_STATES[of_request],
        recipient_address=Address.from_dict(address),
        created_by=by,
        acceptance_proof=_PROOFS[proof],
    )
