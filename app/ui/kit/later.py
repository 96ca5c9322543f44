"""Something to be done in a moment, forgotten with whom it is for.

``QTimer.singleShot`` of no delay keeps what it was to call for ever if its owner goes first: a
dialog's method, and with it the whole desk behind the dialog.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def soon(owner: QObject, then: Callable[[], object]) -> None:
    """Call ``then`` once the event at hand is done, if ``owner`` is still there."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.timeout.connect(then)
    timer.timeout.connect(timer.deleteLater)
    timer.start(0)
