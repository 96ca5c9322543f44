"""F18 for the command line: what the system saw opened for writing, where ``strace`` can tell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.system.clock import FixedClock
from tests.cli.cli_kit import practice
from tests.conftest import FULL
from tests.faults.figures import Figure, note
from tests.faults.kit import ROOT
from tests.services.vault_kit import PASSWORD

MARKER = "ZEBULON-PHI"
LIST = f"Last name,First name,Date of birth\n{MARKER} Quill,{MARKER} Ada,02/03/1970\n"
_CALL = re.compile(r'(?:openat\([^,]*, |open\(|creat\()"((?:[^"\\]|\\.)*)", ([A-Z_|0-9]+)')

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def written(log: Path) -> Iterator[str]:
    """Every file that was opened to be written or made."""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        found = _CALL.search(line)
        if found and re.search(r"O_WRONLY|O_RDWR|O_CREAT", found[2]) and "= -1" not in line:
            yield found[1]


def test_commands_write_only_where_they_should(tmp_path: Path) -> None:
    data, home, given = tmp_path / "data", tmp_path / "home", tmp_path / "list.csv"
    practice(data, FixedClock(datetime.now(UTC)))
    home.mkdir()
    given.write_text(LIST, encoding="utf-8")
    log, out = tmp_path / "calls", tmp_path / "log.csv"
    calls = "trace=open,openat,creat"
    env = {"HOME": str(home), "TMPDIR": str(home), "PATH": os.environ["PATH"]}
    seen: set[str] = set()
    said = b""
    commands = (("import-patients", given), ("export", "mailing-log", out), ("backup",))
    for words in commands if FULL else commands[:1]:
        command = [sys.executable, "-m", "app", *map(str, words), "--data", str(data)]
        done = subprocess.run(
            ["strace", "-f", "-qq", "-s", "4096", "-e", calls, "-o", str(log), *command,
             "--user", "ann", "--password-stdin"],
            cwd=ROOT, input=PASSWORD.encode() + b"\n", capture_output=True, check=False,
            env=env | {"PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        if b"ptrace" in done.stderr:
            pytest.skip("this account may not trace programs")
        assert done.returncode == 0, done.stderr
        seen |= set(written(log))
        said += done.stdout + done.stderr
    elsewhere = {
        name
        for name in seen
        if not name.startswith((f"{data}/", "/dev/", "/proc/")) and name != str(data)
    }
    assert any(name.endswith("practice.db") for name in seen), "the trace can see"
    assert elsewhere <= {f"{out}.partial", str(out)}
    holding = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and path not in (given, log) and MARKER.encode() in path.read_bytes()
    ]
    assert holding == []
    assert MARKER.encode() not in said
    bad = {"unexpected": len(elsewhere - {f"{out}.partial", str(out)}), "leaked": len(holding)}
    note(Figure("F18", "files that commands opened for writing", len(seen), bad))
