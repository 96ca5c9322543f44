"""What a reader and a clerk are offered, and what a missing approval looks like."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.mail import MailStatus
from app.domain.mail_states import MailMove
from app.domain.staff import Operation, Role, is_permitted
from app.ui.kit.paper_dialog import PaperDialog
from app.ui.kit.tokens import Kind
from app.ui.mail.ask import Ask
from app.ui.mail.log_dialogs import MoveDialog
from app.ui.mail.wording import kind_of
from tests.services.people_kit import approve, log_request
from tests.services.vault_kit import actions, sign_in
from tests.ui.a11y import unnamed
from tests.ui.mail.conftest import Show
from tests.ui.mail.mail_kit import CERTIFIED, MailDay, fill


def sit_down(day: MailDay, role: Role) -> None:
    """Someone else signs in; the store is the same."""
    member = sign_in(day.desk.store, login="otto", role=role)
    day.desk.session = member.session
    day.context.actions.allow(lambda operation: is_permitted(role, operation))


def test_a_reader_reads_and_is_told_who_may_do_the_rest(day: MailDay, show: Show) -> None:
    ids = fill(day)
    sit_down(day, Role.READ_ONLY)
    page = show()
    only = "Only a clerk, a privacy officer or an administrator may change requests and mail."
    for piece_id in ids:
        page.show_item(piece_id)
        box = page.card.next
        assert not box.button.isVisible()
        assert not box.number.isVisible()
        assert box.rows.inputs() == []
        assert box.why_not.text() == only
        assert box.isHidden() or box.why_not.isVisible()
        assert page.outside.problem.text() == only
        assert not page.outside.picture.has_picture
        for part in (page.card.more, page.card.service, page.outside.choice):
            assert not part.isVisible()
        assert page.card.menu().actions() == []
    page.desk.open_papers()
    page.desk.do_next()
    assert page.desk.dialog is None
    assert not page.export_button.isEnabled()
    assert "privacy officer or an administrator" in page.export_button.accessibleDescription()
    assert unnamed(page) == []
    assert "denied" not in " ".join(actions(day.desk))
    assert day.messages.failures == []


def test_a_scan_finds_a_piece_for_a_reader_and_offers_nothing(
    day: MailDay, show: Show, qtbot: QtBot
) -> None:
    fill(day)
    sit_down(day, Role.READ_ONLY)
    page = show()
    page.scan.setText("9589071052700965745067")
    page.scan.returnPressed.emit()
    assert page.card.title.text() == "Alva Koelpin"
    page.show_item(page.log.table.model.rows()[0].id)
    page.scan.setText("9589071052700965745999")
    page.scan.returnPressed.emit()
    assert page.notice.text().startswith("No piece has the number")
    assert "Choose" not in page.notice.text()


def test_a_clerk_works_but_does_not_export(day: MailDay, show: Show) -> None:
    fill(day)
    sit_down(day, Role.CLERK)
    page = show()
    assert page.card.next.button.text() == "Print letter and envelope"
    assert page.card.next.button.isVisible()
    assert not page.export_button.isEnabled()
    assert "may export lists" in page.export_button.toolTip()
    sit_down_again = Role.PRIVACY_OFFICER
    day.context.actions.allow(lambda operation: is_permitted(sit_down_again, operation))
    page.refresh()
    assert page.export_button.isEnabled()
    assert page.export_button.accessibleDescription() == ""
    assert page.context.actions.may(Operation.EXPORT)


def test_papers_wait_for_identity_and_pages_and_lead_to_the_request(
    day: MailDay, show: Show
) -> None:
    request_id = log_request(day.desk)
    piece_id = day.piece_of(request_id)
    went: list[tuple[str, object]] = []
    day.context.navigator.room_requested.connect(lambda room, item: went.append((room, item)))
    page = show()
    assert page.card.next.ask is Ask.REQUEST
    assert page.card.next.button.text() == "Open the request"
    assert "who asks was not verified" in page.card.next.sentence.text()
    assert "not verified yet" in page.outside.problem.text()
    assert not page.outside.picture.has_picture
    page.card.next.button.click()
    assert went == [("requests", request_id)]
    page.desk.open_papers()
    dialog = page.desk.dialog
    assert isinstance(dialog, PaperDialog)
    assert "not verified yet" in dialog.notice.text()
    assert not dialog.print_button.isEnabled()
    assert not dialog.save_button.isEnabled()
    dialog.reject()
    assert day.status(piece_id) is MailStatus.READY


def test_before_the_approval_papers_are_printed_and_mailing_waits(day: MailDay, show: Show) -> None:
    piece_id = day.piece(extras=CERTIFIED, approved=False)
    page = show()
    assert page.card.next.ask is Ask.PRINT
    page.desk.open_papers()
    dialog = page.desk.dialog
    assert isinstance(dialog, PaperDialog)
    assert "mail nothing before" in dialog.notice.text()
    assert "mail nothing before" not in page.outside.problem.text()
    dialog.print_button.click()
    day.number(piece_id)
    page.refresh()
    assert page.card.next.ask is Ask.REQUEST
    assert "not approved" in page.card.next.sentence.text()
    assert "Log acceptance…" in [action.text() for action in page.card.menu().actions()]


def test_what_was_mailed_without_approval_says_so_in_word_and_colour(
    day: MailDay, show: Show
) -> None:
    piece_id = day.piece(extras=CERTIFIED, approved=False)
    day.number(piece_id)
    day.print_it(piece_id)
    page = show()
    page.card.wish_made.emit(MailMove.ACCEPT)
    dialog = page.desk.dialog
    assert isinstance(dialog, MoveDialog)
    assert "Nobody approved this release" in dialog.notice.text()
    dialog.ok.click()
    row = page.log.table.model.rows()[0]
    assert (row.state, kind_of(row)) == ("Not approved", Kind.LATE)
    assert page.card.next.property("kind") == "late"
    assert "nobody approved the release" in page.card.next.sentence.text()
    assert "1 needs you" in page.header.subtitle.text()
    approve(day.desk, page.desk.piece.request_id)  # type: ignore[union-attr]
    page.refresh()
    row = page.log.table.model.rows()[0]
    assert (row.state, kind_of(row)) == ("On its way", Kind.INFO)
    assert page.card.next.property("kind") == ""
    assert page.desk.piece is not None
    assert page.desk.piece.accepted_on == date(2026, 11, 23)


def held_piece(day: MailDay) -> int:
    """Approved, printed and numbered, and then it is not on record any more who asks."""
    piece_id = day.piece(extras=CERTIFIED)
    day.number(piece_id)
    day.print_it(piece_id)
    request_id = day.services.mail.get(piece_id=piece_id).piece.request_id
    with day.desk.writing() as unit:
        request = unit.requests.get(request_id)
        unit.requests.change(request_id, request.version, identity_method="")
    return piece_id


def test_what_may_not_leave_is_held_and_asked_about(day: MailDay, show: Show) -> None:
    piece_id = held_piece(day)
    page = show()
    box = page.card.next
    assert box.property("kind") == "late"
    assert box.sentence.text().startswith("Do not hand it over: It is not on record who is asking.")
    assert box.button.text() == "Open the request"
    day.messages.answer = False
    page.card.wish_made.emit(MailMove.ACCEPT)
    dialog = page.desk.dialog
    assert isinstance(dialog, MoveDialog)
    dialog.ok.click()
    asked = "It may not leave: It is not on record who is asking."
    assert day.messages.questions == [f"{asked} Was it handed over all the same?"]
    assert day.status(piece_id) is MailStatus.PRINTED
    day.messages.answer = True
    dialog.ok.click()
    assert day.status(piece_id) is MailStatus.ACCEPTED
    assert len(day.messages.questions) == 2
    view = page.card.view
    assert view is not None
    assert view.left_shut.startswith("It left without a valid release.")
    page.refresh()
    told = [label.text() for label in page.card.facts.findChildren(QLabel)]
    assert view.left_shut in told
    assert day.messages.failures == []


def test_a_card_read_before_asks_as_well(day: MailDay, show: Show) -> None:
    piece_id = day.piece(extras=CERTIFIED)
    day.number(piece_id)
    day.print_it(piece_id)
    page = show()
    assert page.card.next.ask is Ask.LOG
    request_id = day.services.mail.get(piece_id=piece_id).piece.request_id
    with day.desk.writing() as unit:
        request = unit.requests.get(request_id)
        unit.requests.change(request_id, request.version, identity_method="")
    day.messages.answer = False
    page.card.next.button.click()
    assert len(day.messages.questions) == 1
    assert day.status(piece_id) is MailStatus.PRINTED
    assert page.card.next.ask is Ask.REQUEST
