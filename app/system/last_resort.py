"""Catches what nobody caught: logged without values, shown once with a number, never printed.

The promise: installed before anything else; a program without a console never writes to one; a
failure that repeats at every repaint is told once.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol

Tell = Callable[[BaseException], object]
_QUIET_SECONDS = 10.0


class _Unraisable(Protocol):
    exc_value: BaseException | None


class LastResort:
    """The three hooks of the interpreter and what they do with an error."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._tell: Tell | None = None
        self._told: dict[str, float] = {}

    def install(self) -> None:
        """Take the place of the interpreter's own hooks, which print."""
        sys.excepthook = self.on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable

    def tell_with(self, tell: Tell | None) -> None:
        """From now on show errors with ``tell``, which must take calls from any thread."""
        self._tell = tell

    def on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        _trace: TracebackType | None = None,
    ) -> None:
        """What the interpreter found at the end of a call that nobody guards."""
        if issubclass(kind, KeyboardInterrupt):
            raise SystemExit(130)
        self.handle(error)

    def handle(self, error: BaseException) -> None:
        """Show it if it was not shown a moment ago; without a window, log it."""
        if self._repeats(error):
            return
        if self._tell is not None:
            self._tell(error)
        else:
            _log(error)

    def _repeats(self, error: BaseException) -> bool:
        place, now = _place_of(error), self._monotonic()
        last = self._told.get(place)
        self._told[place] = now
        return last is not None and now - last < _QUIET_SECONDS

    def _on_thread(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None and not isinstance(failure.exc_value, SystemExit):
            self.handle(failure.exc_value)

    def _on_unraisable(self, failure: _Unraisable) -> None:
        # an error while something was being thrown away cannot have harmed what was saved
        if failure.exc_value is not None:
            _log(failure.exc_value)


def _place_of(error: BaseException) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__qualname__} {place}"


def _log(error: BaseException) -> None:
    # logging is loaded only when there is something to log: it costs start-up time
    import logging  # noqa: PLC0415

    logging.getLogger(__name__).error("not handled", exc_info=error)
