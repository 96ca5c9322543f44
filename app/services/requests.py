"""Requests: logging one, finding its likely duplicates, its page, the queue, corrections."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date

from app.domain.addresses import Address
from app.domain.audit_chain import AuditEvent, Plain
from app.domain.deadlines import Deadline
from app.domain.destinations import Destination, resolve
from app.domain.duplicates import DuplicateAnswer, DuplicateHit
from app.domain.queue import QueueCounts, RequestQuery, RequestRow
from app.domain.request_numbers import Draw, new_request_number
from app.domain.requests import RequestDetails
from app.domain.search_terms import typed_terms
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.consent_sealing import known_day
from app.services.desk import Desk, permitted
from app.services.file_intake import (
    InspectedFile,
    PickedFile,
    inspect_file,
    kept_name,
    write_file,
)
from app.services.paging import Page, page_limit
from app.services.progress import Progress
from app.services.releases import note_confirmation
from app.services.request_checks import check_request, deadline_for
from app.services.request_corrections import RequestCorrections
from app.services.request_views import RequestView, duplicates_of, queue_page, view_of
from app.services.view_log import ViewLog
from app.storage.attachments import NewFile
from app.storage.requests import NewRequest, request_entry_of
from app.storage.unit import Unit

_MOST_DRAWS = 100


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """What logging gave."""

    id: int
    number: str
    due_on: date | None


class RequestService(RequestCorrections):
    """What a person can ask about requests."""

    def __init__(self, desk: Desk, draw: Draw = secrets.randbelow) -> None:
        super().__init__(desk)
        self._draw = draw
        self._views = ViewLog(desk)

    @permitted(Operation.EDIT_REQUESTS)
    def log(
        self,
        *,
        details: RequestDetails,
        attachment: PickedFile | None = None,
        conflict_confirmed: bool = False,
        duplicate_answer: DuplicateAnswer | None = None,
        progress: Progress | None = None,
    ) -> Outcome[LoggedRequest]:
        """Log a request, with the letter it came in, and start its clock.

        Args:
            details: what was filled in; an empty address means the patient's own.
            attachment: the scanned letter.
            conflict_confirmed: the patient was asked and wants this address although a
                confidential one is on file.
            duplicate_answer: what was decided about a likely duplicate.
            progress: hears of the file and can stop it.

        Raises:
            FieldProblems: something typed cannot be taken.
            Problem: the file cannot be taken; nothing is logged.
            Cancelled: stopped; nothing is logged.
        """
        heard = progress or Progress()
        letter = inspect_file(attachment, heard) if attachment else None
        today = self.desk.clock.today()
        with self.desk.writing() as unit:
            patient = unit.patients.get(details.patient_id)
            clean = check_request(details, patient, today, conflict_confirmed=conflict_confirmed)
            deadline = deadline_for(unit, clean)
            new = NewRequest(
                number=self._fresh_number(unit),
                details=clean,
                patient=patient.details,
                deadline=deadline,
                logged_at=self.desk.clock.now(),
                logged_by=self.desk.session.staff_id,
            )
            request_id = self._add(unit, new, duplicate_answer)
            note_confirmation(self.desk, unit, request_id, clean, patient)
            if letter is not None:
                self._keep_letter(unit, request_id, letter, heard)
            trail = _logged_trail(new, duplicate_answer)
            trail |= {"letter": int(letter is not None), "asked": int(conflict_confirmed)}
            unit.audit.record(
                AuditEvent("request.logged", "request", request_id, patient.id, trail)
            )
        logged = LoggedRequest(request_id, new.number, deadline.legal_due if deadline else None)
        return done(logged, Area.REQUESTS, Area.PARTIES)

    @permitted(Operation.VIEW)
    def duplicates(self, *, details: RequestDetails) -> tuple[DuplicateHit, ...]:
        """Earlier requests that may be the same, the strongest first, and why."""
        with self.desk.reading() as unit:
            patient = unit.patients.get(details.patient_id)
            return duplicates_of(unit, details, patient, self.desk.clock.today())

    @permitted(Operation.VIEW)
    def destination(self, *, details: RequestDetails) -> Destination:
        """Where the copy would go, where that address is from, and whether to ask."""
        with self.desk.reading() as unit:
            return resolve(details, unit.patients.get(details.patient_id))

    @permitted(Operation.VIEW)
    def deadline(self, *, details: RequestDetails) -> Deadline | None:
        """The dates the request would get, for the form; None where no clock runs."""
        with self.desk.reading() as unit:
            return deadline_for(unit, details)

    @permitted(Operation.VIEW)
    def get(self, *, request_id: int) -> RequestView:
        """The page of one request; the view goes on record.

        Raises:
            NotFound: there is none with this id.
        """
        with self.desk.reading() as unit:
            judged_on = known_day(self.desk, unit)
            view = view_of(unit, request_id, self.desk.clock.today(), judged_on)
        self._views.note("request.viewed", "request", request_id, view.patient.id)
        return view

    @permitted(Operation.VIEW)
    def page(self, *, query: RequestQuery) -> Page[RequestRow]:
        """One page of the queue."""
        today = self.desk.clock.today()
        bounded = replace(query, limit=page_limit(query.limit))
        if query.text:
            self._views.note("requests.searched")
        with self.desk.reading() as unit:
            judged_on = known_day(self.desk, unit)
            return queue_page(unit, bounded, typed_terms(query.text, today), today, judged_on)

    @permitted(Operation.VIEW)
    def counts(self) -> QueueCounts:
        """How many open requests stand where."""
        with self.desk.reading() as unit:
            return unit.requests.counts(self.desk.clock.today())

    def _fresh_number(self, unit: Unit) -> str:
        for _ in range(_MOST_DRAWS):
            number = new_request_number(self._draw)
            if not unit.requests.number_taken(number):
                return number
        raise RuntimeError("no free request number was drawn")

    def _add(self, unit: Unit, new: NewRequest, answer: DuplicateAnswer | None) -> int:
        """The request, the first line of its timeline, its search words, the book's last use."""
        request_id = unit.requests.add(new)
        unit.requests.add_step(
            request_id,
            at=new.logged_at,
            by=new.logged_by,
            kind="request.logged",
            text=_received_words(new.details),
            detail=answer.label if answer else "",
        )
        _note_parties(unit, new.details, self.desk.clock.today())
        unit.search.put_many([request_entry_of(unit.requests.item(request_id))])
        return request_id

    def _keep_letter(
        self, unit: Unit, request_id: int, letter: InspectedFile, progress: Progress
    ) -> None:
        new = NewFile(
            request_id=request_id,
            kind=letter.picked.kind,
            name=kept_name(letter.picked.path),
            media_type=letter.media_type,
            added_at=self.desk.clock.now(),
            added_by=self.desk.session.staff_id,
            pages=letter.pages,
        )
        write_file(unit, request_id, letter, new, progress)


def _logged_trail(new: NewRequest, answer: DuplicateAnswer | None) -> dict[str, Plain]:
    return {
        "number": new.number,
        "kind": new.details.kind.value,
        "channel": new.details.channel.value,
        "due": _iso(new.deadline),
        "duplicate": answer.value if answer else "",
    }


def _received_words(details: RequestDetails) -> str:
    return {
        "mail": "Request received by mail",
        "fax": "Request received by fax",
        "phone": "Request received by phone",
        "in_person": "Request handed in in person",
        "portal": "Request received through the portal",
        "email": "Request received by e-mail",
    }[details.channel.value]


def _note_parties(unit: Unit, details: RequestDetails, today: date) -> None:
    """Entries of the book that took part were used today; the recipient's address with them."""
    receives = details.receiver
    for person in {details.asker_person, details.recipient_person}:
        if person.party_id is not None:
            goes_there = receives is not None and person.party_id == receives.party_id
            used = details.address if goes_there else Address()
            unit.parties.note_use(person.party_id, used, today)


def _iso(deadline: Deadline | None) -> str:
    return deadline.legal_due.isoformat() if deadline else ""
