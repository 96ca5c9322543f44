"""Reads CSV files of any origin, within limits, a row at a time.

The promise: a file is looked through once before anything is taken from it, in one pass that never
holds more than one row; what breaks a limit or the form of CSV is refused with one clear sentence
(security.md section 11, fault test F22).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import Problem
from app.exchange.source_file import (
    SAMPLE_BYTES,
    Step,
    binary_problem,
    check_signature,
    no_step,
    open_source,
)

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELL = 32 * 1024
"""The csv module itself refuses 128 KB; ours comes first and says so in words."""

PREVIEW_ROWS = 50
DELIMITERS = ",;\t|"

_MAX_RECORD = 1024 * 1024
"""Longest row in characters, over all its lines; bounds memory whatever the file holds."""

_MAX_LINES = 5 * MAX_ROWS
"""Blank lines and lines inside cells count here; a file of newlines alone ends early."""

_STEP_ROWS = 500
_SAMPLE_ROWS = 30
_CHUNK = 256 * 1024


class Encoding(StrEnum):
    """The encodings a person can choose from; UTF-8 is tried first."""

    UTF8 = "utf-8"
    WINDOWS = "cp1252"

    @property
    def label(self) -> str:
        """The encoding in words."""
        return {
            Encoding.UTF8: "Unicode (UTF-8)",
            Encoding.WINDOWS: "Western European (Windows-1252)",
        }[self]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file that was looked through and can be read.

    Attributes:
        path: where it is; shown, never stored.
        encoding: how its letters are written.
        delimiter: what stands between cells.
        width: cells of its widest row.
        row_count: rows that are not blank, title and heading rows included.
        preview: the first rows as plain text.
    """

    path: Path = field(repr=False)
    encoding: Encoding
    delimiter: str
    width: int
    row_count: int
    preview: tuple[tuple[str, ...], ...] = field(repr=False)

    def rows(self, step: Step = no_step) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells of every row that is not blank.

        Raises:
            Problem: the file was changed since it was looked through, and is broken now.
        """
        file, _ = open_source(self.path, MAX_BYTES)
        with file:
            for count, row in enumerate(_records(file, self.encoding, self.delimiter)):
                if count % _STEP_ROWS == 0:
                    step(count, self.row_count)
                yield row


def open_csv(path: Path, *, encoding: Encoding | None = None, step: Step = no_step) -> CsvTable:
    """Look a file through, from its first to its last byte.

    Args:
        path: the file.
        encoding: how its letters are written, when a person has chosen; else UTF-8.
        step: called with bytes looked at and bytes in all; may raise ``Cancelled``.

    Raises:
        Problem: the file is no CSV file, breaks a limit, or is ``not-utf8``: then the person may
            choose :attr:`Encoding.WINDOWS` and try again.
    """
    chosen = encoding or Encoding.UTF8
    file, size = open_source(path, MAX_BYTES)
    with file:
        head = file.read(SAMPLE_BYTES)
        check_signature(head)
        file.seek(0)
        _check_bytes(file, size, chosen, step)
        delimiter = _delimiter(head, chosen)
        file.seek(0)
        return _looked_through(path, file, chosen, delimiter, step)


def _check_bytes(file: BinaryIO, size: int, encoding: Encoding, step: Step) -> None:
    decoder = codecs.getincrementaldecoder(encoding.value)()
    done = 0
    while True:
        chunk = file.read(_CHUNK)
        if b"\0" in chunk:
            raise binary_problem()
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise _wrong_encoding(encoding) from None
        if not chunk:
            return
        done += len(chunk)
        step(done // 2, size)


def _wrong_encoding(encoding: Encoding) -> Problem:
    if encoding is Encoding.UTF8:
        return Problem(
            "not-utf8",
            "The file is not written in Unicode (UTF-8).",
            next_step="Read it as Windows-1252 and check names with accents in the preview, or"
            " save it as “CSV UTF-8”.",
        )
    return Problem(
        "wrong-encoding",
        "The file is not written in Windows-1252 either.",
        next_step="Save it as “CSV UTF-8” and choose it again.",
    )


def _looked_through(
    path: Path, file: BinaryIO, encoding: Encoding, delimiter: str, step: Step
) -> CsvTable:
    preview: list[tuple[str, ...]] = []
    count = width = 0
    for _, row in _records(file, encoding, delimiter):
        count += 1
        if count > MAX_ROWS + 1:
            raise _too_many_rows()
        width = max(width, len(row))
        if len(preview) < PREVIEW_ROWS:
            preview.append(tuple(row))
        if count % _STEP_ROWS == 0:
            step(count, max(count, MAX_ROWS))
    if count == 0:
        raise Problem("empty-file", "There is nothing in the file.", next_step="Choose another.")
    return CsvTable(path, encoding, delimiter, width, count, tuple(preview))


class _Lines:
    """Physical lines for the csv module, which keeps count of what it took for one row."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self.number = 0
        self.taken = 0
        self.characters = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(_MAX_RECORD)
        if not line:
            if self.taken:
                raise _unclosed_quote(self.number - self.taken + 1)
            raise StopIteration
        self.number += 1
        if self.number > _MAX_LINES:
            raise _too_many_rows()
        self.taken += 1
        self.characters += len(line)
        if self.characters >= _MAX_RECORD:
            raise self._too_long(line)
        return line

    def begin_row(self) -> int:
        """Forget the last row; the number of the line on which the next one starts."""
        self.taken = self.characters = 0
        return self.number + 1

    def _too_long(self, line: str) -> Problem:
        if self.taken > 1:
            return _unclosed_quote(self.number - self.taken + 1)
        if any(line.count(delimiter) >= MAX_COLUMNS for delimiter in DELIMITERS):
            return _too_many_columns(self.number)
        return _long_cell(self.number)


def _unclosed_quote(line: int) -> Problem:
    return Problem(
        "unclosed-quote",
        f"A quotation mark opened in line {line} is never closed.",
        next_step="Correct that line in the program the file comes from, and save it again.",
    )


def _too_many_rows() -> Problem:
    return Problem(
        "too-many-rows",
        f"The file has more than {MAX_ROWS:,} rows.",
        next_step="Split it into smaller files and import them one after the other.",
    )


def _too_many_columns(line: int) -> Problem:
    return Problem(
        "too-many-columns",
        f"Line {line} has more than {MAX_COLUMNS} columns.",
        next_step="Leave out the columns that are not needed, and save the file again.",
    )


def _long_cell(line: int) -> Problem:
    return Problem(
        "cell-too-long",
        f"Line {line} has a cell of more than {MAX_CELL // 1024} KB.",
        next_step="A quotation mark may be missing there. Correct the line and save it again.",
    )


def _records(file: BinaryIO, encoding: Encoding, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is not blank, within the limits."""
    codec = "utf-8-sig" if encoding is Encoding.UTF8 else encoding.value
    text = io.TextIOWrapper(file, encoding=codec, newline="")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        while True:
            start = lines.begin_row()
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise _endless_cell(lines, start) from None
            except UnicodeDecodeError:
                # it was changed since it was looked through
                raise _wrong_encoding(encoding) from None
            _check_row(row, start, lines)
            if any(row) and not _is_separator_line(row, start):
                yield start, row
    finally:
        text.detach()


def _check_row(row: Sequence[str], start: int, lines: _Lines) -> None:
    if len(row) > MAX_COLUMNS:
        raise _too_many_columns(start)
    if lines.characters > MAX_CELL and any(len(cell) > MAX_CELL for cell in row):
        raise _endless_cell(lines, start)


def _endless_cell(lines: _Lines, start: int) -> Problem:
    """A cell that runs over many lines has lost its closing quotation mark."""
    return _unclosed_quote(start) if lines.taken > 1 else _long_cell(start)


def _is_separator_line(row: Sequence[str], line: int) -> bool:
    """Excel's ``sep=;`` on the first line, in whatever way it was split."""
    return line == 1 and row[0].casefold().startswith("sep=") and len("".join(row)) <= 5


def _delimiter(head: bytes, encoding: Encoding) -> str:
    """The delimiter that cuts the first rows into the most even columns."""
    text = head.decode(encoding.value, "ignore").removeprefix("\ufeff")
    if text[:4].casefold() == "sep=" and text[4:5] and text[4] in DELIMITERS:
        return text[4]
    # the last line of the sample may be cut in two
    whole, _, _ = text.rpartition("\n") if len(head) == SAMPLE_BYTES else (text, "", "")
    return max(DELIMITERS, key=lambda delimiter: _evenness(whole or text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """How many of the first rows agree on their number of cells, and that number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths = [len(row) for row in islice(filter(None, reader), _SAMPLE_ROWS)]
    # titles and totals stand in rows of one cell
    cut = [width for width in widths if width > 1]
    usual = max(set(cut), key=lambda width: (cut.count(width), width), default=1)
    return (cut.count(usual) / max(len(widths), 1), usual)
