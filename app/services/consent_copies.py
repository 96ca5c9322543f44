"""Copies of what was signed: a print or a file outside the store, each an event of its own.

The promise: a copy that the audit trail does not know of does not lie outside the store; looking
at a paper, printing it and saving it are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from app.domain.audit_chain import AuditEvent, Plain
from app.domain.consents import Consent
from app.domain.errors import Problem
from app.domain.staff import Operation
from app.services.changes import Outcome, done
from app.services.desk import Service, permitted
from app.services.file_outlet import write_out
from app.services.progress import Progress
from app.storage.unit import Unit
from app.system.places import backup_warning


class SignedPaper(StrEnum):
    """A paper that is kept with a consent."""

    SEALED = "sealed"
    SCAN = "scan"


class ConsentCopyService(Service):
    """What can be done with a signed paper besides looking at it."""

    @permitted(Operation.CAPTURE_CONSENT)
    def note_printed(
        self, *, consent_id: int, paper: SignedPaper, copies: int = 1
    ) -> Outcome[None]:
        """Record that the printer took a signed paper.

        Raises:
            NotFound: there is no such consent.
            Problem: it has no such paper.
        """
        with self.desk.writing() as unit:
            consent = unit.consents.get(consent_id)
            file_id = _file_of(consent, paper)
            self._record(unit, consent, f"consent.{paper}_printed", file_id, {"copies": copies})
        return done(None)

    @permitted(Operation.EXPORT)
    def save(
        self,
        *,
        consent_id: int,
        paper: SignedPaper,
        target: Path,
        progress: Progress | None = None,
    ) -> Outcome[None]:
        """Write a copy of a signed paper outside the encrypted store, whole or not at all.

        Raises:
            NotFound: there is no such consent.
            Problem: it has no such paper; the place cannot be written or is full.
            Cancelled: the person stopped it; no file is left.
        """
        heard = progress or Progress()
        with self.desk.reading() as unit:
            consent = unit.consents.get(consent_id)
            file_id = _file_of(consent, paper)
            size = unit.attachments.get(file_id).size
        write_out(target, self._pieces(file_id, size, heard))
        place = "outside this computer" if backup_warning(target.parent) else "this computer"
        try:
            with self.desk.writing() as unit:
                self._record(unit, consent, f"consent.{paper}_saved", file_id, {"place": place})
        except BaseException:
            # what the trail does not know of may not lie outside the store
            target.unlink(missing_ok=True)
            raise
        return done(None)

    def _pieces(self, file_id: int, size: int, progress: Progress) -> Iterator[bytes]:
        """The content piece by piece, so that a long scan never lies in memory as a whole."""
        seq = written = 0
        while True:
            progress.step(written, size)
            with self.desk.reading() as unit:
                data = unit.attachments.chunk(file_id, seq)
            if data is None:
                return
            yield data
            seq, written = seq + 1, written + len(data)

    def _record(
        self, unit: Unit, consent: Consent, action: str, file_id: int, more: dict[str, Plain]
    ) -> None:
        sha256 = unit.attachments.get(file_id).sha256
        detail: dict[str, Plain] = {"kind": consent.terms.kind.value, "sha256": sha256, **more}
        unit.audit.record(
            AuditEvent(action, "consent", consent.id, consent.terms.patient_id, detail)
        )


def _file_of(consent: Consent, paper: SignedPaper) -> int:
    given = consent.given
    file_id = None
    if given is not None:
        file_id = given.pdf_id if paper is SignedPaper.SEALED else given.scan_id
    if file_id is None:
        raise Problem(
            "no-such-paper",
            "This consent has no such paper.",
            unharmed="Nothing was printed or saved.",
            next_step="Look at how it was given; each way leaves its own papers.",
        )
    return file_id
