"""What a keyboard or a scanner delivers, cleaned, with the routing ZIP taken off.

A USPS label's bars may carry ``420`` and the destination ZIP before the number. The check digit
never covers that prefix, and it is never printed, so it is kept apart (``mail.md`` 1.1, 1.4, 1.6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.article_formats import ArticleFormat, CheckDigit, classify

GROUP_SEPARATOR = "\x1d"
"""What FNC1 inside a GS1-128 symbol is decoded to."""

# A scanner may announce GS1-128 with the AIM identifier "]C1".
_SYMBOLOGY = re.compile(r"\](?:C|c)1")
# People and forms put these between the digits: any white space, dots, dashes of every length,
# zero-width characters from copied web pages.
_FILLING = re.compile("[\\s.\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\\-]+")
_HUMAN_ROUTING = re.compile(r"\(420\)(\d{9}|\d{5})\(", re.ASCII)
_ROUTING = re.compile(r"420(\d{9}|\d{5})", re.ASCII)
_IMPB_22 = re.compile(r"9[1-5]\d{20}", re.ASCII)
_IMPB_26 = re.compile(r"9[1-5]\d{24}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scan:
    """A cleaned number and the destination ZIP that came with it, if any."""

    number: str
    routing_zip: str | None


def read_scan(raw: str) -> Scan:
    """Take a typed, pasted or scanned text apart; says nothing yet about what number it is."""
    text = _SYMBOLOGY.sub("", raw, count=1) if raw.lstrip().startswith("]") else raw
    parts = [packed for part in text.split(GROUP_SEPARATOR) if (packed := _FILLING.sub("", part))]
    if len(parts) == 1 and (human := _HUMAN_ROUTING.match(parts[0])):
        parts = [f"420{human[1]}", parts[0][human.end() :]]
    parts = [_clean(part) for part in parts]
    if len(parts) > 1 and (routing := _ROUTING.fullmatch(parts[0])):
        return Scan("".join(parts[1:]), routing[1])
    return _without_separator("".join(parts))


def _clean(text: str) -> str:
    """Upper case, no parentheses; letter O becomes a zero only where all the rest are digits."""
    bare = text.replace("(", "").replace(")", "")
    zeroed = bare.upper().replace("O", "0")
    if zeroed.isdigit():
        return zeroed
    # Letters outside A-Z stay as typed: their capitals could turn into plain letters.
    return bare.upper() if bare.isascii() else bare


def _without_separator(digits: str) -> Scan:
    """Keyboard scanners lose the separator: 30 and 34 digits are cut by rule.

    Thirty-four digits are ZIP+4 and 22 digits, or ZIP and 26; the check digit decides, and when it
    cannot, the longer ZIP is taken.
    """
    if not re.fullmatch(r"420(?:\d{27}|\d{31})", digits, re.ASCII):
        return Scan(digits, None)
    long_zip, short_zip = Scan(digits[12:], digits[3:12]), Scan(digits[8:], digits[3:8])
    if len(digits) == 30:
        return short_zip if _IMPB_22.fullmatch(short_zip.number) else Scan(digits, None)
    can_be_22 = bool(_IMPB_22.fullmatch(long_zip.number))
    can_be_26 = bool(_IMPB_26.fullmatch(short_zip.number))
    if can_be_22 and (not can_be_26 or _passes(long_zip.number) or not _passes(short_zip.number)):
        return long_zip
    return short_zip if can_be_26 else Scan(digits, None)


def _passes(number: str) -> bool:
    article_format, check = classify(number)
    return article_format is not ArticleFormat.UNKNOWN and check is CheckDigit.OK
