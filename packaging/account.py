"""The account that tries a packaged program: ordinary, with foreign letters in its home's name, and
without any Python to be found.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = "Zoë Ñuñez – 診療所"
PATIENCE = 900
_NOBODY = 65534


class TrialProblem(Exception):  # noqa: N818  the program did not do as it should
    """The packaged program failed its trial; the text says how."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a trial happens: a home and an empty folder to find programs in."""

    home: Path
    programs: Path
    account: int | None

    def environment(self) -> dict[str, str]:
        """As little as an account has; on Windows what programs cannot do without."""
        kept = ("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "WINDIR", "NUMBER_OF_PROCESSORS")
        own = {name: os.environ[name] for name in kept if name in os.environ}
        scratch = str(self.home / "scratch")
        own |= {"HOME": str(self.home), "PATH": str(self.programs), "LANG": "C.UTF-8"}
        own |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch)
        if sys.platform == "win32":
            own |= {"USERPROFILE": str(self.home)}
            own |= dict.fromkeys(("APPDATA", "LOCALAPPDATA"), str(self.home / "AppData"))
        if sys.platform.startswith("linux"):
            own["QT_QPA_PLATFORM"] = "offscreen"
        return own

    def run(
        self, command: list[str], *, said: str = "", by_clock: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as the account, in its home.

        Args:
            said: what stands on its standard input.
            by_clock: as a scheduler starts it, which sets no locale and has no display.
        """
        return subprocess.run(
            command,
            check=False,
            capture_output=True,
            input=said,
            timeout=PATIENCE,
            **self._settings(by_clock=by_clock),
        )

    def start(self, command: list[str]) -> subprocess.Popen[str]:
        """Start a program as a scheduler does, with pipes to it and from it."""
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **self._settings(by_clock=True),
        )

    def _settings(self, *, by_clock: bool) -> dict[str, Any]:
        without = ("LANG", "QT_QPA_PLATFORM") if by_clock else ()
        return {
            "text": True,
            "encoding": "utf-8",
            "errors": "replace",
            "cwd": self.home,
            "env": {name: text for name, text in self.environment().items() if name not in without},
            "user": self.account,
            "group": self.account,
            "extra_groups": None if self.account is None else [],
        }


@contextmanager
def place() -> Iterator[Place]:
    """A fresh home for an ordinary account; with root's rights it is another account."""
    root = Path(tempfile.mkdtemp(prefix="chartpost-trial-"))
    root.chmod(0o755)
    home, programs = root / HOME, root / "programs"
    own = (home, *(home / name for name in ("scratch", "AppData", "night", "killed")))
    for folder in (*own, programs):
        folder.mkdir()
    account = _NOBODY if hasattr(os, "geteuid") and os.geteuid() == 0 else None
    if account is not None:
        for folder in own:
            os.chown(folder, account, account)
    try:
        yield Place(home, programs, account)
    finally:
        shutil.rmtree(root, ignore_errors=True)
