"""Labels of every stock: each text lies inside its own label, from any start label on."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from io import BytesIO
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import REGULAR, register_fonts
from app.documents.label_layout import SenderForm, label_layout
from app.documents.labels import draw_alignment_page, draw_labels, labels_each
from app.domain.addresses import Address
from app.domain.errors import Problem
from app.domain.geometry import Box
from app.domain.label_stock import LabelStock, label_catalog_from
from app.domain.paper_orders import LabelOrder, PrintAdjustment
from app.domain.papers import Addressee
from app.system.resources import resource_text
from tests.documents.reading_back import Piece, all_text, page_count, page_text, pieces
from tests.documents.samples import LITERALS, LONG, MARIA, NAMES, PRACTICE

CATALOG = label_catalog_from(json.loads(resource_text("label_stock.json")))
STOCKS = {stock.id: stock for stock in CATALOG.stocks}
SENDER = Addressee(PRACTICE.name, PRACTICE.address)
SHORT = Address(line1="12 Elm St", city="Rye", state="NY", zip_code="10580")
ORDINARY = Addressee(
    "Justin Reyes",
    Address(
        line1="784 Stamm Lock", line2="Unit 46", city="Somerville", state="MA", zip_code="02143"
    ),
)
SHEET = STOCKS["avery-5160-wide"]
TINY = STOCKS["avery-5167"]


def _people(count: int) -> tuple[Addressee, ...]:
    return tuple(Addressee(f"Person {number}", SHORT) for number in range(1, count + 1))


def _order(stock: LabelStock, people: tuple[Addressee, ...], **changes: Any) -> LabelOrder:
    return LabelOrder(stock, people, **changes)


def _inside(piece: Piece, box: Box) -> bool:
    return piece.inside((box.x, box.y, box.right, box.bottom))


def test_all_stocks_are_tested() -> None:
    assert len(STOCKS) == 49


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS.keys())
def test_every_label_holds_both_addresses_and_nothing_leaves_it(stock: LabelStock) -> None:
    each = labels_each(stock)
    drawn = draw_labels(_order(stock, _people(max(1, stock.count // each)), sender=SENDER))
    assert page_count(drawn) == (each if stock.count == 1 else 1)
    size = PdfReader(BytesIO(drawn)).pages[0].mediabox
    assert float(size.width) == pytest.approx(stock.page_width, abs=0.01)
    assert float(size.height) == pytest.approx(stock.page_height, abs=0.01)
    found = [pieces(drawn, page) for page in range(page_count(drawn))]
    for number in range(1, max(1, stock.count // each) + 1):
        first, last = (number - 1) * each, number * each - 1
        words = _on_label(found, stock, first)
        assert words[words.index("PERSON") + 1] == str(number)
        assert "10580" in words
        assert ("Lakeside" in words) == (each == 1)
        assert {"Lakeside", "Medicine", "412", "Elm", "62704"} <= set(_on_label(found, stock, last))
    everywhere = [stock.text_position(number) for number in range(1, stock.count + 1)]
    assert all(any(_inside(piece, box) for box in everywhere) for page in found for piece in page)


def _on_label(found: list[list[Piece]], stock: LabelStock, place: int) -> list[str]:
    """The words on one label; places count from 0 over all pages."""
    page, on_page = divmod(place, stock.count)
    safe = stock.text_position(on_page + 1)
    return " ".join(piece.text for piece in found[page] if _inside(piece, safe)).split()


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS.keys())
def test_an_ordinary_address_fits_every_stock_in_postal_letters(stock: LabelStock) -> None:
    drawn = draw_labels(_order(stock, (ORDINARY,), sender=SENDER))
    text = all_text(drawn)
    for part in ("JUSTIN REYES", "02143", "Lakeside Family Medicine", "Springfield IL 62704"):
        assert part in text.replace("\n", " ")
    found = pieces(drawn)
    town = next(piece for piece in found if "SOMERVILLE" in piece.text)
    tall = min(town.bottom - town.top, town.right - town.left)
    assert tall >= 0.08 * 72 - 0.3  # DMM 202: 0.080 in, less the edges of the measured ink


def test_the_return_address_stands_over_the_recipient() -> None:
    for name in ("avery-5160", "avery-5161", "avery-6871", "avery-7160"):
        found = pieces(draw_labels(_order(STOCKS[name], (ORDINARY,), sender=SENDER)))
        sender = max(piece.bottom for piece in found if "Springfield" in piece.text)
        recipient = min(piece.top for piece in found if "JUSTIN" in piece.text)
        assert recipient - sender > 2


def test_a_return_address_too_long_is_refused_never_left_off() -> None:
    long = Addressee("Lake " * 60, PRACTICE.address)
    for name in ("avery-5160", "avery-5167", "avery-5162", "avery-5163"):
        with pytest.raises(Problem, match="label-no-room-for-sender"):
            draw_labels(_order(STOCKS[name], (ORDINARY,), sender=long))
    middle = Addressee(
        "The Lakeside Family Medicine Group of Sangamon County",
        replace(PRACTICE.address, company="A Partnership of Prairie Physicians"),
    )
    drawn = page_text(draw_labels(_order(STOCKS["avery-5161"], (ORDINARY,), sender=middle)))
    assert "Prairie Physicians" in drawn
    alone = Addressee("Lakeside", Address())
    assert "Lakeside" in page_text(draw_labels(_order(SHEET, (ORDINARY,), sender=alone)))


def test_small_labels_put_the_return_address_on_the_next_one() -> None:
    assert label_layout(TINY).sender is SenderForm.NEXT
    assert (labels_each(TINY), labels_each(SHEET)) == (2, 1)
    drawn = draw_labels(_order(TINY, (ORDINARY, ORDINARY), sender=SENDER, start=80))
    assert page_count(drawn) == 2
    assert pieces(drawn)[0].text.startswith("JUSTIN")
    first, second, third = (TINY.label_position(number) for number in (1, 2, 3))
    later = pieces(drawn, 1)
    assert "Lakeside Family Medicine" in [p.text.strip() for p in later if _inside(p, first)]
    assert "JUSTIN REYES" in [p.text.strip() for p in later if _inside(p, second)]
    assert "Lakeside Family Medicine" in [p.text.strip() for p in later if _inside(p, third)]
    alone = draw_labels(_order(TINY, (ORDINARY, ORDINARY)))
    assert "JUSTIN REYES" in [p.text.strip() for p in pieces(alone) if _inside(p, second)]


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS.keys())
@pytest.mark.parametrize("who", [MARIA, LONG], ids=["usual", "long"])
def test_usual_and_long_addresses_fit_or_are_refused(stock: LabelStock, who: Addressee) -> None:
    try:
        drawn = draw_labels(_order(stock, (who,), sender=SENDER))
    except Problem as problem:
        refused = problem.code
        drawn = b""
    if not drawn:
        assert refused == "label-no-room"
        assert stock.label_width * stock.label_height < 30_000
        return
    boxes = [stock.text_position(number) for number in range(1, min(2, stock.count) + 1)]
    assert all(any(_inside(piece, box) for box in boxes) for piece in pieces(drawn))
    words = " ".join(page_text(drawn).split())
    assert who.name.upper() in words
    assert who.address.zip_code in words


def test_a_run_starts_at_any_label_and_later_sheets_at_the_first() -> None:
    drawn = draw_labels(_order(SHEET, _people(35), start=28))
    assert page_count(drawn) == 3
    first, second, third = (pieces(drawn, page) for page in range(3))
    for found, place, name in (
        (first, 28, "PERSON 1"),
        (first, 30, "PERSON 3"),
        (second, 1, "PERSON 4"),
        (second, 30, "PERSON 33"),
        (third, 2, "PERSON 35"),
    ):
        box = SHEET.text_position(place)
        assert name in [piece.text.strip() for piece in found if _inside(piece, box)]
    assert len({piece.text for piece in first if piece.text.startswith("PERSON")}) == 3


@pytest.mark.parametrize("start", [0, 31, -1])
def test_a_label_that_is_not_on_the_sheet_is_refused(start: int) -> None:
    with pytest.raises(Problem, match="labels-start"):
        draw_labels(_order(SHEET, _people(1), start=start))


def test_offsets_move_every_text_exactly() -> None:
    before = pieces(draw_labels(_order(SHEET, _people(30))))
    adjustment = PrintAdjustment(offset_x=3.25, offset_y=-2.5)
    after = pieces(draw_labels(_order(SHEET, _people(30), adjustment=adjustment)))
    assert [piece.text for piece in before] == [piece.text for piece in after]
    for one, other in zip(before, after, strict=True):
        assert other.left - one.left == pytest.approx(3.25, abs=0.01)
        assert other.top - one.top == pytest.approx(-2.5, abs=0.01)


def test_scale_stretches_from_the_upper_left_corner() -> None:
    before = pieces(draw_labels(_order(SHEET, _people(30))))
    adjustment = PrintAdjustment(scale_x=1.01, scale_y=0.99)
    after = pieces(draw_labels(_order(SHEET, _people(30), adjustment=adjustment)))
    for one, other in zip(before, after, strict=True):
        assert other.left == pytest.approx(one.left * 1.01, abs=0.01)
        assert other.top == pytest.approx(one.top * 0.99, abs=0.01)


@pytest.mark.parametrize(
    "values", [{"offset_x": 73.0}, {"offset_y": -80.0}, {"scale_x": 1.2}, {"scale_y": float("nan")}]
)
def test_an_impossible_adjustment_is_refused(values: dict[str, float]) -> None:
    with pytest.raises(Problem, match="adjustment-range"):
        PrintAdjustment(**values)


def test_labels_carry_name_addresses_and_nothing_else() -> None:
    stock = STOCKS["avery-5163"]
    drawn = draw_labels(_order(stock, (MARIA,), sender=SENDER))
    assert page_text(drawn).split("\n") == [
        "MARIA SANTOS",
        "1200 SOUTH FOURTH AVENUE APT 14B",
        "SPRINGFIELD IL 62703-4410",
        "Lakeside Family Medicine",
        "412 Elm Street Suite 3",
        "Springfield IL 62704",
    ]


def test_a_name_too_long_is_refused_by_its_number_only() -> None:
    people = (*_people(3), Addressee("Secret" * 1_700, SHORT))
    with pytest.raises(Problem, match="label-no-room") as caught:
        draw_labels(_order(SHEET, people))
    assert "label 4" in caught.value.happened
    assert "Secret" not in caught.value.sentences


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(Problem, match="labels-nothing"):
        draw_labels(_order(SHEET, ()))
    with pytest.raises(Problem, match="labels-too-many"):
        draw_labels(_order(SHEET, (MARIA,) * 20_001))
    with pytest.raises(Problem, match="no-glyph"):
        draw_labels(_order(SHEET, (Addressee("王小明", SHORT),)))


@pytest.mark.parametrize("name", [*NAMES, *LITERALS])
def test_names_are_printed_letter_for_letter(name: str) -> None:
    drawn = draw_labels(_order(STOCKS["avery-5164"], (Addressee(name, SHORT),), uppercase=False))
    assert name.replace(" ", "") in all_text(drawn).replace(" ", "").replace("\n", "")


def test_accents_without_composed_form_are_printed_too() -> None:
    name = "Ọ̀ṣun (Hózhǫ́)"
    drawn = draw_labels(_order(STOCKS["avery-5164"], (Addressee(name, SHORT),), uppercase=False))
    printed = unicodedata.normalize("NFD", all_text(drawn))
    for sign in set(unicodedata.normalize("NFD", name)):
        assert printed.count(sign) >= unicodedata.normalize("NFD", name).count(sign)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ABCxyz'-. ()\\éÅßđịΩЩ\u0301"), min_size=1, max_size=40))
def test_any_name_lies_inside_its_label(name: str) -> None:
    stock = STOCKS["avery-5161"]
    drawn = draw_labels(_order(stock, (Addressee(f"A{name}", SHORT),)))
    label = stock.label_position(1)
    assert all(_inside(piece, label) for piece in pieces(drawn))


def test_sample_labels_are_marked_each() -> None:
    drawn = draw_labels(_order(STOCKS["avery-5163"], _people(10), sample=True))
    assert page_text(drawn).count("SAMPLE") == 10
    assert "SAMPLE" not in page_text(draw_labels(_order(STOCKS["avery-5163"], _people(10))))


def test_outlines_are_drawn_only_when_asked() -> None:
    plain = draw_labels(_order(SHEET, _people(1)))
    assert len(draw_labels(_order(SHEET, _people(1), outlines=True))) > len(plain)


def test_equal_input_gives_equal_bytes_and_the_description_names_nobody() -> None:
    drawn = draw_labels(_order(SHEET, (MARIA,)))
    assert drawn == draw_labels(_order(SHEET, (MARIA,)))
    assert "Santos" not in str(dict(PdfReader(BytesIO(drawn)).metadata or {}))
    assert "Santos" not in repr(_order(SHEET, (MARIA,)))


def test_the_alignment_page_numbers_every_label() -> None:
    drawn = draw_alignment_page(SHEET, PrintAdjustment(offset_x=1.0))
    found = pieces(drawn)
    for number in (1, 15, 30):
        label = SHEET.label_position(number)
        box = replace(label, x=label.x + 1.0)
        assert str(number) in [piece.text.strip() for piece in found if _inside(piece, box)]
    words = [piece.text.strip() for piece in found]
    assert "1.500 in from left, 1.000 in from top" in words
    assert "5.500 in right, 9.000 in down from 1" in words
    single = draw_alignment_page(STOCKS["zebra-4x6"], PrintAdjustment())
    assert "2.000 in from left, 3.000 in from top" in page_text(single)
    assert "from 1" not in page_text(single)


def test_many_labels_cost_little_more_than_bare_drawing() -> None:
    people = tuple(
        replace(MARIA, address=replace(MARIA.address, zip_code=f"62703-{number:04d}"))
        for number in range(1_500)
    )
    draw_labels(_order(SHEET, people[:30]))
    ratios = []
    for _ in range(3):
        bare = _timed(lambda: _bare_loop(people))
        ratios.append(_timed(lambda: draw_labels(_order(SHEET, people))) / bare)
    # the budget of 1.5 is measured by the benchmarks; here a slip of the whole method shows
    assert min(ratios) < 2.0


def _timed(work: Any) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _bare_loop(people: tuple[Addressee, ...]) -> None:
    register_fonts()
    canvas = Canvas(BytesIO(), pagesize=(612, 792), invariant=1)
    for number, who in enumerate(people):
        if number and number % 30 == 0:
            canvas.showPage()
        row, column = divmod(number % 30, 3)
        text = canvas.beginText(22.5 + 198 * column, 730 - 72 * row)
        text.setFont(REGULAR, 9, 10.6)
        text.textLine("MARIA SANTOS")
        text.textLine("1200 SOUTH FOURTH AVENUE APT 14B")
        text.textLine(f"SPRINGFIELD IL {who.address.zip_code}")
        canvas.drawText(text)
    canvas.save()
