"""A piece on its way through the NEXT box: by keyboard alone, and when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.mail import ExtraService, MailService, MailStatus
from app.domain.mail_log import MailHeap
from app.domain.mail_states import MailMove
from app.ui.kit.paper_dialog import PaperDialog
from app.ui.kit.task_runner import TaskRunner
from app.ui.kit.theme import Theme
from app.ui.mail.ask import Ask
from app.ui.mail.log_dialogs import AskDialog, MoveDialog, NumberDialog, SettleDialog
from app.ui.mail.page import MailPage
from app.ui.mail.piece_card import PieceCard
from app.ui.mail.service_dialog import ServiceDialog
from tests.ui.a11y import unnamed
from tests.ui.mail.conftest import Show
from tests.ui.mail.mail_kit import (
    BAD,
    CARD,
    CERTIFIED,
    GOOD,
    GREEN_CARD,
    NOTHING,
    OTHER,
    MailDay,
    fill,
    mail_day,
)

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab


def press(qtbot: QtBot, page: QWidget, *keys: Qt.Key) -> None:
    """Press keys on whatever has the keyboard."""
    for key in keys:
        qtbot.keyClick(page.window().focusWidget() or page, key)


def to(qtbot: QtBot, page: QWidget, wanted: QWidget) -> None:
    """Walk to a part with the Tab key alone."""
    for _ in range(60):
        if page.window().focusWidget() is wanted:
            return
        press(qtbot, page, TAB)
    raise AssertionError(f"Tab does not reach {wanted}")


def actions(page: MailPage) -> Callable[[str], bool]:
    page.context.actions.allow(lambda _operation: True)
    page.context.actions.enter("mail")
    return page.context.actions.trigger


def test_the_whole_way_by_keyboard(day: MailDay, show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    day.piece(extras=CARD)
    page = show()
    page.window().activateWindow()
    do = actions(page)

    to(qtbot, page, page.log.table.view)
    press(qtbot, page, Qt.Key.Key_Home)
    assert do("next-step")
    dialog = page.desk.dialog
    assert isinstance(dialog, PaperDialog)
    assert unnamed(dialog) == []
    assert dialog.focusWidget() is dialog.print_button
    qtbot.keyClick(dialog.print_button, ENTER)
    assert [job.title.split()[0] for job, _ in day.printers.jobs] == ["Cover", "Envelope"]

    assert page.card.next.ask is Ask.NUMBER
    assert page.window().focusWidget() is page.card.next.number.field
    assert unnamed(page) == []
    qtbot.keyClicks(page.card.next.number.field, GOOD)
    press(qtbot, page, ENTER)

    assert page.card.next.button.text() == "Log acceptance"
    assert page.window().focusWidget() is page.card.next.rows.first()
    assert unnamed(page) == []
    press(qtbot, page, ENTER)  # in a field of the box it does what the button does

    assert page.card.next.button.text() == "Log delivery"
    assert unnamed(page) == []
    press(qtbot, page, TAB)
    qtbot.keyClicks(page.window().focusWidget(), "D. Mosciski")
    press(qtbot, page, TAB, ENTER)
    piece = page.desk.piece
    assert piece is not None
    assert (piece.status, piece.delivered_to) == (MailStatus.DELIVERED, "D. Mosciski")
    assert piece.accepted_on == page.context.clock.today()
    assert piece.dropped_by == "Ann Example"

    assert page.card.next.button.text() == "Log return receipt"
    to(qtbot, page, page.card.next.rows.inputs()[0])
    assert do("next-step")  # from within the box the shortcut logs it
    assert page.card.next.ask is Ask.REQUEST
    assert page.card.next.button.text() == "Open the request"
    assert "Close the request" in page.card.next.sentence.text()
    assert do("next-step")

    day.files.path = tmp_path / "log.csv"
    assert do("export")
    assert "9589 0710 5270 0965 7450 50" in day.files.path.read_text(encoding="utf-8-sig")
    assert "1 row was written" in page.notice.text()


def test_work_off_the_gui_thread_gives_the_keyboard_on(
    tmp_path: Path, theme: Theme, qtbot: QtBot
) -> None:
    runner = TaskRunner(lambda error: pytest.fail(repr(error)))
    day = mail_day(tmp_path / "threads", theme, runner)
    piece_id = day.piece(extras=CERTIFIED)
    page = MailPage(day.context)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    qtbot.waitUntil(lambda: page.card.next.ask is Ask.PRINT)
    day.print_it(piece_id)
    page.refresh()
    qtbot.waitUntil(lambda: page.card.next.ask is Ask.NUMBER)
    page.card.next.number.set_text(GOOD)
    page.card.next.number.submit()
    qtbot.waitUntil(lambda: page.card.next.button.text() == "Log acceptance")
    qtbot.waitUntil(lambda: page.window().focusWidget() is page.card.next.rows.first())
    qtbot.waitUntil(lambda: page.outside.picture.has_picture)
    qtbot.waitUntil(lambda: not runner.busy)
    page.close()
    runner.stop()
    day.desk.store.close()


@pytest.mark.parametrize(
    "scan",
    [
        GOOD,
        "9589 0710 5270 0965 7450 50",
        "]C1" + GOOD,
        "42002143" + GOOD,
        "(420)02143(95)" + GOOD[2:],
        "420021431234" + GOOD,
    ],
)
def test_whatever_the_scanner_types(day: MailDay, show: Show, qtbot: QtBot, scan: str) -> None:
    piece_id = day.piece(extras=CERTIFIED)
    day.print_it(piece_id)
    page = show()
    qtbot.keyClicks(page.card.next.number.field, scan)
    qtbot.keyClick(page.card.next.number.field, ENTER)
    piece = page.desk.piece
    assert piece is not None
    assert piece.article_number == GOOD
    assert piece.article_raw == scan


def test_a_wrong_check_digit_is_kept_only_when_confirmed(
    day: MailDay, show: Show, qtbot: QtBot
) -> None:
    day.print_it(day.piece(extras=CERTIFIED))
    page = show()
    ask = page.card.next.number
    qtbot.keyClicks(ask.field, BAD)
    assert "check digit does not fit" in ask.said.text()
    qtbot.keyClick(ask.field, ENTER)
    qtbot.keyClick(ask.field, ENTER)  # a scanner that ends with two line ends
    assert page.desk.piece is not None
    assert page.desk.piece.article_number == ""
    assert ask.question.isVisible()
    assert ask.field.text() == BAD
    assert unnamed(page) == []
    to(qtbot, page, ask.keep)
    press(qtbot, page, ENTER)
    assert page.desk.piece.article_number == BAD
    assert page.desk.piece.article_overridden
    assert "does not fit" in page.card.remark.text()
    article = next(c for c in page.log.table.model.columns if c.key == "article")
    assert article.render(page.log.table.model.row(0)).text.endswith("*")


def test_typing_on_takes_the_question_away(day: MailDay, show: Show, qtbot: QtBot) -> None:
    day.print_it(day.piece(extras=CERTIFIED))
    page = show()
    ask = page.card.next.number
    ask.set_text(BAD)
    ask.submit()
    assert ask.question.isVisible()
    qtbot.keyClicks(ask.field, GOOD)
    assert not ask.question.isVisible()
    assert ask.field.text() == GOOD  # the refused number was marked, so the new one replaced it
    ask.submit()
    assert page.desk.piece is not None
    assert page.desk.piece.article_check == "ok"


def test_the_green_card_is_noticed(day: MailDay, show: Show, qtbot: QtBot) -> None:
    day.print_it(day.piece(extras=CARD))
    page = show()
    ask = page.card.next.number
    ask.set_text(GREEN_CARD)
    ask.submit()
    assert "green card" in ask._ask.text()
    qtbot.mouseClick(ask.to_receipt, Qt.MouseButton.LeftButton)
    piece = page.desk.piece
    assert piece is not None
    assert (piece.return_receipt_number, piece.article_number) == (GREEN_CARD, "")
    assert "Kept as the number of the green card" in page.card.remark.text()
    assert ask.field.text() == ""
    ask.set_text(GOOD)
    ask.submit()
    assert page.desk.piece is not None
    assert page.desk.piece.article_number == GOOD


def test_a_used_number_is_asked_about(day: MailDay, show: Show) -> None:
    first = day.piece("Ken", "Beier", CERTIFIED)
    day.number(first, GOOD)
    second = day.piece(extras=CERTIFIED)
    day.print_it(second)
    page = show()
    ask = page.card.next.number
    ask.set_text(GOOD)
    ask.submit()
    assert "another piece already" in ask._ask.text()
    assert not ask.to_receipt.isVisible()
    ask.keep.click()
    assert page.desk.piece is not None
    assert page.desk.piece.article_number == GOOD


@pytest.mark.parametrize("typed", ["", "hello", "9" * 10_000, "<b>9589</b>", "٣٤٥٦٧٨٩٠١٢"])
def test_what_is_no_number_stays_typed_with_a_sentence(
    day: MailDay, show: Show, typed: str
) -> None:
    day.print_it(day.piece(extras=CERTIFIED))
    page = show()
    ask = page.card.next.number
    ask.set_text(typed)
    ask.submit()
    assert ask.said.text()
    assert ask.said.property("role") == "problem"
    assert ask.field.text() == typed[:1000]
    assert page.desk.piece is not None
    assert page.desk.piece.article_number == ""


def test_a_day_that_cannot_be_is_said_beside_its_field(
    day: MailDay, show: Show, qtbot: QtBot
) -> None:
    piece_id = day.piece(extras=CERTIFIED)
    day.number(piece_id)
    day.print_it(piece_id)
    page = show()
    box = page.card.next
    for typed, sentence in (
        ("02/31/2026", "no day 31"),
        ("01/01/2030", "future"),
        ("", "MM/DD/YYYY"),
        ("01/01/0203", ""),
    ):
        field = box.rows.first()
        assert field is not None
        field.setText(typed)  # type: ignore[attr-defined]
        box.button.click()
        shown = [label.text() for _, label in box.rows._rows.values() if label.isVisible()]
        assert len(shown) == 1
        assert sentence in shown[0]
        assert field.text() == typed  # type: ignore[attr-defined]
    assert day.status(piece_id) is MailStatus.PRINTED


def test_a_change_elsewhere_keeps_what_is_half_typed(day: MailDay, show: Show) -> None:
    piece_id = day.piece(extras=CERTIFIED)
    day.number(piece_id)
    day.accept(piece_id, date(2026, 11, 20))
    page = show()
    name = page.card.next.rows._rows["to"][0]
    name.setText("Half a na")  # type: ignore[attr-defined]
    day.piece("Ken", "Beier", NOTHING)
    page.refresh()
    assert page.card.next.rows._rows["to"][0].text() == "Half a na"  # type: ignore[attr-defined]


def test_someone_else_was_faster(day: MailDay, show: Show) -> None:
    piece_id = day.piece(extras=CERTIFIED)
    day.number(piece_id)
    page = show()
    day.print_it(piece_id)
    page.card.wish_made.emit(MailMove.ACCEPT)
    dialog = page.desk.dialog
    assert isinstance(dialog, MoveDialog)
    dialog.ok.click()
    assert "while you had it open" in dialog.notice.text()
    assert dialog.isVisible()
    dialog.reject()


ENDINGS = [
    (MailMove.LEAVE_NOTICE, MailStatus.NOTICE_LEFT),
    (MailMove.REFUSE, MailStatus.REFUSED),
    (MailMove.LEAVE_UNCLAIMED, MailStatus.UNCLAIMED),
    (MailMove.FIND_UNDELIVERABLE, MailStatus.UNDELIVERABLE),
    (MailMove.RETURN, MailStatus.RETURNED),
    (MailMove.LOSE, MailStatus.LOST),
]


def test_every_other_outcome_from_the_menu(day: MailDay, show: Show) -> None:
    pieces = []
    for number, _ in enumerate(ENDINGS):
        piece_id = day.piece("Ken", f"Beier{number}", NOTHING)
        day.accept(piece_id, date(2026, 11, 18))
        pieces.append(piece_id)
    page = show()
    for piece_id, (move, status) in zip(pieces, ENDINGS, strict=True):
        page.show_item(piece_id)
        offered = [action.text() for action in page.card.menu().actions()]
        assert f"{move.label}…" in offered
        assert "Log delivery…" not in offered  # it is what the box asks for
        page.card.wish_made.emit(move)
        dialog = page.desk.dialog
        assert isinstance(dialog, MoveDialog)
        assert unnamed(dialog) == []
        dialog.fields._note.setText("seen on the carrier's page")
        dialog.ok.click()
        assert not dialog.isVisible()
        assert day.status(piece_id) is status
        assert "seen on the carrier's page" in page.card.view.piece.note  # type: ignore[union-attr]


def test_a_returned_piece_is_prepared_anew_or_settled(day: MailDay, show: Show) -> None:
    ids = fill(day)
    page = show()
    page.show_item(ids[0])
    assert page.card.next.ask is Ask.AGAIN
    page.card.next.button.click()
    dialog = page.desk.dialog
    assert isinstance(dialog, ServiceDialog)
    assert unnamed(dialog) == []
    dialog.ok.click()
    assert page.shown not in ids
    assert page.card.title.text() == "Otha Schowalter"
    assert page.card.next.ask is Ask.PRINT
    assert day.services.mail.get(piece_id=ids[0]).piece.settled

    page.show_item(ids[1])
    assert "Settle it with a note…" in [action.text() for action in page.card.menu().actions()]
    page.card.wish_made.emit(PieceCard.SETTLE)
    settle = page.desk.dialog
    assert isinstance(settle, SettleDialog)
    settle.ok.click()
    assert "Say what was done" in settle.rows.problems()["note"]
    settle.note.set_value("The office was called; the card is on file elsewhere.")
    settle.ok.click()
    assert day.services.mail.get(piece_id=ids[1]).piece.settled
    page.log.heaps.set_value(MailHeap.NEED_YOU)
    assert page.log.table.model.rows() == ()


def test_cancelling_needs_a_reason(day: MailDay, show: Show) -> None:
    piece_id = day.piece()
    page = show()
    page.card.wish_made.emit(MailMove.CANCEL)
    dialog = page.desk.dialog
    assert isinstance(dialog, AskDialog)
    assert dialog.ok.property("role") == "danger"
    dialog.ok.click()
    assert day.status(piece_id) is MailStatus.READY
    assert dialog.rows.problems() == {"reason": "Say why the piece is not mailed."}
    dialog.fields._note.setText("picked up at the desk")  # type: ignore[attr-defined]
    dialog.ok.click()
    assert day.status(piece_id) is MailStatus.CANCELLED
    assert not page.card.next.isVisible()
    assert not page.outside.picture.has_picture
    assert [action.text() for action in page.card.menu().actions()] == ["Prepare a new piece…"]


def test_marked_as_printed_without_printing(day: MailDay, show: Show) -> None:
    piece_id = day.piece(extras=NOTHING)
    page = show()
    page.card.wish_made.emit(MailMove.PRINT)
    assert day.status(piece_id) is MailStatus.PRINTED
    assert page.card.next.button.text() == "Log acceptance"


def test_only_lawful_services_can_be_ticked(day: MailDay, show: Show) -> None:
    day.piece(extras=CARD)
    page = show()
    page.card.service.click()
    dialog = page.desk.dialog
    assert isinstance(dialog, ServiceDialog)
    boxes = dict(zip(ExtraService, dialog.extras.parts(), strict=True))
    assert not boxes[ExtraService.RETURN_RECEIPT_ELECTRONIC].isEnabled()
    assert "not both" in boxes[ExtraService.RETURN_RECEIPT_ELECTRONIC].accessibleDescription()
    assert not boxes[ExtraService.REGISTERED].isEnabled()
    boxes[ExtraService.CERTIFIED].click()  # type: ignore[attr-defined]
    assert dialog.extras.value() == frozenset()  # the card went with it
    assert not boxes[ExtraService.RETURN_RECEIPT].isEnabled()
    dialog.extras.set_value({ExtraService.CERTIFIED, ExtraService.RETURN_RECEIPT_ELECTRONIC})
    dialog.service.set_value(MailService.UPS)
    assert dialog.extras.value() == frozenset()
    assert not any(box.isEnabled() for box in boxes.values())
    dialog.service.set_value(MailService.PRIORITY)
    dialog.extras.set_value({ExtraService.CERTIFIED})
    dialog.ounces.setText("heavy")
    dialog.ok.click()
    assert "number" in dialog.rows.problems()["ounces"]
    dialog.ounces.setText("40 oz")
    dialog.ok.click()
    piece = page.desk.piece
    assert piece is not None
    assert (piece.service, piece.extras) == (MailService.PRIORITY, CERTIFIED)
    assert piece.weight_tenths == 400
    assert page.card.service.isVisible()


def test_what_it_costs_is_shown_with_its_table(day: MailDay, show: Show) -> None:
    ids = fill(day)
    page = show()
    page.show_item(ids[5])
    facts = [label.text() for label in page.card.facts.findChildren(type(page.card.title))]
    assert any(text.startswith("$6.") and "price table of 07/12/2026" in text for text in facts)
    page.card.service.click()
    dialog = page.desk.dialog
    assert isinstance(dialog, ServiceDialog)
    dialog.service.set_value(MailService.UPS)
    lines = [label.text() for label in dialog.cost.findChildren(type(page.card.title))]
    assert "not in the table" in lines
    dialog.reject()


def test_a_number_is_corrected_in_a_dialog(day: MailDay, show: Show) -> None:
    ids = fill(day)
    page = show()
    page.show_item(ids[3])
    page.card.wish_made.emit(PieceCard.NUMBER)
    dialog = page.desk.numbers.dialog
    assert isinstance(dialog, NumberDialog)
    assert unnamed(dialog) == []
    dialog.ask.set_text("95890710527009657450")
    dialog.ok.click()
    assert dialog.isVisible()
    dialog.ask.set_text(GOOD)
    dialog.ok.click()
    assert page.desk.piece is not None
    assert page.desk.piece.article_number == GOOD
    page.show_item(ids[1])
    page.card.wish_made.emit(PieceCard.RECEIPT)
    card = page.desk.numbers.dialog
    assert isinstance(card, NumberDialog)
    card.ask.set_text(GREEN_CARD)
    card.ok.click()
    assert page.desk.piece.return_receipt_number == GREEN_CARD


def test_tracking_opens_the_carrier_with_the_number_alone(
    day: MailDay, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    ids = fill(day)
    page = show()
    page.show_item(ids[1])
    page.card.track.click()
    assert opened == [f"https://tools.usps.com/go/TrackConfirmAction?tLabels={OTHER}"]
    page.show_item(ids[6])
    assert not page.card.track.isVisible()
    page.card.wish_made.emit(PieceCard.TRACK)
    assert len(opened) == 1


def test_the_request_is_one_click_away(day: MailDay, show: Show, qtbot: QtBot) -> None:
    day.piece()
    page = show()
    with qtbot.waitSignal(page.context.navigator.room_requested) as asked:
        page.card.request.click()
    assert page.desk.piece is not None
    assert asked.args == ["requests", page.desk.piece.request_id]


def test_the_next_sticker_is_said_but_never_filled_in(day: MailDay, show: Show) -> None:
    day.number(day.piece("Ken", "Beier", CERTIFIED), GOOD)
    day.print_it(day.piece(extras=CERTIFIED))
    page = show()
    ask = page.card.next.number
    assert ask.said.text() == "Next on the roll: 9589 0710 5270 0965 7450 67"
    assert ask.field.text() == ""
