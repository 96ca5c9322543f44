"""Starts children and ends them without warning.

They are forked from a helper that has loaded the program already where the system can do that, so
that a child is at work in milliseconds and there is time for many kills.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.faults.children import OPEN, Job

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60


@cache
def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.children"])
    return context


@dataclass(frozen=True, slots=True)
class Child:
    """A process that is at work, and what it says."""

    process: BaseProcess
    words: Connection

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid is not None
        return self.process.pid


@contextmanager
def child(job: Job, *arguments: str) -> Iterator[Child]:
    """A child that has said it is open; killed at the end whatever happens."""
    words, says = _context().Pipe(duplex=False)
    process = _context().Process(target=job, args=(says, *arguments))  # type: ignore[attr-defined]
    process.start()
    says.close()
    try:
        assert words.poll(_PATIENCE)
        assert words.recv_bytes() == OPEN
        yield Child(process, words)
    finally:
        process.kill()
        process.join()
        process.close()
        words.close()


def kill_and_read(running: Child, after: float) -> list[int]:
    """Kill after so many seconds, on a busy machine with the first word; the words it had said."""
    time.sleep(after)
    running.words.poll(_PATIENCE)
    running.process.kill()
    numbers = []
    while True:
        try:
            numbers.append(int(running.words.recv_bytes()))
        except (EOFError, OSError):
            return numbers
