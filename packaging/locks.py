"""Asks the package index whether the lock files can be installed, as wheels, on every platform.

    python packaging/locks.py

Run in the build's environment by `dev.py locks`. The answer is kept in `lock/wheels.json`, so that
tests can compare it with the lock files without any index. No index is named here or there: it is
the one this machine is set up for.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from environment import LOCKS, Lock, child_environment
from packaging.markers import Marker

WHEELS = LOCKS / "wheels.json"
PYTHON = "3.11"
_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+?))? \\$")
_HASH = re.compile(r"^ +--hash=sha256:(?P<hash>[0-9a-f]{64})(?: \\)?$")


@dataclass(frozen=True, slots=True)
class Target:
    """A platform the program is published for, in the words of wheels and of markers."""

    name: str
    tags: tuple[str, ...]
    markers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock file."""

    name: str
    version: str
    marker: str = ""
    hashes: list[str] = field(default_factory=list)

    def wanted_on(self, target: Target) -> bool:
        """Whether the platform gets this package."""
        return not self.marker or Marker(self.marker).evaluate(dict(target.markers))

    def lines(self) -> str:
        """As a lock file says it, without the marker: pip would read that for its own platform."""
        hashes = (f"    --hash=sha256:{each}" for each in self.hashes)
        return " \\\n".join([f"{self.name}=={self.version}", *hashes])


def _markers(system: str, os_name: str, platform: str, cpu: str) -> dict[str, str]:
    return {
        "implementation_name": "cpython",
        "os_name": os_name,
        "platform_machine": cpu,
        "platform_python_implementation": "CPython",
        "platform_system": system,
        "python_full_version": f"{PYTHON}.0",
        "python_version": PYTHON,
        "sys_platform": platform,
    }


TARGETS = (
    Target("windows-x64", ("win_amd64",), _markers("Windows", "nt", "win32", "AMD64")),
    Target("macos-arm64", ("macosx_14_0_arm64",), _markers("Darwin", "posix", "darwin", "arm64")),
    Target(
        "linux-x64",
        # glibc 2.34 and the older ones it can stand in for; Qt's wheel is made for 2.34
        (*(f"manylinux_2_{minor}_x86_64" for minor in range(34, 16, -1)), "manylinux2014_x86_64"),
        _markers("Linux", "posix", "linux", "x86_64"),
    ),
)


def read_pins(text: str) -> list[Pin]:
    """The packages of a lock file.

    Raises:
        ValueError: a line is neither a pin, a hash nor a remark.
    """
    pins: list[Pin] = []
    for line in text.splitlines():
        if pin := _PIN.match(line):
            pins.append(Pin(pin["name"], pin["version"], pin["marker"] or ""))
        elif found := _HASH.match(line):
            pins[-1].hashes.append(found["hash"])
        elif line.strip() and not line.lstrip().startswith("#"):
            raise ValueError(f"not a line of a lock file: {line}")
    return pins


def ask(lock: Lock, target: Target) -> dict[str, str]:
    """The wheels pip would install on the platform: name to hash.

    Raises:
        subprocess.CalledProcessError: the index has no such wheel, or there is no index.
    """
    pins = [pin for pin in read_pins(lock.path.read_text("utf-8")) if pin.wanted_on(target)]
    with tempfile.TemporaryDirectory() as folder:
        wanted, report = Path(folder) / "wanted.txt", Path(folder) / "report.json"
        wanted.write_text("\n".join(pin.lines() for pin in pins) + "\n", "utf-8")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        how = ["--dry-run", "--ignore-installed", "--no-deps", "--only-binary=:all:"]
        where = [f"--python-version={PYTHON}", "--implementation=cp", f"--target={folder}"]
        where += [f"--abi={abi}" for abi in ("cp311", "abi3", "none")]
        where += [f"--platform={tag}" for tag in target.tags]
        what = ["--require-hashes", "--requirement", str(wanted), "--report", str(report)]
        subprocess.run(
            [*pip, *how, *where, *what],
            check=True,
            env=child_environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        found = json.loads(report.read_text("utf-8"))["install"]
    return dict(_wheel(each["download_info"]) for each in found)


def _wheel(download: Mapping[str, Any]) -> tuple[str, str]:
    name = str(download["url"]).rsplit("/", 1)[-1]
    return name, str(download["archive_info"]["hashes"]["sha256"])


def check_wheels() -> bool:
    """Ask for every lock and platform; keep the answer when all could be given."""
    answers: dict[str, dict[str, str]] = {}
    for target in TARGETS:
        wheels: dict[str, str] = {}
        for lock in Lock:
            try:
                found = ask(lock, target)
            except subprocess.CalledProcessError as error:
                print(error.stderr[-2000:], file=sys.stderr)
                print(f"{lock.value}.txt cannot be installed on {target.name}.", file=sys.stderr)
                return False
            print(f"{target.name:12} {lock.value:8} {len(found):3} wheels", flush=True)
            wheels |= found
        answers[target.name] = dict(sorted(wheels.items()))
    text = json.dumps(answers, indent=1) + "\n"
    if not WHEELS.exists() or WHEELS.read_text("utf-8") != text:
        WHEELS.write_text(text, "utf-8")
        print(f"Written anew: {WHEELS.name}; commit it with the lock files.")
    return True


def audit() -> bool:
    """Ask for known weaknesses of what the program ships; False if there is one."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    command += ["--requirement", str(Lock.RUNTIME.path), "--format=json", "--progress-spinner=off"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=child_environment(), timeout=300
    )
    line, good = audit_result(done.stdout)
    print(line)
    return good


def audit_result(answer: str) -> tuple[str, bool]:
    """What pip-audit's JSON says, in one line, and whether nothing is known."""
    try:
        dependencies = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        dependencies = []
    asked = [each for each in dependencies if "skip_reason" not in each]
    weak = [f"{e['name']} {e['version']}: {v['id']}" for e in asked for v in e["vulns"]]
    if weak:
        return "Known weaknesses: " + "; ".join(weak), False
    if not asked:
        return "No index here answers questions about known weaknesses; pip-audit not done.", True
    unknown = len(dependencies) - len(asked)
    rest = f"; {unknown} could not be asked about" if unknown else ""
    return f"No known weaknesses in {len(asked)} packages{rest}.", True


def main() -> int:
    """Ask, and say what came back."""
    wheels = check_wheels()
    return 0 if audit() and wheels else 1


if __name__ == "__main__":
    raise SystemExit(main())
