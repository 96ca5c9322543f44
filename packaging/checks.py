"""The stages of `dev.py test`, in order of price, and the line that sums them up.

Promise: the first stage that fails ends the run with its name; the last line printed is always of
the form "12 passed, 0 failed", so that a machine can read it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import machine
from environment import ROOT, headless_environment, script

RESULTS = ROOT / "build" / "tests"
JUNIT = RESULTS / "pytest.xml"
COVERAGE = RESULTS / "coverage.json"
FAULTS_JUNIT = RESULTS / "faults.xml"
# names the folder in which the fault tests note figures for their table (tests/faults/figures.py)
FIGURES = "CHARTPOST_FIGURES"


@dataclass(frozen=True, slots=True)
class Stage:
    """One check: a name for people and a command."""

    name: str
    command: list[str]
    needs_qt: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How the tests went."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def line(self) -> str:
        """The closing line."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def read_counts(report: str) -> Counts:
    """Sum up a JUnit report as pytest writes it."""
    total = failed = skipped = 0
    # the report was written by our own run a moment ago
    for suite in ET.fromstring(report).iter("testsuite"):  # noqa: S314
        total += int(suite.get("tests", "0"))
        failed += int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
        skipped += int(suite.get("skipped", "0"))
    return Counts(passed=max(0, total - failed - skipped), failed=failed, skipped=skipped)


def stages(*, faults_only: bool = False) -> list[Stage]:
    """Everything that is checked, or what is broken on purpose alone."""
    python, ruff, mypy = script("python"), script("ruff"), script("mypy")
    own = sorted(str(path.relative_to(ROOT)) for path in Path(__file__).parent.glob("*.py"))
    workers = str(min(4, max(2, os.cpu_count() or 2)))
    pytest = [python, "-m", "pytest", "-q", "-n", workers, "--dist", "worksteal", "--durations=10"]
    table = Stage("faults on purpose", [python, "-m", "tests.faults.figures"])
    if faults_only:
        command = [*pytest, f"--junitxml={FAULTS_JUNIT}", "tests/faults"]
        return [Stage("tests of faults", command, needs_qt=True), table]
    measure = ["--cov=app", "--cov-branch", f"--cov-report=json:{COVERAGE}"]
    return [
        Stage("lint", [ruff, "check", "--no-cache", "."]),
        Stage("format", [ruff, "format", "--check", "."]),
        Stage("types", [mypy]),
        Stage("types of packaging", [mypy, *own]),
        Stage("imports", [script("lint-imports")]),
        Stage("tests", [*pytest, *measure, f"--junitxml={JUNIT}"], needs_qt=True),
        table,
        Stage("coverage", [python, "packaging/coverage_check.py", str(COVERAGE)]),
    ]


def _run_stage(stage: Stage, env: dict[str, str]) -> bool:
    print(f"\n== {stage.name}", flush=True)
    start = time.monotonic()
    good = subprocess.run(stage.command, cwd=ROOT, env=env, check=False).returncode == 0
    word = "ok" if good else "FAILED"
    print(f"== {stage.name}: {word}, {time.monotonic() - start:.1f} s", flush=True)
    return good


def _prepare() -> str | None:
    """Install what the tests need from the system; the reason why Qt cannot start, if so."""
    try:
        tools = (*machine.PRINT_QUEUE, *machine.FAULTS)
        machine.install((*machine.WINDOW, *tools), "The whole run of tests")
    except machine.MachineProblem:
        try:
            machine.install(machine.WINDOW, "Qt")
        except machine.MachineProblem as problem:
            return str(problem)
        print("Without cups-daemon and cups-client the tests of the print queue are skipped,")
        print("without gcc and strace those of power cuts, failing disks and opened files.")
    return None


def _closing(stopped_at: str | None, report: Path | None = None) -> str:
    path = report or JUNIT
    counts = read_counts(path.read_text(encoding="utf-8")) if path.exists() else Counts()
    if stopped_at is None:
        return counts.line()
    print(f"\nStopped at: {stopped_at}")
    # a stage that is not a test counts as one failure, so that the line never reads as success
    failed = counts.failed or 1
    return Counts(counts.passed, failed, counts.skipped).line()


def run_all(*, full: bool, faults_only: bool = False) -> int:
    """Run every stage until one fails; the exit status."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    report = FAULTS_JUNIT if faults_only else JUNIT
    for old in (report,) if faults_only else (report, COVERAGE):
        old.unlink(missing_ok=True)
    no_qt = _prepare()
    start = time.monotonic()
    # a folder of this run's own: another run at the same time notes its figures elsewhere
    with tempfile.TemporaryDirectory(prefix="faults-", dir=RESULTS) as figures:
        size = {"CHARTPOST_FULL": "1"} if full else {}
        env = headless_environment(**size, **{FIGURES: figures})
        stopped_at = _run_stages(stages(faults_only=faults_only), env, no_qt)
    print(f"\nAll stages: {time.monotonic() - start:.1f} s")
    print(_closing(stopped_at, report), flush=True)
    return 0 if stopped_at is None else 1


def _run_stages(wanted: list[Stage], env: dict[str, str], no_qt: str | None) -> str | None:
    """Run them; the name of the one that failed."""
    for stage in wanted:
        if stage.needs_qt and no_qt is not None:
            print(f"\n{no_qt}")
            return stage.name
        if not _run_stage(stage, env):
            return stage.name
    return None
