"""A request in words that several rooms and papers use."""

from __future__ import annotations

from app.domain.requests import RecordType, RequestDetails


def wanted_words(details: RequestDetails) -> str:
    """What was asked for, in one line."""
    kinds = [kind for kind in RecordType if kind in details.wanted]
    names = [kind.label if n == 0 else kind.label.lower() for n, kind in enumerate(kinds)]
    return ", ".join(part for part in (*names, details.wanted_span, details.wanted_note) if part)
