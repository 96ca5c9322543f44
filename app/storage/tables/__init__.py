"""Every table of the store, as SQLAlchemy Core sees it; ``migrations`` holds their history."""

from __future__ import annotations

from app.storage.tables.base import metadata
from app.storage.tables.consents import (
    address_confirmation,
    consent,
    consent_event,
    consent_text,
)
from app.storage.tables.mail import label_sheet, mail_event, mail_piece, paper
from app.storage.tables.people import import_batch, import_change, party, party_address, patient
from app.storage.tables.reference import letter_text, postal_price, state_add_on, state_rule
from app.storage.tables.requests import attachment, attachment_chunk, request, request_step
from app.storage.tables.search import search_entry, search_number, search_term, search_words
from app.storage.tables.store import audit, audit_head, draft, setting, staff, store_info

APPLICATION_ID = 0x43505354
"""``CPST`` in the file header; a database without it is not ours."""

APPEND_ONLY = (
    "audit",
    "request_step",
    "mail_event",
    "paper",
    "consent_text",
    "consent_event",
    "address_confirmation",
    "state_add_on",
)
"""Tables that refuse UPDATE and DELETE by trigger."""

__all__ = [
    "APPEND_ONLY",
    "APPLICATION_ID",
    "address_confirmation",
    "attachment",
    "attachment_chunk",
    "audit",
    "audit_head",
    "consent",
    "consent_event",
    "consent_text",
    "draft",
    "import_batch",
    "import_change",
    "label_sheet",
    "letter_text",
    "mail_event",
    "mail_piece",
    "metadata",
    "paper",
    "party",
    "party_address",
    "patient",
    "postal_price",
    "request",
    "request_step",
    "search_entry",
    "search_number",
    "search_term",
    "search_words",
    "setting",
    "staff",
    "state_add_on",
    "state_rule",
    "store_info",
]
