"""The trial of a packaged program notices what it must not do."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import account
import build
import debian
import linux
import machine
import pytest
import start_time
import trial
from account import TrialProblem

TOUR = """
import json, os, sys
from pathlib import Path
if sys.argv[1] == "--data":
    data, verb = Path(sys.argv[2]), sys.argv[3]
    assert sys.stdin.readline().strip() and "LANG" not in os.environ
    (data / "backups" / "one").mkdir(parents=True, exist_ok=True)
    print(json.dumps({"command": verb, "done": True}))
    raise SystemExit
if sys.argv[1] == "--version":
    print("ChartPost 1.2.3")
    raise SystemExit
out = Path(sys.argv[2])
out.mkdir()
(out / "a.pdf").write_bytes(b"pdf")
report = {"steps": [1, 2], "seconds": 3.0, "files": [{"name": "a.pdf", "bytes": 3}]}
(out / "tour.json").write_text(json.dumps(report))
print("Playing a working day on an empty practice, with invented patients.")
print("    0.5 s  Tell about the practice")
print("Done in 4 s: 1 papers, 0 pictures.")
assert "Ñ" in str(Path.home()) and not os.listdir(os.environ["PATH"])
"""
POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in is started by its first line")


def stand_in(folder: Path, more: str = "") -> Path:
    """A program that does what the tour does, and something else."""
    program = folder / "program"
    program.write_text(f"#!{sys.executable}\n{TOUR}\n{more}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "packed"
    made.mkdir()
    return made


def as_who_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stay with the account of the tests; only it can read the interpreter everywhere."""
    monkeypatch.setattr(account.os, "geteuid", lambda: 1000, raising=False)


@POSIX
def test_a_good_program_passes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_who_runs_it(monkeypatch)
    told = trial.try_program(stand_in(folder), folder, "1.2.3")
    assert told == "2 steps and 1 files in 3.0 s; six commands of a night"


@POSIX
@pytest.mark.parametrize(
    ("more", "part"),
    [
        ("print('Hello')", "Hello"),
        ("print('A warning', file=sys.stderr)", "A warning"),
        ("raise SystemExit(1)", "ended with 1"),
        ("(out / 'a.pdf').unlink()", "did not leave a.pdf"),
        ("(out / 'a.pdf').write_bytes(b'short of it')", "did not leave a.pdf"),
        ("(Path.home() / 'forgotten').touch()", "forgotten"),
        ("(Path(os.environ['TMPDIR']) / '_MEI123').mkdir()", "_MEI123"),
    ],
)
def test_what_must_not_be_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch, more: str, part: str
) -> None:
    as_who_runs_it(monkeypatch)
    with pytest.raises(TrialProblem, match=part):
        trial.try_program(stand_in(folder, more), folder, "1.2.3")


@POSIX
@pytest.mark.parametrize("done", ['"done": false', '"done": true}, {"more": 1'])
def test_a_command_of_the_night_that_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch, done: str
) -> None:
    as_who_runs_it(monkeypatch)
    program = stand_in(folder)
    text = program.read_text(encoding="utf-8")
    said = f"print('{{{done}}}' if verb == 'backup' else json.dumps"
    program.write_text(text.replace("print(json.dumps", said), encoding="utf-8")
    with pytest.raises(TrialProblem, match="backup ended with 0"):
        trial.try_program(program, folder, "1.2.3")


@POSIX
def test_another_version_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_who_runs_it(monkeypatch)
    with pytest.raises(TrialProblem, match="--version said"):
        trial.try_program(stand_in(folder), folder, "1.2.4")


@POSIX
def test_a_program_its_user_can_change_fails(folder: Path) -> None:
    (folder / "library").touch(0o644)
    other = os.getuid() + 1
    where = account.Place(folder, folder, other)
    folder.chmod(0o755)
    trial._check_unwritable(where, folder)
    (folder / "library").chmod(0o666)
    with pytest.raises(TrialProblem, match="can change library"):
        trial._check_unwritable(where, folder)


def test_nothing_of_a_trial_is_left() -> None:
    with account.place() as where:
        kept = where.home
        assert kept.is_dir()
        assert not list(where.programs.iterdir())
    assert not kept.parent.exists()


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("    1.0 s  Send it", True),
        ("Done in 39 s: 5 papers, 85 pictures.", True),
        ("This plugin does not support propagateSizeHints()", False),
        ("Done", False),
    ],
)
def test_lines_of_the_tour(line: str, known: bool) -> None:
    assert trial.unexpected(line) == ([] if known else [line])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('30 WARNING: Hidden import "MySQLdb" not found!', False),
        ("30 WARNING: Library ole32 required via ctypes not found", False),
        (
            "WARNING: Library not found: could not resolve 'a', dependency of '/x/plugins/b.so'.",
            False,
        ),
        ('30 WARNING: Hidden import "alembic" not found!', True),
        ("30 WARNING: Library not found: could not resolve 'a.so', dependency of '/x/b.so'.", True),
    ],
)
def test_warnings_of_the_packing(line: str, shown: bool) -> None:
    assert (build._HARMLESS.search(line) is None) is shown


@POSIX
def test_the_first_picture_is_waited_for() -> None:
    said = "import sys, time; print('x', file=sys.stderr); time.sleep(0.2); "
    painted = (
        f"print('{start_time._PAINTED} top level', file=sys.stderr, flush=True); time.sleep(9)"
    )
    taken = start_time.time_to_paint([sys.executable, "-c", said + painted], dict(os.environ))
    assert 0.2 < taken < 5
    with pytest.raises(TimeoutError, match="showed nothing"):
        start_time.time_to_paint([sys.executable, "-c", said], dict(os.environ))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ELF files are Linux's")
def test_code_is_found_by_its_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.so.1").write_bytes(b"\x7fELF and more")
    (tmp_path / "b.so").write_bytes(b"text")
    (tmp_path / "c.so").symlink_to("a.so.1")
    assert [path.name for path in linux.programs(tmp_path)] == ["a.so.1"]


DPKG = pytest.mark.skipif(not debian.can_build(), reason="only Debian makes Debian packages")


@DPKG
def test_the_package_is_roots_and_complete(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = folder / "chartpost"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    (folder / "_internal").mkdir(0o700)
    (folder / "_internal" / "a.txt").write_text("a")
    (folder / "_internal" / "a.txt").chmod(0o600)
    paper = tmp_path / "licences.txt"
    paper.write_text("LICENCES")
    icons = tmp_path / "icons"
    icons.mkdir()
    (icons / "chartpost-48.png").write_bytes(b"png")
    monkeypatch.setattr(debian.frozen, "ICONS", icons)
    package = debian.build(folder, {"copyright": paper}, tmp_path / "tree", tmp_path)
    listing = debian._dpkg("dpkg-deb", "--contents", str(package))
    rows = {row.split(None, 5)[5]: row.split()[:2] for row in listing.splitlines()}
    assert {owner for _, owner in rows.values()} == {"root/root"}
    assert rows["./usr/lib/chartpost/chartpost"][0] == "-rwxr-xr-x"
    assert rows["./usr/lib/chartpost/_internal/a.txt"][0] == "-rw-r--r--"
    assert rows["./usr/bin/chartpost -> ../lib/chartpost/chartpost"][0].startswith("l")
    assert "./usr/share/applications/org.chartpost.ChartPost.desktop" in rows
    assert "./usr/share/icons/hicolor/48x48/apps/chartpost.png" in rows
    assert "./usr/share/doc/chartpost/copyright" in rows
    needs = debian._dpkg("dpkg-deb", "--field", str(package), "Depends")
    assert set(machine.WINDOW) | set(machine.DISPLAY) <= set(needs.replace(",", " ").split())
    tree = tmp_path / "tree"
    assert not any(
        path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        for path in tree.rglob("*")
        if not path.is_symlink()
    )
    metainfo = next((tree / "usr/share/metainfo").iterdir()).read_text()
    assert f'version="{debian.frozen.version()}"' in metainfo
    assert "@" not in metainfo


@DPKG
def test_a_failing_dpkg_says_why(tmp_path: Path) -> None:
    with pytest.raises(debian.PackageProblem, match="dpkg-deb failed"):
        debian._dpkg("dpkg-deb", "--contents", str(tmp_path / "absent.deb"))


def test_sizes_count_files_not_links(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(1_500_000))
    if os.name != "nt":
        (tmp_path / "b").symlink_to("a")
    assert build.size_of(tmp_path) == 1.5
    assert json.dumps(build.SPECS)
