"""What a correction changes, in words for the timeline, and what has to be done again after it.

Promise: nothing on record is written over silently. A correction says what stood there, what is
right and why; a step that was done for the wrong person or the wrong records counts no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

from app.domain.dates import format_us_date
from app.domain.release_path import PATH_RULES, PathAnswers, choose_path
from app.domain.requests import (
    Asker,
    Recipient,
    RecordType,
    Request,
    RequestDetails,
    RequestStatus,
)

WHO_ASKS = frozenset({"patient_id", "asker", "asker_person"})
"""Corrected one of these, the identity of somebody else was verified (45 CFR 164.514(h))."""

WHAT_IS_WANTED = frozenset({"wanted", "wanted_span"})
_PLACE = frozenset({"patient_id", "address"})
_GATHERED = frozenset({RequestStatus.GATHERED, RequestStatus.READY})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a correction: what stood there, or what is right."""

    details: RequestDetails = field(repr=False)
    patient_name: str = field(repr=False)
    page_count: int | None = None


def changed_fields(before: RequestDetails, after: RequestDetails) -> frozenset[str]:
    """The names of what differs."""
    names = RequestDetails.__dataclass_fields__
    return frozenset(name for name in names if getattr(before, name) != getattr(after, name))


def place_is_new(fields: frozenset[str]) -> bool:
    """The address was confirmed for another place, and nobody said how the new one was."""
    return bool(fields & _PLACE) and "address_confirmed_how" not in fields


def status_after(request: Request, fields: frozenset[str]) -> RequestStatus:
    """Where a request stands after a correction: as before, or back where work has to be redone."""
    if fields & WHO_ASKS:
        return RequestStatus.RECEIVED
    if fields & WHAT_IS_WANTED and request.status in _GATHERED:
        return RequestStatus.IDENTITY_CHECKED
    return request.status


def correction_lines(before: Side, after: Side) -> tuple[str, ...]:
    """``Received: 11/20/2026 → 11/18/2026``, one line for each thing that differs."""
    lines = []
    for label, words in _SAID.items():
        was, is_now = words(before), words(after)
        if was != is_now:
            lines.append(f"{label}: {was or 'nothing'} → {is_now or 'nothing'}")
    return tuple(lines)


def answers_behind(details: RequestDetails) -> PathAnswers:
    """Answers to the questions of the form that lead to the kind on record."""
    someone = details.asker_person.kind
    if details.asker is not Asker.SOMEONE_ELSE:
        someone = details.recipient_person.kind
    every = (
        PathAnswers(details.asker, details.recipient, someone, *ticks)
        for ticks in product((False, True), repeat=4)
    )
    fitting = (each for each in every if choose_path(each).kind is details.kind)
    return next(fitting, PathAnswers(details.asker, details.recipient, someone))


def _asker(side: Side) -> str:
    details = side.details
    person = details.asker_person
    if details.asker is Asker.PATIENT:
        return "the patient"
    return ", ".join(part for part in (person.shown, person.relation) if part)


def _recipient(side: Side) -> str:
    details = side.details
    if details.recipient is Recipient.THIRD_PARTY:
        return details.recipient_person.shown
    return "the patient" if details.recipient is Recipient.PATIENT else "whoever asks"


def _wanted(side: Side) -> str:
    details = side.details
    kinds = [kind.label for kind in RecordType if kind in details.wanted]
    parts = (*kinds, details.wanted_span, details.wanted_note)
    return ", ".join(part for part in parts if part)


_SAID: Mapping[str, Callable[[Side], str]] = MappingProxyType(
    {
        "Patient": lambda side: side.patient_name,
        "Asked for by": _asker,
        "Who gets the copy": _recipient,
        "Kind": lambda side: PATH_RULES[side.details.kind].label,
        "Received": lambda side: format_us_date(side.details.received_on),
        "Came by": lambda side: side.details.channel.label,
        "Asked for": _wanted,
        "Form": lambda side: side.details.copy_form.label,
        "Goes by": lambda side: side.details.road.label,
        "Address": lambda side: side.details.address.one_line,
        "Address confirmed": lambda side: side.details.address_confirmed_how,
        "Purpose": lambda side: side.details.purpose,
        "Pages": lambda side: f"{side.page_count:,}" if side.page_count else "",
    }
)
