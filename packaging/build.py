"""Packs the program for the platform this runs on, tries it, and makes what people install.

    python packaging/build.py

Run in the build's environment by `dev.py build`. Everything it makes is in `dist/`.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import account
import bom
import debian
import frozen
import killing
import licences
import linux
import parts
import start_time
import trial
from environment import ROOT, child_environment
from frozen import ICONS, PAPERS, WORK

OUT = ROOT / "dist"
BUDGET_MB = 130
SPECS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
HERE = Path(__file__).resolve().parent
# What PyInstaller says whatever it packs; other warnings are shown. It looks at plugins of Qt that
# stay out as well; whether those that go in find their libraries is checked afterwards.
_HARMLESS = re.compile(
    r'Hidden import "(MySQLdb|pysqlite2)" not found!$'
    r"|Library (ole32|shell32) required via ctypes not found$"
    r"|Library not found: could not resolve '.+', dependency of '.+/plugins/.+'\.$"
)

Problem = (
    parts.PartProblem,
    debian.PackageProblem,
    linux.LinkProblem,
    account.TrialProblem,
    subprocess.SubprocessError,
    TimeoutError,
)


def say(line: str) -> None:
    """One line of progress."""
    print(f"== {line}", flush=True)


def pack() -> Path:
    """Run PyInstaller; the folder with the program.

    Raises:
        PartProblem: PyInstaller packed something nobody has described.
    """
    shutil.rmtree(WORK, ignore_errors=True)
    _run([sys.executable, str(HERE / "icons.py"), str(ICONS)], quiet=True)
    PAPERS.mkdir(parents=True)
    described = parts.everything()
    (PAPERS / licences.FILE).write_text(licences.licences_text(described), "utf-8")
    spec = HERE / "specs" / f"{SPECS[sys.platform]}.spec"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    command += [f"--distpath={WORK / 'out'}", f"--workpath={WORK / 'work'}", str(spec)]
    said = _run(command, quiet=True)
    for line in said.splitlines():
        if "WARNING" in line and not _HARMLESS.search(line):
            print(line, file=sys.stderr)
    if sys.platform == "darwin":
        return WORK / "out" / f"{frozen.NAME}.app"
    return WORK / "out" / frozen.COMMAND


def _run(command: list[str], *, quiet: bool = False) -> str:
    """Run a tool; what it said, which is shown where it failed."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=child_environment(PYTHONHASHSEED="0", QT_QPA_PLATFORM="offscreen"),
        text=True,
        errors="replace",
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        print(done.stdout[-6000:], file=sys.stderr)
        done.check_returncode()
    if not quiet:
        print(done.stdout, end="", flush=True)
    return done.stdout


def check_parts(folder: Path) -> None:
    """See to it that nothing was packed but what the runtime lock names; write the bill.

    Raises:
        PartProblem: something else was.
    """
    described = parts.everything()
    bom.check_modules(_packed_modules(), parts.known_modules(described), ("app", "start"))
    subject = bom.Subject(frozen.NAME, frozen.version(), _platform(), frozen.SUMMARY)
    told = bom.bill(subject, described, inside(folder))
    path = OUT / f"{frozen.COMMAND}-{frozen.version()}-{_platform()}.cdx.json"
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    say(f"bill of materials: {len(told['components'])} parts, {path.name}")


def _packed_modules() -> list[str]:
    from PyInstaller.archive.readers import ZlibArchiveReader  # noqa: PLC0415

    archives = (WORK / "work").rglob("PYZ-*.pyz")
    return [name for each in archives for name in ZlibArchiveReader(str(each)).toc]


def inside(folder: Path) -> Path:
    """Where the libraries lie in a packed folder."""
    return folder / "Contents" / "Frameworks" if folder.suffix == ".app" else folder / "_internal"


def program_in(folder: Path) -> Path:
    """What is started in a packed folder; on Windows the one with a console, which can answer."""
    if folder.suffix == ".app":
        return folder / "Contents" / "MacOS" / frozen.COMMAND
    if sys.platform == "win32":
        return folder / f"{frozen.COMMAND}-cli.exe"
    return folder / frozen.COMMAND


def _platform() -> str:
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    machine = platform.machine().lower().replace("amd64", "x64").replace("x86_64", "x64")
    return f"{system}-{machine}"


def size_of(folder: Path) -> float:
    """Megabytes of all files in a folder; links count nothing."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def try_packed(folder: Path) -> None:
    """Play the working day from a copy that its user cannot change, and time the start."""
    with account.place() as where:
        copy = where.home.parent / folder.name
        shutil.copytree(folder, copy, symlinks=True)
        say(f"packed program: {trial.try_program(program_in(copy), copy, frozen.version())}")
        with account.place() as other:
            say(f"packed program: {killing.kill_and_hunt(other, program_in(copy))}")
        if sys.platform != "win32":
            # a program for the Windows desktop has no console on which Qt could tell
            env = child_environment(**where.environment())
            line, ratio = start_time.compare(program_in(copy), env)
            say(line + ("" if ratio <= start_time.BUDGET else ": OVER BUDGET"))


def make_packages(folder: Path) -> None:
    """What people install, where its tools are; otherwise one line on what is missing."""
    if sys.platform == "win32":
        _make_windows_installer(folder)
    elif sys.platform == "darwin":
        _run(["bash", str(HERE / "installers" / "macos" / "disk-image.sh"), str(folder), str(OUT)])
    elif debian.can_build():
        _make_debian_package(folder)
    else:
        say("no .deb: this system has no dpkg-deb")


def _make_debian_package(folder: Path) -> None:
    papers = {"copyright": PAPERS / licences.FILE}
    papers |= {path.name: path for path in OUT.glob("*.cdx.json")}
    package = debian.build(folder, papers, WORK / "deb", OUT)
    say(f"{package.name}: {package.stat().st_size / 1e6:.1f} MB")
    if debian.may_install():
        say(f"installed package: {debian.try_installed(package)}; removed again")
    else:
        say("the package was not installed here: that needs root's rights")


def _make_windows_installer(folder: Path) -> None:
    compiler = shutil.which("iscc") or shutil.which(
        "ISCC.exe", path=os.environ.get("PROGRAMFILES(X86)", "") + "\\Inno Setup 6"
    )
    if compiler is None:
        say("no installer: Inno Setup's compiler (iscc) is not here")
        return
    facts = {"AppVersion": frozen.version(), "Source": str(folder), "Out": str(OUT)}
    facts |= {"Icon": str(ICONS / "chartpost.ico")}
    defines = [f"/D{name}={value}" for name, value in facts.items()]
    _run([compiler, "/Qp", *defines, str(HERE / "installers" / "windows" / "chartpost.iss")])


def build() -> None:
    """Everything, in order."""
    begin = time.monotonic()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    say(f"packing ChartPost {frozen.version()} for {_platform()}")
    folder = pack()
    if sys.platform.startswith("linux"):
        linux.slim(folder, WORK / "icu")
        linux.check_links(folder)
    check_parts(folder)
    shutil.copyfile(PAPERS / licences.FILE, OUT / licences.FILE)
    size = size_of(folder)
    say(f"size: {size:.1f} MB installed" + ("" if size < BUDGET_MB else f": OVER {BUDGET_MB} MB"))
    try_packed(folder)
    shutil.copytree(folder, OUT / folder.name, symlinks=True)
    make_packages(folder)
    say(f"done in {time.monotonic() - begin:.0f} s; everything is in {OUT.name}/")


def main() -> int:
    """Build; the exit status."""
    try:
        build()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
