"""Whether a request may be one that came in before, however long ago, and why it looks so (U8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates import format_us_date
from app.domain.queue import RequestRow
from app.domain.requests import Asker, Person, RecordType, Request, RequestDetails
from app.domain.search_terms import fold


class DuplicateAnswer(StrEnum):
    """What the person decided about a likely duplicate; "the same" is not logged again."""

    DIFFERENT = "different"
    SECOND_REQUEST = "second_request"

    @property
    def label(self) -> str:
        """The answer in words."""
        if self is DuplicateAnswer.DIFFERENT:
            return "A different request"
        return "A second request, with its own clock"


@dataclass(frozen=True, slots=True)
class DuplicateHit:
    """An earlier request, why it matches, and how strongly."""

    request: RequestRow
    why: str
    strength: int


def compare_requests(
    details: RequestDetails, earlier: Request, *, same_patient: bool
) -> tuple[int, str]:
    """How strongly an earlier request matches, and the sentence that says why."""
    shared = shared_records(details.wanted, earlier.details.wanted)
    asked = same_asker(details, earlier.details)
    parts = ["Same patient" if same_patient else "Same name and date of birth"]
    if asked:
        parts.append("the same person asked")
    if shared:
        parts.append("overlapping records: " + ", ".join(each.label.lower() for each in shared))
    parts.append(f"received {format_us_date(earlier.details.received_on)}")
    parts.append("still open" if earlier.is_open else _ended(earlier))
    strength = 8 * earlier.is_open + 4 * asked + 2 * bool(shared) + same_patient
    return strength, "; ".join(parts) + "."


def same_asker(one: RequestDetails, other: RequestDetails) -> bool:
    """The same person or office asked."""
    if one.asker is not other.asker:
        return False
    return one.asker is Asker.PATIENT or same_person(one.asker_person, other.asker_person)


def same_person(one: Person, other: Person) -> bool:
    """The same entry of the book, or the same name or organization."""
    if one.party_id is not None and one.party_id == other.party_id:
        return True
    names = fold(one.name), fold(one.organization)
    others = fold(other.name), fold(other.organization)
    return any(mine and mine == theirs for mine, theirs in zip(names, others, strict=True))


def shared_records(
    one: frozenset[RecordType], other: frozenset[RecordType]
) -> tuple[RecordType, ...]:
    """What both ask for; everything holds every kind."""
    if RecordType.EVERYTHING in one:
        return tuple(sorted(other))
    if RecordType.EVERYTHING in other:
        return tuple(sorted(one))
    return tuple(sorted(one & other))


def _ended(earlier: Request) -> str:
    label = earlier.status.label.lower()
    return f"{label} on {format_us_date(earlier.closed_on)}" if earlier.closed_on else label
