"""What the toolkit makes at its first use, made ahead while the person types.

PySide6 builds a class's enumerations when the class is first touched. Those of gradients have
hundreds of names and take 12 ms in the middle of the first list's painting (measured).
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEasingCurve, QPropertyAnimation
from PySide6.QtGui import QGradient, QTextLine


def warm_toolkit() -> int:
    """Touch what the desk's first pages use; may be called by any thread. How many names."""
    if sys.platform.startswith("linux"):
        # how the desk hears that the screen was locked (vault/session_watch.py)
        import PySide6.QtDBus  # noqa: F401, PLC0415
    made = (
        QGradient.Preset,
        QGradient.Type,
        QTextLine.Edge,
        QPropertyAnimation.Direction,
        QEasingCurve.Type,
    )
    return sum(map(len, made))
