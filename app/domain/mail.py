"""A mail piece and its life, with the Postal Service's own terms (``mail.md`` section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.addresses import Address
from app.domain.requests import RequestStatus


class MailService(StrEnum):
    """The class of mail or carrier."""

    FIRST_CLASS = "first_class"
    PRIORITY = "priority"
    PRIORITY_EXPRESS = "priority_express"
    GROUND_ADVANTAGE = "ground_advantage"
    UPS = "ups"
    FEDEX = "fedex"
    COURIER = "courier"

    @property
    def label(self) -> str:
        """The service in words."""
        return {
            MailService.FIRST_CLASS: "First-Class Mail",
            MailService.PRIORITY: "Priority Mail",
            MailService.PRIORITY_EXPRESS: "Priority Mail Express",
            MailService.GROUND_ADVANTAGE: "Ground Advantage",
            MailService.UPS: "UPS",
            MailService.FEDEX: "FedEx",
            MailService.COURIER: "Courier",
        }[self]


class ExtraService(StrEnum):
    """Extra services; certified goes only with First-Class and Priority Mail (DMM 503)."""

    CERTIFIED = "certified"
    RETURN_RECEIPT = "return_receipt"
    RETURN_RECEIPT_ELECTRONIC = "return_receipt_electronic"
    RESTRICTED_DELIVERY = "restricted_delivery"
    ADULT_SIGNATURE = "adult_signature"
    CERTIFICATE_OF_MAILING = "certificate_of_mailing"
    REGISTERED = "registered"
    SIGNATURE_CONFIRMATION = "signature_confirmation"

    @property
    def label(self) -> str:
        """The extra service in words."""
        return {
            ExtraService.CERTIFIED: "Certified Mail",
            ExtraService.RETURN_RECEIPT: "Return receipt (green card)",
            ExtraService.RETURN_RECEIPT_ELECTRONIC: "Return receipt, electronic",
            ExtraService.RESTRICTED_DELIVERY: "Restricted delivery",
            ExtraService.ADULT_SIGNATURE: "Adult signature",
            ExtraService.CERTIFICATE_OF_MAILING: "Certificate of mailing",
            ExtraService.REGISTERED: "Registered Mail",
            ExtraService.SIGNATURE_CONFIRMATION: "Signature confirmation",
        }[self]


class MailStatus(StrEnum):
    """Where a mail piece is. Refused, unclaimed and undeliverable are different things (U91)."""

    READY = "ready"
    PRINTED = "printed"
    ACCEPTED = "accepted"
    NOTICE_LEFT = "notice_left"
    DELIVERED = "delivered"
    RECEIPT_RECEIVED = "receipt_received"
    REFUSED = "refused"
    UNCLAIMED = "unclaimed"
    UNDELIVERABLE = "undeliverable"
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The status in the words of the mail log."""
        return {
            MailStatus.READY: "Ready",
            MailStatus.PRINTED: "Printed",
            MailStatus.ACCEPTED: "On its way",
            MailStatus.NOTICE_LEFT: "Notice left",
            MailStatus.DELIVERED: "Delivered",
            MailStatus.RECEIPT_RECEIVED: "Receipt on file",
            MailStatus.REFUSED: "Refused",
            MailStatus.UNCLAIMED: "Unclaimed",
            MailStatus.UNDELIVERABLE: "Undeliverable",
            MailStatus.RETURNED: "Returned",
            MailStatus.LOST: "Lost",
            MailStatus.CANCELLED: "Cancelled",
        }[self]


TRACKING_EXTRAS = frozenset(
    {
        ExtraService.CERTIFIED,
        ExtraService.REGISTERED,
        ExtraService.SIGNATURE_CONFIRMATION,
        ExtraService.ADULT_SIGNATURE,
        ExtraService.RESTRICTED_DELIVERY,
    }
)
RECEIPT_EXTRAS = frozenset({ExtraService.RETURN_RECEIPT, ExtraService.RETURN_RECEIPT_ELECTRONIC})


class AcceptanceProof(StrEnum):
    """What shows that the post office took the piece (U87); a label's date shows nothing."""

    STAMPED_RECEIPT = "stamped_receipt"
    ACCEPTANCE_SCAN = "acceptance_scan"
    FIRM_SHEET = "firm_sheet"
    DROP_BOX = "drop_box"

    @property
    def label(self) -> str:
        """The proof in words."""
        return {
            AcceptanceProof.STAMPED_RECEIPT: "Round-stamped receipt",
            AcceptanceProof.ACCEPTANCE_SCAN: "Acceptance scan seen",
            AcceptanceProof.FIRM_SHEET: "Stamped firm sheet",
            AcceptanceProof.DROP_BOX: "Drop box or carrier, no proof",
        }[self]


CARRIERS_WITHOUT_EXTRAS = frozenset({MailService.UPS, MailService.FEDEX, MailService.COURIER})
"""The Postal Service's extra services cannot be had from others."""


@dataclass(frozen=True, slots=True)
class MailPiece:
    """One piece of mail of one request; what was printed is kept as it was printed."""

    id: int
    request_id: int
    request_number: str
    patient_id: int
    service: MailService
    extras: frozenset[ExtraService]
    status: MailStatus
    recipient_name: str = field(repr=False)
    recipient_address: Address = field(repr=False)
    created_at: datetime
    created_by: str
    article_number: str = ""
    article_raw: str = ""
    article_format: str = ""
    article_carrier: str = ""
    article_check: str = ""
    article_zip: str = ""
    return_receipt_number: str = ""
    page_count: int | None = None
    shape: str = "letter"
    weight_tenths: int | None = None
    printed_at: datetime | None = None
    accepted_on: date | None = None
    acceptance_proof: AcceptanceProof | None = None
    dropped_by: str = ""
    delivered_on: date | None = None
    delivered_to: str = field(default="", repr=False)
    receipt_on: date | None = None
    ended_on: date | None = None
    cost_cents: int | None = None
    prices_from: date | None = None
    note: str = field(default="", repr=False)
    settled: bool = False
    version: int = 1
    request_status: RequestStatus = RequestStatus.READY

    @property
    def recipient_shown(self) -> str:
        """The recipient with the organization that stands on the piece."""
        name, company = self.recipient_name, self.recipient_address.company
        return f"{name}, {company}" if company and company != name else name

    @property
    def wants_number(self) -> bool:
        """An article number belongs to it: the extra service or the carrier tracks it."""
        return self.service is not MailService.FIRST_CLASS or bool(self.extras & TRACKING_EXTRAS)

    @property
    def wants_card(self) -> bool:
        """A green card or an electronic receipt was paid for."""
        return bool(self.extras & RECEIPT_EXTRAS)

    @property
    def article_overridden(self) -> bool:
        """The check digit did not fit and a person kept the number all the same."""
        return self.article_check == "failed"
