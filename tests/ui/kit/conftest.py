"""What the tests of the kit share: one theme and a context without anything behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.kit.context import UiContext
from app.ui.kit.theme import Theme, ThemeChoice
from tests.ui.kit.demo import make_context


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    made.choose(ThemeChoice.LIGHT, 100)
    yield made
    made.choose(ThemeChoice.LIGHT, 100)
    made.deleteLater()


@pytest.fixture
def context(theme: Theme) -> UiContext:
    return make_context(theme)
