"""Prices that the program brings and the practice's table does not have, or has otherwise.

The promise: a price that somebody at the practice typed or compared is never replaced; both stand
side by side until the practice decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.postage import PostalPrice, PriceItem
from app.domain.reference import StoredPrice

PriceKey = tuple[PriceItem, int, date]


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A price of the program, and the row of the practice that it differs from, if there is one."""

    shipped: PostalPrice
    stored: StoredPrice | None = None


@dataclass(frozen=True, slots=True)
class PriceNews:
    """What differs.

    Attributes:
        newer: what can be taken over: new rows, and rows that nobody here touched.
        kept: where the practice has its own price for that day; it stays.
    """

    newer: tuple[PriceChange, ...] = ()
    kept: tuple[PriceChange, ...] = ()

    @property
    def latest(self) -> PostalPrice | None:
        """The newest of what can be taken over; its day and source stand for the others."""
        shipped = [change.shipped for change in self.newer]
        return max(shipped, key=lambda price: price.valid_from, default=None)


def price_news(shipped: Iterable[PostalPrice], stored: Iterable[StoredPrice]) -> PriceNews:
    """Compare the program's table with the practice's, row by row."""
    own = {_key(row.price): row for row in stored}
    newer: list[PriceChange] = []
    kept: list[PriceChange] = []
    for price in shipped:
        row = own.get(_key(price))
        if row is None:
            newer.append(PriceChange(price))
        elif row.price == price:
            continue
        elif row.verified_by:
            # a better source for the same amount is nothing to decide about
            if row.price.cents != price.cents:
                kept.append(PriceChange(price, row))
        else:
            newer.append(PriceChange(price, row))
    return PriceNews(tuple(newer), tuple(kept))


def _key(price: PostalPrice) -> PriceKey:
    return price.item, price.ounces or 0, price.valid_from
