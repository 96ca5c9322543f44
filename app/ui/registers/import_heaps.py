"""The dry run of an import as lists to look through, sorted out off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.dates import format_us_date
from app.domain.import_merge import Effect, ImportCheck, RowEffect


class Heap(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The heap in words."""
        return {
            Heap.NEW: "New",
            Heap.CHANGED: "Changed",
            Heap.SAME: "Already there",
            Heap.DOUBTFUL: "Doubtful",
            Heap.REJECTED: "Left out",
        }[self]


@dataclass(frozen=True, slots=True)
class HeapRow:
    """One row of the file in the dry run."""

    line: int
    name: str = field(repr=False)
    born: str = field(repr=False)
    said: str


@dataclass(frozen=True, slots=True)
class Heaps:
    """The whole dry run."""

    check: ImportCheck = field(repr=False)
    rows: Mapping[Heap, tuple[HeapRow, ...]] = field(repr=False)

    def count(self, heap: Heap) -> int:
        """How many rows are on a heap."""
        return len(self.rows[heap])

    @property
    def to_import(self) -> int:
        """How many patients would be added or changed."""
        return self.count(Heap.NEW) + self.count(Heap.DOUBTFUL) + self.count(Heap.CHANGED)

    @property
    def telling(self) -> Heap:
        """The heap to look at first."""
        order = (Heap.REJECTED, Heap.DOUBTFUL, Heap.NEW, Heap.CHANGED, Heap.SAME)
        return next((heap for heap in order if self.rows[heap]), Heap.NEW)


_DOUBT = "The same name is on file, but not everything else agrees. Added as a new patient."
_HEAP_OF = {
    Effect.NEW: Heap.NEW,
    Effect.UPDATED: Heap.CHANGED,
    Effect.UNCHANGED: Heap.SAME,
}


def heaps_of(check: ImportCheck) -> Heaps:
    """Sort a dry run out."""
    rows: dict[Heap, list[HeapRow]] = {heap: [] for heap in Heap}
    for each in check.effects:
        rows[_heap_of(each)].append(_row(each))
    rows[Heap.REJECTED] = [HeapRow(each.line, "", "", each.reason) for each in check.rejected]
    return Heaps(check, {heap: tuple(found) for heap, found in rows.items()})


def _heap_of(each: RowEffect) -> Heap:
    return Heap.DOUBTFUL if each.likely_twin else _HEAP_OF[each.effect]


def _row(each: RowEffect) -> HeapRow:
    details = each.row.details
    said = " ".join((*((_DOUBT,) if each.likely_twin else ()), *each.row.remarks))
    return HeapRow(each.row.line, details.list_name, format_us_date(details.birth_date), said)
