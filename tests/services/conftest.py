"""An officer's desk over a new encrypted store, and the service of requests at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.staff import Role
from app.services.desk import Desk
from app.services.requests import RequestService
from tests.services.desk_kit import open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk; a test module may have its own instead."""
    with open_desk(tmp_path / "store", role=Role.PRIVACY_OFFICER) as opened:
        yield opened


@pytest.fixture
def requests(desk: Desk) -> RequestService:
    """Requests at the desk."""
    return RequestService(desk)
