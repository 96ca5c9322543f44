"""The paged table: lazy pages, newest question wins, columns remembered, keys, copy."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.services.paging import Page as RowsPage
from app.ui.kit.context import UiContext
from app.ui.kit.feed import feed
from app.ui.kit.table import Cell, Column, Order, PagedTable, PageWanted, Sorting
from app.ui.kit.table_delegate import _lines, cell_font, fits
from app.ui.kit.table_model import CELL_ROLE
from app.ui.kit.theme import Theme
from app.ui.kit.tokens import Kind
from app.ui.kit.views import MemoryViews
from tests.ui.a11y import unnamed

COLUMNS: list[Column[int]] = [
    Column("number", "Number", 90, lambda n: Cell(str(n)), sortable=True),
    Column("state", "State", 110, lambda n: Cell("Late", chip=Kind.LATE, accessible="late")),
    Column("words", "Words", 200, lambda n: Cell(f"<b>{n}</b> words", bold=True), stretch=True),
    Column("extra", "Extra", 100, lambda n: Cell("x", muted=True), default_visible=False),
]


class Source:
    """Answers like a service: numbers from 0 to ``count``, by key."""

    def __init__(self, table: PagedTable, count: int) -> None:
        self.table, self.count = table, count
        self.asked: list[PageWanted] = []
        table.page_wanted.connect(self.asked.append)

    def answer(self, number: int = -1) -> None:
        wanted = self.asked[number]
        first = 0 if wanted.after is None else int(str(wanted.after)) + 1
        rows = tuple(range(first, min(first + wanted.limit, self.count)))
        more = bool(rows) and rows[-1] + 1 < self.count
        self.table.add_page(
            wanted.generation, RowsPage(rows, more=more, next_key=rows[-1] if rows else None)
        )


def make_table(qtbot: QtBot, views: MemoryViews | None = None) -> PagedTable:
    table = PagedTable(
        COLUMNS, lambda n: n, name="numbers", label="Numbers", views=views or MemoryViews()
    )
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show()
    return table


def test_model_keeps_qts_rules(qtbot: QtBot, theme: Theme, qtmodeltester: ModelTester) -> None:
    table = make_table(qtbot)
    source = Source(table, 250)
    table.restart()
    source.answer()
    qtmodeltester.check(table.model)
    table.model.fetchMore(QModelIndex())
    source.answer()
    assert table.model.rowCount() == 200


def test_pages_are_asked_by_key_until_there_are_no_more(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    source = Source(table, 250)
    table.restart()
    assert not table.model.canFetchMore(QModelIndex())
    source.answer()
    while table.model.canFetchMore(QModelIndex()):
        table.model.fetchMore(QModelIndex())
        source.answer()
    assert table.model.rows() == tuple(range(250))
    assert [wanted.after for wanted in source.asked] == [None, 99, 199]


def test_an_answer_to_an_older_question_is_dropped(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    source = Source(table, 3)
    table.restart()
    table.restart()
    source.answer(0)
    assert table.model.rowCount() == 0
    source.answer(1)
    assert table.model.rowCount() == 3


def test_rows_stay_until_the_new_answer_and_the_selection_with_them(
    qtbot: QtBot, theme: Theme
) -> None:
    table = make_table(qtbot)
    source = Source(table, 5)
    table.restart()
    source.answer()
    assert table.select_id(3)
    chosen: list[object] = []
    table.selection_changed.connect(chosen.append)
    table.restart()
    assert table.model.rowCount() == 5
    source.answer()
    assert table.selected_id() == 3
    assert table.view.currentIndex().row() == 3
    assert chosen == []
    source.count = 2
    table.restart()
    source.answer()
    assert chosen == [None]
    assert not table.select_id(4)


def test_header_click_sorts_and_asks_anew(qtbot: QtBot, theme: Theme) -> None:
    views = MemoryViews()
    table = make_table(qtbot, views)
    source = Source(table, 5)
    with qtbot.waitSignal(table.sorting_changed):
        table.view.horizontalHeader().sectionClicked.emit(0)
    assert source.asked[-1].sorting == Sorting("number", Order.UP)
    table.view.horizontalHeader().sectionClicked.emit(0)
    assert source.asked[-1].sorting == Sorting("number", Order.DOWN)
    table.view.horizontalHeader().sectionClicked.emit(2)
    assert table.sorting == Sorting("number", Order.DOWN)
    assert make_table(qtbot, views).sorting == Sorting("number", Order.DOWN)


def test_columns_are_chosen_moved_widened_and_remembered(qtbot: QtBot, theme: Theme) -> None:
    views = MemoryViews()
    table = make_table(qtbot, views)
    menu = table.columns_menu(table)
    actions = {action.text(): action for action in menu.actions()}
    assert not actions["Extra"].isChecked()
    actions["Extra"].trigger()
    actions["State"].trigger()
    header = table.view.horizontalHeader()
    header.moveSection(0, 2)
    header.resizeSection(0, 130)
    again = make_table(qtbot, views)
    assert [again.view.isColumnHidden(n) for n in range(4)] == [False, True, False, False]
    assert again.view.horizontalHeader().visualIndex(0) == 2
    assert again.view.columnWidth(0) == 130
    reset = {action.text(): action for action in again.columns_menu(again).actions()}
    reset["Columns as at first"].trigger()
    assert [again.view.isColumnHidden(n) for n in range(4)] == [False, False, False, True]


def test_the_last_column_cannot_be_hidden(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    for text in ("Number", "State", "Words"):
        menu = table.columns_menu(table)
        next(action for action in menu.actions() if action.text() == text).trigger()
    assert not table.view.isColumnHidden(2)


@pytest.mark.parametrize(
    "kept",
    [{"widths": "wide"}, {"order": 3}, {"shown": []}, {"sort": ["gone", "up"]}, {"shown": ["?"]}],
)
def test_a_damaged_layout_is_ignored(qtbot: QtBot, theme: Theme, kept: dict[str, Any]) -> None:
    views = MemoryViews()
    views.save("table.numbers", kept)
    table = make_table(qtbot, views)
    assert not table.view.isColumnHidden(0)
    assert table.sorting is None


def test_keys_home_end_enter_and_copy(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    source = Source(table, 5)
    table.restart()
    source.answer()
    table.select_first()
    qtbot.keyClick(table.view, Qt.Key.Key_End)
    assert table.selected_id() == 4
    qtbot.keyClick(table.view, Qt.Key.Key_Home)
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert table.selected_id() == 1
    with qtbot.waitSignal(table.row_activated) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == [1]
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_ids() == [1, 2]
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text == "1\tLate\t<b>1</b> words\n2\tLate\t<b>2</b> words"


def test_empty_says_what_to_do(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    table.set_empty("No open requests", "Log the next one.", "New request")
    source = Source(table, 0)
    table.restart()
    source.answer()
    button = next(b for b in table.findChildren(QPushButton) if b.text() == "New request")
    with qtbot.waitSignal(table.empty_action_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not table.view.isVisible()
    assert unnamed(table) == []


def test_slow_loading_is_said(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    source = Source(table, 3)
    table.restart()
    qtbot.waitUntil(lambda: not table.view.isVisible())
    source.answer()
    assert table.view.isVisible()


def test_clear_forgets_everything(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    source = Source(table, 3)
    table.restart()
    source.answer()
    table.select_first()
    table.clear()
    assert (table.model.rowCount(), table.selected_id()) == (0, None)


@pytest.mark.parametrize("size", [100, 150, 200])
def test_nothing_scrolls_sideways(qtbot: QtBot, theme: Theme, size: int) -> None:
    theme.set_text_size(size)
    table = make_table(qtbot)
    table.resize(700, 400)
    source = Source(table, 50)
    table.restart()
    source.answer()
    assert not table.view.horizontalScrollBar().isVisible()
    assert table.view.rowHeight(0) == round(42 * size / 100)


def test_text_is_wrapped_to_two_lines_then_elided(theme: Theme) -> None:
    assert fits(Cell("short"), 200, 42)
    assert fits(Cell("two lines of words in here"), 110, 42)
    assert not fits(Cell("very long " * 30), 110, 42)
    assert not fits(Cell("a chip that is too long", chip=Kind.LATE), 60, 42)


def test_cells_speak(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    source = Source(table, 1)
    table.restart()
    source.answer()
    index = table.model.index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "late"
    assert index.data(CELL_ROLE).chip is Kind.LATE
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert unnamed(table) == []


def test_painting_with_mouse_and_keyboard_in_it(qtbot: QtBot, theme: Theme) -> None:
    table = make_table(qtbot)
    source = Source(table, 8)
    table.restart()
    source.answer()
    before = table.grab().toImage()
    qtbot.mouseMove(table.view.viewport(), QPoint(20, 60))
    table.view.setFocus()
    table.select_id(5)
    assert table.grab().toImage() != before


def test_feed_answers_off_the_gui(qtbot: QtBot, context: UiContext) -> None:
    table = make_table(qtbot)
    feed(table, context, lambda wanted: RowsPage((1, 2), more=False, next_key=None))
    table.restart()
    assert table.model.rows() == (1, 2)


def test_spare_columns_are_left_out_where_the_others_could_not_be_read(
    qtbot: QtBot, theme: Theme
) -> None:
    """They stay chosen, come back with the room, and the person's widths stay as they were."""
    columns = [
        Column("name", "Name", 150, lambda n: Cell(str(n)), stretch=True),
        Column("more", "More", 150, lambda n: Cell("x"), spare=True),
        Column("less", "Less", 150, lambda n: Cell("y"), spare=True),
    ]
    views = MemoryViews()
    table = PagedTable(columns, lambda n: n, name="spare", label="Numbers", views=views)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    source = Source(table, 3)
    table.restart()
    source.answer()
    hidden = [table.view.isColumnHidden(number) for number in range(3)]
    table.resize(350, 300)
    narrow = [table.view.isColumnHidden(number) for number in range(3)]
    table.view.selectRow(0)
    copied = table.copied_text()
    table.resize(600, 300)
    again = [table.view.isColumnHidden(number) for number in range(3)]
    assert hidden == [False, False, False]
    assert narrow == [False, False, True]
    assert copied == "0\tx\ty"
    assert again == hidden
    assert views.load("table.spare") == {}


def test_one_word_that_is_too_long_stands_in_the_middle_of_its_cell(theme: Theme) -> None:
    cell = Cell("ramon.ibarra.of.the.long.name@example.org")
    lines, whole = _lines(cell.text, cell_font(cell), 120, 2)
    assert len(lines) == 1
    assert lines[0].endswith("…")
    assert not whole
