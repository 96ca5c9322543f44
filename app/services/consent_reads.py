"""Consents to look at: the table, one consent, its papers, and the answer to "may this leave?"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from app.documents.consent_letter import draw_revocation_letter
from app.documents.consent_paper import draw_consent
from app.domain.authorization import Finding
from app.domain.consent_papers import RevocationLetter, spoken_date
from app.domain.consent_proposal import Proposal, kind_needed, proposed
from app.domain.consent_seal import digest
from app.domain.consent_states import Standing, standing_of
from app.domain.consent_views import (
    ConsentCounts,
    ConsentFilter,
    ConsentQuery,
    ConsentRow,
    consent_row,
)
from app.domain.consents import (
    LAWFUL_WAYS,
    Consent,
    ConsentEventKind,
    ConsentKind,
    ConsentStatus,
    ConsentTerms,
    ConsentWay,
    Given,
    Language,
    RenderedText,
)
from app.domain.errors import Problem
from app.domain.papers import Addressee
from app.domain.release_reasons import AddressKind
from app.domain.release_rule import ReleaseAnswer
from app.domain.requests import Road
from app.domain.revocation_texts import filled
from app.domain.staff import Operation
from app.services.consent_sealing import blank_sheet, known_day, require_draft
from app.services.consent_terms import prepare, sketch, tidy_terms
from app.services.consent_texts import state_rules_of
from app.services.desk import Desk, Service, permitted
from app.services.paging import Page, page_limit, page_of
from app.services.paper_drafts import page_count
from app.services.releases import release_of, whereto
from app.services.revocation_texts import words_on
from app.services.settings import practice_of
from app.services.view_log import ViewLog
from app.storage.unit import Unit

_ALL = ConsentQuery()


@dataclass(frozen=True, slots=True)
class ConsentDetail:
    """Everything the page of one consent shows.

    Attributes:
        ways: how it may still be given; none once it was.
        earlier: other consents of this patient.
    """

    consent: Consent = field(repr=False)
    standing: Standing
    row: ConsentRow = field(repr=False)
    ways: tuple[ConsentWay, ...]
    earlier: tuple[ConsentRow, ...]


@dataclass(frozen=True, slots=True)
class ConsentPaper:
    """A paper of a consent, drawn and not kept."""

    pdf: bytes = field(repr=False)
    pages: int
    sha256: str


class ConsentReads(Service):
    """What everyone may look at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._views = ViewLog(desk)

    @permitted(Operation.VIEW)
    def page(self, *, query: ConsentQuery = _ALL) -> Page[ConsentRow]:
        """One page of the table."""
        limit = page_limit(query.limit)
        if query.text:
            self._views.note("consents.searched")
        with self.desk.reading() as unit:
            day = known_day(self.desk, unit)
            rules = state_rules_of(unit)
            found = unit.consents.page(query, day, limit + 1)
            keys = {consent.id: key for consent, key in found}
            rows = [consent_row(consent, day, rules) for consent, _ in found]
        return page_of(rows, limit, lambda row: keys[row.id])

    @permitted(Operation.VIEW)
    def counts(self) -> ConsentCounts:
        """How many each choice of the table shows."""
        with self.desk.reading() as unit:
            day = known_day(self.desk, unit)
            return ConsentCounts({one: unit.consents.count(one, day) for one in ConsentFilter})

    @permitted(Operation.VIEW)
    def of_patient(self, *, patient_id: int) -> tuple[ConsentRow, ...]:
        """A patient's consents, the newest first."""
        with self.desk.reading() as unit:
            return self._rows(unit, unit.consents.of_patient(patient_id))

    @permitted(Operation.VIEW)
    def of_request(self, *, request_id: int) -> tuple[ConsentRow, ...]:
        """The consents opened for a request, the newest first."""
        with self.desk.reading() as unit:
            return self._rows(unit, unit.consents.of_request(request_id))

    @permitted(Operation.VIEW)
    def get(self, *, consent_id: int) -> ConsentDetail:
        """One consent; the view goes on record.

        Raises:
            NotFound: there is none with this id.
        """
        with self.desk.reading() as unit:
            consent = unit.consents.get(consent_id)
            day = known_day(self.desk, unit)
            rules = state_rules_of(unit)
            others = unit.consents.of_patient(consent.terms.patient_id)
            standing = standing_of(consent, day, rules)
            draft = standing.status is ConsentStatus.DRAFT
            detail = ConsentDetail(
                consent,
                standing,
                consent_row(consent, day, rules),
                LAWFUL_WAYS[consent.terms.kind] if draft else (),
                self._rows(unit, tuple(one for one in others if one.id != consent.id)),
            )
        patient_id = consent.terms.patient_id
        self._views.note("consent.viewed", "consent", consent_id, patient_id)
        return detail

    @permitted(Operation.VIEW)
    def preview(self, *, terms: ConsentTerms) -> RenderedText:
        """The words the patient would read; nothing is kept.

        Raises:
            FieldProblems: each field that cannot be taken.
            Problem: there is no text in this language.
        """
        with self.desk.reading() as unit:
            return prepare(unit, terms, self.desk.clock.today()).text

    @permitted(Operation.VIEW)
    def sketch(
        self, *, kind: ConsentKind, language: Language, terms: ConsentTerms | None
    ) -> RenderedText:
        """The words with what is filled in so far; a line stands for the rest.

        Raises:
            Problem: there is no text of this kind in this language.
        """
        with self.desk.reading() as unit:
            return sketch(unit, kind, language, terms, self.desk.clock.today())

    @permitted(Operation.CAPTURE_CONSENT)
    def proposal(self, *, request_id: int) -> Proposal:
        """The consent that this request still needs, filled in as far as the request says it."""
        with self.desk.reading() as unit:
            request = unit.requests.get(request_id)
            answer = release_of(unit, request, known_day(self.desk, unit))
            patient = unit.patients.get(request.details.patient_id)
            where = whereto(unit, request.details, patient)
        kind = kind_needed(answer, request.details.road) or ConsentKind.AUTHORIZATION
        email = where.text if where.kind is AddressKind.EMAIL else ""
        return proposed(request, kind, where.postal, email)

    @permitted(Operation.VIEW)
    def check_form(
        self, *, terms: ConsentTerms, signed_on: date | None = None
    ) -> tuple[Finding, ...]:
        """What an authorization with these fields would lack, signed on this day."""
        with self.desk.reading() as unit:
            day = known_day(self.desk, unit)
            draft = _unsaved(tidy_terms(unit, terms), self.desk, signed_on)
            return standing_of(draft, day, state_rules_of(unit)).findings

    @permitted(Operation.VIEW)
    def release(
        self, *, request_id: int, road: Road | None = None, collected_by: str = ""
    ) -> ReleaseAnswer:
        """May this request leave by this road now, and if not, why not?

        Args:
            road: the request's own unless another is asked about.
            collected_by: who comes for a pick-up, if it is not the recipient.
        """
        with self.desk.reading() as unit:
            request = unit.requests.get(request_id)
            if road is not None:
                request = replace(request, details=replace(request.details, road=road))
            day = known_day(self.desk, unit)
            return release_of(unit, request, day, collected_by=collected_by)

    @permitted(Operation.CAPTURE_CONSENT)
    def form(self, *, consent_id: int) -> ConsentPaper:
        """The blank form of a draft, to print and sign.

        Raises:
            Problem: it was signed already, or a character cannot be printed.
        """
        with self.desk.reading() as unit:
            consent = unit.consents.get(consent_id)
            require_draft(consent)
            return _paper(draw_consent(blank_sheet(self.desk, unit, consent)))

    @permitted(Operation.CAPTURE_CONSENT)
    def revocation_letter(self, *, consent_id: int) -> ConsentPaper:
        """The letter that confirms a revocation (hipaa.md 10.13), in the patient's language.

        Raises:
            Problem: it was not taken back, or there is no address to write to.
        """
        with self.desk.reading() as unit:
            consent = unit.consents.get(consent_id)
            return _paper(draw_revocation_letter(self._letter(unit, consent)))

    @permitted(Operation.VIEW)
    def sealed_pdf(self, *, consent_id: int) -> bytes:
        """The sealed PDF as it was kept."""
        given = self._given(consent_id)
        return self._file(consent_id, given.pdf_id)

    @permitted(Operation.VIEW)
    def scan(self, *, consent_id: int) -> bytes:
        """The scan of the signed paper.

        Raises:
            Problem: it was not signed on paper.
        """
        return self._file(consent_id, self._given(consent_id).scan_id)

    @permitted(Operation.VIEW)
    def signature_image(self, *, consent_id: int) -> bytes:
        """The picture of the signature, a PNG.

        Raises:
            Problem: it was not signed on the screen.
        """
        return self._file(consent_id, self._given(consent_id).image_id)

    def _given(self, consent_id: int) -> Given:
        with self.desk.reading() as unit:
            given = unit.consents.get(consent_id).given
        if given is None:
            raise _no_file()
        return given

    def _file(self, consent_id: int, attachment_id: int | None) -> bytes:
        if attachment_id is None:
            raise _no_file()
        self._views.note("consent.paper_viewed", "consent", consent_id)
        with self.desk.reading() as unit:
            return unit.attachments.read(attachment_id)

    def _rows(self, unit: Unit, consents: tuple[Consent, ...]) -> tuple[ConsentRow, ...]:
        day = known_day(self.desk, unit)
        rules = state_rules_of(unit)
        return tuple(consent_row(one, day, rules) for one in reversed(consents))

    def _letter(self, unit: Unit, consent: Consent) -> RevocationLetter:
        revoked = consent.event(ConsentEventKind.REVOKED)
        if revoked is None:
            raise Problem(
                "consent-not-revoked",
                "This consent was not taken back.",
                next_step="Record the revocation first.",
            )
        patient = unit.patients.get(consent.terms.patient_id)
        if patient.mailing_address.is_empty:
            raise Problem(
                "no-address",
                "No mailing address is on file for this patient.",
                unharmed="The revocation is recorded and works already.",
                next_step="Ask where the letter should go, and add the address to the patient.",
            )
        language, today = consent.text.language, self.desk.clock.today()
        words = words_on(unit, language, today)
        values = {
            "title": consent.text.title,
            "number": consent.number,
            "covers": consent.terms.covers or "—",
            "received": spoken_date(revoked.happened_on or revoked.at.date(), language),
        }
        return RevocationLetter(
            practice=practice_of(unit),
            addressee=Addressee(patient.details.full_name, patient.mailing_address),
            language=language,
            title=words.title,
            paragraphs=filled(words, values),
            letter_date=today,
            number=consent.number,
            sample=self.desk.sample,
        )


def _paper(pdf: bytes) -> ConsentPaper:
    return ConsentPaper(pdf, page_count(pdf), digest(pdf))


def _no_file() -> Problem:
    return Problem(
        "no-such-paper",
        "This consent has no such paper.",
        next_step="Look at how it was given; each way leaves its own papers.",
    )


def _unsaved(terms: ConsentTerms, desk: Desk, signed_on: date | None) -> Consent:
    """A consent that was never kept, for the check of a form that is being filled in."""
    text = RenderedText(0, 0, terms.language, "", ())
    now = desk.clock.now()
    day = signed_on or desk.clock.today()
    given = Given(ConsentWay.PAPER, day, now, desk.session.name)
    return Consent(0, "", terms, text, "", None, now, "", given)
