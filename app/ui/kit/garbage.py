"""Cyclic garbage is looked for on the GUI thread alone.

Python looks for it on whichever thread happens to allocate. Widgets that are thrown away there end
the program, since Qt's objects may only be destroyed on the thread they live on.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1500


class GarbageCollector(QObject):
    """Takes the place of Python's own looking; make it on the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> int | None:
        """Collect the oldest generation that is due, as Python would; returns which."""
        due = [
            number
            for number, (count, limit) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if limit and count > limit
        ]
        if not due:
            return None
        gc.collect(due[-1])
        return due[-1]

    def collect_soon(self) -> None:
        """Everything, once the event at hand is done; after a lock nothing stays in memory."""
        QTimer.singleShot(0, self, gc.collect)

    def stop(self) -> None:
        """Leave it to Python again: the window is gone."""
        self._timer.stop()
        gc.enable()
