"""A run of papers whose dialog is left, or whose desk is locked, while the printer takes a job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.mail import MailStatus
from app.ui.kit.printing import PrintJob, PrintOrder
from app.ui.kit.task_runner import TaskRunner
from app.ui.kit.theme import Theme
from app.ui.mail.run_dialog import RunDialog
from app.ui.vault.keeper import close_dialogs
from tests.ui.mail.mail_kit import NOTHING, MailDay, mail_day


class SlowPrinters:
    """Printers that draw each page as real ones do, and wait in the middle of a job."""

    def __init__(self) -> None:
        self.begun, self.go_on = Event(), Event()
        self.pages: list[int] = []

    def printers(self) -> list[str]:
        return ["HP LaserJet"]

    def default_printer(self) -> str:
        return "HP LaserJet"

    def print_job(self, job: PrintJob, order: PrintOrder) -> None:
        for number in range(len(job.sizes)):
            job.render(number, 20)
            self.pages.append(number)
            self.begun.set()
            assert self.go_on.wait(20)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner(lambda error: pytest.fail(repr(error)))
    yield made
    made.stop()


@pytest.fixture
def day(tmp_path: Path, theme: Theme, runner: TaskRunner) -> Iterator[MailDay]:
    made = mail_day(tmp_path / "data", theme, runner)
    yield made
    runner.stop()
    made.desk.store.close()


@pytest.mark.parametrize("locked", [False, True])
def test_what_the_printer_has_begun_is_printed_whole_and_put_on_file(
    day: MailDay, runner: TaskRunner, qtbot: QtBot, *, locked: bool
) -> None:
    ids = [day.piece("Ada", "Abel", NOTHING), day.piece("Bo", "Bauer", NOTHING)]
    printers = SlowPrinters()
    object.__setattr__(day.context, "printers", printers)
    dialog = RunDialog(None, day.context)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    with qtbot.waitSignal(dialog.drawn):
        dialog.open()
    dialog.foot.print_it.click()
    qtbot.waitUntil(printers.begun.is_set)
    done: list[bool] = []
    if locked:
        close_dialogs(dialog)
        dialog.deleteLater()
        qtbot.wait(20)
        runner.drain(lambda: done.append(True))
    else:
        with qtbot.waitSignal(dialog.drawn):
            dialog.close()
            printers.go_on.set()
        # what came of it is told before the dialog goes
        assert dialog.outcome.text() == "Printed: 2 cover letters. Not printed: 2 envelopes."
        dialog.close()
        assert not dialog.isVisible()
    printers.go_on.set()
    qtbot.waitUntil(lambda: bool(done) or not runner.busy)
    assert printers.pages == [0, 1]
    kept = [paper for each in ids for paper in _papers(day, each)]
    assert len(kept) == 2
    assert [day.status(each) for each in ids] == [MailStatus.READY] * 2


def _papers(day: MailDay, piece_id: int) -> tuple[object, ...]:
    request_id = day.services.mail.get(piece_id=piece_id).piece.request_id
    return day.services.papers.list(request_id=request_id)
