"""Files in the store, in chunks of 1 MiB, so that a large scan never stands in memory whole.

The promise: a file is there whole or not at all; a purged file keeps its name, size, page count and
hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from app.domain.attachments import CHUNK_BYTES, Attachment, AttachmentKind
from app.domain.errors import NotFound, Problem
from app.storage.tables import attachment, attachment_chunk, staff

# Written once, since a mail day adds hundreds.
_ADD, _ADD_CHUNK = insert(attachment), insert(attachment_chunk)


@dataclass(frozen=True, slots=True)
class NewFile:
    """What is known of a file before its content is written."""

    request_id: int | None
    kind: AttachmentKind
    name: str = field(repr=False)
    media_type: str
    added_at: datetime
    added_by: int | None
    pages: int | None = None


class AttachmentRepository:
    """Files within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, new: NewFile, *, size: int = 0, sha256: str = "") -> int:
        """Make the row; chunks follow in the same transaction.

        So does :meth:`finish`, if size and hash are not known yet.
        """
        key = self._connection.execute(
            _ADD,
            {
                "request_id": new.request_id,
                "kind": new.kind.value,
                "name": new.name,
                "media_type": new.media_type,
                "size": size,
                "sha256": sha256,
                "pages": new.pages,
                "added_at": new.added_at,
                "added_by": new.added_by,
            },
        ).inserted_primary_key
        return int(key[0]) if key else 0

    def add_chunk(self, attachment_id: int, seq: int, data: bytes) -> None:
        """Write the next piece."""
        self._connection.execute(
            _ADD_CHUNK, {"attachment_id": attachment_id, "seq": seq, "data": data}
        )

    def finish(self, attachment_id: int, *, size: int, sha256: str) -> None:
        """Note what was written."""
        self._connection.execute(
            update(attachment)
            .where(attachment.c.id == attachment_id)
            .values(size=size, sha256=sha256)
        )

    def add(self, new: NewFile, data: bytes) -> int:
        """Add a file that stands in memory already; returns the id."""
        sha256 = hashlib.sha256(data).hexdigest()
        attachment_id = self.begin(new, size=len(data), sha256=sha256)
        for seq, start in enumerate(range(0, len(data), CHUNK_BYTES)):
            self.add_chunk(attachment_id, seq, data[start : start + CHUNK_BYTES])
        return attachment_id

    def get(self, attachment_id: int) -> Attachment:
        """A file without its content.

        Raises:
            NotFound: there is none with this id.
        """
        row = self._connection.execute(
            _attachments().where(attachment.c.id == attachment_id)
        ).first()
        if row is None:
            raise NotFound("file")
        return _attachment(row)

    def of_request(self, request_id: int) -> tuple[Attachment, ...]:
        """The files of a request, the oldest first."""
        rows = self._connection.execute(
            _attachments().where(attachment.c.request_id == request_id).order_by(attachment.c.id)
        )
        return tuple(map(_attachment, rows))

    def same_file(self, request_id: int, sha256: str) -> Attachment | None:
        """A file with the same content that the request has already."""
        row = self._connection.execute(
            _attachments().where(
                attachment.c.request_id == request_id, attachment.c.sha256 == sha256
            )
        ).first()
        return None if row is None else _attachment(row)

    def chunk(self, attachment_id: int, seq: int) -> bytes | None:
        """One piece of the content; None after the last.

        Raises:
            Problem: the copy was purged.
        """
        if seq == 0 and self.get(attachment_id).purged_at is not None:
            raise Problem(
                "file-purged",
                "The copy of this file is no longer kept.",
                unharmed="Its name, page count and fingerprint are still on file.",
            )
        data = self._connection.execute(
            select(attachment_chunk.c.data).where(
                attachment_chunk.c.attachment_id == attachment_id, attachment_chunk.c.seq == seq
            )
        ).scalar()
        return None if data is None else bytes(data)

    def chunks(self, attachment_id: int) -> Iterator[bytes]:
        """The content, piece by piece.

        Raises:
            Problem: the copy was purged.
        """
        seq = 0
        while (data := self.chunk(attachment_id, seq)) is not None:
            yield data
            seq += 1

    def read(self, attachment_id: int) -> bytes:
        """The whole content."""
        return b"".join(self.chunks(attachment_id))

    def purge(self, attachment_id: int, at: datetime) -> None:
        """Let the content go and keep the rest."""
        self._connection.execute(
            delete(attachment_chunk).where(attachment_chunk.c.attachment_id == attachment_id)
        )
        self._connection.execute(
            update(attachment).where(attachment.c.id == attachment_id).values(purged_at=at)
        )


def _attachments() -> Select[Any]:
    return select(attachment, staff.c.name.label("added_by_name")).outerjoin(
        staff, staff.c.id == attachment.c.added_by
    )


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(
        id=row.id,
        request_id=row.request_id,
        kind=AttachmentKind(row.kind),
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        pages=row.pages,
        added_at=row.added_at,
        added_by=row.added_by_name or "ChartPost",
        purged_at=row.purged_at,
    )
