"""Work off the GUI thread: order, delivery, cancelling, owners that are gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEventLoop, QObject, QTimer
from pytestqt.qtbot import QtBot

from app.domain.errors import Cancelled, Problem
from app.services.changes import Area, Outcome
from app.services.progress import Progress
from app.ui.kit.change_signal import ChangeBus
from app.ui.kit.context import UiContext
from app.ui.kit.task_runner import InlineRunner, TaskRunner


@pytest.fixture
def failures() -> list[Exception]:
    return []


@pytest.fixture
def runner(qtbot: QtBot, failures: list[Exception]) -> Iterator[TaskRunner]:
    made = TaskRunner(failures.append)
    yield made
    made.stop()


def test_writes_are_done_in_order_on_one_thread_and_delivered_here(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    threads: set[str] = set()
    got: list[tuple[int, bool]] = []

    def work(number: int) -> int:
        threads.add(threading.current_thread().name)
        return number

    here = threading.current_thread()
    for number in range(20):
        runner.run_on_database(
            lambda _p, n=number: work(n),
            lambda value: got.append((value, threading.current_thread() is here)),
        )
    qtbot.waitUntil(lambda: len(got) == 20)
    assert got == [(number, True) for number in range(20)]
    assert len(threads) == 1


def test_three_long_reads_run_at_once(qtbot: QtBot, runner: TaskRunner) -> None:
    together = threading.Barrier(3)
    done: list[int] = []
    for _ in range(3):
        runner.run_on_compute(lambda _p: together.wait(timeout=5), done.append)
    qtbot.waitUntil(lambda: len(done) == 3)
    assert sorted(done) == [0, 1, 2]


def test_a_failure_goes_to_its_own_handler_or_to_the_common_one(
    qtbot: QtBot, runner: TaskRunner, failures: list[Exception]
) -> None:
    own: list[Exception] = []

    def work(_progress: Progress) -> None:
        raise Problem("no", "It did not work.")

    runner.run_on_database(work, failed=own.append)
    runner.run_on_database(work)
    qtbot.waitUntil(lambda: bool(own) and bool(failures))
    assert isinstance(own[0], Problem)
    assert isinstance(failures[0], Problem)


def test_nothing_is_delivered_to_a_widget_that_is_gone(qtbot: QtBot, runner: TaskRunner) -> None:
    owner, go, got = QObject(), threading.Event(), []
    runner.run_on_database(lambda _p: go.wait(5), got.append, owner=owner)
    shiboken6.delete(owner)
    go.set()
    after: list[int] = []
    runner.run_on_database(lambda _p: 1, after.append)
    qtbot.waitUntil(lambda: after == [1])
    assert got == []


def test_a_cancelled_task_stops_at_its_next_step_and_is_silent(
    qtbot: QtBot, runner: TaskRunner, failures: list[Exception]
) -> None:
    started, stopped, got = threading.Event(), threading.Event(), []

    def work(progress: Progress) -> None:
        started.set()
        try:
            for done in range(1_000_000):
                progress.step(done, 1_000_000)
        except Cancelled:
            stopped.set()
            raise

    task = runner.run_on_compute(work, got.append)
    assert started.wait(5)
    task.cancel()
    assert stopped.wait(5)
    qtbot.waitUntil(lambda: not runner.busy)
    assert got == []
    assert failures == []


def test_the_last_step_is_always_shown(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[tuple[int, int]] = []

    def work(progress: Progress) -> None:
        for done in range(1, 501):
            progress.step(done, 500)

    runner.run_on_compute(work, progress=lambda done, total: seen.append((done, total)))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] == (500, 500))
    assert len(seen) < 500


def test_drain_waits_for_the_write_under_way(qtbot: QtBot, runner: TaskRunner) -> None:
    go, order = threading.Event(), []
    runner.run_on_database(lambda _p: go.wait(5), lambda _v: order.append("written"))
    runner.drain(lambda: order.append("drained"))
    assert order == []
    go.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["written", "drained"]
    runner.drain(lambda: order.append("at once"))
    assert order[-1] == "at once"


def test_busy_is_told(qtbot: QtBot, runner: TaskRunner) -> None:
    told: list[bool] = []
    runner.busy_changed.connect(told.append)
    runner.run_on_database(lambda _p: None)
    qtbot.waitUntil(lambda: told == [True, False])
    assert not runner.busy


def test_a_question_that_came_of_the_work_is_no_work(qtbot: QtBot, runner: TaskRunner) -> None:
    told: list[bool] = []
    asked: list[list[bool]] = []
    runner.busy_changed.connect(told.append)

    def ask(_value: object) -> None:
        question = QEventLoop()
        QTimer.singleShot(50, question.quit)
        question.exec()
        asked.append(list(told))
        runner.run_on_compute(lambda _p: None)

    runner.run_on_database(lambda _p: None, ask)
    qtbot.waitUntil(lambda: bool(asked) and not runner.busy)
    assert asked == [[True, False]], "the busy bar rests while the person thinks"
    assert told == [True, False, True, False]


def test_after_stop_nothing_starts(qtbot: QtBot, runner: TaskRunner) -> None:
    runner.stop()
    got: list[object] = []
    task = runner.run_on_database(lambda _p: 1, got.append)
    assert task.dropped
    assert got == []


def test_inline_runner_does_it_at_once_and_raises() -> None:
    runner, got = InlineRunner(), []
    runner.run_on_compute(lambda _p: 7, got.append)
    assert got == [7]
    with pytest.raises(Problem):
        runner.run_on_database(lambda _p: _raise())
    runner.drain(lambda: got.append(8))
    runner.stop()
    assert got == [7, 8]


def _raise() -> None:
    raise Problem("no", "It did not work.")


def test_changes_are_announced_before_the_answer_even_if_the_asker_is_gone(
    qtbot: QtBot, context: UiContext
) -> None:
    seen: list[object] = []
    context.bus.areas_changed.connect(seen.append)
    owner = QObject()
    context.act(owner, lambda _p: Outcome(5, frozenset({Area.MAIL})), seen.append)
    assert seen == [frozenset({Area.MAIL}), 5]
    gone = QObject()
    shiboken6.delete(gone)
    context.act(gone, lambda _p: Outcome(6, frozenset({Area.MAIL})), seen.append)
    assert seen[2:] == [frozenset({Area.MAIL})]


def test_no_change_is_not_announced(qtbot: QtBot) -> None:
    bus, seen = ChangeBus(), []
    bus.areas_changed.connect(seen.append)
    bus.announce(frozenset())
    assert seen == []
