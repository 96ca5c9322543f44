"""The Settings room over a real encrypted store, everything done at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.domain.staff import Role
from app.services.desk import Desk, Session
from app.services.open_desk import OpenDesk
from app.services.services import Services
from app.ui.kit.theme import Theme
from app.ui.settings.page import SettingsPage
from tests.services.vault_kit import CHOICES, set_up, vault_service
from tests.storage_kit import add_staff
from tests.ui.kit.demo import make_context
from tests.ui.vault.program_kit import KeptMessages

OpenSettings = Callable[..., SettingsPage]


def throw_away() -> None:
    """Delete what was closed; otherwise it lives on and every change of theme takes it along."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def one_theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def theme(one_theme: Theme) -> Iterator[Theme]:
    yield one_theme
    if (one_theme.choice, one_theme.text_size) != (ThemeChoice.SYSTEM, 100):
        one_theme.choose(ThemeChoice.SYSTEM, 100)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenDesk]:
    """A practice that was set up, with its administrator signed in."""
    desk = set_up(vault_service(tmp_path / "data"), CHOICES)
    yield desk
    desk.desk.store.close()
    throw_away()


@pytest.fixture
def settings(qtbot: QtBot, theme: Theme, opened: OpenDesk) -> Iterator[OpenSettings]:
    """Shows the room to the administrator, or to a new colleague with another role."""
    # held until the end: a page that only the test function knows would be collected as soon as
    # that returns, in the middle of its last painting
    kept: list[SettingsPage] = []

    def show(role: Role = Role.ADMINISTRATOR) -> SettingsPage:
        desk = opened.desk
        if role is not Role.ADMINISTRATOR:
            member = add_staff(desk.store, "bob", role, "Bob Example")
            session = Session(member.id, member.login, member.name)
            desk = Desk(desk.store, desk.clock, session, sample=False)
        context = replace(make_context(theme, Services(desk)), messages=KeptMessages())
        page = SettingsPage(context)
        qtbot.addWidget(page)
        kept.append(page)
        page.resize(1080, 760)
        page.show()
        return page

    yield show
    kept.clear()
