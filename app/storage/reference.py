"""Dated facts that change: state rules, postal prices, letter texts.

The promise: a new fact is a new row with its own first day; a row is corrected only as it was read,
and a letter text not at all, since papers refer to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from app.domain.errors import Conflict, FieldProblems, NotFound
from app.domain.postage import PostalPrice, PriceItem
from app.domain.reference import COVER_LETTER, ENGLISH, StoredPrice, StoredRule, StoredText
from app.domain.requests import AccessKind
from app.domain.state_rules import Confidence, DayType, ProviderKind, StateRule
from app.storage.tables import letter_text, postal_price, state_rule


class ReferenceRepository:
    """Rows in, values out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state_rules(self, state: str | None = None) -> tuple[StateRule, ...]:
        """The state table as the deadline rules read it; all states, or one."""
        return tuple(stored.rule for stored in self.stored_rules(state))

    def stored_rules(self, state: str | None = None) -> tuple[StoredRule, ...]:
        """The rows of the state table in a steady order."""
        statement = select(state_rule).order_by(
            state_rule.c.state, state_rule.c.access_kind, state_rule.c.valid_from, state_rule.c.id
        )
        if state is not None:
            statement = statement.where(state_rule.c.state == state)
        return tuple(map(_rule, self._connection.execute(statement)))

    def add_rule(self, rule: StateRule) -> int:
        """Add a row; older rows stay for requests received before its first day."""
        return self._insert(state_rule, _rule_columns(rule))

    def add_rules(self, rules: Sequence[StateRule]) -> None:
        """Add the rows that ship with the program."""
        if rules:
            self._connection.execute(insert(state_rule), [_rule_columns(rule) for rule in rules])

    def save_rule(self, stored: StoredRule) -> None:
        """Correct a row as it was read.

        Raises:
            Conflict: someone changed it since.
        """
        result = self._connection.execute(
            update(state_rule)
            .where(state_rule.c.id == stored.id, state_rule.c.version == stored.version)
            .values(**_rule_columns(stored.rule), version=stored.version + 1)
        )
        if result.rowcount != 1:
            raise Conflict

    def prices(self) -> tuple[PostalPrice, ...]:
        """The price table as the cost rules read it."""
        return tuple(stored.price for stored in self.stored_prices())

    def stored_prices(self) -> tuple[StoredPrice, ...]:
        """The rows of the price table, newest first within an item."""
        rows = self._connection.execute(
            select(postal_price).order_by(
                postal_price.c.item, postal_price.c.ounces, postal_price.c.valid_from.desc()
            )
        )
        return tuple(map(_price, rows))

    def add_price(self, price: PostalPrice, verified_by: str = "") -> int:
        """Add a price from its day on.

        Raises:
            FieldProblems: the item has a price from that very day already.
        """
        taken = self._connection.execute(
            select(postal_price.c.id).where(
                postal_price.c.item == price.item.value,
                postal_price.c.ounces == (price.ounces or 0),
                postal_price.c.valid_from == price.valid_from,
            )
        ).first()
        if taken is not None:
            raise FieldProblems(
                {"valid_from": "There is a price from this day already; correct that one."}
            )
        return self._insert(postal_price, _price_columns(price, verified_by))

    def add_prices(self, prices: Sequence[PostalPrice]) -> None:
        """Add the prices that ship with the program."""
        if prices:
            rows = [_price_columns(price, "") for price in prices]
            self._connection.execute(insert(postal_price), rows)

    def save_price(self, stored: StoredPrice) -> None:
        """Correct a price as it was read.

        Raises:
            Conflict: someone changed it since.
        """
        result = self._connection.execute(
            update(postal_price)
            .where(postal_price.c.id == stored.id, postal_price.c.version == stored.version)
            .values(**_price_columns(stored.price, stored.verified_by), version=stored.version + 1)
        )
        if result.rowcount != 1:
            raise Conflict

    def letter_texts(self, kind: str = COVER_LETTER) -> tuple[StoredText, ...]:
        """Every wording of one kind of letter, oldest first."""
        rows = self._connection.execute(
            select(letter_text).where(letter_text.c.kind == kind).order_by(letter_text.c.number)
        )
        return tuple(map(_text, rows))

    def letter_text(self, text_id: int) -> StoredText:
        """One wording.

        Raises:
            NotFound: there is none with this id.
        """
        row = self._connection.execute(
            select(letter_text).where(letter_text.c.id == text_id)
        ).first()
        if row is None:
            raise NotFound("letter text")
        return _text(row)

    def add_text(
        self,
        kind: str,
        body: dict[str, Any],
        valid_from: date,
        *,
        source: str,
        verified_by: str,
        language: str = ENGLISH,
    ) -> int:
        """Add a wording under the next number of its kind and language; returns that number."""
        columns = letter_text.c
        last = self._connection.execute(
            select(func.max(columns.number)).where(
                columns.kind == kind, columns.language == language
            )
        ).scalar()
        number = int(last or 0) + 1
        self._insert(
            letter_text,
            {
                "kind": kind,
                "language": language,
                "number": number,
                "body": body,
                "valid_from": valid_from,
                "source": source,
                "verified_by": verified_by,
            },
        )
        return number

    def _insert(self, table: Any, values: dict[str, Any]) -> int:
        result = self._connection.execute(insert(table).values(**values))
        assert result.inserted_primary_key is not None  # noqa: S101 - an insert of one row has one
        return int(result.inserted_primary_key[0])


def _rule_columns(rule: StateRule) -> dict[str, Any]:
    return {
        "state": rule.state,
        "provider_kind": rule.provider_kind.value,
        "access_kind": rule.access_kind.value,
        "days": rule.days,
        "day_type": rule.day_type.value,
        "citation": rule.citation,
        "confidence": rule.confidence.value,
        "source": rule.source,
        "note": rule.note,
        "extended_days": rule.extended_days,
        "condition": rule.condition,
        "valid_from": rule.valid_from,
        "verified_by": rule.verified_by,
        "verified_on": rule.verified_on,
    }


def _rule(row: Row[Any]) -> StoredRule:
    rule = StateRule(
        state=row.state,
        provider_kind=ProviderKind(row.provider_kind),
        access_kind=AccessKind(row.access_kind),
        days=row.days,
        day_type=DayType(row.day_type),
        citation=row.citation,
        confidence=Confidence(row.confidence),
        source=row.source,
        valid_from=row.valid_from,
        verified_by=row.verified_by,
        verified_on=row.verified_on,
        note=row.note,
        extended_days=row.extended_days,
        condition=row.condition,
    )
    return StoredRule(row.id, rule, row.version)


def _price_columns(price: PostalPrice, verified_by: str) -> dict[str, Any]:
    return {
        "item": price.item.value,
        "ounces": price.ounces or 0,
        "cents": price.cents,
        "valid_from": price.valid_from,
        "source": price.source,
        "confidence": price.confidence.value,
        "verified_by": verified_by,
    }


def _price(row: Row[Any]) -> StoredPrice:
    price = PostalPrice(
        item=PriceItem(row.item),
        valid_from=row.valid_from,
        cents=row.cents,
        confidence=Confidence(row.confidence),
        source=row.source,
        ounces=row.ounces or None,
    )
    return StoredPrice(row.id, price, row.verified_by, row.version)


def _text(row: Row[Any]) -> StoredText:
    return StoredText(
        id=row.id,
        kind=row.kind,
        number=row.number,
        valid_from=row.valid_from,
        body=row.body,
        source=row.source,
        verified_by=row.verified_by,
        language=row.language,
    )
