"""Files kept with a request: the letter that came in, proofs, and the papers made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

CHUNK_BYTES = 1024 * 1024
LARGEST_FILE = 500 * 1024 * 1024


class AttachmentKind(StrEnum):
    """What a file is."""

    LETTER = "letter"
    AUTHORITY = "authority"
    AUTHORIZATION = "authorization"
    PROOF = "proof"
    PAPER = "paper"
    CONSENT = "consent"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            AttachmentKind.LETTER: "Request letter",
            AttachmentKind.AUTHORITY: "Proof of authority",
            AttachmentKind.AUTHORIZATION: "Signed authorization",
            AttachmentKind.PROOF: "Proof of delivery",
            AttachmentKind.PAPER: "Paper made here",
            AttachmentKind.CONSENT: "Consent",
            AttachmentKind.OTHER: "Other file",
        }[self]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in the store, without its content. Its name is kept in the store only."""

    id: int
    request_id: int | None
    kind: AttachmentKind
    name: str = field(repr=False)
    media_type: str
    size: int
    sha256: str
    pages: int | None
    added_at: datetime
    added_by: str
    purged_at: datetime | None = None
