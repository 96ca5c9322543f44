"""What a piece of mail costs, from dated prices; what is not known stays blank and blocks nothing.

Prices are chosen by the day of acceptance, not of printing (``mail.md`` 2.4). The price for
restricted or adult-signature delivery replaces the certified fee.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from app.domain.errors import Problem
from app.domain.mail import ExtraService, MailService
from app.domain.state_rules import Confidence

LETTER_MAX_OUNCES = Decimal("3.5")
FLAT_MAX_OUNCES = Decimal(13)
PRICES_AGE_AFTER = timedelta(days=365)


class PriceItem(StrEnum):
    """What has a price of its own."""

    LETTER = "letter"
    LETTER_METERED = "letter_metered"
    ADDITIONAL_OUNCE = "additional_ounce"
    NONMACHINABLE = "nonmachinable"
    FLAT = "flat"
    CERTIFIED = "certified"
    RETURN_RECEIPT = "return_receipt"
    RETURN_RECEIPT_ELECTRONIC = "return_receipt_electronic"
    RESTRICTED_OR_ADULT = "restricted_or_adult"
    CERTIFICATE_OF_MAILING = "certificate_of_mailing"
    CERTIFICATE_FIRM_PIECE = "certificate_of_mailing_firm_piece"
    EXTRA_COPY_OF_FORM = "extra_copy_of_form"
    SIGNATURE_CONFIRMATION = "signature_confirmation"
    SIGNATURE_CONFIRMATION_ELECTRONIC = "signature_confirmation_electronic"


class PieceShape(StrEnum):
    """How the Postal Service prices a piece."""

    LETTER = "letter"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class PostalPrice:
    """One price from one day on; ``ounces`` where the price is for one weight step."""

    item: PriceItem
    valid_from: date
    cents: int
    confidence: Confidence
    source: str
    ounces: int | None = None


@dataclass(frozen=True, slots=True)
class PieceToPrice:
    """What decides the cost of a piece."""

    service: MailService
    extras: frozenset[ExtraService]
    accepted_on: date
    shape: PieceShape = PieceShape.LETTER
    ounces: Decimal | None = None
    metered: bool = False
    nonmachinable: bool = False


@dataclass(frozen=True, slots=True)
class CostLine:
    """One part of the cost; ``cents`` is None where the price is not known."""

    label: str
    cents: int | None


@dataclass(frozen=True, slots=True)
class PieceCost:
    """The cost of a piece, line by line.

    Attributes:
        total_cents: the sum, or None while any line is not known.
        prices_from: the newest date among the prices used; shown next to the total.
        uncertain: a price among them was not read from the price list itself.
    """

    lines: tuple[CostLine, ...]
    total_cents: int | None
    prices_from: date | None
    uncertain: bool = False

    def is_dated(self, today: date) -> bool:
        """The prices are older than twelve months and should be checked."""
        return self.prices_from is not None and today - self.prices_from > PRICES_AGE_AFTER


def price_on(
    prices: Iterable[PostalPrice], item: PriceItem, day: date, ounces: int | None = None
) -> PostalPrice | None:
    """The price in force on a day, or None where the table has none."""
    fitting = [
        price
        for price in prices
        if price.item is item and price.ounces == ounces and price.valid_from <= day
    ]
    return max(fitting, key=lambda price: price.valid_from, default=None)


def price_piece(piece: PieceToPrice, prices: Iterable[PostalPrice]) -> PieceCost:
    """What the piece costs on the day it is accepted."""
    table = tuple(prices)
    priced = [_postage(piece, table), *_extras(piece, table)]
    cents = [line.cents for line, _ in priced]
    known = [cent for cent in cents if cent is not None]
    used = [price for _, prices_used in priced for price in prices_used]
    return PieceCost(
        lines=tuple(line for line, _ in priced),
        total_cents=sum(known) if len(known) == len(cents) else None,
        prices_from=max((price.valid_from for price in used), default=None),
        uncertain=any(price.confidence is Confidence.LOW for price in used),
    )


_Priced = tuple[CostLine, tuple[PostalPrice, ...]]


def _postage(piece: PieceToPrice, table: tuple[PostalPrice, ...]) -> _Priced:
    label = f"{piece.service.label}, {piece.shape.value}"
    if piece.service is not MailService.FIRST_CLASS:
        return CostLine(piece.service.label, None), ()
    if piece.ounces is None or piece.ounces <= 0:
        return CostLine(label, None), ()
    steps = int(piece.ounces.to_integral_value(ROUND_CEILING))
    if piece.shape is PieceShape.FLAT or piece.ounces > LETTER_MAX_OUNCES:
        # A letter over 3.5 ounces pays the large-envelope price (mail.md 2.3).
        return _sum(
            f"{piece.service.label}, flat, {steps} oz",
            [price_on(table, PriceItem.FLAT, piece.accepted_on, steps)]
            if piece.ounces <= FLAT_MAX_OUNCES
            else [None],
        )
    first = PriceItem.LETTER_METERED if piece.metered else PriceItem.LETTER
    parts = [price_on(table, first, piece.accepted_on)]
    parts += [price_on(table, PriceItem.ADDITIONAL_OUNCE, piece.accepted_on)] * (steps - 1)
    if piece.nonmachinable:
        parts.append(price_on(table, PriceItem.NONMACHINABLE, piece.accepted_on))
    return _sum(f"{label}, {steps} oz", parts)


def _sum(label: str, parts: list[PostalPrice | None]) -> _Priced:
    known = [part for part in parts if part is not None]
    total = sum(part.cents for part in known) if len(known) == len(parts) else None
    return CostLine(label, total), tuple(known)


_PRICE_OF_EXTRA: Mapping[ExtraService, PriceItem] = {
    ExtraService.CERTIFIED: PriceItem.CERTIFIED,
    ExtraService.RETURN_RECEIPT: PriceItem.RETURN_RECEIPT,
    ExtraService.RETURN_RECEIPT_ELECTRONIC: PriceItem.RETURN_RECEIPT_ELECTRONIC,
    ExtraService.CERTIFICATE_OF_MAILING: PriceItem.CERTIFICATE_OF_MAILING,
    ExtraService.SIGNATURE_CONFIRMATION: PriceItem.SIGNATURE_CONFIRMATION,
}
_REPLACING_CERTIFIED = (ExtraService.RESTRICTED_DELIVERY, ExtraService.ADULT_SIGNATURE)


def _extras(piece: PieceToPrice, table: tuple[PostalPrice, ...]) -> list[_Priced]:
    wanted = set(piece.extras)
    replacing = [extra for extra in _REPLACING_CERTIFIED if extra in wanted]
    priced = []
    if replacing:
        # One price covers certified, restricted and adult signature together.
        label = ", ".join(extra.label for extra in replacing)
        if ExtraService.CERTIFIED in wanted:
            label = f"{ExtraService.CERTIFIED.label}, {label.lower()}"
        price = price_on(table, PriceItem.RESTRICTED_OR_ADULT, piece.accepted_on)
        priced.append(_sum(label, [price]))
        wanted -= {ExtraService.CERTIFIED, *replacing}
    for extra in ExtraService:
        if extra in wanted:
            item = _PRICE_OF_EXTRA.get(extra)
            price = price_on(table, item, piece.accepted_on) if item else None
            priced.append(_sum(extra.label, [price]))
    return priced


def postal_prices_from(data: object) -> tuple[PostalPrice, ...]:
    """The rows of a parsed ``postal_prices.json``.

    Raises:
        Problem: the data is not such a table; the sentence names the row.
    """
    rows = data.get("prices") if isinstance(data, Mapping) else None
    if not isinstance(rows, list):
        raise _damaged("it holds no list of prices")
    return tuple(_price(number, row) for number, row in enumerate(rows, 1))


def _price(number: int, row: object) -> PostalPrice:
    if not isinstance(row, Mapping):
        raise _damaged(f"row {number} is not a price")
    try:
        return PostalPrice(
            item=PriceItem(row["item"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            cents=_whole(row["cents"]),
            confidence=Confidence(row["confidence"]),
            source=str(row["source"]),
            ounces=_whole(row["ounces"]) if row.get("ounces") is not None else None,
        )
    except (KeyError, ValueError, TypeError):
        raise _damaged(f"row {number} has a missing or wrong value") from None


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1_000_000:
        raise ValueError("prices and ounces are positive whole numbers")
    return value


def _damaged(why: str) -> Problem:
    return Problem(
        "postal-prices-damaged",
        f"The table of postal prices cannot be used: {why}.",
        next_step="Correct the table, or put the supplied one back.",
    )
