"""Consents are found by the search field; what states ask of an authorization is kept here.

Consents of before get their entries, with the folded words they have carried from the start.
Frozen: a later change is a new revision.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

SPAN = 1 << 40
BASE = 5 * SPAN
KINDS = {
    "unencrypted_email": ("E-mail", "e mail unencrypted"),
    "pick_up": ("Pick-up", "pick up by someone else"),
    "authorization": ("Authorization", "authorization"),
}


def _state_add_on() -> None:
    words = ("state", "citation", "valid_from", "source", "verified_by", "verified_on")
    counts = ("least_points", "most_months", "default_months")
    answers = ("separate_signature", "copy_always", "end_date")
    op.create_table(
        "state_add_on",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in counts),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in answers),
        sqlite_strict=True,
    )
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER state_add_on_no_{event.lower()} BEFORE {event} ON state_add_on "
            f"BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def _entry(row: Any) -> dict[str, Any]:
    short, kind_words = KINDS.get(row.kind, (row.kind, ""))
    words = dict.fromkeys(f"{row.words} {kind_words}".split())
    return {
        "id": BASE + SPAN - row.id,
        "kind": "consent",
        "entity_id": row.id,
        "patient_id": row.patient_id,
        "title": row.patient_name,
        "detail": short,
        "words": " ".join(words),
    }


def _consents_found() -> None:
    bind = op.get_bind()
    rows = bind.execute(
        sa.text("SELECT id, number, patient_id, kind, patient_name, words FROM consent ORDER BY id")
    ).all()
    terms: set[str] = set()
    for row in rows:
        entry = _entry(row)
        terms.update(entry["words"].split())
        bind.execute(
            sa.text(
                "INSERT INTO search_entry (id, kind, entity_id, patient_id, title, detail, words) "
                "VALUES (:id, :kind, :entity_id, :patient_id, :title, :detail, :words)"
            ),
            entry,
        )
        number = "".join(letter for letter in row.number.upper() if letter.isalnum())
        for digits in (number, f"<{number[::-1]}"):
            bind.execute(
                sa.text("INSERT INTO search_number (entry_id, digits) VALUES (:id, :digits)"),
                {"id": entry["id"], "digits": digits},
            )
    for term in sorted(terms):
        bind.execute(
            sa.text("INSERT INTO search_term (term) VALUES (:term) ON CONFLICT DO NOTHING"),
            {"term": term},
        )


def upgrade() -> None:
    """Create the table, and the entries of the consents that are there."""
    _state_add_on()
    _consents_found()
