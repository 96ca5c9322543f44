"""Consents with their texts and events; which address of a request was confirmed.

Nothing that is there is changed: addresses that were confirmed before are written down as such.
Frozen: a later change is a new revision.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

APPEND_ONLY = ("consent_text", "consent_event", "address_confirmation")


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


def _table(name: str, *parts: Any) -> None:
    key = sa.Column("id", sa.Integer(), primary_key=True)
    op.create_table(name, key, *parts, sqlite_strict=True)


def _indexes(table: str, **columns: tuple[str, ...]) -> None:
    for name, parts in columns.items():
        op.create_index(name, table, list(parts))


def _consent_text() -> None:
    _table(
        "consent_text",
        *map(_text, ("kind", "language")),
        _integer("number"),
        *map(_text, ("valid_from", "title", "passages")),
        *(_text(name, default="") for name in ("source", "verified_by")),
        sa.UniqueConstraint("kind", "language", "number"),
    )


def _consent() -> None:
    _table(
        "consent",
        _text("number", unique=True),
        _integer("patient_id", to="patient.id"),
        _integer("request_id", to="request.id", null=True),
        *map(_text, ("kind", "terms")),
        _integer("text_id", to="consent_text.id"),
        *map(_text, ("text", "patient_name")),
        _text("patient_born", null=True),
        _text("patient_sort"),
        _text("words", default=""),
        _text("opened_at"),
        _integer("opened_by", to="staff.id"),
        _text("way", default=""),
        *(_text(name, null=True) for name in ("signed_on", "given_at")),
        _text("explained_by", default=""),
        _text("given", null=True),
        _text("strokes", default=""),
        *(
            _integer(name, to="attachment.id", null=True)
            for name in ("image_id", "scan_id", "pdf_id")
        ),
        _text("ends_sort", default="9999-12-31"),
        _integer("valid", default="1"),
    )
    _indexes(
        "consent",
        consent_by_patient=("patient_id", "id"),
        consent_by_request=("request_id", "id"),
        queue_consent_patient=("patient_sort", "id"),
        queue_consent_ends=("ends_sort", "id"),
    )


def _consent_event() -> None:
    _table(
        "consent_event",
        _integer("consent_id", to="consent.id"),
        _text("at"),
        _integer("by", to="staff.id"),
        _text("kind"),
        _text("happened_on", null=True),
        _text("note", default=""),
    )
    _indexes("consent_event", consent_event_by_consent=("consent_id", "id"))


def _address_confirmation() -> None:
    _table(
        "address_confirmation",
        _integer("request_id", to="request.id"),
        _text("at"),
        _integer("by", to="staff.id", null=True),
        *map(_text, ("kind", "address")),
        _text("how", default=""),
    )
    _indexes("address_confirmation", address_confirmation_by_request=("request_id", "id"))
    op.execute(
        "INSERT INTO address_confirmation (request_id, at, by, kind, address, how) "
        "SELECT id, logged_at, logged_by, 'postal', address, address_confirmed_how "
        "FROM request WHERE address_confirmed_how <> '' ORDER BY id"
    )


def _append_only(table: str) -> None:
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def _sealed_once_given() -> None:
    op.execute(
        "CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent "
        "WHEN OLD.given_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'sealed'); END"
    )
    op.execute(
        "CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent "
        "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
    )


def upgrade() -> None:
    """Create the tables."""
    _consent_text()
    _consent()
    _consent_event()
    _address_confirmation()
    for table in APPEND_ONLY:
        _append_only(table)
    _sealed_once_given()
    op.create_index("audit_by_moment", "audit", ["at"])
