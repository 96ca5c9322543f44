"""A practice that is made once, and a command line on a copy of it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.system.clock import FixedClock
from tests.cli.cli_kit import Line, practice


@pytest.fixture(scope="session")
def made_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "data"
    practice(folder)
    return folder


@pytest.fixture
def line(tmp_path: Path, made_practice: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    folder = tmp_path / "data"
    shutil.copytree(made_practice, folder)
    return Line(folder, capsys)


@pytest.fixture
def line_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """A practice of this very day, for commands in processes of their own."""
    folder, clock = tmp_path / "data", FixedClock(datetime.now(UTC))
    practice(folder, clock)
    clock.advance(timedelta(hours=1))
    return Line(folder, capsys, clock)


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """A command line where there is no store yet."""
    return Line(tmp_path / "data", capsys)
