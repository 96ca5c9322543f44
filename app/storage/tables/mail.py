"""Mail pieces, their events, papers and part-used label sheets."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from app.storage.column_types import Flag, IsoDate, Json
from app.storage.tables.base import key, moment, table, text, to, version

mail_piece = table(
    "mail_piece",
    key(),
    to("request_id", "request.id"),
    text("status", None),
    text("stage", None),
    Column("needs_you", Flag, nullable=False),
    Column("settled", Flag, nullable=False, server_default="0"),
    text("service", None),
    Column("extras", Json, nullable=False),
    text("recipient_name", None),
    Column("recipient_address", Json, nullable=False),
    text("recipient_sort", None),
    text("article_number"),
    text("article_raw"),
    text("article_format"),
    text("article_carrier"),
    text("article_check"),
    text("article_zip"),
    text("return_receipt_number"),
    Column("page_count", Integer),
    text("shape", None),
    Column("weight_tenths", Integer),
    moment("created_at"),
    to("created_by", "staff.id"),
    moment("printed_at", nullable=True),
    Column("accepted_on", IsoDate),
    text("mailed_sort"),
    text("acceptance_proof"),
    text("dropped_by"),
    Column("delivered_on", IsoDate),
    text("delivered_to"),
    Column("receipt_on", IsoDate),
    Column("ended_on", IsoDate),
    Column("cost_cents", Integer),
    Column("prices_from", IsoDate),
    text("note"),
    version(),
    Index("mail_by_request", "request_id", "id"),
    Index("mail_by_article", "article_number"),
    Index("mail_by_receipt", "return_receipt_number"),
    # with the columns that its count asks for, which then reads no row
    Index("queue_mail_needs_you", "needs_you", "id", "status", "delivered_on", "accepted_on"),
    Index("queue_mail_needs_you_mailed", "needs_you", "mailed_sort", "id"),
    Index("queue_mail_needs_you_recipient", "needs_you", "recipient_sort", "id"),
    Index("queue_mail_stage", "stage", "id"),
    Index("queue_mail_stage_mailed", "stage", "mailed_sort", "id"),
    Index("queue_mail_stage_recipient", "stage", "recipient_sort", "id"),
    Index("queue_mail_mailed", "mailed_sort", "id"),
    Index("queue_mail_recipient", "recipient_sort", "id"),
)

mail_event = table(
    "mail_event",
    key(),
    to("mail_piece_id", "mail_piece.id"),
    moment("at"),
    to("by", "staff.id", nullable=True),
    text("kind", None),
    Column("happened_on", IsoDate),
    text("text", None),
    Index("mail_event_by_piece", "mail_piece_id", "id"),
)

paper = table(
    "paper",
    key(),
    to("request_id", "request.id"),
    to("mail_piece_id", "mail_piece.id", nullable=True),
    to("attachment_id", "attachment.id"),
    text("kind", None),
    moment("made_at"),
    to("made_by", "staff.id"),
    text("stock"),
    text("how", None),
    Column("text_number", Integer),
    Column("pages", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("reprint", Flag, nullable=False),
    text("sha256", None),
    Index("paper_by_request", "request_id", "id"),
)

label_sheet = table(
    "label_sheet",
    key(),
    Column("stock", Text, nullable=False, unique=True),
    Column("next_label", Integer, nullable=False),
    version(),
)
