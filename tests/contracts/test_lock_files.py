"""The lock files say exactly what is installed, and agree with what the project asks for."""

from __future__ import annotations

import re
import tomllib

import pytest
from environment import Lock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.contracts.source import ROOT

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?P<rest>.*)$")
HASH = re.compile(r"^ +--hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(lock: Lock) -> dict[str, tuple[str, int]]:
    """Name to version and number of hashes."""
    found: dict[str, tuple[str, int]] = {}
    name = ""
    for line in lock.path.read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            name = canonicalize_name(pin["name"])
            found[name] = (pin["version"], 0)
        elif HASH.match(line):
            version, hashes = found[name]
            found[name] = (version, hashes + 1)
        else:
            assert line.lstrip().startswith("#") or not line, f"not a pin: {line}"
    return found


def asked_for(*, dev: bool) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]["dev"] if dev else []
    return [Requirement(text) for text in [*project["dependencies"], *extra]]


@pytest.mark.parametrize("lock", list(Lock))
def test_every_pin_has_hashes(lock: Lock) -> None:
    locked = pins(lock)
    assert locked
    assert [name for name, (_, hashes) in locked.items() if hashes == 0] == []


@pytest.mark.parametrize("lock", list(Lock))
def test_the_lock_meets_what_the_project_asks_for(lock: Lock) -> None:
    locked = pins(lock)
    for requirement in asked_for(dev=lock is Lock.DEV):
        version, _ = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_the_larger_lock_holds_the_smaller() -> None:
    runtime, dev = pins(Lock.RUNTIME), pins(Lock.DEV)
    assert {name: dev.get(name) for name in runtime} == runtime


def test_nothing_of_the_tests_is_in_the_program() -> None:
    own = {canonicalize_name(each.name) for each in asked_for(dev=True)}
    program = {canonicalize_name(each.name) for each in asked_for(dev=False)}
    assert not (own - program) & pins(Lock.RUNTIME).keys()
