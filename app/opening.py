"""Opens the window: first page, first paint, and only then the rest of the program.

The promise: the window can be typed in while the rest is loaded on a helper thread, and can be
closed at any moment.
"""

from __future__ import annotations

import gc
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.system.last_resort import LastResort
from app.ui.vault.front_window import after_first_paint
from app.ui.vault.start import FUSION, Start, open_front

if TYPE_CHECKING:
    from app.services.progress import Progress
    from app.system.clock import Clock
    from app.ui.vault.start_up import SampleSignIn


def run(hooks: LastResort, data: Path | None, *, sample: bool) -> int:
    """Show the window until it is left; the exit status."""
    app = QApplication([*sys.argv[:1], *FUSION])
    app.setApplicationName("ChartPost")
    app.setQuitOnLastWindowClosed(False)
    start = open_front(app, data, sample=sample)
    rest = Rest(app, start, hooks)
    after_first_paint(start.front, rest.load)
    start.front.show()
    status: int = app.exec()
    hooks.tell_with(None)
    return status


class Rest(QObject):
    """Everything behind the first page: loaded on a helper thread, put together on this one."""

    _loaded = Signal(object)
    _failed = Signal(object)

    def __init__(self, app: QApplication, start: Start, hooks: LastResort) -> None:
        super().__init__(app)
        self._app, self._start, self._hooks = app, start, hooks
        self._loaded.connect(self._on_loaded)
        self._failed.connect(self._on_failed)
        start.front.leave_requested.connect(self._leave)

    def load(self) -> None:
        """Begin; what was made so far stays, so nobody need look at it again."""
        gc.freeze()
        threading.Thread(target=self._import, name="loading", daemon=True).start()

    def _import(self) -> None:
        # the libraries of the store, the cipher and the papers: not before the first paint
        try:
            from app import bootstrap  # noqa: PLC0415
            from app.system.process_hardening import harden_process  # noqa: PLC0415

            harden_process()
        except Exception as error:  # noqa: BLE001 - whatever it is, the person must be told
            self._failed.emit(error)
        else:
            self._loaded.emit(bootstrap)

    def _on_loaded(self, bootstrap: Any) -> None:
        front = self._start.front
        if not front.isVisible():
            return
        front.leave_requested.disconnect(self._leave)
        parts = bootstrap.Parts(make_sample=make_sample)
        program = bootstrap.Program(self._app, self._start, parts)
        self._hooks.tell_with(program.tell_defect)
        program.ended.connect(self._app.quit)
        program.take_over()

    def _on_failed(self, error: Exception) -> None:
        """Nothing can be opened: a page says so instead of going on for ever, a box the number."""
        front = self._start.front
        if not front.isVisible():
            return
        # only where they are needed: the unlock page is painted without them
        from app.ui.kit.messages import Messages  # noqa: PLC0415
        from app.ui.vault.trouble_page import TroublePage, start_failed  # noqa: PLC0415

        page = TroublePage(start_failed(), sample=self._start.place.sample)
        page.way_chosen.connect(self._leave)
        front.show_cover(page)
        page.focus_first()
        Messages(lambda: front).show_defect(error)

    def _leave(self) -> None:
        """Closed before anything was opened."""
        self._start.front.leave()
        self._app.quit()


def make_sample(folder: Path, clock: Clock, progress: Progress) -> SampleSignIn:
    """Make the sample practice where there is none; how to open it."""
    # it loads every service, and only the sample needs it
    from app.tour.sample import ensure_sample  # noqa: PLC0415

    return ensure_sample(folder, clock, progress)
