"""F18 and F20: with a marker in every field, nothing on the disk and no log holds it in plain.

One child plays a working day through the real window and stops at four moments: desk open, after
errors of every class, locked, program left. At each the whole disk around it is searched.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.figures import Figure, note

ROOT = Path(__file__).resolve().parents[2]
MARKER = "ZEBULON-PHI"
STOPS = ("open", "broken", "locked", "left")
LIST = (
    "Chart number,Last name,First name,Middle name,Date of birth,Sex,Phone,E-mail,"
    "Address,Address 2,City,State,ZIP code\n"
    f'{MARKER}-1,{MARKER} Quill,{MARKER} Ada,{MARKER},02/03/1970,F,"(617) 555-0177 {MARKER}",'
    f"{MARKER}@example.org,1 {MARKER} St,Apt {MARKER},{MARKER} City,MA,02143\n"
)
OWN_FILES = (
    "practice.db",
    "practice.db-wal",
    "practice.db-shm",
    "practice.keys",
    "practice.keys.bak",
    "practice.lock",
    "state.json",
)
OWN_FOLDERS = ("backups", "logs", "quarantine")
PAPERS = {"cover-letter.pdf", "envelope.pdf", "labels.pdf", "recovery-sheet.pdf"}


@dataclass(frozen=True)
class Found:
    """What the disk held at one stop."""

    files: frozenset[str]
    with_marker: frozenset[str]
    logs: bytes
    written: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Hunt:
    """All stops of one child."""

    at: dict[str, Found]
    private: Path
    base: Path


def spellings() -> tuple[bytes, ...]:
    """The marker as it could lie on a disk."""
    texts = [MARKER, MARKER.lower(), MARKER.title()]
    plain = [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "utf-16-be")]
    coded = [base64.b64encode(b"x" * shift + MARKER.encode())[4:-4] for shift in range(3)]
    return (*plain, *coded, MARKER.encode().hex().encode())


def files_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink():
                yield path
        except OSError:
            continue


def search(base: Path, line: dict[str, object]) -> Found:
    sought = spellings()
    files, holding, logs = set(), set(), b""
    for path in files_below(base):
        name = path.relative_to(base).as_posix()
        files.add(name)
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if any(each in data for each in sought) or MARKER.lower() in name.lower():
            holding.add(name)
        if "/logs/" in name:
            logs += data
    written, broken = line.get("written", []), line.get("broken", [])
    assert isinstance(written, list)
    assert isinstance(broken, list)
    return Found(frozenset(files), frozenset(holding), logs, tuple(written), tuple(broken))


@pytest.fixture(scope="module")
def hunt(tmp_path_factory: pytest.TempPathFactory) -> Hunt:
    base = tmp_path_factory.mktemp("hunt")
    home, temporary, given = base / "home", base / "tmp", base / "given"
    for folder in (home, temporary, given):
        folder.mkdir()
    patients = given / "list.csv"
    patients.write_text(LIST, encoding="utf-8")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("XDG_")}
    env = kept | {
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "*.warning=false",
    }
    command = [sys.executable, "-m", "tests.faults.hunted", str(base / "out"), str(patients)]
    with (
        (base / "stderr").open("wb") as complaints,
        subprocess.Popen(
            [*command, MARKER],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as child,
    ):
        try:
            at, private = follow(child, base)
        finally:
            child.kill()
    assert tuple(at) == STOPS, (base / "stderr").read_text()[-3000:]
    return Hunt(at, private, base)


def follow(child: subprocess.Popen[str], base: Path) -> tuple[dict[str, Found], Path]:
    assert child.stdout is not None
    assert child.stdin is not None
    at: dict[str, Found] = {}
    private = base
    for text in child.stdout:
        if not text.startswith("{"):
            continue
        line = json.loads(text)
        private = Path(line["private"])
        at[line["stop"]] = search(base, line)
        child.stdin.write("\n")
        child.stdin.flush()
        if line["stop"] == STOPS[-1]:
            break
    child.wait(timeout=60)
    return at, private


def allowed_with_marker(name: str) -> bool:
    """What the person gave, and what was exported on purpose."""
    given = name.startswith("given/") or name.endswith("/broken.json")
    scan = name.endswith("scans/scanned-letter.pdf")
    return given or scan or name == "stderr" or name.startswith("out/")


@pytest.mark.parametrize("stop", STOPS)
def test_nothing_holds_the_marker_in_plain(hunt: Hunt, stop: str) -> None:
    found = hunt.at[stop].with_marker
    leaked = sum(not allowed_with_marker(name) for name in found)
    note(
        Figure(
            "F18", "files searched on a working day", len(hunt.at[stop].files), {"leaked": leaked}
        ),
        part=stop,
    )
    assert [name for name in found if not allowed_with_marker(name)] == []
    assert "given/list.csv" in found  # the search can see


@pytest.mark.parametrize("stop", STOPS)
def test_only_expected_files_are_written(hunt: Hunt, stop: str) -> None:
    practice = (hunt.private / "practice").relative_to(hunt.base).as_posix()
    for name in hunt.at[stop].files:
        if name.startswith(f"{practice}/"):
            own = name.removeprefix(f"{practice}/")
            first = own.split("/")[0]
            assert own in OWN_FILES or (first in OWN_FOLDERS and "/" in own), own
        elif name.startswith("home/"):
            # caches of the system's own libraries; the program keeps nothing outside its folder
            assert name.startswith(("home/.cache/", "home/.config/fontconfig/")), name


def test_python_wrote_nowhere_else(hunt: Hunt) -> None:
    base = str(hunt.base)
    places = ("/dev/", "/proc/", base)
    written = [path for path in hunt.at["left"].written if not path.startswith(places)]
    own = ("__pycache__", "coverage")
    elsewhere = [path for path in written if Path(path).is_absolute()]
    assert [path for path in elsewhere if not any(part in path for part in own)] == []


def test_exported_papers_and_nothing_more(hunt: Hunt) -> None:
    out = {name for name in hunt.at["left"].files if name.startswith("out/")}
    loose = {name.removeprefix("out/") for name in out if not name.startswith("out/screens/")}
    assert loose == PAPERS


def test_leaving_takes_the_data_away(hunt: Hunt) -> None:
    assert not hunt.private.exists()
    left = {name for name in hunt.at["left"].files if name.startswith("tmp/")}
    assert not left


def test_file_names_tell_nobody(hunt: Hunt) -> None:
    names = " ".join(sorted(hunt.at["locked"].files))
    assert MARKER.lower() not in names.lower()
    assert "Quill" not in names


def test_locking_leaves_no_log_of_the_database(hunt: Hunt) -> None:
    practice = (hunt.private / "practice").relative_to(hunt.base).as_posix()
    wal = f"{practice}/practice.db-wal"
    assert wal in hunt.at["open"].files
    assert wal not in hunt.at["locked"].files


def test_every_error_class_was_logged_without_the_marker(hunt: Hunt) -> None:
    found = hunt.at["broken"]
    leaked = sum(each in found.logs for each in spellings())
    note(
        Figure("F20", "kinds of errors forced with a marker", len(found.broken), {"leaked": leaked})
    )
    assert len(found.broken) >= 12, found.broken
    text = found.logs.decode("utf-8", "replace")
    for name in ("KeyError", "ValueError", "RuntimeError", "ZeroDivisionError"):
        assert name in text, f"{name} was not logged"
    for each in spellings():
        assert each not in found.logs
    assert "Quill" not in text
