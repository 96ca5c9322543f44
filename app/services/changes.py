"""What a service verb changed, so that each page knows whether it is stale."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

T = TypeVar("T")


class Area(Enum):
    """The kinds of things that pages show."""

    PATIENTS = auto()
    PARTIES = auto()
    REQUESTS = auto()
    MAIL = auto()
    PAPERS = auto()
    CONSENTS = auto()
    STAFF = auto()
    SETTINGS = auto()
    REFERENCE = auto()
    BACKUPS = auto()
    DRAFTS = auto()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The result of one verb and the areas it changed."""

    value: T
    changes: frozenset[Area]


def done(value: T, *areas: Area) -> Outcome[T]:
    """An outcome with its changed areas."""
    return Outcome(value, frozenset(areas))
