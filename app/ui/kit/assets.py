"""Where the window's own files lie; the same place in a clone and in the packaged program."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
ICONS = RESOURCES / "icons"
STYLE = RESOURCES / "style"
WINDOW_FONTS = RESOURCES / "fonts" / "window"
