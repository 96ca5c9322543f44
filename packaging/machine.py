"""What the operating system must have before Qt can start, and how to get it.

Promise: only what is missing is asked for; with root's rights on Debian or Ubuntu it is installed,
otherwise the one command that installs it is named. Nothing here needs more than Python itself.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

# The wheel of Qt brings its own libraries except these, which must be the system's. Found by
# starting it on a bare system. A font comes with libfontconfig1.
WINDOW = (
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libxkbcommon0",
)
# To show the window on an X11 or Wayland display, and to find the system's printers.
DISPLAY = (
    "libcups2",
    "libwayland-client0",
    "libwayland-cursor0",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-util1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
# To pack the program: objdump and strip, and what loads Python into it.
PACKING = ("binutils",)
# A print queue of its own for the tests of printing; without it they are skipped.
PRINT_QUEUE = ("cups-client", "cups-daemon", "libcups2")

# A C compiler for what stands between a program and its disk in the tests of power cuts, and the
# system's own list of opened files; without them those tests are skipped.
FAULTS = ("gcc", "libc6-dev", "strace")


class MachineProblem(Exception):  # noqa: N818  a problem of the machine, not a fault of ours
    """The machine lacks something; the text is one sentence that says what to do."""


def has_display() -> bool:
    """Whether a window can be seen; on Windows and macOS always."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def parse_installed(listing: str) -> frozenset[str]:
    """The names, own and provided, of the installed packages in dpkg-query's listing.

    Provided names count: later releases call libcups2 libcups2t64 and provide the old name.
    """
    names: set[str] = set()
    for line in listing.splitlines():
        status, _, rest = line.partition("\t")
        if status != "installed":
            continue
        own, _, provided = rest.partition("\t")
        names.add(own)
        names.update(part.split("(")[0].strip() for part in provided.split(",") if part.strip())
    return frozenset(names)


def missing_packages(wanted: Iterable[str], installed: frozenset[str]) -> list[str]:
    """The wanted packages that are not installed, each once, in order of name."""
    return sorted(set(wanted) - installed)


def install_command(packages: Sequence[str]) -> str:
    """The command a person can type to install the packages."""
    return "sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def _lacking(wanted: Iterable[str]) -> list[str]:
    """What is missing here; nothing on systems without dpkg, where Qt itself will say."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return []
    form = "${db:Status-Status}\t${Package}\t${Provides}\n"
    query = ["dpkg-query", "-W", "-f", form]
    listing = subprocess.run(query, capture_output=True, text=True, check=True).stdout
    return missing_packages(wanted, parse_installed(listing))


def _rights() -> list[str] | None:
    """What to write before a command so that it has root's rights; None without such rights."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def install(wanted: Iterable[str], purpose: str) -> None:
    """Install the packages that are missing, or raise MachineProblem with the command to type."""
    lacking = _lacking(wanted)
    if not lacking:
        return
    by_hand = f"{purpose} needs system packages. Install them with: {install_command(lacking)}"
    rights = _rights()
    if rights is None:
        raise MachineProblem(by_hand)
    print("Installing system packages:", " ".join(lacking), flush=True)
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    subprocess.run([*apt, "update"], capture_output=True, check=False)
    get = [*apt, "install", "-y", "--no-install-recommends", *lacking]
    done = subprocess.run(get, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout[-2000:] + done.stderr[-2000:], file=sys.stderr)
        raise MachineProblem(by_hand)


def ensure_shared_python() -> None:
    """See to it that Python's own library is here; Debian keeps it in its own package."""
    if not sys.platform.startswith("linux"):
        return
    name = str(sysconfig.get_config_var("INSTSONAME") or "")
    folder = Path(str(sysconfig.get_config_var("LIBDIR") or ""))
    places = (folder, folder / str(sysconfig.get_config_var("MULTIARCH") or ""))
    if ".so" not in name:
        raise MachineProblem(
            "This Python was built without its shared library, which packing the program needs; "
            "start this with the system's python3."
        )
    if not any((place / name).exists() for place in places):
        install([f"libpython{sys.version_info.major}.{sys.version_info.minor}"], "Packing")


def ensure_venv_module() -> None:
    """See to it that Python can make environments; Debian keeps that part in its own package."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    install([package], "Making the Python environment")
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        raise MachineProblem(
            f"Python's venv module is missing. Install it with: {install_command([package])}"
        )
