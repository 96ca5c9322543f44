"""What was filled in to open a consent: made clean, or refused field by field; then put in words.

The promise: the words a patient reads are the version in force with every field filled in; an
address is taken only in plain letters; nothing ends before it begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.addresses import Address
from app.domain.authorization import AuthorizationForm
from app.domain.consent_papers import spoken_date
from app.domain.consent_phrases import said_in
from app.domain.consent_texts import render, sketched, text_in_force
from app.domain.consents import (
    Consent,
    ConsentKind,
    ConsentScope,
    ConsentTerms,
    Language,
    Passage,
    RenderedText,
    Signer,
)
from app.domain.dates import EARLIEST_YEAR, format_us_date, parse_us_date
from app.domain.email_addresses import email_problem
from app.domain.errors import FieldProblems, Problem
from app.domain.papers import PracticeProfile
from app.domain.people import Patient
from app.domain.phones import shown_phone
from app.domain.text import NAME_LIMIT, NOTE_LIMIT, clean_line, clean_text
from app.services.consent_texts import texts_of
from app.services.people_checks import long_lines, mailing_problems, tidy_address
from app.services.settings import practice_of
from app.storage.unit import Unit

OUR_POINTS = 14
"""The size of the form this program prints and shows."""

_WHOLE_DAY = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}")
_LIMITS = {
    "person": 2 * NAME_LIMIT,
    "relation": NAME_LIMIT,
    "purpose": NOTE_LIMIT,
    "expires_event": 200,
}
_UNTIL_TAKEN_BACK = {
    Language.ENGLISH: "the day I take it back in writing",
    Language.SPANISH: "el día en que lo retire por escrito",
}
_AT_REQUEST = "At the request of the individual"
"""Said in the language of the text when it is put in words."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Clean terms, whose they are, and the words that go with them."""

    terms: ConsentTerms = field(repr=False)
    patient: Patient = field(repr=False)
    text: RenderedText = field(repr=False)
    other_text: RenderedText | None = field(default=None, repr=False)


def prepare(unit: Unit, terms: ConsentTerms, today: date) -> Prepared:
    """Check the terms and put them in words.

    Raises:
        FieldProblems: each field that cannot be taken.
        Problem: there is no text in this language, or it asks for something not filled in.
    """
    practice = practice_of(unit)
    patient = unit.patients.get(terms.patient_id)
    clean = _tidy(terms, patient, practice)
    problems = _problems(unit, clean, patient, today)
    if problems:
        raise FieldProblems(problems)
    known = _Known(unit, patient, practice, today)
    return Prepared(clean, patient, _in_words(known, clean), _other_words(known, clean))


def sketch(
    unit: Unit, kind: ConsentKind, language: Language, terms: ConsentTerms | None, today: date
) -> RenderedText:
    """The words while the form is being filled in: what is known stands there, the rest is a line.

    Raises:
        Problem: there is no text of this kind in this language.
    """
    practice = practice_of(unit)
    text = text_in_force(texts_of(unit), kind, language, today)
    values = _practice_values(practice, language, today)
    if terms is not None:
        patient = unit.patients.get(terms.patient_id)
        clean = _tidy(terms, patient, practice)
        if terms.signer.representative and not clean_line(terms.signer.name):
            clean = replace(clean, signer=replace(clean.signer, name=""))
        values |= _values(clean, patient)
    return sketched(text, values)


def tidy_terms(unit: Unit, terms: ConsentTerms) -> ConsentTerms:
    """The terms as they would be opened, with what our own form always says."""
    return _tidy(terms, unit.patients.get(terms.patient_id), practice_of(unit))


def in_language(consent: Consent, language: Language) -> Consent:
    """The draft in the language in which the patient reads and signs it.

    Raises:
        Problem: the draft has no text in this language.
    """
    if consent.text.language is language:
        return consent
    other = consent.other_text
    if other is None or other.language is not language:
        raise Problem(
            "consent-text-missing",
            f"This consent has no text in {language.label}.",
            unharmed="Nothing was signed.",
            next_step="Sign it in the language shown, or open a new one.",
        )
    terms = _turned(consent.terms, language)
    return replace(consent, terms=terms, text=other, other_text=consent.text)


def tidy_form(form: AuthorizationForm) -> AuthorizationForm:
    """An authorization's fields, clean."""
    return replace(
        form,
        information=clean_text(form.information),
        discloser=clean_line(form.discloser),
        recipient=clean_line(form.recipient),
        purpose=clean_text(form.purpose),
        blanks=clean_line(form.blanks),
        combined_with=clean_line(form.combined_with),
        sensitive=clean_line(form.sensitive),
    )


def _tidy(terms: ConsentTerms, patient: Patient, practice: PracticeProfile) -> ConsentTerms:
    signer = terms.signer
    clean = replace(
        terms,
        email=terms.email.strip(" "),
        person=clean_line(terms.person),
        relation=clean_line(terms.relation),
        address=tidy_address(terms.address),
        purpose=clean_text(terms.purpose),
        expires_event=clean_line(terms.expires_event),
        signer=Signer(
            clean_line(signer.name) or patient.details.full_name,
            signer.representative,
            clean_line(signer.authority),
        ),
    )
    if clean.kind is not ConsentKind.AUTHORIZATION:
        return replace(clean, form=None, address=Address())
    form = tidy_form(clean.form or AuthorizationForm())
    if not form.outside:
        form = _our_form(form, clean, practice)
    return replace(clean, form=form, person=form.recipient, purpose=form.purpose)


def _our_form(
    form: AuthorizationForm, terms: ConsentTerms, practice: PracticeProfile
) -> AuthorizationForm:
    """Our own form says all three statements, in plain words and large type, on its own paper."""
    return replace(
        form,
        discloser=form.discloser or practice.name,
        recipient=form.recipient or terms.person,
        purpose=form.purpose or terms.purpose or _AT_REQUEST,
        says_revocation=True,
        says_conditioning=True,
        says_redisclosure=True,
        plain_language=True,
        type_points=OUR_POINTS,
        separate_signature=True,
        blanks="",
        combined_with="",
        conditioned=False,
    )


def _problems(unit: Unit, terms: ConsentTerms, patient: Patient, today: date) -> dict[str, str]:
    problems = {
        name: f"This is longer than {limit} characters."
        for name, limit in _LIMITS.items()
        if len(getattr(terms, name)) > limit
    }
    problems |= _kind_problems(terms) | _end_problems(terms, today) | _signer(terms, patient)
    if terms.scope is ConsentScope.REQUEST and terms.request_id is None:
        problems["request_id"] = "Choose the request this is for."
    if terms.request_id is not None:
        request = unit.requests.get(terms.request_id)
        if request.details.patient_id != patient.id:
            problems["request_id"] = "This request is another patient's."
    return problems


def _kind_problems(terms: ConsentTerms) -> dict[str, str]:
    if terms.kind is ConsentKind.EMAIL:
        problem = email_problem(terms.email)
        return {"email": problem} if problem else {}
    if terms.kind is ConsentKind.PICK_UP:
        return {} if terms.person else {"person": "Type who may pick the records up."}
    form = terms.form
    if form is None or form.outside:
        return long_lines(terms.address, "address_")
    problems: dict[str, str] = {}
    if not terms.address.is_empty:
        problems |= mailing_problems(terms.address, "address_")
    if not form.information:
        problems["information"] = "Type which records may be released, and from when to when."
    if not form.recipient:
        problems["recipient"] = "Type who may receive them."
    if terms.expires_on is None and not terms.expires_event:
        problems["expires_on"] = "Type the day or the event on which it ends."
    if form.psychotherapy and not form.psychotherapy_only:
        problems["psychotherapy"] = (
            "Psychotherapy notes need an authorization of their own (45 CFR 164.508(b)(3)(ii))."
        )
    return problems


def _end_problems(terms: ConsentTerms, today: date) -> dict[str, str]:
    outside = terms.form is not None and terms.form.outside
    day = terms.expires_on
    if day is not None and day.year < EARLIEST_YEAR:
        return {"expires_on": f"The year {day.year:04d} is too early. Check the year."}
    if day is not None and day < today and not outside:
        return {
            "expires_on": f"It would end before it is signed. Today is {format_us_date(today)}."
        }
    past = None if outside else _day_in(terms.expires_event, today)
    if past is not None and past < today:
        return {"expires_event": f"This event is already past: {format_us_date(past)}."}
    return {}


def _day_in(event: str, today: date) -> date | None:
    """A whole day that stands in the words of an event, if one does."""
    found = _WHOLE_DAY.search(event)
    if found is None:
        return None
    try:
        return parse_us_date(found[0], today)
    except FieldProblems:
        return None


def _signer(terms: ConsentTerms, patient: Patient) -> dict[str, str]:
    signer = terms.signer
    if len(signer.name) > NAME_LIMIT or len(signer.authority) > 2 * NAME_LIMIT:
        return {"signer": f"A name is longer than {NAME_LIMIT} characters."}
    outside = terms.form is not None and terms.form.outside
    if signer.representative and not signer.authority and not outside:
        return {"authority": "Type what lets this person act for the patient."}
    if patient.is_deceased and not signer.representative:
        return {
            "signer": "The patient has died; an executor or administrator signs "
            "(45 CFR 164.502(g)(4))."
        }
    return {}


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands around the terms on the day they are put in words."""

    unit: Unit
    patient: Patient = field(repr=False)
    practice: PracticeProfile = field(repr=False)
    today: date


def _in_words(known: _Known, terms: ConsentTerms) -> RenderedText:
    text = text_in_force(texts_of(known.unit), terms.kind, terms.language, known.today)
    if terms.form is not None and terms.form.outside:
        return _paper_from_outside(terms, terms.form, text.id)
    practice = _practice_values(known.practice, terms.language, known.today)
    return render(text, practice | _values(terms, known.patient))


def _other_words(known: _Known, terms: ConsentTerms) -> RenderedText | None:
    """The same in the other language, if the practice has it; a paper is in its own words alone."""
    if terms.form is not None and terms.form.outside:
        return None
    spanish = terms.language is Language.ENGLISH
    try:
        return _in_words(known, _turned(terms, Language.SPANISH if spanish else Language.ENGLISH))
    except Problem:
        return None


def _turned(terms: ConsentTerms, language: Language) -> ConsentTerms:
    """The same in another language; the terms stay in the staff's words."""
    return replace(terms, language=language)


def _practice_values(practice: PracticeProfile, language: Language, today: date) -> dict[str, str]:
    return {
        "practice": practice.name,
        "practice_address": practice.address.one_line,
        "practice_phone": shown_phone(practice.phone),
        "privacy_contact": practice.privacy_contact or practice.name,
        "today": spoken_date(today, language),
    }


def _values(terms: ConsentTerms, patient: Patient) -> dict[str, str]:
    form = terms.form or AuthorizationForm()
    born = patient.details.birth_date

    def said(words: str) -> str:
        return said_in(words, terms.language)

    return {
        "patient": patient.details.full_name,
        "birth_date": spoken_date(born, terms.language) if born else "—",
        "signer": terms.signer.name,
        "authority": said(terms.signer.authority) if terms.signer.representative else "",
        "purpose": said(terms.purpose),
        "expires": _expires(terms),
        "address": terms.email or terms.address.one_line,
        "person": terms.person,
        "relation": said(terms.relation),
        "discloser": form.discloser,
        "recipient": form.recipient,
        "information": said(form.information),
    }


def _expires(terms: ConsentTerms) -> str:
    if terms.expires_on is not None:
        return spoken_date(terms.expires_on, terms.language)
    event = said_in(terms.expires_event, terms.language)
    if terms.kind is ConsentKind.AUTHORIZATION:
        # 45 CFR 164.508(c)(1)(v): a day or an event; that it can be taken back is no end
        return event
    return event or _UNTIL_TAKEN_BACK[terms.language]


def _paper_from_outside(terms: ConsentTerms, form: AuthorizationForm, text_id: int) -> RenderedText:
    """What was read off a paper that someone else wrote; the scan holds its own words."""
    rows = (
        ("Which records", form.information),
        ("Who may release them", form.discloser),
        ("Who may receive them", form.recipient),
        ("For what purpose", form.purpose),
        ("When it ends", format_us_date(terms.expires_on) or terms.expires_event),
        ("Left blank on the paper", form.blanks),
        ("Combined with", form.combined_with),
    )
    stated = tuple(Passage(heading, words or "—") for heading, words in rows)
    return RenderedText(text_id, 0, terms.language, "Authorization on a paper from outside", stated)
