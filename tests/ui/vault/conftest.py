"""What the tests of the vault's pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.kit.theme import Theme
from app.ui.vault import loading
from tests.storage_kit import make_vault
from tests.ui.vault.program_kit import Opened, close_program, open_program

OpenProgram = Callable[..., Opened]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def start(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenProgram]:
    """Opens the program on a folder; whatever is open is closed at the end."""
    monkeypatch.setattr(loading, "start_logging", lambda _folder: None)
    monkeypatch.setattr(loading, "watch_for_crashes", lambda _folder: None)
    made: list[Opened] = []

    def opener(folder: Path, **changes: object) -> Opened:
        made.append(open_program(qtbot, theme, folder, **changes))  # type: ignore[arg-type]
        return made[-1]

    yield opener
    for opened in made:
        if opened.program.front.isVisible():
            close_program(opened)
        # not by qtbot: it would throw the window away while the program is still open
        opened.program.front.deleteLater()
        opened.program.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """The data folder of a practice that was set up and locked."""
    folder = tmp_path / "data"
    make_vault(folder).close()
    return folder
