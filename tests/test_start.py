"""How the program starts: command line, order of loading, last resort, and the way out."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app import __version__, main
from app.cli.arguments import Arguments, parse
from app.system.last_resort import LastResort
from app.system.live_folder import live_folder, remember_live_folder
from app.system.paths import default_data_folder
from tests.conftest import ExpectLog
from tests.storage_kit import make_vault

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("sqlalchemy", "alembic", "sqlcipher3", "cryptography", "reportlab", "pypdf", "pypdfium2")

PAINT_ONLY = """
import os, sys
from app.ui.vault import front_window
def painted(self):
    heavy = [name for name in sys.modules if name.split(".")[0] in {heavy!r}]
    print("loaded before the first paint:", sorted(heavy))
    print("page:", type(self.parent().cover).__name__)
    sys.stdout.flush()
    os._exit(0)
front_window._FirstPaint._on_painted = painted
from app.main import main
main({argv!r})
"""

WHOLE = """
import sys
from PySide6.QtCore import QTimer
from app import bootstrap, opening
made = []
class Program(bootstrap.Program):
    def __init__(self, *parts):
        super().__init__(*parts)
        made.append(self)
        QTimer.singleShot(0, self.front, self.front.close)
bootstrap.Program = Program
from app.main import main
status = main({argv!r})
print("programs:", len(made), "umask:", oct(__import__("os").umask(0)))
raise SystemExit(status)
"""

BROKEN = """
import sys
sys.modules["app.bootstrap"] = None
from PySide6.QtWidgets import QApplication
from app.ui.kit.messages import Messages
def told(self, _icon, _title, text, _more):
    print(type(self._parent().cover).__name__, self._parent().cover.title.text(), "|", text)
    sys.stdout.flush()
    self._parent().cover.go_button.click()
Messages._open = told
from app.main import main
raise SystemExit(main({argv!r}))
"""


def child(code: str, argv: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    """Run a start in a process of its own, without a screen."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_DATA_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-c", code.format(argv=argv, heavy=HEAVY)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        (["--data", "there"], "FirstFrame"),
        (["--data", "empty"], "ProgressPage"),
        (["--sample"], "ProgressPage"),
        ([], "ProgressPage"),
    ],
)
def test_the_first_page_is_painted_before_anything_heavy_is_loaded(
    tmp_path: Path, arguments: list[str], page: str
) -> None:
    make_vault(tmp_path / "there").close()
    argv = [str(tmp_path / word) if word in ("there", "empty") else word for word in arguments]
    done = child(PAINT_ONLY, argv, tmp_path / "home")
    assert done.stdout.splitlines() == ["loaded before the first paint: []", f"page: {page}"]


def test_a_start_that_is_closed_again_ends_well(tmp_path: Path) -> None:
    make_vault(tmp_path / "there").close()
    done = child(WHOLE, ["--data", str(tmp_path / "there")], tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "programs: 1 umask: 0o77"
    assert (tmp_path / "there" / "logs" / "app.log").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("arguments", [["--sample"], ["--data", "empty"]])
def test_a_part_that_cannot_be_loaded_is_told(tmp_path: Path, arguments: list[str]) -> None:
    argv = [str(tmp_path / word) if word == "empty" else word for word in arguments]
    done = child(BROKEN, argv, tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == (
        "TroublePage ChartPost could not start | Something went wrong inside the program."
    )


def test_arguments_are_understood() -> None:
    assert parse([]) == Arguments()
    assert parse(["--data", "/a/b"]) == Arguments(data=Path("/a/b"))
    assert parse(["--sample"]) == Arguments(sample=True)
    assert parse(["tour", "out"]) == Arguments(tour=Path("out"))
    full = Arguments(tour=Path("out"), patients=Path("list.csv"))
    assert parse(["tour", "out", "--patients", "list.csv"]) == full


@pytest.mark.parametrize(
    "argv", [["--data", "/a", "--sample"], ["--password", "x"], ["tour"], ["other"]]
)
def test_what_cannot_be_understood_is_refused(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        parse(argv)
    assert left.value.code == 2
    assert "usage: chartpost" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.strip() == f"ChartPost {__version__}"


def test_the_tour_is_played_with_its_folders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    played = []
    monkeypatch.setattr(main, "_tour", lambda out, patients: played.append((out, patients)) or 3)
    monkeypatch.setattr(LastResort, "install", lambda _self: None)
    assert main.main(["tour", str(tmp_path), "--patients", "p.csv"]) == 3
    assert played == [(tmp_path, Path("p.csv"))]


def test_an_error_is_told_once_and_again_only_later() -> None:
    now = [0.0]
    told: list[BaseException] = []
    hooks = LastResort(lambda: now[0])
    hooks.tell_with(told.append)
    for moment in (0.0, 1.0, 20.0):
        now[0] = moment
        hooks.on_exception(ValueError, ValueError("secret"), None)
    assert len(told) == 2


def test_without_a_window_errors_go_to_the_log_without_values(expect_log: ExpectLog) -> None:
    hooks = LastResort()
    with expect_log("app.system.last_resort") as records:
        hooks.handle(ValueError("Maynard Mosciski"))
    assert records[0].getMessage() == "not handled"


def test_threads_and_unraisable_errors_are_caught(
    monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    told: list[BaseException] = []
    hooks = LastResort()
    hooks.install()
    hooks.tell_with(told.append)

    def fail() -> None:
        raise KeyError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert [type(error) for error in told] == [KeyError]

    class Careless:
        def __del__(self) -> None:
            raise RuntimeError

    with expect_log("app.system.last_resort"):
        Careless()
    with pytest.raises(SystemExit):
        hooks.on_exception(KeyboardInterrupt, KeyboardInterrupt())


def test_another_data_folder_is_remembered_and_forgotten(tmp_path: Path) -> None:
    usual = default_data_folder()
    assert live_folder() == usual
    remember_live_folder(tmp_path / "elsewhere")
    assert live_folder().root == tmp_path / "elsewhere"
    remember_live_folder(usual.root)
    assert live_folder() == usual


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"folder": 3}', b'{"folder": "relative"}'])
def test_a_note_that_cannot_be_read_means_the_usual_folder(note: bytes) -> None:
    usual = default_data_folder()
    usual.root.mkdir(parents=True)
    (usual.root / "place.json").write_bytes(note)
    assert live_folder() == usual
