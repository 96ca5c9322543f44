"""The killing of a packaged program notices what is lost, half done or left to be read."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import account
import killing
import pytest
from account import TrialProblem

# Keeps what it is given as the digests of its rows, each list by one replacement of the file.
STORE = """
import hashlib, json, os, sys, time
from pathlib import Path
data, verb, words = Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
assert sys.stdin.readline().strip()
data.mkdir(exist_ok=True)
store = data / "store"
kept = set(store.read_text().split()) if store.exists() else set()
answer = {"command": verb, "done": True, "result": {}}
if verb == "verify" and (data / "broken").exists():
    raise SystemExit(1)
if verb == "import-patients":
    rows = Path(words[0]).read_text("utf-8").splitlines()[1:]
    new = {hashlib.sha256(row.encode()).hexdigest() for row in rows} - kept
    answer["result"]["new"] = len(new)
    if new and "--dry-run" not in words:
        half = sorted(new)[: len(new) // 2]
        ON_IMPORT
        (data / "part").write_text("\\n".join(kept | new))
        os.replace(data / "part", store)
print(json.dumps(answer), flush=True)
"""
POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in is started by its first line")


def hunted(folder: Path, monkeypatch: pytest.MonkeyPatch, fault: str = "pass") -> str:
    """What is said of a program with this fault."""
    monkeypatch.setattr(account.os, "geteuid", lambda: 1000, raising=False)
    program = folder / "program"
    program.write_text(f"#!{sys.executable}\n{STORE.replace('ON_IMPORT', fault)}", "utf-8")
    program.chmod(0o755)
    with account.place() as where:
        return killing.kill_and_hunt(where, program, kills=6)


@POSIX
def test_a_program_that_keeps_its_word_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = hunted(tmp_path, monkeypatch)
    assert re.match(r"F30: killed 6 times, [0-6] before the answer: 0 lost, 0 half done", told)
    files = re.search(r"(\d+) files searched, 0 with a patient's name", told)
    assert files is not None
    assert int(files[1]) >= 6


@POSIX
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("store.write_text('\\n'.join([*kept, *half])); time.sleep(0.5)", "[1-9] half done"),
        ("print(json.dumps(answer), flush=True); time.sleep(0.5); raise SystemExit", "[1-9] lost"),
        ("(data / 'log').write_text(rows[0])", "[1-9] with a patient's name"),
        ("(data / 'log').write_bytes(rows[0].encode('utf-16-le'))", "[1-9] with a patient's name"),
    ],
)
def test_what_must_not_be_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, told: str
) -> None:
    with pytest.raises(TrialProblem, match=told):
        hunted(tmp_path, monkeypatch, fault)


@POSIX
def test_a_store_that_does_not_verify_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TrialProblem, match="verify ended with 1"):
        hunted(tmp_path, monkeypatch, "(data / 'broken').touch()")
