"""What the tests of the kit share: one theme and a context without anything behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.look import ThemeChoice
from app.ui.kit.context import UiContext
from app.ui.kit.theme import Theme
from tests.ui.kit.demo import make_context


@pytest.fixture(scope="session")
def one_theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def theme(one_theme: Theme) -> Iterator[Theme]:
    """The light theme at 100 %; put back afterwards, since applying one takes a while."""
    if (one_theme.choice, one_theme.text_size) != (ThemeChoice.LIGHT, 100):
        one_theme.choose(ThemeChoice.LIGHT, 100)
    yield one_theme
    if (one_theme.choice, one_theme.text_size) != (ThemeChoice.LIGHT, 100):
        one_theme.choose(ThemeChoice.LIGHT, 100)


@pytest.fixture
def context(theme: Theme) -> UiContext:
    return make_context(theme)
