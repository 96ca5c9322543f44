"""A consent opened from a request's page: everything comes along, and it leads back there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.addresses import Address
from app.domain.consents import ConsentKind, ConsentScope
from app.domain.requests import Asker, Person, RequestKind, Road
from app.ui.consents.form import ConsentForm
from app.ui.consents.page import ConsentsPage
from app.ui.consents.terms_rows import ON_A_DAY, TAKEN_BACK, WITH_AN_EVENT
from app.ui.consents.wishes import Wish
from app.ui.kit.fields import TextField
from tests.services.people_kit import DANA, add_patient
from tests.ui.consents.conftest import Show
from tests.ui.consents.consents_kit import EMAIL, Day, a_drawing

PLACE = Address(line1="1 Main St", city="Boston", state="MA", zip_code="02108")
LAW: dict[str, Any] = {
    "asker": Asker.SOMEONE_ELSE,
    "asker_person": Person(organization="Hill Law LLP"),
    "kind": RequestKind.AUTHORIZATION,
    "road": Road.MAIL,
    "address": PLACE,
    "wanted_span": "2025 to 2026",
}


def form_for(page: ConsentsPage, request_id: int) -> ConsentForm:
    page.show_item(("request", request_id))
    assert page.form is not None
    return page.form


def has_keyboard(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.waitUntil(widget.hasFocus)


def test_ordinary_email_comes_with_its_address(day: Day, show: Show, qtbot: QtBot) -> None:
    page, request_id = show(), day.by_email()
    form = form_for(page, request_id)
    fields = form.fields
    assert fields.kind.value() is ConsentKind.EMAIL
    assert fields.email.text() == EMAIL
    assert fields.email_again.text() == ""  # typed by hand, or a slip would be repeated
    assert fields.purpose.value() == "Everything"
    assert (fields.scope.value(), fields.request.value()) == (ConsentScope.REQUEST, request_id)
    assert "For request" in form.header.subtitle.text()
    has_keyboard(fields.email_again, qtbot)


def test_an_authorization_comes_with_recipient_place_and_records(
    day: Day, show: Show, qtbot: QtBot
) -> None:
    page = show()
    request_id = day.request(**LAW)
    form = form_for(page, request_id)
    fields = form.fields
    assert fields.kind.value() is ConsentKind.AUTHORIZATION
    assert fields.recipient.value() == "Hill Law LLP"
    assert fields.information.value() == "Everything, 2025 to 2026"
    assert fields.place.address() == PLACE
    assert fields.ends.value() == ON_A_DAY
    has_keyboard(form.open_button, qtbot)  # nothing is left to be filled in
    form.open_button.click()
    assert page.form is None
    terms = day.services.consents.get(consent_id=1).consent.terms
    assert (terms.request_id, terms.person, terms.address) == (request_id, "Hill Law LLP", PLACE)


def test_a_pick_up_asks_for_the_person_first(day: Day, show: Show, qtbot: QtBot) -> None:
    page = show()
    form = form_for(page, day.request(road=Road.PICK_UP))
    assert form.fields.kind.value() is ConsentKind.PICK_UP
    has_keyboard(form.fields.person, qtbot)


def test_once_it_is_given_the_request_is_next(day: Day, show: Show) -> None:
    page, request_id = show(), day.by_email()
    form = form_for(page, request_id)
    form.fields.email_again.setText(EMAIL)
    form.open_button.click()
    assert day.went == []  # it is not signed yet
    consents = day.services.consents
    consents.sign_on_screen(consent_id=1, version=day.version(1), drawing=a_drawing())
    page.room.desk.reload()
    assert day.went == [("requests", ("request", request_id))]
    assert "Back at the request" in day.messages.lines[-1]
    page.room.desk.reload()
    assert len(day.went) == 1  # later it is only looked at


def test_a_no_leads_back_as_well(day: Day, show: Show) -> None:
    page, request_id = show(), day.by_email()
    form = form_for(page, request_id)
    form.fields.email_again.setText(EMAIL)
    form.open_button.click()
    day.services.consents.decline(consent_id=1, version=day.version(1))
    page.room.desk.reload()
    assert day.went == [("requests", ("request", request_id))]
    assert "said no" in day.messages.lines[-1]


def test_cancelling_leads_back_to_the_request(day: Day, show: Show) -> None:
    page, request_id = show(), day.by_email()
    form_for(page, request_id).cancel.click()
    assert page.form is None
    assert day.went == [("requests", ("request", request_id))]


def test_what_was_begun_by_hand_is_not_written_over(day: Day, show: Show) -> None:
    page, request_id = show(), day.by_email()
    page.open_form()
    assert page.form is not None
    page.form.fields.purpose.set_value("Begun by hand")
    page.form.fields._on_typed()
    form = form_for(page, request_id)
    form.fields.relation.set_value("x")
    form.fields._on_typed()
    form.cancel.click()
    page.open_form()
    assert page.form is not None
    assert page.form.fields.purpose.value() == "Begun by hand"
    assert page.form.fields.origin is None


def test_what_was_typed_for_a_request_is_there_when_it_asks_again(day: Day, show: Show) -> None:
    page, request_id = show(), day.by_email()
    form = form_for(page, request_id)
    form.fields.relation.set_value("Neighbour")
    form.fields._on_typed()
    assert form_for(page, request_id).fields.relation.value() == "Neighbour"
    page.form.cancel.click()  # type: ignore[union-attr]
    again = form_for(page, request_id)
    assert again.fields.relation.value() == "Neighbour"
    assert again.fields.origin == request_id
    again.start_over.click()
    assert form_for(page, request_id).fields.relation.value() == ""


def test_what_another_request_asks_for_is_its_own(day: Day, show: Show) -> None:
    page, first = show(), day.by_email()
    form = form_for(page, first)
    form.fields.relation.set_value("Neighbour")
    form.fields._on_typed()
    second = form_for(page, day.request(road=Road.PICK_UP))
    assert second.fields.relation.value() == ""
    assert second.fields.kind.value() is ConsentKind.PICK_UP


def test_nothing_of_one_patient_stands_in_the_form_of_another(day: Day, show: Show) -> None:
    page, other = show(), add_patient(day.desk, replace(DANA, given_name="Bob", chart_number=""))
    page.open_form()
    assert page.form is not None
    page.form.fields.patient.choose(day.patient_id)
    for line in (page.form.fields.email, page.form.fields.email_again):
        line.setText("other@example.org")
    page.form.fields._on_typed()
    for patient_id in (other, day.patient_id, other):
        page.show_item(("patient", patient_id))
        fields = page.form.fields
        assert fields.patient.patient is not None
        assert fields.patient.patient.id == patient_id
        assert fields.email_again.text() == ""
        fields.relation.set_value(f"of {patient_id}")
        fields._on_typed()
    page.show_item(("patient", other))
    assert page.form.fields.relation.value() == f"of {other}"
    page.form.cancel.click()
    day.messages.lines.clear()
    page.open_form()  # what was begun by hand is still there
    assert page.form.fields.email_again.text() == "other@example.org"


def test_the_lock_keeps_what_a_request_asked_for(day: Day, show: Show) -> None:
    page, request_id = show(), day.by_email()
    form = form_for(page, request_id)
    form.fields._on_typed()
    page.keep_draft()
    again = show()
    again.reopen_draft()
    assert again.form is not None
    fields = again.form.fields
    assert (fields.origin, fields.request.value()) == (request_id, request_id)
    assert "For request" in again.form.header.subtitle.text()


def test_go_to_the_request_stays_offered_for_a_standing_consent(day: Day, show: Show) -> None:
    page, request_id = show(), day.by_email()
    form = form_for(page, request_id)
    form.fields.email_again.setText(EMAIL)
    form.fields.scope.set_value(ConsentScope.STANDING)
    form.open_button.click()
    page.room.desk.do(Wish.REQUEST)
    assert day.went == [("requests", request_id)]


def test_the_usual_end_follows_the_kind_until_one_is_chosen(day: Day, show: Show) -> None:
    page = show()
    page.open_form()
    assert page.form is not None
    fields = page.form.fields
    assert fields.ends.value() == TAKEN_BACK
    fields.kind.set_value(ConsentKind.AUTHORIZATION)
    assert (fields.ends.value(), fields.expires_on.text()) == (ON_A_DAY, "11/23/2027")
    back = fields.ends.parts()[2]
    assert not back.isVisibleTo(page)
    fields.paper.set_value(True)  # it ends as it says
    assert (fields.ends.value(), fields.expires_on.text()) == (TAKEN_BACK, "")
    assert back.text() == "It does not say"
    fields.kind.set_value(ConsentKind.EMAIL)
    assert back.text() == "When taken back"
    fields.ends.set_value(WITH_AN_EVENT)
    fields.paper.set_value(False)
    fields.kind.set_value(ConsentKind.AUTHORIZATION)
    assert fields.ends.value() == WITH_AN_EVENT


def test_a_wrong_postal_address_is_said_beside_its_field(day: Day, show: Show) -> None:
    page = show()
    form = form_for(page, day.request(**LAW))
    code = form.fields.place.form.control("address_zip_code")
    assert isinstance(code, TextField)
    code.set_value("")
    form.open_button.click()
    said = form.fields.place.form.problems()
    assert "address_zip_code" in said
    assert code.text() == ""
    form.fields.placed.set_value(False)
    assert not form.fields.place.isVisibleTo(page)
    form.open_button.click()
    assert day.services.consents.get(consent_id=1).consent.terms.address == Address()
