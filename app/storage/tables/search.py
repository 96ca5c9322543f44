"""What the search field looks through; the full-text table ``search_words`` mirrors it.

An entry's id is made of its kind and the id of what it stands for (``app.storage.search``), so that
one range of ids is one kind and the newest come last. Long numbers are kept apart in
``search_number``, once as they are and once from behind; ``search_term`` lists every word in use.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint
from sqlalchemy import column as plain_column
from sqlalchemy import table as plain_table

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

search_number = table(
    "search_number",
    key(),
    Column("entry_id", Integer, nullable=False),
    text("digits", None),
    Index("search_number_digits", "digits", "entry_id"),
    Index("search_number_entry", "entry_id"),
)

search_term = table("search_term", key(), Column("term", Text, nullable=False, unique=True))

search_words = plain_table("search_words", plain_column("rowid"), plain_column("search_words"))
"""The virtual table; its hidden column of the same name takes the question."""
