"""A registers page over a real encrypted store, and the edges replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.staff import Role
from app.ui.kit.task_runner import InlineRunner, TaskRunner
from app.ui.kit.theme import Theme, ThemeChoice
from tests.services.vault_kit import desk_in, sign_in
from tests.ui.registers.registers_kit import Registers, open_registers

OpenAs = Callable[..., Registers]


@pytest.fixture(scope="session")
def one_theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def theme(one_theme: Theme) -> Iterator[Theme]:
    """The light theme at 100 %; put back afterwards."""
    yield one_theme
    if (one_theme.choice, one_theme.text_size) != (ThemeChoice.LIGHT, 100):
        one_theme.choose(ThemeChoice.LIGHT, 100)


@pytest.fixture
def open_as(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[OpenAs]:
    """Opens the page for a role, over one store."""
    first = desk_in(tmp_path / "store", role=Role.ADMINISTRATOR)
    made: list[Registers] = []

    def opener(role: Role = Role.ADMINISTRATOR, *, threads: bool = False) -> Registers:
        desk = first
        if role is not Role.ADMINISTRATOR:
            desk = sign_in(first.store, login=role.value, role=role)
        failures: list[Exception] = []
        runner = TaskRunner(failures.append) if threads else InlineRunner()
        registers = open_registers(qtbot, theme, desk, runner, failures)
        made.append(registers)
        return registers

    yield opener
    for each in made:
        each.context.runner.stop()
        assert each.failures == []
    first.store.close()


@pytest.fixture
def registers(open_as: OpenAs) -> Registers:
    """The page of an administrator; work is done at once."""
    return open_as()
