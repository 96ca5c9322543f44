"""Correcting a mistake from the request's page: the form before the copy left, a remark after."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.addresses import Address
from app.domain.people import PartyKind
from app.domain.requests import Asker, Person, Recipient, RequestKind, RequestStatus, Road
from app.domain.staff import Role
from app.ui.requests.correction_form import CORRECTION, CorrectionForm
from app.ui.requests.mistake_panel import MistakePanel
from app.ui.requests.page import RequestsPage
from app.ui.requests.rights import Rights
from tests.ui.a11y import unnamed
from tests.ui.requests.conftest import shown as shown_page
from tests.ui.requests.requests_kit import Office

OFFICE = Address(line1="9 Court Sq", city="Boston", state="MA", zip_code="02108")
LAWYER = Person("Lena Reyes", "Reyes Law", PartyKind.LAW_OFFICE, phone="617 555 0199")


def opened(page: RequestsPage, request_id: int) -> CorrectionForm:
    page.refresh()
    page.show_item(request_id)
    page.queue.pane.facts.correct.click()
    assert page.correction is not None
    return page.correction


def last_line(office: Office, request_id: int) -> str:
    return office.services.requests.get(request_id=request_id).timeline[-1].detail


def test_the_form_shows_what_is_on_record_and_corrects_only_what_changed(
    office: Office, page: RequestsPage
) -> None:
    request_id = office.request(
        office.patient(),
        asker=Asker.SOMEONE_ELSE,
        asker_person=LAWYER,
        kind=RequestKind.AUTHORIZATION,
        address=OFFICE,
        purpose="Personal injury claim",
        wanted_span="2024",
    )
    before = office.read(request_id).details
    form = opened(page, request_id)
    assert unnamed(page) == []
    assert not form.parts.patient.earlier.isVisible()
    assert not form.parts.letter.isVisible()
    assert form.parts.ask.someone.finder.text() == "Lena Reyes"
    assert form.parts.where.fields.address() == OFFICE
    assert form.parts.came.received.text() == "11/20/2026"
    form.parts.what.span.set_value("2023")
    form.why.why.set_value("misread the letter")
    form.save_button.click()
    after = office.read(request_id).details
    assert after.wanted_span == "2023"
    assert (after.asker_person, after.purpose, after.address) == (
        before.asker_person,
        before.purpose,
        before.address,
    )
    assert last_line(office, request_id) == (
        "Asked for: Everything, 2024 → Everything, 2023\nWhy: misread the letter"
    )
    assert page.correction is None
    assert page.queue.pane.news.text().startswith("Corrected.")


def test_the_date_follows_a_corrected_day(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    form = opened(page, request_id)
    form.parts.came.received.set_day(date(2026, 11, 10))
    form._follower.look()
    assert "Dec 10, 2026" in form.parts.came._rows["received_on"].help.text()
    form.why.why.set_value("stamp")
    form.save()
    assert office.read(request_id).due_on == date(2026, 12, 10)


def test_the_reason_is_asked_for_and_nothing_typed_is_lost(
    office: Office, page: RequestsPage
) -> None:
    request_id = office.gathered(patient_id=office.patient())
    form = opened(page, request_id)
    form.why.pages.setText("many")
    form.parts.came.received.setText("02/31/2026")
    form.save()
    assert set(form.why.problems()) == {"page_count", "why"}
    assert "received_on" in form.parts.came.problems()
    assert form.why.pages.text() == "many"
    form.why.pages.setText("21")
    form.parts.came.received.setText("11/20/2026")
    form.why.why.set_value("miscounted")
    form.save()
    assert office.read(request_id).page_count == 21
    assert last_line(office, request_id) == "Pages: 12 → 21\nWhy: miscounted"


def test_nothing_changed_is_said_in_the_form(office: Office, page: RequestsPage) -> None:
    form = opened(page, office.request(office.patient()))
    form.why.why.set_value("x")
    form.save()
    assert form.problem.text().startswith("Nothing was changed yet.")
    assert form.save_button.isEnabled()


def test_a_count_out_of_bounds_is_marked(office: Office, page: RequestsPage) -> None:
    form = opened(page, office.gathered(patient_id=office.patient()))
    form.why.pages.setText("0")
    form.why.why.set_value("x")
    form.save()
    assert "page_count" in form.why.problems()


def test_another_patient_brings_another_address(office: Office, page: RequestsPage) -> None:
    first = office.patient()
    office.patient("Nowak", "Ewa", chart_number="CH-2", address=OFFICE)
    request_id = office.request(first)
    form = opened(page, request_id)
    finder = form.parts.patient.finder
    finder.setFocus()
    finder.selectAll()
    QTest.keyClicks(finder, "nowak")
    QTest.keyClick(finder, Qt.Key.Key_Return)
    form.why.why.set_value("wrong chart")
    form.save()
    request = office.read(request_id)
    assert request.patient_name == "Ewa Nowak"
    assert request.details.address == OFFICE
    assert request.details.address_confirmed_how == ""


def test_the_answers_behind_a_direction_are_shown(office: Office, page: RequestsPage) -> None:
    request_id = office.request(
        office.patient(),
        recipient=Recipient.THIRD_PARTY,
        recipient_person=LAWYER,
        kind=RequestKind.DIRECTIVE_ELECTRONIC,
        address=OFFICE,
    )
    form = opened(page, request_id)
    assert form.parts.ask._checks["ehr"].isChecked()
    form.why.why.set_value("x")
    form.save()
    assert form.problem.text().startswith("Nothing was changed yet.")


def test_cancel_leaves_everything(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    form = opened(page, request_id)
    form.parts.what.span.setText("typed")
    form.parts.what.span.textEdited.emit("typed")
    form.cancel.click()
    assert page.correction is None
    assert office.read(request_id).version == 1
    assert office.services.drafts.load(form=CORRECTION) is None


def test_what_was_typed_survives_the_lock_and_another_room(
    office: Office, page: RequestsPage, qtbot: QtBot
) -> None:
    request_id = office.request(office.patient())
    form = opened(page, request_id)
    form.parts.where.road.set_value(Road.PICK_UP)
    form.why.why.set_value("they will come")
    page.keep_draft()
    again = shown_page(office, qtbot)
    again.reopen_draft()
    assert again.correction is not None
    assert again.correction.parts.where.road.value() is Road.PICK_UP
    assert again.correction.why.why.value() == "they will come"
    again.show_item(request_id)
    back = opened(again, request_id)
    assert back.why.why.value() == "they will come"
    back.save()
    assert office.read(request_id).details.road is Road.PICK_UP


def test_a_draft_of_an_older_state_is_not_laid_over_the_new(
    office: Office, page: RequestsPage, qtbot: QtBot
) -> None:
    request_id = office.request(office.patient())
    form = opened(page, request_id)
    form.why.why.set_value("old")
    page.keep_draft()
    office.services.requests.withdraw(request_id=request_id, version=1, reason="called")
    again = shown_page(office, qtbot)
    again.reopen_draft()
    assert again.correction is None
    assert office.messages.lines[-1].startswith("The request was changed meanwhile.")


def test_somebody_elses_step_is_told(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    form = opened(page, request_id)
    office.services.requests.withdraw(request_id=request_id, version=1, reason="called")
    form.parts.what.span.set_value("2023")
    form.why.why.set_value("x")
    form.save()
    assert [getattr(each, "code", "") for each in office.messages.failures] == ["conflict"]


def test_ctrl_enter_saves_the_correction(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    form = opened(page, request_id)
    form.parts.what.span.set_value("2023")
    form.why.why.set_value("x")
    office.context.actions.trigger("next-step")
    assert office.read(request_id).details.wanted_span == "2023"


def test_after_sending_a_mistake_is_remarked_upon(
    officer: Office, officers_page: RequestsPage
) -> None:
    page = officers_page
    request_id = officer.sent(patient_id=officer.patient(), road=Road.PICK_UP)
    page.refresh()
    page.show_item(request_id)
    page.queue.pane.facts.correct.click()
    panel = page.queue.pane.panel
    assert isinstance(panel, MistakePanel)
    assert unnamed(page) == []
    panel.button.click()
    assert set(panel.form.problems()) == {"wrong", "right", "why"}
    panel.wrong.set_value("12 pages")
    panel.right.set_value("21 pages")
    panel.why.set_value("two stuck together")
    panel.button.click()
    assert officer.read(request_id).status is RequestStatus.SENT
    assert "Right: 21 pages" in last_line(officer, request_id)
    assert page.queue.pane.panel is None


def test_a_reader_is_not_offered_to_correct(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    page.refresh()
    page.show_item(request_id)
    assert page.queue.pane.facts.correct.isVisible()
    page.queue.detail.set_rights(Rights(Role.READ_ONLY))
    assert not page.queue.pane.facts.correct.isVisible()


@pytest.mark.parametrize("text", ["<b>x</b>", "=1+1", "x" * 9_000])
def test_any_text_stays_text(office: Office, page: RequestsPage, text: str) -> None:
    request_id = office.request(office.patient())
    form = opened(page, request_id)
    form.parts.what.span.set_value("2023")
    form.why.why.set_value(text)
    form.save()
    if len(text) > 4_000:
        assert "why" in form.why.problems()
        assert form.why.why.value() == text
    else:
        assert text in last_line(office, request_id)
