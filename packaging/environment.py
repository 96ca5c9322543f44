"""The Python environments, made from the lock files and from nothing else.

Work is done in `.venv`; the packaged program is built in `build/venv`, which holds what it ships
and what packs it, and no more.

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
REPORT = "installed.json"

OLDEST_PYTHON = (3, 11)
# These change what Python or git do without anyone seeing it; work starts without them.
UNWANTED = ("PYTHON", "GIT_", "COVERAGE_", "PYTEST_", "CHARTPOST_", "VIRTUAL_ENV")


class Lock(StrEnum):
    """The sets of packages; the others hold the first, at the same versions."""

    RUNTIME = "runtime"
    DEV = "dev"
    BUILD = "build"

    @property
    def path(self) -> Path:
        """Where the lock file is."""
        return LOCKS / f"{self.value}.txt"

    @property
    def venv(self) -> Path:
        """The environment it is installed in."""
        return ROOT / "build" / "venv" if self is Lock.BUILD else ROOT / ".venv"

    @property
    def stamp(self) -> Path:
        """What says which locks are installed there."""
        return self.venv / "lock-stamp.json"


def digest(text: bytes, python: str) -> str:
    """What an installation from this lock file for this Python is known by."""
    return hashlib.sha256(python.encode() + b"\n" + text).hexdigest()


def is_current(lock: Lock, stamp: Mapping[str, str], digests: Mapping[str, str]) -> bool:
    """Whether this lock, or the one that holds it, is installed as it reads now."""
    holders = (Lock.RUNTIME, Lock.DEV) if lock is Lock.RUNTIME else (lock,)
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


def script(name: str, lock: Lock = Lock.DEV) -> str:
    """The path of a program inside an environment."""
    if os.name == "nt":
        return str(lock.venv / "Scripts" / f"{name}.exe")
    return str(lock.venv / "bin" / name)


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


def _python_of(lock: Lock) -> str | None:
    """The version of the environment's Python, or None if there is none that works."""
    if not Path(script("python", lock)).exists():
        return None
    ask = "import pip, sys; print(sys.version.split()[0], sys.platform)"
    answer = subprocess.run(
        [script("python", lock), "-c", ask],
        capture_output=True,
        text=True,
        check=False,
        env=child_environment(),
    )
    return answer.stdout.strip() if answer.returncode == 0 else None


def _make_venv(lock: Lock) -> str:
    if sys.version_info < OLDEST_PYTHON:
        raise MachineProblem(
            "ChartPost needs Python 3.11 or later; start this with a later Python."
        )
    ensure_venv_module()
    name = lock.venv.relative_to(ROOT).as_posix()
    print(f"Making the Python environment in {name}", flush=True)
    subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(lock.venv)],
        check=True,
        env=child_environment(),
    )
    made = _python_of(lock)
    if made is None:
        raise MachineProblem(f"The environment in {name} does not work; remove it and try again.")
    return made


def ensure(lock: Lock) -> None:
    """Make the environment, or bring it in line with the lock file."""
    found = _python_of(lock)
    python = found or _make_venv(lock)
    digests = {each.value: digest(each.path.read_bytes(), python) for each in Lock}
    if is_current(lock, read_stamp(lock.stamp), digests):
        return
    if lock is Lock.BUILD and found:
        # made anew, so that nothing of an older lock can get into the program
        _make_venv(lock)
    print(f"Installing the packages of {lock.path.relative_to(ROOT).as_posix()}", flush=True)
    lock.stamp.unlink(missing_ok=True)
    # Only wheels: nothing is compiled here, and no stranger's set-up script is run.
    pip = [script("python", lock), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--require-hashes", "--only-binary=:all:", "--requirement", str(lock.path)]
    report = ["--report", str(lock.venv / REPORT)] if lock is Lock.BUILD else []
    done = subprocess.run([*pip, *options, *report], check=False, env=child_environment())
    if done.returncode != 0:
        raise MachineProblem("The packages could not be installed; pip's message above says why.")
    holds = (Lock.RUNTIME, Lock.DEV) if lock is Lock.DEV else (lock,)
    stamp = {held.value: digests[held] for held in holds}
    lock.stamp.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
