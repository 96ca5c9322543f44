"""What Qt says of windows drawn into memory is held back, and nothing else."""

from __future__ import annotations

import sys

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


def test_without_a_console_nothing_is_written_and_nothing_breaks(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    broken: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", broken.append)
    monkeypatch.setattr(sys, "excepthook", lambda *error: broken.append(error))
    with quiet_offscreen():
        with monkeypatch.context() as without:
            without.setattr(sys, "stderr", None)
            qWarning("nobody reads this")
        qWarning("somebody reads this")
    assert broken == []
    said = capfd.readouterr()
    assert (said.out, said.err.splitlines()) == ("", ["somebody reads this"])
