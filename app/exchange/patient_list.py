"""A patient list in CSV form: its heading row, what its columns hold, and the plan of an import.

The promise: what is shown for correction is what is then read; cells of columns that may never be
taken are not even shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.domain.import_columns import (
    ColumnGuess,
    Target,
    check_mapping,
    guess_columns,
    guess_without_header,
    known_headings,
    mapping_of,
)
from app.domain.import_plan import ImportPlan, PlanBuilder
from app.exchange.csv_reader import MAX_ROWS, CsvTable, Encoding, open_csv
from app.exchange.source_file import Step, no_step

_HEADER_SEARCH = 10
"""Rows looked at for the headings; reports begin with a title and a date."""

HIDDEN = "(not taken)"


@dataclass(frozen=True, slots=True)
class PatientList:
    """A CSV file, looked through, with its columns guessed.

    Attributes:
        table: the file.
        header_row: place of the heading row among the rows, from 0; None if there is none.
        guesses: one for each column.
        preview: up to 50 rows of data as plain text, with cells of refused columns hidden.
    """

    table: CsvTable
    header_row: int | None
    guesses: tuple[ColumnGuess, ...]
    preview: tuple[tuple[str, ...], ...] = field(repr=False)

    @property
    def mapping(self) -> dict[Target, int]:
        """Field to column as guessed; a person may correct a copy of it."""
        return mapping_of(self.guesses)

    @property
    def row_count(self) -> int:
        """Rows of data."""
        return self.table.row_count - self._data_start

    @property
    def _data_start(self) -> int:
        return 0 if self.header_row is None else self.header_row + 1

    def plan(
        self,
        today: date,
        *,
        mapping: Mapping[Target, int] | None = None,
        step: Step = no_step,
    ) -> ImportPlan:
        """What an import would do: the dry run.

        Args:
            today: the local day.
            mapping: field to column as corrected; else as guessed.
            step: called with rows read and rows in all; may raise ``Cancelled``.

        Raises:
            FieldProblems: the mapping cannot be used.
            Problem: the file was changed meanwhile and is broken now.
        """
        chosen = self.mapping if mapping is None else dict(mapping)
        check_mapping(chosen, self.guesses)
        builder = PlanBuilder(today)
        width = len(self.guesses)
        for count, (line, row) in enumerate(self.table.rows(step)):
            if count < self._data_start:
                continue
            if any(cell.strip() for cell in row[width:]):
                builder.reject(line, "The row has more cells than there are headings.")
                continue
            raw = {target: row[index] for target, index in chosen.items() if index < len(row)}
            builder.add(line, raw)
        return builder.build()


def open_patient_list(
    path: Path,
    *,
    encoding: Encoding | None = None,
    has_header: bool | None = None,
    step: Step = no_step,
) -> PatientList:
    """Look a CSV file through and guess its columns.

    Args:
        path: the file.
        encoding: chosen by a person after ``not-utf8``.
        has_header: whether the first row holds headings, when a person has said so.
        step: called with done and total; may raise ``Cancelled``.

    Raises:
        Problem: see :func:`~app.exchange.csv_reader.open_csv`; also ``too-many-rows``.
    """
    table = open_csv(path, encoding=encoding, step=step)
    header_row = _header_row(table, has_header)
    start = 0 if header_row is None else header_row + 1
    sample = table.preview[start:]
    guesses = (
        guess_without_header(sample, table.width)
        if header_row is None
        else guess_columns(table.preview[header_row], sample)
    )
    return PatientList(table, header_row, guesses, _without_refused(sample, guesses))


def _header_row(table: CsvTable, has_header: bool | None) -> int | None:  # noqa: FBT001 - three answers
    """The row in which we know most headings, if we know enough of them."""
    if has_header is False:
        return None
    known = [known_headings(row) for row in table.preview[:_HEADER_SEARCH]]
    best = max(range(len(known)), key=lambda index: (known[index], -index))
    enough = min(2, len(table.preview[best]))
    if known[best] >= enough:
        return best
    return 0 if has_header else None


def _without_refused(
    rows: tuple[tuple[str, ...], ...], guesses: tuple[ColumnGuess, ...]
) -> tuple[tuple[str, ...], ...]:
    refused = {guess.index for guess in guesses if guess.is_refused}
    return tuple(
        tuple(HIDDEN if index in refused else cell for index, cell in enumerate(row))
        for row in rows
    )


__all__ = ["HIDDEN", "MAX_ROWS", "Encoding", "PatientList", "open_patient_list"]
