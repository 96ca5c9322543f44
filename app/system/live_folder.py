"""Where this account's practice is kept, if its owner chose another folder than the usual one."""

from __future__ import annotations

import json
from pathlib import Path

from app.system.paths import DataFolder, default_data_folder
from app.system.private_files import make_private_folder, read_limited, replace_atomically

POINTER_NAME = "place.json"
_LARGEST = 10_000


def live_folder() -> DataFolder:
    """The chosen folder; the usual one without a choice or with a note that cannot be read."""
    usual = default_data_folder()
    try:
        raw = json.loads(read_limited(usual.root / POINTER_NAME, _LARGEST) or b"{}")
        chosen = Path(raw["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return usual
    return DataFolder(chosen) if chosen.is_absolute() else usual


def remember_live_folder(folder: Path) -> None:
    """Open this folder at the next start."""
    usual = default_data_folder()
    pointer = usual.root / POINTER_NAME
    if folder == usual.root:
        pointer.unlink(missing_ok=True)
        return
    make_private_folder(usual.root)
    body = json.dumps({"folder": str(folder)}).encode("utf-8")
    replace_atomically(pointer, body)
