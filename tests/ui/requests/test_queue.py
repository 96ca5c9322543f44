"""The list: views with counts, filter, sorting, columns, pages by key, empty states, rights."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.domain.queue import QueueCounts, QueueView
from app.domain.requests import Asker, Person, Recipient, RequestKind, Road
from app.domain.staff import Role
from app.ui.kit.search_everywhere import search_everywhere
from app.ui.kit.table_model import CELL_ROLE
from app.ui.kit.theme import Theme
from app.ui.kit.tokens import Kind
from app.ui.requests.page import RequestsPage, make_page
from app.ui.requests.rights import Rights
from app.ui.requests.wording import counts_words
from tests.ui.a11y import unnamed
from tests.ui.requests.requests_kit import Office, open_office

LATE = date(2026, 10, 1)
SOON = date(2026, 10, 26)


def cell(page: RequestsPage, key: str, row: int = 0) -> object:
    model = page.queue.table.model
    number = [column.key for column in model.columns].index(key)
    return model.index(row, number).data(CELL_ROLE)


def test_the_room_is_made_by_its_entry_point(office: Office, qtbot: QtBot) -> None:
    made = make_page(office.context)
    qtbot.addWidget(made)
    assert isinstance(made, RequestsPage)


def test_an_empty_practice_is_told_what_to_do(office: Office, page: RequestsPage) -> None:
    table = page.queue.table
    assert table._empty.isVisible()
    assert table._empty.title.text() == "No open requests"
    assert page.queue.header.subtitle.text() == "Nothing open"
    assert page.queue.pane.empty.isVisible()
    assert unnamed(page) == []
    table._empty.button.click()
    assert page.form is not None


def test_the_most_pressing_request_stands_first_and_is_shown(
    office: Office, qtbot: QtBot, page: RequestsPage
) -> None:
    patient_id = office.patient()
    office.request(patient_id)
    late = office.request(patient_id, received_on=LATE)
    page.refresh()
    assert page.queue.table.model.row(0).id == late
    due = cell(page, "due")
    assert due.text == "23 days late"  # type: ignore[attr-defined]
    assert due.chip is Kind.LATE  # type: ignore[attr-defined]
    assert page.queue.header.subtitle.text() == "2 open, 1 late"
    assert page.queue.table.segments._group.button(0).text() == "Open 2"


def test_qt_finds_no_fault_with_the_model(
    office: Office, page: RequestsPage, qtmodeltester: ModelTester
) -> None:
    patient_id = office.patient()
    for day in (1, 2, 3):
        office.request(patient_id, received_on=date(2026, 11, day))
    page.refresh()
    qtmodeltester.check(page.queue.table.model)
    assert page.queue.table.model.rowCount() == 3


@pytest.mark.parametrize("view", QueueView)
def test_every_view_has_its_own_empty_state(
    office: Office, page: RequestsPage, view: QueueView
) -> None:
    page.show_item(view)
    table = page.queue.table
    assert table.question.view is view
    assert table._empty.isVisible()
    assert table._empty.title.text()
    assert table._empty.sentence.text()


def test_views_narrow_the_list_and_a_narrowing_can_be_taken_away(
    office: Office, page: RequestsPage
) -> None:
    patient_id = office.patient()
    office.request(patient_id)
    late = office.request(patient_id, received_on=LATE)
    page.refresh()
    page.show_item(QueueView.LATE)
    table = page.queue.table
    assert table.narrowed.isVisible()
    assert table.narrowed.text() == "Late only"
    assert [row.id for row in table.model.rows()] == [late]
    assert page.queue.detail.request_id == late
    table.narrowed.click()
    assert table.model.rowCount() == 2
    assert not table.narrowed.isVisible()
    table.segments.set_value(QueueView.CLOSED)
    assert table.model.rowCount() == 0


def test_a_view_and_its_request_can_be_asked_for(office: Office, page: RequestsPage) -> None:
    patient_id = office.patient()
    office.request(patient_id)
    second = office.request(patient_id)
    page.show_item((QueueView.WAITING_IDENTITY, second))
    assert page.queue.table.question.view is QueueView.WAITING_IDENTITY
    assert page.queue.detail.request_id == second
    assert page.queue.table.selected_id() == second


def test_words_filter_the_list(office: Office, page: RequestsPage) -> None:
    office.request(office.patient("Adams", chart_number="A-1"))
    wanted = office.request(office.patient("Quill", chart_number="A-2"))
    page.refresh()
    field = page.queue.table.filter
    QTest.keyClicks(field, "quil")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [row.id for row in page.queue.table.model.rows()] == [wanted]
    QTest.keyClicks(field, "zzz")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert page.queue.table._empty.title.text() == "Nothing fits"


def test_sorting_asks_the_store_and_is_remembered(
    office: Office, page: RequestsPage, qtbot: QtBot
) -> None:
    office.request(office.patient("Adams", chart_number="A-1"), received_on=date(2026, 11, 9))
    office.request(office.patient("Quill", chart_number="A-2"), received_on=date(2026, 11, 1))
    page.refresh()
    table = page.queue.table
    names = [row.patient_name for row in table.model.rows()]
    assert names == ["Quill, Dana", "Adams, Dana"]
    header = table.view.horizontalHeader()
    header.sectionClicked.emit(1)
    assert [row.patient_name for row in table.model.rows()] == ["Adams, Dana", "Quill, Dana"]
    header.sectionClicked.emit(1)
    assert [row.patient_name for row in table.model.rows()] == ["Quill, Dana", "Adams, Dana"]
    again = RequestsPage(office.context)
    qtbot.addWidget(again)
    assert again.queue.table.sorting == table.sorting


def test_columns_can_be_chosen(office: Office, page: RequestsPage) -> None:
    menu = page.queue.table.open_columns()
    titles = [action.text() for action in menu.actions() if action.isCheckable()]
    menu.close()
    assert titles == [
        "Due",
        "Patient",
        "Asked for by",
        "Goes by",
        "Missing next",
        "Received",
        "Number",
        "Status",
        "Kind",
        "Goes to",
    ]


def test_every_column_says_something(office: Office, page: RequestsPage) -> None:
    lawyer = Person("Lena Reyes", "Reyes Law")
    office.request(
        office.patient(),
        asker=Asker.SOMEONE_ELSE,
        recipient=Recipient.ASKER,
        kind=RequestKind.AUTHORIZATION,
        asker_person=lawyer,
        road=Road.PICK_UP,
    )
    page.refresh()
    shown = {
        column.key: cell(page, column.key).text  # type: ignore[attr-defined]
        for column in page.queue.table.model.columns
    }
    assert shown["due"] == "No set date"
    assert shown["asker"] == "Reyes Law"
    assert shown["road"] == "Pick-up"
    assert shown["next"] == "Verify identity"
    assert shown["kind"] == "D  ·  Authorization"
    assert shown["recipient"] == "Lena Reyes, Reyes Law"
    assert all(shown.values())


def test_rows_are_copied_as_text(office: Office, page: RequestsPage) -> None:
    office.request(office.patient())
    page.refresh()
    table = page.queue.table
    table.select_first()
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.split("\t")[1] == "Mosciski, Dana"


def test_pages_are_fetched_as_one_scrolls(office: Office, page: RequestsPage) -> None:
    patient_id = office.patient()
    for number in range(103):
        office.request(patient_id, received_on=date(2026, 11, 1 + number % 20))
    page.queue.table.model.clear()
    page.refresh()
    model = page.queue.table.model
    assert model.rowCount() == 100
    model.fetchMore(model.index(-1, -1))
    assert model.rowCount() == 103
    assert len({row.id for row in model.rows()}) == 103


def test_arrows_move_through_the_list_and_enter_goes_to_the_next_step(
    office: Office, page: RequestsPage
) -> None:
    patient_id = office.patient()
    office.request(patient_id, received_on=date(2026, 11, 1))
    second = office.request(patient_id, received_on=date(2026, 11, 2))
    page.refresh()
    view = page.queue.table.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert page.queue.detail.request_id == second
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.queue.pane.next.button


def test_a_request_that_left_the_view_stays_shown(office: Office, page: RequestsPage) -> None:
    request_id = office.request(office.patient())
    page.show_item(QueueView.WAITING_IDENTITY)
    assert page.queue.detail.request_id == request_id
    office.services.requests.withdraw(request_id=request_id, version=1, reason="The patient called")
    page.refresh()
    assert page.queue.table.model.rowCount() == 0
    assert page.queue.pane.view is not None
    assert page.queue.pane.view.request.id == request_id


def test_the_search_field_goes_to_what_was_found(
    office: Office, page: RequestsPage, qtbot: QtBot
) -> None:
    patient_id = office.patient()
    request_id = office.request(patient_id)
    field = search_everywhere(office.context)
    qtbot.addWidget(field)
    for hit in field._search("mosciski"):
        field.hit_chosen.emit(hit)
    assert ("registers", ("patient", patient_id)) in office.went
    assert ("requests", request_id) in office.went


def test_a_read_only_account_is_offered_nothing_it_may_not_do(
    tmp_path: Path, theme: Theme, qtbot: QtBot
) -> None:
    clerk = open_office(tmp_path / "data", theme)
    clerk.request(clerk.patient())
    clerk.desk.store.close()
    office = open_office(tmp_path / "other", theme, role=Role.READ_ONLY)
    page = RequestsPage(office.context)
    qtbot.addWidget(page)
    page.resize(1108, 776)
    page.show()
    assert not page.queue.new.isVisible()
    assert not page.queue.table._empty.button.isVisible()
    assert not office.context.actions.trigger("new-request")
    office.desk.store.close()


def test_a_read_only_account_sees_the_request_without_buttons(
    tmp_path: Path, theme: Theme, qtbot: QtBot, office: Office, page: RequestsPage
) -> None:
    request_id = office.request(office.patient())
    page.show_item(request_id)
    assert page.queue.pane.next.button.isVisible()
    page.queue.pane.set_rights(Rights(Role.READ_ONLY))
    assert not page.queue.pane.next.button.isVisible()
    assert not page.queue.pane.more.isVisible()
    assert not page.queue.pane.history.add_file.isVisible()
    assert page.queue.pane.menu() is None


def test_figures_in_words() -> None:
    assert counts_words(QueueCounts(0, 0, 0, 0, {})) == "Nothing open"
    assert counts_words(QueueCounts(12, 1, 2, 3, {})) == "12 open, 1 late, 2 due within two days"


@pytest.mark.parametrize("size", [100, 200])
def test_nothing_scrolls_sideways_and_everything_has_a_name(
    office: Office, theme: Theme, page: RequestsPage, qtbot: QtBot, size: int
) -> None:
    office.request(office.patient())
    page.refresh()
    theme.choose(ThemeChoice.LIGHT, size)
    try:
        QApplication.processEvents()
        bar = page.queue.table.view.horizontalScrollBar()
        assert not bar.isVisible()
        assert unnamed(page) == []
    finally:
        theme.choose(ThemeChoice.LIGHT, 100)


def test_the_view_looked_at_last_comes_back(
    office: Office, page: RequestsPage, qtbot: QtBot
) -> None:
    office.request(office.patient())
    page.queue.table.segments.set_value(QueueView.ALL)
    assert page.queue.table.question.view is QueueView.ALL
    again = RequestsPage(office.context)
    qtbot.addWidget(again)
    assert again.queue.table.question.view is QueueView.ALL
    assert again.queue.table.segments.value() is QueueView.ALL
