"""Are all consents as they were signed? Each part is compared with what the audit trail remembers.

The promise: an altered text, signature, picture, scan, PDF, row or event is named; a consent that
is gone is missed; none of it is repaired silently.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.domain.audit_chain import AuditEntry, AuditEvent, Plain
from app.domain.consent_seal import (
    SealFault,
    SealPart,
    SealReport,
    SealsReport,
    compare_parts,
    digest,
    event_digest,
    sealed_parts,
)
from app.domain.consents import Consent
from app.domain.errors import NotFound
from app.domain.staff import Operation
from app.services.desk import Service, permitted
from app.services.progress import Progress
from app.storage.unit import Unit

_MOST_ENTRIES = 100_000


class ConsentSealService(Service):
    """The check that a privacy officer, or the command line, asks for."""

    @permitted(Operation.VERIFY_CONSENTS)
    def verify(self, *, consent_id: int) -> SealReport:
        """Check one consent; the check itself is recorded.

        Raises:
            NotFound: there is none with this id.
        """
        with self.desk.reading() as unit:
            report = check_seal(unit, consent_id)
        detail: dict[str, Plain] = {
            "intact": report.intact,
            "parts": [fault.part.value for fault in report.faults],
        }
        with self.desk.writing() as unit:
            unit.audit.record(AuditEvent("consent.verified", "consent", consent_id, None, detail))
        return report

    @permitted(Operation.VERIFY_CONSENTS)
    def verify_all(self, *, progress: Progress | None = None) -> SealsReport:
        """Check every consent and the trail that remembers them.

        Raises:
            Cancelled: the person stopped it.
        """
        with self.desk.reading() as unit:
            report = check_seals(unit, progress or Progress())
        detail = {"checked": report.checked, "intact": report.intact}
        with self.desk.writing() as unit:
            unit.audit.record(AuditEvent("consents.verified", "store", 1, detail=detail))
        return report


def check_seals(unit: Unit, progress: Progress) -> SealsReport:
    """Every consent within one transaction, with what is missing, and the trail itself."""
    ids = unit.consents.ids()
    altered = []
    for number, consent_id in enumerate(ids, start=1):
        report = check_seal(unit, consent_id)
        if not report.intact:
            altered.append(report)
        progress.step(number, len(ids))
    known = unit.consents.remembered()
    missing = tuple(sorted(known - set(ids)))
    return SealsReport(len(ids), tuple(altered), missing, unit.audit.verify().fault)


def check_seal(unit: Unit, consent_id: int) -> SealReport:
    """One consent within the caller's transaction.

    Raises:
        NotFound: there is none with this id.
    """
    consent = unit.consents.get(consent_id)
    entries = unit.audit.page(entity="consent", entity_id=consent_id, limit=_MOST_ENTRIES)
    told = [_detail(entry) for entry in entries]
    faults = list(_altered_parts(unit, consent, entries, told))
    if not _events_agree(consent, told):
        faults.append(SealFault(SealPart.EVENTS))
    if not all(unit.consents.is_genuine(entry) for entry in entries):
        faults.append(SealFault(SealPart.TRAIL))
    return SealReport(consent_id, consent.number, tuple(faults))


def _altered_parts(
    unit: Unit, consent: Consent, entries: list[AuditEntry], told: list[Mapping[str, Any]]
) -> tuple[SealFault, ...]:
    sealed = [
        detail
        for entry, detail in zip(entries, told, strict=True)
        if entry.action == "consent.given"
    ]
    if not sealed:
        # the trail has seen no signature, so a row that shows one was forged
        return () if consent.given is None else (SealFault(SealPart.TRAIL),)
    if consent.given is None:
        return (SealFault(SealPart.ROW),)
    return compare_parts(sealed[0], _parts_now(unit, consent))


def _parts_now(unit: Unit, consent: Consent) -> dict[str, Any]:
    """The digests of what the store holds now; files are read, not believed."""
    given = consent.given
    assert given is not None  # noqa: S101 - the caller asked
    strokes = digest(given.strokes.encode()) if given.strokes else ""
    return {
        **sealed_parts(consent, _file_digest(unit, given.pdf_id)),
        SealPart.STROKES.value: strokes,
        SealPart.IMAGE.value: _file_digest(unit, given.image_id),
        SealPart.SCAN.value: _file_digest(unit, given.scan_id),
    }


def _file_digest(unit: Unit, attachment_id: int | None) -> str:
    if attachment_id is None:
        return ""
    try:
        return digest(unit.attachments.read(attachment_id))
    except NotFound:
        return "gone"


def _events_agree(consent: Consent, told: list[Mapping[str, Any]]) -> bool:
    """Every event of the store is in the trail as it stands, and none is missing."""
    remembered = {
        detail["event"]: detail.get(SealPart.EVENTS.value) for detail in told if "event" in detail
    }
    found = {event.id: event_digest(consent.id, event) for event in consent.events}
    return remembered == found


def _detail(entry: AuditEntry) -> Mapping[str, Any]:
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        return {}
    return detail if isinstance(detail, dict) else {}
