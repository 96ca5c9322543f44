"""The consents of the invented office, as ``resources/sample/practice.json`` tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.consents import ConsentKind, ConsentWay, Language


@dataclass(frozen=True, slots=True)
class ConsentCase:
    """One consent of the office and what became of it, in days before today.

    Attributes:
        patient: the patient's place in the list, from 0.
        way: how it was given; none while it is open, or when it was declined or discarded.
        person: who picks up, or who receives under an authorization.
        ends_in: days from today on which it ends; below zero for one that has ended.
        outside: an authorization on a paper that someone else wrote.
        lacks: fields of that paper that were left empty, or statements it does not make.
        ended: ``revoked``, ``declined`` or ``discarded``, ``ended_days_ago`` before today.
    """

    patient: int
    days_ago: int
    kind: ConsentKind
    language: Language
    way: ConsentWay | None
    person: str = field(repr=False)
    relation: str = field(repr=False)
    purpose: str
    information: str
    ends_in: int | None
    outside: bool
    lacks: tuple[str, ...]
    ended: str
    ended_days_ago: int
    note: str


def consent_case(data: Mapping[str, Any]) -> ConsentCase:
    """A consent out of plain data."""
    way = data.get("way")
    return ConsentCase(
        patient=data["patient"] - 1,
        days_ago=data["days_ago"],
        kind=ConsentKind(data["kind"]),
        language=Language(data.get("language", "en")),
        way=ConsentWay(way) if way else None,
        person=data.get("person", ""),
        relation=data.get("relation", ""),
        purpose=data.get("purpose", ""),
        information=data.get("information", ""),
        ends_in=data.get("ends_in"),
        outside=data.get("outside", False),
        lacks=tuple(data.get("lacks", ())),
        ended=data.get("ended", ""),
        ended_days_ago=data.get("ended_days_ago", 0),
        note=data.get("note", ""),
    )
