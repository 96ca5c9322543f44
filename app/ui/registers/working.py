"""A line that says where the person is; or what is being done, how far it is, and a way to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.ui.kit.buttons import link
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import row, sized
from app.ui.kit.task_runner import Failed, Task, Work
from app.ui.kit.words import words

T = TypeVar("T")


class Working(QWidget):
    """Does one long thing at a time; between them it says whatever ``say`` was told.

    Signals:
        busy_changed: something has begun, ended or was stopped.
    """

    busy_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._context = context
        self._task: Task | None = None
        self._is_write = False
        self.is_busy = False
        self.where = words("", "muted")
        self.label = words("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        sized(self.bar, width=220)
        self.stop_button = link("Stop", clicked=self.stop)
        layout = row(self, gap=12)
        layout.addWidget(self.label)
        layout.addWidget(self.bar)
        layout.addWidget(self.stop_button)
        layout.addWidget(self.where, 1)
        sized(self, height=22)
        self._show_state()

    def say(self, text: str) -> None:
        """What the line says while nothing is being done."""
        self.where.setText(text)

    def compute(self, what: str, work: Work[T], then: Callable[[T], None], failed: Failed) -> None:
        """Read or reckon beside the writer; stopping drops the answer at once."""
        self._begin(what, is_write=False)
        run = self._context.runner.run_on_compute
        self._keep(
            run(
                work,
                self._ender(then),
                owner=self,
                failed=self._ender(failed),
                progress=self._on_step,
            )
        )

    def write(self, what: str, work: Work[T], then: Callable[[T], None], failed: Failed) -> None:
        """Write. Stopping is a wish: ``work`` says itself whether it came in time."""
        self._begin(what, is_write=True)
        run = self._context.runner.run_on_database
        self._keep(
            run(
                work,
                self._ender(then),
                owner=self,
                failed=self._ender(failed),
                progress=self._on_step,
            )
        )

    def stop(self) -> None:
        """Stop what is under way."""
        if self._task is None:
            return
        if self._is_write:
            self.label.setText("Stopping…")
            self.stop_button.setEnabled(False)
            self._task.progress.cancel()
        else:
            self._task.cancel()
            self._end()

    def _begin(self, what: str, *, is_write: bool) -> None:
        self._is_write = is_write
        self.label.setText(f"{what}…")
        self.bar.setAccessibleName(what)
        self.stop_button.setAccessibleName(f"Stop: {what}")
        self.stop_button.setEnabled(True)
        self.bar.setRange(0, 0)
        self.is_busy = True
        self._show_state()
        self.busy_changed.emit()

    def _keep(self, task: Task) -> None:
        """Work done at once, in tests and the tour, has ended by now."""
        self._task = task if self.is_busy else None

    def _ender(self, then: Callable[[T], None]) -> Callable[[T], None]:
        def ended(value: T) -> None:
            self._end()
            then(value)

        return ended

    def _end(self) -> None:
        self._task = None
        self.is_busy = False
        self._show_state()
        self.busy_changed.emit()

    def _show_state(self) -> None:
        for part in (self.label, self.bar, self.stop_button):
            part.setVisible(self.is_busy)
        self.where.setVisible(not self.is_busy)

    def _on_step(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(min(done, total))
