"""What is done to the packed folder on Linux: smaller libraries, and proof that each finds its own.

Uses the tools of binutils, which PyInstaller needs as well, and ldd, which every Linux has.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import icu

# The file chooser of GNOME desktops: loaded where GTK is, left alone where it is not.
_OPTIONAL = "libqgtk3.so"
_ELF = b"\x7fELF"
_MISSING = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)


class LinkProblem(Exception):  # noqa: N818  says which library is missing
    """A library in the packed folder cannot be loaded."""


def programs(folder: Path) -> Iterator[Path]:
    """Everything in the folder that the system loads as code, each once."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == _ELF:
                    yield path


def slim(folder: Path, work: Path) -> None:
    """Take out what only debuggers read, and the languages of ICU that nobody here uses."""
    for path in programs(folder):
        # the starter carries the program behind its own end; stripping would cut that off
        if ".so" in path.name:
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
            path.chmod(0o644)
    for library in folder.rglob("libicudata.so.*"):
        if not library.is_symlink():
            icu.trim_library(library, work)
            library.chmod(0o644)


def check_links(folder: Path) -> None:
    """See to it that every library finds those it is linked with.

    Raises:
        LinkProblem: some do not.
    """
    missing: dict[str, str] = {}
    for path in programs(folder):
        if path.name == _OPTIONAL:
            continue
        said = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=False)
        missing |= dict.fromkeys(_MISSING.findall(said.stdout), path.name)
    if missing:
        listed = ", ".join(f"{name} (for {user})" for name, user in sorted(missing.items()))
        raise LinkProblem(f"Libraries that are not there: {listed}.")
