"""The licences can be read and copied, in the packaged program and from the sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.system import resources
from app.ui.kit import licences
from app.ui.kit.help_window import HelpWindow
from app.ui.kit.theme import Theme
from tests.ui.a11y import unnamed


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packaged program's resources with licences in them."""
    (tmp_path / "licences.txt").write_text("LICENCES\n\nÄ part: MIT\n", encoding="utf-8")
    monkeypatch.setattr(resources, "resources_folder", lambda: tmp_path)
    return tmp_path


def test_the_packaged_program_shows_what_came_with_it(packaged: Path, qtbot: QtBot) -> None:
    assert resources.shipped_licences() == "LICENCES\n\nÄ part: MIT\n"
    dialog = licences.LicencesDialog(None)
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText() == "LICENCES\n\nÄ part: MIT\n"
    assert dialog.text.isReadOnly()
    assert unnamed(dialog) == []


def test_from_the_sources_it_says_where_they_are(qtbot: QtBot) -> None:
    assert resources.shipped_licences() == ""
    dialog = licences.LicencesDialog(None)
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText() == licences.FROM_SOURCES


def test_help_opens_them(theme: Theme, qtbot: QtBot) -> None:
    window = HelpWindow(None, ())
    qtbot.addWidget(window)
    window.show()
    window.licences.click()
    shown = window.findChild(licences.LicencesDialog)
    assert shown is not None
    assert shown.isVisible()
    shown.accept()
