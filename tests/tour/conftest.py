"""One built sample practice for all tests of this folder; each gets its own copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.system.clock import FixedClock
from app.tour.sample import PASSWORD, ensure_sample

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
Copy = Callable[[str], Path]


@pytest.fixture(scope="session")
def built_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "ChartPost sample practice"
    sign_in = ensure_sample(folder, FixedClock(NOW))
    assert sign_in.password == PASSWORD
    return folder


@pytest.fixture
def sample(built_sample: Path, tmp_path: Path) -> Iterator[Path]:
    """A sample practice of the test's own."""
    folder = tmp_path / "ChartPost sample practice"
    shutil.copytree(built_sample, folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
