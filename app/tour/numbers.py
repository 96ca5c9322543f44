"""Article numbers with a right check digit that the Postal Service never gave out."""

from __future__ import annotations

from app.domain.article_formats import gs1_check_digit

_CERTIFIED = "9407"
_TRACKED = "9205"
_MAILER = "100000000"
"""The mailer of the Postal Service's own examples; nobody mails under it."""


def certified_number(serial: int) -> str:
    """A number as it stands on a sticker of Certified Mail."""
    return _complete(_CERTIFIED, serial)


def tracked_number(serial: int) -> str:
    """A number as it stands on a Priority Mail label."""
    return _complete(_TRACKED, serial)


def _complete(service: str, serial: int) -> str:
    body = f"{service}{_MAILER}{serial:08d}"
    return f"{body}{gs1_check_digit(body)}"
