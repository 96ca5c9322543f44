"""Whether an imported patient is one we already have.

The promise: the same file read twice gives the same keys, so nothing is added twice; two different
people are never taken for one only because their names are alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.people import PatientDetails
from app.domain.text import clean_line, comparison_key


class Likeness(StrEnum):
    """How an imported patient relates to one on file."""

    SAME = "same"
    LIKELY = "likely"
    CONFLICT = "conflict"

    @property
    def label(self) -> str:
        """The likeness in words."""
        return {
            Likeness.SAME: "Already on file",
            Likeness.LIKELY: "Probably already on file",
            Likeness.CONFLICT: "Chart number belongs to someone else",
        }[self]


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient to compare with: from the store, or an earlier row of the same file.

    ``source_key`` is the key of the row it was imported from, which stays when the patient is
    edited later; empty for patients that were typed in.
    """

    id: int
    details: PatientDetails = field(repr=False)
    source_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    """A patient on file that an imported one is, or may be, and why in words without names."""

    patient_id: int
    likeness: Likeness
    why: str


def source_key(details: PatientDetails) -> str:
    """A fixed-length key of where an imported patient came from, the same for the same row again.

    The chart number if there is one; else name and birth date; without birth date also address,
    phone and e-mail.
    """
    chart = chart_key(details)
    parts = ("chart", chart) if chart else ("person", *_person_key(details), *_known_by(details))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def chart_key(details: PatientDetails) -> str:
    """The chart number without blanks and case, as it is compared."""
    return clean_line(details.chart_number).replace(" ", "").casefold()


def _name_key(details: PatientDetails) -> tuple[str, str]:
    return comparison_key(details.family_name), comparison_key(details.given_name)


def _person_key(details: PatientDetails) -> tuple[str, str, str]:
    birth = details.birth_date
    return (*_name_key(details), birth.isoformat() if birth else "")


def _known_by(details: PatientDetails) -> tuple[str, ...]:
    return () if details.birth_date else tuple(sorted(_contacts(details)))


def _contacts(details: PatientDetails) -> frozenset[str]:
    address = details.address
    phone = "".join(letter for letter in details.phone if letter.isdigit())[-10:]
    found = {
        "address:" + comparison_key(address.line1) + address.zip_code[:5] if address.line1 else "",
        "phone:" + phone if phone else "",
        "email:" + details.email.casefold() if details.email else "",
    }
    return frozenset(found - {""})


def compare(known: PatientDetails, incoming: PatientDetails) -> Likeness | None:
    """Whether two descriptions are of one person; None when nothing says so."""
    charts = (chart_key(known), chart_key(incoming))
    has_same_name = _name_key(known) == _name_key(incoming)
    births = (known.birth_date, incoming.birth_date)
    if charts[0] and charts[0] == charts[1]:
        is_same = has_same_name or (births[0] is not None and births[0] == births[1])
        return Likeness.SAME if is_same else Likeness.CONFLICT
    if not has_same_name:
        return None
    return _compare_namesakes(known, incoming, has_other_chart=all(charts))


def _compare_namesakes(
    known: PatientDetails, incoming: PatientDetails, *, has_other_chart: bool
) -> Likeness | None:
    births = (known.birth_date, incoming.birth_date)
    likeness = Likeness.LIKELY if has_other_chart else Likeness.SAME
    if all(births):
        return likeness if births[0] == births[1] else None
    if not any(births) and not has_other_chart and source_key(known) == source_key(incoming):
        return Likeness.SAME
    if not _contacts(known) & _contacts(incoming):
        return None
    return Likeness.LIKELY if any(births) else likeness


_WHY = {
    Likeness.SAME: "the same chart number, or the same name and date of birth",
    Likeness.LIKELY: "the same name, but not everything else agrees",
    Likeness.CONFLICT: "the same chart number under another name and date of birth",
}


_MOST_NAMESAKES = 20
"""People compared under one key, so that a file of one name 50,000 times is still read quickly."""


class PeopleIndex:
    """People that can be found by whatever an imported row has in common with them."""

    def __init__(self, people: Iterable[KnownPatient] = ()) -> None:
        self._people: list[KnownPatient] = []
        self._places: dict[tuple[str, ...], list[int]] = {}
        for person in people:
            self.add(person)

    def add(self, person: KnownPatient) -> None:
        """Make one more person findable."""
        place = len(self._people)
        self._people.append(person)
        for key in _index_keys(person.details, person.source_key or source_key(person.details)):
            places = self._places.setdefault(key, [])
            if len(places) < _MOST_NAMESAKES:
                places.append(place)

    def find(self, incoming: PatientDetails) -> Match | None:
        """The best match: the same row before the same person before a likely one."""
        found: dict[Likeness, int] = {}
        key = source_key(incoming)
        for place in self._candidates(incoming, key):
            person = self._people[place]
            likeness = compare(person.details, incoming)
            if person.source_key == key and likeness is not Likeness.CONFLICT:
                likeness = Likeness.SAME
            if likeness is not None:
                found.setdefault(likeness, person.id)
        for likeness in (Likeness.SAME, Likeness.CONFLICT, Likeness.LIKELY):
            if likeness in found:
                return Match(found[likeness], likeness, _WHY[likeness])
        return None

    def _candidates(self, incoming: PatientDetails, key: str) -> list[int]:
        places = {
            place: None
            for index_key in _index_keys(incoming, key)
            for place in self._places.get(index_key, ())
        }
        return sorted(places)


def _index_keys(details: PatientDetails, key: str) -> list[tuple[str, ...]]:
    name = _name_key(details)
    keys: list[tuple[str, ...]] = [("source", key)]
    if chart := chart_key(details):
        keys.append(("chart", chart))
    if details.birth_date:
        keys.append(("born", *name, details.birth_date.isoformat()))
    keys.extend(("contact", *name, contact) for contact in _contacts(details))
    return keys


def match(
    existing: Iterable[KnownPatient], incoming: Iterable[PatientDetails]
) -> tuple[Match | None, ...]:
    """For each imported patient, who it is among those on file, if anyone."""
    index = PeopleIndex(existing)
    return tuple(index.find(details) for details in incoming)
