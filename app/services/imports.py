"""Patient lists from files: looked at, tried dry, imported in one transaction, undone in one step.

The promise: nothing is written before the person has seen what would be; an import is whole or not
at all; undoing it leaves alone whoever was asked about or changed by hand since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from app.domain.audit_chain import AuditEvent, Plain
from app.domain.errors import Problem
from app.domain.import_columns import Target
from app.domain.import_merge import Effect, ImportCheck, RowEffect, check_import
from app.domain.import_plan import ImportPlan
from app.domain.people import Patient
from app.domain.search_terms import SearchKind
from app.domain.staff import Operation
from app.exchange.csv_reader import Encoding
from app.exchange.fhir_reader import plan_fhir
from app.exchange.patient_list import PatientList, open_patient_list
from app.exchange.source_file import SourceKind, source_kind
from app.services.backups import SaveFirst, backed_up
from app.services.changes import Area, Outcome, done
from app.services.desk import Desk, Service, permitted
from app.services.progress import Progress
from app.storage.imports import ImportBatch, ImportChange
from app.storage.patients import details_as_dict, details_from_dict, search_entry_of
from app.storage.search import SearchEntry
from app.storage.unit import Unit

STEP = 200
MANY = 1000
"""An import this large leaves the search index in many pieces, so it is put in order after it."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did."""

    batch_id: int
    added: int
    updated: int
    unchanged: int
    rejected: int


class StayReason(StrEnum):
    """Why undoing an import leaves a patient alone."""

    REQUEST = "request"
    CONSENT = "consent"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """The reason in words."""
        return {
            StayReason.REQUEST: "A request was logged since",
            StayReason.CONSENT: "A consent was written since",
            StayReason.CHANGED: "Changed by hand since",
        }[self]


@dataclass(frozen=True, slots=True)
class StayedPatient:
    """Somebody whom undoing left alone."""

    id: int
    name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    why: StayReason


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What undoing did: taken out, put back as before, and who was left alone and why."""

    removed: int
    restored: int
    stayed: tuple[StayedPatient, ...] = ()

    def count(self, why: StayReason) -> int:
        """How many were left alone for one reason."""
        return sum(each.why is why for each in self.stayed)


class ImportService(Service):
    """What a person can do with patient lists."""

    def __init__(self, desk: Desk, save_first: SaveFirst = backed_up) -> None:
        super().__init__(desk)
        self._save_first = save_first

    @permitted(Operation.IMPORT_PATIENTS)
    def kind_of(self, *, path: Path) -> SourceKind:
        """Whether a file is a table or FHIR.

        Raises:
            Problem: it is neither, or cannot be read.
        """
        return source_kind(path)

    @permitted(Operation.IMPORT_PATIENTS)
    def preview_csv(
        self,
        *,
        path: Path,
        encoding: Encoding | None = None,
        has_header: bool | None = None,
        progress: Progress | None = None,
    ) -> PatientList:
        """A table's first rows and its columns as guessed.

        Raises:
            Problem: it cannot be read; the sentences say why.
        """
        heard = progress or Progress()
        return open_patient_list(path, encoding=encoding, has_header=has_header, step=heard.step)

    @permitted(Operation.IMPORT_PATIENTS)
    def plan_csv(
        self,
        *,
        listing: PatientList,
        mapping: Mapping[Target, int] | None = None,
        progress: Progress | None = None,
    ) -> ImportCheck:
        """The dry run of a table, with the columns as guessed or corrected.

        Raises:
            FieldProblems: the columns cannot be used so.
        """
        heard = progress or Progress()
        plan = listing.plan(self.desk.clock.today(), mapping=mapping, step=heard.step)
        return self._check("csv", plan)

    @permitted(Operation.IMPORT_PATIENTS)
    def plan_fhir(self, *, path: Path, progress: Progress | None = None) -> ImportCheck:
        """The dry run of a FHIR file.

        Raises:
            Problem: it is no FHIR, too large or nested too deep.
        """
        heard = progress or Progress()
        return self._check("fhir", plan_fhir(path, self.desk.clock.today(), step=heard.step))

    @permitted(Operation.IMPORT_PATIENTS)
    def back_up_first(self, *, progress: Progress | None = None) -> Outcome[bool]:
        """The backup that :meth:`run` wants, made beforehand so that it shows; whether one was.

        Raises:
            Problem: it could not be made.
            Cancelled: stopped.
        """
        return done(self._save_first(self.desk, progress or Progress()), Area.BACKUPS)

    @permitted(Operation.IMPORT_PATIENTS)
    def run(self, *, check: ImportCheck, progress: Progress | None = None) -> Outcome[ImportResult]:
        """Carry out a dry run, compared once more with what is on file by now.

        A backup of the state before is made first, unless the newest one holds it.

        Raises:
            Problem: the backup could not be made; nothing was imported.
            Cancelled: stopped; nothing was imported.
        """
        heard = progress or Progress()
        self._save_first(self.desk, heard)
        with self.desk.writing() as unit:
            now = check_import(check.kind, check.plan, unit.patients.known())
            batch_id = unit.imports.begin(
                kind=check.kind,
                at=self.desk.clock.now(),
                by=self.desk.session.staff_id,
                rejected=len(now.rejected),
            )
            self._carry_out(unit, batch_id, now, heard)
            result = ImportResult(
                batch_id,
                now.count(Effect.NEW),
                now.count(Effect.UPDATED),
                now.count(Effect.UNCHANGED),
                len(now.rejected),
            )
            unit.imports.finish(batch_id, added=result.added, updated=result.updated)
            detail: dict[str, Plain] = {
                "kind": check.kind,
                "added": result.added,
                "updated": result.updated,
                "unchanged": result.unchanged,
                "rejected": result.rejected,
            }
            unit.audit.record(
                AuditEvent("patients.imported", "import_batch", batch_id, None, detail)
            )
        return done(result, Area.PATIENTS, Area.REQUESTS)

    @permitted(Operation.IMPORT_PATIENTS)
    def undo(self, *, batch_id: int) -> Outcome[UndoResult]:
        """Undo an import. Patients asked about or changed since stay as they are, and are named.

        Raises:
            Problem: it was undone already.
        """
        with self.desk.writing() as unit:
            if unit.imports.get(batch_id).undone_at is not None:
                raise Problem("import-undone", "This import was undone already.")
            result = _undo(unit, unit.imports.changes(batch_id))
            unit.imports.mark_undone(batch_id, self.desk.clock.now())
            detail = {
                "removed": result.removed,
                "restored": result.restored,
                "kept": len(result.stayed),
            }
            unit.audit.record(
                AuditEvent("patients.import_undone", "import_batch", batch_id, None, detail)
            )
        return done(result, Area.PATIENTS, Area.REQUESTS)

    @permitted(Operation.VIEW)
    def batches(self) -> tuple[ImportBatch, ...]:
        """All imports, the newest first."""
        with self.desk.reading() as unit:
            return unit.imports.batches()

    def _check(self, kind: str, plan: ImportPlan) -> ImportCheck:
        with self.desk.reading() as unit:
            return check_import(kind, plan, unit.patients.known())

    def _carry_out(self, unit: Unit, batch_id: int, check: ImportCheck, progress: Progress) -> None:
        entries: list[SearchEntry] = []
        total = len(check.effects)
        for start in range(0, total, STEP):
            progress.step(start, total)
            some = check.effects[start : start + STEP]
            new = [each for each in some if each.effect is Effect.NEW]
            entries += self._add(unit, batch_id, new)
            for updates in _apart([each for each in some if each.effect is Effect.UPDATED]):
                entries += _update(unit, batch_id, updates)
        unit.search.put_many(entries)
        if len(entries) >= MANY:
            unit.search.optimize()
        progress.step(total, total)

    def _add(self, unit: Unit, batch_id: int, new: Sequence[RowEffect]) -> list[SearchEntry]:
        ids = unit.patients.add_many(
            [(each.details, each.row.source_key) for each in new],
            at=self.desk.clock.now(),
            import_id=batch_id,
        )
        unit.imports.note(batch_id, [ImportChange(patient_id, None) for patient_id in ids])
        return [
            search_entry_of(patient_id, each.details)
            for patient_id, each in zip(ids, new, strict=True)
        ]


def _apart(updates: Sequence[RowEffect]) -> list[list[RowEffect]]:
    """Groups with nobody in them twice, since each change needs the version of the one before."""
    groups: list[list[RowEffect]] = []
    times: Counter[int | None] = Counter()
    for each in updates:
        group = times[each.patient_id]
        times[each.patient_id] += 1
        if group == len(groups):
            groups.append([])
        groups[group].append(each)
    return groups


def _update(unit: Unit, batch_id: int, updates: Sequence[RowEffect]) -> list[SearchEntry]:
    known = unit.patients.some(each.patient_id or 0 for each in updates)
    pairs = [(known[each.patient_id or 0], each.details) for each in updates]
    unit.patients.change_many(pairs)
    unit.imports.note(
        batch_id,
        [
            ImportChange(
                before.id,
                {"details": details_as_dict(before.details), "version": before.version + 1},
            )
            for before, _ in pairs
        ],
    )
    return [search_entry_of(before.id, details, before.confidential) for before, details in pairs]


def _undo(unit: Unit, changes: Sequence[ImportChange]) -> UndoResult:
    removed: list[int] = []
    restored: list[SearchEntry] = []
    stayed: list[StayedPatient] = []
    for group in _one_each(changes):
        out, back = [], []
        for patient, change, why in _looked_at(unit, group):
            if why is not None:
                stayed.append(_stayed(patient, why))
            elif change.before is None:
                out.append(patient.id)
            else:
                back.append((patient, details_from_dict(change.before["details"])))
        unit.patients.remove_many(out)
        unit.patients.change_many(back)
        removed += out
        restored += [search_entry_of(one.id, now, one.confidential) for one, now in back]
    unit.search.put_many(restored)
    unit.search.remove(SearchKind.PATIENT, removed)
    stayed.sort(key=lambda each: each.name)
    return UndoResult(len(removed), len(restored), tuple(stayed))


def _one_each(changes: Sequence[ImportChange]) -> Iterator[list[ImportChange]]:
    """Groups in order with nobody in them twice, since one change decides about the next."""
    group: dict[int, ImportChange] = {}
    for change in changes:
        if change.patient_id in group or len(group) == STEP:
            yield list(group.values())
            group = {}
        group[change.patient_id] = change
    yield list(group.values())


def _looked_at(
    unit: Unit, changes: Sequence[ImportChange]
) -> Iterator[tuple[Patient, ImportChange, StayReason | None]]:
    """Who of them is still there, and why one stays as it is, if one does."""
    known = unit.patients.some(each.patient_id for each in changes)
    added = [each.patient_id for each in changes if each.before is None]
    asked, agreed = unit.patients.with_requests(added), unit.patients.with_consents(added)
    for change in changes:
        patient = known.get(change.patient_id)
        if patient is None:
            continue
        why = None
        if patient.id in asked:
            why = StayReason.REQUEST
        elif patient.id in agreed:
            why = StayReason.CONSENT
        elif patient.version != (change.before or {"version": 1})["version"]:
            why = StayReason.CHANGED
        yield patient, change, why


def _stayed(patient: Patient, why: StayReason) -> StayedPatient:
    details = patient.details
    return StayedPatient(patient.id, details.list_name, details.birth_date, why)
