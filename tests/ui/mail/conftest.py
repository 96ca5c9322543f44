"""What the tests of the mail room share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.ui.kit.theme import Theme
from app.ui.mail.page import MailPage, make_page
from tests.ui.mail.mail_kit import MailDay, mail_day

Show = Callable[[], MailPage]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    made = Theme(qapp)
    made.choose(ThemeChoice.LIGHT, 100)
    return made


@pytest.fixture
def day(tmp_path: Path, theme: Theme, qtbot: QtBot) -> Iterator[MailDay]:
    made = mail_day(tmp_path / "data", theme)
    yield made
    made.desk.store.close()


@pytest.fixture
def show(day: MailDay, qtbot: QtBot) -> Show:
    """Opens the page in a window of its own."""

    def opener() -> MailPage:
        page = make_page(day.context)
        assert isinstance(page, MailPage)
        page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        qtbot.addWidget(page)
        page.resize(1100, 760)
        page.show()
        return page

    return opener
