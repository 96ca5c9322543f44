"""The store itself, staff, settings, drafts and the audit trail."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint

from app.storage.column_types import Flag, Json
from app.storage.tables.base import key, moment, table, text, to, version

store_info = table(
    "store_info",
    key(),
    text("vault_id", None),
    Column("sample", Flag, nullable=False),
    moment("created_at"),
    Column("audit_key", LargeBinary, nullable=False),
    Column("keyring_copy", LargeBinary),
)

staff = table(
    "staff",
    key(),
    Column("login", Text, nullable=False, unique=True),
    text("name", None),
    text("role", None),
    Column("active", Flag, nullable=False),
    Column("must_change_password", Flag, nullable=False),
    moment("created_at"),
    version(),
)

setting = table(
    "setting",
    key(),
    Column("key", Text, nullable=False, unique=True),
    Column("value", Json, nullable=False),
    version(),
)

draft = table(
    "draft",
    key(),
    to("staff_id", "staff.id"),
    text("form", None),
    Column("body", Json, nullable=False),
    moment("saved_at"),
    UniqueConstraint("staff_id", "form"),
)

audit = table(
    "audit",
    Column("seq", Integer, primary_key=True),
    text("at", None),
    Column("actor", Integer),
    text("actor_name", None),
    text("action", None),
    text("entity", None),
    Column("entity_id", Integer),
    Column("patient_id", Integer),
    text("detail", None),
    text("app_version", None),
    Column("prev", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Index("audit_by_entity", "entity", "entity_id", "seq"),
    Index("audit_by_patient", "patient_id", "seq"),
    Index("audit_by_moment", "at"),
)

audit_head = table(
    "audit_head",
    key(),
    Column("seq", Integer, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)
