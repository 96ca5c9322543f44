"""What the tests of the Requests room share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.domain.staff import Role
from app.ui.kit.theme import Theme
from app.ui.requests.page import RequestsPage
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


@pytest.fixture
def officer(tmp_path: Path, theme: Theme, qtbot: QtBot) -> Iterator[Office]:
    """The same for the privacy officer."""
    made = open_office(tmp_path / "officer", theme, role=Role.PRIVACY_OFFICER)
    yield made
    made.desk.store.close()


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> RequestsPage:
    """The room in a window of the usual size."""
    return shown(office, qtbot)


@pytest.fixture
def officers_page(officer: Office, qtbot: QtBot) -> RequestsPage:
    """The officer's room."""
    return shown(officer, qtbot)


def shown(office: Office, qtbot: QtBot) -> RequestsPage:
    made = RequestsPage(office.context)
    qtbot.addWidget(made)
    made.resize(1108, 776)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made
