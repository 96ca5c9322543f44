"""The list, its filters, the chosen consent and what is offered for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.domain.consent_views import ConsentFilter, ConsentSort
from app.domain.consents import ConsentKind, ConsentStatus, Language
from app.domain.look import ThemeChoice
from app.domain.staff import Role, is_permitted
from app.services.changes import Area
from app.ui.consents.page import ConsentsPage
from app.ui.consents.wishes import Wish, allowed, other_wishes
from app.ui.kit.consent_look import STATUS_KINDS
from app.ui.kit.table import Order, Sorting
from app.ui.kit.theme import Theme
from app.ui.kit.tokens import Kind
from tests.ui.a11y import unnamed
from tests.ui.consents.conftest import Show
from tests.ui.consents.consents_kit import Day


def rows(page: ConsentsPage) -> list[tuple[str, str]]:
    return [(row.status.label, row.covers) for row in page.room.list.model.rows()]


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def fill(day: Day, folder: Path) -> dict[str, int]:
    return {
        "signed": day.signed(),
        "spoken": day.spoken(),
        "revoked": day.revoked(),
        "outside": day.from_outside(folder),
        "draft": day.open(ConsentKind.PICK_UP),
    }


def test_an_empty_room_says_what_to_do(show: Show) -> None:
    page = show()
    assert "No consents yet" in texts(page)
    assert page.room.header.subtitle.text() == ""
    page.room.list.empty_action_requested.emit()
    assert page.form is not None


def test_the_list_says_who_agreed_to_what_and_how_it_stands(
    day: Day, show: Show, tmp_path: Path
) -> None:
    fill(day, tmp_path)
    page = show()
    assert rows(page) == [
        ("Not signed yet", "Otha Schowalter"),
        ("Not valid", "Northway Insurance"),
        ("Revoked", "dana.old@example.org"),
        ("Active", "dana.voice@example.org"),
        ("Active", "dana@example.org"),
    ]
    assert page.room.header.subtitle.text() == "2 active, 1 not signed yet, 1 not valid"
    first = page.room.list.model.rows()[0]
    cells = [column.render(first) for column in page.room.list.model.columns]
    assert (cells[0].text, cells[0].chip) == ("Not signed yet", Kind.INFO)
    assert cells[2].text == "Pick-up"
    assert page.room.list.model.columns[4].firm  # a cut-off date says the wrong thing
    assert all(isinstance(cell.text, str) for cell in cells)
    assert page.room.desk.detail is not None  # the first row is open already


def test_every_status_has_a_colour() -> None:
    assert set(STATUS_KINDS) == set(ConsentStatus)
    assert STATUS_KINDS[ConsentStatus.REVOKED] is Kind.LATE
    assert STATUS_KINDS[ConsentStatus.ACTIVE] is Kind.DONE


def test_filters_kind_words_and_sorting(day: Day, show: Show, tmp_path: Path) -> None:
    fill(day, tmp_path)
    page = show()
    listed = page.room.list
    listed.shown.set_value(ConsentFilter.HOLDS)
    assert len(rows(page)) == 2
    assert page.room.desk.detail is not None
    assert page.room.desk.detail.standing.status.holds
    listed.kind.set_value(ConsentKind.PICK_UP)
    assert rows(page) == []
    assert "Nothing fits" in texts(page)
    listed.show_all()
    assert len(rows(page)) == 5
    listed.filter.setText("voice")
    listed.filter.returnPressed.emit()
    assert rows(page) == [("Active", "dana.voice@example.org")]
    listed.show_all()
    listed.set_sorting(Sorting(ConsentSort.NEWEST.value, Order.DOWN))
    listed.restart()
    assert rows(page)[0][1] == "dana@example.org"
    assert listed.open_columns().actions()[0].text() == "Status"


def test_rows_can_be_copied(day: Day, show: Show) -> None:
    day.signed()
    page = show()
    page.room.list.view.copy_requested.emit()
    assert "dana@example.org" in QGuiApplication.clipboard().text()


def test_a_consent_shows_facts_signature_text_and_what_happened(
    day: Day, show: Show, qtbot: QtBot
) -> None:
    consent_id = day.signed(language=Language.SPANISH)
    page = show()
    page.show_item(consent_id)
    pane = page.room.pane
    qtbot.wait(10)
    said = texts(pane)
    for part in ("Dana Mosciski", "Active", "dana@example.org", "Signed on screen", "Español"):
        assert part in said
    assert not pane.signature.pixmap().isNull()
    assert not pane.text.isVisible()
    pane.read.click()
    qtbot.wait(10)
    assert "Correo electrónico común para mi expediente" in texts(pane)
    pane.read.click()
    assert not pane.text.isVisible()


def test_another_consent_of_the_patient_is_one_press_away(day: Day, show: Show) -> None:
    first, second = day.signed(), day.open()
    page = show()
    page.show_item(second)
    page.room.pane.earlier.link_requested.emit(first)
    assert page.room.desk.consent_id == first
    assert page.room.list.selected_id() == first


def test_coming_from_elsewhere_takes_filters_away(day: Day, show: Show) -> None:
    draft, signed = day.open(), day.signed()
    page = show()
    page.room.list.shown.set_value(ConsentFilter.NOT_SIGNED)
    assert page.room.desk.consent_id == draft
    page.show_item(signed)
    assert page.room.list.shown.value() is ConsentFilter.ALL
    assert page.room.list.selected_id() == signed


def test_an_invalid_authorization_names_each_missing_part(
    day: Day, show: Show, tmp_path: Path
) -> None:
    consent_id = day.from_outside(tmp_path)
    page = show()
    page.show_item(consent_id)
    said = page.room.pane.checklist.said
    missing = [line for line in said if line.startswith("Missing")]
    assert any("164.508(c)(1)(iv)" in line for line in missing)
    assert any("164.508(c)(2)(iii)" in line for line in missing)
    assert any(line.startswith("There: Which records") for line in said)
    assert "Nothing may leave on it" in page.room.pane.next.sentence.text()


def test_a_change_elsewhere_is_seen(day: Day, show: Show) -> None:
    page = show()
    consent_id = day.signed()
    day.context.bus.announce(frozenset({Area.CONSENTS}))
    assert page.room.desk.consent_id == consent_id


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.CLERK, Role.PRIVACY_OFFICER])
def test_each_role_is_offered_what_it_may_do(day: Day, show: Show, role: Role) -> None:
    day.context.actions.allow(lambda operation: is_permitted(role, operation))
    consent_id = day.signed()
    page = show()
    page.show_item(consent_id)
    detail = page.room.desk.detail
    assert detail is not None
    offered = set(allowed(other_wishes(detail), day.context.actions))
    reads = role is Role.READ_ONLY
    assert Wish.PDF in offered
    assert (Wish.REVOKE in offered) is not reads
    assert (Wish.VERIFY in offered) is (role is Role.PRIVACY_OFFICER)
    assert page.room.new.isEnabled() is not reads
    if reads:
        assert "Only" in page.room.pane.next.sentence.text()
        assert "Only" in page.room.new.accessibleDescription()
        assert not page.room.pane.next.button.isVisible()
        page.open_form()
        assert page.form is None
        page.room.desk.do(Wish.REVOKE)
        assert page.room.desk.dialog is None


def test_everything_that_takes_the_keyboard_has_a_name(
    day: Day, show: Show, tmp_path: Path
) -> None:
    ids = fill(day, tmp_path)
    page = show()
    for consent_id in ids.values():
        page.show_item(consent_id)
        assert unnamed(page) == []


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.CONTRAST])
def test_themes_and_double_text(
    day: Day, show: Show, theme: Theme, choice: ThemeChoice, qtbot: QtBot
) -> None:
    day.signed()
    page = show()
    page.resize(1108, 772)
    theme.choose(choice, 200)
    qtbot.wait(10)
    try:
        assert page.room.list.view.horizontalScrollBar().maximum() == 0
        assert page.minimumSizeHint().width() <= 1108
    finally:
        theme.choose(ThemeChoice.LIGHT, 100)


def test_keys_do_the_next_step_and_open_the_columns(day: Day, show: Show) -> None:
    day.open()
    page = show()
    day.context.actions.enter("consents")
    assert day.context.actions.trigger("columns")
    assert day.context.actions.trigger("next-step")
    view = page.room.desk.patient_view
    assert view is not None
    view.reject()


def test_enter_goes_to_the_next_step(day: Day, show: Show, qtbot: QtBot) -> None:
    day.open()
    page = show()
    page.room.list.view.setFocus()
    qtbot.keyClick(page.room.list.view, Qt.Key.Key_Return)
    assert page.room.desk.detail is not None


def test_how_long_it_holds_and_when_it_ends_agree(day: Day, show: Show, qtbot: QtBot) -> None:
    page = show()
    page.show_item(day.signed())
    said = texts(page.room.pane)
    assert "Every release until it ends" in said
    assert "When it is taken back" in said
    page.show_item(day.signed(ConsentKind.AUTHORIZATION))
    qtbot.wait(10)
    assert "05/31/2027, or when it is taken back" in texts(page.room.pane)


def test_the_keyboard_is_on_the_row_after_a_deed(day: Day, show: Show, qtbot: QtBot) -> None:
    consent_id = day.signed()
    page = show()
    page.show_item(consent_id)
    page.room.pane.more.setFocus()
    page.room.desk.do(Wish.REVOKE)
    dialog = page.room.desk.dialog
    assert dialog is not None
    dialog.submit()
    assert day.status(consent_id) == "revoked"
    qtbot.waitUntil(lambda: page.focusWidget() is page.room.list.view)
    assert page.room.list.selected_id() == consent_id
    assert page.room.pane.findChildren(QScrollArea)[0].verticalScrollBar().value() == 0


def test_the_keyboard_is_on_the_row_when_the_screen_came_back(
    day: Day, show: Show, qtbot: QtBot
) -> None:
    consent_id = day.open()
    page = show()
    page.show_item(consent_id)
    page.room.pane.next.button.setFocus()
    page.room.pane.next.button.click()
    view = page.room.desk.patient_view
    assert view is not None
    view.reject()
    qtbot.waitUntil(lambda: page.focusWidget() is page.room.list.view)


def test_what_stands_below_the_news_does_not_move_when_they_go(
    day: Day, show: Show, qtbot: QtBot
) -> None:
    page = show()
    page.show_item(day.signed())
    pane = page.room.pane
    page.room.desk.say("Done.")
    qtbot.wait(10)
    before = pane.links.mapTo(page, pane.links.rect().topLeft())
    page.room.desk.do(Wish.VERIFY)
    assert "as it was signed" in pane.news.text()
    pane.news.fade()
    qtbot.wait(10)
    assert pane.news.text() == ""
    after = pane.links.mapTo(page, pane.links.rect().topLeft())
    assert after.y() >= before.y()
    page.show_item(day.open())  # another consent gives the place back
    qtbot.wait(10)
    assert pane.links.mapTo(page, pane.links.rect().topLeft()).y() != after.y()


def test_with_double_text_the_room_is_one_page_that_scrolls(
    day: Day, show: Show, theme: Theme, qtbot: QtBot
) -> None:
    day.signed()
    page = show()
    qtbot.wait(10)
    assert page.room.area.verticalScrollBar().maximum() == 0
    theme.choose(ThemeChoice.LIGHT, 200)
    try:
        qtbot.waitUntil(lambda: page.room.area.verticalScrollBar().maximum() > 0)
        inner = page.room.pane.findChild(QScrollArea)
        assert inner is not None
        qtbot.waitUntil(lambda: inner.verticalScrollBar().maximum() == 0)
        assert page.room.list.height() > 300  # its head and a few rows
    finally:
        theme.choose(ThemeChoice.LIGHT, 100)
    qtbot.waitUntil(lambda: page.room.area.verticalScrollBar().maximum() == 0)
