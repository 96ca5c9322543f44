"""Label sheets and rolls: where each label is, and which labels a run uses.

Labels are numbered from 1, left to right and then down. Places are computed from the pitch each
time, never added up, so that rounding cannot drift down the page (``mail.md`` section 5).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.domain.errors import Problem
from app.domain.geometry import Box

LEAST_INSET = 4.5
"""Text stays 1/16 inch from the edge, since die-cut sheets vary by half a millimetre."""

_SHARED_EDGE = 0.25
"""Published pitches may be a tenth of a point smaller than their labels."""
_LARGEST = 2000.0
_LEAST_TEXT_WIDTH, _LEAST_TEXT_HEIGHT = 36.0, 12.0


class StockKind(StrEnum):
    """Sheets of many labels, or a roll where the page is the label."""

    SHEET = "sheet"
    ROLL = "roll"


@dataclass(frozen=True, slots=True)
class LabelStock:
    """One layout.

    Attributes:
        first_x, first_y: the corner of label 1.
        pitch_x, pitch_y: step to the next column and row.
        inset_x, inset_y: least distance of text from the edges of a label.
        printable: what the printer reaches on a label, or None for all of it.
        also: other names under which the same layout is sold.
    """

    id: str
    brand: str
    part: str
    description: str
    kind: StockKind
    page_width: float
    page_height: float
    label_width: float
    label_height: float
    corner_radius: float
    columns: int
    rows: int
    first_x: float
    first_y: float
    pitch_x: float
    pitch_y: float
    inset_x: float
    inset_y: float
    printable: Box | None = None
    also: tuple[str, ...] = ()
    note: str = ""

    @property
    def name(self) -> str:
        """``Avery 5160``."""
        return f"{self.brand} {self.part}"

    @property
    def count(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    @property
    def runs_along_length(self) -> bool:
        """A roll label that is taller than wide: text is turned and runs along the long side."""
        return self.kind is StockKind.ROLL and self.label_height > self.label_width

    def label_position(self, number: int) -> Box:
        """The rectangle of a label on its page.

        Raises:
            Problem: the sheet has no such label.
        """
        if not 1 <= number <= self.count:
            raise Problem(
                "label-number",
                f"This sheet has labels 1 to {self.count}.",
                next_step="Choose one of them to start with.",
            )
        row, column = divmod(number - 1, self.columns)
        return Box(
            self.first_x + column * self.pitch_x,
            self.first_y + row * self.pitch_y,
            self.label_width,
            self.label_height,
        )

    def text_position(self, number: int) -> Box:
        """The part of a label where text may stand."""
        label = self.label_position(number)
        inner = label.inset(self.inset_x, self.inset_y)
        if self.printable is None:
            return inner
        left = max(inner.x, label.x + self.printable.x)
        top = max(inner.y, label.y + self.printable.y)
        right = min(inner.right, label.x + self.printable.right)
        bottom = min(inner.bottom, label.y + self.printable.bottom)
        return Box(left, top, right - left, bottom - top)


def next_free_label(stock: LabelStock, labels: int, start: int = 1) -> int:
    """The first label left on the last sheet after a run; 1 when that sheet is used up."""
    return (start - 1 + labels) % stock.count + 1


@dataclass(frozen=True, slots=True)
class LabelCatalog:
    """All layouts, found by id or by any name they are sold under."""

    stocks: tuple[LabelStock, ...]
    default_id: str
    valid_from: date
    by_id: Mapping[str, LabelStock]
    by_name: Mapping[str, LabelStock]

    @property
    def default(self) -> LabelStock:
        """The sheet that is offered first."""
        return self.by_id[self.default_id]

    def get(self, stock_id: str) -> LabelStock:
        """The layout with this id.

        Raises:
            Problem: there is none.
        """
        if stock_id not in self.by_id:
            raise Problem(
                "label-unknown",
                "This label sheet is not in the list.",
                next_step="Choose the sheet again.",
            )
        return self.by_id[stock_id]

    def find(self, name: str) -> LabelStock | None:
        """The layout sold as ``Avery 8160``, ``8160`` or ``L7160``; None if unknown."""
        return self.by_name.get(_squeezed(name))

    def search(self, typed: str) -> tuple[LabelStock, ...]:
        """Every layout with a name that holds what was typed."""
        wanted = _squeezed(typed)
        found = {stock.id for name, stock in self.by_name.items() if wanted in name}
        return tuple(stock for stock in self.stocks if stock.id in found)


def label_catalog_from(data: object) -> LabelCatalog:
    """The layouts of a parsed ``label_stock.json``.

    Raises:
        Problem: the data is damaged or a layout contradicts itself; the sentence names it.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("stocks"), list):
        raise _damaged("it holds no list of layouts")
    stocks = tuple(_stock(number, row) for number, row in enumerate(data["stocks"], 1))
    by_id = {stock.id: stock for stock in stocks}
    if len(by_id) != len(stocks):
        raise _damaged("two layouts have the same id")
    try:
        valid_from = date.fromisoformat(data["valid_from"])
    except (KeyError, TypeError, ValueError):
        raise _damaged("it has no date") from None
    if data.get("default") not in by_id:
        raise _damaged("its default is not in the list")
    return LabelCatalog(
        stocks=stocks,
        default_id=str(data["default"]),
        valid_from=valid_from,
        by_id=MappingProxyType(by_id),
        by_name=MappingProxyType(_names(stocks)),
    )


def _names(stocks: tuple[LabelStock, ...]) -> dict[str, LabelStock]:
    """Full names first; a bare part number points to the first brand that uses it."""
    names: dict[str, LabelStock] = {}
    for stock in stocks:
        for name in (stock.name, *stock.also):
            if names.setdefault(_squeezed(name), stock) is not stock:
                raise _damaged(f"the name {name} is given twice")
    for stock in stocks:
        for name in (stock.part, *(alias.partition(" ")[2] for alias in stock.also)):
            names.setdefault(_squeezed(name), stock)
    return names


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", name.casefold())


def _stock(number: int, row: object) -> LabelStock:
    if not isinstance(row, Mapping):
        raise _damaged(f"layout {number} is none")
    try:
        stock = _read(row)
    except (KeyError, TypeError, ValueError):
        raise _damaged(f"layout {number} has a missing or wrong value") from None
    if why := _contradiction(stock):
        raise _damaged(f"layout {number} ({stock.name}) {why}")
    return stock


def _read(row: Mapping[str, Any]) -> LabelStock:
    page_width, page_height = _lengths(row["page"], 2)
    label_width, label_height = _lengths(row["label"], 2)
    first_x, first_y = _lengths(row["first"], 2)
    pitch_x, pitch_y = _lengths(row["pitch"], 2)
    inset_x, inset_y = _lengths(row["inset"], 2)
    printable = row.get("printable")
    return LabelStock(
        id=_text(row["id"]),
        brand=_text(row["brand"]),
        part=_text(row["part"]),
        description=_text(row["what"]),
        kind=StockKind(row["kind"]),
        page_width=page_width,
        page_height=page_height,
        label_width=label_width,
        label_height=label_height,
        corner_radius=_lengths([row["corner"]], 1)[0],
        columns=_whole(row["columns"]),
        rows=_whole(row["rows"]),
        first_x=first_x,
        first_y=first_y,
        pitch_x=pitch_x,
        pitch_y=pitch_y,
        inset_x=max(inset_x, LEAST_INSET),
        inset_y=max(inset_y, LEAST_INSET),
        printable=Box(*_lengths(printable, 4)) if printable is not None else None,
        also=tuple(_text(name) for name in row.get("also", ())),
        note=str(row.get("note", "")),
    )


def _contradiction(stock: LabelStock) -> str:
    """Why a layout cannot be real, or nothing."""
    last = stock.label_position(stock.count)
    page = Box(0, 0, stock.page_width, stock.page_height)
    label = Box(0, 0, stock.label_width, stock.label_height)
    if not page.contains(stock.label_position(1)) or not page.contains(last):
        return "has labels beyond the page"
    if stock.columns > 1 and stock.pitch_x < stock.label_width - _SHARED_EDGE:
        return "has labels that overlap sideways"
    if stock.rows > 1 and stock.pitch_y < stock.label_height - _SHARED_EDGE:
        return "has labels that overlap downwards"
    if stock.printable is not None and not label.contains(stock.printable):
        return "has a printable part beyond the label"
    if stock.kind is StockKind.ROLL and (stock.count != 1 or not label.contains(page)):
        return "is a roll whose page is not the label"
    text = stock.text_position(1)
    if text.width < _LEAST_TEXT_WIDTH or text.height < _LEAST_TEXT_HEIGHT:
        return "has no room for text"
    return ""


def _lengths(values: object, count: int) -> tuple[float, ...]:
    if not isinstance(values, list) or len(values) != count:
        raise ValueError("wrong number of measures")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError("a measure is a number")
        if not math.isfinite(value) or not 0 <= value <= _LARGEST:
            raise ValueError("a measure lies between 0 and the largest page")
    return tuple(float(value) for value in values)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise ValueError("columns and rows are whole numbers")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a name is text")
    return value


def _damaged(why: str) -> Problem:
    return Problem(
        "label-stock-damaged",
        f"The list of label sheets cannot be used: {why}.",
        next_step="Correct the list, or put the supplied one back.",
    )
