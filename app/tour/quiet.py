"""What Qt says of a window that is drawn into memory: that nobody will resize or raise it.

The promise: only those lines are held back; everything else Qt says still reaches standard error,
where it is a fault of the tour.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

_KNOWN = re.compile(
    r"This plugin does not support (?:propagateSizeHints\(\)|raise\(\)|grabbing the keyboard)"
)


@contextmanager
def quiet_offscreen() -> Iterator[None]:
    """Hold those lines back for a while."""
    before = qInstallMessageHandler(_pass_on)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _pass_on(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if sys.stderr is not None and not _KNOWN.fullmatch(message):
        sys.stderr.write(qFormatLogMessage(kind, context, message) + "\n")
