"""The store itself, staff, audit trail, patients and dated facts.

Frozen: a later change is a new revision.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("audit",)


def _column(name: str, kind: Any, **options: Any) -> sa.Column[Any]:
    parts = [sa.ForeignKey(options["to"])] if "to" in options else []
    return sa.Column(
        name,
        kind,
        *parts,
        nullable=options.get("null", False),
        unique=options.get("unique"),
        server_default=options.get("default"),
    )


def _text(name: str, **options: Any) -> sa.Column[Any]:
    return _column(name, sa.Text(), **options)


def _integer(name: str, **options: Any) -> sa.Column[Any]:
    return _column(name, sa.Integer(), **options)


def _blob(name: str, **options: Any) -> sa.Column[Any]:
    return _column(name, sa.LargeBinary(), **options)


def _table(name: str, *parts: Any) -> None:
    key = sa.Column("id", sa.Integer(), primary_key=True)
    op.create_table(name, key, *parts, sqlite_strict=True)


def _indexes(table: str, **columns: tuple[str, ...]) -> None:
    for name, parts in columns.items():
        op.create_index(name, table, list(parts))


def _store_info() -> None:
    _table(
        "store_info",
        _text("vault_id"),
        _integer("sample"),
        _text("created_at"),
        _blob("audit_key"),
        _blob("keyring_copy", null=True),
    )


def _staff() -> None:
    _table(
        "staff",
        _text("login", unique=True),
        *map(_text, ("name", "role")),
        _integer("active"),
        _integer("must_change_password"),
        _text("created_at"),
        _integer("version", default="1"),
    )


def _setting() -> None:
    _table("setting", _text("key", unique=True), _text("value"), _integer("version", default="1"))


def _draft() -> None:
    _table(
        "draft",
        _integer("staff_id", to="staff.id"),
        *map(_text, ("form", "body", "saved_at")),
        sa.UniqueConstraint("staff_id", "form"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), primary_key=True),
        _text("at"),
        _integer("actor", null=True),
        *map(_text, ("actor_name", "action", "entity")),
        _integer("entity_id", null=True),
        _integer("patient_id", null=True),
        *map(_text, ("detail", "app_version")),
        _blob("prev"),
        _blob("mac"),
        sqlite_strict=True,
    )
    _indexes(
        "audit",
        audit_by_entity=("entity", "entity_id", "seq"),
        audit_by_patient=("patient_id", "seq"),
    )


def _audit_head() -> None:
    _table("audit_head", _integer("seq"), _blob("mac"))


def _import_batch() -> None:
    _table(
        "import_batch",
        *map(_text, ("kind", "made_at")),
        _integer("made_by", to="staff.id", null=True),
        _integer("added"),
        _integer("updated"),
        _integer("rejected"),
        _text("undone_at", null=True),
    )


def _import_change() -> None:
    _table(
        "import_change",
        _integer("batch_id", to="import_batch.id"),
        _integer("patient_id"),
        _text("before", null=True),
    )
    _indexes("import_change", import_change_by_batch=("batch_id",))


def _patient() -> None:
    _table(
        "patient",
        _text("family_name"),
        *(_text(name, default="") for name in ("given_name", "middle_name", "prefix", "suffix")),
        _text("birth_date", null=True),
        _text("death_date", null=True),
        *(_text(name, default="") for name in ("sex", "chart_number", "phone", "email")),
        _text("address"),
        _text("confidential", null=True),
        _text("source_key", default=""),
        _text("sort_name"),
        _integer("import_id", to="import_batch.id", null=True),
        _text("created_at"),
        _integer("version", default="1"),
    )
    _indexes(
        "patient",
        patient_by_birth=("birth_date",),
        patient_by_chart=("chart_number",),
        patient_by_name=("sort_name", "id"),
        patient_by_source=("source_key",),
    )


def _party() -> None:
    _table(
        "party",
        *map(_text, ("kind", "name")),
        *(_text(name, default="") for name in ("organization", "phone", "email")),
        _text("sort_name"),
        _text("last_used_on", null=True),
        _integer("version", default="1"),
    )
    _indexes("party", party_by_name=("sort_name", "id"))


def _party_address() -> None:
    _table(
        "party_address",
        _integer("party_id", to="party.id"),
        _text("address"),
        _text("last_used_on", null=True),
    )
    _indexes("party_address", party_address_by_party=("party_id",))


def _state_rule() -> None:
    _table(
        "state_rule",
        *map(_text, ("state", "provider_kind", "access_kind")),
        _integer("days", null=True),
        _text("day_type", default=""),
        *map(_text, ("citation", "confidence")),
        *(_text(name, default="") for name in ("source", "note")),
        _integer("extended_days", null=True),
        _text("condition", default=""),
        _text("valid_from"),
        _text("verified_by", default=""),
        _text("verified_on", null=True),
        _integer("version", default="1"),
    )
    _indexes("state_rule", state_rule_by_state=("state", "access_kind"))


def _postal_price() -> None:
    _table(
        "postal_price",
        _text("item"),
        _integer("ounces", default="0"),
        _integer("cents"),
        _text("valid_from"),
        *(_text(name, default="") for name in ("source", "confidence", "verified_by")),
        _integer("version", default="1"),
        sa.UniqueConstraint("item", "ounces", "valid_from"),
    )


def _letter_text() -> None:
    _table(
        "letter_text",
        *map(_text, ("kind", "language")),
        _integer("number"),
        *map(_text, ("body", "valid_from")),
        *(_text(name, default="") for name in ("source", "verified_by")),
        sa.UniqueConstraint("kind", "language", "number"),
    )


def _append_only(table: str) -> None:
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def upgrade() -> None:
    """Create the tables."""
    _store_info()
    _staff()
    _setting()
    _draft()
    _audit()
    _audit_head()
    _import_batch()
    _import_change()
    _patient()
    _party()
    _party_address()
    _state_rule()
    _postal_price()
    _letter_text()
    for table in APPEND_ONLY:
        _append_only(table)
