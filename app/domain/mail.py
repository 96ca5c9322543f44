"""A mail piece and its life, with the Postal Service's own terms (``mail.md`` section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.addresses import Address


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
    printed_at: datetime | None = None
    accepted_on: date | None = None
    delivered_on: date | None = None
    delivered_to: str = field(default="", repr=False)
    receipt_on: date | None = None
    ended_on: date | None = None
    cost_cents: int | None = None
    prices_from: date | None = None
    note: str = field(default="", repr=False)
    version: int = 1
