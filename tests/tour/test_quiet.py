"""What Qt says of windows drawn into memory is held back, and nothing else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from app.tour.quiet import quiet_offscreen


def test_only_the_known_lines_are_held_back(capsys: pytest.CaptureFixture[str]) -> None:
    with quiet_offscreen():
        qWarning("This plugin does not support propagateSizeHints()")
        qWarning("This plugin does not support raise()")
        qWarning("This plugin does not support propagateSizeHints() well")
        qWarning("Something is wrong")
    assert capsys.readouterr().err.splitlines() == [
        "This plugin does not support propagateSizeHints() well",
        "Something is wrong",
    ]


def test_whoever_listened_before_listens_again() -> None:
    heard: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, message: heard.append(message))
    try:
        with quiet_offscreen():
            qWarning("inside")
        qWarning("outside")
    finally:
        qInstallMessageHandler(before)
    assert heard == ["outside"]


def test_without_a_console_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.tour.quiet.sys.stderr", None)
    with quiet_offscreen():
        qWarning("nobody reads this")
