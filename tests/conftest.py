"""What every test gets: a quiet log, a private home, a fixed umask, and a clock that stands still.

Noise is failure: a warning in the log that a test did not ask for fails that test.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from app.system.clock import FixedClock

FULL = os.environ.get("CHARTPOST_FULL") == "1"

# The quick run tries the same examples each time, so that a failure is always the change's own; the
# full run looks further. Examples have no time limit of their own: the machine may be busy.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("full", deadline=None, max_examples=500)
settings.load_profile("full" if FULL else "quick")

SET_ASIDE_EVERY = 10  # tests
_finished = count(1)

ExpectLog = Callable[..., AbstractContextManager[list[logging.LogRecord]]]


class _Noise(logging.Handler):
    """Keeps every record at WARNING or above that nobody asked for."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def pytest_collection_finish() -> None:
    """Set aside what was loaded: closing a store collects garbage, and looked at all of it."""
    _set_aside()


def pytest_runtest_logfinish() -> None:
    """Set aside what tests leave for good, mostly statements that SQLAlchemy has prepared."""
    if next(_finished) % SET_ASIDE_EVERY == 0:
        _set_aside()


def _set_aside() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def log_noise() -> Iterator[_Noise]:
    """Fail the test when the program logs a warning that the test did not expect."""
    noise = _Noise()
    logger = logging.getLogger("app")
    logger.addHandler(noise)
    yield noise
    logger.removeHandler(noise)
    if noise.records:
        lines = [f"{each.levelname} {each.name}: {each.getMessage()}" for each in noise.records]
        pytest.fail("unexpected in the log:\n" + "\n".join(lines), pytrace=False)


@pytest.fixture
def expect_log(log_noise: _Noise) -> ExpectLog:
    """`with expect_log("app.storage") as records:` asks for at least one warning from a logger.

    Records of other loggers, and those below the level, are left to fail the test as usual.
    """

    @contextmanager
    def expecting(logger: str, level: int = logging.WARNING) -> Iterator[list[logging.LogRecord]]:
        wanted: list[logging.LogRecord] = []
        before = len(log_noise.records)
        yield wanted
        later, log_noise.records[before:] = log_noise.records[before:], []
        for record in later:
            ours = record.name == logger or record.name.startswith(logger + ".")
            (wanted if ours and record.levelno >= level else log_noise.records).append(record)
        assert wanted, f"{logger} logged nothing at {logging.getLevelName(level)} or above"

    return expecting


@pytest.fixture(autouse=True)
def _windows_go() -> Iterator[None]:
    """Throw widgets away: Qt does that in its event loop alone, which tests seldom enter.

    Left over, they were styled anew by every later change of the theme, for 13 s in the end.
    """
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent
        from PySide6.QtWidgets import QApplication

        for widget in QApplication.topLevelWidgets():
            widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    """The umask most systems have, so that a private file is private by its own mode."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, so that nothing of the person's is read or changed."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    return home


@pytest.fixture
def clock() -> FixedClock:
    """A Monday morning in March: 2026-03-02, 15:00 UTC."""
    return FixedClock(datetime(2026, 3, 2, 15, 0, tzinfo=UTC))
