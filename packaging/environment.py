"""The Python environment `.venv`, made from the lock files and from nothing else.

Promise: what is installed has the hashes in `lock/`; it is installed again only when a lock file or
the Python changed, and an installation that was interrupted is not taken for a finished one.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from machine import MachineProblem, ensure_venv_module

ROOT = Path(__file__).resolve().parent.parent
LOCKS = Path(__file__).resolve().parent / "lock"
VENV = ROOT / ".venv"
STAMP = VENV / "lock-stamp.json"

OLDEST_PYTHON = (3, 11)
# These change what Python or git do without anyone seeing it; work starts without them.
UNWANTED = ("PYTHON", "GIT_", "COVERAGE_", "PYTEST_", "CHARTPOST_", "VIRTUAL_ENV")


class Lock(StrEnum):
    """The two sets of packages; the second holds the first, at the same versions."""

    RUNTIME = "runtime"
    DEV = "dev"

    @property
    def path(self) -> Path:
        """Where the lock file is."""
        return LOCKS / f"{self.value}.txt"


def digest(text: bytes, python: str) -> str:
    """What an installation from this lock file for this Python is known by."""
    return hashlib.sha256(python.encode() + b"\n" + text).hexdigest()


def is_current(lock: Lock, stamp: Mapping[str, str], digests: Mapping[str, str]) -> bool:
    """Whether this lock, or the one that holds it, is installed as it reads now."""
    holders = (Lock.DEV,) if lock is Lock.DEV else (Lock.RUNTIME, Lock.DEV)
    return any(stamp.get(holder) == digests[holder] for holder in holders)


def read_stamp(path: Path) -> dict[str, str]:
    """What was installed last; nothing if that cannot be told."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stored, dict):
        return {}
    return {str(name): str(value) for name, value in stored.items()}


def script(name: str) -> str:
    """The path of a program inside the environment."""
    if os.name == "nt":
        return str(VENV / "Scripts" / f"{name}.exe")
    return str(VENV / "bin" / name)


def child_environment(**extra: str) -> dict[str, str]:
    """The variables that programs are started with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(UNWANTED)}
    # Python buffers what it writes to a pipe; a log should be in the order things happened.
    return kept | {"PYTHONUNBUFFERED": "1"} | extra


def headless_environment(**extra: str) -> dict[str, str]:
    """The same without a display: Qt draws into memory."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_")
    env = {
        name: value for name, value in child_environment().items() if not name.startswith(displays)
    }
    return env | {"QT_QPA_PLATFORM": "offscreen"} | extra


def _python_of_venv() -> str | None:
    """The version of the environment's Python, or None if there is none that works."""
    if not Path(script("python")).exists():
        return None
    ask = [script("python"), "-c", "import pip, sys; print(sys.version.split()[0], sys.platform)"]
    answer = subprocess.run(
        ask, capture_output=True, text=True, check=False, env=child_environment()
    )
    return answer.stdout.strip() if answer.returncode == 0 else None


def _make_venv() -> str:
    if sys.version_info < OLDEST_PYTHON:
        raise MachineProblem(
            "ChartPost needs Python 3.11 or later; start this with a later Python."
        )
    ensure_venv_module()
    print("Making the Python environment in .venv", flush=True)
    subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], check=True, env=child_environment()
    )
    made = _python_of_venv()
    if made is None:
        raise MachineProblem("The environment in .venv does not work; remove it and try again.")
    return made


def ensure(lock: Lock) -> None:
    """Make the environment, or bring it in line with the lock file."""
    python = _python_of_venv() or _make_venv()
    digests = {each.value: digest(each.path.read_bytes(), python) for each in Lock}
    if is_current(lock, read_stamp(STAMP), digests):
        return
    print(f"Installing the packages of {lock.path.relative_to(ROOT).as_posix()}", flush=True)
    STAMP.unlink(missing_ok=True)
    # Only wheels: nothing is compiled here, and no stranger's set-up script is run.
    pip = [script("python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--require-hashes", "--only-binary=:all:", "--requirement", str(lock.path)]
    done = subprocess.run([*pip, *options], check=False, env=child_environment())
    if done.returncode != 0:
        raise MachineProblem("The packages could not be installed; pip's message above says why.")
    holds = (Lock.RUNTIME, Lock.DEV) if lock is Lock.DEV else (Lock.RUNTIME,)
    stamp = {held.value: digests[held] for held in holds}
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
