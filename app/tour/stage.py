"""Where the tour plays: the real program over a private folder that is gone afterwards.

The promise: nothing is written but the papers, pictures and reports the tour was asked for, and no
file, picture name or report says where on this computer that was.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.bootstrap import Parts, Program
from app.system.clock import SystemClock
from app.system.private_files import make_private_folder
from app.tour.boxes import AnsweredMessages
from app.tour.chooser import HandedFiles
from app.tour.eyes import LostError
from app.tour.robot import Robot
from app.ui.kit.task_runner import TaskRunner
from app.ui.vault.start import FUSION, open_front

SCREENS = "screens"
Say = Callable[[str], None]
WINDOW = QSize(1280, 800)


@dataclass(slots=True)
class Diary:
    """What the tour did, for ``tour.json``."""

    steps: list[dict[str, object]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def files(self, out: Path) -> list[dict[str, object]]:
        """Every file the tour left, by name, size and fingerprint."""
        return [_fingerprint(out, name) for name in (*self.papers, *self.pictures)]


@dataclass(frozen=True, slots=True)
class Handed:
    """What stands in for the system's choosers and for a person before message boxes."""

    files: HandedFiles
    messages: AnsweredMessages


class Stage:
    """The program, the robot before it, and the folder for what comes out."""

    def __init__(self, program: Program, robot: Robot, edges: Handed, out: Path, say: Say) -> None:
        self.program, self.robot, self.out = program, robot, out
        self.files, self.messages = edges.files, edges.messages
        self.diary = Diary()
        self._say = say

    def play(self, title: str, act: Callable[[Stage], None]) -> None:
        """One step; whatever the program complained of meanwhile ends the tour.

        Raises:
            LostError: the step did not go as it should.
        """
        start = time.perf_counter()
        act(self)
        self.robot.settle()
        if self.messages.problems:
            raise LostError(f"The program reported: {', '.join(self.messages.problems)}.")
        seconds = time.perf_counter() - start
        self.diary.steps.append({"title": title, "seconds": round(seconds, 2)})
        self._say(f"  {seconds:5.1f} s  {title}")

    def picture(self, name: str) -> None:
        """Keep what is on the screen."""
        file = f"{SCREENS}/{len(self.diary.pictures) + 1:02d}-{name}.png"
        self.robot.picture(self.out / file)
        self.diary.pictures.append(file)

    def paper(self, name: str) -> Path:
        """Let the next question for a place be answered with this file in the output folder."""
        path = self.out / name
        path.unlink(missing_ok=True)
        self.files.lay_ready(path)
        self.diary.papers.append(name)
        return path

    def wait_for(self, path: Path) -> None:
        """Until a paper has been written."""
        self.robot.wait(path.name, path.is_file)
        self.robot.settle()


@contextmanager
def raised_stage(out: Path, say: Say) -> Iterator[tuple[Stage, Path]]:
    """The program at its first page over an empty private folder, and a folder for scans."""
    _choose_platform()
    app = _application()
    private = make_private_folder(Path(tempfile.mkdtemp(prefix="chartpost-tour-")))
    start = open_front(app, private / "practice")
    start.front.resize(WINDOW)
    messages = AnsweredMessages(lambda: start.front, lambda _title: None)
    files = HandedFiles()
    runner = TaskRunner(messages.show_failure)
    parts = Parts(clock=SystemClock(), runner=runner, messages=messages, files=files)
    program = Program(app, start, parts)
    robot = Robot(app, start.front, lambda: runner.busy)
    stage = Stage(program, robot, Handed(files, messages), out, say)
    try:
        start.front.show()
        start.front.activateWindow()
        robot.settle()
        program.take_over()
        yield stage, private
    finally:
        _close(stage)
        shutil.rmtree(private, ignore_errors=True)


def _close(stage: Stage) -> None:
    """Leave as a person does; what hangs is let go of."""
    ended: list[bool] = []
    program = stage.program
    program.ended.connect(lambda: ended.append(True))
    program.front.close()
    try:
        stage.robot.wait("The window closes", lambda: bool(ended))
    except LostError:
        program.runner.stop()
    program.front.deleteLater()
    program.deleteLater()
    QApplication.processEvents()


def _choose_platform() -> None:
    """Without a display the window is drawn in memory."""
    headless = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if headless:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _application() -> QApplication:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    made = QApplication([*sys.argv[:1], *FUSION])
    made.setApplicationName("ChartPost")
    made.setQuitOnLastWindowClosed(False)
    return made


def _fingerprint(out: Path, name: str) -> dict[str, object]:
    data = (out / name).read_bytes()
    return {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
