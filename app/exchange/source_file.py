"""A file that a person chose for import: what kind it is, and whether it can be read at all.

The promise: whatever the file is, it is refused or accepted after looking at its size and its first
bytes; nothing larger than the limit is ever read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import Problem

Step = Callable[[int, int], None]
"""Called with done and total; may raise ``Cancelled``."""

SAMPLE_BYTES = 64 * 1024
_MEGABYTE = 1024 * 1024
_UTF8_BOM = b"\xef\xbb\xbf"
_SAVE_AS_CSV = "Open it in the program it comes from and save it as CSV UTF-8."

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "is-archive", "This is an Excel workbook or a zip archive, not a CSV file."),
    (b"PK\x05\x06", "is-archive", "This is a zip archive, not a CSV file."),
    (b"\x1f\x8b", "is-archive", "This is a compressed file, not a CSV file."),
    (b"7z\xbc\xaf", "is-archive", "This is a compressed file, not a CSV file."),
    (b"Rar!", "is-archive", "This is a compressed file, not a CSV file."),
    (b"\xd0\xcf\x11\xe0", "is-workbook", "This is an old Excel workbook, not a CSV file."),
    (b"%PDF", "is-pdf", "This is a PDF, not a list of patients."),
    (b"{\\rtf", "is-document", "This is a text document, not a CSV file."),
)
_TEXT_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
_CONTROL_SHARE = 20
"""One control character in so many bytes makes a file binary; single strays are cleaned later."""


class SourceKind(StrEnum):
    """What kinds of files patients come in."""

    CSV = "csv"
    FHIR = "fhir"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {SourceKind.CSV: "CSV list", SourceKind.FHIR: "FHIR R4"}[self]


def no_step(done: int, total: int) -> None:
    """A step nobody watches."""


def open_source(path: Path, limit: int) -> tuple[BinaryIO, int]:
    """The file, open for reading, and its size.

    Raises:
        Problem: ``not-a-file``, ``cannot-read``, ``empty-file`` or ``too-large``.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        # without O_NONBLOCK a named pipe would hold the program for ever
        descriptor = os.open(path, flags)
    except (OSError, ValueError):
        raise _unreadable(path) from None
    try:
        facts = os.fstat(descriptor)
        _check_facts(facts, limit)
        return os.fdopen(descriptor, "rb"), facts.st_size
    except BaseException:
        os.close(descriptor)
        raise


def _unreadable(path: Path) -> Problem:
    if path.is_dir():
        return _not_a_file()
    return Problem(
        "cannot-read",
        "The file cannot be read.",
        next_step="If it is open in another program, close it there. Then choose it again.",
    )


def _not_a_file() -> Problem:
    return Problem("not-a-file", "This is not a file.", next_step="Choose a file.")


def _check_facts(facts: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise _not_a_file()
    if facts.st_size == 0:
        raise Problem("empty-file", "The file is empty.", next_step="Choose another file.")
    if facts.st_size > limit:
        raise Problem(
            "too-large",
            f"The file is larger than {limit // _MEGABYTE} MB.",
            next_step="Split it into smaller files and import them one after the other.",
        )


def source_kind(path: Path) -> SourceKind:
    """What the file is, by its first bytes, and by its name where those can be either.

    Raises:
        Problem: the file cannot be opened, or is neither.
    """
    file, _ = open_source(path, limit=2**63)
    with file:
        head = file.read(SAMPLE_BYTES)
    check_signature(head)
    start = head.removeprefix(_UTF8_BOM).lstrip()
    is_json = start[:1] in (b"{", b"[")
    extension = path.suffix.casefold()
    if is_json and (extension not in (".csv", ".tsv", ".txt") or b'"resourceType"' in head):
        return SourceKind.FHIR
    return SourceKind.FHIR if extension in (".json", ".ndjson", ".jsonl") else SourceKind.CSV


def check_signature(head: bytes) -> None:
    """Refuse what is plainly another kind of file.

    Raises:
        Problem: an archive, workbook, PDF, document, web page, UTF-16 or binary file.
    """
    for signature, code, happened in _SIGNATURES:
        if head.startswith(signature):
            raise Problem(code, happened, next_step=_SAVE_AS_CSV)
    if _is_utf16(head):
        raise Problem(
            "is-utf16",
            "The file is written in UTF-16, which is not read here.",
            next_step="Save it as “CSV UTF-8” and choose it again.",
        )
    if b"\0" in head:
        raise binary_problem()
    start = head.removeprefix(_UTF8_BOM).lstrip()[:64].lower()
    if start.startswith((b"<?xml", b"<!doctype", b"<html", b"<table", b"<patient", b"<bundle")):
        raise Problem(
            "is-markup",
            "This is a web page or XML file, which is not read here.",
            next_step="Export the patients as CSV UTF-8 or as FHIR in JSON.",
        )
    strays = len(head) - len(head.translate(None, _TEXT_CONTROLS))
    if strays * _CONTROL_SHARE > len(head):
        raise binary_problem()


def binary_problem() -> Problem:
    """What is said of a file that is not text."""
    return Problem("is-binary", "This is not a text file.", next_step=_SAVE_AS_CSV)


def _is_utf16(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return True
    zeros = (head[0::2].count(0), head[1::2].count(0))
    # Latin letters in UTF-16 have a zero in every second byte, always on the same side
    return max(zeros) * 2 > len(head) // 2 and min(zeros) * 10 < len(head)
