"""The lines of an address for the outside of a mail piece, checked before anything is drawn.

The promise: every address goes through ``domain.outside_text`` and whatever that refuses is not
drawn (U66). Most addresses hold nothing that could be refused; a quick look that errs on the side
of looking closer spares those the full check, so that ten thousand labels stay quick.
"""

from __future__ import annotations

import json
import re
from functools import cache

from app.documents.fonts import require_glyphs
from app.documents.text import clean_line
from app.domain.outside_text import (
    OutsideWords,
    outside_words_from,
    recipient_lines,
    require_neutral_outside,
    return_lines,
)
from app.domain.papers import Addressee
from app.domain.postal_text import address_block
from app.system.resources import resource_text

# A year, or nine digits in the groups of a Social Security number; both begin with a digit, which
# keeps the search quick. Dates in figures need one of the signs below.
_PERHAPS_A_NUMBER = re.compile(r"\d(?:\d\d[- ]\d\d[- ]\d{4}|[09]\d\d)", re.ASCII)
_DATE_SIGNS = re.compile(r"\d[/.-]\d|:", re.ASCII)
_ZIP = re.compile(r"\d{5}(?:-\d{4})?", re.ASCII)
_SIGNS = {ord(sign): " " for sign in map(chr, range(32, 127)) if not sign.isalnum()}
_DOTS_GONE = str.maketrans({**_SIGNS, ord("."): None, ord("'"): None})
_DOTS_APART = str.maketrans(_SIGNS)


@cache
def outside_words() -> OutsideWords:
    """The word lists that came with the program."""
    return outside_words_from(json.loads(resource_text("outside_words.json")))


class OutsideGuard:
    """Turns addresses into lines for the outside and refuses what must not be seen there."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        """``secrets`` are numbers of this request or patient that must not stand outside."""
        self._words = outside_words()
        self._secrets = tuple(secret for secret in secrets if secret)
        terms = (*self._words.refused, *self._words.numbered)
        self._first_words = frozenset(term.split()[0] for term in terms)

    def recipient(self, addressee: Addressee, *, uppercase: bool) -> tuple[str, ...]:
        """The recipient's clean lines from the top.

        Raises:
            Problem: a line says too much, or a character has no letter.
        """
        if self._needs_a_closer_look(addressee):
            found = recipient_lines(addressee.name, addressee.address)
            require_neutral_outside(found, self._words, self._secrets)
        return _lines(addressee, uppercase=uppercase)

    def sender(self, sender: Addressee) -> tuple[str, ...]:
        """The return address's clean lines from the top, as they were typed.

        Raises:
            Problem: a line says too much, or a character has no letter.
        """
        found = return_lines(sender.name, sender.address)
        require_neutral_outside(found, self._words, self._secrets)
        return _lines(sender, uppercase=False)

    def _needs_a_closer_look(self, addressee: Addressee) -> bool:
        address = addressee.address
        if self._secrets or address.attention:
            return True
        text = (
            f"{addressee.name} | {address.care_of} | {address.company} | {address.urbanization} | "
            f"{address.line1} | {address.line2} | {address.city} {address.state} | "
            f"{address.country}"
        )
        if not text.isascii() or _PERHAPS_A_NUMBER.search(text) or _DATE_SIGNS.search(text):
            return True
        if address.zip_code and not _ZIP.fullmatch(address.zip_code):
            return True
        lower = text.lower()
        if not self._first_words.isdisjoint(lower.translate(_DOTS_GONE).split()):
            return True
        dotted = "." in lower or "'" in lower
        return dotted and not self._first_words.isdisjoint(lower.translate(_DOTS_APART).split())


def _lines(addressee: Addressee, *, uppercase: bool) -> tuple[str, ...]:
    block = address_block(addressee.name, addressee.address, uppercase=uppercase)
    lines = tuple(line for line in map(clean_line, block) if line)
    require_glyphs(lines)
    return lines
