"""The request's page: the next step done, other moves, why this date, papers and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.addresses import Address
from app.domain.attachments import AttachmentKind
from app.domain.mail import ExtraService, MailService
from app.domain.request_states import Move
from app.domain.requests import Asker, IdentityMethod, Person, RequestKind, RequestStatus, Road
from app.domain.staff import Role
from app.services.file_intake import PickedFile
from app.services.papers import PaperHow
from app.ui.kit.picture_pages import pages_of_picture
from app.ui.requests.file_work import PurgePanel
from app.ui.requests.mail_panel import MailPanel
from app.ui.requests.page import RequestsPage
from app.ui.requests.pane import FOR_OFFICERS, FOR_THE_DESK
from app.ui.requests.pane_parts import FILE, PAPER, PIECE, REQUEST
from app.ui.requests.panels import (
    AddressPanel,
    ClosePanel,
    GatheredPanel,
    IdentityPanel,
    NoRecordsPanel,
    ReasonPanel,
    SentPanel,
)
from app.ui.requests.rights import Rights
from app.ui.requests.wording import recipient_in_full
from tests.documents.samples import a_tiff
from tests.services.desk_kit import wanted
from tests.ui.a11y import unnamed
from tests.ui.requests.requests_kit import Office, a_pdf

OTHER = Address(line1="PO Box 77", city="Salem", state="MA", zip_code="01970")
PARENT = Person("Dana Mosciski", relation="parent")


def shown(office: Office, page: RequestsPage, request_id: int) -> None:
    page.refresh()
    page.show_item(request_id)


def step(page: RequestsPage) -> object:
    """Press the button of the next step; what opens."""
    page.queue.pane.next.button.click()
    return page.queue.pane.panel


def test_it_shows_who_what_when_and_why(office: Office, page: RequestsPage) -> None:
    patient_id = office.patient(birth_date=date(2014, 10, 6))
    request_id = office.request(patient_id)
    shown(office, page, request_id)
    pane = page.queue.pane
    number = office.read(request_id).number
    about = pane.about.text().replace("\u00a0", " ")
    assert pane.name.text() == "Dana Mosciski"
    assert about == f"Request {number}  ·  born 10/06/2014  ·  chart CH-20417  ·  minor"
    texts = {label.accessibleName() for label in pane.facts.facts.findChildren(type(pane.name))}
    assert "Due: Sun Dec 20, 2026  ·  27 days" in texts
    assert "Asked for: Everything" in texts
    assert not pane.facts.reasons.isVisible()
    pane.facts.why.click()
    assert pane.facts.reasons.isVisible()
    assert "30 calendar days from receipt on Fri Nov 20, 2026" in pane.facts.reasons.text()
    assert unnamed(page) == []
    pane.facts.why.click()
    assert not pane.facts.reasons.isVisible()


def test_a_kind_without_clock_has_no_reasons_to_show(office: Office, page: RequestsPage) -> None:
    request_id = office.request(
        office.patient(),
        asker=Asker.SOMEONE_ELSE,
        kind=RequestKind.AUTHORIZATION,
        asker_person=Person("Lena Reyes", "Reyes Law"),
    )
    shown(office, page, request_id)
    assert not page.queue.pane.facts.why.isVisible()


def test_identity_is_recorded(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    shown(office, page, request_id)
    panel = step(page)
    assert isinstance(panel, IdentityPanel)
    assert panel.proof is None
    panel.button.click()
    assert panel.form.problems() == {"method": "Choose how identity was verified."}
    assert unnamed(page) == []
    panel.method.set_value(IdentityMethod.PHOTO_ID)
    panel.button.click()
    assert office.read(request_id).status is RequestStatus.IDENTITY_CHECKED
    assert page.queue.pane.panel is None
    assert page.queue.pane.next.button.text() == "Record gathered pages"


def test_a_representative_needs_proof_of_authority(office: Office, page: RequestsPage) -> None:
    request_id = office.request(
        office.patient(),
        asker=Asker.REPRESENTATIVE,
        kind=RequestKind.REPRESENTATIVE_ACCESS,
        asker_person=PARENT,
    )
    shown(office, page, request_id)
    panel = step(page)
    assert isinstance(panel, IdentityPanel)
    assert panel.proof is not None
    panel.method.set_value(IdentityMethod.KNOWN_TO_STAFF)
    panel.button.click()
    assert "authority_proof" in panel.form.problems()
    panel.proof.setText("Birth certificate seen")
    panel.button.click()
    assert office.read(request_id).authority_proof == "Birth certificate seen"


def test_pages_are_counted_and_a_part_needs_a_note(office: Office, page: RequestsPage) -> None:
    request_id = office.identified(patient_id=office.patient())
    shown(office, page, request_id)
    panel = step(page)
    assert isinstance(panel, GatheredPanel)
    panel.pages.setText("many")
    panel.button.click()
    assert panel.form.problems() == {"page_count": "Type the number of pages in digits."}
    panel.pages.setText("1,200")
    panel.whole.set_value(False)
    panel.button.click()
    assert "note" in panel.form.problems()
    assert panel.pages.text() == "1,200"
    panel.note.set_value("Images follow on a disc")
    panel.button.click()
    request = office.read(request_id)
    assert (request.page_count, request.whole) == (1200, False)


def test_the_address_is_confirmed_or_corrected(office: Office, page: RequestsPage) -> None:
    request_id = office.gathered(patient_id=office.patient(), address_confirmed_how="")
    shown(office, page, request_id)
    panel = step(page)
    assert isinstance(panel, AddressPanel)
    panel.button.click()
    assert "how" in panel.form.problems()
    panel.how.set_value("Read back on the phone")
    panel.correct.setChecked(True)
    panel.address.set_address(Address(line1="1 Elm", city="Salem", state="MA", zip_code="970"))
    panel.button.click()
    assert "address_zip_code" in panel.address.form.problems()
    panel.address.set_address(OTHER)
    panel.button.click()
    details = office.read(request_id).details
    assert (details.address, details.address_confirmed_how) == (OTHER, "Read back on the phone")


def test_papers_are_prepared_and_the_mail_room_takes_over(
    office: Office, page: RequestsPage
) -> None:
    request_id = office.gathered(patient_id=office.patient())
    shown(office, page, request_id)
    panel = step(page)
    assert isinstance(panel, MailPanel)
    assert panel.service.value() is MailService.FIRST_CLASS
    assert panel.extras.value() == {ExtraService.CERTIFIED, ExtraService.RETURN_RECEIPT}
    assert unnamed(page) == []
    panel.extras.set_value([ExtraService.RETURN_RECEIPT])
    panel.button.click()
    assert "extras" in panel.form.problems()
    panel.extras.set_value([ExtraService.CERTIFIED])
    panel.button.click()
    view = page.queue.pane.view
    assert view is not None
    (piece,) = view.mail_pieces
    assert office.went == [("mail", piece.id)]
    assert step(page) is None  # the piece is there: straight to the mail room
    assert office.went == [("mail", piece.id), ("mail", piece.id)]


def test_a_carrier_without_extras_is_not_asked_for_them(office: Office, page: RequestsPage) -> None:
    request_id = office.gathered(patient_id=office.patient(), road=Road.PARCEL)
    shown(office, page, request_id)
    panel = step(page)
    assert isinstance(panel, MailPanel)
    panel.service.set_value(MailService.UPS)
    assert not panel.extras.isVisible()
    assert panel.order().extras == frozenset()


def test_approving_is_an_officers_step(office: Office, page: RequestsPage) -> None:
    request_id = office.gathered(patient_id=office.patient(), road=Road.PICK_UP)
    shown(office, page, request_id)
    pane = page.queue.pane
    assert pane.next.sentence.text().endswith(FOR_OFFICERS)
    assert not pane.next.button.isVisible()
    office.context.actions.trigger("next-step")
    assert office.read(request_id).status is RequestStatus.GATHERED
    menu = pane.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Withdrawn…"]


def test_pick_up_goes_from_gathered_to_closed(officer: Office, officers_page: RequestsPage) -> None:
    office, page = officer, officers_page
    request_id = office.gathered(patient_id=office.patient(), road=Road.PICK_UP)
    shown(office, page, request_id)
    assert step(page) is None  # checked and sealed: one press
    assert office.read(request_id).status is RequestStatus.READY
    panel = step(page)
    assert isinstance(panel, SentPanel)
    panel.day.setText("11/28/2026")
    panel.button.click()
    assert "future" in panel.form.problems()["on"]
    panel.day.setText("11/23/2026")
    panel.button.click()
    assert office.read(request_id).status is RequestStatus.SENT
    closing = step(page)
    assert isinstance(closing, ClosePanel)
    closing.button.click()
    assert "proof" in closing.form.problems()
    closing.proof.setText("Signed for at the desk")
    closing.button.click()
    assert office.read(request_id).status is RequestStatus.CLOSED
    assert not page.queue.pane.next.button.isVisible()
    assert page.queue.pane.menu() is None
    assert page.queue.pane.isAncestorOf(QApplication.focusWidget())


def test_only_lawful_moves_are_offered(officer: Office, officers_page: RequestsPage) -> None:
    office, page = officer, officers_page
    request_id = office.request(office.patient())
    shown(office, page, request_id)
    menu = page.queue.pane.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Withdrawn…", "No records here…"]
    menu.actions()[0].trigger()
    panel = page.queue.pane.panel
    assert isinstance(panel, ReasonPanel)
    panel.button.click()
    assert panel.form.problems() == {"reason": "Type who took it back and how."}
    panel.reason.set_value("The patient called")
    panel.button.click()
    assert office.read(request_id).status is RequestStatus.WITHDRAWN


def test_no_records_says_where_they_are(officer: Office, officers_page: RequestsPage) -> None:
    office, page = officer, officers_page
    request_id = office.request(office.patient())
    shown(office, page, request_id)
    page.queue.pane.move_requested.emit(Move.NO_RECORDS)
    panel = page.queue.pane.panel
    assert isinstance(panel, NoRecordsPanel)
    panel.reason.set_value("Chart and archive")
    panel.elsewhere.setText("Harbor Hospital")
    panel.button.click()
    request = office.read(request_id)
    assert request.status is RequestStatus.NO_RECORDS
    assert "Harbor Hospital" in request.close_reason


def test_a_panel_can_be_given_up(office: Office, page: RequestsPage) -> None:
    shown(office, page, office.request(office.patient()))
    panel = step(page)
    assert isinstance(panel, IdentityPanel)
    assert not page.queue.pane.next.isVisible()
    panel.back.click()
    assert page.queue.pane.panel is None
    assert QApplication.focusWidget() is page.queue.pane.next.button


def test_the_keyboard_does_the_next_step(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    shown(office, page, request_id)
    office.context.actions.trigger("next-step")
    panel = page.queue.pane.panel
    assert isinstance(panel, IdentityPanel)
    panel.method.set_value(IdentityMethod.CALL_BACK)
    office.context.actions.trigger("next-step")
    assert office.read(request_id).identity_method is IdentityMethod.CALL_BACK


def test_what_someone_else_changed_meanwhile_is_not_written_over(
    office: Office, page: RequestsPage
) -> None:
    request_id = office.request(office.patient())
    shown(office, page, request_id)
    panel = step(page)
    assert isinstance(panel, IdentityPanel)
    panel.method.set_value(IdentityMethod.PHOTO_ID)
    office.services.requests.withdraw(request_id=request_id, version=1, reason="Called")
    panel.button.click()
    assert [type(error).__name__ for error in office.messages.failures] == ["Conflict"]
    assert page.queue.pane.view is not None
    assert page.queue.pane.view.request.status is RequestStatus.WITHDRAWN


def test_a_form_being_filled_in_is_not_thrown_away_by_news(
    office: Office, page: RequestsPage
) -> None:
    request_id = office.request(office.patient())
    shown(office, page, request_id)
    panel = step(page)
    page.queue.refresh()
    assert page.queue.pane.panel is panel


def test_a_request_that_is_gone_is_told(office: Office, page: RequestsPage) -> None:
    page.show_item(999)
    assert page.queue.pane.empty.isVisible()
    assert [error.code for error in office.messages.failures] == ["not-found"]  # type: ignore[attr-defined]


def test_the_confidential_address_is_named(office: Office, page: RequestsPage) -> None:
    patient_id = office.patient()
    patient = office.services.patients.get(patient_id=patient_id)
    office.services.patients.change(
        patient_id=patient_id,
        version=patient.version,
        details=patient.details,
        confidential=OTHER,
    )
    shown(office, page, office.request(patient_id, address=Address()))
    pane = page.queue.pane
    assert "confidential\u00a0address\u00a0on\u00a0file" in pane.about.text()
    names = [label.text() for label in pane.facts.facts.findChildren(type(pane.name))]
    assert any(
        OTHER.one_line in text and "used instead of the chart address" in text for text in names
    )


def test_other_requests_of_the_patient_are_one_press_away(
    office: Office, page: RequestsPage
) -> None:
    patient_id = office.patient()
    first, second = office.request(patient_id), office.request(patient_id)
    shown(office, page, first)
    page.queue.pane.link_requested.emit((REQUEST, second))
    assert page.queue.detail.request_id == second


def test_files_are_added_and_opened(office: Office, page: RequestsPage, tmp_path: Path) -> None:
    request_id = office.request(office.patient())
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(a_pdf(pages=3))
    shown(office, page, request_id)
    office.files.path = scan
    page.queue.pane.history.add_file.click()
    (file,) = office.services.attachments.of_request(request_id=request_id)
    page.queue.pane.link_requested.emit((FILE, file.id))
    dialog = page.queue.detail.previews.dialog
    assert dialog is not None
    assert dialog.windowTitle() == "Other file"
    assert dialog.preview.page_count == 3
    assert not dialog.save_button.isVisible()  # a clerk does not export
    assert not dialog.print_button.isVisible()
    assert unnamed(dialog) == []
    dialog.reject()


def test_who_may_export_can_save_a_copy(
    officer: Office, officers_page: RequestsPage, tmp_path: Path
) -> None:
    office, page = officer, officers_page
    request_id = office.request(office.patient())
    scan, copy = tmp_path / "scan.png", tmp_path / "copy.png"
    scan.write_bytes(a_picture())
    office.services.attachments.add_file(
        request_id=request_id, picked=PickedFile(scan, AttachmentKind.LETTER)
    )
    shown(office, page, request_id)
    (file,) = office.services.attachments.of_request(request_id=request_id)
    page.queue.pane.link_requested.emit((FILE, file.id))
    dialog = page.queue.detail.previews.dialog
    assert dialog is not None
    office.files.path = copy
    dialog.save_button.click()
    assert copy.read_bytes() == scan.read_bytes()
    assert "not encrypted" in dialog.notice.text()
    with office.desk.reading() as unit:
        assert unit.audit.page(limit=1)[0].action == "export.file"
    office.files.path = tmp_path / "no such folder" / "copy.png"
    dialog.save_button.click()
    assert [error.code for error in office.messages.failures] == ["cannot-write"]  # type: ignore[attr-defined]
    dialog.print_button.click()
    assert [job.title for job, _ in office.printers.jobs] == ["Request letter"]
    dialog.reject()


def test_a_scanners_tiff_is_looked_at_page_by_page(
    office: Office, page: RequestsPage, tmp_path: Path
) -> None:
    request_id = office.request(office.patient())
    scan = tmp_path / "fax.tif"
    scan.write_bytes(a_tiff(3))
    shown(office, page, request_id)
    office.files.path = scan
    page.queue.pane.history.add_file.click()
    (file,) = office.services.attachments.of_request(request_id=request_id)
    page.queue.pane.link_requested.emit((FILE, file.id))
    dialog = page.queue.detail.previews.dialog
    assert dialog is not None
    assert dialog.preview.page_count == 3
    dialog.reject()


def test_a_copy_is_let_go_by_an_officer_with_a_reason(
    officer: Office, officers_page: RequestsPage, tmp_path: Path
) -> None:
    page = officers_page
    request_id = officer.request(officer.patient())
    shown(officer, page, request_id)
    history = page.queue.pane.history
    assert not history.let_go.isVisible()  # there is nothing to let go
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(a_pdf(pages=2))
    officer.files.path = scan
    history.add_file.click()
    history.let_go.click()
    panel = page.queue.pane.panel
    assert isinstance(panel, PurgePanel)
    assert unnamed(page) == []
    assert panel.file.currentText().startswith("Other file  ·  2 pages")
    panel.button.click()
    assert panel.form.problems() == {"reason": "Type why the copy is no longer needed."}
    panel.reason.set_value("closed for a year")
    panel.button.click()
    (file,) = officer.services.attachments.of_request(request_id=request_id)
    assert file.purged_at is not None
    assert page.queue.pane.panel is None
    assert not history.let_go.isVisible()
    page.queue.pane.link_requested.emit((FILE, file.id))
    assert [error.code for error in officer.messages.failures] == ["file-purged"]  # type: ignore[attr-defined]


def test_a_clerk_is_not_offered_to_let_copies_go(
    office: Office, page: RequestsPage, tmp_path: Path
) -> None:
    request_id = office.request(office.patient())
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(a_pdf(pages=2))
    shown(office, page, request_id)
    office.files.path = scan
    page.queue.pane.history.add_file.click()
    assert not page.queue.pane.history.let_go.isVisible()


def a_picture() -> bytes:
    image = QImage(170, 220, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_a_picture_is_shown_as_wide_as_letter_paper(qtbot: QtBot) -> None:
    pages = pages_of_picture(a_picture())
    assert (pages.sizes[0].width, round(pages.sizes[0].height)) == (612, 792)
    drawn = pages.render(0, 72)
    assert (drawn.width, drawn.height, len(drawn.rgba)) == (612, 792, 612 * 792 * 4)


def kept_letter(office: Office) -> tuple[int, int]:
    """A request with its cover letter printed; both ids."""
    request_id = office.gathered(patient_id=office.patient())
    draft = office.services.papers.cover_letter(request_id=request_id)
    (paper_id,) = office.services.papers.record(draft=draft, how=PaperHow.PRINTED).value
    return request_id, paper_id


def test_a_paper_is_opened_and_printed_again_as_a_reprint(
    office: Office, page: RequestsPage
) -> None:
    request_id, paper_id = kept_letter(office)
    shown(office, page, request_id)
    page.queue.pane.link_requested.emit((PAPER, paper_id))
    dialog = page.queue.detail.previews.dialog
    assert dialog is not None
    assert "logged as a reprint" in dialog.notice.text()
    dialog.print_button.click()
    papers = office.services.papers.list(request_id=request_id)
    assert [paper.reprint for paper in papers] == [False, True]
    dialog.reject()


def test_a_paper_can_be_saved(office: Office, page: RequestsPage, tmp_path: Path) -> None:
    request_id, paper_id = kept_letter(office)
    shown(office, page, request_id)
    page.queue.pane.link_requested.emit((PAPER, paper_id))
    dialog = page.queue.detail.previews.dialog
    assert dialog is not None
    office.files.path = tmp_path / "letter.pdf"
    dialog.save_button.click()
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    dialog.reject()


def test_a_read_only_account_only_looks_at_papers(office: Office, page: RequestsPage) -> None:
    request_id, paper_id = kept_letter(office)
    shown(office, page, request_id)
    page.queue.detail.set_rights(Rights())
    page.queue.pane.link_requested.emit((PAPER, paper_id))
    dialog = page.queue.detail.previews.dialog
    assert dialog is not None
    assert not dialog.print_button.isVisible()
    dialog.reject()


def test_a_mail_piece_is_shown_by_the_mail_room(office: Office, page: RequestsPage) -> None:
    shown(office, page, office.request(office.patient()))
    page.queue.pane.link_requested.emit((PIECE, 7))
    assert office.went == [("mail", 7)]


@pytest.mark.parametrize("text", ["<b>x</b>", "=cmd|'/c calc'!A1", "x" * 4000])
def test_what_was_typed_is_shown_literally(office: Office, page: RequestsPage, text: str) -> None:
    request_id = office.request(office.patient(), wanted_note=text)
    shown(office, page, request_id)
    pane = page.queue.pane
    labels = pane.facts.facts.findChildren(type(pane.name))
    assert any(text in label.text() for label in labels)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_tab_goes_down_a_step_from_its_fields_to_its_button(
    office: Office, page: RequestsPage
) -> None:
    shown(office, page, office.request(office.patient()))
    page.window().show()
    panel = step(page)
    assert isinstance(panel, IdentityPanel)
    way = [panel.first()]
    while way[-1] is not panel.back:
        following = way[-1].nextInFocusChain()
        assert following is not None
        way.append(following)
    assert way[-2] is panel.button
    stops = [part for part in way if part.window() is page.window() and part.isVisible()]
    assert [part for part in stops if not panel.isAncestorOf(part)] == []


def test_enter_in_a_field_presses_the_button_of_the_step(
    office: Office, page: RequestsPage, qtbot: QtBot
) -> None:
    shown(office, page, office.request(office.patient()))
    panel = step(page)
    assert isinstance(panel, IdentityPanel)
    with qtbot.waitSignal(panel.submitted):
        QTest.keyClick(panel.first(), Qt.Key.Key_Return)


def test_news_go_with_the_next_action_or_after_a_while(
    office: Office, page: RequestsPage, qtbot: QtBot
) -> None:
    request_id = office.request(office.patient())
    page.refresh()
    page.queue.show_request(request_id, "Logged.")
    pane = page.queue.pane
    assert pane.news.text() == "Logged."
    step(page)
    assert pane.news.text() == ""
    pane._news_timer.setInterval(1)
    pane.say_news("Again.")
    qtbot.waitUntil(lambda: pane.news.text() == "")


def test_a_reader_is_told_why_nothing_is_offered(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    shown(office, page, request_id)
    assert not page.queue.read_only.isVisible()
    page.queue._show_rights(replace(office.services.staff.me(), role=Role.READ_ONLY))
    assert page.queue.read_only.isVisible()
    assert page.queue.pane.next.sentence.text().endswith(FOR_THE_DESK)
    assert not page.queue.new.isVisible()


def test_an_organization_stands_once_where_the_copy_goes() -> None:
    address = Address(
        company="Hill", line1="9 Court Sq", city="Boston", state="MA", zip_code="02108"
    )
    details = wanted(1, road=Road.MAIL, address=address)
    assert recipient_in_full(details, "Elena Duarte, Hill").count("Hill") == 1
    assert recipient_in_full(details, "Elena Duarte").count("Hill") == 1
