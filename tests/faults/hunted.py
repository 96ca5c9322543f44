"""A working day with a marker in every field, in a process that stops at moments worth searching.

``python -m tests.faults.hunted OUT PATIENTS MARKER`` plays the tour's day with a list whose every
text is the marker, types it into a note, breaks things on purpose with it, locks, and tells at each
stop where its data is; the parent searches the disk, then sends a line to go on.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt

from app.system.last_resort import LastResort
from app.tour import steps_mail, steps_setup
from app.tour.stage import SCREENS, Stage, raised_stage
from app.tour.steps_desk import DeskSteps
from tests.faults.breaking import break_everything

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_written: set[str] = set()


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Note every file that Python opens for writing."""
    if event != "open":
        return
    path, mode, flags = arguments
    writes = isinstance(mode, str) and bool(set(mode) & set("wax+"))
    writes = writes or (isinstance(flags, int) and bool(flags & _WRITING))
    if writes and isinstance(path, (str, bytes)):
        _written.add(os.fsdecode(path))


def main(out: Path, patients: Path, marker: str) -> None:
    """Play, stopping where the disk should be searched."""
    sys.addaudithook(watch)
    LastResort().install()
    (out / SCREENS).mkdir(parents=True)
    with raised_stage(out, lambda _line: None) as (stage, private):
        desk = DeskSteps(patients, private / "scans", date(2026, 11, 20))
        desk.scans.mkdir()
        for act in (
            steps_setup.tell_about_the_practice,
            steps_setup.choose_the_return_address,
            steps_setup.choose_the_folder,
            steps_setup.make_the_account,
            steps_setup.keep_the_recovery_code,
            desk.bring_in_patients,
            desk.log_a_request,
            desk.log_two_more,
            desk.work_the_first,
            steps_mail.prepare_the_piece,
            steps_mail.make_the_papers,
            steps_mail.type_the_number,
        ):
            stage.play(act.__name__, act)
        half_filled(stage, marker)
        stop("open", private)
        broken = break_everything(stage, marker)
        stop("broken", private, broken=broken)
        stage.messages.problems.clear()
        stage.play("lock", steps_setup.lock_and_unlock)
        stage.robot.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        stage.robot.settle()
        stop("locked", private)
    stop("left", private)


def half_filled(stage: Stage, marker: str) -> None:
    """A form left half-way with the marker in its free texts."""
    robot = stage.robot
    robot.key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    robot.press("New request")
    robot.fill("Note", f"{marker} note")
    robot.fill("From and to", f"{marker} span")
    robot.pause(1200)


def stop(where: str, private: Path, **more: object) -> None:
    """Tell the parent, and wait for its answer."""
    line = {"stop": where, "private": str(private), "written": sorted(_written), **more}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
