"""Patients, rows in, values out.

The promise: a change is made only to the version that was read, and the list is read by key from
the index of folded names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from app.domain.addresses import Address
from app.domain.dates import format_us_date
from app.domain.errors import Conflict, NotFound
from app.domain.patient_views import PatientQuery
from app.domain.people import Patient, PatientDetails
from app.domain.same_person import KnownPatient
from app.domain.search_terms import SearchKind, born_word, fold
from app.storage.search import SearchEntry
from app.storage.tables import consent, patient, request

_NAMESAKES = 200
_AT_ONCE = 500

_CHANGED = update(patient).where(
    patient.c.id == bindparam("this_id"), patient.c.version == bindparam("read_version")
)
_REMOVED = delete(patient).where(patient.c.id == bindparam("this_id"))
_RENAMED = update(request).where(request.c.patient_id == bindparam("this_id"))


class PatientRepository:
    """Patients within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        details: PatientDetails,
        *,
        confidential: Address | None = None,
        at: datetime,
        source_key: str = "",
        import_id: int | None = None,
    ) -> int:
        """Add a patient; returns the id."""
        key = self._connection.execute(
            insert(patient).values(
                **_columns(details),
                confidential=_kept(confidential),
                created_at=at,
                source_key=source_key,
                import_id=import_id,
            )
        ).inserted_primary_key
        return int(key[0]) if key else 0

    def add_many(
        self, people: Sequence[tuple[PatientDetails, str]], *, at: datetime, import_id: int
    ) -> list[int]:
        """Add many, each with its key at the source; returns the ids in their order."""
        rows = [
            _columns(details)
            | {"confidential": None, "created_at": at, "source_key": key, "import_id": import_id}
            for details, key in people
        ]
        if not rows:
            return []
        written = insert(patient).returning(patient.c.id, sort_by_parameter_order=True)
        return list(self._connection.execute(written, rows).scalars())

    def get(self, patient_id: int) -> Patient:
        """One patient.

        Raises:
            NotFound: there is none with this id.
        """
        row = self._connection.execute(select(patient).where(patient.c.id == patient_id)).first()
        if row is None:
            raise NotFound("patient")
        return _patient(row)

    def some(self, patient_ids: Iterable[int]) -> dict[int, Patient]:
        """Several patients by id; unknown ids are left out."""
        ids = list(dict.fromkeys(patient_ids))
        found: dict[int, Patient] = {}
        for start in range(0, len(ids), _AT_ONCE):
            rows = self._connection.execute(
                select(patient).where(patient.c.id.in_(ids[start : start + _AT_ONCE]))
            )
            found.update((row.id, _patient(row)) for row in rows)
        return found

    def change(
        self,
        patient_id: int,
        version: int,
        details: PatientDetails,
        confidential: Address | None,
    ) -> None:
        """Replace what is known of a patient.

        Raises:
            Conflict: someone changed the patient since.
        """
        self.change_many([(Patient(patient_id, details, confidential, version), details)])

    def change_many(self, changes: Sequence[tuple[Patient, PatientDetails]]) -> None:
        """Replace what is known of many: each as it was read, and what is known now.

        Raises:
            Conflict: someone changed one of them since.
        """
        if not changes:
            return
        rows = [
            _columns(details)
            | {
                "confidential": _kept(before.confidential),
                "this_id": before.id,
                "read_version": before.version,
                "version": before.version + 1,
            }
            for before, details in changes
        ]
        if self._connection.execute(_CHANGED, rows).rowcount != len(rows):
            raise Conflict
        names = [{"this_id": row["this_id"], "patient_sort": row["sort_name"]} for row in rows]
        self._connection.execute(_RENAMED, names)

    def remove_many(self, patient_ids: Sequence[int]) -> None:
        """Take out patients that an undone import had added."""
        if patient_ids:
            self._connection.execute(_REMOVED, [{"this_id": each} for each in patient_ids])

    def with_requests(self, patient_ids: Sequence[int]) -> set[int]:
        """Those of them about whom anything was ever asked."""
        return self._named_in(request, patient_ids)

    def with_consents(self, patient_ids: Sequence[int]) -> set[int]:
        """Those of them with a consent, be it a draft."""
        return self._named_in(consent, patient_ids)

    def _named_in(self, table: Table, patient_ids: Sequence[int]) -> set[int]:
        found = select(table.c.patient_id).where(table.c.patient_id.in_(patient_ids)).distinct()
        return set(self._connection.execute(found).scalars())

    def page(self, query: PatientQuery, limit: int) -> list[tuple[Patient, str]]:
        """Patients in order of their names, with the name as it sorts."""
        rows = self._connection.execute(page_statement(query, limit))
        return [(_patient(row), row.sort_name) for row in rows]

    def known(self) -> list[KnownPatient]:
        """Everyone, as an import compares with them."""
        rows = self._connection.execute(
            select(patient).order_by(patient.c.id).execution_options(yield_per=_AT_ONCE)
        )
        return [KnownPatient(row.id, _details(row), row.source_key) for row in rows]

    def look_alikes(self, details: PatientDetails) -> list[Patient]:
        """Patients who share the birth date, the chart number or the name as it sorts."""
        found: dict[int, Patient] = {}
        tests = [patient.c.sort_name == sort_name_of(details)]
        if details.birth_date is not None:
            tests.append(patient.c.birth_date == details.birth_date)
        if details.chart_number:
            tests.append(patient.c.chart_number == details.chart_number)
        for test in tests:
            rows = self._connection.execute(select(patient).where(test).limit(_NAMESAKES))
            found.update((row.id, _patient(row)) for row in rows)
        return list(found.values())

    def same_name_and_birth(self, one: Patient) -> list[int]:
        """Ids of other patients with the same name and birth date."""
        if one.details.birth_date is None:
            return []
        rows = self._connection.execute(
            select(patient.c.id)
            .where(patient.c.birth_date == one.details.birth_date)
            .where(patient.c.sort_name == sort_name_of(one.details), patient.c.id != one.id)
            .limit(_NAMESAKES)
        )
        return list(rows.scalars())


def sort_name_of(details: PatientDetails) -> str:
    """The name as it sorts and compares: family name, then given names, folded."""
    rest = fold(f"{details.given_name} {details.middle_name} {details.suffix}")
    return f"{fold(details.family_name)}  {rest}".strip()


def search_entry_of(
    patient_id: int, details: PatientDetails, confidential: Address | None = None
) -> SearchEntry:
    """How a patient is found: name, birth date, chart number, phone, addresses."""
    born = born_word(details.birth_date) if details.birth_date else ""
    place = confidential or details.address
    parts = (
        details.full_name,
        born,
        details.chart_number,
        details.address.one_line,
        confidential.one_line if confidential else "",
        details.email,
    )
    about = (format_us_date(details.birth_date), place.city)
    return SearchEntry(
        SearchKind.PATIENT,
        patient_id,
        patient_id,
        details.list_name,
        " · ".join(part for part in about if part),
        " ".join(part for part in parts if part),
        tuple(part for part in (details.phone, details.chart_number) if part),
    )


def page_statement(query: PatientQuery, limit: int) -> Select[Any]:
    """The page after a key, from the index of names."""
    columns = (patient.c.sort_name, patient.c.id)
    order = [column.desc() if query.descending else column for column in columns]
    statement = select(patient).order_by(*order).limit(limit)
    if query.after_key is not None:
        here = tuple_(*columns)
        last = tuple_(*(literal(value) for value in query.after_key))
        statement = statement.where(here < last if query.descending else here > last)
    return statement


def _columns(details: PatientDetails) -> dict[str, Any]:
    return {
        "family_name": details.family_name,
        "given_name": details.given_name,
        "middle_name": details.middle_name,
        "prefix": details.prefix,
        "suffix": details.suffix,
        "birth_date": details.birth_date,
        "death_date": details.death_date,
        "sex": details.sex,
        "chart_number": details.chart_number,
        "phone": details.phone,
        "email": details.email,
        "address": _kept(details.address) or {},
        "sort_name": sort_name_of(details),
    }


def _kept(address: Address | None) -> dict[str, str] | None:
    if address is None or address.is_empty:
        return None
    return {name: text for name, text in address.as_dict().items() if text}


def _details(row: Row[Any]) -> PatientDetails:
    return PatientDetails(
        family_name=row.family_name,
        given_name=row.given_name,
        middle_name=row.middle_name,
        prefix=row.prefix,
        suffix=row.suffix,
        birth_date=row.birth_date,
        death_date=row.death_date,
        sex=row.sex,
        chart_number=row.chart_number,
        phone=row.phone,
        email=row.email,
        address=Address.from_dict(row.address),
    )


def _patient(row: Row[Any]) -> Patient:
    confidential = Address.from_dict(row.confidential) if row.confidential else None
    return Patient(row.id, _details(row), confidential, row.version)


def details_as_dict(details: PatientDetails) -> dict[str, Any]:
    """A patient's details as an undo keeps them."""
    plain = _columns(details)
    del plain["sort_name"]
    for name in ("birth_date", "death_date"):
        plain[name] = plain[name].isoformat() if plain[name] else None
    return plain


def details_from_dict(plain: dict[str, Any]) -> PatientDetails:
    """The details kept by :func:`details_as_dict`."""
    values = dict(plain)
    for name in ("birth_date", "death_date"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["address"] = Address.from_dict(values["address"])
    return PatientDetails(**values)
