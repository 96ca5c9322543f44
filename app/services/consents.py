"""Consents: opened, given in one of four ways, taken back, ended; each verb one sealed event.

The promise: a consent that was given is never changed; what is taken back is shut for every open
request in the same moment, whatever the clock says; every step is in the audit trail.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import date

from app.documents.consent_picture import draw_signature
from app.domain.attachments import AttachmentKind
from app.domain.authorization import AuthorizationForm
from app.domain.consent_seal import digest
from app.domain.consent_signature import Drawing, check_signature
from app.domain.consent_states import standing_of
from app.domain.consents import (
    Consent,
    ConsentEventKind,
    ConsentTerms,
    ConsentWay,
    Digests,
    Given,
    Language,
    PatientMessage,
    VoiceRecord,
)
from app.domain.dates import check_not_future, format_us_date
from app.domain.errors import FieldProblems, Problem
from app.domain.request_numbers import Draw, new_request_number
from app.domain.staff import Operation
from app.domain.text import NAME_LIMIT, clean_line
from app.services.changes import Area, Outcome, done
from app.services.consent_endings import ConsentEndings
from app.services.consent_sealing import (
    Happening,
    Sealing,
    keep_file,
    known_day,
    read_version,
    require_draft,
    seal,
)
from app.services.consent_terms import in_language, prepare, tidy_form
from app.services.consent_texts import ensure_texts, state_rules_of
from app.services.desk import Desk, permitted
from app.services.file_intake import PickedFile, copy_file, inspect_file
from app.services.progress import Progress
from app.services.request_moves import note_of
from app.storage.attachments import NewFile
from app.storage.consent_search import consent_entry_of
from app.storage.consents import NewConsent
from app.storage.patients import sort_name_of
from app.storage.unit import Unit

_MOST_DRAWS = 100
_MESSAGE_ID_LIMIT = 250


@dataclass(frozen=True, slots=True)
class PaperReturn:
    """A signed paper that was scanned back in.

    Attributes:
        form: what a paper from outside says, as it was read; none for our own form.
        looked: whoever adds it has looked at the scan and says that it is this paper, signed.
    """

    picked: PickedFile = field(repr=False)
    signed_on: date
    form: AuthorizationForm | None = field(default=None, repr=False)
    looked: bool = False


@dataclass(frozen=True, slots=True)
class VoiceAnswer:
    """What was answered after the words were read out, and who listened."""

    witness: str = field(repr=False)
    answer: str = field(repr=False)


class ConsentService(ConsentEndings):
    """What can be done with a consent. Verbs that change one return its new version."""

    def __init__(self, desk: Desk, draw: Draw = secrets.randbelow) -> None:
        super().__init__(desk)
        self._draw = draw

    @permitted(Operation.CAPTURE_CONSENT)
    def open(self, *, terms: ConsentTerms) -> Outcome[int]:
        """Open a consent: its words are fixed from now on; returns its id.

        Raises:
            FieldProblems: each field that cannot be taken.
            Problem: there is no text in this language.
        """
        with self.desk.writing() as unit:
            ensure_texts(unit)
            ready = prepare(unit, terms, known_day(self.desk, unit))
            consent_id = unit.consents.add(
                NewConsent(
                    number=self._fresh_number(unit),
                    terms=ready.terms,
                    text=ready.text,
                    other_text=ready.other_text,
                    patient_name=ready.patient.details.full_name,
                    patient_born=ready.patient.details.birth_date,
                    patient_sort=sort_name_of(ready.patient.details),
                    opened_at=self.desk.clock.now(),
                    opened_by=self.desk.session.staff_id,
                )
            )
            consent = unit.consents.get(consent_id)
            unit.search.put_many([consent_entry_of(consent)])
            self._write(unit, consent, Happening(ConsentEventKind.OPENED))
        return done(consent_id, Area.CONSENTS)

    @permitted(Operation.CAPTURE_CONSENT)
    def form_printed(self, *, consent_id: int, version: int) -> Outcome[int]:
        """Record that the blank form was printed to be signed on paper.

        Raises:
            Problem: it does not wait for a signature any more.
            Conflict: something happened to it since.
        """
        return self._happens(consent_id, version, Happening(ConsentEventKind.PRINTED))

    @permitted(Operation.CAPTURE_CONSENT)
    def sign_on_screen(
        self,
        *,
        consent_id: int,
        version: int,
        drawing: Drawing,
        language: Language | None = None,
    ) -> Outcome[int]:
        """Seal what the patient signed on the screen, in the language that was shown.

        Args:
            language: the one the patient read last; the one it was opened in unless given.

        Raises:
            Problem: nothing, or only a dot, was drawn; the authorization is incomplete; it does
                not wait for a signature any more; there is no text in this language.
            Conflict: something happened to it since.
        """
        signature = check_signature(drawing)
        image = draw_signature(signature)
        with self.desk.writing() as unit:
            consent = read_version(unit, consent_id, version)
            require_draft(consent, ConsentWay.SCREEN)
            consent = in_language(consent, language or consent.text.language)
            today = known_day(self.desk, unit)
            self._require_complete(unit, consent, today)
            name = f"signature_{consent.number}.png"
            given = replace(
                self._begun(ConsentWay.SCREEN, self.desk.clock.today()),
                strokes=signature.canonical,
                image_id=keep_file(self.desk, unit, name, "image/png", image),
                digests=Digests("", digest(signature.canonical.encode()), digest(image)),
            )
            new = seal(self.desk, unit, consent, Sealing(given, signature))
        return done(new, Area.CONSENTS, Area.REQUESTS)

    @permitted(Operation.CAPTURE_CONSENT)
    def record_paper(
        self,
        *,
        consent_id: int,
        version: int,
        paper: PaperReturn,
        progress: Progress | None = None,
    ) -> Outcome[int]:
        """Seal a signed paper with its scan. One from outside may be incomplete: it is kept, and
        what it lacks is named; nothing is released on it. That somebody looked at the scan stands
        in the sealed PDF and in the sealed event.

        Raises:
            FieldProblems: the day of the signature is in the future or after the end; nobody says
                that the scan was looked at.
            Problem: the scan is empty, too large, locked or no PDF, PNG or JPEG.
            Conflict: something happened to it since.
            Cancelled: stopped; nothing is kept.
        """
        if not paper.looked:
            raise FieldProblems({"looked": "Look at the scan, then tick this."})
        heard = progress or Progress()
        found = inspect_file(replace(paper.picked, kind=AttachmentKind.CONSENT), heard)
        today = self.desk.clock.today()
        check_not_future(paper.signed_on, today, field="signed_on")
        with self.desk.writing() as unit:
            consent = read_version(unit, consent_id, version)
            require_draft(consent, ConsentWay.PAPER)
            terms = _as_read(consent.terms, paper.form)
            _check_days(consent, terms, paper.signed_on)
            now, by = self.desk.clock.now(), self.desk.session.staff_id
            name = f"signed_{consent.number}"
            kind = AttachmentKind.CONSENT
            new = NewFile(None, kind, name, found.media_type, now, by, found.pages)
            given = replace(
                self._begun(ConsentWay.PAPER, paper.signed_on),
                scan_id=copy_file(unit, found, new, heard),
                digests=Digests("", scan=found.sha256),
            )
            value = seal(self.desk, unit, consent, Sealing(given, terms=terms))
        return done(value, Area.CONSENTS, Area.REQUESTS)

    @permitted(Operation.CAPTURE_CONSENT)
    def record_voice(self, *, consent_id: int, version: int, voice: VoiceAnswer) -> Outcome[int]:
        """Seal a consent by voice: the exact words read, the answer, the witness, the time (U113).

        Raises:
            FieldProblems: witness or answer is missing; the witness is whoever asked.
            Problem: this kind has to be signed in writing.
            Conflict: something happened to it since.
        """
        witness, answer = clean_line(voice.witness), note_of(voice.answer, "answer")
        problems = _witness_problems(witness, self.desk.session.name)
        if not answer:
            problems["answer"] = "Type what the patient answered, word for word."
        if problems:
            raise FieldProblems(problems)
        record = VoiceRecord(witness, answer, self.desk.clock.now())
        given = replace(self._begun(ConsentWay.VOICE, self.desk.clock.today()), voice=record)
        return self._sealed(consent_id, version, given)

    @permitted(Operation.CAPTURE_CONSENT)
    def record_message(
        self, *, consent_id: int, version: int, message: PatientMessage
    ) -> Outcome[int]:
        """Record that the patient wrote first by ordinary e-mail (U112).

        It is good for an answer. Before the record itself is sent, the warning is still owed.

        Raises:
            FieldProblems: the message's id is missing, or its day is in the future.
            Problem: this kind has to be signed in writing.
            Conflict: something happened to it since.
        """
        message_id = clean_line(message.message_id)
        today = self.desk.clock.today()
        if not message_id or len(message_id) > _MESSAGE_ID_LIMIT:
            raise FieldProblems(
                {"message_id": "Copy the message's id, or type its subject and time."}
            )
        check_not_future(message.written_on, today, field="written_on")
        kept = replace(message, message_id=message_id)
        given = replace(self._begun(ConsentWay.PATIENT_WROTE, message.written_on), message=kept)
        return self._sealed(consent_id, version, given)

    @permitted(Operation.CAPTURE_CONSENT)
    def decline(self, *, consent_id: int, version: int, note: str = "") -> Outcome[int]:
        """Record that the patient was told of it and said no.

        Raises:
            Problem: it does not wait for a signature any more.
            Conflict: something happened to it since.
        """
        happening = Happening(ConsentEventKind.DECLINED, note=note_of(note, "note"))
        return self._happens(consent_id, version, happening)

    @permitted(Operation.CAPTURE_CONSENT)
    def discard(self, *, consent_id: int, version: int, reason: str) -> Outcome[int]:
        """Let a consent go that was opened by mistake; it stays on record.

        Raises:
            FieldProblems: no reason.
            Problem: it does not wait for a signature any more.
            Conflict: something happened to it since.
        """
        reason = note_of(reason, "reason", needed="Type why it is discarded.")
        happening = Happening(ConsentEventKind.DISCARDED, note=reason)
        return self._happens(consent_id, version, happening)

    def _begun(self, way: ConsentWay, day: date) -> Given:
        return Given(way, day, self.desk.clock.now(), self.desk.session.name, digests=Digests(""))

    def _sealed(self, consent_id: int, version: int, given: Given) -> Outcome[int]:
        with self.desk.writing() as unit:
            consent = read_version(unit, consent_id, version)
            require_draft(consent, given.way)
            value = seal(self.desk, unit, consent, Sealing(given))
        return done(value, Area.CONSENTS, Area.REQUESTS)

    def _happens(self, consent_id: int, version: int, happening: Happening) -> Outcome[int]:
        """Something that happens to a draft."""
        with self.desk.writing() as unit:
            consent = read_version(unit, consent_id, version)
            require_draft(consent)
            self._write(unit, consent, happening)
        return done(version + 1, Area.CONSENTS)

    def _require_complete(self, unit: Unit, consent: Consent, today: date) -> None:
        """An authorization is signed here only when nothing but the signature is missing."""
        signed = replace(consent, given=self._begun(ConsentWay.SCREEN, today))
        missing = standing_of(signed, today, state_rules_of(unit)).missing
        if missing:
            named = " ".join(f"{one.sentence} ({one.citation})" for one in missing)
            raise Problem(
                "authorization-incomplete",
                f"This authorization cannot be signed yet. {named}",
                unharmed="Nothing was signed.",
                next_step=f"Discard this one and open another. {missing[0].next_step}",
            )

    def _fresh_number(self, unit: Unit) -> str:
        for _ in range(_MOST_DRAWS):
            number = f"C{new_request_number(self._draw)}"
            if not unit.consents.number_taken(number):
                return number
        raise RuntimeError("no free consent number was drawn")


def _as_read(terms: ConsentTerms, form: AuthorizationForm | None) -> ConsentTerms:
    """The terms with what was read off a paper from outside."""
    if form is None or terms.form is None or not terms.form.outside:
        return terms
    read = tidy_form(replace(form, outside=True))
    return replace(terms, form=read, person=read.recipient, purpose=read.purpose)


def _check_days(consent: Consent, terms: ConsentTerms, signed_on: date) -> None:
    """The signature lies between the birth of the patient and the end of the consent."""
    end = terms.expires_on
    if end is not None and end < signed_on:
        raise FieldProblems(
            {"signed_on": f"It ends on {format_us_date(end)}, before it was signed."}
        )
    if consent.patient_born is not None and signed_on < consent.patient_born:
        raise FieldProblems({"signed_on": "This day is before the patient was born."})


def _witness_problems(witness: str, asked_by: str) -> dict[str, str]:
    if not witness:
        return {"witness": "Type who listened."}
    if len(witness) > NAME_LIMIT:
        return {"witness": f"A name is longer than {NAME_LIMIT} characters."}
    if witness.casefold() == asked_by.casefold():
        return {"witness": "The witness is someone else than you."}
    return {}
