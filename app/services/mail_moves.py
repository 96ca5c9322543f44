"""The steps every verb of the mail room shares: one saved piece, told of in four places at once.

Whatever changes a piece goes through :func:`keep`, so the piece's history, the request's timeline,
the search field and the audit trail can never disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.audit_chain import AuditEvent, Plain
from app.domain.destinations import resolve, with_organization
from app.domain.errors import FieldProblems, Problem
from app.domain.mail import MailPiece, MailStatus
from app.domain.mail_states import MailMove, check_dates, require_move
from app.domain.mail_weight import ounces_of
from app.domain.papers import Addressee
from app.domain.postage import PieceCost, PieceShape, PieceToPrice, price_piece
from app.domain.requests import Request
from app.domain.search_terms import SearchKind, address_words
from app.services.desk import Desk
from app.storage.search import SearchEntry
from app.storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Told:
    """What a change is called: in the piece's history, on the request, in the trail.

    Attributes:
        reasons: the codes of why it might not leave when it did.
    """

    kind: str
    text: str
    on: date | None = None
    note: str = ""
    reasons: tuple[str, ...] = ()


def keep(desk: Desk, unit: Unit, piece: MailPiece, told: Told) -> MailPiece:
    """Write a changed piece and everything that tells of the change.

    Raises:
        Conflict: someone changed the piece since.
    """
    saved = unit.mail.save(piece)
    tell(desk, unit, saved, told)
    index(unit, saved)
    return saved


def tell(desk: Desk, unit: Unit, piece: MailPiece, told: Told) -> None:
    """Add the event, the line on the request's timeline and the audit event."""
    now, by = desk.clock.now(), desk.session.staff_id
    text = f"{told.text} {told.note}".strip()
    unit.mail.add_event(piece.id, at=now, by=by, kind=told.kind, text=text, happened_on=told.on)
    unit.requests.add_step(
        piece.request_id, at=now, by=by, kind=f"mail.{told.kind}", text=told.text, detail=told.note
    )
    detail: dict[str, Plain] = {
        "status": piece.status.value,
        "request": piece.request_number,
    }
    if told.on is not None:
        detail["on"] = told.on.isoformat()
    if told.reasons:
        detail["reasons"] = told.reasons
    unit.audit.record(
        AuditEvent(f"mail.{told.kind}", "mail_piece", piece.id, piece.patient_id, detail)
    )


def index(unit: Unit, piece: MailPiece) -> None:
    """Make the piece findable by recipient, address, request and article number."""
    unit.search.put_many([mail_entry_of(piece)])


def mail_entry_of(piece: MailPiece) -> SearchEntry:
    """How a piece is found."""
    return SearchEntry(
        SearchKind.MAIL,
        piece.id,
        piece.patient_id,
        piece.recipient_name,
        f"{piece.status.label} · {piece.article_number or piece.service.label}",
        f"{piece.recipient_name} {address_words(piece.recipient_address)}",
        (piece.article_number, piece.return_receipt_number, piece.request_number),
    )


def moved(
    piece: MailPiece, version: int, move: MailMove, on: date | None, today: date
) -> MailPiece:
    """The piece after a lawful move, still to be completed and kept.

    Raises:
        Problem: the move is not lawful from here.
        FieldProblems: the day cannot be true.
    """
    require_move(piece, move)
    if on is not None:
        check_dates(piece, on, today)
    return replace(piece, version=version, status=move.leads_to, settled=False)


def mark_printed(desk: Desk, unit: Unit, pieces: Sequence[MailPiece]) -> None:
    """Note that letter and outside are on paper; a piece that is further along stays there."""
    ready = [piece for piece in pieces if piece.status is MailStatus.READY]
    now = desk.clock.now()
    saved = unit.mail.save_many(
        [replace(piece, status=MailStatus.PRINTED, printed_at=now) for piece in ready]
    )
    for piece in saved:
        tell(desk, unit, piece, Told("printed", "Envelope or label made."))
    unit.search.put_many([mail_entry_of(piece) for piece in saved])


def cost_of(unit: Unit, piece: MailPiece, day: date) -> PieceCost:
    """What the piece costs when it is accepted on a day."""
    order = PieceToPrice(
        piece.service,
        piece.extras,
        day,
        PieceShape(piece.shape),
        ounces_of(piece.weight_tenths),
    )
    return price_piece(order, unit.reference.prices())


def addressee_of(unit: Unit, request: Request) -> Addressee:
    """Who the request's papers go to, in the order of addresses that the rules give (hipaa.md 9).

    Raises:
        FieldProblems: there is no address yet.
        Problem: ``confidential-address``: the patient asked for another place and was not asked
            again (45 CFR 164.522(b)).
    """
    patient = unit.patients.get(request.details.patient_id)
    destination = resolve(request.details, patient)
    if destination.address.is_empty:
        raise FieldProblems({"address": "Type where this request's papers go."})
    if destination.conflict and not request.details.address_confirmed_how.strip():
        raise Problem(
            "confidential-address",
            "The patient asked for mail to another address than this one.",
            unharmed="Nothing was printed or logged.",
            next_step="Ask the patient, then confirm or correct the request's address.",
        )
    address = with_organization(request.details, destination.address)
    return Addressee(request.recipient_name, address)
