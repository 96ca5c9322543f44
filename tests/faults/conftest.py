"""The table of figures at the end of a run of the fault tests alone."""

from __future__ import annotations

import os

import pytest

from tests.faults import figures


def pytest_sessionstart() -> None:
    """Figures of an earlier run are not this one's, unless a long run is made in slices."""
    if not {"PYTEST_XDIST_WORKER", figures.OWN_FOLDER} & os.environ.keys():
        figures.clear()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print it; in a run of everything, dev.py does."""
    terminalreporter.write_line("")
    terminalreporter.write_line(figures.table())
