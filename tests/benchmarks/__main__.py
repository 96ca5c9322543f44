"""``python -m tests.benchmarks [--full]``: how fast ChartPost is, as ratios in one run.

Everything is compared with a peer or a baseline measured in the same minutes on the same machine;
other work on it slows both. Status 1 when a budget is missed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.big_store import Size, big_practice, open_practice
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.mail_day import mail_day_figure
from tests.benchmarks.paper_figures import label_figures
from tests.benchmarks.peers import KEEPASS, keepass_figure, missing
from tests.benchmarks.store_figures import FEW, page_figures, search_figure
from tests.benchmarks.window_figures import (
    csv_figures,
    idle_figures,
    start_figure,
    theme_figure,
    unlock_figure,
)

USUAL, FULL = 100_000, 1_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a budget is missed."""
    given = _parser().parse_args(argv)
    many = given.requests or (FULL if given.full else USUAL)
    base = Path(tempfile.mkdtemp(prefix="chartpost-bench-"))
    try:
        figures = measure(base, many, runs=given.runs, store=given.store)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    _say("")
    _say(table(figures))
    return 0 if all(figure.kept for figure in figures) else 1


def measure(base: Path, many: int, *, runs: int = 7, store: Path | None = None) -> list[Figure]:
    """All figures, in the order of the design's budgets; ``store`` was filled before."""
    label = f"{many:,} requests"
    few_folder, many_folder = base / "few", store or base / "many"
    few = big_practice(few_folder, Size(FEW))
    begin = time.perf_counter()
    large = open_practice(store) if store else big_practice(many_folder, Size(many))
    _say(f"Have a store of {label} after {time.perf_counter() - begin:.0f} s.")
    try:
        pages = page_figures(large.services, few.services, label)
        _say("Measured pages.")
        search = search_figure(large.services, Size(many), label)
        _say("Measured the search.")
        mail_day = mail_day_figure(few.services, base)
        _say("Measured a mail day.")
    finally:
        few.desk.store.close()
        large.desk.store.close()
    start = [start_figure(few_folder, runs)]
    start += _peer(few_folder, min(3, runs))
    _say("Measured the start.")
    unlock = unlock_figure(many_folder, label, min(3, runs))
    _say("Measured unlocking.")
    exported = csv_figures(many_folder, base / "log.csv", label)
    idle = idle_figures(few_folder)
    theme = theme_figure(few_folder, min(3, runs))
    _say("Measured export, rest and themes.")
    labels = label_figures(10_000 if runs > 1 else 300, base)
    for sentence in missing():
        _say(sentence)
    return [*start, unlock, *pages, search, *labels, mail_day, *exported, *idle, theme]


def _peer(folder: Path, runs: int) -> list[Figure]:
    """The other program's start; what goes wrong with it must not cost the other rows."""
    try:
        found = keepass_figure(folder, runs)
    except RuntimeError as error:
        _say(f"{KEEPASS} is not compared with: {error}.")
        return []
    return [] if found is None else [found]


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    top.add_argument("--full", action="store_true", help=f"with {FULL:,} requests")
    top.add_argument("--requests", type=int, help="with another number of requests")
    top.add_argument("--store", type=Path, help="a store of that many, filled by big_practice")
    top.add_argument("--runs", type=int, default=7, help="starts to take the median of")
    return top


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
