"""The life of each invented request, told step by step through the real services.

The promise: every step happens at its own moment in the past and in the name of someone who may do
it, so that queue, timelines and audit trail look as they would after months of work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path

from app.documents.request_letter import InventedLetter, draw_request_letter
from app.domain.attachments import AttachmentKind
from app.domain.mail import AcceptanceProof, MailStatus
from app.domain.postal_text import address_block
from app.domain.release_path import PathAnswers, choose_path
from app.domain.requests import (
    Asker,
    Channel,
    IdentityMethod,
    Person,
    RequestDetails,
    RequestStatus,
    Road,
)
from app.services.desk import Desk
from app.services.file_intake import PickedFile
from app.services.mail_orders import NewMail
from app.services.paper_stock import label_catalog
from app.services.papers import LabelTarget, PaperHow
from app.services.services import Services
from app.system.clock import Clock
from app.tour.invented import Case, InventedPatient, MailFate
from app.tour.numbers import certified_number, tracked_number

_SCANNED = frozenset({Channel.MAIL, Channel.FAX, Channel.IN_PERSON})
_BEFORE = {
    RequestStatus.RECEIVED: 0,
    RequestStatus.WITHDRAWN: 0,
    RequestStatus.NO_RECORDS: 1,
    RequestStatus.IDENTITY_CHECKED: 1,
    RequestStatus.GATHERED: 2,
    RequestStatus.READY: 3,
    RequestStatus.SENT: 4,
    RequestStatus.CLOSED: 5,
}
"""How many steps lie behind a request in this state."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Moments of the past, counted from the real clock's today."""

    clock: Clock

    def at(self, days_ago: int, minute: int) -> datetime:
        """Some minute of a working day; today's lie a little before now."""
        now = self.clock.local(self.clock.now())
        day = now.date() - timedelta(days=days_ago)
        moment = datetime.combine(day, time(8, 40), now.tzinfo) + timedelta(minutes=minute)
        return min(moment, now - timedelta(minutes=3))

    @property
    def zone(self) -> tzinfo:
        """The practice's time zone, as it is now."""
        return self.clock.local(self.clock.now()).tzinfo or UTC

    def day(self, days_ago: int) -> date:
        """That day's date."""
        return self.clock.local(self.clock.now()).date() - timedelta(days=days_ago)


@dataclass(frozen=True, slots=True)
class Office:
    """Where the requests are worked: the desks of those who do it, and a folder for scans.

    Attributes:
        desks: one for each person who may work requests; they take turns.
        officers: those among them who may approve a release.
        patient_ids: ids in the order of the list.
        people: asker's name to the entry of the book.
    """

    desks: Sequence[Desk]
    services: Sequence[Services]
    officers: Sequence[Services]
    calendar: Calendar
    scans: Path
    patient_ids: Sequence[int]
    patients: Sequence[InventedPatient] = field(repr=False)
    people: dict[str, int] = field(repr=False)
    practice: str = ""


class Life:
    """One request from its letter to where it stands today.

    :meth:`steps` yields the moment of the next step and takes it when it is resumed.
    """

    def __init__(self, office: Office, case: Case, number: int) -> None:
        self._office, self._case, self._number = office, case, number
        self._id = 0
        self._left = _BEFORE[case.stage]
        self._minute = (number * 37) % 400

    def steps(self) -> Iterator[datetime]:
        """Everything that happened, in order."""
        case = self._case
        yield self._moment(case.days_ago)
        self._log()
        for name, days_ago in zip(self._names(), self._days(), strict=False):
            yield self._moment(days_ago)
            getattr(self, f"_{name}")()
        if case.mail.accepted is not None:
            yield from self._underway(case.mail)
        yield from self._end()

    def _names(self) -> tuple[str, ...]:
        return ("check", "gather", "pack", "send")[: min(self._left, 4)]

    def _days(self) -> tuple[int, ...]:
        """When it was checked, gathered, packed and sent: spread between letter and dispatch."""
        first = self._case.days_ago
        accepted = self._case.mail.accepted
        last = accepted if accepted is not None else max(0, first - 12)
        span = first - last
        return tuple(first - round(span * part) for part in (0.15, 0.5, 0.85, 1.0))

    def _moment(self, days_ago: int) -> datetime:
        self._minute += 4
        return self._office.calendar.at(days_ago, self._minute)

    def _turn(self) -> Services:
        """Whose turn it is; the step's number decides."""
        services = self._office.services
        return services[(self._number + self._minute // 4) % len(services)]

    def _officer(self) -> Services:
        """Who lets this one go; approving is not the clerk's."""
        officers = self._office.officers
        return officers[self._number % len(officers)]

    @property
    def _version(self) -> int:
        with self._office.desks[0].reading() as unit:
            return unit.requests.get(self._id).version

    def _log(self) -> None:
        services = self._turn()
        logged = services.requests.log(
            details=self._details(), attachment=self._scan(), conflict_confirmed=False
        )
        self._id = logged.value.id

    def _details(self) -> RequestDetails:
        case = self._case
        person = case.person
        if person.shown:
            person = replace(person, party_id=self._office.people.get(person.shown))
        answers = PathAnswers(case.asker, case.recipient, person.kind, for_payment=True)
        return RequestDetails(
            patient_id=self._office.patient_ids[case.patient],
            asker=case.asker,
            recipient=case.recipient,
            kind=choose_path(answers).kind,
            received_on=self._office.calendar.day(case.days_ago),
            channel=case.channel,
            wanted=case.wanted,
            road=case.road,
            asker_person=person if case.asker is not Asker.PATIENT else Person(),
            wanted_span=case.span,
            address=case.address,
            purpose=case.purpose,
        )

    def _scan(self) -> PickedFile | None:
        case = self._case
        if case.channel not in _SCANNED or self._number % 2:
            return None
        patient = self._office.patients[case.patient].details
        writer = case.person.shown or patient.full_name
        place = patient.address if case.address.is_empty else case.address
        letter = InventedLetter(
            sender=(writer, *address_block("", place)),
            practice=self._office.practice,
            written_on=self._office.calendar.day(case.days_ago),
            body=(
                "Please send a copy of the records listed here:",
                ", ".join(sorted(kind.label for kind in case.wanted)) + ".",
                f"They concern {patient.full_name}.",
            ),
            signed=writer,
        )
        path = self._office.scans / f"scan-{self._number:03d}.pdf"
        path.write_bytes(draw_request_letter(letter))
        return PickedFile(path, AttachmentKind.LETTER)

    def _check(self) -> None:
        acts = self._case.asker is Asker.REPRESENTATIVE
        method = _METHODS[self._case.channel]
        self._turn().requests.record_identity(
            request_id=self._id,
            version=self._version,
            method=method,
            authority_proof="Papers shown at the desk" if acts else "",
        )

    def _gather(self) -> None:
        inspection = self._case.road is Road.INSPECTION
        self._turn().requests.mark_gathered(
            request_id=self._id,
            version=self._version,
            page_count=None if inspection else self._case.pages,
        )

    def _pack(self) -> None:
        services = self._turn()
        if self._case.road.is_confirmed_first:
            services.requests.confirm_address(
                request_id=self._id, version=self._version, how="Read back on the phone"
            )
        if self._case.road.is_postal:
            self._make_papers(services)
        self._officer().requests.mark_ready(request_id=self._id, version=self._version)

    def _make_papers(self, services: Services) -> None:
        mail, piece_id = self._case.mail, None
        if mail.prepared:
            order = NewMail(self._id, mail.service, mail.extras)
            piece_id = services.mail.prepare(order=order).value
        letter = services.papers.cover_letter(request_id=self._id)
        services.papers.record(draft=letter)
        if self._number % 3:
            outside = services.papers.envelope(request_id=self._id, mail_piece_id=piece_id)
        else:
            outside = services.papers.labels(
                targets=(LabelTarget(self._id, piece_id),), stock_id=label_catalog().default_id
            )
        services.papers.record(draft=outside, how=PaperHow.PRINTED)
        if mail.with_number:
            piece_id, version = self._piece()
            make = tracked_number if self._case.road is Road.PARCEL else certified_number
            text = make(48_213_000 + self._number)
            services.mail.set_article(piece_id=piece_id, version=version, text=text)

    def _send(self) -> None:
        services = self._turn()
        services.requests.mark_sent(request_id=self._id, version=self._version)

    def _underway(self, mail: MailFate) -> Iterator[datetime]:
        assert mail.accepted is not None  # noqa: S101 - the caller asked
        yield self._moment(mail.accepted)
        piece_id, version = self._piece()
        self._turn().mail.mark_accepted(
            piece_id=piece_id,
            version=version,
            on=self._office.calendar.day(mail.accepted),
            proof=_PROOFS[self._number % len(_PROOFS)],
        )
        if mail.delivered is not None:
            yield self._moment(mail.delivered)
            piece_id, version = self._piece()
            on = self._office.calendar.day(mail.delivered)
            self._turn().mail.mark_delivered(piece_id=piece_id, version=version, on=on)
        if mail.receipt is not None:
            yield self._moment(mail.receipt)
            piece_id, version = self._piece()
            on = self._office.calendar.day(mail.receipt)
            self._turn().mail.mark_receipt(piece_id=piece_id, version=version, on=on)
        if mail.ended is not None:
            yield from self._came_back(mail, mail.ended)

    def _came_back(self, mail: MailFate, status: MailStatus) -> Iterator[datetime]:
        days_ago = max(0, (mail.accepted or 0) - 4)
        yield self._moment(days_ago)
        piece_id, version = self._piece()
        self._turn().mail.mark_ended(
            piece_id=piece_id,
            version=version,
            status=status,
            on=self._office.calendar.day(days_ago),
            note=mail.note,
        )

    def _end(self) -> Iterator[datetime]:
        case = self._case
        last = case.mail.receipt or case.mail.delivered or max(0, case.days_ago - 12)
        if case.stage not in _ENDS:
            return
        yield self._moment(last)
        requests, version = self._turn().requests, self._version
        if case.stage is RequestStatus.CLOSED:
            requests.close(request_id=self._id, version=version, proof=case.proof)
        elif case.stage is RequestStatus.WITHDRAWN:
            requests.withdraw(request_id=self._id, version=version, reason=case.reason)
        else:
            self._officer().requests.no_records(
                request_id=self._id, version=version, reason=case.reason
            )

    def _piece(self) -> tuple[int, int]:
        with self._office.desks[0].reading() as unit:
            piece = unit.mail.of_request(self._id)[-1]
        return piece.id, piece.version


_ENDS = frozenset({RequestStatus.CLOSED, RequestStatus.WITHDRAWN, RequestStatus.NO_RECORDS})
_PROOFS = (
    AcceptanceProof.STAMPED_RECEIPT,
    AcceptanceProof.ACCEPTANCE_SCAN,
    AcceptanceProof.STAMPED_RECEIPT,
    AcceptanceProof.DROP_BOX,
)
_METHODS = {
    Channel.MAIL: IdentityMethod.SIGNATURE_MATCH,
    Channel.FAX: IdentityMethod.OFFICIAL,
    Channel.PHONE: IdentityMethod.CALL_BACK,
    Channel.IN_PERSON: IdentityMethod.PHOTO_ID,
    Channel.PORTAL: IdentityMethod.PORTAL_LOGIN,
    Channel.EMAIL: IdentityMethod.CALL_BACK,
}
