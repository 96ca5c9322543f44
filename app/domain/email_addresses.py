"""E-mail addresses: taken strictly, compared letter by letter.

The promise: an address with a slip of the hand, a look-alike letter or a hidden character is named
as such before anything is sent to it, and an address that differs by one letter is another address.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from email.utils import parseaddr

from app.domain.errors import FieldProblems
from app.domain.text import EMAIL_LIMIT

LOCAL_LIMIT = 64
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_TOP = re.compile(r"[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{2,59}")

COMMON_DOMAINS = (
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "comcast.net",
    "verizon.net",
    "msn.com",
    "live.com",
    "att.net",
    "proton.me",
)


def check_email(text: str, *, field: str = "email") -> str:
    """The address as it is kept and sent to.

    Raises:
        FieldProblems: it is no address; the sentence says why, without repeating it.
    """
    problem = email_problem(text)
    if problem:
        raise FieldProblems({field: problem})
    return text.strip(" ")


def email_problem(text: str) -> str:
    """What is wrong with a typed address, or nothing."""
    address = text.strip(" ")
    if not address:
        return "Type the e-mail address."
    return _hidden(address) or _foreign(address) or _shape(address)


def _hidden(address: str) -> str:
    for letter in address:
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            return "The address holds a hidden character. Type it by hand instead of pasting it."
    if any(letter.isspace() for letter in address):
        return "The address holds a blank. Type it without blanks."
    return ""


def _foreign(address: str) -> str:
    for letter in address:
        if not letter.isascii():
            name = unicodedata.name(letter, "an unknown character").lower()
            return (
                f"The address holds “{letter}” ({name}), which may only look like a plain letter. "
                "Type the address by hand in plain letters."
            )
    return ""


def _shape(address: str) -> str:
    if address.count("@") != 1:
        return "An address has exactly one @."
    if len(address) > EMAIL_LIMIT:
        return f"The address is longer than {EMAIL_LIMIT} characters."
    local, domain = address.split("@")
    if not _LOCAL.fullmatch(local) or len(local) > LOCAL_LIMIT:
        return "Check what stands before the @."
    labels = domain.split(".")
    whole = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and _TOP.fullmatch(labels[-1])
    if not whole or parseaddr(address)[1] != address:
        return "Check what stands after the @."
    return ""


def email_warning(address: str) -> str:
    """A likely slip in a good address: a domain one letter away from a common one (F19)."""
    domain = normal_email(address).rpartition("@")[2]
    if domain.startswith("xn--") or ".xn--" in domain:
        return "The part after the @ is written in a foreign script. Ask the patient to spell it."
    if domain in COMMON_DOMAINS:
        return ""
    near = next((known for known in COMMON_DOMAINS if _one_slip(domain, known)), "")
    return f"Did you mean {near}? Ask the patient to spell it." if near else ""


def normal_email(address: str) -> str:
    """The form in which addresses are compared: case does not matter, every letter does."""
    return unicodedata.normalize("NFC", address).strip(" ").casefold()


def same_email(one: str, other: str) -> bool:
    """The same mailbox; two empty addresses are not."""
    return bool(one.strip()) and normal_email(one) == normal_email(other)


Compared = tuple[tuple[str, bool], ...]
"""An address in pieces, each with whether it is only in this one."""


def compare_emails(one: str, other: str) -> tuple[Compared, Compared]:
    """Both addresses letter by letter; what differs but in case is marked."""
    matcher = SequenceMatcher(None, _letters(one), _letters(other), autojunk=False)
    left, right = [], []
    for tag, one_from, one_to, other_from, other_to in matcher.get_opcodes():
        left.append((one[one_from:one_to], tag != "equal"))
        right.append((other[other_from:other_to], tag != "equal"))
    return _said(left), _said(right)


def _letters(address: str) -> list[str]:
    return [letter.casefold() for letter in address]


def _said(pieces: list[tuple[str, bool]]) -> Compared:
    return tuple(piece for piece in pieces if piece[0])


def _one_slip(typed: str, known: str) -> bool:
    """One letter changed, added, left out, or two neighbours swapped."""
    if typed == known or abs(len(typed) - len(known)) > 1:
        return False
    if len(typed) == len(known):
        wrong = [place for place, letter in enumerate(typed) if letter != known[place]]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        turned = (
            swapped and typed[wrong[0]] == known[wrong[1]] and typed[wrong[1]] == known[wrong[0]]
        )
        return len(wrong) == 1 or turned
    longer, shorter = sorted((typed, known), key=len, reverse=True)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
