"""Letter, envelope and label on the real services: seen, printed, saved, printed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from app.domain.paper_orders import Turn
from app.domain.papers import Paper, PaperKind
from app.ui.kit.paper_dialog import PaperDialog, PaperSubject, Wanted
from app.ui.kit.paper_feed import Feed, feed_of
from app.ui.kit.paper_feed_dialog import FeedDialog
from app.ui.kit.paper_work import PaperWish, PaperWork, drawn_papers
from app.ui.kit.preview_bar import TRUE_SIZE
from app.ui.kit.printing import PrintOrder
from app.ui.kit.theme import Theme
from tests.services.people_kit import HOME
from tests.ui.a11y import unnamed
from tests.ui.mail.mail_kit import CARD, MailDay, mail_day

Open = Callable[..., PaperDialog]


@pytest.fixture
def day(tmp_path: Path, theme: Theme, qtbot: QtBot) -> Iterator[MailDay]:
    made = mail_day(tmp_path / "data", theme)
    yield made
    made.desk.store.close()


@pytest.fixture
def subject(day: MailDay) -> PaperSubject:
    piece_id = day.piece(extras=CARD)
    return PaperSubject(day.services.mail.get(piece_id=piece_id).piece.request_id, piece_id)


@pytest.fixture
def show(day: MailDay, subject: PaperSubject, qtbot: QtBot) -> Open:
    def opener(wanted: Wanted = Wanted.LETTER_AND_ENVELOPE) -> PaperDialog:
        dialog = PaperDialog(None, day.context, subject, wanted)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return opener


def papers(day: MailDay, subject: PaperSubject) -> tuple[Paper, ...]:
    return day.services.papers.list(request_id=subject.request_id)


def test_letter_and_envelope_are_two_jobs_of_their_own_size(
    day: MailDay, subject: PaperSubject, show: Open, qtbot: QtBot
) -> None:
    dialog = show()
    assert dialog.windowTitle() == "Letter and envelope"
    assert dialog.preview.preview.page_count == 2
    assert unnamed(dialog) == []
    assert "right end first" in dialog.options._hint.text()
    with qtbot.waitSignal(dialog.printed):
        dialog.print_button.click()
    sizes = [[(s.width, s.height) for s in job.sizes] for job, _ in day.printers.jobs]
    assert sizes == [[(612, 792)], [(297, 684)]]
    number = day.services.mail.get(piece_id=subject.mail_piece_id or 0).piece.request_number
    assert [job.title for job, _ in day.printers.jobs] == [
        f"Cover letter {number}",
        f"Envelope {number}",
    ]
    assert [order.printer for _, order in day.printers.jobs] == ["HP LaserJet"] * 2
    assert [paper.kind.value for paper in papers(day, subject)] == ["cover_letter", "envelope"]
    assert not dialog.isVisible()
    assert day.messages.lines == ["Letter and envelope: sent to HP LaserJet."]


def test_a_print_is_on_record_though_the_dialog_was_left_meanwhile(
    day: MailDay, subject: PaperSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = QObject()
    work = PaperWork(owner, day.context)
    drawn = drawn_papers(day.services.papers, PaperWish(subject, Wanted.LETTER))
    monkeypatch.setattr(day.printers, "print_job", lambda *_: shiboken6.delete(owner))
    work.print_all(drawn, PrintOrder("HP LaserJet"), pytest.fail, day.messages.failures.append)
    assert day.messages.failures == []
    assert [paper.kind for paper in papers(day, subject)] == [PaperKind.COVER_LETTER]


@pytest.mark.parametrize("wanted", list(Wanted))
def test_every_choice_is_drawn_and_named(
    day: MailDay, subject: PaperSubject, show: Open, wanted: Wanted
) -> None:
    dialog = show()
    dialog.options.what.set_value(wanted)
    assert dialog.windowTitle() == wanted.value.capitalize()
    assert dialog.print_button.text() == f"Print {wanted.value}"
    assert dialog.drawn is not None
    kinds = [draft.kind for draft in dialog.drawn.drafts]
    assert len(kinds) == 1 + (wanted.has_letter and wanted.outside is not None)
    assert (kinds[-1] is wanted.outside) == (wanted.outside is not None)
    assert unnamed(dialog) == []
    dialog.print_button.click()
    assert len(papers(day, subject)) == len(kinds)


def test_true_size_is_true(show: Open) -> None:
    dialog = show(Wanted.ENVELOPE)
    dialog.preview.zoom.set_value(TRUE_SIZE)
    assert dialog.preview.preview.zoom == 100
    assert dialog.preview.zoom.currentText() == "100 %, true size"


def test_another_size_of_envelope(day: MailDay, show: Open) -> None:
    dialog = show(Wanted.ENVELOPE)
    for size, width in (("6x9", 648.0), ("9x12", 864.0), ("10x13", 936.0)):
        dialog.options.outside_choice.envelope.set_value(size)
        assert dialog.drawn is not None
        assert dialog.drawn.pages.sizes[0].width == pytest.approx(width, abs=0.5)


def test_the_sheet_remembers_its_next_label(
    day: MailDay, subject: PaperSubject, show: Open
) -> None:
    dialog = show(Wanted.LABEL)
    dialog.options.outside_choice.stock.set_stock("avery-5160")
    dialog.options.outside_choice.grid.choose(8)
    dialog.print_button.click()
    assert day.services.papers.next_label(stock_id="avery-5160") == 9
    again = show(Wanted.LABEL)
    assert again.options.outside_choice.stock.stock is not None
    assert again.options.outside_choice.stock.stock.id == "avery-5160"
    assert again.options.outside_choice.grid.start == 9
    assert "Label printed before on 11/23/2026" in again.notice.text()
    again.options.outside_choice.fresh.click()
    assert again.options.outside_choice.grid.start == 1


def test_a_second_print_is_marked_unless_made_anew(
    day: MailDay, subject: PaperSubject, show: Open
) -> None:
    show().print_button.click()
    again = show()
    assert "Cover letter printed before on 11/23/2026: this one will be marked REPRINT." in (
        again.notice.text()
    )
    assert "Envelope printed before" in again.notice.text()
    assert "same article number" in again.notice.text()
    assert again.focusWidget() is again.print_button  # Enter prints, it does not make new ones
    again.print_button.click()
    assert [paper.reprint for paper in papers(day, subject)] == [False, False, True, True]
    third = show()
    third.notice.action_requested.emit()
    assert "REPRINT" not in third.notice.text()
    third.print_button.click()
    assert [paper.reprint for paper in papers(day, subject)][-2:] == [False, False]


def test_what_the_printer_refuses_is_not_recorded(
    day: MailDay, subject: PaperSubject, show: Open
) -> None:
    day.printers.refuse = "Cover"
    dialog = show()
    dialog.print_button.click()
    assert "did not take the job" in dialog.notice.text()
    assert papers(day, subject) == ()
    assert dialog.isVisible()
    assert dialog.print_button.isEnabled()
    day.printers.refuse = "Envelope"
    dialog.print_button.click()
    assert "Printed: cover letter. Not printed: envelope." in dialog.notice.text()
    assert [paper.kind.value for paper in papers(day, subject)] == ["cover_letter"]


def test_without_a_printer_saving_is_offered(
    day: MailDay, subject: PaperSubject, show: Open, tmp_path: Path
) -> None:
    day.printers.names = []
    dialog = show(Wanted.ENVELOPE)
    assert "No printer" in dialog.notice.text()
    assert not dialog.print_button.isEnabled()
    day.files.path = tmp_path / "envelope.pdf"
    dialog.save_button.click()
    assert day.files.path.read_bytes().startswith(b"%PDF")
    assert "not encrypted" in dialog.notice.text()
    assert [paper.how for paper in papers(day, subject)] == ["saved"]
    assert unnamed(dialog) == []


def test_saving_both_asks_for_two_places(
    day: MailDay, subject: PaperSubject, show: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    asked: list[str] = []

    class Places:
        def save_file(self, _parent: object, _title: str, name: str, _kinds: str) -> Path:
            asked.append(name)
            return tmp_path / name

    object.__setattr__(day.context, "files", Places())
    dialog = show()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    number = day.services.mail.get(piece_id=subject.mail_piece_id or 0).piece.request_number
    assert asked == [f"cover-letter_{number}.pdf", f"envelope_{number}.pdf"]
    assert all((tmp_path / name).exists() for name in asked)


def test_a_place_that_cannot_be_written_is_said(
    day: MailDay, subject: PaperSubject, show: Open, tmp_path: Path
) -> None:
    dialog = show(Wanted.LETTER)
    dialog.save_button.click()  # no place chosen
    assert papers(day, subject) == ()
    day.files.path = tmp_path / "missing" / "letter.pdf"
    dialog.save_button.click()
    assert "cannot be written" in dialog.notice.text()
    assert papers(day, subject) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"attention": "Medical Records"}, "attention line"),
        ({"line1": "Ὀδὸς 漢字 5"}, "cannot be printed"),
        ({"line2": "W" * 60, "company": "W" * 60}, "too long"),
    ],
)
def test_what_cannot_stand_outside_is_said_before_printing(
    day: MailDay, qtbot: QtBot, changes: dict[str, str], said: str
) -> None:
    piece_id = day.piece(address=replace(HOME, **changes))
    piece = day.services.mail.get(piece_id=piece_id).piece
    subject = PaperSubject(piece.request_id, piece_id)
    dialog = PaperDialog(None, day.context, subject, Wanted.ENVELOPE)
    qtbot.addWidget(dialog)
    dialog.open()
    assert said in dialog.notice.text()
    assert dialog.drawn is None
    assert not dialog.print_button.isEnabled()
    assert not dialog.save_button.isEnabled()
    assert dialog.preview.preview.page_count == 0
    dialog.print_button.click()
    assert day.printers.jobs == []


def test_how_a_printer_feeds_is_kept(day: MailDay, show: Open, qtbot: QtBot) -> None:
    dialog = show(Wanted.ENVELOPE)
    dialog.options._feed.click()
    found = dialog.findChildren(FeedDialog)
    assert len(found) == 1
    feed = found[0]
    assert unnamed(feed) == []
    feed.turn.set_value(Turn.RIGHT)
    feed.right.setValue(0.25)
    feed.down.setValue(-0.1)
    feed.test_button.click()
    job, order = day.printers.jobs[-1]
    assert (job.title, order.printer) == ("Test page", "HP LaserJet")
    assert (job.sizes[0].width, job.sizes[0].height) == (297, 684)
    feed.keep_button.click()
    kept = feed_of(day.context.views, "HP LaserJet", "10")
    assert kept.turn is Turn.RIGHT
    assert kept.adjustment.offset_x == pytest.approx(18)
    assert "left end first" in dialog.options._hint.text()
    assert feed_of(day.context.views, "Labels", "10") == Feed()


def test_labels_have_a_test_page_too(day: MailDay, show: Open) -> None:
    dialog = show(Wanted.LABEL)
    dialog.options._feed.click()
    feed = dialog.findChildren(FeedDialog)[0]
    feed.test_button.click()
    assert (day.printers.jobs[-1][0].sizes[0].width) == pytest.approx(612)
    day.printers.refuse = "Test"
    feed.test_button.click()
    assert "did not take the job" in feed.notice.text()


def test_the_printer_of_a_stock_is_offered_again(day: MailDay, show: Open) -> None:
    first = show(Wanted.LABEL)
    first.options._printer.set_value("Labels")
    first.print_button.click()
    assert show(Wanted.LABEL).options.printer() == "Labels"
    assert show(Wanted.ENVELOPE).options.printer() == "HP LaserJet"


def test_copies_of_a_letter(day: MailDay, subject: PaperSubject, show: Open) -> None:
    dialog = show(Wanted.LETTER)
    dialog.options._copies.set_value(3)
    dialog.print_button.click()
    assert day.printers.jobs[-1][1].copies == 3
    assert papers(day, subject)[-1].copies == 3
    both = show()
    assert both.options.copies() == 1


def test_escape_closes_without_a_trace(
    day: MailDay, subject: PaperSubject, show: Open, qtbot: QtBot
) -> None:
    dialog = show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert papers(day, subject) == ()
    assert day.printers.jobs == []


def test_the_keyboard_stands_on_what_comes_next(day: MailDay, show: Open, tmp_path: Path) -> None:
    dialog = show(Wanted.LETTER)
    assert dialog.focusWidget() is dialog.print_button
    day.files.path = None
    dialog.save_button.click()
    assert dialog.focusWidget() is dialog.save_button  # no place was chosen
    day.files.path = tmp_path / "letter.pdf"
    dialog.save_button.click()
    assert dialog.focusWidget() is dialog.close_button
    dialog.reject()
    day.printers.names = []
    other = show(Wanted.ENVELOPE)
    assert other.focusWidget() is other.save_button
    day.files.path = tmp_path / "missing" / "envelope.pdf"
    other.save_button.click()
    assert other.focusWidget() is other.save_button
