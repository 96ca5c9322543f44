"""What the tests of the morning page share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.ui.kit.theme import Theme
from tests.ui.requests.requests_kit import Office, open_office


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    made = Theme(qapp)
    made.choose(ThemeChoice.LIGHT, 100)
    return made


@pytest.fixture
def office(tmp_path: Path, theme: Theme, qtbot: QtBot) -> Iterator[Office]:
    made = open_office(tmp_path / "data", theme)
    yield made
    made.desk.store.close()
