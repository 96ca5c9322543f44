"""The steps of a request on its way, one verb each; the table of moves says which are lawful.

The promise: every step checks the version that was read, moves along one lawful move or none,
lengthens the timeline in plain words and leaves one audit event without names or free text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.addresses import Address
from app.domain.audit_chain import AuditEvent, Plain
from app.domain.dates import check_not_future, format_us_date
from app.domain.errors import Conflict, FieldProblems, Problem
from app.domain.queue import QueueItem, facts_from
from app.domain.request_states import BEFORE_SENDING, Move, check_move
from app.domain.requests import IdentityMethod, Request, RequestStatus, Road
from app.domain.staff import Operation
from app.domain.text import NOTE_LIMIT, clean_text
from app.services.changes import Area, Outcome, done
from app.services.consent_sealing import known_day
from app.services.desk import Desk, Service, permitted
from app.services.releases import note_confirmation, require_release
from app.services.request_checks import check_request
from app.storage.request_rows import detail_columns
from app.storage.requests import request_entry_of
from app.storage.unit import Unit

MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class StepMade:
    """What a step records: on the request, in its columns, on the timeline, in the trail."""

    action: str
    text: str = field(repr=False)
    after: dict[str, Any] = field(default_factory=dict, repr=False)
    columns: dict[str, Any] = field(default_factory=dict, repr=False)
    detail: str = field(default="", repr=False)
    trail: dict[str, Plain] = field(default_factory=dict)


class RequestMoves(Service):
    """Everything that moves a request on. Each verb returns the new version."""

    @permitted(Operation.EDIT_REQUESTS)
    def record_identity(
        self, *, request_id: int, version: int, method: IdentityMethod, authority_proof: str = ""
    ) -> Outcome[int]:
        """Record how identity, and a representative's authority, was verified (45 CFR 164.514(h)).

        Only the method is kept, never a copy or number of an ID.

        Raises:
            FieldProblems: the proof of authority is missing.
            Problem: the step is not lawful from here.
            Conflict: someone changed the request since.
        """
        proof = note_of(authority_proof, "authority_proof")
        now = self.desk.clock.now()
        made = StepMade(
            "request.identity_checked",
            f"Identity verified: {method.label}",
            after={"identity_method": method, "authority_proof": proof},
            columns={
                "identity_method": method.value,
                "identity_by": self.desk.session.staff_id,
                "identity_at": now,
                "authority_proof": proof,
            },
            detail=f"Authority: {proof}" if proof else "",
            trail={"method": method.value, "authority": int(bool(proof))},
        )
        with self.desk.writing() as unit:
            item = self._read(unit, request_id, version)
            if facts_from(item.request).authority_needed and not proof:
                raise FieldProblems(
                    {"authority_proof": "Type what shows that this person may act for the patient."}
                )
            return self._make(unit, item, made, Move.CHECK_IDENTITY)

    @permitted(Operation.EDIT_REQUESTS)
    def confirm_address(
        self,
        *,
        request_id: int,
        version: int,
        how: str,
        address: Address | None = None,
        conflict_confirmed: bool = False,
    ) -> Outcome[int]:
        """Record how the destination was confirmed, and correct it on the way if need be.

        Raises:
            FieldProblems: how is missing, the address is incomplete or conflicts with the
                confidential one.
            Conflict: someone changed the request since.
        """
        how = note_of(how, "how", needed="Type how the address was confirmed.")
        today = self.desk.clock.today()
        with self.desk.writing() as unit:
            item = self._read(unit, request_id, version)
            request = item.request
            require_unsent(request)
            wanted = replace(request.details, address_confirmed_how=how)
            if address is not None:
                wanted = replace(wanted, address=address)
            patient = unit.patients.get(wanted.patient_id)
            details = check_request(
                wanted,
                patient,
                today,
                # an unchanged address was answered for when it was typed
                conflict_confirmed=conflict_confirmed or wanted.address == request.details.address,
            )
            columns = detail_columns(details)
            made = StepMade(
                "request.address_confirmed",
                "Address confirmed",
                after={"details": details},
                columns={name: columns[name] for name in ("address", "address_confirmed_how")},
                detail=how,
                trail={
                    "changed": int(details.address != request.details.address),
                    "asked": int(conflict_confirmed),
                },
            )
            if details.address != request.details.address:
                made = papers_void(made, request)
            note_confirmation(self.desk, unit, request_id, details, patient)
            return self._make(unit, item, made)

    @permitted(Operation.EDIT_REQUESTS)
    def mark_gathered(
        self,
        *,
        request_id: int,
        version: int,
        page_count: int | None,
        whole: bool = True,
        note: str = "",
    ) -> Outcome[int]:
        """Record the pages gathered, and whether they are all that was asked for.

        Raises:
            FieldProblems: the count is missing or out of bounds; a part has no note.
            Problem: the step is not lawful from here.
            Conflict: someone changed the request since.
        """
        note = note_of(note, "note")
        if page_count is not None and not 0 < page_count <= MOST_PAGES:
            raise FieldProblems({"page_count": f"Type a count from 1 to {MOST_PAGES:,}."})
        if not whole and not note:
            raise FieldProblems({"note": "Type what is left out and why; the rest stays due."})
        pages = "" if page_count is None else f": {page_count} page{'s' * (page_count != 1)}"
        part = "" if whole else " (part of what was asked for)"
        made = StepMade(
            "request.gathered",
            f"Records gathered{pages}{part}",
            after={"page_count": page_count, "whole": whole},
            columns={"page_count": page_count, "whole": whole},
            detail=note,
            trail={"pages": page_count, "whole": int(whole)},
        )
        with self.desk.writing() as unit:
            item = self._read(unit, request_id, version)
            if page_count is None and item.request.details.road is not Road.INSPECTION:
                raise FieldProblems({"page_count": "Count the gathered pages."})
            return self._make(unit, item, made, Move.GATHER)

    @permitted(Operation.RELEASE)
    def mark_ready(self, *, request_id: int, version: int) -> Outcome[int]:
        """Approve the release: everything was checked once more and sealed.

        An officer's verb: a clerk prepares, the privacy officer or an administrator lets go.

        Raises:
            Problem: something is missing, or it may not leave by this road to this address; the
                sentence says what.
            Conflict: someone changed the request since.
        """
        made = StepMade("request.ready", "Checked and ready to send")
        return self._move(request_id, version, made, Move.MAKE_READY)

    @permitted(Operation.EDIT_REQUESTS)
    def mark_sent(self, *, request_id: int, version: int, on: date | None = None) -> Outcome[int]:
        """Record that the copy left the practice.

        Raises:
            FieldProblems: the day is in the future.
            Problem: something is missing, or it may not leave by this road to this address; the
                sentence says what.
            Conflict: someone changed the request since.
        """
        today = self.desk.clock.today()
        day = check_not_future(on or today, today, field="on")
        return self._move(request_id, version, sent_on(day), Move.SEND)

    @permitted(Operation.EDIT_REQUESTS)
    def send_again(self, *, request_id: int, version: int, note: str = "") -> Outcome[int]:
        """Take a request back to be sent once more, after its piece came back.

        Raises:
            Problem: no piece of it came back.
            Conflict: someone changed the request since.
        """
        made = StepMade(
            "request.send_again",
            "Came back and will be sent again",
            detail=note_of(note, "note"),
        )
        return self._move(request_id, version, made, Move.SEND_AGAIN)

    @permitted(Operation.EDIT_REQUESTS)
    def close(
        self, *, request_id: int, version: int, proof: str = "", reason: str = ""
    ) -> Outcome[int]:
        """Close with proof of arrival on file, a proof in words, or the reason without (U98).

        Raises:
            Problem: there is neither proof nor reason.
            Conflict: someone changed the request since.
        """
        proof, reason = note_of(proof, "proof"), note_of(reason, "reason")
        made = self._ended("request.closed", "Closed", reason)
        made = replace(
            made,
            after=made.after | {"proof": proof},
            columns=made.columns | {"proof": proof},
            detail=proof or reason,
            trail={"proof": int(bool(proof)), "reason": int(bool(reason))},
        )
        return self._move(request_id, version, made, Move.CLOSE)

    @permitted(Operation.EDIT_REQUESTS)
    def withdraw(self, *, request_id: int, version: int, reason: str) -> Outcome[int]:
        """Record that whoever asked took the request back.

        Raises:
            FieldProblems: no reason.
            Problem: the step is not lawful from here.
            Conflict: someone changed the request since.
        """
        needed = "Type who took it back and how."
        reason = note_of(reason, "reason", needed=needed)
        made = self._ended("request.withdrawn", "Withdrawn", reason)
        return self._move(request_id, version, made, Move.WITHDRAW)

    @permitted(Operation.RELEASE)
    def no_records(
        self, *, request_id: int, version: int, reason: str, elsewhere: str = ""
    ) -> Outcome[int]:
        """Record that the practice has nothing of what was asked for.

        Where the records are kept, if known, has to be told (45 CFR 164.524(d)(3)).

        Raises:
            FieldProblems: no reason.
            Problem: the step is not lawful from here.
            Conflict: someone changed the request since.
        """
        reason = note_of(reason, "reason", needed="Type where you looked.")
        elsewhere = note_of(elsewhere, "elsewhere")
        text = f"{reason}\nKept at: {elsewhere}" if elsewhere else reason
        made = self._ended("request.no_records", "No records here", text)
        made = replace(made, trail={"elsewhere": int(bool(elsewhere))})
        return self._move(request_id, version, made, Move.NO_RECORDS)

    def _ended(self, action: str, text: str, reason: str) -> StepMade:
        today = self.desk.clock.today()
        return StepMade(
            action,
            text,
            after={"close_reason": reason, "closed_on": today},
            columns={"close_reason": reason, "closed_on": today},
            detail=reason,
        )

    def _move(self, request_id: int, version: int, made: StepMade, move: Move) -> Outcome[int]:
        with self.desk.writing() as unit:
            item = self._read(unit, request_id, version)
            outcome = self._make(unit, item, made, move)
            if move in {Move.MAKE_READY, Move.SEND}:
                require_release(unit, item.request, known_day(self.desk, unit))
            return outcome

    @staticmethod
    def _read(unit: Unit, request_id: int, version: int) -> QueueItem:
        item = unit.requests.item(request_id)
        if item.request.version != version:
            raise Conflict
        return item

    def _make(
        self, unit: Unit, item: QueueItem, made: StepMade, move: Move | None = None
    ) -> Outcome[int]:
        return done(write_step(self.desk, unit, item, made, move), Area.REQUESTS)


def write_step(
    desk: Desk, unit: Unit, item: QueueItem, made: StepMade, move: Move | None = None
) -> int:
    """Write one step with its timeline line, its search words and its audit event.

    Returns the request's new version.

    Raises:
        Problem: the move is not lawful from here.
        Conflict: someone changed the request since.
    """
    request = item.request
    columns = dict(made.columns)
    trail = dict(made.trail)
    if move is not None:
        facts = facts_from(replace(request, **made.after))
        columns["status"] = check_move(move, request.status, facts).value
    if "status" in columns:
        trail |= {"from": request.status.value, "to": columns["status"]}
    unit.requests.change(request.id, request.version, **columns)
    if "status" in columns:
        unit.mail.follow_request(request.id)
    unit.requests.add_step(
        request.id,
        at=desk.clock.now(),
        by=desk.session.staff_id,
        kind=made.action,
        text=made.text,
        detail=made.detail,
    )
    unit.search.put_many([request_entry_of(unit.requests.item(request.id))])
    unit.audit.record(
        AuditEvent(made.action, "request", request.id, request.details.patient_id, trail)
    )
    return request.version + 1


def sent_on(day: date) -> StepMade:
    """The step of a copy that left the practice."""
    return StepMade("request.sent", f"Sent on {format_us_date(day)}", trail={"on": day.isoformat()})


def papers_void(made: StepMade, request: Request) -> StepMade:
    """A step after which the papers made so far name the wrong place or person.

    A request that was ready goes back to be packed, since what lies sealed on the desk is wrong.

    Raises:
        Problem: a mail piece is on its way with the old address.
    """
    if facts_from(request).mail_logged:
        raise Problem(
            "mail-piece-live",
            "A mail piece with the old address is logged for this request.",
            next_step="Cancel that piece in the Mail room, then correct the address here.",
        )
    marks = {"letter_made_at": None, "outside_made_at": None}
    columns = made.columns | marks
    if request.status is RequestStatus.READY:
        columns |= {"status": RequestStatus.GATHERED.value}
    return replace(
        made,
        columns=columns,
        after=made.after | {"letter_made": False, "outside_made": False},
        trail=made.trail | {"papers_void": int(request.letter_made or request.outside_made)},
    )


def require_unsent(request: Request) -> None:
    """Pass only a request whose copy has not left.

    Raises:
        Problem: it was sent or has ended.
    """
    if request.status not in BEFORE_SENDING:
        raise Problem(
            "request-not-on-desk",
            f"A request that is “{request.status.label}” is not changed any more.",
            next_step="Log a new request if something else is wanted.",
        )


def note_of(text: str, field_name: str, *, needed: str = "") -> str:
    """A typed note, clean.

    Raises:
        FieldProblems: it is too long, or empty although it is needed.
    """
    clean = clean_text(text).strip()
    if len(clean) > NOTE_LIMIT:
        raise FieldProblems({field_name: f"This is longer than {NOTE_LIMIT} characters."})
    if needed and not clean:
        raise FieldProblems({field_name: needed})
    return clean
