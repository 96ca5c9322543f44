"""Patients, the book of requesters, and imports that can be undone."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from app.storage.column_types import IsoDate, Json
from app.storage.tables.base import key, moment, table, text, to, version

import_batch = table(
    "import_batch",
    key(),
    text("kind", None),
    moment("made_at"),
    to("made_by", "staff.id", nullable=True),
    Column("added", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    moment("undone_at", nullable=True),
)

import_change = table(
    "import_change",
    key(),
    to("batch_id", "import_batch.id"),
    Column("patient_id", Integer, nullable=False),
    Column("before", Json),
    Index("import_change_by_batch", "batch_id"),
)

patient = table(
    "patient",
    key(),
    text("family_name", None),
    text("given_name"),
    text("middle_name"),
    text("prefix"),
    text("suffix"),
    Column("birth_date", IsoDate),
    Column("death_date", IsoDate),
    text("sex"),
    text("chart_number"),
    text("phone"),
    text("email"),
    Column("address", Json, nullable=False),
    Column("confidential", Json),
    text("source_key"),
    text("sort_name", None),
    to("import_id", "import_batch.id", nullable=True),
    moment("created_at"),
    version(),
    Index("patient_by_name", "sort_name", "id"),
    Index("patient_by_source", "source_key"),
    Index("patient_by_birth", "birth_date"),
    Index("patient_by_chart", "chart_number"),
)

party = table(
    "party",
    key(),
    text("kind", None),
    text("name", None),
    text("organization"),
    text("phone"),
    text("email"),
    text("sort_name", None),
    Column("last_used_on", IsoDate),
    version(),
    Index("party_by_name", "sort_name", "id"),
)

party_address = table(
    "party_address",
    key(),
    to("party_id", "party.id"),
    Column("address", Json, nullable=False),
    Column("last_used_on", IsoDate),
    Index("party_address_by_party", "party_id"),
)
