"""Consents, what happened to them, the wordings they were signed in, confirmed addresses."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint

from app.storage.column_types import Flag, IsoDate, Json
from app.storage.tables.base import key, moment, table, text, to

consent_text = table(
    "consent_text",
    key(),
    text("kind", None),
    text("language", None),
    Column("number", Integer, nullable=False),
    Column("valid_from", IsoDate, nullable=False),
    text("title", None),
    Column("passages", Json, nullable=False),
    text("source"),
    text("verified_by"),
    UniqueConstraint("kind", "language", "number"),
)

consent = table(
    "consent",
    key(),
    Column("number", Text, nullable=False, unique=True),
    to("patient_id", "patient.id"),
    to("request_id", "request.id", nullable=True),
    text("kind", None),
    Column("terms", Json, nullable=False),
    to("text_id", "consent_text.id"),
    Column("text", Json, nullable=False),
    text("patient_name", None),
    Column("patient_born", IsoDate),
    text("patient_sort", None),
    text("words"),
    moment("opened_at"),
    to("opened_by", "staff.id"),
    text("way"),
    Column("signed_on", IsoDate),
    moment("given_at", nullable=True),
    text("explained_by"),
    Column("given", Json),
    text("strokes"),
    to("image_id", "attachment.id", nullable=True),
    to("scan_id", "attachment.id", nullable=True),
    to("pdf_id", "attachment.id", nullable=True),
    text("ends_sort", "9999-12-31"),
    Column("valid", Flag, nullable=False, server_default="1"),
    Index("consent_by_patient", "patient_id", "id"),
    Index("consent_by_request", "request_id", "id"),
    Index("queue_consent_patient", "patient_sort", "id"),
    Index("queue_consent_ends", "ends_sort", "id"),
)

consent_event = table(
    "consent_event",
    key(),
    to("consent_id", "consent.id"),
    moment("at"),
    to("by", "staff.id"),
    text("kind", None),
    Column("happened_on", IsoDate),
    text("note"),
    Index("consent_event_by_consent", "consent_id", "id"),
)

address_confirmation = table(
    "address_confirmation",
    key(),
    to("request_id", "request.id"),
    moment("at"),
    to("by", "staff.id", nullable=True),
    text("kind", None),
    Column("address", Json, nullable=False),
    text("how"),
    Index("address_confirmation_by_request", "request_id", "id"),
)
