"""The idle watch: warns 30 seconds before, hears life, counts sleep and changed clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.system.clock import FixedClock
from app.ui.kit.idle import IdleWatch


class Desk:
    """A watch with two clocks that are moved by hand."""

    def __init__(self, app: QApplication) -> None:
        self.clock = FixedClock(datetime(2026, 3, 2, 15, 0, tzinfo=UTC))
        self.ticks = 0.0
        self.told: list[object] = []
        self.watch = IdleWatch(app, self.clock, lambda: self.ticks)
        self.watch.warned.connect(self.told.append)
        self.watch.calmed.connect(lambda: self.told.append("calm"))
        self.watch.expired.connect(lambda: self.told.append("expired"))

    def wait(self, seconds: float) -> None:
        self.ticks += seconds
        self.clock.advance(timedelta(seconds=seconds))
        self.watch.check()


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot) -> Desk:
    return Desk(qapp)


def test_warns_then_expires_once(desk: Desk) -> None:
    desk.watch.start(10)
    desk.wait(569)
    assert desk.told == []
    desk.wait(1)
    desk.wait(10)
    desk.wait(20)
    assert desk.told == [30, 20, "expired"]
    assert not desk.watch.watching
    desk.wait(1000)
    assert desk.told[-1] == "expired"
    assert len(desk.told) == 3


def test_life_after_the_warning_calms(desk: Desk) -> None:
    desk.watch.start(1)
    desk.wait(40)
    desk.watch.note_life()
    desk.wait(25)
    assert desk.told == [20, "calm"]


def test_sleep_of_the_computer_counts(desk: Desk) -> None:
    desk.watch.start(10)
    desk.clock.advance(timedelta(hours=8))
    desk.watch.check()
    assert desk.told == ["expired"]


def test_a_clock_set_back_does_not_keep_it_open(desk: Desk) -> None:
    desk.watch.start(10)
    desk.clock.advance(timedelta(hours=-1))
    desk.ticks += 601
    desk.watch.check()
    assert desk.told == ["expired"]


def test_only_real_input_is_life(desk: Desk) -> None:
    desk.watch.start(10)
    desk.ticks += 100
    assert not desk.watch.eventFilter(QObject(), QEvent(QEvent.Type.KeyPress))
    assert desk.watch.idle_seconds() == 100


def test_the_timer_wakes_it(desk: Desk, qtbot: QtBot) -> None:
    desk.watch.start(0.5)
    desk.ticks += 31
    with qtbot.waitSignal(desk.watch.expired):
        pass


def test_stopped_it_says_nothing(desk: Desk) -> None:
    desk.watch.start(1)
    desk.watch.stop()
    desk.wait(1000)
    assert desk.told == []
