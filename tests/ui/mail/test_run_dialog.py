"""Print all that is ready: what is ticked, shown and asked; jobs in order; what failed is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import Problem
from app.domain.mail import MailStatus
from app.domain.staff import Operation
from app.services.paper_run_values import RunKinds
from app.ui.kit.theme import Theme
from app.ui.mail.page import MailPage
from app.ui.mail.run_dialog import RunDialog
from app.ui.mail.run_work import RunEnd
from tests.ui.a11y import unnamed
from tests.ui.mail.mail_kit import NOTHING, MailDay, mail_day

Open = Callable[..., RunDialog]


@pytest.fixture
def day(tmp_path: Path, theme: Theme, qtbot: QtBot) -> Iterator[MailDay]:
    made = mail_day(tmp_path / "data", theme)
    yield made
    made.desk.store.close()


@pytest.fixture
def ids(day: MailDay) -> list[int]:
    """Two to fold and one flat."""
    return [
        day.piece("Ada", "Abel", NOTHING),
        day.piece("Bo", "Bauer", NOTHING, pages=40),
        day.piece("Cy", "Costa", NOTHING),
    ]


@pytest.fixture
def show(day: MailDay, qtbot: QtBot) -> Open:
    def opener(piece_ids: tuple[int, ...] | None = None) -> RunDialog:
        dialog = RunDialog(None, day.context, piece_ids)
        qtbot.addWidget(dialog)
        with qtbot.waitSignal(dialog.drawn):
            dialog.open()
        return dialog

    return opener


def change(qtbot: QtBot, dialog: RunDialog, do: Callable[[], object]) -> None:
    with qtbot.waitSignal(dialog.drawn):
        do()


def titles(day: MailDay) -> list[str]:
    return [job.title for job, _ in day.printers.jobs]


def test_everything_ready_goes_out_in_matching_jobs(
    day: MailDay, ids: list[int], show: Open, qtbot: QtBot
) -> None:
    dialog = show()
    assert dialog.windowTitle() == "Print all that is ready"
    assert unnamed(dialog) == []
    assert dialog.summary.text().splitlines() == [
        "3 cover letters on 3 sheets of Letter paper",
        "2 envelopes #10",
        "1 envelope 9 x 12",
    ]
    assert "right end first" in dialog.hint.text()
    assert dialog.preview.preview.page_count == 6
    assert dialog.focusWidget() is dialog.foot.print_it
    with qtbot.waitSignal(dialog.work.ended):
        dialog.foot.print_it.click()
    assert titles(day) == ["3 cover letters", "2 envelopes", "1 envelope"]
    assert [day.status(each) for each in ids] == [MailStatus.PRINTED] * 3
    assert not dialog.isVisible()
    assert day.messages.lines == ["Printed: 3 cover letters, 2 envelopes and 1 envelope."]
    # every page of the job was drawn when the printer asked for it
    job = day.printers.jobs[0][0]
    assert job.render(2, 20).width == 170


def test_each_kind_goes_to_its_printer_and_labels_where_told(
    day: MailDay, ids: list[int], show: Open, qtbot: QtBot
) -> None:
    dialog = show()
    stock = dialog.options.stock
    assert stock is not None
    change(qtbot, dialog, lambda: dialog.options.flats.set_value(stock.id))
    assert dialog.options.first.isVisibleTo(dialog)
    change(qtbot, dialog, lambda: dialog.options.first.setValue(3))
    assert f"1 label on 1 sheet of {stock.name}, from label 3" in dialog.summary.text()
    dialog.options.outside_printer.set_value("Labels")
    with qtbot.waitSignal(dialog.work.ended):
        dialog.foot.print_it.click()
    assert [order.printer for _, order in day.printers.jobs] == ["HP LaserJet", "Labels", "Labels"]
    assert day.services.papers.next_label(stock_id=stock.id) == 4
    again = show()
    assert again.options.flats.value() == stock.id
    assert again.options.first.value() == 4


def test_a_printer_that_refuses_loses_nothing_and_the_rest_is_printed_next(
    day: MailDay, ids: list[int], show: Open, qtbot: QtBot
) -> None:
    day.printers.refuse = "2 envelopes"
    dialog = show()
    with qtbot.waitSignal(dialog.drawn):
        dialog.foot.print_it.click()
    told = dialog.outcome.text()
    assert told.startswith(
        "Printed: 3 cover letters. Not printed: 2 envelopes and 1 envelope. The printer did not"
    )
    assert dialog.isVisible()
    assert [day.status(each) for each in ids] == [MailStatus.READY] * 3
    assert "letter printed on" in dialog.list.item(0).text().lower()
    assert dialog.summary.text().splitlines() == ["2 envelopes #10", "1 envelope 9 x 12"]
    day.printers.refuse = ""
    with qtbot.waitSignal(dialog.work.ended):
        dialog.foot.print_it.click()
    assert titles(day) == ["3 cover letters", "2 envelopes", "1 envelope"]
    assert day.messages.questions == []


def test_a_job_that_cannot_be_noted_is_told_as_such(
    day: MailDay, ids: list[int], show: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = show()

    def full(**_: object) -> None:
        raise Problem("disk-full", "The disk is full.")

    monkeypatch.setattr(day.services.paper_runs, "record", full)
    with qtbot.waitSignal(dialog.work.ended):
        dialog.foot.print_it.click()
    told = dialog.outcome.text()
    assert "Sent to the printer but not noted: 3 cover letters" in told
    assert "Not printed: 2 envelopes and 1 envelope." in told
    assert "The disk is full." in told


def test_what_was_printed_is_not_ticked_and_asked_about(
    day: MailDay, ids: list[int], show: Open, qtbot: QtBot
) -> None:
    with qtbot.waitSignal((first := show()).work.ended):
        first.foot.print_it.click()
    dialog = show()
    assert dialog.list.chosen() == ()
    assert not dialog.foot.print_it.isEnabled()
    assert dialog.summary.text() == "Tick the pieces to print."
    assert "Printed on 11/23/2026" in dialog.list.item(0).text()
    change(qtbot, dialog, lambda: dialog.list.tick(0, ticked=True))
    day.messages.answer = False
    dialog.foot.print_it.click()
    assert (
        "1 cover letter and 1 envelope. The letters will be marked REPRINT."
        in (day.messages.questions[-1])
    )
    assert len(day.printers.jobs) == 3
    day.messages.answer = True
    with qtbot.waitSignal(dialog.work.ended):
        dialog.foot.print_it.click()
    assert titles(day)[3:] == ["1 cover letter", "1 envelope"]


def test_space_ticks_and_the_choice_is_drawn_anew(
    day: MailDay, ids: list[int], show: Open, qtbot: QtBot
) -> None:
    dialog = show()
    dialog.list.setFocus()
    change(qtbot, dialog, lambda: QTest.keyClick(dialog.list, Qt.Key.Key_Space))
    assert [each.piece.id for each in dialog.list.chosen()] == ids[1:]
    change(qtbot, dialog, lambda: dialog.options.kinds.set_value(RunKinds.LETTERS))
    assert dialog.summary.text() == "2 cover letters on 2 sheets of Letter paper"
    assert not dialog.options.letters.isVisibleTo(dialog)


def test_stopping_before_the_next_job(
    day: MailDay, ids: list[int], show: Open, qtbot: QtBot
) -> None:
    dialog = show()
    real = day.printers.print_job

    def stop_within(job: object, order: object) -> None:
        real(job, order)  # type: ignore[arg-type]
        dialog.foot.stop.click()

    day.printers.print_job = stop_within  # type: ignore[method-assign]
    with qtbot.waitSignal(dialog.drawn):
        dialog.foot.print_it.click()
    assert titles(day) == ["3 cover letters"]
    assert dialog.outcome.text() == (
        "Printed: 3 cover letters. Not printed: 2 envelopes and 1 envelope."
    )


def test_without_printers_it_is_saved(
    day: MailDay,
    ids: list[int],
    show: Open,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day.printers.names = []
    dialog = show()
    assert "No printer is set up" in dialog.notice.text()
    assert not dialog.foot.print_it.isEnabled()
    places = iter([tmp_path / "letters.pdf", tmp_path / "ten.pdf", None])
    monkeypatch.setattr(day.files, "save_file", lambda *_: next(places))
    with qtbot.waitSignal(dialog.drawn):
        dialog.foot.save.click()
    assert dialog.outcome.text().startswith(
        "Saved: 3 cover letters and 2 envelopes. Not saved: 1 envelope. The files are not encrypted"
    )
    assert (tmp_path / "letters.pdf").read_bytes().startswith(b"%PDF")


def test_no_place_for_the_first_file_is_no_failure(
    day: MailDay, ids: list[int], show: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = show()
    day.files.path = None
    change(qtbot, dialog, dialog.foot.save.click)
    assert not dialog.outcome.isVisible()
    assert dialog.foot.save.isEnabled()
    day.files.path = tmp_path / "no such folder" / "letters.pdf"
    change(qtbot, dialog, dialog.foot.save.click)
    assert dialog.outcome.text().startswith("Saved: nothing. Not saved: 3 cover letters, 2")


def test_one_without_glyphs_is_named_and_the_others_are_printed(
    day: MailDay, show: Open, qtbot: QtBot
) -> None:
    day.piece("Ada", "Abel", NOTHING)
    day.piece("花", "山田", NOTHING, approved=False)
    dialog = show()
    assert "Left out: 花 山田." in dialog.notice.text()
    assert "not approved yet" in dialog.list.item(1).text()
    assert "1 cover letter" in dialog.summary.text()


def test_nothing_ready_says_what_to_do(show: Open, day: MailDay) -> None:
    dialog = show()
    assert "Prepare one on the page of a request" in dialog.notice.text()
    assert not dialog.foot.save.isEnabled()
    assert RunEnd(()).sentence == "Printed: nothing."


def test_the_page_offers_it_for_all_or_for_marked_rows(
    day: MailDay, ids: list[int], qtbot: QtBot
) -> None:
    page = MailPage(day.context)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    day.context.actions.enter("mail")
    assert day.context.actions.trigger("print-all")
    assert page.run_dialog is not None
    assert page.run_dialog.windowTitle() == "Print all that is ready"
    page.run_dialog.close()
    page.log.table.view.selectAll()
    page.print_button.click()
    assert page.run_dialog.windowTitle() == "Print the chosen"
    page.run_dialog.close()
    day.context.actions.allow(lambda operation: operation is Operation.VIEW)
    page.refresh()
    assert not page.print_button.isEnabled()
    assert not day.context.actions.trigger("print-all")
