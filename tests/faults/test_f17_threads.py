"""F17: many threads, and locking in the middle of their work; the process must not crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import FULL
from tests.faults.figures import Figure, note
from tests.faults.kit import ROOT

CYCLES = 200 if FULL else 8


def test_locking_under_work_never_crashes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.thread_abuse", str(tmp_path / "data"), str(CYCLES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    cycles, saves = map(int, done.stdout.split())
    assert cycles == CYCLES
    seen = f"{saves:,} saves by 4 threads beside 3 readers"
    note(Figure("F17", "locked and unlocked under work", CYCLES, {"crashes": 0, "lost": 0}, seen))
