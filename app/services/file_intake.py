"""A picked file on its way into the store: looked at first, then written in pieces.

The promise: a file that is too large, unreadable or not what it says is refused before anything is
written; what is written is what was looked at; nothing of it is kept anywhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.documents.reading import ScanKind, inspect_scan
from app.documents.tiff import as_pdf
from app.domain.attachments import CHUNK_BYTES, LARGEST_FILE, AttachmentKind
from app.domain.errors import Problem
from app.domain.text import clean_line
from app.services.progress import Progress
from app.storage.attachments import NewFile
from app.storage.unit import Unit

READ_WHOLE = 64 * 1024 * 1024
"""Larger files are not held in memory to count their pages; their beginning and end are checked."""

NAME_KEPT = 200
_TAIL = 4096


@dataclass(frozen=True, slots=True)
class PickedFile:
    """A file that someone chose or dropped onto a form."""

    path: Path = field(repr=False)
    kind: AttachmentKind = AttachmentKind.LETTER


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """A picked file after it was looked at."""

    picked: PickedFile
    size: int
    sha256: str
    media_type: str
    pages: int | None


def inspect_file(picked: PickedFile, progress: Progress) -> InspectedFile:
    """Look a picked file through.

    Raises:
        Problem: it cannot be read, is larger than 500 MB, or is no PDF, TIFF, PNG or JPEG.
        Cancelled: the person stopped it.
    """
    with _opened(picked.path) as file:
        size = _size_of(file)
        digest = hashlib.sha256()
        head, tail, parts = b"", b"", []
        for done, data in _pieces(file, size, progress):
            digest.update(data)
            head = head or data[:_TAIL]
            tail = (tail + data)[-_TAIL:]
            if size <= READ_WHOLE:
                parts.append(data)
            if done > size:
                raise _changed()
    media_type, pages = _facts(b"".join(parts), head, tail, size)
    return InspectedFile(picked, size, digest.hexdigest(), media_type, pages)


def picked_pages(path: Path) -> tuple[bytes, str]:
    """A picked file to look at before it is kept: a PDF or a picture, and which of them it is.

    Raises:
        Problem: it cannot be read, is no scan, or is too large to be shown beforehand.
    """
    with _opened(path) as file:
        data = file.read(READ_WHOLE + 1)
    if len(data) > READ_WHOLE:
        raise Problem(
            "file-not-shown",
            "This file is too large to be shown here.",
            unharmed="It can be added all the same.",
            next_step="Look at it in another program first.",
        )
    media_type = inspect_scan(data).kind.media_type
    if media_type == ScanKind.TIFF.media_type:
        return as_pdf(data), ScanKind.PDF.media_type
    return data, media_type


def write_file(
    unit: Unit, request_id: int, found: InspectedFile, new: NewFile, progress: Progress
) -> int:
    """Write an inspected file within the caller's transaction; returns its id.

    Raises:
        Problem: the request has this very file already, or the file changed meanwhile.
        Cancelled: the person stopped it; the transaction is undone.
    """
    twin = unit.attachments.same_file(request_id, found.sha256)
    if twin is not None:
        raise Problem(
            "file-already-there",
            "This very file is already kept with the request.",
            next_step="Nothing more is needed; choose another file if you meant a different one.",
        )
    return copy_file(unit, found, new, progress)


def copy_file(unit: Unit, found: InspectedFile, new: NewFile, progress: Progress) -> int:
    """Write an inspected file that belongs to no request; returns its id.

    Raises:
        Problem: the file changed meanwhile.
        Cancelled: the person stopped it; the transaction is undone.
    """
    attachment_id = unit.attachments.begin(new)
    digest = hashlib.sha256()
    with _opened(found.picked.path) as file:
        for seq, (_done, data) in enumerate(_pieces(file, found.size, progress)):
            digest.update(data)
            unit.attachments.add_chunk(attachment_id, seq, data)
    if digest.hexdigest() != found.sha256:
        raise _changed()
    unit.attachments.finish(attachment_id, size=found.size, sha256=found.sha256)
    return attachment_id


def kept_name(path: Path) -> str:
    """The file's name as the store keeps it."""
    return clean_line(path.name)[-NAME_KEPT:] or "file"


def _facts(data: bytes, head: bytes, tail: bytes, size: int) -> tuple[str, int | None]:
    if size <= READ_WHOLE:
        facts = inspect_scan(data)
        return facts.kind.media_type, facts.pages
    if b"%PDF-" not in head[:1024]:
        raise Problem(
            "scan-kind",
            "A file this large has to be a PDF.",
            unharmed="Nothing was added.",
            next_step="Scan the pages as PDF, then add that file.",
        )
    if b"%%EOF" not in tail:
        raise Problem(
            "pdf-damaged",
            "This PDF is cut short.",
            unharmed="Nothing was added.",
            next_step="Scan the pages again, or ask the sender for a new copy.",
        )
    return "application/pdf", None


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError:
        raise Problem(
            "file-unreadable",
            "This file cannot be opened.",
            unharmed="Nothing was added.",
            next_step="Close other programs that use it, or choose another file.",
        ) from None


def _size_of(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    if size > LARGEST_FILE:
        raise Problem(
            "file-too-large",
            "This file is larger than 500 MB.",
            unharmed="Nothing was added.",
            next_step="Split it, then add the parts.",
        )
    return size


def _pieces(file: BinaryIO, size: int, progress: Progress) -> Iterator[tuple[int, bytes]]:
    done = 0
    progress.step(0, size)
    while True:
        try:
            data = file.read(CHUNK_BYTES)
        except OSError:
            raise Problem(
                "file-unreadable",
                "This file cannot be read to its end.",
                unharmed="Nothing was added.",
                next_step="Copy it to this computer, then add the copy.",
            ) from None
        if not data:
            return
        done += len(data)
        yield done, data
        progress.step(min(done, size), size)


def _changed() -> Problem:
    return Problem(
        "file-changed",
        "The file was changed while it was read.",
        unharmed="Nothing was added.",
        next_step="Wait until the scanner is done, then add it again.",
    )
