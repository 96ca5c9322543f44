"""Label layouts against the measured reference, start positions, and damaged lists."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem
from app.domain.geometry import Box, inches
from app.domain.label_stock import (
    StockKind,
    label_catalog_from,
    next_free_label,
)

RESOURCE = Path(__file__).parents[2] / "resources" / "label_stock.json"
DATA: dict[str, Any] = json.loads(RESOURCE.read_text(encoding="utf-8"))
CATALOG = label_catalog_from(DATA)
REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "label_stock_reference.json").read_text(encoding="utf-8")
)
STOCKS = st.sampled_from(CATALOG.stocks)


@pytest.mark.parametrize("number", range(49))
def test_layout_is_the_measured_one(number: int) -> None:
    item, stock = REFERENCE["items"][number], CATALOG.stocks[number]
    grid, label = item["grid"], item["label"]
    assert (stock.page_width, stock.page_height) == (
        item["page"]["width_pt"],
        item["page"]["height_pt"],
    )
    assert stock.count == grid["count"]
    assert stock.kind.value == item["kind"]
    for n in range(1, stock.count + 1):
        row, column = divmod(n - 1, grid["columns"])
        assert stock.label_position(n) == Box(
            grid["x0_pt"] + column * grid["dx_pt"],
            grid["y0_pt"] + row * grid["dy_pt"],
            label["width_pt"],
            label["height_pt"],
        )
    if "printable_rect_pt" in item:
        assert stock.printable == Box(**item["printable_rect_pt"])


def test_every_name_of_the_index_finds_its_layout() -> None:
    assert len(CATALOG.stocks) == len(REFERENCE["items"]) == 49
    renamed = {"Avery 5195/8195 (nominal)": "Avery 8195 nominal"}
    for name, number in REFERENCE["index_brand_part_to_item"].items():
        found = CATALOG.find(renamed.get(name, name))
        assert found is not None, name
        assert found.id == CATALOG.stocks[number].id


@pytest.mark.parametrize(
    ("typed", "stock_id"),
    [
        ("8160", "avery-5160"),
        ("5160", "avery-5160"),
        ("avery 5160 WIDE", "avery-5160-wide"),
        ("L7160", "avery-7160"),
        ("18163", "avery-5163"),
        ("5165", "avery-8165"),
        ("DK-1201", "brother-dk-1201"),
        ("30252", "dymo-30252"),
        ("6240", None),
        ("", None),
    ],
)
def test_find(typed: str, stock_id: str | None) -> None:
    found = CATALOG.find(typed)
    assert (found.id if found else None) == stock_id


def test_search_and_get() -> None:
    assert [stock.id for stock in CATALOG.search("516")][:2] == ["avery-5126", "avery-5160"]
    assert {stock.brand for stock in CATALOG.search("dymo")} == {"Dymo", "DYMO", "Zebra"}
    assert CATALOG.search("no such sheet") == ()
    assert CATALOG.get("avery-5160").name == "Avery 5160"
    with pytest.raises(Problem, match="label-unknown"):
        CATALOG.get("avery-9999")


def test_default_is_the_wide_5160() -> None:
    stock = CATALOG.default
    assert (stock.first_x / 72, stock.pitch_x / 72, stock.count) == (0.1875, 2.75, 30)
    assert CATALOG.get("avery-5160").first_x / 72 == 0.15625


def test_a4_and_rolls_are_known() -> None:
    assert CATALOG.get("avery-7160").page_height == 841.89
    assert CATALOG.get("dymo-30252").runs_along_length
    assert not CATALOG.get("dymo-30334").runs_along_length
    assert not CATALOG.default.runs_along_length
    assert all(s.count == 1 for s in CATALOG.stocks if s.kind is StockKind.ROLL)


@given(STOCKS)
def test_labels_lie_on_the_page_and_apart(stock: Any) -> None:
    page = Box(0, 0, stock.page_width, stock.page_height)
    places = [stock.label_position(n) for n in range(1, stock.count + 1)]
    for number, place in enumerate(places, 1):
        assert page.contains(place)
        assert place.contains(stock.text_position(number))
    for one, other in pairwise(places):
        # A tenth of a point is shared where the published pitch is that much too small.
        assert not one.inset(0.25, 0.25).overlaps(other.inset(0.25, 0.25))


def test_text_keeps_inside_what_the_printer_reaches() -> None:
    stock = CATALOG.get("dymo-30252")
    assert stock.printable is not None
    text = stock.text_position(1)
    assert stock.printable.contains(text)
    assert text.x == 4.5  # 1/16 inch is more than the printer's own millimetre
    assert text.y == 17.008


@pytest.mark.parametrize("number", [0, -1, 31])
def test_no_such_label(number: int) -> None:
    with pytest.raises(Problem, match="label-number") as caught:
        CATALOG.default.label_position(number)
    assert "1 to 30" in caught.value.happened


def test_start_counts_on_the_first_page_only() -> None:
    assert next_free_label(CATALOG.default, 35, 29) == 4
    assert next_free_label(CATALOG.default, 2, 29) == 1
    assert next_free_label(CATALOG.default, 0, 5) == 5


@given(STOCKS, st.integers(0, 2000), st.data())
def test_the_next_label_is_the_one_after_the_last(
    stock: Any, labels: int, data: st.DataObject
) -> None:
    wanted = start = data.draw(st.integers(1, stock.count))
    for _ in range(labels):
        wanted = wanted + 1 if wanted < stock.count else 1
    assert next_free_label(stock, labels, start) == wanted


@pytest.mark.parametrize(
    "change",
    [
        {"stocks": None},
        {"stocks": ["x"]},
        {"stocks": [{}]},
        {"valid_from": "soon"},
        {"valid_from": None},
        {"default": "avery-1"},
        {"stocks": DATA["stocks"][:1] * 2},
    ],
)
def test_damaged_list(change: dict[str, object]) -> None:
    with pytest.raises(Problem, match="label-stock-damaged"):
        label_catalog_from(DATA | change)


@pytest.mark.parametrize("data", [None, [], "x", {}])
def test_no_list(data: object) -> None:
    with pytest.raises(Problem, match="label-stock-damaged"):
        label_catalog_from(data)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rows": 11}, "beyond the page"),
        ({"first": [600, 36]}, "beyond the page"),
        ({"pitch": [180, 72]}, "overlap sideways"),
        ({"pitch": [198, 70]}, "overlap downwards"),
        ({"printable": [0, 0, 500, 10]}, "beyond the label"),
        ({"inset": [80, 4]}, "no room"),
        ({"kind": "roll"}, "roll"),
        ({"kind": "pad"}, "wrong value"),
        ({"columns": 0}, "wrong value"),
        ({"columns": True}, "wrong value"),
        ({"columns": 2.5}, "wrong value"),
        ({"page": [612]}, "wrong value"),
        ({"page": [612, "792"]}, "wrong value"),
        ({"page": [612, True]}, "wrong value"),
        ({"page": [612, float("nan")]}, "wrong value"),
        ({"label": [-1, 72]}, "wrong value"),
        ({"page": [612, 1e9]}, "wrong value"),
        ({"corner": None}, "wrong value"),
        ({"part": ""}, "wrong value"),
        ({"id": 3}, "wrong value"),
        ({"also": ["Avery 5161"]}, "given twice"),
        ({"also": [5]}, "wrong value"),
    ],
)
def test_inconsistent_layout_is_refused(change: dict[str, object], why: str) -> None:
    data = copy.deepcopy(DATA)
    place = next(n for n, row in enumerate(data["stocks"]) if row["id"] == "avery-5160-wide")
    data["stocks"][place] |= change
    with pytest.raises(Problem, match="label-stock-damaged") as caught:
        label_catalog_from(data)
    assert why in caught.value.happened


def test_boxes() -> None:
    box = inches(1, 1, 2, 2)
    assert (box.x, box.right, box.bottom) == (72, 216, 216)
    assert box.overlaps(inches(2, 2, 2, 2))
    assert not box.overlaps(inches(3, 1, 2, 2))
    assert box.contains(box.inset(1, 1))
    assert not box.contains(inches(0.9, 1, 1, 1))
