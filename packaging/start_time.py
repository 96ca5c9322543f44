"""How long a packaged program takes to its first painted page, against a bare window of Qt.

Both are watched from outside: Qt itself says when it puts a picture on the screen. The bare window
runs in the build's environment, as any PySide6 program does.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

BUDGET = 1.5
RUNS = 7
_RULES = {"QT_LOGGING_RULES": "qt.widgets.painting=true"}
_PAINTED = "qt.widgets.painting: Flushing"
_PATIENCE = 60.0
_BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("Bare"))
window.resize(1280, 800)
window.show()
app.exec()
"""


def time_to_paint(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Seconds from starting a program to its first picture; the program is ended then.

    Raises:
        TimeoutError: it ended or waited without showing anything.
    """
    begin = time.perf_counter()
    with subprocess.Popen(
        command,
        env={**env, **_RULES},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as program:
        try:
            for line in program.stderr or ():
                taken = time.perf_counter() - begin
                if line.startswith(_PAINTED):
                    return taken
                if taken > _PATIENCE:
                    break
        finally:
            program.kill()
    raise TimeoutError(f"{Path(command[0]).name} showed nothing")


def compare(program: Path, env: Mapping[str, str]) -> tuple[str, float]:
    """A line on the start of a packaged program, and how often a bare window's it takes."""
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory(prefix="chartpost-start-") as folder:
        # the unlock page is shown wherever these two are; it is painted before they are read
        for name in ("practice.db", "practice.keys"):
            (Path(folder) / name).touch()
        commands = {
            "bare": [sys.executable, "-c", _BARE],
            "ours": [str(program), "--data", folder],
        }
        for run in range(RUNS + 1):
            for name, command in commands.items():
                taken = time_to_paint(command, env)
                if run:
                    times[name].append(taken)
    ours, bare = median(times["ours"]), median(times["bare"])
    line = (
        f"start to the unlock page {ours * 1000:.0f} ms, bare window {bare * 1000:.0f} ms: "
        f"{ours / bare:.2f} x (budget {BUDGET} x; median of {RUNS} after 1 warm-up)"
    )
    return line, ours / bare
