"""What is made while the password is typed."""

from __future__ import annotations

from PySide6.QtGui import QGradient

from app.ui.kit.warming import warm_toolkit


def test_the_long_list_of_names_is_made() -> None:
    assert warm_toolkit() > len(QGradient.Preset) > 100
