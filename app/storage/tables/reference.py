"""Dated facts that change: state rules, postal prices, letter texts, what states add."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, UniqueConstraint

from app.storage.column_types import Flag, IsoDate, Json
from app.storage.tables.base import key, table, text, version

state_rule = table(
    "state_rule",
    key(),
    text("state", None),
    text("provider_kind", None),
    text("access_kind", None),
    Column("days", Integer),
    text("day_type"),
    text("citation", None),
    text("confidence", None),
    text("source"),
    text("note"),
    Column("extended_days", Integer),
    text("condition"),
    Column("valid_from", IsoDate, nullable=False),
    text("verified_by"),
    Column("verified_on", IsoDate),
    version(),
    Index("state_rule_by_state", "state", "access_kind"),
)

postal_price = table(
    "postal_price",
    key(),
    text("item", None),
    Column("ounces", Integer, nullable=False, server_default="0"),
    Column("cents", Integer, nullable=False),
    Column("valid_from", IsoDate, nullable=False),
    text("source"),
    text("confidence"),
    text("verified_by"),
    version(),
    UniqueConstraint("item", "ounces", "valid_from"),
)

letter_text = table(
    "letter_text",
    key(),
    text("kind", None),
    text("language", None),
    Column("number", Integer, nullable=False),
    Column("body", Json, nullable=False),
    Column("valid_from", IsoDate, nullable=False),
    text("source"),
    text("verified_by"),
    UniqueConstraint("kind", "language", "number"),
)

state_add_on = table(
    "state_add_on",
    key(),
    text("state", None),
    text("citation", None),
    Column("valid_from", IsoDate, nullable=False),
    text("source", None),
    text("verified_by", None),
    Column("verified_on", IsoDate, nullable=False),
    Column("least_points", Integer),
    Column("most_months", Integer),
    Column("default_months", Integer),
    Column("separate_signature", Flag, nullable=False, server_default="0"),
    Column("copy_always", Flag, nullable=False, server_default="0"),
    Column("end_date", Flag, nullable=False, server_default="0"),
)
