"""What a password may be at this practice: the common ones and the practice's own words refused."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from app.domain.errors import FieldProblems
from app.domain.papers import PracticeProfile
from app.domain.password_rules import password_problem
from app.system.resources import resource_text


@cache
def common_passwords() -> frozenset[str]:
    """The list that ships with the program, in lower case."""
    lines = resource_text("common_passwords.txt").splitlines()
    return frozenset(line.strip().casefold() for line in lines if not line.startswith("#"))


def own_words(profile: PracticeProfile, *more: str) -> tuple[str, ...]:
    """What others know of the practice and the person."""
    return (
        profile.name,
        profile.neutral_name,
        profile.address.city,
        profile.phone,
        profile.privacy_contact,
        *more,
    )


def require_password(password: str, words: Iterable[str], *, field: str = "password") -> None:
    """Pass only a password that is not easily guessed.

    Raises:
        FieldProblems: with the reason.
    """
    why = password_problem(password, common=common_passwords(), own_words=words)
    if why is not None:
        raise FieldProblems({field: why})
