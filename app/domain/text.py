"""Text that comes from people and files, made safe to keep, compare and name files with.

The promise: what these functions return has no control characters, no direction overrides, no
invisible characters and no lone surrogates, is in composed form (NFC), and is otherwise what was
given: markup, formulas and quotation marks stay as literal text.
"""

from __future__ import annotations

import re
import unicodedata

from app.domain.errors import FieldProblems

NAME_LIMIT = 80
"""Longest name part that is kept; the longest legal family names known are near 40 letters."""

PHONE_LIMIT = 40
EMAIL_LIMIT = 254
"""Longest address that mail servers take (RFC 5321, 4.5.3.1.3 less the angle brackets)."""

CHART_NUMBER_LIMIT = 64
NOTE_LIMIT = 4000
FILE_NAME_LIMIT = 80

_MARK_RUN = 6
"""Accents kept on one letter. Vietnamese needs 2; more than 6 only hides the lines around it, and
putting long runs in order takes quadratic time."""

_INVISIBLE = frozenset(
    chr(point)
    for span in (
        (0x034F, 0x034F),  # grapheme joiner
        (0x115F, 0x1160),  # Hangul fillers
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x3164, 0x3164),
        (0xFDD0, 0xFDEF),  # noncharacters
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    )
    for point in range(span[0], span[1] + 1)
)
_BLANK = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2800")
_LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_NOT_FOR_FILES = re.compile(r"[^A-Za-z0-9 _.-]+")
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL"] + [f"{name}{n}" for name in ("COM", "LPT") for n in range(10)]
)


def clean_line(text: str) -> str:
    """The text on one line: blanks of every kind become single spaces, outer ones go."""
    if not (text.isascii() and text.isprintable()):
        text = _composed(_visible(text))
    return " ".join(text.split())


def clean_text(text: str) -> str:
    """The text with its line breaks as plain newlines, no blanks at the ends of lines."""
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    return "\n".join(clean_line(line) for line in lines).strip("\n")


def _visible(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        if letter in _BLANK:
            letter = " "  # noqa: PLW2901 - one blank of many kinds
        category = unicodedata.category(letter)
        if category[0] == "C" and _is_dropped(letter, category):
            continue
        marks = marks + 1 if category[0] == "M" else 0
        if marks > _MARK_RUN or letter in _INVISIBLE:
            continue
        kept.append(" " if category[0] == "Z" else letter)
    return "".join(kept)


def _is_dropped(letter: str, category: str) -> bool:
    """Control, format and surrogate characters, and the two noncharacters of every plane."""
    return category in ("Cc", "Cf", "Cs") or ord(letter) & 0xFFFE == 0xFFFE


def _composed(text: str) -> str:
    """NFC; a few marks come apart into two there, so runs are cut once more."""
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) <= len(text) else _visible(composed)


def require_length(text: str, limit: int, *, field: str, label: str) -> str:
    """The text itself, if it is not longer than ``limit`` characters.

    Raises:
        FieldProblems: it is longer; the sentence names the limit and not the text.
    """
    if len(text) > limit:
        raise FieldProblems({field: f"{label} is longer than {limit} characters."})
    return text


def comparison_key(text: str) -> str:
    """Letters and digits alone, without case and accents: ``O'Brien-Müller`` -> ``obrienmuller``.

    For finding the same person again; never shown, never stored as a name.
    """
    if text.isascii():
        return "".join(letter for letter in text.casefold() if letter.isalnum())
    apart = unicodedata.normalize("NFKD", clean_line(text)).casefold()
    apart = unicodedata.normalize("NFKD", apart)
    return "".join(letter for letter in apart if letter.isalnum())


def safe_file_name(name: str, *, fallback: str = "file") -> str:
    """A file name that every system takes, made from any text; folders in it are dropped.

    Keeps ``A-Z a-z 0-9 space _ . -``, at most 80 characters with the extension kept, no leading
    dot, no trailing dot or space, no Windows device name. Accented letters lose their accents.
    """
    base = re.split(r"[/\\]", name)[-1]
    plain = unicodedata.normalize("NFKD", clean_line(base))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _NOT_FOR_FILES.sub("_", plain).lstrip(". ").rstrip(". ")
    plain = _shortened(plain)
    if not plain.strip("_. "):
        return fallback
    return f"_{plain}" if plain.split(".")[0].strip().upper() in _DEVICES else plain


def _shortened(name: str) -> str:
    # one place is left for the underscore in front of a device name
    if len(name) < FILE_NAME_LIMIT:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[: FILE_NAME_LIMIT - 1].rstrip(". ")
    room = FILE_NAME_LIMIT - 2 - len(extension)
    return f"{stem[:room].rstrip('. ')}.{extension}"
