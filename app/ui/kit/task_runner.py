"""Work off the GUI thread: one writer in order, three helpers for long reads, drawing and hashing.

Work is a plain function that gets a ``Progress`` and never touches a widget. What it returns or
raises arrives on the GUI thread; if the widget that asked is gone by then, nothing happens.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.domain.errors import Cancelled
from app.services.progress import Progress
from app.ui.kit.later import soon

T = TypeVar("T")
Work = Callable[[Progress], T]
Failed = Callable[[Exception], None]
Steps = Callable[[int, int], None]


class Task:
    """One piece of work under way; a plain value, so no thread can outlive a Qt object."""

    def __init__(
        self,
        owner: QObject | None,
        then: Callable[[Any], None] | None,
        failed: Failed,
        on_step: Steps | None,
    ) -> None:
        self._owner = owner
        self._then = then
        self._failed = failed
        self._on_step = on_step
        self._dropped = False
        self._last_step = 0.0
        self._send_step: Callable[[Task, int, int], None] = Task.show_step
        self.progress = Progress(self._on_step_done)

    def cancel(self) -> None:
        """Ask the work to stop; its result is not delivered any more."""
        self._dropped = True
        self.progress.cancel()

    @property
    def dropped(self) -> bool:
        """Whether nobody waits for the result any more."""
        gone = self._owner is not None and not shiboken6.isValid(self._owner)
        return self._dropped or gone

    def send_steps(self, by: Callable[[Task, int, int], None]) -> None:
        """Let steps travel by ``by``, which brings them to the GUI thread."""
        self._send_step = by

    def show_step(self, done: int, total: int) -> None:
        """Tell the asker how far the work is."""
        if self._on_step is not None and not self.dropped:
            self._on_step(done, total)

    def _on_step_done(self, done: int, total: int) -> None:
        """Pass on the last step, and others at most every 50 ms; may be called by any thread."""
        now = time.monotonic()
        if done >= total or now - self._last_step > 0.05:
            self._last_step = now
            self._send_step(self, done, total)

    def deliver(self, result: object, error: Exception | None) -> None:
        """Hand over what came of the work, on the GUI thread."""
        if self.dropped or isinstance(error, Cancelled):
            return
        if error is not None:
            self._failed(error)
        elif self._then is not None:
            self._then(result)


class _Bridge(QObject):
    """Carries results from the helpers to the GUI thread, where it lives."""

    ended = Signal(object, object, object)  # task, result, error
    stepped = Signal(object, int, int)  # task, done, total

    def perform(self, task: Task, work: Work[Any]) -> None:
        """Do the work on the calling thread and send what came of it."""
        try:
            result = work(task.progress)
        except Exception as error:  # noqa: BLE001 - every failure is delivered, none is lost
            self.ended.emit(task, None, error)
        else:
            self.ended.emit(task, result, None)


class Runner(Protocol):
    """What pages need: start work, be told on the GUI thread."""

    def run_on_database(
        self,
        work: Work[T],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject | None = None,
        failed: Failed | None = None,
        progress: Steps | None = None,
    ) -> Task:
        """Do a write or a short read, in the order asked."""
        ...

    def run_on_compute(
        self,
        work: Work[T],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject | None = None,
        failed: Failed | None = None,
        progress: Steps | None = None,
    ) -> Task:
        """Do a long read, drawing or hashing beside other work."""
        ...

    def drain(self, then: Callable[[], None]) -> None:
        """Cancel what can be cancelled and call ``then`` when nothing is under way."""
        ...

    def stop(self) -> None:
        """Cancel, wait for the threads and deliver nothing more."""
        ...


class TaskRunner(QObject):
    """The threads of the window.

    Signals:
        busy_changed: True when work is under way, False when the last has ended or what came of
            it asks the person something.
    """

    busy_changed = Signal(bool)

    def __init__(self, on_failure: Failed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_failure = on_failure
        self._bridge = _Bridge(self)
        self._bridge.ended.connect(self._on_ended)
        self._bridge.stepped.connect(self._on_stepped)
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._compute = ThreadPoolExecutor(3, thread_name_prefix="compute")
        self._running: list[Task] = []
        self._delivering: list[Task] = []
        self._said_busy = False
        self._waiting: list[Callable[[], None]] = []
        self._stopped = False

    def run_on_database(
        self,
        work: Work[T],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject | None = None,
        failed: Failed | None = None,
        progress: Steps | None = None,
    ) -> Task:
        """Do a write or a short read on the one writer thread, in the order asked."""
        task = Task(owner, then, failed or self._on_failure, progress)
        return self._start(self._database, task, work)

    def run_on_compute(
        self,
        work: Work[T],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject | None = None,
        failed: Failed | None = None,
        progress: Steps | None = None,
    ) -> Task:
        """Do a long read, drawing or hashing on one of three helpers."""
        task = Task(owner, then, failed or self._on_failure, progress)
        return self._start(self._compute, task, work)

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return bool(self._running)

    def drain(self, then: Callable[[], None]) -> None:
        """Ask all work to stop at its next step; call ``then`` when nothing is under way.

        Writes that report no steps run to their end, so that nothing is half done.
        """
        for task in self._running:
            task.progress.cancel()
        if self._running:
            self._waiting.append(then)
        else:
            then()

    def stop(self) -> None:
        """Cancel, wait for the threads to end and deliver nothing more; for leaving the program."""
        self._stopped = True
        for task in self._running:
            task.cancel()
        self._database.shutdown(wait=True)
        self._compute.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    def _start(self, executor: Executor, task: Task, work: Work[Any]) -> Task:
        if self._stopped:
            task.cancel()
            return task
        task.send_steps(self._bridge.stepped.emit)
        self._running.append(task)
        self._say_busy(busy=True)
        executor.submit(self._bridge.perform, task, work)
        return task

    def _on_stepped(self, task: Task, done: int, total: int) -> None:
        task.show_step(done, total)

    def _on_ended(self, task: Task, result: object, error: Exception | None) -> None:
        self._delivering.append(task)
        # heard before the delivery ends only where that waits in a dialog of its own
        soon(self, self._on_waiting)
        try:
            task.deliver(result, error)
        finally:
            self._delivering.remove(task)
            if task in self._running:
                self._running.remove(task)
            if not self._running:
                self._on_idle()

    def _on_waiting(self) -> None:
        if all(task in self._delivering for task in self._running):
            self._say_busy(busy=False)

    def _say_busy(self, *, busy: bool) -> None:
        if busy != self._said_busy:
            self._said_busy = busy
            self.busy_changed.emit(busy)

    def _on_idle(self) -> None:
        self._say_busy(busy=False)
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()


class InlineRunner:
    """Does the work at once on the calling thread: for tests and the tour."""

    def __init__(self, on_failure: Failed | None = None) -> None:
        self._on_failure = on_failure or _raise

    def run_on_database(
        self,
        work: Work[T],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject | None = None,
        failed: Failed | None = None,
        progress: Steps | None = None,
    ) -> Task:
        """Do the work now."""
        task = Task(owner, then, failed or self._on_failure, progress)
        try:
            result = work(task.progress)
        except Exception as error:  # noqa: BLE001 - delivered, not lost
            task.deliver(None, error)
        else:
            task.deliver(result, None)
        return task

    run_on_compute = run_on_database

    def drain(self, then: Callable[[], None]) -> None:
        """Nothing is ever under way."""
        then()

    def stop(self) -> None:
        """Nothing to stop."""


def _raise(error: Exception) -> None:
    raise error
