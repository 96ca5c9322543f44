"""What may be a password here: long, not common, not the practice's own words.

After NIST SP 800-63B-4: at least 15 characters, every character allowed, no required mixtures, no
expiry; what is refused is what a guesser tries first.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable

from app.domain.recovery_code import ALPHABET, grouped

SHORTEST = 15
LONGEST = 256
GENERATED_CHARACTERS = 20
_PRODUCT_WORDS = ("chartpost", "password", "medical", "records")
# A common word with fewer letters than this around it is still that common word.
_ADDED_LETTERS = 4
_OWN_LETTERS = 8
_SHORTEST_WORD = 4
_LEET = str.maketrans("0134578@$!", "oleastbasi")
_SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
_FEW = 3
_LONGEST_UNIT = 7
_WALKS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_WALK_LENGTH = 4


def password_problem(
    password: str, *, common: Collection[str], own_words: Iterable[str] = ()
) -> str | None:
    """One sentence why this cannot be the password, or None when it can.

    Args:
        password: as typed.
        common: the commonest passwords in lower case.
        own_words: practice name, sign-in name, city, phone and the like.
    """
    normal = unicodedata.normalize("NFKC", password)
    if min(len(password), len(normal)) < SHORTEST:
        return f"Use at least {SHORTEST} characters; a few unrelated words are easy to remember."
    if max(len(password), len(normal)) > LONGEST:
        return f"Use at most {LONGEST} characters."
    forms = _forms(normal)
    if any(_is_pattern(form) or _is_walk(form) for form in forms):
        return "This only repeats a pattern or follows the keyboard, which is guessed first."
    if any(_is_common(form, common) for form in forms):
        return "This is a very common password with something added, which is guessed first."
    words = [*_PRODUCT_WORDS, *_word_parts(own_words)]
    if any(_is_own(form, words, common) for form in forms):
        return "This is made of the practice's own names or numbers, which is guessed first."
    return None


def generate_password() -> str:
    """Five groups of four characters: 100 random bits, readable over the telephone."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(GENERATED_CHARACTERS)))


def _forms(password: str) -> set[str]:
    """The password as a guesser would simplify it: bare, look-alikes and shifted digits undone."""
    folded = password.casefold()
    if len({letter for letter in folded if not (letter.isalnum() or letter.isascii())}) > _FEW:
        # Pictures and signs carry this one; what is left beside them says nothing about it.
        return {folded}
    return {_bare(form) for form in (folded, folded.translate(_LEET), folded.translate(_SHIFTED))}


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def _is_pattern(text: str) -> bool:
    """Whether the text is one short piece over and over, or has hardly any different letters."""
    if len(set(text)) <= _FEW:
        return True
    sizes = range(1, min(len(text) // 3, _LONGEST_UNIT) + 1)
    return any(text == (text[:size] * len(text))[: len(text)] for size in sizes)


def _is_walk(text: str) -> bool:
    """Whether nearly everything belongs to runs along a row of keys, the alphabet or digits."""
    rest = text
    for walk in _WALKS:
        for line in (walk, walk[::-1]):
            rest = _without_runs(rest, line)
    return len(rest) < _ADDED_LETTERS


def _without_runs(text: str, line: str) -> str:
    kept, at = [], 0
    while at < len(text):
        end = at + 1
        while end < len(text) and text[at : end + 1] in line:
            end += 1
        if end - at < _WALK_LENGTH:
            kept.append(text[at])
            end = at + 1
        at = end
    return "".join(kept)


def _is_common(text: str, common: Collection[str]) -> bool:
    if text in common or _letters(text) in common:
        return True
    return any(
        len(word) >= _SHORTEST_WORD
        and word in text
        and len(_letters(text.replace(word, ""))) < _ADDED_LETTERS
        and _letters(word)
        for word in common
    )


def _is_own(text: str, words: Iterable[str], common: Collection[str]) -> bool:
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if rest == text:
        return False
    letters = _letters(rest)
    return len(letters) < _OWN_LETTERS or letters in common


def _word_parts(words: Iterable[str]) -> list[str]:
    parts: list[str] = []
    for word in words:
        folded = unicodedata.normalize("NFKC", word).casefold()
        parts += [_bare(folded), *(_bare(part) for part in re.split(r"\s+", folded))]
    return [part for part in parts if len(part) >= _SHORTEST_WORD]
