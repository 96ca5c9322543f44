"""What an import would do to the patients on file: add, update, leave alone, or refuse.

The promise: an empty cell never erases what is known; a row that says nothing new changes nothing,
so the same file read again does nothing; a chart number of someone else is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from app.domain.import_plan import ImportPlan, PlannedPatient, RejectedRow
from app.domain.people import PatientDetails
from app.domain.same_person import KnownPatient, Likeness, PeopleIndex


class Effect(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class RowEffect:
    """One row, what becomes of it, and the patient it is about.

    Attributes:
        patient_id: the patient on file; None for a new one.
        likely_twin: a new patient who may be on file already.
    """

    row: PlannedPatient = field(repr=False)
    effect: Effect
    details: PatientDetails = field(repr=False)
    patient_id: int | None = None
    likely_twin: bool = False


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """The dry run: what the import of one file would do now.

    Attributes:
        kind: "csv" or "fhir".
    """

    kind: str
    plan: ImportPlan = field(repr=False)
    effects: tuple[RowEffect, ...] = field(repr=False)
    rejected: tuple[RejectedRow, ...]

    def count(self, effect: Effect) -> int:
        """How many rows have this effect."""
        return sum(each.effect is effect for each in self.effects)

    @property
    def likely_twins(self) -> int:
        """New patients who may be on file already."""
        return sum(each.likely_twin for each in self.effects)


def check_import(kind: str, plan: ImportPlan, known: Iterable[KnownPatient]) -> ImportCheck:
    """Compare a plan with everyone on file."""
    people = {person.id: person for person in known}
    index = PeopleIndex(people.values())
    effects: list[RowEffect] = []
    rejected = list(plan.rejected)
    for row in plan.rows:
        match = index.find(row.details)
        if match is None or match.likeness is Likeness.LIKELY:
            effects.append(RowEffect(row, Effect.NEW, row.details, likely_twin=match is not None))
        elif match.likeness is Likeness.CONFLICT:
            rejected.append(RejectedRow(row.line, "The chart number belongs to someone on file."))
        else:
            before = people[match.patient_id].details
            merged = merge(before, row.details)
            effect = Effect.UNCHANGED if merged == before else Effect.UPDATED
            effects.append(RowEffect(row, effect, merged, match.patient_id))
    return ImportCheck(
        kind, plan, tuple(effects), tuple(sorted(rejected, key=lambda each: each.line))
    )


def merge(before: PatientDetails, incoming: PatientDetails) -> PatientDetails:
    """What is known after a row: its values where it has any; an address is taken whole."""
    values: dict[str, Any] = {}
    for item in fields(PatientDetails):
        value = getattr(incoming, item.name)
        empty = value.is_empty if item.name == "address" else value in ("", None)
        if not empty:
            values[item.name] = value
    return replace(before, **values)
