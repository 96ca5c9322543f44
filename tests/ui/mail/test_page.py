"""The log: views, filter, sorting, columns; the chosen piece; what an empty or odd log shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.addresses import Address
from app.domain.look import ThemeChoice
from app.domain.mail import MailService, MailStatus
from app.domain.mail_log import MailHeap, MailQuery, MailSort
from app.domain.mail_periods import MailPeriod
from app.domain.papers import PaperKind
from app.services.mail_orders import NewMail
from app.ui.kit.table import Order, Sorting
from app.ui.kit.theme import Theme
from app.ui.kit.tokens import Kind
from app.ui.mail.page import MailPage
from tests.services.people_kit import HOME
from tests.ui.a11y import unnamed
from tests.ui.mail.conftest import Show
from tests.ui.mail.mail_kit import NOTHING, MailDay, fill


def names(page: MailPage) -> list[str]:
    return [row.piece.recipient_name for row in page.log.table.model.rows()]


def texts(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_the_log_says_how_many_wait_and_for_what(day: MailDay, show: Show) -> None:
    fill(day)
    page = show()
    assert page.header.subtitle.text() == "3 ready, 1 on its way, 2 need you"
    assert len(names(page)) == 7
    assert page.shown is not None
    assert page.card.title.text() == "Dana Mosciski"
    assert "18 pages" in texts(page.card)
    cells = {
        row.piece.recipient_name: [
            column.render(row).text for column in page.log.table.model.columns[:6]
        ]
        for row in page.log.table.model.rows()
    }
    assert cells["Alva Koelpin"] == [
        "No card yet",
        "Alva Koelpin",
        "Certified, card",
        "9589 0710 5270 0965 7450 67",
        "49 days left to ask",
        "Oct 13",
    ]
    assert cells["Łukasz Nowak"][2] == "First-Class"
    assert cells["Otha Schowalter"][0] == "Returned"
    assert unnamed(page) == []


@pytest.mark.parametrize(
    ("heap", "expected"),
    [
        (MailHeap.NEED_YOU, ["Alva Koelpin", "Otha Schowalter"]),
        (MailHeap.READY, ["Dana Mosciski", "Golda Huel", "Łukasz Nowak"]),
        (MailHeap.ON_THE_WAY, ["Jackie Okuneva"]),
        (MailHeap.DELIVERED, ["Ken Beier", "Alva Koelpin"]),
    ],
)
def test_each_view_shows_its_pieces(
    day: MailDay, show: Show, heap: MailHeap, expected: list[str]
) -> None:
    fill(day)
    page = show()
    page.log.heaps.set_value(heap)
    assert names(page) == expected
    assert page.card.title.text() == expected[0]
    assert page.log.query.heap is heap


def test_filter_and_sorting(day: MailDay, show: Show, qtbot: QtBot) -> None:
    fill(day)
    page = show()
    qtbot.keyClicks(page.log.filter, "beier")
    qtbot.keyClick(page.log.filter, Qt.Key.Key_Return)
    assert names(page) == ["Ken Beier"]
    assert page.card.title.text() == "Ken Beier"
    qtbot.keyClick(page.log.filter, Qt.Key.Key_Escape)
    assert len(names(page)) == 7
    page.log.table.set_sorting(Sorting(MailSort.RECIPIENT.value, Order.UP))
    page.log.restart()
    assert names(page)[:2] + names(page)[-2:] == [
        "Alva Koelpin",
        "Dana Mosciski",
        "Łukasz Nowak",
        "Otha Schowalter",
    ]
    page.log.table.set_sorting(Sorting(MailSort.MAILED.value, Order.DOWN))
    page.log.restart()
    assert names(page)[0] == "Jackie Okuneva"
    assert page.log.query.sort is MailSort.MAILED


def test_nothing_found_says_what_to_try(day: MailDay, show: Show) -> None:
    fill(day)
    page = show()
    page.log.filter.setText("zzz no such")
    page.log.filter.returnPressed.emit()
    assert names(page) == []
    assert "Nothing found" in texts(page)
    assert not page.card.isVisible()
    assert page.shown is None


def test_an_empty_log_says_where_mail_comes_from(show: Show) -> None:
    page = show()
    assert "No mail yet" in texts(page)
    assert page.header.subtitle.text() == "Nothing is waiting"
    assert not page.card.isVisible()
    assert unnamed(page) == []
    page.desk.open_papers()
    page.desk.do_next()
    assert page.desk.dialog is None


def test_optional_columns(day: MailDay, show: Show) -> None:
    ids = fill(day)
    page = show()
    for column in page.log.table.model.columns[6:]:
        page.log.table._layout.set_shown(column.key, shown=True)
    way = next(row for row in page.log.table.model.rows() if row.id == ids[2])
    shown = {c.key: c.render(way).text for c in page.log.table.model.columns}
    assert shown["request"] == way.piece.request_number
    assert shown["carrier"] == "US Postal Service"
    assert shown["pages"] == "5"
    assert shown["cost"].startswith("$")
    assert shown["receipt"] == ""
    done = next(row for row in page.log.table.model.rows() if row.id == ids[3])
    assert {c.key: c.render(done).text for c in page.log.table.model.columns}["delivered"] == (
        "Nov 12"
    )
    menu = page.log.table.columns_menu(page)
    assert "Receipt number" in [action.text() for action in menu.actions()]


def test_pages_of_the_log_are_fetched_by_key(day: MailDay, show: Show) -> None:
    request_id = day.services.mail.get(piece_id=day.piece()).piece.request_id
    order = day.services.mail
    for _ in range(119):
        order.prepare(order=NewMail(request_id, MailService.FIRST_CLASS, NOTHING))
    page = show()
    model = page.log.table.model
    assert model.rowCount() == 100
    model.fetchMore(model.index(-1, -1))
    assert model.rowCount() == 120
    assert len({row.id for row in model.rows()}) == 120


def test_a_heap_is_shown_from_elsewhere(day: MailDay, show: Show) -> None:
    """Today's lines about the mail open the heap they counted."""
    fill(day)
    page = show()
    page.log.filter.setText("Koelpin")
    page.show_item(MailHeap.READY)
    assert page.log.heaps.value() is MailHeap.READY
    assert page.log.filter.text() == ""
    assert len(names(page)) == 3


def test_a_piece_is_shown_from_elsewhere_whatever_is_filtered(day: MailDay, show: Show) -> None:
    ids = fill(day)
    page = show()
    page.log.heaps.set_value(MailHeap.READY)
    page.show_item(ids[0])
    assert page.card.title.text() == "Otha Schowalter"
    assert page.log.heaps.value() is MailHeap.WHOLE_LOG
    assert page.log.table.selected_id() == ids[0]
    page.show_item("not an id")
    assert page.shown == ids[0]
    page.show_item(987_654)
    assert page.shown in ids


def test_the_piece_stays_chosen_when_it_leaves_the_view(day: MailDay, show: Show) -> None:
    ids = fill(day)
    page = show()
    page.log.heaps.set_value(MailHeap.ON_THE_WAY)
    day.deliver(ids[2], page.context.clock.today())
    page.refresh()
    assert names(page) == []
    assert page.shown == ids[2]
    assert page.card.title.text() == "Jackie Okuneva"
    assert day.status(ids[2]) is MailStatus.DELIVERED


def test_the_outside_is_drawn_with_the_places_kept_free(day: MailDay, show: Show) -> None:
    ids = fill(day)
    page = show()
    page.show_item(ids[5])
    picture = page.outside.picture
    assert picture.has_picture
    paper = picture.paper()
    assert paper.width() / paper.height() == pytest.approx(9.5 / 4.125, rel=0.02)
    assert [words for _, words in picture._zones] == ["sticker of PS 3800 goes here", "postage"]
    assert page.outside.caption.text() == "ENVELOPE #10, AS IT WILL PRINT"
    page.show_item(ids[4])
    assert [words for _, words in picture._zones] == ["postage"]
    page.show_item(ids[6])
    assert page.outside.caption.text().startswith("ENVELOPE 9")
    picture.grab()


def test_a_label_is_shown_alone(day: MailDay, show: Show) -> None:
    fill(day)
    page = show()
    page.outside.choice.set_kind(PaperKind.LABEL)
    paper = page.outside.picture.paper()
    outside = page.outside.outside()
    assert outside is not None
    assert outside.stock is not None
    label = outside.stock.label_position(1)
    assert paper.width() / paper.height() == pytest.approx(label.width / label.height, rel=0.02)
    assert page.outside.picture.has_picture
    page.outside.choice.grid.choose(7)
    assert "LABEL 7" in page.outside.caption.text()
    assert unnamed(page) == []


def test_an_outside_that_says_too_much_is_said_in_words(day: MailDay, show: Show) -> None:
    address = replace(HOME, attention="Medical Records")
    day.piece(address=address)
    page = show()
    assert "The attention line carries" in page.outside.problem.text()
    assert not page.outside.picture.has_picture


def test_markup_and_long_names_are_shown_as_typed(day: MailDay, show: Show) -> None:
    long_name = "W" * 60
    day.piece(given="<b>Eve</b>", family=long_name)
    page = show()
    assert page.card.title.text() == f"<b>Eve</b> {long_name}"
    assert page.card.title.textFormat() is Qt.TextFormat.PlainText
    assert page.width() == 1100
    assert names(page) == [f"<b>Eve</b> {long_name}"]


@pytest.mark.parametrize("size", [100, 200])
def test_nothing_is_lost_in_a_small_window(
    day: MailDay, show: Show, theme: Theme, size: int
) -> None:
    fill(day)
    page = show()
    try:
        theme.choose(ThemeChoice.DARK, size)
        page.resize(1060, 740)
        assert page.parts.stacked is (size == 200)
        assert page.card.isVisible()
        bar = page.log.table.view.horizontalScrollBar()
        assert bar.maximum() == 0
        page.resize(700, 520)
        assert page.parts.stacked
        assert page.card.minimumHeight() > 200
        assert unnamed(page) == []
    finally:
        theme.choose(ThemeChoice.LIGHT, 100)


def test_a_foreign_address_keeps_its_country(day: MailDay, show: Show) -> None:
    place = Address(line1="10 Downing Street", city="London SW1A 2AA", country="United Kingdom")
    day.piece(address=place, extras=NOTHING)
    page = show()
    assert page.outside.picture.has_picture
    assert page.outside.problem.text() == ""


def test_a_period_shows_what_was_mailed_in_it_and_the_export_follows(
    day: MailDay, show: Show, tmp_path: Path
) -> None:
    fill(day)
    page = show()
    choice, period = page.log.period.choice, MailPeriod
    choice.set_value(period.THIS_MONTH)
    assert sorted(names(page)) == ["Jackie Okuneva", "Ken Beier", "Otha Schowalter"]
    assert names(page)[0] == "Jackie Okuneva"  # the last one mailed comes first
    choice.set_value(period.LAST_MONTH)
    assert names(page) == ["Alva Koelpin"]
    day.files.path = tmp_path / "log.csv"
    page.export_button.click()
    assert "mailed from 10/01/2026 to 10/31/2026" in day.messages.questions[-1]
    assert day.files.path.read_text(encoding="utf-8-sig").count("\n") == 2
    choice.set_value(period.THIS_YEAR)
    assert len(names(page)) == 4
    page.show_item(page.log.table.model.rows()[0].id)
    page.log.show_heap(MailHeap.READY)
    assert choice.value() is period.ANY_TIME
    assert len(names(page)) == 3
    page.log.heaps.set_value(MailHeap.DELIVERED)
    choice.set_value(period.THIS_WEEK)
    assert names(page) == []
    assert "Nothing was mailed" in texts(page)


def test_two_days_of_ones_own(day: MailDay, show: Show, qtbot: QtBot) -> None:
    fill(day)
    page = show()
    bar = page.log.period
    assert not bar.days.isVisible()
    bar.choice.set_value(MailPeriod.CUSTOM)
    assert bar.days.isVisible()
    assert unnamed(page) == []
    assert (bar.first.text(), bar.last.text()) == ("11/01/2026", "11/23/2026")
    assert len(names(page)) == 3
    bar.first.set_day(date(2026, 10, 1))
    bar.last.set_day(date(2026, 11, 10))
    assert sorted(names(page)) == ["Alva Koelpin", "Ken Beier"]
    for first, last, said in (
        ("11/31/2026", "", "no day 31"),
        ("11/10/2026", "11/01/2026", "before the first"),
    ):
        bar.first.setText(first)
        bar.last.setText(last)
        bar.first.editingFinished.emit()
        assert said in bar.problem.text()
        assert bar.first.text() == first
        assert sorted(names(page)) == ["Alva Koelpin", "Ken Beier"]
    bar.first.setText("")
    bar.last.set_day(date(2026, 11, 9))
    assert bar.problem.text() == ""
    assert sorted(names(page)) == ["Alva Koelpin", "Ken Beier"]
    hidden = next(i for i in _everyone(day) if i not in [r.id for r in page.log.table.model.rows()])
    page.show_item(hidden)
    assert bar.choice.value() is MailPeriod.ANY_TIME
    assert not bar.days.isVisible()
    assert page.shown == hidden


def _everyone(day: MailDay) -> list[int]:
    return [row.id for row in day.services.mail.page(query=MailQuery()).rows]


def test_a_done_notice_goes_by_itself_and_with_the_next_deed(
    day: MailDay, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    day.piece(extras=NOTHING)
    page = show()
    page.notice.say_done("Written.")
    page.desk.open_papers()
    assert page.notice.text() == ""
    assert page.desk.dialog is not None
    page.desk.dialog.reject()
    page.notice.say("Something is wrong.", Kind.LATE)
    page.desk.open_papers()
    assert page.notice.text() == "Something is wrong."
    page.desk.dialog.reject()
    monkeypatch.setattr("app.ui.kit.notice.DONE_STANDS_MS", 20)
    page.notice.say_done("Written.")
    qtbot.waitUntil(lambda: page.notice.text() == "", timeout=2000)
