"""The foot of the open desk, the half minute before the idle lock, and the lock over a dialog."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout

from app.domain.errors import Problem
from app.services.progress import Progress
from app.system.clock import Clock
from app.tour.sample import SampleSignIn
from app.ui.vault.backup_line import ago
from app.ui.vault.trouble_page import TroublePage
from app.ui.vault.unlock_page import UnlockPage
from tests.storage_kit import LOGIN, PASSWORD
from tests.ui.vault.conftest import OpenProgram
from tests.ui.vault.program_kit import Opened
from tests.ui.vault.test_unlock_and_lock import unlocked


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=47), "1 day ago"),
        (timedelta(days=4), "4 days ago"),
    ],
)
def test_an_age_in_words(age: timedelta, words: str) -> None:
    assert ago(age) == words


def foot(opened: Opened) -> str:
    return opened.program.window.status.backup.text()


def open_dialog(opened: Opened) -> tuple[QDialog, QLineEdit]:
    dialog = QDialog(opened.program.front)
    field = QLineEdit()
    QVBoxLayout(dialog).addWidget(field)
    dialog.open()
    opened.wait(dialog.isVisible)
    return dialog, field


def test_the_foot_tells_the_age_of_the_backup(start: OpenProgram, practice: Path) -> None:
    opened = unlocked(start(practice))
    opened.wait(lambda: foot(opened) == "No verified backup yet")
    opened.program.window.status.backup.click()
    opened.program.actions.trigger("backup")  # a second wish while one is made
    opened.wait(lambda: "A backup was made and checked." in opened.messages.told)
    opened.wait(lambda: foot(opened) == "Last verified backup just now")
    assert opened.messages.told.count("A backup was made and checked.") == 1
    opened.clock.advance(timedelta(days=4))
    line = opened.program.desktop._line
    assert line is not None
    line.refresh()
    opened.wait(lambda: foot(opened) == "Last verified backup 4 days ago")


def test_a_backup_that_fails_says_so(
    start: OpenProgram, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = unlocked(start(practice))
    context = opened.program.desktop.context
    assert context is not None

    def refused(**_given: object) -> None:
        raise Problem("disk-full", "The disk is full.")

    monkeypatch.setattr(context.services.backups, "back_up", refused)
    opened.program.actions.trigger("backup")
    opened.wait(lambda: bool(opened.messages.problems))
    assert opened.messages.problems[0].code == "disk-full"
    opened.wait(lambda: foot(opened) == "No verified backup yet")


def test_ctrl_l_locks_over_an_open_dialog(start: OpenProgram, practice: Path) -> None:
    opened = unlocked(start(practice))
    _dialog, field = open_dialog(opened)
    opened.qtbot.keyClick(field, Qt.Key.Key_L)
    assert field.text() == "l"
    with opened.qtbot.waitSignal(opened.program.desk_locked, timeout=15_000):
        opened.qtbot.keyClick(field, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(opened.page, UnlockPage)


def test_the_warning_lies_over_a_dialog_and_a_click_stays(
    start: OpenProgram, practice: Path
) -> None:
    opened = unlocked(start(practice))
    keeper = opened.program.keeper
    dialog, field = open_dialog(opened)
    field.setFocus()
    keeper.warning.warn(1)
    assert keeper.warning.parentWidget() is dialog
    assert keeper.warning.title.text() == "Locking in 1 second"
    dialog.resize(QSize(500, 400))
    opened.wait(lambda: keeper.warning.size() == dialog.size())
    keeper.warning.grab()
    with opened.qtbot.waitSignal(keeper.warning.stay_requested):
        opened.qtbot.mouseClick(keeper.warning, Qt.MouseButton.LeftButton)
    keeper.warning.calm()
    assert not keeper.warning.isVisible()
    keeper.warning.calm()
    keeper.warning.warn(20)
    with opened.qtbot.waitSignal(opened.program.desk_locked, timeout=15_000):
        keeper.lock()
    assert keeper.warning.parentWidget() is opened.program.front
    assert not keeper.warning.isVisible()


def test_the_sample_opens_with_what_its_maker_says(start: OpenProgram, practice: Path) -> None:
    def make(_folder: Path, _clock: Clock, progress: Progress) -> SampleSignIn:
        progress.step(1, 2)
        return SampleSignIn(LOGIN, PASSWORD)

    opened = start(practice, sample=True, make_sample=make)
    page = opened.wait_page(UnlockPage)
    assert isinstance(page, UnlockPage)
    opened.wait(lambda: page.login.value() == LOGIN)
    with opened.qtbot.waitSignal(opened.program.desk_shown, timeout=15_000):
        page.go()
    assert opened.program.front.cover is None


def test_a_sample_that_cannot_be_loaded_does_not_go_on_for_ever(
    start: OpenProgram, practice: Path
) -> None:
    def make(_folder: Path, _clock: object, _progress: object) -> SampleSignIn:
        raise ImportError("no such part")

    opened = start(practice, sample=True, make_sample=make)
    page = opened.wait_page(TroublePage)
    assert isinstance(page, TroublePage)
    assert page.title.text() == "ChartPost could not start"
    opened.wait(lambda: [type(each) for each in opened.messages.defects] == [ImportError])


def test_without_a_sample_the_start_says_so(start: OpenProgram, practice: Path) -> None:
    opened = start(practice, sample=True)
    page = opened.wait_page(TroublePage)
    assert "came without a sample practice" in " ".join(
        label.text() for label in page.findChildren(QLabel)
    )
