"""The parts of dev.py that decide something."""

from __future__ import annotations

import json
import os
from pathlib import Path

import checks
import coverage_check
import dev
import environment
import machine
import pytest
from environment import Lock

LISTING = (
    "installed\tlibegl1\t\n"
    "installed\tlibcups2t64\tlibcups2 (= 2.4.10-3), libcups2-other\n"
    "config-files\tlibgl1\t\n"
    "not-installed\tlibdbus-1-3\t\n"
)


def test_provided_names_count_as_installed() -> None:
    assert machine.parse_installed(LISTING) == {
        "libegl1",
        "libcups2t64",
        "libcups2",
        "libcups2-other",
    }


def test_only_missing_packages_are_asked_for() -> None:
    installed = machine.parse_installed(LISTING)
    wanted = ["libgl1", "libegl1", "libdbus-1-3", "libgl1", "libcups2"]
    assert machine.missing_packages(wanted, installed) == ["libdbus-1-3", "libgl1"]


def test_the_command_names_every_package() -> None:
    assert machine.install_command(["a", "b"]).endswith(" install -y --no-install-recommends a b")


def test_without_rights_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_lacking", sorted)
    monkeypatch.setattr(machine, "_rights", lambda: None)
    with pytest.raises(machine.MachineProblem) as problem:
        machine.install(["libgl1"], "Qt")
    text = str(problem.value)
    assert "\n" not in text
    assert text.startswith("Qt needs system packages.")
    assert text.endswith(machine.install_command(["libgl1"]))


def test_nothing_missing_asks_for_no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(machine, "_lacking", lambda wanted: [])
    monkeypatch.setattr(machine, "_rights", lambda: asked.append("rights"))
    machine.install(machine.WINDOW, "Qt")
    assert asked == []


@pytest.mark.skipif(os.name == "nt", reason="Windows always has a display")
@pytest.mark.parametrize(
    ("name", "shown"), [("DISPLAY", True), ("WAYLAND_DISPLAY", True), ("OTHER", False)]
)
def test_a_display_is_noticed(monkeypatch: pytest.MonkeyPatch, name: str, shown: bool) -> None:
    monkeypatch.setattr(machine.sys, "platform", "linux")
    for each in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, ":7")
    assert machine.has_display() is shown


def test_the_digest_knows_text_and_python() -> None:
    first = environment.digest(b"a==1", "3.11.2 linux")
    assert first == environment.digest(b"a==1", "3.11.2 linux")
    assert first != environment.digest(b"a==2", "3.11.2 linux")
    assert first != environment.digest(b"a==1", "3.12.0 linux")


DIGESTS = {"runtime": "r1", "dev": "d1", "build": "b1"}


@pytest.mark.parametrize(
    ("lock", "stamp", "current"),
    [
        (Lock.RUNTIME, {"runtime": "r1"}, True),
        (Lock.RUNTIME, {"dev": "d1"}, True),
        (Lock.RUNTIME, {"runtime": "r0", "dev": "d0"}, False),
        (Lock.RUNTIME, {}, False),
        (Lock.DEV, {"runtime": "r1"}, False),
        (Lock.DEV, {"runtime": "r1", "dev": "d1"}, True),
        (Lock.DEV, {"dev": "d0"}, False),
        (Lock.BUILD, {"runtime": "r1", "dev": "d1"}, False),
        (Lock.BUILD, {"build": "b1"}, True),
        (Lock.RUNTIME, {"build": "b1"}, False),
    ],
)
def test_what_is_installed_already(lock: Lock, stamp: dict[str, str], current: bool) -> None:
    assert environment.is_current(lock, stamp, DIGESTS) is current


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "\x00"])
def test_an_unreadable_stamp_means_nothing_is_installed(tmp_path: Path, text: str) -> None:
    (tmp_path / "stamp").write_text(text, encoding="utf-8")
    assert environment.read_stamp(tmp_path / "stamp") == {}
    assert environment.read_stamp(tmp_path / "absent") == {}


def test_a_stamp_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "stamp").write_text(json.dumps(DIGESTS), encoding="utf-8")
    assert environment.read_stamp(tmp_path / "stamp") == DIGESTS


def test_children_start_without_hidden_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONWARNINGS", "PYTHONPATH", "GIT_DIR", "QT_STYLE_OVERRIDE", "DISPLAY"):
        monkeypatch.setenv(name, "x")
    env = environment.headless_environment(EXTRA="1")
    hidden = {"PYTHONWARNINGS", "PYTHONPATH", "GIT_DIR", "QT_STYLE_OVERRIDE", "DISPLAY"}
    assert not hidden & env.keys()
    assert env["QT_QPA_PLATFORM"] == "offscreen"
    assert env["EXTRA"] == "1"
    assert environment.child_environment()["DISPLAY"] == "x"


REPORT = """<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>"""


def test_the_closing_line_counts() -> None:
    assert checks.read_counts(REPORT).line() == "3 passed, 2 failed, 2 skipped"
    assert checks.Counts(passed=5).line() == "5 passed, 0 failed"


def test_a_failed_check_never_reads_as_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "pytest.xml"
    report.write_text('<testsuite tests="9" failures="0" errors="0"/>', encoding="utf-8")
    monkeypatch.setattr(checks, "JUNIT", report)
    assert checks._closing(None) == "9 passed, 0 failed"
    assert checks._closing("coverage") == "9 passed, 1 failed"
    report.unlink()
    assert checks._closing("lint") == "0 passed, 1 failed"


def test_runs_at_the_same_time_leave_each_others_figures_and_reports_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, file in (("JUNIT", "all.xml"), ("FAULTS_JUNIT", "faults.xml"), ("COVERAGE", "c")):
        monkeypatch.setattr(checks, name, tmp_path / file)
    monkeypatch.setattr(checks, "RESULTS", tmp_path)
    monkeypatch.setattr(checks, "_prepare", lambda: None)
    (tmp_path / "all.xml").write_text(REPORT, encoding="utf-8")
    folders: list[Path] = []

    def ran(stage: checks.Stage, env: dict[str, str]) -> bool:
        folder = Path(env[checks.FIGURES])
        assert folder.is_dir()
        assert env["CHARTPOST_FULL"] == "1"
        if not folders:
            # another run begins and ends in the middle of this one
            folders.append(folder)
            assert checks.run_all(full=True, faults_only=True) == 0
        assert folder.is_dir()
        folders.append(folder)
        return stage.name != "lint"

    monkeypatch.setattr(checks, "_run_stage", ran)
    assert checks.run_all(full=True, faults_only=True) == 0
    assert len(set(folders)) == 2
    assert not any(folder.exists() for folder in folders)
    assert (tmp_path / "all.xml").exists(), "the report of a whole run is not that of the faults"
    assert checks.run_all(full=True) == 1
    assert "Stopped at: lint" in capsys.readouterr().out


def test_the_faults_are_tried_alone() -> None:
    test, table = checks.stages(faults_only=True)
    assert test.command[-1] == "tests/faults"
    assert "tests.faults.figures" in table.command
    assert table in checks.stages()


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("app/domain/dates.py", "app/domain"),
        ("app/storage/migrations/versions/0001_first.py", "app/storage"),
        ("app/ui/kit/table.py", "app/ui/kit"),
        ("app/ui/main_window.py", "app/ui"),
        ("app/main.py", "app"),
    ],
)
def test_rooms_of_files(path: str, room: str) -> None:
    assert coverage_check.room_of(path) == room


def entry(statements: int, branches: int, reached: int) -> dict[str, object]:
    return {
        "summary": {
            "num_statements": statements,
            "num_branches": branches,
            "covered_lines": reached,
            "covered_branches": branches,
        },
        "missing_lines": list(range(statements - reached)),
        "missing_branches": [[0, 5], [90, 91]],
    }


@pytest.mark.parametrize(
    ("domain", "storage", "status"), [(10, 9, 0), (9, 10, 1), (10, 8, 1), (10, 10, 0)]
)
def test_the_bars_hold(tmp_path: Path, domain: int, storage: int, status: int) -> None:
    report = {
        "files": {
            "app/domain/a.py": entry(10, 0, domain),
            "app/storage/b.py": entry(10, 0, storage),
            "app/cli/__init__.py": entry(0, 0, 0),
        }
    }
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    assert coverage_check.main([str(path)]) == status


def test_a_low_room_is_marked_and_its_files_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps({"files": {"app/domain/a.py": entry(20, 0, 4)}}), encoding="utf-8")
    assert coverage_check.main([str(path)]) == 1
    shown = capsys.readouterr().out
    assert "! app/domain" in shown
    assert shown.rstrip().endswith("app/domain/a.py: 20.0 %, not reached: 0-15, 90->91")


@pytest.mark.parametrize(
    ("lines", "text"),
    [([], []), ([4], ["4"]), ([9, 3, 4, 5, 7], ["3-5", "7", "9"]), ([1, 2], ["1-2"])],
)
def test_lines_are_named_in_ranges(lines: list[int], text: list[str]) -> None:
    assert coverage_check.ranges(lines) == text


def test_the_commands_are_the_ones_that_work() -> None:
    shown = dev.parser().format_help()
    for verb in ("run", "test", "bench", "build", "locks"):
        assert verb in shown
        assert dev.parser().parse_args([verb]).verb.__name__ == verb
    assert dev.parser().parse_args(["test", "--full"]).full is True
