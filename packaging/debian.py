"""Makes the Debian package of a packed folder, and tries it: install, a working day, remove.

Promise: everything in the package belongs to root and only root can change it; what it needs of the
system is named in it; removing it takes nothing but the program.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import frozen
import machine
import trial

FILES = Path(__file__).resolve().parent / "installers" / "linux"
PROGRAMS = Path("usr/lib") / frozen.COMMAND
COMMAND = Path("usr/bin") / frozen.COMMAND
MAINTAINER = "The ChartPost project <chartpost@example.org>"
_LONG = (
    "ChartPost keeps the legal clock of requests for medical records, asks the right questions, "
    "prints cover letter, envelope and label, logs the certified-mail number, and can show years "
    "later what was done. One workstation, no cloud, everything in one encrypted file. It supports "
    "the practice's HIPAA duties."
)


class PackageProblem(Exception):  # noqa: N818  says what dpkg would not do
    """The package could not be made, installed or removed."""


def can_build() -> bool:
    """Whether this system makes Debian packages."""
    return shutil.which("dpkg-deb") is not None


def build(folder: Path, papers: Mapping[str, Path], work: Path, out: Path) -> Path:
    """Make the package.

    Args:
        folder: the packed program.
        papers: what goes to the documentation, by name.
        work: a folder for the tree; made anew.
        out: where the package goes.
    """
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder, work / PROGRAMS, symlinks=True)
    (work / COMMAND).parent.mkdir(parents=True)
    (work / COMMAND).symlink_to(Path("..") / "lib" / frozen.COMMAND / frozen.COMMAND)
    _lay_desktop_files(work / "usr" / "share")
    for name, paper in papers.items():
        _lay(paper, work / "usr/share/doc" / frozen.COMMAND / name)
    _lay_control(work)
    for path in (work, *work.rglob("*")):
        if not path.is_symlink():
            may_run = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if may_run else 0o644)
    package = out / f"{frozen.COMMAND}_{frozen.version()}_{_architecture()}.deb"
    _dpkg("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(work), str(package))
    return package


def _lay(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _lay_desktop_files(share: Path) -> None:
    name = frozen.IDENTIFIER
    _lay(FILES / f"{name}.desktop", share / "applications" / f"{name}.desktop")
    icons = share / "icons" / "hicolor"
    for picture in frozen.ICONS.glob("chartpost-*.png"):
        size = picture.stem.rpartition("-")[2]
        _lay(picture, icons / f"{size}x{size}" / "apps" / "chartpost.png")
    drawing = frozen.ROOT / "resources" / "icons" / "app" / "chartpost.svg"
    _lay(drawing, icons / "scalable" / "apps" / "chartpost.svg")
    told = (FILES / f"{name}.metainfo.xml").read_text("utf-8")
    told = told.replace("@VERSION@", frozen.version()).replace("@DATE@", _today())
    metainfo = share / "metainfo" / f"{name}.metainfo.xml"
    metainfo.parent.mkdir(parents=True)
    metainfo.write_text(told, "utf-8")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _lay_control(work: Path) -> None:
    files = [path for path in sorted(work.rglob("*")) if path.is_file() and not path.is_symlink()]
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    fields = {
        "Package": frozen.COMMAND,
        "Version": frozen.version(),
        "Architecture": _architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(size),
        "Depends": ", ".join(needs()),
        "Section": "misc",
        "Priority": "optional",
        "Description": "\n".join([frozen.SUMMARY, *textwrap.wrap(_LONG, 78)]).replace("\n", "\n "),
    }
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  "
        f"{path.relative_to(work).as_posix()}"
        for path in files
    ]
    control = work / "DEBIAN"
    control.mkdir()
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (control / "control").write_text(text, "utf-8")
    (control / "md5sums").write_text("\n".join(sums) + "\n", "utf-8")


def needs() -> list[str]:
    """The packages the program needs, with the C library at least as new as here."""
    libc = platform.libc_ver()[1]
    base = [f"libc6 (>= {libc})" if libc else "libc6", "libgcc-s1", "libstdc++6", "zlib1g"]
    return [*base, *sorted({*machine.WINDOW, *machine.DISPLAY})]


def _architecture() -> str:
    return _dpkg("dpkg", "--print-architecture").strip()


def try_installed(package: Path) -> str:
    """Install the package, play a working day with it, remove it; a line on what came of it.

    Raises:
        PackageProblem: dpkg failed, or something was left behind.
        TrialProblem: the installed program did not do as it should.
    """
    root = Path("/")
    if (root / PROGRAMS).exists() or (root / COMMAND).exists():
        raise PackageProblem("ChartPost is installed here already; remove it to try this one.")
    _dpkg("dpkg", "--install", str(package))
    try:
        told = trial.try_program(root / COMMAND, root / PROGRAMS, frozen.version())
    finally:
        _dpkg("dpkg", "--purge", frozen.COMMAND)
    left = [str(path) for path in (root / PROGRAMS, root / COMMAND) if path.exists()]
    if left:
        raise PackageProblem(f"Removing the package left {', '.join(left)}.")
    return told


def may_install() -> bool:
    """Whether packages can be installed here."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _dpkg(*command: str) -> str:
    done = subprocess.run(_plain(command), capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackageProblem(f"{command[0]} failed: {done.stderr.strip()[-1500:]}")
    return done.stdout


def _plain(command: Sequence[str]) -> list[str]:
    return ["env", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive", *command]
