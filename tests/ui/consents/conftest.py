"""What the tests of the Consents room share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
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
def show(day: Day, qtbot: QtBot) -> Iterator[Show]:
    """Opens the page in a window of its own; closed before the store is."""
    pages: list[ConsentsPage] = []

    def opener() -> ConsentsPage:
        page = make_page(day.context)
        assert isinstance(page, ConsentsPage)
        pages.append(page)
        page.resize(1108, 772)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        return page

    yield opener
    for page in pages:
        for dialog in page.findChildren(QDialog):
            dialog.reject()
        page.close()
