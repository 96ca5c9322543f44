"""Widgets in cycles are thrown away by the GUI thread, whatever other threads allocate."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.kit.garbage import GarbageCollector


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    owner = QObject()
    made = GarbageCollector(owner)
    yield made
    made.stop()


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.own = self


def allocate() -> None:
    kept = [Knot() for _ in range(3 * gc.get_threshold()[0])]
    assert kept


def test_other_threads_never_look(collector: GarbageCollector) -> None:
    gc.collect()
    knot = weakref.ref(Knot())
    helper = threading.Thread(target=allocate)
    helper.start()
    helper.join()
    assert knot() is not None
    assert collector.look() == 0
    assert knot() is None


def test_nothing_due_is_left_alone(collector: GarbageCollector) -> None:
    gc.collect()
    assert collector.look() is None


def test_everything_is_collected_after_the_event(collector: GarbageCollector, qtbot: QtBot) -> None:
    gc.collect()
    knot = weakref.ref(Knot())
    collector.collect_soon()
    assert knot() is not None
    qtbot.waitUntil(lambda: knot() is None)


def test_python_looks_again_when_the_window_is_gone(collector: GarbageCollector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
