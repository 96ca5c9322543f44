"""One page of a list that is read by key: the next page begins after the last row seen.

The promise: rows are neither skipped nor repeated when others are added or removed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_LENGTH = 100
LONGEST_PAGE = 1000

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows, whether more follow, and the key to ask for them with."""

    rows: tuple[R, ...]
    more: bool
    next_key: object | None


def page_of(rows: Sequence[R], limit: int, key: Callable[[R], object]) -> Page[R]:
    """A page made of up to ``limit + 1`` rows; the one too many only says that more follow."""
    shown = tuple(rows[:limit])
    more = len(rows) > limit
    return Page(shown, more, key(shown[-1]) if more else None)


def page_limit(limit: int) -> int:
    """A page length within bounds."""
    return max(1, min(limit, LONGEST_PAGE))
