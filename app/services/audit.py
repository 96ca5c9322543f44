"""The audit trail for people: is it whole, what happened to this thing, and the seal to print.

The trail is tamper-evident, not tamper-proof: what was rewritten after the last anchor kept outside
the store is not found (45 CFR 164.312(b), (c)(1)).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.audit_chain import Anchor, AuditEntry, AuditEvent, Seal, parse_seal, seal_of
from app.domain.errors import FieldProblems
from app.domain.staff import Operation
from app.services.desk import Service, permitted
from app.services.paging import Page, page_limit, page_of
from app.storage.backup_shelf import list_backups

PAGE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The outcome of a check.

    Attributes:
        entries: how many events were read.
        fault: one sentence saying what is wrong; empty when nothing is.
        anchors: how many notes kept outside the store were compared.
        seal: the seal of the last event, to write down or print.
    """

    entries: int
    fault: str
    first_fault: int | None
    anchors: int
    seal: str

    @property
    def intact(self) -> bool:
        """Nothing wrong was found."""
        return not self.fault

    @property
    def sentence(self) -> str:
        """The result for people."""
        if self.fault:
            return self.fault
        notes = f"{self.anchors} note{'' if self.anchors == 1 else 's'} kept outside the store"
        return f"All {self.entries} events follow from one another and agree with {notes}."


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which events: of one request, of one patient, or all."""

    request_id: int | None = None
    patient_id: int | None = None
    before: int | None = None
    limit: int = PAGE_LENGTH


class AuditService(Service):
    """Reads the trail; nobody changes it."""

    @permitted(Operation.VERIFY_AUDIT)
    def verify(self, *, typed_seal: str | None = None) -> AuditReport:
        """Check every event against the keyring's note, the backups' notes and a printed seal.

        Raises:
            FieldProblems: what was typed is not a seal.
        """
        anchors = self._anchors(typed_seal)
        with self.desk.reading() as unit:
            found = unit.audit.verify(anchors)
            seq, mac = unit.audit.head()
        report = AuditReport(
            found.entries, found.fault, found.first_fault, len(anchors), str(seal_of(seq, mac))
        )
        detail = {"entries": found.entries, "intact": report.intact, "anchors": len(anchors)}
        with self.desk.writing() as unit:
            unit.audit.record(AuditEvent("audit.verified", "store", 1, detail=detail))
        return report

    @permitted(Operation.VERIFY_AUDIT)
    def page(self, *, query: AuditQuery) -> Page[AuditEntry]:
        """Events, newest first."""
        limit = page_limit(query.limit)
        entity = "request" if query.request_id is not None else ""
        with self.desk.reading() as unit:
            rows = unit.audit.page(
                entity=entity,
                entity_id=query.request_id,
                patient_id=query.patient_id,
                before=query.before,
                limit=limit + 1,
            )
        return page_of(rows, limit, lambda entry: entry.seq)

    @permitted(Operation.VIEW)
    def seal(self) -> str:
        """``Audit seal 004521-7F3K-9QXA`` for the foot of a printed list."""
        with self.desk.reading() as unit:
            seq, mac = unit.audit.head()
        return str(seal_of(seq, mac))

    def _anchors(self, typed_seal: str | None) -> list[Anchor | Seal]:
        store = self.desk.store
        ring = store.vault.ring
        # What was noted before an older backup was put back tells of events that are gone.
        anchors: list[Anchor | Seal] = [
            info.head
            for info in list_backups(store.folder.backups)
            if info.vault == ring.vault and info.made_at.isoformat() > ring.restored_at
        ]
        noted = ring.anchor
        if noted is not None:
            anchors.append(noted)
        if typed_seal is not None and typed_seal.strip():
            seal = parse_seal(typed_seal)
            if seal is None:
                raise FieldProblems(
                    {"seal": "Type the seal as printed, for example 004521-7F3K-9QXA."}
                )
            anchors.append(seal)
        return anchors
