"""Patients and the book in the registers room, with real services on the real store."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.people import PartyDetails, PartyKind, PatientDetails
from app.domain.staff import Role
from app.ui.registers.page import Part
from app.ui.registers.wording import age_words, counted, patient_line
from tests.services.people_kit import log_request
from tests.ui.a11y import unnamed
from tests.ui.registers.conftest import OpenAs
from tests.ui.registers.registers_kit import HOME, OTHER, Registers, press, said_in


def test_the_empty_list_says_what_to_do(registers: Registers) -> None:
    page = registers.page
    assert "No patients yet" in said_in(page)
    page.patients.table.empty_action_requested.emit()
    assert page.wizard is not None


def test_the_list_narrows_as_you_type(qtbot: QtBot, registers: Registers) -> None:
    registers.add("Mosciski", "Maynard")
    registers.add("Schmidt", "Curt")
    page = registers.page
    assert registers.patients() == ["Mosciski, Maynard", "Schmidt, Curt"]
    qtbot.keyClicks(page.patients.search, "schm")
    qtbot.waitUntil(lambda: registers.patients() == ["Schmidt, Curt"])
    qtbot.keyClicks(page.patients.search, "zzz")
    qtbot.waitUntil(lambda: registers.patients() == [])
    assert "Nobody found" in said_in(page)


def test_more_patients_than_a_page_are_read_by_key(registers: Registers) -> None:
    with registers.desk.writing() as unit:
        for number in range(230):
            unit.patients.add(registers_details(f"Name{number:04d}"), at=registers.desk.clock.now())
    table = registers.page.patients.table
    registers.page.refresh()
    assert len(table.model.rows()) == 100
    table.model.fetchMore(table.view.rootIndex())
    table.model.fetchMore(table.view.rootIndex())
    names = registers.patients()
    assert len(names) == 230
    assert names == sorted(names)
    assert len(set(names)) == 230


def registers_details(family: str) -> PatientDetails:
    return PatientDetails(family, "Ann", birth_date=date(1980, 1, 2), address=HOME)


def test_the_chosen_patient_shows_mail_prompts_and_requests(registers: Registers) -> None:
    patient_id = registers.add(birth_date=date(2014, 10, 6))
    request_id = log_request(registers.desk, patient_id)
    patient = registers.patient(patient_id)
    registers.services.patients.change(
        patient_id=patient_id,
        version=patient.version,
        details=patient.details,
        confidential=OTHER,
    )
    registers.page.show_item(("patient", patient_id))
    card = registers.page.patients.card
    said = said_in(card)
    assert "Maynard Mosciski" in said
    assert "PO Box 77, Salem MA 01970" in said
    assert "Minor" in said
    assert "Confidential address" in said
    assert "12 Elm St, Boston MA 02116" in said
    openers = [b for b in card.findChildren(QPushButton) if "Open request" in b.accessibleName()]
    openers[0].click()
    card.new_button.click()
    assert registers.gone_to == [
        ("requests", ("request", request_id)),
        ("requests", ("patient", patient_id)),
    ]
    assert unnamed(registers.page) == []


def test_a_patient_is_added_by_keyboard(qtbot: QtBot, registers: Registers) -> None:
    page = registers.page
    page.patients.add_button.setFocus()
    qtbot.keyClick(page.patients.add_button, Qt.Key.Key_Return)
    form = page.patients.form
    assert form is not None
    assert QApplication.focusWidget() is form.texts["family_name"]
    qtbot.keyClicks(form.texts["family_name"], "Nguyen")
    qtbot.keyClick(form.texts["family_name"], Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "Thu")
    qtbot.keyClicks(form.born, "03/14/1961")
    assert registers.context.actions.trigger("save") is False
    registers.context.actions.enter("registers")
    assert registers.context.actions.trigger("save") is True
    assert registers.patients() == ["Nguyen, Thu"]
    assert page.patients.form is None
    assert page.patients.table.selected_id() == page.patients.wanted
    assert "Saved." in registers.messages.said


@pytest.mark.parametrize(("family", "listed"), [("Baker", 3), ("Zimmer", 1)])
def test_whoever_was_added_is_marked_in_the_list(
    qtbot: QtBot, registers: Registers, family: str, listed: int
) -> None:
    registers.add("Adams", "Ann")
    registers.add("Carter", "Cal")
    page = registers.page
    if family == "Zimmer":  # further down than the list reaches
        with registers.desk.writing() as unit:
            for number in range(120):
                details = registers_details(f"Name{number:04d}")
                unit.patients.add(details, at=registers.desk.clock.now())
        page.refresh()
    page.patients.table.select_first()
    page.patients.add()
    form = page.patients.form
    assert form is not None
    form.texts["family_name"].set_value(family)
    form.texts["given_name"].set_value("Zoe")
    form.save()
    table = page.patients.table
    qtbot.waitUntil(lambda: table.selected_id() == page.patients.wanted)
    assert registers.patient(int(str(table.selected_id()))).details.family_name == family
    assert len(registers.patients()) == listed
    current = table.view.currentIndex().row()
    assert table.model.row(current).hit.name == f"{family}, Zoe"


def test_what_is_wrong_stands_beside_the_field_and_stays(
    qtbot: QtBot, registers: Registers
) -> None:
    page = registers.page
    page.patients.add()
    form = page.patients.form
    assert form is not None
    qtbot.keyClicks(form.born, "02/31/2020")
    form.save()
    assert form.form.problems() == {
        "family_name": "Type the last name.",
        "birth_date": "Feb 2020 has no day 31.",
    }
    assert form.born.text() == "02/31/2020"
    assert unnamed(page) == []
    form.texts["family_name"].set_value("x" * 900)
    form.born.setText("01/01/2031")
    form.save()
    assert "longer" in form.form.problems()["family_name"]
    assert "future" in form.form.problems()["birth_date"]


def test_half_a_confidential_address_is_refused(registers: Registers) -> None:
    patient_id = registers.add()
    page = registers.page
    page.show_item(("patient", patient_id))
    page.patients.edit()
    form = page.patients.form
    assert form is not None
    form.wants_other.setChecked(True)
    form.other.set_address(OTHER.__class__(line1="PO Box 77"))
    form.save()
    assert set(form.other.form.problems()) == {
        "confidential_city",
        "confidential_state",
        "confidential_zip_code",
    }
    form.other.set_address(OTHER)
    form.save()
    assert registers.patient(patient_id).confidential == OTHER
    page.patients.edit()
    assert page.patients.form is not None
    page.patients.form.wants_other.setChecked(False)
    page.patients.form.save()
    assert registers.patient(patient_id).confidential is None


def test_a_change_by_someone_else_is_never_written_over(registers: Registers) -> None:
    patient_id = registers.add()
    page = registers.page
    page.show_item(("patient", patient_id))
    page.patients.edit()
    form = page.patients.form
    assert form is not None
    theirs = registers.patient(patient_id)
    registers.services.patients.change(
        patient_id=patient_id,
        version=theirs.version,
        details=theirs.details.__class__("Theirs", "Maynard"),
        confidential=None,
    )
    form.texts["family_name"].set_value("Mine")
    form.save()
    assert "Someone changed this" in form.notice.text()
    assert form.texts["family_name"].value() == "Mine"
    form.notice.action_requested.emit()
    assert page.patients.form is None
    assert "Maynard Theirs" in said_in(page.patients.card)


def test_a_likely_twin_is_shown_before_a_patient_is_added(registers: Registers) -> None:
    patient_id = registers.add()
    page = registers.page
    page.patients.add()
    form = page.patients.form
    assert form is not None
    form.show_details(registers.patient(patient_id).details, None)
    form.save()
    assert "On file already".upper() in said_in(form)
    assert "Mosciski, Maynard" in said_in(form.twins)
    assert unnamed(page) == []
    form.twins.add_requested.emit()
    assert registers.patients() == ["Mosciski, Maynard", "Mosciski, Maynard"]


def test_opening_the_twin_leaves_the_form(registers: Registers) -> None:
    patient_id = registers.add()
    page = registers.page
    page.patients.add()
    form = page.patients.form
    assert form is not None
    form.show_details(registers.patient(patient_id).details, None)
    form.save()
    form.twins.patient_requested.emit(patient_id)
    assert page.patients.form is None
    assert "Maynard Mosciski" in said_in(page.patients.card)


def test_postal_words_are_offered_and_may_be_refused(registers: Registers) -> None:
    page = registers.page
    page.patients.add()
    form = page.patients.form
    assert form is not None
    form.address.set_address(
        HOME.__class__(line1="784 Stamm Street", city="Boston", state="CA", zip_code="02116")
    )
    form.advice.look()
    said = said_in(form.advice)
    assert "784 STAMM ST" in said
    assert "Massachusetts" in said
    keep = [b for b in form.advice.findChildren(QPushButton) if b.text() == "Keep what is typed"]
    keep[0].click()
    assert "784 STAMM ST" not in said_in(form.advice)
    assert form.address.address().line1 == "784 Stamm Street"
    form.address.set_address(
        HOME.__class__(line1="9 Hill Avenue", city="Boston", state="MA", zip_code="02116")
    )
    form.advice.look()
    use = [b for b in form.advice.findChildren(QPushButton) if b.text() == "Use this"]
    use[0].click()
    assert form.address.address().line1 == "9 HILL AVE"
    assert form.advice.isHidden()


def test_typed_text_is_not_lost_to_another_row(registers: Registers) -> None:
    first, second = registers.add("Adams", "Ann"), registers.add("Baker", "Bo")
    page = registers.page
    page.show_item(("patient", first))
    page.patients.edit()
    form = page.patients.form
    assert form is not None
    form.texts["phone"].set_value("617 555 0100")
    registers.messages.answer = False
    page.patients.table.select_id(second)
    assert page.patients.form is form
    assert page.patients.table.selected_id() == first
    registers.messages.answer = True
    page.patients.table.select_id(second)
    assert page.patients.form is None
    assert "Bo Baker" in said_in(page.patients.card)


def test_markup_and_formulas_stay_text(registers: Registers) -> None:
    patient_id = registers.add("<b>Bold</b>", "=cmd|'/c calc'!A0")
    page = registers.page
    page.show_item(("patient", patient_id))
    assert page.patients.card.title.text() == "=cmd|'/c calc'!A0 <b>Bold</b>"
    assert page.patients.card.title.textFormat() is Qt.TextFormat.PlainText
    assert registers.patients() == ["<b>Bold</b>, =cmd|'/c calc'!A0"]


def test_a_draft_comes_back_after_the_lock(registers: Registers, open_as: OpenAs) -> None:
    patient_id = registers.add()
    page = registers.page
    page.show_item(("patient", patient_id))
    page.patients.edit()
    assert page.patients.form is not None
    page.patients.form.texts["email"].set_value("ann@example.org")
    page.keep_draft()
    again = open_as()
    again.page.reopen_draft()
    form = again.page.patients.form
    assert form is not None
    assert form.texts["email"].value() == "ann@example.org"
    assert form.patient is not None
    assert form.patient.id == patient_id
    assert again.services.drafts.load(form="registers") is None


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.CLERK, Role.PRIVACY_OFFICER])
def test_the_room_offers_what_the_role_may_do(
    registers: Registers, open_as: OpenAs, role: Role
) -> None:
    patient_id = registers.add()
    page = open_as(role).page
    page.show_item(("patient", patient_id))
    texts = {b.text() for b in page.findChildren(QPushButton) if b.isVisibleTo(page)}
    edits = role is not Role.READ_ONLY
    assert ("Add patient" in texts) is edits
    assert ("Bring in patients" in texts) is edits
    assert ("Edit" in texts) is edits
    assert ("New request for this patient" in texts) is edits
    assert ("Audit trail" in texts) is (role is Role.PRIVACY_OFFICER)
    page.show_item("import")
    assert (page.wizard is not None) is edits


def test_the_book_keeps_every_address(registers: Registers) -> None:
    page = registers.page
    page.show_part(Part.PARTIES)
    assert "The book is empty" in said_in(page)
    page.parties.add()
    form = page.parties.form
    assert form is not None
    form.save()
    assert form.form.problems() == {"name": "Type the name or the organization."}
    assert unnamed(page) == []
    form.kind.set_value(PartyKind.LAW_OFFICE)
    form.texts["organization"].set_value("Hill Law LLP")
    form.address.set_address(HOME)
    form.save()
    assert [r.details.organization for r in page.parties.table.model.rows()] == ["Hill Law LLP"]
    page.parties.edit()
    form = page.parties.form
    assert form is not None
    assert form.known.value() is not None
    form.known.set_value(None)
    form.address.set_address(OTHER)
    form.save()
    said = said_in(page.parties.card)
    assert "12 Elm St" in said
    assert "PO Box 77" in said
    assert "Law office" in said
    assert unnamed(page) == []


def test_an_entry_changed_by_someone_else_is_not_written_over(registers: Registers) -> None:
    parties = registers.services.parties
    details = PartyDetails(PartyKind.PROVIDER, "", "Lakeview Cardiology", address=HOME)
    party_id = parties.save(details=details).value
    page = registers.page
    page.show_item(("party", party_id))
    page.parties.edit()
    form = page.parties.form
    assert form is not None
    theirs = PartyDetails(PartyKind.PROVIDER, "", "Lakeview Heart", address=HOME)
    parties.save(details=theirs, party_id=party_id, version=1)
    form.texts["phone"].set_value("617 555 0100")
    form.save()
    assert "Someone changed this" in form.notice.text()
    form.notice.action_requested.emit()
    assert "Lakeview Heart" in said_in(page.parties.card)


def test_the_book_is_found_by_words(qtbot: QtBot, registers: Registers) -> None:
    for name in ("Hill Law LLP", "Lakeview Cardiology"):
        registers.services.parties.save(details=PartyDetails(PartyKind.OTHER, "", name))
    page = registers.page
    page.show_part(Part.PARTIES)
    qtbot.keyClicks(page.parties.search, "lake")
    rows = page.parties.table.model.rows
    qtbot.waitUntil(lambda: [r.details.organization for r in rows()] == ["Lakeview Cardiology"])


def test_ages_in_words() -> None:
    today = date(2026, 11, 22)
    assert age_words(date(2014, 11, 23), None, today) == "11 years"
    assert age_words(date(2026, 10, 23), None, today) == "0 months"
    assert age_words(date(2025, 11, 22), None, today) == "12 months"
    assert age_words(date(1950, 1, 1), date(2000, 1, 1), today) == "50 years"
    assert age_words(None, None, today) == ""
    assert counted(1, "row") == "1 row"
    assert counted(1204, "row") == "1,204 rows"


def test_a_patient_without_birth_date_is_told(registers: Registers) -> None:
    patient = registers.patient(registers.add(birth_date=None))
    assert patient_line(patient, date(2026, 11, 22)) == "No birth date on file"


def test_the_parts_are_calm_to_press(qtbot: QtBot, registers: Registers) -> None:
    registers.add()
    page = registers.page
    for part in Part:
        page.show_part(part)
        assert page.part is part
        assert unnamed(page) == []
    page.show_part(Part.PATIENTS)
    page.patients.table.select_first()
    press(qtbot, page.patients.card.edit_button)
    assert page.patients.form is not None
    press(qtbot, page.patients.form.leave_button)
    assert page.patients.form is None


def test_columns_are_chosen_by_shortcut(registers: Registers) -> None:
    registers.add()
    actions = registers.context.actions
    actions.enter("registers")
    assert actions.trigger("columns")
    menus = [menu for menu in registers.page.findChildren(QMenu) if menu.isVisible()]
    assert [each.text() for each in menus[0].actions()][:2] == ["Name", "Born, age"]
    menus[0].close()


def test_where_parts_stack_a_form_gets_the_whole_room(registers: Registers) -> None:
    registers.add()
    page = registers.page
    page.resize(760, 700)
    page.patients.table.select_first()
    page.patients.edit()
    assert not page.patients.table.isVisible()
    assert page.patients.form is not None
    page.patients.form.left.emit()
    assert page.patients.table.isVisible()


@pytest.mark.parametrize("is_known", [True, False])
def test_a_draft_of_the_book_comes_back(
    registers: Registers, open_as: OpenAs, is_known: bool
) -> None:
    page = registers.page
    page.show_part(Part.PARTIES)
    if is_known:
        details = PartyDetails(PartyKind.COURT, "Pat Roe", "District Court", address=HOME)
        party_id = registers.services.parties.save(details=details).value
        page.parties.show_party(party_id)
        page.parties.edit()
    else:
        page.parties.add()
    assert page.parties.form is not None
    page.parties.form.kind.set_value(PartyKind.GOVERNMENT)
    page.parties.form.texts["phone"].set_value("617 555 0177")
    page.keep_draft()
    again = open_as()
    again.page.reopen_draft()
    assert again.page.part is Part.PARTIES
    form = again.page.parties.form
    assert form is not None
    assert form.kind.value() is PartyKind.GOVERNMENT
    assert form.texts["phone"].value() == "617 555 0177"
    assert (form.party is not None) is is_known
    again.page.parties.form.texts["name"].set_value("Pat Poe")
    again.page.parties.save()
    assert again.page.parties.form is None
    assert "Pat Poe" in said_in(again.page.parties.card)


def test_a_new_patient_half_typed_comes_back(registers: Registers, open_as: OpenAs) -> None:
    registers.page.patients.add()
    form = registers.page.patients.form
    assert form is not None
    form.texts["family_name"].set_value("Roe")
    form.born.setText("not a date")
    form.wants_other.setChecked(True)
    form.other.set_address(OTHER)
    registers.page.keep_draft()
    again = open_as()
    again.page.reopen_draft()
    form = again.page.patients.form
    assert form is not None
    assert form.patient is None
    assert form.born.text() == "not a date"
    assert form.other.address() == OTHER


def test_nothing_typed_leaves_no_draft(registers: Registers) -> None:
    registers.page.patients.add()
    registers.page.keep_draft()
    assert registers.services.drafts.load(form="registers") is None


def test_typed_text_of_the_book_is_not_lost_to_another_row(registers: Registers) -> None:
    for name in ("Adams", "Baker"):
        registers.services.parties.save(details=PartyDetails(PartyKind.FAMILY, name))
    page = registers.page
    page.show_item(("party", 1))
    page.parties.edit()
    form = page.parties.form
    assert form is not None
    form.texts["email"].set_value("a@example.org")
    registers.messages.answer = False
    page.parties.table.select_id(2)
    assert page.parties.form is form
    registers.messages.answer = True
    page.parties.table.select_id(2)
    assert "Baker" in said_in(page.parties.card)
    page.refresh()
    assert "Baker" in said_in(page.parties.card)


def test_a_patient_who_is_gone_is_told(registers: Registers) -> None:
    registers.page.show_item(("patient", 4711))
    assert [each.code for each in registers.messages.problems] == ["not-found"]
    assert "No patient chosen" in said_in(registers.page)
    registers.page.show_item(("patient", "x"))
    registers.page.show_item(7)
    assert registers.page.part is Part.PATIENTS


def test_the_first_of_the_list_is_shown_at_once(registers: Registers) -> None:
    registers.add("Adams", "Ann")
    registers.add("Brown", "Ben")
    registers.page.refresh()
    assert registers.page.patients.card.title.text() == "Ann Adams"
    registers.page.patients.search.setText("brown")
    registers.page.patients.search.returnPressed.emit()
    assert registers.patients() == ["Brown, Ben"]


def test_a_reader_is_told_why_nothing_is_offered(open_as: OpenAs) -> None:
    assert not open_as(Role.CLERK).page.read_only.isVisible()
    assert open_as(Role.READ_ONLY).page.read_only.isVisible()


def test_telephone_numbers_have_one_form_and_keep_what_was_typed(registers: Registers) -> None:
    patient_id = registers.add("Adams", "Ann", phone="617.555.0100")
    page = registers.page
    page.show_item(("patient", patient_id))
    assert "(617) 555-0100" in said_in(page.patients.card)
    page.patients.edit()
    assert page.patients.form is not None
    assert page.patients.form.texts["phone"].value() == "617.555.0100"
