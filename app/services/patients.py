"""Patients: finding, adding, changing, and what is known of their earlier requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.addresses import Address
from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.domain.patient_views import (
    PatientHit,
    PatientQuery,
    PatientRow,
    PatientTwin,
    Prompt,
    changed_fields,
    hit_of,
    prompts_for,
)
from app.domain.people import Patient, PatientDetails
from app.domain.queue import RequestRow, row_of
from app.domain.same_person import Likeness, compare
from app.domain.search_terms import SearchKind, typed_terms
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.desk import Desk, Service, permitted
from app.services.paging import Page, page_limit, page_of
from app.services.people_checks import check_confidential, check_patient
from app.services.view_log import ViewLog
from app.storage.consent_search import consent_entry_of
from app.storage.patients import search_entry_of, sort_name_of
from app.storage.requests import request_entry_of
from app.storage.unit import Unit

_MOST_FOUND = 500
_WHY = {
    Likeness.SAME: "The same name and date of birth, or the same chart number.",
    Likeness.LIKELY: "The same name, and nothing that says it is someone else.",
    Likeness.CONFLICT: "The same chart number under another name.",
}
_STRENGTH = tuple(_WHY)


@dataclass(frozen=True, slots=True)
class PatientHistory:
    """What stands beside the form: earlier requests, and what to know first (U10, U11)."""

    patient: Patient = field(repr=False)
    requests: tuple[RequestRow, ...]
    prompts: tuple[Prompt, ...]

    @property
    def releases(self) -> tuple[RequestRow, ...]:
        """Earlier requests in which something left the practice."""
        return tuple(row for row in self.requests if row.status.value in {"sent", "closed"})


class PatientService(Service):
    """What a person can ask about patients."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._views = ViewLog(desk)

    @permitted(Operation.VIEW)
    def find(self, *, text: str, limit: int = 8) -> tuple[PatientHit, ...]:
        """Patients whose name, birth date, chart number, phone or address begins as typed."""
        today = self.desk.clock.today()
        terms = typed_terms(text, today)
        if terms.is_empty:
            return ()
        self._views.note("patients.searched")
        with self.desk.reading() as unit:
            ids = unit.search.ids(SearchKind.PATIENT, terms, page_limit(limit))
            found = unit.patients.some(ids)
        return tuple(hit_of(found[each], today) for each in ids if each in found)

    @permitted(Operation.VIEW)
    def get(self, *, patient_id: int) -> Patient:
        """One patient; the view goes on record.

        Raises:
            NotFound: there is none with this id.
        """
        with self.desk.reading() as unit:
            found = unit.patients.get(patient_id)
        self._views.note("patient.viewed", "patient", patient_id, patient_id)
        return found

    @permitted(Operation.VIEW)
    def history(self, *, patient_id: int) -> PatientHistory:
        """Everything asked about the patient before, and what to know first.

        Raises:
            NotFound: there is none with this id.
        """
        today = self.desk.clock.today()
        with self.desk.reading() as unit:
            patient = unit.patients.get(patient_id)
            items = unit.requests.of_patients([patient_id])
        self._views.note("patient.viewed", "patient", patient_id, patient_id)
        rows = tuple(row_of(item, today) for item in items)
        return PatientHistory(patient, rows, prompts_for(patient, today))

    @permitted(Operation.VIEW)
    def page(self, *, query: PatientQuery) -> Page[PatientRow]:
        """The list of patients by name, narrowed by the words typed."""
        today = self.desk.clock.today()
        limit = page_limit(query.limit)
        terms = typed_terms(query.text, today)
        if query.text:
            self._views.note("patients.searched")
        with self.desk.reading() as unit:
            if terms.is_empty:
                found = unit.patients.page(query, limit + 1)
            else:
                ids = unit.search.ids(SearchKind.PATIENT, terms, _MOST_FOUND)
                found = _sorted_after(unit, ids, query)[: limit + 1]
        rows = [
            PatientRow(hit_of(each, today), each.details.phone, each.version, name)
            for each, name in found
        ]
        return page_of(rows, limit, lambda row: (row.sort_name, row.hit.id))

    @permitted(Operation.VIEW)
    def twins(self, *, details: PatientDetails) -> tuple[PatientTwin, ...]:
        """Patients on file who may be the one described, the most likely first."""
        with self.desk.reading() as unit:
            return self._twins(unit, details)

    @permitted(Operation.EDIT_REQUESTS)
    def add(
        self,
        *,
        details: PatientDetails,
        confidential: Address | None = None,
        despite_twins: bool = False,
    ) -> Outcome[int]:
        """Add a patient.

        Raises:
            FieldProblems: something typed cannot be taken.
            Problem: code ``likely-twin``, someone on file may be the same person; ask
                ``twins``, then use that patient or add with ``despite_twins``.
        """
        clean = check_patient(details, self.desk.clock.today())
        alternate = check_confidential(confidential)
        with self.desk.writing() as unit:
            if not despite_twins and self._twins(unit, clean):
                raise Problem(
                    "likely-twin",
                    "Someone with this name is on file already.",
                    unharmed="Nothing was added.",
                    next_step="Choose that patient, or add a new one after comparing.",
                )
            patient_id = unit.patients.add(clean, confidential=alternate, at=self.desk.clock.now())
            unit.search.put_many([search_entry_of(patient_id, clean, alternate)])
            detail = {"confidential": int(alternate is not None), "despite": int(despite_twins)}
            unit.audit.record(
                AuditEvent("patient.added", "patient", patient_id, patient_id, detail)
            )
        return done(patient_id, Area.PATIENTS)

    @permitted(Operation.EDIT_REQUESTS)
    def change(
        self,
        *,
        patient_id: int,
        version: int,
        details: PatientDetails,
        confidential: Address | None,
    ) -> Outcome[None]:
        """Change what is known of a patient; the trail names the fields, not what is in them.

        Raises:
            FieldProblems: something typed cannot be taken.
            Conflict: someone changed the patient since.
        """
        clean = check_patient(details, self.desk.clock.today())
        alternate = check_confidential(confidential)
        with self.desk.writing() as unit:
            before = unit.patients.get(patient_id)
            fields = list(changed_fields(before.details, clean))
            if before.confidential != alternate:
                fields.append("confidential")
            unit.patients.change(patient_id, version, clean, alternate)
            reindex_patient(unit, patient_id)
            unit.audit.record(
                AuditEvent("patient.changed", "patient", patient_id, patient_id, {"fields": fields})
            )
        return done(None, Area.PATIENTS, Area.REQUESTS)

    def _twins(self, unit: Unit, details: PatientDetails) -> tuple[PatientTwin, ...]:
        today = self.desk.clock.today()
        found = []
        for other in unit.patients.look_alikes(details):
            likeness = compare(other.details, details)
            if likeness is not None:
                found.append(PatientTwin(hit_of(other, today), likeness, _WHY[likeness]))
        return tuple(sorted(found, key=lambda twin: _STRENGTH.index(twin.likeness)))


def reindex_patient(unit: Unit, patient_id: int) -> None:
    """Make a patient, its requests and its consents findable under what is known now."""
    patient = unit.patients.get(patient_id)
    name = patient.details.full_name
    items = unit.requests.of_patients([patient_id])
    unit.search.put_many(
        [
            search_entry_of(patient_id, patient.details, patient.confidential),
            *(request_entry_of(item) for item in items),
            *(consent_entry_of(each, name) for each in unit.consents.of_patient(patient_id)),
        ]
    )


def _sorted_after(unit: Unit, ids: list[int], query: PatientQuery) -> list[tuple[Patient, str]]:
    found = [(each, sort_name_of(each.details)) for each in unit.patients.some(ids).values()]
    found.sort(key=lambda pair: (pair[1], pair[0].id), reverse=query.descending)
    if query.after_key is None:
        return found
    key = query.after_key
    return [
        pair
        for pair in found
        if ((pair[1], pair[0].id) < key if query.descending else (pair[1], pair[0].id) > key)
    ]
