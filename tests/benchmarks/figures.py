"""Figures against budgets, and one table of them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        what: the budget's row.
        value: measured, in ``unit``.
        budget: the most it may be; infinite where it is only compared.
        basis: what was compared, in absolute figures.
    """

    what: str
    value: float
    unit: str
    budget: float
    basis: str = ""

    @property
    def kept(self) -> bool:
        """Within the budget."""
        return self.value <= self.budget

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The row as text."""
        verdict = "kept" if self.kept else "MISSED"
        if math.isinf(self.budget):
            return self.what, self._shown(self.value), "none", "", self.basis
        return self.what, self._shown(self.value), self._shown(self.budget), verdict, self.basis

    def _shown(self, number: float) -> str:
        digits = 2 if self.unit == "x" else 1
        return f"{number:.{digits}f} {self.unit}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_seconds(work: Callable[[], object], *, warm_ups: int = 2, runs: int = 9) -> float:
    """The median of some calls after some that do not count."""
    for _ in range(warm_ups):
        work()
    return median(seconds(work) for _ in range(runs))


def in_turn(
    works: Sequence[Callable[[], object]], *, warm_ups: int = 3, runs: int = 25
) -> list[float]:
    """Medians of several works that are called in turn, so that a busy machine slows all alike."""
    for work in works:
        for _ in range(warm_ups):
            work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for place, work in enumerate(works):
            times[place].append(seconds(work))
    return [median(each) for each in times]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def ms(value: float) -> str:
    """Seconds as milliseconds for the last column."""
    return f"{value * 1000:.1f} ms"


def table(figures: Sequence[Figure]) -> str:
    """All rows under headings, columns aligned."""
    head = ("What", "Measured", "Budget", "Verdict", "From")
    rows = [head, *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = []
    for row in rows:
        start = row[0].ljust(widths[0])
        numbers = "  ".join(row[column].rjust(widths[column]) for column in (1, 2))
        lines.append(f"{start}  {numbers}  {row[3].ljust(widths[3])}  {row[4]}".rstrip())
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines)
