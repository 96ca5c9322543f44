"""Papers that come from outside: is this a PDF or a picture of pages, and how many has it?

The promise: the answer comes from the bytes, never from the file's name; nothing in the file is
run or followed; a file that cannot be read whole, or only with a password, is refused with the
reason, and the reason says nothing of its contents.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from app.documents.pdfium import PDFIUM
from app.documents.tiff import count_pages, is_tiff
from app.domain.attachments import LARGEST_FILE
from app.domain.errors import Problem

MOST_PAGES = 50_000
MOST_PIXELS = 400_000_000
_HEAD = 1024
"""PDF readers look for ``%PDF-`` within the first kilobyte (ISO 32000-1, annex H)."""


class ScanKind(StrEnum):
    """Kinds of file a scanned letter may be kept as."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"

    @property
    def media_type(self) -> str:
        """The kind as MIME names it."""
        return "application/pdf" if self is ScanKind.PDF else f"image/{self.value}"


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What the desk needs to know of a PDF."""

    pages: int
    encrypted: bool


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """What the desk needs to know of a scanned letter."""

    kind: ScanKind
    pages: int


def inspect_pdf(data: bytes) -> PdfFacts:
    """Page count of a PDF that opens without a password.

    ``encrypted`` tells of files that open freely but carry restrictions.

    Raises:
        Problem: not a PDF, damaged, locked by a password, empty or too large.
    """
    if not data:
        raise _refused("pdf-empty", "This file is empty.", "Scan the page again.")
    if len(data) > LARGEST_FILE:
        raise _refused(
            "pdf-too-large", "This file is larger than 500 MB.", "Split it, then add the parts."
        )
    if b"%PDF-" not in data[:_HEAD]:
        raise _refused("pdf-not-one", "This file is not a PDF.", "Choose the scanned PDF.")
    with _opened(data) as document:
        pages = len(document)
        if not 0 < pages <= MOST_PAGES:
            raise _damaged()
        # the last page is loaded, since files cut short often still have a page list
        document[pages - 1].close()
        locked = pdfium_raw.FPDF_GetSecurityHandlerRevision(document) != -1
    return PdfFacts(pages, bool(locked))


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    with PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _why_not_open(error) from None
        try:
            yield document
        except pdfium.PdfiumError:
            raise _damaged() from None
        finally:
            document.close()


def _why_not_open(error: pdfium.PdfiumError) -> Problem:
    if getattr(error, "err_code", None) == pdfium_raw.FPDF_ERR_PASSWORD:
        return _refused(
            "pdf-password",
            "This PDF is locked with a password.",
            "Open it with its password, save it without one, then add that file.",
        )
    return _damaged()


def inspect_scan(data: bytes) -> ScanFacts:
    """Kind and page count of a scanned letter: PDF, PNG, JPEG or TIFF, told by its first bytes.

    Raises:
        Problem: it is none of these, is damaged, locked, empty or too large.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        _check_picture(_png_size(data))
        return ScanFacts(ScanKind.PNG, 1)
    if data.startswith(b"\xff\xd8\xff"):
        _check_picture(_jpeg_size(data))
        return ScanFacts(ScanKind.JPEG, 1)
    if is_tiff(data):
        return ScanFacts(ScanKind.TIFF, count_pages(data))
    if data and b"%PDF-" not in data[:_HEAD]:
        raise _refused(
            "scan-kind",
            "This file is not a PDF, TIFF, PNG or JPEG, whatever its name says.",
            "Scan the letter as PDF, or save the picture as PNG or JPEG.",
        )
    return ScanFacts(ScanKind.PDF, inspect_pdf(data).pages)


def _check_picture(size: tuple[int, int] | None) -> None:
    if size is None or min(size) < 1 or size[0] * size[1] > MOST_PIXELS:
        raise _refused(
            "scan-damaged",
            "This picture is damaged or too large to read.",
            "Scan the page again, or choose another file.",
        )


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height out of the header of a PNG that has its end."""
    whole = data[12:16] == b"IHDR" and data[-12:].endswith(b"IEND\xaeB`\x82")
    return struct.unpack(">II", data[16:24]) if whole else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height out of the frame header of a JPEG that has its end."""
    if b"\xff\xd9" not in data[-_HEAD:]:
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        if marker == 0xFF:  # fill byte before a marker
            at += 1
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _damaged() -> Problem:
    return _refused(
        "pdf-damaged",
        "This PDF is damaged and cannot be read whole.",
        "Scan the pages again, or ask the sender for a new copy.",
    )


def _refused(code: str, happened: str, next_step: str) -> Problem:
    return Problem(code, happened, unharmed="Nothing was added.", next_step=next_step)
