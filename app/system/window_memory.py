"""How the window was left, read at start; loads nothing but JSON, since the first paint waits.

The facts are written by ``StateFile.remember_window``; a damaged file means there are none.
"""

from __future__ import annotations

import json
from pathlib import Path

_LARGEST = 200_000


def kept_window(state: Path) -> dict[str, object]:
    """Size and place of the window, theme, text size and who signed in last."""
    window = read_object(state).get("window")
    return dict(window) if isinstance(window, dict) else {}


def read_object(path: Path) -> dict[str, object]:
    """A small JSON object; an empty one where there is none that can be read."""
    try:
        with path.open("rb") as file:
            raw = json.loads(file.read(_LARGEST) or b"{}")
    except (OSError, ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}
