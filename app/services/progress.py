"""Progress of long work, and the wish to stop it; no Qt here."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.domain.errors import Cancelled


class Progress:
    """Handed to every long piece of work: it reports steps and hears the wish to cancel."""

    def __init__(self, report: Callable[[int, int], None] | None = None) -> None:
        self._report = report
        self._stop = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._stop.is_set()

    def step(self, done: int, total: int) -> None:
        """Report ``done`` of ``total``.

        Raises:
            Cancelled: the person asked to stop; the work must leave nothing half done.
        """
        if self._stop.is_set():
            raise Cancelled
        if self._report is not None:
            self._report(done, total)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()
