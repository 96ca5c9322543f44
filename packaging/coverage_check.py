"""Reads coverage's report and fails when a room is covered less than it must be.

Promise: the rules of `app/domain/` are covered to the last branch; every other room to 90 percent
of its lines and branches together. A room that has no code is not judged.

    python packaging/coverage_check.py build/tests/coverage.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

WHOLE = 100.0
USUAL = 90.0
# ui/ is divided further: each of its rooms stands for itself
DIVIDED = ("app/ui",)
# missing places named for one file
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Measured:
    """The lines and branches of one file or room."""

    name: str
    covered: int
    total: int
    missing: str = ""

    @property
    def percent(self) -> float:
        """The covered part; nothing to cover is all covered."""
        return 100.0 * self.covered / self.total if self.total else WHOLE


def room_of(path: str) -> str:
    """The room a file belongs to: app/domain, app/ui/kit, or app for the files beside the rooms."""
    folder = PurePosixPath(path).parent
    parts = folder.parts
    for divided in DIVIDED:
        if folder.is_relative_to(divided):
            return "/".join(parts[: len(PurePosixPath(divided).parts) + 1])
    return "/".join(parts[:2])


def bar_of(room: str) -> float:
    """The percentage a room must reach."""
    return WHOLE if room == "app/domain" else USUAL


def ranges(lines: Iterable[int]) -> list[str]:
    """Lines that follow one another, as "3-7"."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return [f"{first}-{last}" if last > first else str(first) for first, last in runs]


def _missing(entry: Mapping[str, Any]) -> str:
    lines = set(entry["missing_lines"])
    # a branch that starts on a missing line says nothing new
    branches = [f"{a}->{b}" for a, b in entry.get("missing_branches", []) if a not in lines]
    wanted = ranges(lines) + branches
    more = len(wanted) - SHOWN
    return ", ".join(wanted[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def read_files(report: Mapping[str, Any]) -> list[Measured]:
    """Every measured file that has code."""
    files = []
    for path, entry in report["files"].items():
        summary = entry["summary"]
        total = summary["num_statements"] + summary["num_branches"]
        covered = summary["covered_lines"] + summary["covered_branches"]
        if total:
            name = path.replace("\\", "/")
            files.append(Measured(name, covered, total, _missing(entry)))
    return sorted(files, key=lambda file: file.name)


def rooms(files: Iterable[Measured]) -> list[Measured]:
    """The sums by room."""
    sums: dict[str, tuple[int, int]] = {}
    for file in files:
        covered, total = sums.get(room_of(file.name), (0, 0))
        sums[room_of(file.name)] = (covered + file.covered, total + file.total)
    return [Measured(name, *sums[name]) for name in sorted(sums)]


def table(measured: Iterable[Measured]) -> list[str]:
    """One line for each room, with the bar it must pass."""
    return [
        f"{'  ' if room.percent >= bar_of(room.name) else '! '}"
        f"{room.name:<24}{room.total:>7}{room.percent:>8.1f} %   of {bar_of(room.name):.0f} %"
        for room in measured
    ]


def main(arguments: list[str]) -> int:
    """Print the table and what is missing; the exit status."""
    report = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    files = read_files(report)
    summed = rooms(files)
    low = [room for room in summed if room.percent < bar_of(room.name)]
    print("  room                      parts  covered")
    print("\n".join(table(summed)))
    for file in files:
        room = room_of(file.name)
        if file.percent < bar_of(room) and any(room == each.name for each in low):
            print(f"  {file.name}: {file.percent:.1f} %, not reached: {file.missing}")
    return 1 if low else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
