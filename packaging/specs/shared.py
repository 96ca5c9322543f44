"""What the three specs have in common; like them it runs inside PyInstaller."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import frozen
from PyInstaller.building.build_main import Analysis
from PyInstaller.utils.hooks import collect_submodules


def analysis() -> Any:
    """The program's modules, libraries and files, without what stays out."""
    sys.path.insert(0, str(frozen.ROOT))
    hidden = [name for each in frozen.HIDDEN_PACKAGES for name in collect_submodules(each)]
    found = Analysis(
        [str(frozen.START)],
        pathex=[str(frozen.ROOT)],
        datas=frozen.data_files(),
        hiddenimports=hidden,
        excludes=list(frozen.UNWANTED_MODULES),
    )
    found.binaries = [entry for entry in found.binaries if frozen.wanted(entry[0], entry[1])]
    found.datas = [entry for entry in found.datas if frozen.wanted(entry[0], entry[1])]
    found.scripts = [entry for entry in found.scripts if entry[0] not in frozen.UNWANTED_HOOKS]
    return found


# File names are UTF-8 whatever the environment says; a scheduler's has often no locale at all.
OPTIONS = [("X utf8_mode=1", None, "OPTION")]
