"""Numbers scanned at the top of the page, and the log on its way into a CSV file."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.errors import Cancelled
from app.domain.mail_log import MailHeap
from app.services.progress import Progress
from app.ui.kit.buttons import Button
from app.ui.kit.task_runner import TaskRunner
from app.ui.kit.theme import Theme
from app.ui.mail import page as page_module
from app.ui.mail.log_dialogs import NumberDialog
from app.ui.mail.page import MailPage
from tests.ui.a11y import unnamed
from tests.ui.mail.conftest import Show
from tests.ui.mail.mail_kit import BAD, CERTIFIED, GOOD, OTHER, MailDay, fill, mail_day

ENTER = Qt.Key.Key_Return


def scan(qtbot: QtBot, page: MailPage, text: str) -> None:
    page.scan.clear()
    qtbot.keyClicks(page.scan, text)
    qtbot.keyClick(page.scan, ENTER)


def test_a_scanned_number_shows_its_piece(day: MailDay, show: Show, qtbot: QtBot) -> None:
    ids = fill(day)
    page = show()
    page.log.heaps.set_value(MailHeap.READY)
    scan(qtbot, page, "42002143" + OTHER)
    assert page.shown == ids[1]
    assert page.card.title.text() == "Alva Koelpin"
    assert page.log.table.selected_id() == ids[1]
    assert page.scan.text() == ""
    assert not page.notice.isVisible()


def test_an_unknown_number_is_offered_to_the_shown_piece(
    day: MailDay, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "OFFER_AFTER_MS", 0)
    piece_id = day.piece(extras=CERTIFIED)
    day.print_it(piece_id)
    page = show()
    scan(qtbot, page, GOOD)
    qtbot.keyClick(page.scan, ENTER)  # the scanner's second line end answers nothing
    assert "Does it belong to the piece for Dana Mosciski?" in page.notice.text()
    assert page.desk.piece is not None
    assert page.desk.piece.article_number == ""
    assert unnamed(page) == []
    qtbot.waitUntil(lambda: isinstance(page.window().focusWidget(), Button))
    qtbot.keyClick(page.window().focusWidget(), ENTER)
    assert page.desk.piece.article_number == GOOD
    assert not page.notice.isVisible()


def test_before_printing_a_dialog_takes_the_number(day: MailDay, show: Show, qtbot: QtBot) -> None:
    day.piece(extras=CERTIFIED)
    page = show()
    scan(qtbot, page, BAD)
    page.notice.action_requested.emit()
    dialog = page.desk.numbers.dialog
    assert isinstance(dialog, NumberDialog)
    assert dialog.ask.question.isVisible()
    dialog.ask.keep.click()
    assert page.desk.piece is not None
    assert page.desk.piece.article_number == BAD


def test_with_no_piece_to_take_it_the_number_is_only_told(
    day: MailDay, show: Show, qtbot: QtBot
) -> None:
    ids = fill(day)
    page = show()
    page.show_item(ids[3])
    scan(qtbot, page, GOOD)
    assert "Choose the piece it belongs to" in page.notice.text()
    page.desk.numbers.put_held()
    assert page.desk.numbers.dialog is None


@pytest.mark.parametrize("typed", ["hello", "<img src=x>", "1" * 300])
def test_what_is_no_number_is_said(day: MailDay, show: Show, qtbot: QtBot, typed: str) -> None:
    page = show()
    scan(qtbot, page, typed)
    assert page.notice.text()
    assert page.scan.text() == typed
    qtbot.keyClick(page.scan, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.scan, Qt.Key.Key_Delete)
    qtbot.keyClick(page.scan, ENTER)  # nothing typed: nothing asked
    assert page.notice.text()


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_view_is_exported_with_one_warning(day: MailDay, show: Show, tmp_path: Path) -> None:
    fill(day)
    day.files.path = tmp_path / "log.csv"
    asked: list[str] = []
    page = show()
    object.__setattr__(
        page.context,
        "files",
        type(
            "Files",
            (),
            {"save_file": lambda _s, _p, _t, name, _k: asked.append(name) or (tmp_path / name)},
        )(),
    )
    page.log.heaps.set_value(MailHeap.NEED_YOU)
    page.export_button.click()
    assert asked == ["mailing-log-all-to-2026-11-23.csv"]
    assert len(day.messages.questions) == 1
    assert "This exports what the log shows: “Need you”" in day.messages.questions[0]
    assert "not be encrypted" in day.messages.questions[0]
    rows = rows_of(tmp_path / asked[0])
    assert [row[9] for row in rows[1:]] == ["Otha Schowalter", "Alva Koelpin"]
    assert "2 rows were written to" in page.notice.text()
    assert str(tmp_path) in page.notice.text()
    assert not page.strip.isVisible()


def test_no_place_or_no_leave_means_no_file(day: MailDay, show: Show, tmp_path: Path) -> None:
    fill(day)
    page = show()
    page.export_button.click()
    assert day.messages.questions == []
    day.files.path, day.messages.answer = tmp_path / "log.csv", False
    page.export_button.click()
    assert not day.files.path.exists()
    assert not page.notice.isVisible()


def test_a_place_that_cannot_be_written_is_said(day: MailDay, show: Show, tmp_path: Path) -> None:
    fill(day)
    page = show()
    day.files.path = tmp_path / "no such folder" / "log.csv"
    page.export_button.click()
    assert page.notice.text()
    assert not page.strip.isVisible()
    assert list(tmp_path.glob("**/*.partial")) == []


def test_an_export_can_be_stopped(
    tmp_path: Path, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = TaskRunner(lambda error: pytest.fail(repr(error)))
    day = mail_day(tmp_path / "threads", theme, runner)
    day.number(day.piece(extras=CERTIFIED))
    day.files.path = tmp_path / "log.csv"
    stopped: list[bool] = []

    def endless(*, progress: Progress, **_asked: object) -> None:
        try:
            while True:
                progress.step(1, 100)
        except Cancelled:
            stopped.append(True)
            raise

    monkeypatch.setattr(day.services.mail, "export_log", endless)
    page = MailPage(day.context)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    qtbot.waitUntil(lambda: page.shown is not None)
    page.export_button.click()
    qtbot.waitUntil(lambda: page.strip.isVisible() and page.strip.bar.value() == 1)
    assert unnamed(page) == []
    page.export_button.click()  # a second one does not start beside the first
    page.strip.cancel.click()
    qtbot.waitUntil(lambda: not runner.busy)
    assert stopped == [True]
    assert "stopped" in page.notice.text()
    page.close()
    runner.stop()
    day.desk.store.close()


def test_formulas_and_home_addresses_stay_harmless(
    day: MailDay, show: Show, tmp_path: Path
) -> None:
    piece_id = day.piece(given="=cmd", family="Beier", extras=CERTIFIED)
    day.number(piece_id)
    day.accept(piece_id, date(2026, 11, 20))
    page = show()
    day.files.path = tmp_path / "log.csv"
    page.export_button.click()
    assert rows_of(day.files.path)[1][9] == "'=cmd Beier"
