"""Papers made from a request: letters, envelopes, labels. Drawing them is ``documents``' work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.addresses import Address


class PaperKind(StrEnum):
    """The kinds of paper the program makes."""

    COVER_LETTER = "cover_letter"
    ENVELOPE = "envelope"
    LABEL = "label"
    RECOVERY_SHEET = "recovery_sheet"
    CONSENT = "consent"
    REVOCATION_LETTER = "revocation_letter"

    @property
    def label(self) -> str:
        """The paper in words."""
        return {
            PaperKind.COVER_LETTER: "Cover letter",
            PaperKind.ENVELOPE: "Envelope",
            PaperKind.LABEL: "Label",
            PaperKind.RECOVERY_SHEET: "Recovery sheet",
            PaperKind.CONSENT: "Consent",
            PaperKind.REVOCATION_LETTER: "Confirmation of a revocation",
        }[self]


class ReturnAddressMode(StrEnum):
    """Full practice name, or a neutral form where the name tells the specialty (hipaa.md 11.2)."""

    FULL = "full"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class PracticeProfile:
    """The practice as letters and envelopes name it."""

    name: str
    address: Address
    phone: str
    state: str
    privacy_contact: str
    privacy_phone: str
    return_mode: ReturnAddressMode = ReturnAddressMode.FULL
    neutral_name: str = ""
    provider_kinds: tuple[str, ...] = ("physician",)

    @property
    def return_name(self) -> str:
        """The first line of the return address."""
        return self.name if self.return_mode is ReturnAddressMode.FULL else self.neutral_name


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who a paper goes to."""

    name: str = field(repr=False)
    address: Address = field(repr=False)


@dataclass(frozen=True, slots=True)
class CoverLetter:
    """Everything a cover letter says (hipaa.md 10.1); no birth date, no condition names."""

    practice: PracticeProfile
    addressee: Addressee = field(repr=False)
    request_number: str
    letter_date: date
    request_date: date
    patient_name: str = field(repr=False)
    contents: tuple[str, ...] = field(repr=False)
    page_count: int | None
    road: str
    whole: bool = True
    fee_note: str = "There is no charge for this copy."
    paragraphs: tuple[str, ...] = ()
    pack_code: str = ""
    part2_notice: str = ""
    reprint_of: date | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was made, kept as the bytes that were printed."""

    id: int
    request_id: int
    kind: PaperKind
    made_at: datetime
    made_by: str
    stock: str
    pages: int
    sha256: str
    how: str
    copies: int = 1
    reprint: bool = False
    mail_piece_id: int | None = None
    attachment_id: int = 0
    text_number: int | None = None
