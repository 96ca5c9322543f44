"""Why a page offers nothing to do to somebody who may only look."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.ui.kit.words import words

WHY = (
    "Your account is read-only: you can look at everything here and change nothing. "
    "An administrator gives out the roles."
)


def read_only_line() -> QLabel:
    """A small grey line below a page's title; hidden until it is known that it is needed."""
    line = words(WHY, "help", wrap=True)
    line.hide()
    return line
