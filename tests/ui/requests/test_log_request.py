"""Logging a request as a clerk does: by keyboard alone, by mouse, with everything typed kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.addresses import Address
from app.domain.attachments import AttachmentKind
from app.domain.destinations import AddressSource
from app.domain.duplicates import DuplicateAnswer
from app.domain.people import PartyDetails, PartyKind
from app.domain.requests import (
    Asker,
    Channel,
    CopyForm,
    Recipient,
    RecordType,
    RequestKind,
    RequestStatus,
    Road,
)
from app.ui.kit.drop_area import DropArea
from app.ui.requests.form import RequestForm
from app.ui.requests.form_helpers import FORM
from app.ui.requests.new_patient import split_name
from app.ui.requests.page import RequestsPage
from tests.services.people_kit import HOME
from tests.ui.a11y import unnamed
from tests.ui.requests.requests_kit import Office, a_pdf

OTHER = Address(line1="PO Box 77", city="Salem", state="MA", zip_code="01970")


@pytest.fixture
def form(page: RequestsPage) -> Iterator[RequestForm]:
    """The form, just opened."""
    page.open_form()
    assert page.form is not None
    return page.form  # type: ignore[return-value]


class Keys:
    """Types into whatever has the keyboard, and counts."""

    def __init__(self, qtbot: QtBot, window: QWidget) -> None:
        self._qtbot, self._window = qtbot, window
        self.pressed = 0

    def type(self, text: str) -> Keys:
        """Letters."""
        QTest.keyClicks(self._target(), text)
        self.pressed += len(text)
        return self

    def press(self, key: Qt.Key, times: int = 1) -> Keys:
        """One key, some times."""
        for _ in range(times):
            QTest.keyClick(self._target(), key)
            self.pressed += 1
        return self

    def _target(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


def fill(form: RequestForm, family: str = "mosc") -> None:
    """Everything that is needed, without a thought for how."""
    QTest.keyClicks(form.parts.patient.finder, family)
    QTest.keyClick(form.parts.patient.finder, Qt.Key.Key_Return)
    form.parts.ask.asker.set_value(Asker.PATIENT)
    form.parts.came.channel.set_value(Channel.MAIL)
    form.parts.what.wanted.set_value([RecordType.VISIT_NOTES])
    form.parts.where.road.set_value(Road.CERTIFIED_MAIL)


def look(form: RequestForm) -> None:
    """Do not wait for the pause after the last key."""
    form._follower.look()


def test_a_request_is_logged_by_keyboard_alone(
    office: Office, page: RequestsPage, qtbot: QtBot
) -> None:
    """Under a minute: fewer keys than one types in half of it."""
    office.patient()
    keys = Keys(qtbot, page)
    office.context.actions.trigger("new-request")
    assert isinstance(page.form, RequestForm)
    keys.type("mosc").press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_Space)  # the patient asks
    keys.press(Qt.Key.Key_Tab, 2)  # past who gets the copy, to the day
    keys.press(Qt.Key.Key_Tab)
    keys.type("m")  # by mail
    keys.press(Qt.Key.Key_Tab, 2)  # past the letter
    keys.press(Qt.Key.Key_Right).press(Qt.Key.Key_Space)  # visit notes
    while QApplication.focusWidget() is not page.form.parts.where.road:
        keys.press(Qt.Key.Key_Tab)
    keys.type("c")  # Certified Mail
    office.context.actions.trigger("next-step")
    (request,) = office.all_requests()
    assert request.details.asker is Asker.PATIENT
    assert request.details.channel is Channel.MAIL
    assert request.details.road is Road.CERTIFIED_MAIL
    assert request.details.wanted == frozenset({RecordType.VISIT_NOTES})
    assert request.details.address == HOME
    assert keys.pressed <= 20
    assert page.form is None


def test_after_logging_the_request_is_shown_with_its_date(
    office: Office, page: RequestsPage, form: RequestForm
) -> None:
    office.patient()
    fill(form)
    form.save_button.click()
    (request,) = office.all_requests()
    assert page.form is None
    assert page.queue.detail.request_id == request.id
    assert page.queue.pane.news.text() == (
        f"Request {request.number} is logged. Due Wed Dec 23, 2026: 30 days."
    )
    assert page.queue.table.selected_id() == request.id
    assert office.services.drafts.load(form=FORM) is None


def test_the_tab_order_follows_the_eye(office: Office, form: RequestForm) -> None:
    parts = form.parts
    wanted = [
        parts.patient.finder,
        parts.ask.asker.parts()[0],
        parts.came.received,
        parts.came.channel,
        parts.letter.drop.input,
        parts.what.wanted.parts()[0],
        parts.what.span,
        parts.what.copy_form,
        parts.what.note,
        parts.where.road,
        parts.where.confirmed,
        parts.where.line.input,
    ]
    chain: list[QWidget] = []
    at: QWidget = parts.patient.finder
    while at not in chain:
        chain.append(at)
        at = at.nextInFocusChain()
    places = [chain.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_the_patient_is_found_with_birth_date_and_chart_number(
    office: Office, form: RequestForm
) -> None:
    office.patient()
    office.patient("Moscow", "Ivan", birth_date=date(2014, 10, 6), chart_number="CH-2")
    QTest.keyClicks(form.parts.patient.finder, "mosc")
    form.parts.patient.finder._search()
    popup = form.parts.patient.finder.popup
    assert popup is not None
    assert popup.isVisible()
    lines = popup.lines()
    assert "Moscow, Ivan  ·  born 10/06/2014  ·  chart CH-2  ·  Somerville, MA  ·  minor" in lines
    assert "Mosciski, Dana  ·  born 03/14/1980  ·  chart CH-20417  ·  Somerville, MA" in lines
    assert lines[-1] == "Add a new patient: “mosc”"


def test_arrows_move_in_what_was_found_and_escape_closes_it(
    office: Office, form: RequestForm
) -> None:
    office.patient()
    office.patient("Moscow", "Ivan", birth_date=None, chart_number="CH-2")
    finder = form.parts.patient.finder
    QTest.keyClicks(finder, "mosc")
    finder._search()
    popup = finder.popup
    assert popup is not None
    QTest.keyClick(finder, Qt.Key.Key_Down)
    second = popup.line(popup.current())
    QTest.keyClick(finder, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert finder.text() == "mosc"
    QTest.keyClick(finder, Qt.Key.Key_Down)
    QTest.keyClick(finder, Qt.Key.Key_Down)
    QTest.keyClick(finder, Qt.Key.Key_Return)
    assert form.parts.patient.patient is not None
    assert second.startswith(form.parts.patient.patient.details.list_name)


def test_changing_the_text_lets_go_of_the_patient(office: Office, form: RequestForm) -> None:
    office.patient()
    fill(form)
    assert form.parts.patient.patient is not None
    QTest.keyClicks(form.parts.patient.finder, "x")
    assert form.parts.patient.patient is None
    form.save()
    assert form.parts.patient.problems() == {
        "patient_id": "Choose the patient from the list, or add a new one."
    }
    assert office.all_requests() == []


def test_what_to_know_first_and_earlier_requests_stand_beside_the_form(
    office: Office, page: RequestsPage, form: RequestForm
) -> None:
    patient_id = office.patient(birth_date=date(2014, 10, 6))
    earlier = office.request(patient_id)
    form.choose_patient(patient_id)
    assert "under 18" in form.parts.patient.prompts.text()
    assert form.parts.patient.earlier.isVisible()
    form.parts.patient.earlier.links.link_requested.emit(earlier)
    assert page.form is None
    assert page.queue.detail.request_id == earlier


def test_the_path_is_said_with_its_citation(office: Office, form: RequestForm) -> None:
    ask = form.parts.ask
    ask.asker.set_value(Asker.PATIENT)
    assert "45 CFR 164.502(a)(2)(i), 164.524" in ask.reason.text()
    ask.asker.set_value(Asker.REPRESENTATIVE)
    assert "45 CFR 164.502(g)" in ask.reason.text()
    assert "proof of authority needed" in ask.reason.text()
    ask.asker.set_value(Asker.SOMEONE_ELSE)
    ask.someone.kind.set_value(PartyKind.LAW_OFFICE)
    assert ask.path() is not None
    assert "45 CFR 164.508" in ask.reason.text()


def boxes_shown(form: RequestForm) -> set[str]:
    return {name for name, box in form.parts.ask._checks.items() if not box.isHidden()}


def test_only_the_follow_up_questions_that_matter_are_asked(form: RequestForm) -> None:
    ask = form.parts.ask
    assert boxes_shown(form) == set()
    ask.asker.set_value(Asker.PATIENT)
    ask.recipient.set_value(Recipient.THIRD_PARTY)
    assert boxes_shown(form) == {"ehr"}
    ask.asker.set_value(Asker.SOMEONE_ELSE)
    ask.recipient.set_value(Recipient.ASKER)
    ask.someone.kind.set_value(PartyKind.COURT)
    assert boxes_shown(form) == {"signed", "judge"}
    ask.someone.kind.set_value(PartyKind.INSURER)
    assert boxes_shown(form) == {"signed", "payment"}
    ask._checks["signed"].setChecked(True)
    assert boxes_shown(form) == {"signed", "ehr"}


def test_a_judges_order_is_told_from_a_subpoena(office: Office, form: RequestForm) -> None:
    office.patient()
    fill(form)
    ask = form.parts.ask
    ask.asker.set_value(Asker.SOMEONE_ELSE)
    ask.someone.kind.set_value(PartyKind.COURT)
    ask.someone.finder.show_text("Clerk of Court")
    path = ask.path()
    assert path is not None
    assert path.kind is RequestKind.SUBPOENA
    ask._checks["judge"].setChecked(True)
    path = ask.path()
    assert path is not None
    assert path.kind is RequestKind.COURT_ORDER
    form.parts.where.fields.set_address(OTHER)
    form.parts.where._show_fields(typing=True)
    form.save()
    (request,) = office.all_requests()
    assert request.details.kind is RequestKind.COURT_ORDER
    assert request.due_on is None


def test_a_third_party_comes_from_the_address_book_with_its_address(
    office: Office, form: RequestForm
) -> None:
    details = PartyDetails(PartyKind.LAW_OFFICE, "Lena Reyes", "Reyes Law", address=OTHER)
    party_id = office.services.parties.save(details=details).value
    office.patient()
    fill(form)
    ask = form.parts.ask
    ask.asker.set_value(Asker.SOMEONE_ELSE)
    ask.someone.finder.setFocus()
    QTest.keyClicks(ask.someone.finder, "reyes")
    QTest.keyClick(ask.someone.finder, Qt.Key.Key_Return)
    assert ask.someone.kind.value() is PartyKind.LAW_OFFICE
    assert ask.someone.other.text() == "Reyes Law"
    form.save()
    (request,) = office.all_requests()
    assert request.details.asker_person.party_id == party_id
    assert request.details.address == OTHER
    assert request.details.kind is RequestKind.AUTHORIZATION


def test_the_address_of_who_only_asks_is_not_where_the_copy_goes(
    office: Office, form: RequestForm
) -> None:
    details = PartyDetails(PartyKind.LAW_OFFICE, "Lena Reyes", "Reyes Law", address=OTHER)
    office.services.parties.save(details=details)
    office.patient()
    fill(form)
    ask = form.parts.ask
    ask.asker.set_value(Asker.SOMEONE_ELSE)
    ask.someone.finder.setFocus()
    QTest.keyClicks(ask.someone.finder, "reyes")
    QTest.keyClick(ask.someone.finder, Qt.Key.Key_Return)
    look(form)
    assert form.parts.where.line.text() == f"{OTHER.one_line} From the address book"
    ask.recipient.set_value(Recipient.PATIENT)
    look(form)
    assert form.parts.where.line.text() == f"{HOME.one_line} Chart address"
    form.save()
    (request,) = office.all_requests()
    assert request.details.address == HOME


def test_a_new_person_can_be_kept_in_the_address_book(office: Office, form: RequestForm) -> None:
    office.patient()
    fill(form)
    ask = form.parts.ask
    ask.asker.set_value(Asker.REPRESENTATIVE)
    QTest.keyClicks(ask.representative.finder, "Pat Mosciski")
    QTest.keyClicks(ask.representative.other, "parent")
    ask.representative.keep.setChecked(True)
    form.parts.where.fields.set_address(OTHER)
    form.parts.where._show_fields(typing=True)
    form.save()
    (request,) = office.all_requests()
    assert request.details.asker_person.relation == "parent"
    (kept,) = office.services.parties.find(text="Pat")
    assert kept.details.kind is PartyKind.REPRESENTATIVE
    assert kept.details.address == OTHER


def test_the_confidential_address_wins_and_says_so(office: Office, form: RequestForm) -> None:
    patient_id = office.patient()
    patient = office.services.patients.get(patient_id=patient_id)
    office.services.patients.change(
        patient_id=patient_id,
        version=patient.version,
        details=patient.details,
        confidential=OTHER,
    )
    fill(form)
    look(form)
    shown = form.parts.where.line.text()
    assert OTHER.one_line in shown
    assert AddressSource.CONFIDENTIAL.label in shown
    form.parts.where.line.input.click()
    form.parts.where.fields.set_address(HOME)
    form.parts.where.fields.address_changed.emit()
    assert form.parts.where.asked.isVisible()
    form.save()
    assert "asked for mail at another address" in form.parts.where.problems()["address"]
    assert office.all_requests() == []
    form.parts.where.asked.setChecked(True)
    form.save()
    (request,) = office.all_requests()
    assert request.details.address == HOME


def test_a_likely_duplicate_is_shown_with_its_reason_and_has_to_be_answered(
    office: Office, page: RequestsPage, form: RequestForm
) -> None:
    earlier = office.request()
    number = office.read(earlier).number
    fill(form)
    look(form)
    part = form.parts.duplicate
    assert part.notice.text().startswith(f"Looks like request {number}. Same patient")
    assert "overlapping records: visit notes" in part.notice.text()
    form.save()
    assert len(office.all_requests()) == 1
    assert "duplicate" in part.form.problems()
    part.answer.set_value(DuplicateAnswer.SECOND_REQUEST)
    form.save()
    assert len(office.all_requests()) == 2


def test_the_request_it_repeats_can_be_opened_and_the_draft_stays(
    office: Office, page: RequestsPage, form: RequestForm
) -> None:
    earlier = office.request()
    fill(form)
    look(form)
    form.parts.duplicate.notice.action_requested.emit()
    assert page.form is None
    assert page.queue.detail.request_id == earlier
    assert office.services.drafts.load(form=FORM) is not None


def test_the_scanned_letter_is_dropped_and_kept(
    office: Office, form: RequestForm, tmp_path: Path
) -> None:
    letter = tmp_path / "scan 1.pdf"
    letter.write_bytes(a_pdf(pages=2))
    office.patient()
    fill(form)
    drop(form.parts.letter.drop, [letter])
    assert form.parts.letter.shown_text().startswith("scan 1.pdf  ·  2 pages")
    form.save()
    (request,) = office.all_requests()
    (kept,) = office.services.attachments.of_request(request_id=request.id)
    assert kept.kind is AttachmentKind.LETTER
    assert kept.pages == 2


def drop(area: DropArea, paths: list[Path]) -> None:
    """Drop files as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    area.dropEvent(event)


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("letter.pdf", b"no pdf at all", "PDF"),
        ("empty.pdf", b"", "empty"),
        ("cut.pdf", b"%PDF-1.7\nbroken", "damaged"),
    ],
)
def test_a_file_that_is_no_letter_is_refused_at_once(
    form: RequestForm, tmp_path: Path, name: str, data: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    drop(form.parts.letter.drop, [path])
    assert word.lower() in form.parts.letter.problem.text().lower()
    assert form.parts.letter.picked is None
    assert form.parts.letter.drop.isVisible()


def test_the_keyboard_stays_with_the_letter(
    form: RequestForm, qtbot: QtBot, tmp_path: Path
) -> None:
    letter, refused = tmp_path / "scan.pdf", tmp_path / "empty.pdf"
    letter.write_bytes(a_pdf(pages=1))
    refused.write_bytes(b"")
    part = form.parts.letter
    window = form.window()
    window.activateWindow()
    part.drop.input.setFocus()
    qtbot.waitUntil(part.drop.input.hasFocus)
    drop(part.drop, [refused])
    assert window.focusWidget() is part.drop.input
    drop(part.drop, [letter])
    assert window.focusWidget() is part.remove
    part.remove.click()
    assert window.focusWidget() is part.drop.input


def test_one_letter_not_two(form: RequestForm, tmp_path: Path) -> None:
    drop(form.parts.letter.drop, [tmp_path / "a.pdf", tmp_path / "b.pdf"])
    assert "Drop one file" in form.parts.letter.problem.text()


def test_a_letter_that_went_missing_meanwhile_is_told_beside_it(
    office: Office, form: RequestForm, tmp_path: Path
) -> None:
    letter = tmp_path / "scan.pdf"
    letter.write_bytes(a_pdf(pages=1))
    office.patient()
    fill(form)
    drop(form.parts.letter.drop, [letter])
    letter.unlink()
    form.save()
    assert "cannot be opened" in form.parts.letter.problem.text()
    assert office.all_requests() == []
    assert office.messages.failures == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("02/31/2026", "Feb 2026 has no day 31."),
        ("01/05/0203", "The year 0203 is too early. Check the year."),
        ("11/28/2026", "This day is in the future. Today is 11/23/2026."),
        ("soon", "Type the date as month/day/year, for example 11/22/2026."),
        ("", "Type the day on which the request came in."),
    ],
)
def test_a_wrong_day_is_said_beside_the_field_and_kept(
    office: Office, form: RequestForm, typed: str, sentence: str
) -> None:
    office.patient()
    fill(form)
    form.parts.came.received.setText(typed)
    form.save()
    assert form.parts.came.problems() == {"received_on": sentence}
    assert form.parts.came.received.text() == typed
    assert office.all_requests() == []
    assert QApplication.focusWidget() is form.parts.came.received


def test_everything_missing_is_marked_and_the_first_gets_the_keyboard(
    office: Office, form: RequestForm
) -> None:
    form.save()
    parts = form.parts
    assert set(parts.patient.problems()) == {"patient_id"}
    assert set(parts.ask.problems()) == {"asker"}
    assert set(parts.came.problems()) == {"channel"}
    assert set(parts.what.problems()) == {"wanted"}
    assert set(parts.where.problems()) == {"road"}
    assert QApplication.focusWidget() is parts.patient.finder
    assert unnamed(form) == []


def test_a_sentence_goes_when_its_field_is_answered(office: Office, form: RequestForm) -> None:
    office.patient()
    form.save()
    fill(form)
    parts = form.parts
    for part in (parts.patient, parts.ask, parts.came, parts.what, parts.where):
        assert part.problems() == {}
    parts.ask.asker.set_value(Asker.REPRESENTATIVE)
    form.save()
    assert parts.ask.representative.problems() == {"representative": "Type who is asking."}
    parts.ask.representative.finder.setFocus()
    QTest.keyClicks(parts.ask.representative.finder, "P")
    assert parts.ask.representative.problems() == {}


def test_a_four_digit_zip_opens_the_address_and_is_marked(
    office: Office, form: RequestForm
) -> None:
    office.patient()
    fill(form)
    form.parts.where.line.input.click()
    form.parts.where.fields.set_address(
        Address(line1="1 Elm St", city="Salem", state="MA", zip_code="1970")
    )
    form.parts.where.fields.address_changed.emit()
    form.save()
    problems = form.parts.where.fields.form.problems()
    assert problems["address_zip_code"] == "A leading zero seems to be missing: 01970?"
    assert form.parts.where.fields.address().zip_code == "1970"


def test_ten_thousand_letters_are_refused_in_words(office: Office, form: RequestForm) -> None:
    office.patient()
    fill(form)
    form.parts.ask.asker.set_value(Asker.REPRESENTATIVE)
    form.parts.ask.representative.finder.show_text("x" * 10_000)
    form.parts.what.note.setText("y" * 10_000)
    form.parts.where.fields.set_address(OTHER)
    form.parts.where._show_fields(typing=True)
    form.save()
    assert form.parts.ask.representative.problems() == {
        "representative": "A name is longer than 80 characters."
    }
    assert "longer than 4000" in form.parts.what.problems()["wanted_note"]
    assert office.all_requests() == []


def test_markup_and_formulas_are_shown_as_typed(
    office: Office, page: RequestsPage, form: RequestForm
) -> None:
    office.patient("<b>Bold</b>", "=1+1")
    fill(form, "bold")
    assert form.parts.patient.finder.text().startswith("<b>Bold</b>, =1+1")
    QTest.keyClicks(form.parts.what.note, '<img src="x">=HYPERLINK("a")')
    form.save()
    assert page.queue.pane.name.text() == "=1+1 <b>Bold</b>"
    assert page.queue.pane.name.textFormat() is Qt.TextFormat.PlainText


def test_what_is_typed_is_kept_and_comes_back(
    office: Office, page: RequestsPage, form: RequestForm
) -> None:
    office.patient()
    fill(form)
    QTest.keyClicks(form.parts.what.span, "2024 to today")
    form.parts.came.received.setText("soon")
    form.parts.where.line.input.click()
    form.parts.where.fields.set_address(OTHER)
    form.cancel.click()
    assert page.form is None
    assert office.messages.lines == ["The draft is kept."]
    page.open_form()
    again = page.form
    assert again is not None
    assert again.header.subtitle.text() == "Draft of 15:00 restored"
    assert again.parts.patient.patient is not None
    assert again.parts.came.received.text() == "soon"
    assert again.parts.what.span.text() == "2024 to today"
    assert again.parts.what.wanted.value() == frozenset({RecordType.VISIT_NOTES})
    assert again.parts.where.fields.address() == OTHER
    again.start_over.click()
    assert page.form is not None
    assert page.form.parts.what.span.text() == ""
    assert office.services.drafts.load(form=FORM) is None


def test_the_lock_keeps_the_form_and_the_owner_finds_it_open(
    office: Office, page: RequestsPage, form: RequestForm, qtbot: QtBot
) -> None:
    office.patient()
    fill(form)
    page.keep_draft()
    after = RequestsPage(office.context)
    qtbot.addWidget(after)
    after.reopen_draft()
    assert after.form is not None
    assert after.form.parts.where.road.value() is Road.CERTIFIED_MAIL


def test_a_draft_that_was_left_does_not_open_by_itself(
    office: Office, page: RequestsPage, form: RequestForm
) -> None:
    office.patient()
    fill(form)
    form.cancel.click()
    page.reopen_draft()
    assert page.form is None


def test_the_draft_is_kept_a_moment_after_the_last_key(
    office: Office, form: RequestForm, qtbot: QtBot
) -> None:
    QTest.keyClicks(form.parts.what.span, "2024")
    qtbot.waitUntil(lambda: office.services.drafts.load(form=FORM) is not None, timeout=3000)
    kept = office.services.drafts.load(form=FORM)
    assert kept is not None
    assert kept["what"]["span"] == "2024"


def test_a_new_patient_is_added_without_leaving_the_form(office: Office, form: RequestForm) -> None:
    finder, new = form.parts.patient.finder, form.parts.patient.new
    QTest.keyClicks(finder, "Zyx, Anna")
    QTest.keyClick(finder, Qt.Key.Key_Return)
    assert new.isVisible()
    assert new._texts["family_name"].text() == "Zyx"
    assert new._texts["given_name"].text() == "Anna"
    assert unnamed(form) == []
    QTest.keyClicks(new.born, "02/31/1980")
    new.add_button.click()
    assert new.form.problems()["birth_date"] == "Feb 1980 has no day 31."
    new.born.setText("02/28/1980")
    new.add_button.click()
    assert form.parts.patient.patient is not None
    assert form.parts.patient.patient.details.full_name == "Anna Zyx"
    assert not new.isVisible()


def test_someone_alike_on_file_is_offered_first(office: Office, form: RequestForm) -> None:
    known = office.patient()
    form.parts.patient.new.begin("Mosciski, Dana")
    new = form.parts.patient.new
    QTest.keyClicks(new.born, "03/14/1980")
    new.add_button.click()
    assert "Someone alike is on file" in new.problem.text()
    assert new.anyway.isVisible()
    new.twins.link_requested.emit(known)
    assert form.parts.patient.patient is not None
    assert form.parts.patient.patient.id == known


def test_a_new_patients_email_is_checked_and_kept(office: Office, form: RequestForm) -> None:
    new = form.parts.patient.new
    new.begin("Rath, Omar")
    email = new._texts["email"]
    email.set_value("omar@rath")
    new.add_button.click()
    assert "after the @" in new.form.problems()["email"]
    email.set_value("omar@rath.org")
    new.add_button.click()
    found = form.parts.patient.patient
    assert found is not None
    assert found.details.email == "omar@rath.org"


def test_someone_else_of_the_same_name_can_be_added(office: Office, form: RequestForm) -> None:
    known = office.patient()
    new = form.parts.patient.new
    new.begin("Mosciski, Dana")
    new.add_button.click()
    new.anyway.click()
    assert form.parts.patient.patient is not None
    assert form.parts.patient.patient.id != known


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Zyx, Anna", ("Zyx", "Anna")),
        ("Anna Maria Zyx", ("Zyx", "Anna Maria")),
        ("zyx", ("zyx", "")),
        ("", ("", "")),
    ],
)
def test_names_are_split_as_people_write_them(text: str, names: tuple[str, str]) -> None:
    assert split_name(text) == names


def test_the_date_that_follows_is_seen_before_logging(office: Office, form: RequestForm) -> None:
    office.patient()
    fill(form)
    form.parts.came.received.setText("11/20/2026")
    look(form)
    assert form.parts.came._rows["received_on"].help.text() == (
        "Due Sun Dec 20, 2026, 45 CFR 164.524(b)(2)."
    )


def test_a_road_by_wire_means_an_electronic_copy_unless_chosen_otherwise(
    form: RequestForm,
) -> None:
    what, where = form.parts.what, form.parts.where
    where.road.set_value(Road.PORTAL)
    assert what.copy_form.value() is CopyForm.ELECTRONIC
    assert not where.line.isVisible()
    where.road.set_value(Road.MAIL)
    assert what.copy_form.value() is CopyForm.PAPER
    what.copy_form.set_value(CopyForm.ELECTRONIC)
    where.road.set_value(Road.PICK_UP)
    assert what.copy_form.value() is CopyForm.ELECTRONIC


def test_stopping_while_the_letter_is_stored_logs_nothing(
    office: Office, form: RequestForm
) -> None:
    office.patient()
    fill(form)
    form.parts.what.span.setText("kept")
    original = office.services.requests.log

    def stopped(**arguments: object) -> object:
        progress = arguments["progress"]
        progress.cancel()  # type: ignore[attr-defined]
        progress.step(0, 1)  # type: ignore[attr-defined]
        return original(**arguments)  # type: ignore[arg-type]

    with patch.object(office.services.requests, "log", stopped):
        form.save()
    assert office.all_requests() == []
    assert "Nothing was logged" in form.problem.text()
    assert form.save_button.isEnabled()
    assert form.parts.what.span.text() == "kept"


def test_a_new_request_for_a_given_patient(office: Office, page: RequestsPage) -> None:
    patient_id = office.patient()
    page.show_item(("patient", patient_id))
    assert page.form is not None
    assert page.form.parts.patient.patient is not None
    assert page.form.parts.patient.patient.id == patient_id


def test_the_mouse_alone_logs_a_request(office: Office, page: RequestsPage, qtbot: QtBot) -> None:
    patient_id = office.patient()
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(page.queue.new, left)
    form = page.form
    assert form is not None
    form.choose_patient(patient_id)
    for button in (
        form.parts.ask.asker.parts()[0],
        form.parts.what.wanted.parts()[0],
    ):
        assert isinstance(button, QCheckBox) or button.isVisible()
        button.click()  # type: ignore[attr-defined]
    form.parts.came.channel.set_value(Channel.FAX)
    form.parts.where.road.set_value(Road.MAIL)
    qtbot.mouseClick(form.save_button, left)
    (request,) = office.all_requests()
    assert request.status is RequestStatus.RECEIVED
    assert request.details.wanted == frozenset({RecordType.EVERYTHING})
