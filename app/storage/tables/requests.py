"""Requests, their steps, and attached files in chunks.

Queue pages are read by key from the indexes named ``queue_*``; a new sort order needs a new index.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint

from app.storage.column_types import Flag, IsoDate, Json
from app.storage.tables.base import key, moment, table, text, to, version

request = table(
    "request",
    key(),
    Column("number", Text, nullable=False, unique=True),
    to("patient_id", "patient.id"),
    text("status", None),
    Column("is_open", Flag, nullable=False),
    text("asker", None),
    text("recipient", None),
    text("kind", None),
    Column("received_on", IsoDate, nullable=False),
    text("channel", None),
    Column("wanted", Json, nullable=False),
    text("wanted_span"),
    text("wanted_note"),
    text("access_kind", None),
    text("copy_form", None),
    text("road", None),
    Column("asker_person", Json, nullable=False),
    Column("recipient_person", Json, nullable=False),
    Column("address", Json, nullable=False),
    text("address_confirmed_how"),
    text("purpose"),
    moment("logged_at"),
    to("logged_by", "staff.id"),
    Column("due_on", IsoDate),
    text("due_sort", None),
    Column("federal_due_on", IsoDate),
    Column("state_due_on", IsoDate),
    Column("internal_target_on", IsoDate),
    text("governing"),
    text("citation"),
    text("identity_method"),
    to("identity_by", "staff.id", nullable=True),
    moment("identity_at", nullable=True),
    text("authority_proof"),
    Column("page_count", Integer),
    Column("whole", Flag, nullable=False, server_default="1"),
    moment("letter_made_at", nullable=True),
    moment("outside_made_at", nullable=True),
    text("mail_status"),
    Column("article_logged", Flag, nullable=False, server_default="0"),
    text("proof"),
    Column("closed_on", IsoDate),
    text("close_reason"),
    text("patient_sort", None),
    version(),
    Index("queue_open_due", "is_open", "due_sort", "id"),
    Index("queue_open_received", "is_open", "received_on", "id"),
    Index("queue_open_patient", "is_open", "patient_sort", "id"),
    Index("queue_open_status", "is_open", "status", "due_sort", "id"),
    Index("queue_status_due", "status", "due_sort", "id"),
    Index("queue_status_received", "status", "received_on", "id"),
    Index("queue_status_patient", "status", "patient_sort", "id"),
    Index("queue_due", "due_sort", "id"),
    Index("queue_received", "received_on", "id"),
    Index("queue_patient", "patient_sort", "id"),
    Index("request_by_patient", "patient_id", "received_on"),
)

request_step = table(
    "request_step",
    key(),
    to("request_id", "request.id"),
    moment("at"),
    to("by", "staff.id", nullable=True),
    text("kind", None),
    text("text", None),
    text("detail"),
    Index("request_step_by_request", "request_id", "id"),
)

attachment = table(
    "attachment",
    key(),
    to("request_id", "request.id", nullable=True),
    text("kind", None),
    text("name", None),
    text("media_type", None),
    Column("size", Integer, nullable=False),
    text("sha256", None),
    Column("pages", Integer),
    moment("added_at"),
    to("added_by", "staff.id", nullable=True),
    moment("purged_at", nullable=True),
    Index("attachment_by_request", "request_id", "id"),
)

attachment_chunk = table(
    "attachment_chunk",
    key(),
    to("attachment_id", "attachment.id"),
    Column("seq", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("attachment_id", "seq"),
)
