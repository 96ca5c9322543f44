"""The seal of a consent: one digest for each part, compared with what the audit trail remembers.

The promise: whoever alters the text, the pen's way, the picture, the scan, the PDF, the row or an
event is found, and the part that was altered is named (tamper-evident, not tamper-proof).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from app.domain.audit_chain import Plain, canonical
from app.domain.consents import Consent, ConsentEvent, RenderedText, consent_facts


class SealPart(StrEnum):
    """What can be altered."""

    TEXT = "text"
    STROKES = "strokes"
    IMAGE = "image"
    SCAN = "scan"
    PDF = "pdf"
    ROW = "row"
    EVENTS = "events"
    TRAIL = "trail"

    @property
    def label(self) -> str:
        """The part in words."""
        return {
            SealPart.TEXT: "The text that was read",
            SealPart.STROKES: "The pen's way of the signature",
            SealPart.IMAGE: "The picture of the signature",
            SealPart.SCAN: "The scan of the signed paper",
            SealPart.PDF: "The sealed PDF",
            SealPart.ROW: "What was filled in",
            SealPart.EVENTS: "What happened to it later",
            SealPart.TRAIL: "Its entry in the audit trail",
        }[self]


@dataclass(frozen=True, slots=True)
class SealFault:
    """One part that is not as it was."""

    part: SealPart

    @property
    def sentence(self) -> str:
        """The fault in words."""
        return f"{self.part.label} is not as it was signed or recorded."


@dataclass(frozen=True, slots=True)
class SealReport:
    """What came of checking one consent."""

    consent_id: int
    number: str
    faults: tuple[SealFault, ...] = ()

    @property
    def intact(self) -> bool:
        """Nothing was altered."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if self.intact:
            return f"Consent {self.number} is as it was signed and recorded."
        return f"Consent {self.number}: " + " ".join(fault.sentence for fault in self.faults)


@dataclass(frozen=True, slots=True)
class SealsReport:
    """What came of checking all of them.

    Attributes:
        altered: the reports with faults.
        missing: ids that the trail knows and the store does not hold any more.
        chain_fault: what is wrong with the trail itself; empty when nothing is.
    """

    checked: int
    altered: tuple[SealReport, ...] = ()
    missing: tuple[int, ...] = ()
    chain_fault: str = ""

    @property
    def intact(self) -> bool:
        """Nothing was altered or lost."""
        return not (self.altered or self.missing or self.chain_fault)

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if self.intact:
            return f"All {self.checked} consents are as they were signed and recorded."
        parts = [report.sentence for report in self.altered]
        parts += [f"Consent no. {one} is gone from the store." for one in self.missing]
        if self.chain_fault:
            parts.append(self.chain_fault)
        return " ".join(parts)


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def text_digest(text: RenderedText) -> str:
    """The digest of the words a patient read."""
    return digest(canonical([text.title, [[one.heading, one.text] for one in text.passages]]))


def row_digest(consent: Consent) -> str:
    """The digest of everything that was filled in and recorded."""
    return digest(canonical(consent_facts(consent)))


def event_digest(consent_id: int, event: ConsentEvent) -> str:
    """The digest of one event."""
    happened = event.happened_on.isoformat() if event.happened_on else ""
    at = event.at.astimezone(UTC).isoformat()
    return digest(
        canonical([consent_id, event.id, event.kind.value, at, event.by_id, happened, event.note])
    )


def sealed_parts(consent: Consent, pdf_digest: str) -> dict[str, Plain]:
    """What the audit trail remembers of a consent that was given."""
    given = consent.given
    digests = given.digests if given else None
    return {
        SealPart.TEXT.value: text_digest(consent.text),
        SealPart.STROKES.value: digests.strokes if digests else "",
        SealPart.IMAGE.value: digests.image if digests else "",
        SealPart.SCAN.value: digests.scan if digests else "",
        SealPart.PDF.value: pdf_digest,
        SealPart.ROW.value: row_digest(consent),
    }


def compare_parts(
    remembered: Mapping[str, Plain], found: Mapping[str, Plain]
) -> tuple[SealFault, ...]:
    """The parts whose digests differ, in the order of :class:`SealPart`."""
    return tuple(
        SealFault(part)
        for part in SealPart
        if part.value in found and remembered.get(part.value) != found[part.value]
    )
