"""Builds the library that stands between a program and its disk, where there is a C compiler."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("disk_shim.c")
ROOT = Path(__file__).resolve().parents[2]
COMPILERS = ("cc", "gcc", "clang")


@cache
def library() -> Path | None:
    """The built library, or None where it cannot be built."""
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    folder = Path(tempfile.mkdtemp(prefix="chartpost-shim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    built = folder / "disk_shim.so"
    flags = ["-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC"]
    subprocess.run(
        [compiler, *flags, "-o", str(built), str(SOURCE), "-ldl", "-lpthread"], check=True
    )
    return built


def need_library() -> Path:
    """The library; without a compiler the test is skipped and says so."""
    built = library()
    if built is None:
        pytest.skip("no C compiler on Linux; install gcc and libc6-dev to try power cuts")
    return built


def python(module: str, *arguments: str, under: Path, **faults: object) -> subprocess.Popen[str]:
    """A Python module whose work below ``under`` goes through the library.

    Args:
        module: started with ``-m``.
        arguments: its own.
        under: the folder that is watched.
        faults: ``log``, ``fail_at``, ``fail_with``, ``fail_on``, as in disk_shim.c.
    """
    env = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
    env |= {"LD_PRELOAD": str(need_library()), "DISK_UNDER": str(under)}
    env |= {f"DISK_{name.upper()}": str(value) for name, value in faults.items()}
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=env | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
