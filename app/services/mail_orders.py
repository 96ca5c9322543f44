"""A new mail piece as it is asked for, checked against what carriers sell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.errors import FieldProblems
from app.domain.mail import ExtraService, MailPiece, MailService, MailStatus
from app.domain.mail_states import check_services
from app.domain.mail_weight import HEAVIEST_TENTHS, estimated_tenths, usual_shape, whole_tenths
from app.domain.papers import Addressee
from app.domain.postage import PieceShape
from app.domain.postal_text import is_domestic, is_military
from app.domain.requests import Request
from app.services.desk import Desk
from app.services.mail_moves import addressee_of
from app.storage.unit import Unit

_DOMESTIC_ONLY = frozenset(
    {
        ExtraService.CERTIFIED,
        ExtraService.RETURN_RECEIPT,
        ExtraService.RETURN_RECEIPT_ELECTRONIC,
        ExtraService.RESTRICTED_DELIVERY,
        ExtraService.ADULT_SIGNATURE,
    }
)


@dataclass(frozen=True, slots=True)
class NewMail:
    """What a person chooses; what is None is taken from the request and its pages."""

    request_id: int
    service: MailService
    extras: frozenset[ExtraService] = frozenset()
    shape: PieceShape | None = None
    ounces: Decimal | None = None


def new_piece(desk: Desk, unit: Unit, order: NewMail) -> MailPiece:
    """The piece as it will be written, addressed as its request says now.

    Raises:
        FieldProblems: no address, services that do not go together, an impossible weight.
        Problem: ``confidential-address``.
    """
    request = unit.requests.get(order.request_id)
    addressee = addressee_of(unit, request)
    check_services(order.service, order.extras)
    _check_destination(order, addressee)
    shape = order.shape or usual_shape(request.page_count)
    return MailPiece(
        id=0,
        request_id=request.id,
        request_number=request.number,
        patient_id=request.details.patient_id,
        service=order.service,
        extras=order.extras,
        status=MailStatus.READY,
        recipient_name=addressee.name,
        recipient_address=addressee.address,
        created_at=desk.clock.now(),
        created_by=desk.session.name,
        page_count=request.page_count,
        shape=shape.value,
        weight_tenths=_weight(order, request, shape),
        request_status=request.status,
    )


def _weight(order: NewMail, request: Request, shape: PieceShape) -> int | None:
    if order.ounces is None:
        return estimated_tenths(request.page_count, shape)
    if not order.ounces.is_finite() or not 0 < order.ounces * 10 <= HEAVIEST_TENTHS:
        raise FieldProblems({"ounces": "Type the weight in ounces, up to 70 pounds."})
    return whole_tenths(order.ounces)


def _check_destination(order: NewMail, addressee: Addressee) -> None:
    place = addressee.address
    if not is_domestic(place) and order.extras & _DOMESTIC_ONLY:
        raise FieldProblems(
            {"extras": "Certified Mail and its receipts are sold within the United States only."}
        )
    electronic = ExtraService.RETURN_RECEIPT_ELECTRONIC in order.extras
    if electronic and is_military(place):
        raise FieldProblems(
            {"extras": "No electronic receipt is sold for military addresses; take the card."}
        )
