"""What the fields of a new consent say together, and what is still to be filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.addresses import Address
from app.domain.authorization import AuthorizationForm
from app.domain.consents import ConsentKind, ConsentScope, ConsentTerms, Language, Signer
from app.domain.errors import FieldProblems
from app.ui.consents.email_fields import address_problems
from app.ui.consents.terms_rows import ON_A_DAY, WITH_AN_EVENT, TermsRows
from app.ui.kit.choice import CheckGroup, RadioGroup
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import NotesField, TextField
from app.ui.kit.forms import input_of

OUR_POINTS = 14
Codec = tuple[Callable[[], Any], Callable[[Any], object]]


def terms_of(rows: TermsRows, origin: int | None) -> ConsentTerms | None:
    """What is filled in, as far as it can be read; None while there is no patient.

    ``origin`` is the request it is opened for, if it is opened for one.
    """
    patient = rows.patient.patient
    if patient is None:
        return None
    scope = rows.scope.value() or ConsentScope.STANDING
    terms = ConsentTerms(
        patient_id=patient.id,
        kind=rows.kind.value() or ConsentKind.EMAIL,
        language=rows.language.value() or Language.ENGLISH,
        scope=scope,
        request_id=rows.request.value() if scope is ConsentScope.REQUEST else origin,
        purpose=rows.purpose.value(),
        signer=_signer(rows, patient.details.full_name),
    )
    return _with_end(rows, _with_cover(rows, terms))


def missing_in(rows: TermsRows) -> dict[str, str]:
    """What has to be answered before the services are asked."""
    problems = {}
    if why := rows.patient.missing():
        problems["patient_id"] = why
    if rows.signed_by.value() and not rows.signer.value():
        problems["signer"] = "Type who signs for the patient."
    if rows.kind.value() is ConsentKind.EMAIL:
        problems |= address_problems(rows.email.text(), rows.email_again.text())
    if rows.ends.value() == ON_A_DAY:
        problems |= _day_problem(rows)
    if rows.ends.value() == WITH_AN_EVENT and not rows.expires_event.value():
        problems["expires_event"] = "Type the event it ends with."
    return problems


def first_open(rows: TermsRows) -> QWidget | None:
    """The first field that waits for an answer, in the order in which a clerk asks."""
    waiting = {*missing_in(rows), *_empty(rows)}
    name = next((name for name in rows.names() if name in waiting), None)
    return input_of(rows.control(name)) if name is not None else None


def codecs_of(rows: TermsRows) -> dict[str, Codec]:
    """How each field is kept in a draft and shown again."""
    made: dict[str, Codec] = {}
    for name in rows.names():
        control = rows.control(name)
        if isinstance(control, DateField):
            made[name] = (control.text, control.setText)
        elif isinstance(control, TextField | NotesField):
            made[name] = (control.value, control.set_value)
        elif isinstance(control, RadioGroup):
            made[name] = (control.value, _shower(control))
        elif isinstance(control, CheckGroup):
            made[name] = (_ticked(control), control.set_value)
    made.pop("patient_id", None)
    made["address"] = (
        lambda: rows.place.address().as_dict(),
        lambda kept: rows.place.set_address(Address.from_dict(kept)),
    )
    return made


def _empty(rows: TermsRows) -> set[str]:
    """Rows that the services would ask for."""
    kind = rows.kind.value()
    texts: dict[str, str] = {}
    if rows.signed_by.value():
        texts["authority"] = rows.authority.value()
    if kind is ConsentKind.PICK_UP:
        texts["person"] = rows.person.value()
    if kind is ConsentKind.AUTHORIZATION and not rows.outside:
        texts["information"] = rows.information.value()
        texts["recipient"] = rows.recipient.value()
    empty = {name for name, text in texts.items() if not text}
    if rows.scope.value() is ConsentScope.REQUEST and rows.request.value() is None:
        empty.add("request_id")
    return empty


def _signer(rows: TermsRows, patient: str) -> Signer:
    if not rows.signed_by.value():
        return Signer(patient)
    return Signer(rows.signer.value(), representative=True, authority=rows.authority.value())


def _with_cover(rows: TermsRows, terms: ConsentTerms) -> ConsentTerms:
    if terms.kind is ConsentKind.EMAIL:
        whose = bool(rows.whose.value())
        return replace(terms, email=rows.email.value(), for_recipient=whose)
    if terms.kind is ConsentKind.PICK_UP:
        return replace(terms, person=rows.person.value(), relation=rows.relation.value())
    place = rows.place.address() if rows.placed.value() else Address()
    return replace(terms, form=_form(rows), address=place)


def _with_end(rows: TermsRows, terms: ConsentTerms) -> ConsentTerms:
    ends = rows.ends.value()
    if ends == ON_A_DAY:
        return replace(terms, expires_on=_day(rows))
    event = rows.expires_event.value() if ends == WITH_AN_EVENT else ""
    return replace(terms, expires_event=event)


def _form(rows: TermsRows) -> AuthorizationForm:
    special, outside = rows.special.value(), bool(rows.paper.value())
    return AuthorizationForm(
        information=rows.information.value(),
        discloser=rows.discloser.value(),
        recipient=rows.recipient.value(),
        purpose=rows.purpose.value(),
        outside=outside,
        says_revocation=not outside,
        says_conditioning=not outside,
        says_redisclosure=not outside,
        type_points=None if outside else OUR_POINTS,
        psychotherapy="psychotherapy" in special,
        psychotherapy_only="psychotherapy_only" in special,
        sought_by_practice="sought_by_practice" in special,
    )


def _day(rows: TermsRows) -> date | None:
    try:
        return rows.expires_on.day("expires_on")
    except FieldProblems:
        return None


def _day_problem(rows: TermsRows) -> dict[str, str]:
    try:
        day = rows.expires_on.day("expires_on")
    except FieldProblems as found:
        return dict(found.fields)
    return {} if day is not None else {"expires_on": "Type the last day."}


def _ticked(group: CheckGroup[Any]) -> Callable[[], list[Any]]:
    return lambda: sorted(group.value())


def _shower(group: RadioGroup[Any]) -> Callable[[Any], object]:
    return group.set_value
