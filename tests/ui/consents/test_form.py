"""A new consent: what is asked, what is said about it, what the patient will read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.consent_texts import LINE
from app.domain.consents import ConsentKind, ConsentScope, ConsentTerms, Language, Signer
from app.ui.consents.form import ConsentForm
from app.ui.consents.page import ConsentsPage
from app.ui.consents.terms_fields import IN_SPANISH_TOO
from app.ui.consents.terms_rows import ON_A_DAY, WITH_AN_EVENT
from app.ui.consents.wishes import Wish
from tests.services.people_kit import DANA, add_patient
from tests.ui.a11y import unnamed
from tests.ui.consents.conftest import Show
from tests.ui.consents.consents_kit import Day


def form_of(page: ConsentsPage) -> ConsentForm:
    page.open_form()
    assert page.form is not None
    return page.form


def fill_email(form: ConsentForm, day: Day, address: str = "dana@example.org") -> None:
    form.fields.patient.choose(day.patient_id)
    form.fields.email.setText(address)
    form.fields.email_again.setText(address)


def opened_terms(day: Day, consent_id: int = 1) -> ConsentTerms:
    return day.services.consents.get(consent_id=consent_id).consent.terms


def test_typed_by_hand_from_the_name_to_the_button(day: Day, show: Show, qtbot: QtBot) -> None:
    page = show()
    form = form_of(page)
    finder = form.fields.patient.finder
    qtbot.waitUntil(finder.hasFocus)
    qtbot.keyClicks(finder, "mosci")
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert form.fields.patient.patient is not None
    qtbot.keyClicks(form.fields.email, "dana@example.org")
    qtbot.keyClicks(form.fields.email_again, "dana@example.org")
    form.open_button.click()
    assert page.form is None
    assert opened_terms(day).email == "dana@example.org"
    assert page.room.desk.consent_id == 1
    assert "Hand the screen" in page.room.pane.next.sentence.text()


def test_nothing_filled_in_is_said_beside_each_field(show: Show) -> None:
    form = form_of(show())
    form.open_button.click()
    assert set(form.fields.problems()) == {"patient_id", "email"}
    form.fields.patient.finder.setText("nobody")
    form.open_button.click()
    assert "Choose the patient" in form.fields.problems()["patient_id"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a@b@c.org", "exactly one @"),
        ("d\u0430na@example.org", "look like a plain letter"),
        ("dana@exam\u200bple.org", "hidden character"),
        ("dana example.org", "blank"),
        ("dana@", "after the @"),
    ],
)
def test_an_address_that_is_none_is_refused_and_kept(
    day: Day, show: Show, typed: str, said: str
) -> None:
    form = form_of(show())
    fill_email(form, day, typed)
    form.open_button.click()
    assert said in form.fields.problems()["email"]
    assert form.fields.email.text() == typed


def test_the_second_entry_has_to_be_typed_and_to_fit(day: Day, show: Show, qtbot: QtBot) -> None:
    form = form_of(show())
    fill_email(form, day)
    again = form.fields.email_again
    again.setText("dann@example.org")
    form.open_button.click()
    assert "not the same" in form.fields.problems()["email_again"]
    again.clear()
    QGuiApplication.clipboard().setText("dana@example.org")
    qtbot.keyClick(again, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    middle = QMouseEvent(
        QEvent.Type.MouseButtonRelease,
        QPointF(5, 5),
        QPointF(again.mapToGlobal(QPointF(5, 5))),
        Qt.MouseButton.MiddleButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(again, middle)
    assert again.text() == ""
    form.open_button.click()
    assert "once more" in form.fields.problems()["email_again"]


def test_a_likely_slip_is_asked_about_but_may_stand(day: Day, show: Show, qtbot: QtBot) -> None:
    page = show()
    form = form_of(page)
    qtbot.keyClicks(form.fields.email, "dana@gmial.com")
    assert "gmail.com" in form.fields.slip.text()
    fill_email(form, day, "dana@gmial.com")
    form.open_button.click()
    assert page.form is None
    assert opened_terms(day).email == "dana@gmial.com"


def test_the_text_grows_while_it_is_filled_in(day: Day, show: Show) -> None:
    form = form_of(show())
    before = "\n".join(form.preview.text.texts())
    assert LINE in before
    assert "not filled in yet" in form.preview.lead.text()
    fill_email(form, day)
    form._follower.look()
    after = "\n".join(form.preview.text.texts())
    assert LINE not in after
    assert "Lakeside Family Practice" in after
    form.fields.language.set_value(Language.SPANISH)
    form._follower.look()
    assert "Correo electrónico común" in "\n".join(form.preview.text.texts())


def test_an_authorization_is_checked_while_it_is_written(day: Day, show: Show) -> None:
    page = show()
    form = form_of(page)
    fields = form.fields
    fields.kind.set_value(ConsentKind.AUTHORIZATION)
    fields.patient.choose(day.patient_id)
    form._follower.look()
    missing = [line for line in form.preview.checklist.said if line.startswith("Missing")]
    assert any("164.508(c)(1)(i)" in line for line in missing)
    # an end that is valid stands there already: one year from now (45 CFR 164.508(c)(1)(v))
    assert not [line for line in missing if "164.508(c)(1)(v)" in line]
    assert fields.expires_on.text() == "11/23/2027"
    assert not [line for line in missing if "Ask the signer" in line]
    fields.expires_on.clear()
    form._follower.look()
    assert any("164.508(c)(1)(v)" in line for line in form.preview.checklist.said)
    fields.expires_on.setText("11/23/2027")
    assert fields.discloser.value() == "Lakeside Family Practice"
    form.open_button.click()
    assert {"information", "recipient"} <= set(fields.problems())
    fields.information.set_value("Visit notes of 2026")
    fields.recipient.set_value("Reyes Law Office")
    fields.ends.set_value(WITH_AN_EVENT)
    fields.expires_event.set_value("the end of my claim")
    form._follower.look()
    assert not [line for line in form.preview.checklist.said if line.startswith("Missing")]
    form.open_button.click()
    assert page.form is None
    assert opened_terms(day).person == "Reyes Law Office"


def test_an_end_before_today_or_no_day_is_refused(day: Day, show: Show) -> None:
    form = form_of(show())
    fill_email(form, day)
    form.fields.ends.set_value(ON_A_DAY)
    for typed, said in (
        ("", "Type the last day"),
        ("13/45/2026", ""),
        ("01/02/2026", "before it is signed"),
    ):
        form.fields.expires_on.setText(typed)
        form.open_button.click()
        problem = form.fields.problems()["expires_on"]
        assert problem
        assert said in problem
    form.fields.ends.set_value(WITH_AN_EVENT)
    form.open_button.click()
    assert "event" in form.fields.problems()["expires_event"]
    form.fields.expires_event.set_value("my visit of 01/05/2026")
    form.open_button.click()
    assert "already past" in form.fields.problems()["expires_event"]


def test_a_representative_needs_authority(day: Day, show: Show) -> None:
    page = show()
    form = form_of(page)
    fill_email(form, day)
    form.fields.signed_by.set_value(True)
    form.open_button.click()
    assert "signer" in form.fields.problems()
    form.fields.signer.set_value("Otha Schowalter")
    form.open_button.click()
    assert "authority" in form.fields.problems()
    form.fields.authority.set_value("Health care proxy")
    form.open_button.click()
    assert opened_terms(day).signer == Signer("Otha Schowalter", True, "Health care proxy")


def test_for_a_minor_a_representative_signs(day: Day, show: Show) -> None:
    child = add_patient(
        day.desk, replace(DANA, given_name="Maynard", birth_date=date(2014, 10, 6), chart_number="")
    )
    form = form_of(show())
    form.fields.patient.choose(child)
    assert form.fields.signed_by.value() is True
    assert "minor" in form.fields.patient.prompts.text().casefold()


def test_one_request_alone(day: Day, show: Show) -> None:
    request_id = day.by_email()
    page = show()
    form = form_of(page)
    fill_email(form, day)
    form.fields.scope.set_value(ConsentScope.REQUEST)
    form.open_button.click()
    assert "request_id" in form.fields.problems()
    form.fields.request.set_value(request_id)
    form.open_button.click()
    assert opened_terms(day).request_id == request_id
    page.room.desk.do(Wish.REQUEST)
    assert day.went == [("requests", request_id)]


def test_a_named_person_picks_up(day: Day, show: Show) -> None:
    page = show()
    form = form_of(page)
    form.fields.kind.set_value(ConsentKind.PICK_UP)
    form.fields.patient.choose(day.patient_id)
    form.open_button.click()
    assert "person" in form.fields.problems()
    form.fields.person.set_value("Otha Schowalter")
    form.fields.relation.set_value("neighbor")
    form.open_button.click()
    assert opened_terms(day).covers == "Otha Schowalter"


def test_what_was_typed_survives_the_lock_and_leaving(day: Day, show: Show) -> None:
    page = show()
    form = form_of(page)
    fill_email(form, day)
    form.fields.ends.set_value(ON_A_DAY)
    form.fields.expires_on.setText("12/31/2026")
    form.fields.purpose.set_value("My notes")
    form.fields._on_typed()
    page.keep_draft()
    again = show()
    again.reopen_draft()
    assert again.form is not None
    fields = again.form.fields
    assert fields.patient.patient is not None
    assert (fields.email.text(), fields.email_again.text()) == ("dana@example.org",) * 2
    assert (fields.expires_on.text(), fields.purpose.value()) == ("12/31/2026", "My notes")
    again.form.cancel.click()
    assert again.form is None
    assert day.messages.lines == ["The draft is kept."]
    third = form_of(again)
    assert third.fields.purpose.value() == "My notes"
    third.start_over.click()
    assert again.form is None
    assert form_of(again).fields.purpose.value() == ""


def test_opening_throws_the_draft_away(day: Day, show: Show) -> None:
    page = show()
    form = form_of(page)
    fill_email(form, day)
    form.fields._on_typed()
    form.drafts.keep(opened=True)
    form.open_button.click()
    assert day.services.drafts.load(form="new-consent") is None


def test_a_new_one_like_an_old_one(day: Day, show: Show) -> None:
    consent_id = day.signed(
        ConsentKind.AUTHORIZATION, signer=Signer("Otha Schowalter", True, "Guardian")
    )
    page = show()
    page.show_item(consent_id)
    page.room.desk.do(Wish.AGAIN)
    assert page.form is not None
    fields = page.form.fields
    assert fields.kind.value() is ConsentKind.AUTHORIZATION
    assert fields.recipient.value() == "Reyes Law Office"
    assert fields.signer.value() == "Otha Schowalter"


def test_another_room_opens_the_form_for_a_patient(day: Day, show: Show) -> None:
    page = show()
    page.show_item(("patient", day.patient_id))
    assert page.form is not None
    assert page.form.fields.patient.patient is not None
    page.show_item("new")
    assert page.form is not None


def test_a_paper_from_outside_is_not_filled_in_for_its_writer(day: Day, show: Show) -> None:
    form = form_of(show())
    fields = form.fields
    fields.kind.set_value(ConsentKind.AUTHORIZATION)
    fields.patient.choose(day.patient_id)
    fields.paper.set_value(True)
    assert fields.discloser.value() == ""
    form._follower.look()
    assert any("164.508(c)(1)(ii)" in line for line in form.preview.checklist.said)
    fields.paper.set_value(False)
    assert fields.discloser.value() == "Lakeside Family Practice"


def test_what_was_wrong_before_is_not_said_any_more(day: Day, show: Show, qtbot: QtBot) -> None:
    form = form_of(show())
    fill_email(form, day)
    form.fields.email_again.setText("dana@example.or")
    form.open_button.click()
    assert form.fields.problems()
    qtbot.keyClicks(form.fields.email_again, "g")
    assert form.fields.problems() == {}


def test_keys_and_names(day: Day, show: Show) -> None:
    page = show()
    form = form_of(page)
    day.context.actions.enter("consents")
    for kind in ConsentKind:
        form.fields.kind.set_value(kind)
        assert unnamed(page) == []
    assert day.context.actions.trigger("next-step")
    assert form.fields.problems()
    assert day.context.actions.trigger("columns")
    assert day.context.actions.trigger("print")
    page.refresh()
    assert page.form is form


def test_free_words_in_a_spanish_text_are_named_and_do_not_block(day: Day, show: Show) -> None:
    form = form_of(show())
    fields = form.fields
    fields.patient.choose(day.patient_id)
    fields.kind.set_value(ConsentKind.AUTHORIZATION)
    fields.language.set_value(Language.SPANISH)
    fields.information.setPlainText("Everything, 2024 to today")
    fields.recipient.setText("Hill Law")
    assert IN_SPANISH_TOO not in shown_words(form)
    fields.information.setPlainText("Letters to the school board")
    assert IN_SPANISH_TOO in shown_words(form)
    form.open_button.click()
    assert opened_terms(day).language is Language.SPANISH
    assert day.services.consents.get(consent_id=1).consent.terms.purpose.startswith("At the")


def shown_words(form: ConsentForm) -> list[str]:
    return [one.text() for one in form.findChildren(QLabel) if one.isVisibleTo(form)]
