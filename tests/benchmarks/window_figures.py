"""Start, unlock and rest of the window, each measured in processes of its own."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.big_store import ROOT
from tests.benchmarks.figures import Figure, ms

START_BUDGET = 1.5
UNLOCK_BUDGET = 200.0
CSV_BUDGET = 1.5
MEMORY_BUDGET = 80.0
"""The store's page cache may grow to 64 MB whatever is read; the rest is the export's own."""

IDLE_BUDGET = 0.5
"""Per cent of one processor: what rounds to 0 %."""

RESIDENT_BUDGET = 200.0


def start_figure(folder: Path, runs: int) -> Figure:
    """Cold start to the unlock page painted, against a bare window; in turn, after one warm-up."""
    times: dict[str, list[float]] = {"bare": [], "chartpost": []}
    for run in range(runs + 1):
        for name, arguments in (("bare", ()), ("chartpost", (str(folder),))):
            begin = time.time()
            taken = float(child(name, *arguments)["at"]) - begin
            if run:
                times[name].append(taken)
    ours, bare = median(times["chartpost"]), median(times["bare"])
    basis = f"{ms(ours)} against {ms(bare)}, median of {runs} after 1 warm-up"
    return Figure("Cold start to the unlock page / bare window", ours / bare, "x", 1.5, basis)


def unlock_figure(folder: Path, label: str, runs: int) -> Figure:
    """Enter on the unlock page to the painted queue, without the derivation of the key."""
    found = [child("queue", str(folder)) for _ in range(runs)]
    over = median(one["seconds"] - one["derivation"] for one in found)
    names = ("seconds", "derivation", "processor")
    whole, key, busy = (median(one[name] for one in found) for name in names)
    basis = (
        f"{ms(whole)} less {ms(key)} for the key, {label}, median of {runs}; "
        f"processor time {ms(busy - key)}"
    )
    return Figure("Unlock to the queue painted", over * 1000, "ms", UNLOCK_BUDGET, basis)


def idle_figures(folder: Path) -> list[Figure]:
    """An open window that nobody touches, over six seconds."""
    found = child("idle", str(folder))
    return [
        Figure("Window idle, processor", found["percent"], "%", IDLE_BUDGET, "of one, over 6 s"),
        Figure("Window idle, memory", found["megabytes"], "MB", RESIDENT_BUDGET, "resident"),
    ]


def theme_figure(folder: Path, runs: int) -> Figure:
    """From the other theme being chosen to the queue painted in it."""
    taken = median(child("theme", str(folder))["seconds"] for _ in range(runs))
    basis = f"light to dark with the queue open, median of {runs}"
    return Figure("Another theme, to the painted queue", taken * 1000, "ms", math.inf, basis)


def csv_figures(folder: Path, target: Path, label: str) -> list[Figure]:
    """The exported log against ``csv.writer`` over the same rows, and how memory grows."""
    found = child("export", str(folder), str(target))
    ours, bare = found["seconds"], found["bare"]
    basis = f"{ours:.2f} s against {bare:.2f} s, {label}, better of 2"
    grown = f"{label}; the store's page cache alone may take 64 MB"
    return [
        Figure("CSV of the mail log / csv.writer", ours / bare, "x", CSV_BUDGET, basis),
        Figure("CSV of the mail log, memory", found["megabytes"], "MB", MEMORY_BUDGET, grown),
    ]


def child(name: str, *arguments: str) -> dict[str, Any]:
    """Run one measured process."""
    env = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.warning=false", **os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.children", name, *arguments],
        cwd=ROOT,
        env=env,
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
