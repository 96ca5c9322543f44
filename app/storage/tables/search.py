"""What the search field looks through; the full-text table ``search_words`` mirrors it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, UniqueConstraint

from app.storage.tables.base import key, table, text

search_entry = table(
    "search_entry",
    key(),
    text("kind", None),
    Column("entity_id", Integer, nullable=False),
    Column("patient_id", Integer),
    text("title", None),
    text("detail"),
    text("words", None),
    UniqueConstraint("kind", "entity_id"),
)
