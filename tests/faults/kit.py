"""Starts children and ends them without warning."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def child(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A child that has said ``open``; killed at the end whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.children", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "open"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def kill_and_read(process: subprocess.Popen[str]) -> list[int]:
    """Kill now; the whole lines it had printed."""
    process.kill()
    assert process.stdout is not None
    lines = process.stdout.read().split("\n")[:-1]
    process.wait()
    return [int(line) for line in lines]
