"""The parts of the paper dialog: label grid, stock field, feed, pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.domain.envelopes import DEFAULT_ENVELOPE
from app.domain.label_stock import LabelStock
from app.domain.paper_orders import PrintAdjustment, Turn
from app.domain.papers import PaperKind
from app.services.paper_stock import label_catalog
from app.ui.kit.paper_feed import (
    Feed,
    fed,
    feed_of,
    keep_feed,
    keep_printer,
    printer_for,
)
from app.ui.kit.paper_grid import LabelGrid
from app.ui.kit.paper_outside import GridPopup, Outside
from app.ui.kit.paper_pages import Pages, joined_pages, of_image
from app.ui.kit.paper_stock_field import StockField, matches, stock_words
from app.ui.kit.printing import PageImage, PageSize, image_of
from app.ui.kit.theme import Theme
from app.ui.kit.views import MemoryViews
from tests.ui.a11y import unnamed

STOCKS = label_catalog().stocks
SHEET = label_catalog().by_id["avery-5160"]


@pytest.fixture
def grid(qtbot: QtBot, theme: Theme) -> LabelGrid:
    made = LabelGrid()
    qtbot.addWidget(made)
    made.show_stock(SHEET, 8)
    made.resize(made.sizeHint())
    made.show()
    return made


def test_the_grid_is_used_by_keys(grid: LabelGrid, qtbot: QtBot) -> None:
    chosen: list[int] = []
    grid.start_changed.connect(chosen.append)
    assert grid.accessibleName() == "First free label: 8 of 30"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(grid, key)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    qtbot.keyClick(grid, Qt.Key.Key_Right)  # there is no label 31
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_A)
    assert chosen == [9, 12, 11, 8, 30, 1]
    grid.grab()


@pytest.mark.parametrize("stock", STOCKS, ids=lambda stock: stock.id)
def test_every_label_can_be_pointed_at(qtbot: QtBot, theme: Theme, stock: LabelStock) -> None:
    grid = LabelGrid()
    qtbot.addWidget(grid)
    grid.show_stock(stock, 1)
    grid.resize(grid.sizeHint())
    for number in range(1, stock.count + 1):
        assert grid.label_at(grid._cell(number).center()) == number
    assert grid.label_at(QPointF(-5, -5)) is None
    last = grid._cell(stock.count).center().toPoint()
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=last)
    assert grid.start == stock.count


def test_an_empty_grid_does_nothing(qtbot: QtBot, theme: Theme) -> None:
    grid = LabelGrid()
    qtbot.addWidget(grid)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    grid.grab()
    assert (grid.start, grid.label_at(QPointF(1, 1))) == (1, None)


def test_the_grid_under_its_button(qtbot: QtBot, theme: Theme, grid: LabelGrid) -> None:
    popup = GridPopup(grid, SHEET, 8)
    popup.open_below(grid)
    assert unnamed(popup) == []
    popup.fresh.click()
    assert popup.grid.start == 1
    popup.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("8160", {"avery-5160", "avery-5160-wide"}),
        ("avery 5163", {"avery-5163"}),
        ("DK1201", {"brother-dk-1201"}),
        ("dk-1201", {"brother-dk-1201"}),
        ("nothing of this", set()),
    ],
)
def test_a_sheet_is_found_by_any_of_its_names(typed: str, found: set[str]) -> None:
    assert {stock.id for stock in STOCKS if matches(stock, typed)} >= found
    if not found:
        assert not [stock for stock in STOCKS if matches(stock, typed)]


@given(st.text(max_size=200))
def test_whatever_is_typed_finds_or_does_not(typed: str) -> None:
    assert isinstance(matches(SHEET, typed), bool)


def test_the_list_of_all_sheets_is_searched_and_taken(qtbot: QtBot, theme: Theme) -> None:
    field = StockField()
    qtbot.addWidget(field)
    field.set_stocks(STOCKS)
    field.show()
    chosen: list[LabelStock] = []
    field.stock_chosen.connect(chosen.append)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    popup = field.popup
    assert popup is not None
    assert len(popup.shown) == 49
    assert unnamed(popup) == []
    qtbot.keyClicks(popup.field, "5164")
    assert [stock.id for stock in popup.shown] == ["avery-5164"]
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert [stock.id for stock in chosen] == ["avery-5164"]
    assert field.currentText() == "Avery 5164"
    field.showPopup()
    again = field.popup
    assert again is not None
    again.field.setText("x" * 10_000)
    assert again.shown == ()
    qtbot.keyClick(again, Qt.Key.Key_Return)
    again.field.clear()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(again, key)
    again.list.clicked.emit(again.list.currentIndex())
    assert chosen[-1] == STOCKS[2]
    field.set_stock("no such sheet")
    assert field.stock == STOCKS[2]


def test_rolls_and_sheets_are_told_apart() -> None:
    assert stock_words(SHEET) == "Avery 5160  ·  30 address labels"
    assert stock_words(label_catalog().by_id["brother-dk-1201"]).endswith("address labels, roll")


def test_an_outside_in_words() -> None:
    assert Outside(envelope=DEFAULT_ENVELOPE).words == "Envelope #10"
    assert Outside(envelope=DEFAULT_ENVELOPE).kind is PaperKind.ENVELOPE
    assert Outside(stock=SHEET, start=8).words == "Label 8 of Avery 5160"
    assert Outside().words == ""
    assert Outside().stock_id == ""


def drawing(width: int, height: int) -> Pages:
    """One page with a red dot in its upper left corner."""

    def render(_number: int, dpi: int) -> PageImage:
        image = QImage(
            round(width * dpi / 72), round(height * dpi / 72), QImage.Format.Format_RGB32
        )
        image.fill(QColor("white"))
        for x in range(4):
            for y in range(4):
                image.setPixelColor(x, y, QColor("red"))
        return of_image(image)

    return Pages((PageSize(width, height),), render)


def dot_of(pages: Pages) -> tuple[str, str]:
    """In which corner the dot is."""
    image = image_of(pages.render(0, 72))
    for down, y in (("top", 1), ("bottom", image.height() - 2)):
        for across, x in (("left", 1), ("right", image.width() - 2)):
            if image.pixelColor(x, y).name() == "#ff0000":
                return down, across
    return "", ""


@pytest.mark.parametrize(
    ("turn", "corner", "size"),
    [
        (Turn.AS_READ, ("top", "left"), (684, 297)),
        (Turn.LEFT, ("bottom", "left"), (297, 684)),
        (Turn.RIGHT, ("top", "right"), (297, 684)),
        (Turn.UPSIDE_DOWN, ("bottom", "right"), (684, 297)),
    ],
)
def test_envelopes_are_turned_for_the_feed(
    turn: Turn, corner: tuple[str, str], size: tuple[float, float]
) -> None:
    pages = fed(drawing(684, 297), Feed(turn))
    assert (pages.sizes[0].width, pages.sizes[0].height) == size
    assert dot_of(pages) == corner
    page = pages.render(0, 72)
    assert (page.width, page.height) == size
    assert Feed(turn).hint


def test_letters_are_never_turned_but_shifted() -> None:
    pages = drawing(612, 792)
    assert fed(pages, Feed(Turn.LEFT)).sizes == pages.sizes
    assert dot_of(fed(pages, Feed(Turn.LEFT))) == ("top", "left")
    moved = fed(pages, Feed(Turn.LEFT, PrintAdjustment(10, 20)))
    image = image_of(moved.render(0, 72))
    assert image.pixelColor(11, 21).name() == "#ff0000"
    assert image.pixelColor(1, 1).name() == "#ffffff"


def test_papers_follow_each_other() -> None:
    both = joined_pages([drawing(612, 792), drawing(684, 297)])
    assert [size.width for size in both.sizes] == [612, 684]
    assert both.render(1, 72).width == 684


def test_what_a_printer_does_is_remembered_per_stock() -> None:
    views = MemoryViews()
    assert feed_of(views, "HP", "10") == Feed()
    feed = Feed(Turn.RIGHT, PrintAdjustment(1.5, -2.0))
    keep_feed(views, "HP", "10", feed)
    keep_printer(views, "10", "HP")
    assert feed_of(views, "HP", "10") == feed
    assert feed_of(views, "HP", "6x9") == Feed()
    assert printer_for(views, "10") == "HP"
    assert printer_for(views, "6x9") == ""


@pytest.mark.parametrize(
    "kept",
    [
        {"turn": 45, "offset": [0, 0], "scale": [1, 1]},
        {"turn": 90, "offset": [999, 0], "scale": [1, 1]},
        {"turn": 90, "offset": "x", "scale": [1, 1]},
        {"turn": None},
        "nonsense",
    ],
)
def test_a_damaged_memory_is_the_usual_way(kept: object) -> None:
    views = MemoryViews()
    views.save("printing", {"HP|10": kept, "last|10": 3})
    assert feed_of(views, "HP", "10") == Feed()
    assert printer_for(views, "10") == ""
