"""The lock files say exactly what is installed, and agree with what the project asks for."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib

import locks
import pytest
from environment import Lock
from locks import Pin, Target
from packaging.requirements import Requirement
from packaging.tags import compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

from tests.contracts.source import ROOT

ADDRESS = re.compile(r"https?:|--(extra-)?index|--find-links|--trusted-host")
TARGETS = {target.name: target for target in locks.TARGETS}


def pins(lock: Lock) -> dict[str, Pin]:
    text = lock.path.read_text(encoding="utf-8")
    return {canonicalize_name(pin.name): pin for pin in locks.read_pins(text)}


def asked_for(extra: str | None) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = project["optional-dependencies"][extra] if extra else []
    return [Requirement(text) for text in [*project["dependencies"], *more]]


def extra_of(lock: Lock) -> str | None:
    return None if lock is Lock.RUNTIME else lock.value


@pytest.mark.parametrize("lock", list(Lock))
def test_every_pin_has_hashes(lock: Lock) -> None:
    locked = pins(lock)
    assert locked
    assert [name for name, pin in locked.items() if not pin.hashes] == []


@pytest.mark.parametrize("lock", list(Lock))
def test_no_lock_names_an_index(lock: Lock) -> None:
    assert ADDRESS.findall(lock.path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lock", list(Lock))
def test_the_lock_meets_what_the_project_asks_for(lock: Lock) -> None:
    locked = pins(lock)
    for requirement in asked_for(extra_of(lock)):
        version = locked[canonicalize_name(requirement.name)].version
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


@pytest.mark.parametrize("lock", [Lock.DEV, Lock.BUILD])
def test_the_larger_locks_hold_the_smaller(lock: Lock) -> None:
    runtime, larger = pins(Lock.RUNTIME), pins(lock)
    assert {name: larger.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("extra", ["dev", "build"])
def test_no_tool_is_in_the_program(extra: str) -> None:
    own = {canonicalize_name(each.name) for each in asked_for(extra)}
    program = {canonicalize_name(each.name) for each in asked_for(None)}
    assert not (own - program) & pins(Lock.RUNTIME).keys()


@pytest.mark.parametrize("name", TARGETS)
def test_every_package_has_a_wheel_on_every_platform(name: str) -> None:
    """`dev.py locks` asked the index and kept the answer; it must fit the locks as they are now."""
    target = TARGETS[name]
    wheels = json.loads(locks.WHEELS.read_text(encoding="utf-8"))[name]
    found = {parse_wheel_filename(file)[:2]: (file, digest) for file, digest in wheels.items()}
    wanted = {
        (canonicalize_name(pin.name), pin.version): pin
        for lock in Lock
        for pin in pins(lock).values()
        if pin.wanted_on(target)
    }
    assert {(name, str(version)) for name, version in found} == set(wanted)
    fitting = tags_of(target)
    for (package, version), (file, digest) in found.items():
        assert digest in wanted[package, str(version)].hashes, f"{file} is not in the lock"
        assert fitting & parse_wheel_filename(file)[3], f"{file} does not fit {name}"


def tags_of(target: Target) -> frozenset[object]:
    platforms = list(target.tags)
    if target.name.startswith("macos"):
        platforms = list(mac_platforms((14, 0), "arm64"))
    fitting = {*cpython_tags((3, 11), ["cp311"], platforms)}
    return frozenset({*fitting, *compatible_tags((3, 11), "cp311", platforms)})


LINES = """\
alpha==1.0 \\
    --hash=sha256:{a}
    # via chartpost
beta==2.1 ; sys_platform == 'win32' \\
    --hash=sha256:{b} \\
    --hash=sha256:{a}
""".format(a="a" * 64, b="b" * 64)


def test_a_lock_file_is_read() -> None:
    first, second = locks.read_pins(LINES)
    assert (first.name, first.version, first.hashes) == ("alpha", "1.0", ["a" * 64])
    assert second.hashes == ["b" * 64, "a" * 64]
    assert [second.wanted_on(target) for target in locks.TARGETS] == [True, False, False]
    assert all(first.wanted_on(target) for target in locks.TARGETS)
    assert second.lines().splitlines()[0] == "beta==2.1 \\"
    assert locks.read_pins(second.lines() + "\n")[0].hashes == second.hashes


@pytest.mark.parametrize(
    "line", ["alpha>=1.0 \\", "--index-url somewhere", "    --hash=sha256:12", "alpha==1.0"]
)
def test_what_is_no_pin_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a line of a lock file"):
        locks.read_pins(line)


@pytest.mark.parametrize(
    ("answer", "good", "part"),
    [
        ("", True, "not done"),
        ("Traceback", True, "not done"),
        ('{"dependencies": [{"name": "a", "skip_reason": "x"}]}', True, "not done"),
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', True, "in 1 packages."),
        (
            '{"dependencies": [{"name": "a", "vulns": []}, {"name": "b", "skip_reason": "x"}]}',
            True,
            "1 could not be asked about",
        ),
        (
            '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1"}]}]}',
            False,
            "a 1: X-1",
        ),
    ],
)
def test_what_the_audit_says(answer: str, good: bool, part: str) -> None:
    line, passed = locks.audit_result(answer)
    assert passed is good
    assert part in line
    assert "\n" not in line


def test_a_platform_without_a_wheel_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(lock: Lock, target: Target) -> dict[str, str]:
        raise subprocess.CalledProcessError(1, "pip", stderr="no matching wheel")

    monkeypatch.setattr(locks, "ask", refuse)
    before = locks.WHEELS.read_text(encoding="utf-8")
    assert locks.check_wheels() is False
    assert "runtime.txt cannot be installed on windows-x64" in capsys.readouterr().err
    assert locks.WHEELS.read_text(encoding="utf-8") == before
