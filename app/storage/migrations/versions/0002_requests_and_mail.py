"""Requests, papers, mail and search.

Frozen: a later change is a new revision.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = (
    "request_step",
    "mail_event",
    "paper",
)


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


def _texts_or_null(*names: str) -> list[sa.Column[Any]]:
    return [_text(name, null=True) for name in names]


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


def _request() -> None:
    _table(
        "request",
        _text("number", unique=True),
        _integer("patient_id", to="patient.id"),
        _text("status"),
        _integer("is_open"),
        *map(_text, ("asker", "recipient", "kind", "received_on", "channel", "wanted")),
        *(_text(name, default="") for name in ("wanted_span", "wanted_note")),
        *map(
            _text,
            ("access_kind", "copy_form", "road", "asker_person", "recipient_person", "address"),
        ),
        *(_text(name, default="") for name in ("address_confirmed_how", "purpose")),
        _text("logged_at"),
        _integer("logged_by", to="staff.id"),
        _text("due_on", null=True),
        _text("due_sort"),
        *_texts_or_null("federal_due_on", "state_due_on", "internal_target_on"),
        *(_text(name, default="") for name in ("governing", "citation", "identity_method")),
        _integer("identity_by", to="staff.id", null=True),
        _text("identity_at", null=True),
        _text("authority_proof", default=""),
        _integer("page_count", null=True),
        _integer("whole", default="1"),
        *_texts_or_null("letter_made_at", "outside_made_at"),
        _text("mail_status", default=""),
        _integer("article_logged", default="0"),
        _text("proof", default=""),
        _text("closed_on", null=True),
        _text("close_reason", default=""),
        _text("patient_sort"),
        _integer("version", default="1"),
    )
    _indexes(
        "request",
        queue_due=("due_sort", "id"),
        queue_open_due=("is_open", "due_sort", "id"),
        queue_open_patient=("is_open", "patient_sort", "id"),
        queue_open_received=("is_open", "received_on", "id"),
        queue_open_status=("is_open", "status", "due_sort", "id"),
        queue_patient=("patient_sort", "id"),
        queue_received=("received_on", "id"),
        queue_status_due=("status", "due_sort", "id"),
        queue_status_patient=("status", "patient_sort", "id"),
        queue_status_received=("status", "received_on", "id"),
        request_by_patient=("patient_id", "received_on"),
    )


def _request_step() -> None:
    _table(
        "request_step",
        _integer("request_id", to="request.id"),
        _text("at"),
        _integer("by", to="staff.id", null=True),
        *map(_text, ("kind", "text")),
        _text("detail", default=""),
    )
    _indexes("request_step", request_step_by_request=("request_id", "id"))


def _attachment() -> None:
    _table(
        "attachment",
        _integer("request_id", to="request.id", null=True),
        *map(_text, ("kind", "name", "media_type")),
        _integer("size"),
        _text("sha256"),
        _integer("pages", null=True),
        _text("added_at"),
        _integer("added_by", to="staff.id", null=True),
        _text("purged_at", null=True),
    )
    _indexes("attachment", attachment_by_request=("request_id", "id"))


def _attachment_chunk() -> None:
    _table(
        "attachment_chunk",
        _integer("attachment_id", to="attachment.id"),
        _integer("seq"),
        _blob("data"),
        sa.UniqueConstraint("attachment_id", "seq"),
    )


def _mail_piece() -> None:
    _table(
        "mail_piece",
        _integer("request_id", to="request.id"),
        *map(_text, ("status", "stage")),
        _integer("needs_you"),
        _integer("settled", default="0"),
        *map(_text, ("service", "extras", "recipient_name", "recipient_address", "recipient_sort")),
        *(
            _text(name, default="")
            for name in (
                "article_number",
                "article_raw",
                "article_format",
                "article_carrier",
                "article_check",
                "article_zip",
                "return_receipt_number",
            )
        ),
        _integer("page_count", null=True),
        _text("shape"),
        _integer("weight_tenths", null=True),
        _text("created_at"),
        _integer("created_by", to="staff.id"),
        _text("printed_at", null=True),
        _text("accepted_on", null=True),
        *(_text(name, default="") for name in ("mailed_sort", "acceptance_proof", "dropped_by")),
        _text("delivered_on", null=True),
        _text("delivered_to", default=""),
        *(_text(name, null=True) for name in ("receipt_on", "ended_on")),
        _integer("cost_cents", null=True),
        _text("prices_from", null=True),
        _text("note", default=""),
        _integer("version", default="1"),
    )
    _indexes(
        "mail_piece",
        mail_by_article=("article_number",),
        mail_by_receipt=("return_receipt_number",),
        mail_by_request=("request_id", "id"),
        queue_mail_mailed=("mailed_sort", "id"),
        queue_mail_needs_you=("needs_you", "id"),
        queue_mail_needs_you_mailed=("needs_you", "mailed_sort", "id"),
        queue_mail_needs_you_recipient=("needs_you", "recipient_sort", "id"),
        queue_mail_recipient=("recipient_sort", "id"),
        queue_mail_stage=("stage", "id"),
        queue_mail_stage_mailed=("stage", "mailed_sort", "id"),
        queue_mail_stage_recipient=("stage", "recipient_sort", "id"),
    )


def _mail_event() -> None:
    _table(
        "mail_event",
        _integer("mail_piece_id", to="mail_piece.id"),
        _text("at"),
        _integer("by", to="staff.id", null=True),
        _text("kind"),
        _text("happened_on", null=True),
        _text("text"),
    )
    _indexes("mail_event", mail_event_by_piece=("mail_piece_id", "id"))


def _paper() -> None:
    _table(
        "paper",
        _integer("request_id", to="request.id"),
        _integer("mail_piece_id", to="mail_piece.id", null=True),
        _integer("attachment_id", to="attachment.id"),
        *map(_text, ("kind", "made_at")),
        _integer("made_by", to="staff.id"),
        _text("stock", default=""),
        _text("how"),
        _integer("text_number", null=True),
        _integer("pages"),
        _integer("copies"),
        _integer("reprint"),
        _text("sha256"),
    )
    _indexes("paper", paper_by_request=("request_id", "id"))


def _label_sheet() -> None:
    _table(
        "label_sheet",
        _text("stock", unique=True),
        _integer("next_label"),
        _integer("version", default="1"),
    )


def _search_entry() -> None:
    _table(
        "search_entry",
        _text("kind"),
        _integer("entity_id"),
        _integer("patient_id", null=True),
        _text("title"),
        _text("detail", default=""),
        _text("words"),
        sa.UniqueConstraint("kind", "entity_id"),
    )


def _search_keys() -> None:
    _table("search_number", _integer("entry_id"), _text("digits"))
    _indexes(
        "search_number",
        search_number_digits=("digits", "entry_id"),
        search_number_entry=("entry_id",),
    )
    _table("search_term", _text("term", unique=True))


def _append_only(table: str) -> None:
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def _full_text() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_entry', "
        "content_rowid='id', detail='none', columnsize=0, prefix='1 2 3 4 5', tokenize='ascii')"
    )
    add = "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words);"
    drop = (
        "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words);"
    )
    for event, body in (("INSERT", add), ("DELETE", drop), ("UPDATE", drop + add)):
        op.execute(
            f"CREATE TRIGGER search_words_{event.lower()} AFTER {event} ON search_entry "
            f"BEGIN {body} END"
        )


def upgrade() -> None:
    """Create the tables."""
    _request()
    _request_step()
    _attachment()
    _attachment_chunk()
    _mail_piece()
    _mail_event()
    _paper()
    _label_sheet()
    _search_entry()
    _search_keys()
    _full_text()
    for table in APPEND_ONLY:
        _append_only(table)
