"""Files of a request: added in pieces, read back, let go when the copy is no longer needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.documents.reading import ScanKind
from app.documents.tiff import as_pdf
from app.domain.attachments import Attachment, AttachmentKind
from app.domain.audit_chain import AuditEvent, Plain
from app.domain.errors import Problem
from app.domain.staff import Operation
from app.services.backups import SaveFirst, backed_up
from app.services.changes import Area, Outcome, done
from app.services.desk import Desk, Service, permitted
from app.services.file_intake import PickedFile, inspect_file, kept_name, write_file
from app.services.file_outlet import write_out
from app.services.progress import Progress
from app.services.request_moves import note_of
from app.services.view_log import ViewLog
from app.storage.attachments import NewFile
from app.system.places import backup_warning

TIFF = ScanKind.TIFF.media_type
_PDF = ScanKind.PDF.media_type


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as it can be drawn."""

    data: bytes = field(repr=False)
    media_type: str


class AttachmentService(Service):
    """What a person can do with files."""

    def __init__(self, desk: Desk, save_first: SaveFirst = backed_up) -> None:
        super().__init__(desk)
        self._save_first = save_first
        self._views = ViewLog(desk)

    @permitted(Operation.EDIT_REQUESTS)
    def add_file(
        self, *, request_id: int, picked: PickedFile, progress: Progress | None = None
    ) -> Outcome[int]:
        """Keep a file with a request; whole or not at all.

        Raises:
            Problem: it cannot be read, is too large, no PDF, TIFF, PNG or JPEG, is there already,
                or the disk is full.
            Cancelled: the person stopped it; nothing is left of it.
        """
        heard = progress or Progress()
        found = inspect_file(picked, heard)
        now, by = self.desk.clock.now(), self.desk.session.staff_id
        with self.desk.writing() as unit:
            request = unit.requests.get(request_id)
            new = NewFile(
                request_id=request_id,
                kind=picked.kind,
                name=kept_name(picked.path),
                media_type=found.media_type,
                added_at=now,
                added_by=by,
                pages=found.pages,
            )
            attachment_id = write_file(unit, request_id, found, new, heard)
            unit.requests.add_step(
                request_id,
                at=now,
                by=by,
                kind="attachment.added",
                text=f"{picked.kind.label} added",
                detail=new.name,
            )
            detail = {"request": request_id, "kind": picked.kind.value, "sha256": found.sha256}
            patient_id = request.details.patient_id
            unit.audit.record(
                AuditEvent("attachment.added", "attachment", attachment_id, patient_id, detail)
            )
        return done(attachment_id, Area.REQUESTS)

    @permitted(Operation.VIEW)
    def of_request(self, *, request_id: int) -> tuple[Attachment, ...]:
        """The files of a request, the oldest first."""
        with self.desk.reading() as unit:
            return unit.attachments.of_request(request_id)

    @permitted(Operation.VIEW)
    def read(self, *, attachment_id: int) -> bytes:
        """The whole content, for a preview; the view goes on record.

        Raises:
            NotFound: there is no such file.
            Problem: the copy was purged.
        """
        self._views.note("attachment.viewed", "attachment", attachment_id)
        with self.desk.reading() as unit:
            return unit.attachments.read(attachment_id)

    @permitted(Operation.VIEW)
    def pieces(self, *, attachment_id: int) -> Iterator[bytes]:
        """The content piece by piece, each in a short transaction of its own."""
        self._views.note("attachment.viewed", "attachment", attachment_id)
        return self._pieces(attachment_id)

    @permitted(Operation.VIEW)
    def shown(self, *, attachment_id: int) -> ShownFile:
        """A file to look at or to print: as it came, or its pages as a PDF; the view is on record.

        Raises:
            NotFound: there is no such file.
            Problem: the copy was purged, or cannot be shown.
        """
        with self.desk.reading() as unit:
            found = unit.attachments.get(attachment_id)
        data = self.read(attachment_id=attachment_id)
        if found.media_type == TIFF:
            return ShownFile(as_pdf(data), _PDF)
        return ShownFile(data, found.media_type)

    @permitted(Operation.EXPORT)
    def save_copy(
        self, *, attachment_id: int, target: Path, progress: Progress | None = None
    ) -> Outcome[None]:
        """Write a copy outside the encrypted store, whole or not at all, on record as an export.

        Raises:
            Problem: the copy was purged, the place cannot be written or is full.
            Cancelled: the person stopped it; no file is left.
        """
        with self.desk.reading() as unit:
            found = unit.attachments.get(attachment_id)
        write_out(target, self._told(attachment_id, found.size, progress or Progress()))
        detail: dict[str, Plain] = {
            "what": "file",
            "request": found.request_id,
            "size": found.size,
            "sha256": found.sha256,
            "place": "outside this computer" if backup_warning(target.parent) else "this computer",
        }
        try:
            with self.desk.writing() as unit:
                patient_id = None
                if found.request_id is not None:
                    patient_id = unit.requests.get(found.request_id).details.patient_id
                unit.audit.record(
                    AuditEvent("export.file", "attachment", attachment_id, patient_id, detail)
                )
        except BaseException:
            # what the trail does not know of may not lie outside the store
            target.unlink(missing_ok=True)
            raise
        return done(None)

    @permitted(Operation.RELEASE)
    def purge(
        self, *, attachment_id: int, reason: str, progress: Progress | None = None
    ) -> Outcome[None]:
        """Let the content go and keep name, size, page count and hash.

        A backup of the state before is made first, unless the newest one holds it: a copy let go by
        mistake can be had back from there as long as that backup is kept.

        Raises:
            FieldProblems: the reason is missing.
            Problem: it is a paper made here, which is kept, or was purged already; or the backup
                could not be made, and nothing was let go.
            Cancelled: stopped; nothing was let go.
        """
        why = note_of(reason, "reason", needed="Type why the copy is no longer needed.")
        with self.desk.reading() as unit:
            _check_may_go(unit.attachments.get(attachment_id))
        self._save_first(self.desk, progress or Progress())
        now = self.desk.clock.now()
        with self.desk.writing() as unit:
            found = unit.attachments.get(attachment_id)
            _check_may_go(found)
            unit.attachments.purge(attachment_id, now)
            if found.request_id is not None:
                unit.requests.add_step(
                    found.request_id,
                    at=now,
                    by=self.desk.session.staff_id,
                    kind="attachment.purged",
                    text=f"{found.kind.label}: copy let go",
                    detail=f"{found.name}\n{why}",
                )
            detail = {"request": found.request_id, "sha256": found.sha256}
            unit.audit.record(
                AuditEvent("attachment.purged", "attachment", attachment_id, None, detail)
            )
        return done(None, Area.REQUESTS, Area.BACKUPS)

    def _told(self, attachment_id: int, size: int, progress: Progress) -> Iterator[bytes]:
        written = 0
        for data in self._pieces(attachment_id):
            progress.step(written, size)
            written += len(data)
            yield data

    def _pieces(self, attachment_id: int) -> Iterator[bytes]:
        seq = 0
        while True:
            with self.desk.reading() as unit:
                data = unit.attachments.chunk(attachment_id, seq)
            if data is None:
                return
            yield data
            seq += 1


def _check_may_go(found: Attachment) -> None:
    if found.kind in {AttachmentKind.PAPER, AttachmentKind.CONSENT}:
        raise Problem("file-kept", "Papers made or signed here are kept as they are.")
    if found.purged_at is not None:
        raise Problem("file-purged", "The copy of this file is no longer kept.")
