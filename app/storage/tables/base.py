"""What every table has in common: the metadata and the columns that recur."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

from app.storage.column_types import UtcMoment

metadata = MetaData()


def key(name: str = "id") -> Column[int]:
    """The integer primary key that every table has; VACUUM may renumber hidden row ids."""
    return Column(name, Integer, primary_key=True)


def text(name: str, default: str | None = "") -> Column[Any]:
    """A text column that is never NULL."""
    return Column(name, Text, nullable=False, server_default=default)


def version() -> Column[int]:
    """The row version that guards against lost updates."""
    return Column("version", Integer, nullable=False, server_default="1")


def to(name: str, target: str, *, nullable: bool = False) -> Column[Any]:
    """A reference to another table."""
    return Column(name, Integer, ForeignKey(target), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> Column[Any]:
    """A moment in UTC."""
    return Column(name, UtcMoment, nullable=nullable)


def table(name: str, *parts: Any) -> Table:
    """A STRICT table of the store."""
    return Table(name, metadata, *parts, sqlite_strict=True)
