"""The question of release, asked for a stored request: its facts in, the one table's answer out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.domain.addresses import Address
from app.domain.authorization import Finding
from app.domain.consent_cover import (
    Cover,
    Judged,
    authorization_cover,
    email_cover,
    pick_up_cover,
    same_address,
    same_number,
)
from app.domain.consent_states import standing_of
from app.domain.consents import ConsentKind
from app.domain.destinations import receiver, resolve
from app.domain.email_addresses import email_problem, email_warning, same_email
from app.domain.people import Patient
from app.domain.release_path import PATH_RULES, needs_authority
from app.domain.release_reasons import AddressKind, AddressState, ConsentState
from app.domain.release_rule import (
    ROADS,
    NotYet,
    ReleaseAnswer,
    ReleaseQuestion,
    ReleaseShut,
    may_release,
)
from app.domain.requests import Person, Request, RequestDetails, RequestKind, Road
from app.services.consent_texts import state_rules_of
from app.services.desk import Desk
from app.storage.consents import ConfirmedAddress
from app.storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Whereto:
    """Where a copy would end on its road.

    Attributes:
        conflict: the patient asked for mail somewhere else.
        elsewhere: that other address, as it stands now.
    """

    kind: AddressKind
    postal: Address = field(default=Address(), repr=False)
    text: str = field(default="", repr=False)
    conflict: bool = False
    elsewhere: str = field(default="", repr=False)

    @property
    def words(self) -> str:
        """The address in one line."""
        return self.text or self.postal.one_line

    @property
    def kept(self) -> dict[str, str]:
        """The address as a confirmation keeps it."""
        if self.kind is AddressKind.POSTAL:
            return {**self.postal.as_dict(), "elsewhere": self.elsewhere}
        return {"text": self.text, "elsewhere": self.elsewhere}


def release_of(unit: Unit, request: Request, day: date, *, collected_by: str = "") -> ReleaseAnswer:
    """May this request leave by its road on this day, and if not, why not?"""
    details = request.details
    patient = unit.patients.get(details.patient_id)
    where = whereto(unit, details, patient)
    rules = state_rules_of(unit)
    judged = [
        Judged(one, standing_of(one, day, rules)) for one in unit.consents.of_patient(patient.id)
    ]
    authorization = _authorization(request, judged, where)
    road = _road_consent(request, judged, where, collected_by)
    authority = needs_authority(details.asker, details.asker_person.kind)
    return may_release(
        ReleaseQuestion(
            path=details.kind,
            road=details.road,
            address=address_state(unit, request, where, road.state),
            authorization=authorization.state,
            findings=_findings(authorization),
            road_consent=road.state,
            by_delegate=bool(collected_by.strip()),
            identity_checked=request.identity_method is not None,
            authority_missing=authority and not request.authority_proof.strip(),
        )
    )


def agreed_email(unit: Unit, request: Request, day: date) -> str:
    """The address that was signed under, where it is another one than the copy would go to."""
    if request.details.road is not Road.UNENCRYPTED_EMAIL:
        return ""
    patient = unit.patients.get(request.details.patient_id)
    rules = state_rules_of(unit)
    judged = [
        Judged(one, standing_of(one, day, rules)) for one in unit.consents.of_patient(patient.id)
    ]
    cover = _road_consent(request, judged, whereto(unit, request.details, patient), "")
    if cover.state is not ConsentState.OTHER_ADDRESS or cover.judged is None:
        return ""
    return cover.judged.consent.terms.email


def require_release(unit: Unit, request: Request, day: date) -> None:
    """Pass only a request that may leave by its road on this day.

    Raises:
        ReleaseShut: it may not; every reason is in it.
    """
    answer = release_of(unit, request, day)
    if isinstance(answer, NotYet):
        raise ReleaseShut(answer)


def whereto(unit: Unit, details: RequestDetails, patient: Patient) -> Whereto:
    """The address that belongs to the request's road."""
    kind = ROADS[details.road].ends_at
    elsewhere = patient.confidential.one_line if patient.confidential else ""
    if kind is AddressKind.POSTAL:
        found = resolve(details, patient)
        return Whereto(kind, found.address, "", found.conflict, elsewhere)
    if kind is AddressKind.NONE:
        return Whereto(kind)
    person = receiver(details)
    party = None
    if person is not None and person.party_id is not None:
        party = unit.parties.get(person.party_id).details
    if kind is AddressKind.EMAIL:
        text = patient.details.email if person is None else (party.email if party else "")
    else:
        own = person.phone if person else patient.details.phone
        text = own or (party.phone if party else "")
    return Whereto(kind, text=text)


def address_state(
    unit: Unit, request: Request, where: Whereto, road_consent: ConsentState
) -> AddressState:
    """How sure it is that this is the right address."""
    if where.kind is AddressKind.NONE:
        return AddressState.CONFIRMED
    if where.postal.is_empty and not where.text:
        return AddressState.MISSING
    confirmed = unit.consents.confirmed_address(request.id)
    same = confirmed is not None and _is_same(where, confirmed)
    if where.kind is AddressKind.EMAIL and email_problem(where.text):
        return AddressState.FLAGGED
    if where.conflict and not (same and _was_asked(where, confirmed)):
        return AddressState.FLAGGED
    if same:
        return AddressState.CONFIRMED
    if where.kind is AddressKind.EMAIL:
        return _unread_email(request, where, road_consent, confirmed)
    return AddressState.UNCONFIRMED if confirmed is None else AddressState.CHANGED


def note_confirmation(
    desk: Desk, unit: Unit, request_id: int, details: RequestDetails, patient: Patient
) -> None:
    """Write down which address was confirmed, if the form says how one was."""
    where = whereto(unit, details, patient)
    how = details.address_confirmed_how.strip()
    if not how or where.kind is AddressKind.NONE or (where.postal.is_empty and not where.text):
        return
    confirmed = ConfirmedAddress(where.kind.value, where.kept, how)
    unit.consents.confirm_address(
        request_id, confirmed, at=desk.clock.now(), by=desk.session.staff_id
    )


def _unread_email(
    request: Request, where: Whereto, consent: ConsentState, confirmed: ConfirmedAddress | None
) -> AddressState:
    """An address that was not read back; the patient's signature under it is as good."""
    if request.details.road is Road.UNENCRYPTED_EMAIL and consent.holds:
        return AddressState.CONFIRMED
    if email_warning(where.text):
        return AddressState.FLAGGED
    earlier = confirmed is not None and confirmed.kind == AddressKind.EMAIL.value
    return AddressState.CHANGED if earlier else AddressState.UNCONFIRMED


def _is_same(where: Whereto, confirmed: ConfirmedAddress) -> bool:
    if confirmed.kind != where.kind.value:
        return False
    if where.kind is AddressKind.POSTAL:
        return same_address(Address.from_dict(dict(confirmed.address)), where.postal)
    kept = confirmed.address.get("text", "")
    same = same_email if where.kind is AddressKind.EMAIL else same_number
    return same(kept, where.text)


def _was_asked(where: Whereto, confirmed: ConfirmedAddress | None) -> bool:
    """The patient was asked while this very confidential address was on file."""
    return confirmed is not None and confirmed.address.get("elsewhere") == where.elsewhere


def _authorization(request: Request, judged: list[Judged], where: Whereto) -> Cover:
    details = request.details
    if not PATH_RULES[details.kind].authorization_needed:
        return Cover(ConsentState.NONE)
    person = receiver(details) or Person()
    names = [name for name in (person.shown, person.name, person.organization) if name]
    return authorization_cover(judged, names, where.postal, request.id)


def _road_consent(
    request: Request, judged: list[Judged], where: Whereto, collected_by: str
) -> Cover:
    needed = ROADS[request.details.road].consent
    if needed is ConsentKind.EMAIL:
        directed = request.details.kind is RequestKind.DIRECTIVE_ELECTRONIC
        return email_cover(judged, where.text, request.id, for_recipient=directed)
    if needed is ConsentKind.PICK_UP and collected_by.strip():
        return pick_up_cover(judged, collected_by, request.id)
    return Cover(ConsentState.NONE)


def _findings(cover: Cover) -> tuple[Finding, ...]:
    return cover.judged.standing.findings if cover.judged else ()
