"""The calm parts: cards, facts, next step, timeline, links, filters, chips, files, buttons."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QPushButton,
    QStyleOptionViewItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.services.paging import Page as RowsPage
from app.ui.kit.buttons import danger, icon_button, primary
from app.ui.kit.cards import Card, Empty, FactList, LinkList, Moment, NextStep, Timeline
from app.ui.kit.chip import Chip
from app.ui.kit.files import NativeFileChooser
from app.ui.kit.header import PageHeader, SegmentedFilter
from app.ui.kit.navigator import Navigator
from app.ui.kit.table import Cell, Column, PagedTable
from app.ui.kit.theme import Theme
from app.ui.kit.tokens import Kind
from app.ui.kit.views import MemoryViews
from tests.ui.a11y import unnamed


def texts(root: QWidget) -> list[str]:
    """What the visible labels say, once new ones have been laid out."""
    QApplication.processEvents()
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible()]


def test_facts_leave_out_what_is_empty_and_can_be_marked(qtbot: QtBot, theme: Theme) -> None:
    facts = FactList([("Due", "Nov 27"), ("Fee", "")])
    qtbot.addWidget(facts)
    facts.show()
    assert texts(facts) == ["Due", "Nov 27"]
    value = facts.findChildren(QLabel)[1]
    assert value.textFormat() is Qt.TextFormat.PlainText
    assert value.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    facts.show_facts([("By", "<b>Dana</b>")])
    assert texts(facts) == ["By", "<b>Dana</b>"]


def test_next_step_has_one_button_or_none(qtbot: QtBot, theme: Theme) -> None:
    step = NextStep("Verify identity.", "Record identity")
    qtbot.addWidget(step)
    step.show()
    with qtbot.waitSignal(step.action_requested):
        qtbot.keyClick(step.button, Qt.Key.Key_Return)
    step.show_step("Wait for the patient.")
    assert not step.button.isVisible()
    step.show_step("")
    assert not step.isVisible()


def test_timeline_and_links(qtbot: QtBot, theme: Theme) -> None:
    card = Card("Papers", scrolls=True)
    qtbot.addWidget(card)
    timeline, links = Timeline(), LinkList()
    card.add(timeline)
    card.add(links)
    card.show()
    timeline.show_moments([Moment("Received", "Oct 28"), Moment("Identity", done=False)])
    links.show_links([(7, "Letter")])
    links.show_links([(8, "Letter, 2 pages")])
    assert [button.text() for button in links.findChildren(QPushButton)] == ["Letter, 2 pages"]
    with qtbot.waitSignal(links.link_requested) as asked:
        links.findChildren(QPushButton)[0].click()
    assert asked.args == [8]
    assert {"Received", "Oct 28", "Identity"} <= set(texts(card))
    card.set_title("")
    assert "Papers" not in texts(card)
    assert unnamed(card) == []


def test_empty_state_offers_its_button(qtbot: QtBot, theme: Theme) -> None:
    empty = Empty("Nothing", "Do this.", "Do it", "mail")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.action_requested):
        empty.button.click()
    empty.show_text("Nothing found")
    assert texts(empty)[-1] == "Nothing found"


def test_filters_are_a_row_or_a_list(qtbot: QtBot, theme: Theme) -> None:
    options = [("o", "Open"), ("s", "Sent"), ("a", "All")]
    shown: SegmentedFilter[str] = SegmentedFilter(options, "Show")
    page = Card(tight=True)
    qtbot.addWidget(page)
    page.add(shown)
    page.resize(500, 60)
    page.show()
    assert shown.value() == "o"
    with qtbot.waitSignal(shown.filter_changed):
        shown.set_value("s")
    shown.set_text("a", "All (12)")
    assert unnamed(shown) == []
    page.resize(152, 60)
    assert shown._list.isVisible()
    assert shown._list.value() == "s"
    with qtbot.waitSignal(shown.filter_changed):
        shown._list.set_value("a")
    assert shown.value() == "a"
    assert unnamed(shown) == []
    only: SegmentedFilter[int] = SegmentedFilter([(1, "One")], "Show")
    qtbot.addWidget(only)
    assert only.value() == 1


def test_header_elides_its_figures(qtbot: QtBot, theme: Theme) -> None:
    header = PageHeader("Requests", "12 open")
    qtbot.addWidget(header)
    header.set_title("Mail")
    header.set_subtitle("a <b>long</b> sentence of figures " * 5)
    header.resize(300, 50)
    header.show()
    header.grab()
    assert "&lt;b&gt;" in header.subtitle.toolTip()
    header.set_subtitle("short")
    header.grab()
    assert header.subtitle.toolTip() == ""


def test_chip_shows_a_word_and_its_kind(qtbot: QtBot, theme: Theme) -> None:
    chip = Chip("Returned", Kind.LATE)
    qtbot.addWidget(chip)
    chip.show_state("Delivered", Kind.DONE)
    assert (chip.text(), chip.property("kind")) == ("Delivered", "done")
    assert chip.textFormat() is Qt.TextFormat.PlainText


def test_buttons_have_words_or_names(qtbot: QtBot, theme: Theme) -> None:
    pressed: list[str] = []
    for button in (
        danger("Delete", "trash", lambda: pressed.append("delete")),
        icon_button("close", "Close", lambda: pressed.append("close")),
    ):
        qtbot.addWidget(button)
        button.click()
    assert pressed == ["delete", "close"]


def test_the_focus_of_a_filled_button_is_seen(qtbot: QtBot, theme: Theme) -> None:
    holder = Card()
    qtbot.addWidget(holder)
    button = primary("Log request")
    holder.add(button)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    button.clearFocus()
    before = button.grab().toImage()
    button.setFocus()
    assert button.grab().toImage() != before


def test_navigator_carries_room_and_thing(qtbot: QtBot) -> None:
    navigator = Navigator()
    with qtbot.waitSignal(navigator.room_requested) as asked:
        navigator.go("mail", 4)
    assert asked.args == ["mail", 4]


def test_cell_that_is_cut_is_explained(qtbot: QtBot, theme: Theme) -> None:
    columns: list[Column[str]] = [Column("a", "A", 60, Cell)]
    table = PagedTable(columns, lambda text: text, name="t", label="T", views=MemoryViews())
    qtbot.addWidget(table)
    wanted: list[int] = []
    table.page_wanted.connect(lambda question: wanted.append(question.generation))
    table.resize(120, 200)
    table.show()
    table.restart()
    table.add_page(wanted[0], RowsPage(("x", "very long words " * 20), more=False, next_key=None))
    delegate = table.view.itemDelegate()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5))
    for row in range(2):
        option = QStyleOptionViewItem()
        index = table.model.index(row, 0)
        option.rect = table.view.visualRect(index)
        assert delegate.helpEvent(event, table.view, option, index)


@pytest.mark.parametrize("answer", ["letter.pdf", ""])
def test_native_chooser(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    named = str(tmp_path / answer) if answer else ""
    many = [named] if named else []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a: (named, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a: (many, ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (named, ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: named)
    chooser, parent = NativeFileChooser(), QWidget()
    qtbot.addWidget(parent)
    wanted = Path(named) if named else None
    assert chooser.open_file(parent, "Open", "PDF (*.pdf)") == wanted
    assert chooser.open_files(parent, "Open", "PDF (*.pdf)") == ([wanted] if wanted else [])
    assert chooser.save_file(parent, "Save", "letter.pdf", "PDF (*.pdf)") == wanted
    assert chooser.folder(parent, "Folder") == wanted


def test_a_saved_file_gets_its_ending_and_replaces_nothing_unasked(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = ["log", "log.csv", "May 3.2", "LIST.CSV", "copy"], []

    def answer(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(Path(start).name)
        return str(tmp_path / answers.pop(0)), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    (tmp_path / "log.csv").write_text("last month")
    chooser, parent = NativeFileChooser(), QWidget()
    qtbot.addWidget(parent)
    kinds = "CSV (*.csv)"
    assert chooser.save_file(parent, "Save", "mail", kinds) == tmp_path / "log.csv"
    assert asked == ["mail", "log.csv"]
    assert chooser.save_file(parent, "Save", "mail", kinds) == tmp_path / "May 3.2.csv"
    assert chooser.save_file(parent, "Save", "mail", kinds) == tmp_path / "LIST.CSV"
    assert chooser.save_file(parent, "Save", "mail", "File (*)") == tmp_path / "copy"
