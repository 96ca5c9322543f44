"""What is measured in a process of its own: ``python -m tests.benchmarks.children NAME ARGUMENTS``.

Each prints one line of JSON. Moments are given by the wall clock, so that the parent can count from
the moment before it started the process.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

TYPING = 1500
"""Milliseconds in which a person types name and password; the program may prepare meanwhile."""


def bare() -> None:
    """A window of PySide6 with a label, painted."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: Any) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, _tell_painted)

    app = QApplication([])
    window = Window()
    window.setCentralWidget(QLabel("Bare"))
    window.resize(1280, 800)
    window.show()
    app.exec()


def chartpost(folder: str) -> None:
    """The program up to its painted unlock page, started as a person starts it."""
    from app.ui.vault import front_window

    whole = front_window.after_first_paint

    def told(window: QWidget, then: Callable[[], None]) -> None:
        del then
        whole(window, _tell_painted)

    front_window.after_first_paint = told
    from app.main import main

    main(["--data", folder])


def queue(folder: str) -> None:
    """From Enter on the unlock page to the painted queue."""
    stage = _unlock_page(folder)
    stage.type_in()
    # derived with the key's own parameters, as unlocking does
    derivation = _derivation(folder)
    start, busy = time.perf_counter(), time.process_time()
    stage.press_enter()
    shown = stage.wait_for_queue()
    busy = time.process_time() - busy
    stage.leave()
    _say(seconds=shown - start, derivation=derivation, processor=busy)


def idle(folder: str) -> None:
    """An unlocked window that nobody touches."""
    from app.tour.eyes import let_live

    stage = _unlock_page(folder)
    stage.type_in()
    stage.press_enter()
    stage.wait_for_queue()
    stage.robot.settle()
    let_live(3000)  # asleep, as when nobody is there
    wall, busy = time.perf_counter(), time.process_time()
    let_live(6000)
    share = (time.process_time() - busy) / (time.perf_counter() - wall)
    resident = _resident()
    stage.leave()
    _say(percent=share * 100, megabytes=resident)


def theme(folder: str) -> None:
    """From the dark theme being chosen to the queue painted in it."""
    from app.domain.look import ThemeChoice

    stage = _unlock_page(folder)
    stage.type_in()
    stage.press_enter()
    stage.wait_for_queue()
    stage.robot.settle()
    stage.program.theme.choose(ThemeChoice.LIGHT)
    stage.robot.settle()
    start = time.perf_counter()
    stage.program.theme.choose(ThemeChoice.DARK)
    shown = stage.wait_for_queue()
    stage.leave()
    _say(seconds=shown - start)


def export(folder: str, target: str) -> None:
    """The mail log as CSV, against ``csv.writer`` over the same rows."""
    from app.domain.mail_log import MailQuery
    from app.system.clock import FixedClock
    from tests.benchmarks.big_store import NOW, bare_csv
    from tests.benchmarks.figures import seconds
    from tests.services.vault_kit import PASSWORD, vault_service

    opened = vault_service(Path(folder), FixedClock(NOW)).unlock(login="ann", password=PASSWORD)
    services = opened.services
    services.mail.page(query=MailQuery())
    before = _peak()

    def ours() -> object:
        return services.mail.export_log(query=MailQuery(), target=Path(target))

    first = seconds(ours)
    added = _peak() - before
    plain = min(seconds(lambda: bare_csv(services, Path(target))) for _ in range(2))
    second = seconds(ours)
    opened.desk.store.close()
    _say(seconds=min(first, second), bare=plain, megabytes=added)


class _Stage:
    """The program's window in front of the robot of the tour."""

    def __init__(self, robot: Any, program: Any) -> None:
        self.robot, self.program = robot, program
        self._shown: list[bool] = []
        program.desk_shown.connect(lambda: self._shown.append(True))

    def type_in(self) -> None:
        """Name and password, as slowly as a person does."""
        self.robot.fill("Sign-in name", "ann")
        self.robot.fill("Password", _password())
        self.robot.pause(TYPING)

    def press_enter(self) -> None:
        """Enter in the password field."""
        from PySide6.QtCore import Qt

        self.robot.key(Qt.Key.Key_Return)

    def wait_for_queue(self) -> float:
        """The moment at which the queue is painted with its rows."""
        from PySide6.QtWidgets import QAbstractItemView

        self.robot.wait("desk", lambda: bool(self._shown))
        self.program.window.show_room("requests")
        view = self.robot.wait("queue", lambda: self.robot.seen("Requests", QAbstractItemView))
        return _painted_rows(view)

    def leave(self) -> None:
        """Close the store without the backup, so that the next start finds nothing to check."""
        context = self.program.desktop.context
        assert context is not None
        self.robot.settle()
        context.services.requests.desk.store.close()


def _painted_rows(view: Any) -> float:
    """When the view was painted with rows in it."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

    loop, at = QEventLoop(), []

    def painted() -> None:
        at.append(time.perf_counter())
        loop.quit()

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint and view.model().rowCount() and not at:
                QTimer.singleShot(0, painted)
            return False

    watch = Watch()
    view.viewport().installEventFilter(watch)
    view.viewport().update()
    loop.exec()
    return at[0]


def _unlock_page(folder: str) -> _Stage:
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import Parts, Program, page_makers
    from app.system.clock import SystemClock
    from app.tour.boxes import AnsweredMessages
    from app.tour.robot import Robot
    from app.ui.kit.task_runner import TaskRunner
    from app.ui.vault.start import FUSION, open_front

    app = QApplication(["bench", *FUSION])
    start = open_front(app, Path(folder))
    messages = AnsweredMessages(lambda: start.front, lambda _title: None)
    runner = TaskRunner(messages.show_failure)
    parts = Parts(clock=SystemClock(), runner=runner, messages=messages)
    program = Program(app, start, parts)
    start.front.show()
    robot = Robot(app, start.front, lambda: runner.busy)
    robot.settle()
    program.take_over()
    page_makers()
    robot.settle()
    return _Stage(robot, program)


def _derivation(folder: str) -> float:
    from app.storage.key_slots import open_slot
    from app.storage.keyring import load_keyring
    from app.system.paths import DataFolder
    from tests.benchmarks.figures import median_seconds

    ring, _ = load_keyring(DataFolder(Path(folder)).keyring)
    slot = ring.for_login("ann")
    assert slot is not None
    return median_seconds(
        lambda: open_slot(ring.vault, slot, _password()).wipe(), warm_ups=1, runs=5
    )


def _password() -> str:
    from tests.services.vault_kit import PASSWORD

    return PASSWORD


def _tell_painted() -> None:
    _say(at=time.time())
    os._exit(0)


def _peak() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024 * 1024)


def _resident() -> float:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return _peak()
    return pages * resource.getpagesize() / 1024 / 1024


def _say(**facts: float) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    jobs: dict[str, Callable[..., None]] = {
        "bare": bare,
        "chartpost": chartpost,
        "queue": queue,
        "idle": idle,
        "theme": theme,
        "export": export,
    }
    jobs[sys.argv[1]](*sys.argv[2:])
    sys.stdout.flush()
    os._exit(0)
