"""What is to be done in a moment is done once, and never for somebody who is gone."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from pytestqt.qtbot import QtBot

from app.ui.kit.later import soon


class _Owner(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.called = 0

    def call(self) -> None:
        self.called += 1


def test_it_is_done_once_and_the_timer_goes(qtbot: QtBot) -> None:
    owner = _Owner()
    soon(owner, owner.call)
    assert owner.called == 0
    qtbot.waitUntil(lambda: owner.called > 0 and not owner.findChildren(QTimer))
    qtbot.wait(20)
    assert owner.called == 1


@pytest.mark.parametrize("how", ["method", "method of Qt", "function"])
def test_whoever_goes_first_is_not_kept(qtbot: QtBot, how: str) -> None:
    owner = _Owner()
    calls = {
        "method": owner.call,
        "method of Qt": owner.deleteLater,
        "function": lambda owner=owner: owner.call(),
    }
    alive = weakref.ref(owner)
    soon(owner, calls[how])
    owner.deleteLater()
    del owner, calls
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.wait(20)
    gc.collect()
    assert alive() is None
