"""Where this account's practice is kept, if its owner chose another folder than the usual one."""

from __future__ import annotations

import json
from pathlib import Path

from app.system.paths import DataFolder, default_data_folder
from app.system.window_memory import read_object

POINTER_NAME = "place.json"


def live_folder() -> DataFolder:
    """The chosen folder; the usual one without a choice or with a note that cannot be read."""
    usual = default_data_folder()
    noted = read_object(usual.root / POINTER_NAME).get("folder")
    chosen = Path(noted) if isinstance(noted, str) else None
    return DataFolder(chosen) if chosen is not None and chosen.is_absolute() else usual


def remember_live_folder(folder: Path) -> None:
    """Open this folder at the next start."""
    # reading at start must not wait for what only writing needs
    from app.system.private_files import make_private_folder, replace_atomically  # noqa: PLC0415

    usual = default_data_folder()
    pointer = usual.root / POINTER_NAME
    if folder == usual.root:
        pointer.unlink(missing_ok=True)
        return
    make_private_folder(usual.root)
    body = json.dumps({"folder": str(folder)}).encode("utf-8")
    replace_atomically(pointer, body)
