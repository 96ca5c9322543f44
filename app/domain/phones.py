"""Telephone numbers as they are shown: US numbers in one form, everything else as it was typed."""

from __future__ import annotations

import re

_DIGITS = 10
_SEPARATED = re.compile(r"[\d\s().+/\u00a0\u2010-\u2015-]+", re.ASCII)
"""Digits and what people put between them; a word such as "ext" is more than a number."""

_FEWEST_ABROAD, _MOST_ABROAD = 7, 15
"""ITU-T E.164 ends at fifteen; the shortest national numbers have seven."""
_WRONG = "Type the area code and the number, ten digits; another country's number begins with +."
_WRONG_ABROAD = "A number with + has 7 to 15 digits, the country's code first. Check the digits."


def shown_phone(typed: str) -> str:
    """``(617) 555-0100`` where ten digits were typed, with or without the country's 1 before them.

    What is kept is what was typed; only what is shown and printed has one form.
    """
    digits = "".join(letter for letter in typed if letter.isascii() and letter.isdigit())
    if len(digits) == _DIGITS + 1 and digits.startswith("1"):
        digits = digits[1:]
    elif "+" in typed:
        return typed  # another country's, which may have ten digits as well
    if len(digits) != _DIGITS or digits[0] in "01" or not _SEPARATED.fullmatch(typed):
        return typed  # no North American area code begins with 0 or 1
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def phone_problem(typed: str) -> str:
    """What is wrong with a number that people are told to call, or nothing; empty is not wrong."""
    number = typed.strip()
    if not number:
        return ""
    before_words = re.split(r"[^\W\d_]", number, maxsplit=1)[0]
    digits = re.sub(r"[^0-9]", "", before_words)
    abroad = number.startswith("+") and not digits.startswith("1")
    if abroad:
        return "" if _FEWEST_ABROAD <= len(digits) <= _MOST_ABROAD else _WRONG_ABROAD
    if len(digits) == _DIGITS + 1:
        digits = digits.removeprefix("1")
    return "" if len(digits) == _DIGITS and digits[0] not in "01" else _WRONG
