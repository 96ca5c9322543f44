"""What an import would do, before it does anything: the dry run that is shown and then carried out.

The promise: every row of the file that holds anything is either planned or rejected with its line
and a reason that says nothing about the patient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.import_columns import Target
from app.domain.patient_import import is_blank, read_patient
from app.domain.people import PatientDetails
from app.domain.same_person import KnownPatient, Likeness, PeopleIndex, source_key


@dataclass(frozen=True, slots=True)
class PlannedPatient:
    """A row that can be imported.

    Attributes:
        line: line of the file, or number of the entry, from 1.
        details: the patient.
        source_key: the same for the same row read again; see :func:`source_key`.
        remarks: repairs and gaps worth knowing.
    """

    line: int
    details: PatientDetails = field(repr=False)
    source_key: str = field(repr=False)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is left out, and why; no patient data."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything an import of one file would do.

    Attributes:
        rows: the patients, in the order of the file.
        rejected: rows left out, in the order of the file.
        remarks: about the whole file, one sentence each.
        unit: what ``line`` counts: "line" or "entry".
    """

    rows: tuple[PlannedPatient, ...] = field(repr=False)
    rejected: tuple[RejectedRow, ...]
    remarks: tuple[str, ...] = ()
    unit: str = "line"


class PlanBuilder:
    """Collects rows into a plan; the same patient twice in one file is taken once."""

    def __init__(self, today: date, *, unit: str = "line") -> None:
        self._today = today
        self._unit = unit
        self._rows: list[PlannedPatient] = []
        self._rejected: list[RejectedRow] = []
        self._seen = PeopleIndex()
        self._counts: Counter[str] = Counter()

    def add(self, line: int, raw: Mapping[Target, str], *, remarks: tuple[str, ...] = ()) -> None:
        """Take one row; blank ones are passed over."""
        if is_blank(raw):
            return
        row = read_patient(raw, self._today)
        if row.details is None:
            self.reject(line, row.reason)
            return
        reason, remark = self._repeated(row.details)
        if reason:
            self.reject(line, reason)
            return
        self._seen.add(KnownPatient(line, row.details))
        self._counts.update((*row.remarks, *remarks))
        all_remarks = (*row.remarks, *remarks, *remark)
        key = source_key(row.details)
        self._rows.append(PlannedPatient(line, row.details, key, all_remarks))

    def _repeated(self, details: PatientDetails) -> tuple[str, tuple[str, ...]]:
        """Why the row repeats an earlier one, or a remark that it may."""
        earlier = self._seen.find(details)
        if earlier is None:
            return "", ()
        where = f"{self._unit} {earlier.patient_id}"
        if earlier.likeness is Likeness.SAME:
            return f"The same patient as in {where}.", ()
        if earlier.likeness is Likeness.CONFLICT:
            return f"The chart number is already used in {where} for someone else.", ()
        return "", (f"May be the same patient as in {where}.",)

    def reject(self, line: int, reason: str) -> None:
        """Leave one row out."""
        self._rejected.append(RejectedRow(line, reason))

    def build(self, *, remarks: tuple[str, ...] = ()) -> ImportPlan:
        """The plan so far, with what its rows' remarks add up to."""
        sums = tuple(
            f"{count:,} patient{'s' if count > 1 else ''}: {sentence}"
            for sentence, count in sorted(self._counts.items())
        )
        return ImportPlan(tuple(self._rows), tuple(self._rejected), (*remarks, *sums), self._unit)
