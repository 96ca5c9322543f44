"""Ctrl+C, a scheduler's wish to stop and a closed terminal, so that each leaves a true state.

The promise: while someone is asked, the wish ends the command at once; while it works, the wish is
heard at the next step, where nothing is half done; a second wish ends it at once, which the store
survives like a power cut.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from app.services.progress import Progress

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Stopped(BaseException):
    """Someone wants the command to end; not an error of it."""


class Interrupts:
    """Hears the wish to stop.

    Attributes:
        progress: handed to the work; cancelled by the first wish.
        wished: somebody wants the command to end.
    """

    def __init__(self) -> None:
        self.progress = Progress()
        self.wished = False
        self._asking = False

    def listen(self) -> None:
        """From now on no signal ends the process by itself."""
        for number in _numbers():
            # what the caller set to be ignored, as nohup does, stays ignored
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def deafen(self) -> None:
        """Everything is done; only the answer is still to be told."""
        for number in _numbers():
            signal.signal(number, signal.SIG_IGN)

    def check(self) -> None:
        """Between two pieces of work.

        Raises:
            Stopped: the wish came.
        """
        if self.wished:
            raise Stopped

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Inside, someone is being asked, and a wish ends it at once."""
        self.check()
        self._asking = True
        try:
            yield
        finally:
            self._asking = False

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        again, self.wished = self.wished, True
        self.progress.cancel()
        # anywhere else an exception out of nothing could come in the middle of tidying up
        if again or self._asking:
            raise Stopped


def _numbers() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
