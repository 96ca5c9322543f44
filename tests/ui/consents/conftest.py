"""What the tests of the Consents room share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.ui.consents.page import ConsentsPage, make_page
from app.ui.kit.theme import Theme
from tests.ui.consents.consents_kit import Day, a_day

Show = Callable[[], ConsentsPage]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    made = Theme(qapp)
    made.choose(ThemeChoice.LIGHT, 100)
    return made


@pytest.fixture
def day(tmp_path: Path, theme: Theme, qtbot: QtBot) -> Iterator[Day]:
    made = a_day(tmp_path / "data", theme)
    yield made
    made.desk.store.close()


@pytest.fixture
def show(day: Day, qtbot: QtBot) -> Show:
    """Opens the page in a window of its own."""

    def opener() -> ConsentsPage:
        page = make_page(day.context)
        assert isinstance(page, ConsentsPage)
        page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        qtbot.addWidget(page)
        page.resize(1100, 760)
        page.show()
        return page

    return opener
