"""The figures of the fault tests as one table: how often something was broken, what came of it.

Every test notes its own while it runs; ``python -m tests.faults.figures`` prints the table. A run
in several processes notes into one folder, so nothing is handed from one to the other.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

OWN_FOLDER = "CHARTPOST_FIGURES"
"""Names a folder where the slices of a long run put their figures together."""

_USUAL = Path(__file__).resolve().parents[2] / "build" / "tests" / "faults"
FOLDER = Path(os.environ.get(OWN_FOLDER, _USUAL))
ELSEWHERE = {
    "F07 roll-back": "tests/storage/test_store_unlocking.py",
    "F08 damaged source of a backup": "tests/storage/test_backup.py",
    "F12 wrong secrets": "tests/storage/test_keyring.py",
    "F14 two programs": "tests/faults/test_kill.py",
    "F15 edit conflict": "tests/storage/test_store.py",
    "F16 forbidden places": "tests/system/test_places.py",
    "F21 formulas and markup": "tests/faults/test_f21_hostile_values.py",
    "F22 hostile lists": "tests/faults/test_f22_hostile_import.py",
    "F25 tampering with the trail": "tests/storage/test_audit.py",
    "F26 permissions": "tests/services/test_permissions.py",
    "F27 locking by itself": "tests/ui/vault/test_unlock_and_lock.py",
    "F32 known answers": "tests/system/test_start_checks.py",
}
"""Faults that are tried in every run without being counted."""

NOT_HERE = (
    "F23, F24: encrypted PDF and sending of e-mail, which this version does not do",
    "F30: the packaged program, tried by dev.py build",
    "F31: eight hours of use, for a release",
)
FULL = os.environ.get("CHARTPOST_FULL") == "1"


@dataclass(frozen=True)
class Figure:
    """One row.

    Attributes:
        fault: its number in the list of faults, for example "F02".
        what: what was done to the program.
        tries: how often.
        bad: what must not happen, and how often it did.
        seen: what was measured besides.
        skipped: why it was not tried at all.
    """

    fault: str
    what: str
    tries: int = 0
    bad: Mapping[str, int] = field(default_factory=dict)
    seen: str = ""
    skipped: str = ""


def note(figure: Figure, part: str = "") -> None:
    """Keep a row; ``part`` tells the parts of one row apart that different tests contribute."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    body = json.dumps(figure.__dict__ | {"part": part, "full": FULL})
    key = f"{figure.fault}|{figure.what}|{part}"
    name = f"{figure.fault}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.json"
    (FOLDER / name).write_text(body, encoding="utf-8")


def clear() -> None:
    """Before a run."""
    shutil.rmtree(FOLDER, ignore_errors=True)


def rows() -> list[Figure]:
    """All rows, their parts added up, in order of their numbers."""
    parts: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for path in sorted(FOLDER.glob("F*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        figure = Figure(**{name: raw[name] for name in Figure.__dataclass_fields__})
        parts[figure.fault, figure.what].append(figure)
    return [_summed(*key, figures) for key, figures in sorted(parts.items())]


def table() -> str:
    """The rows for people."""
    found = rows()
    if not found:
        return "No figures of fault tests were noted in this run."
    cells = [("Fault", "What was done", "Times", "What must not happen", "Seen")]
    cells += [(each.fault, each.what, _times(each), _bad(each), each.seen) for each in found]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    lines = [
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[4]])
        for row in cells
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    also = [f"{name}: {path}" for name, path in ELSEWHERE.items()]
    ends = ["", "Tried without counting:", *also, "Not in this run:", *NOT_HERE]
    size = "full size" if FULL or _was_full() else "quick size"
    return "\n".join([f"Faults on purpose, {size}", *(line.rstrip() for line in lines), *ends])


def _summed(fault: str, what: str, figures: list[Figure]) -> Figure:
    bad: dict[str, int] = defaultdict(int)
    for figure in figures:
        for name, count in figure.bad.items():
            bad[name] += count
    seen = "; ".join(dict.fromkeys(figure.seen for figure in figures if figure.seen))
    tries = sum(figure.tries for figure in figures)
    skipped = "" if tries else next((each.skipped for each in figures if each.skipped), "")
    return Figure(fault, what, tries, dict(bad), seen, skipped)


def _times(figure: Figure) -> str:
    return "skipped" if figure.skipped else f"{figure.tries:,}"


def _bad(figure: Figure) -> str:
    return figure.skipped or ", ".join(f"{count} {name}" for name, count in figure.bad.items())


def _was_full() -> bool:
    files = list(FOLDER.glob("F*.json"))
    return bool(files) and all(json.loads(each.read_text())["full"] for each in files)


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
