"""Consents from opening to their end, through the services and the real encrypted store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.addresses import Address
from app.domain.consent_texts import NewConsentText, TextPassage
from app.domain.consent_views import ConsentFilter, ConsentQuery, ConsentSort
from app.domain.consents import (
    ConsentKind,
    ConsentScope,
    ConsentStatus,
    ConsentWay,
    Language,
    PatientMessage,
    Signer,
)
from app.domain.errors import Conflict, FieldProblems, NotFound, Problem
from app.domain.staff import Role
from app.services.changes import Area
from app.services.consent_texts import ConsentTextService
from app.services.consents import ConsentService, VoiceAnswer
from app.services.desk import Desk
from app.services.requests import RequestService
from app.system.clock import FixedClock
from tests.documents.reading_back import all_text, page_count
from tests.services.consent_kit import (
    EMAIL,
    OUR_FORM,
    OUTSIDE,
    SIGNATURE,
    TODAY,
    opened,
    patient,
    returned,
    scan,
    signed,
    terms,
)
from tests.services.desk_kit import add_patient, open_desk, trail, trail_text, wanted
from tests.storage_kit import NOW

K, S = ConsentKind, ConsentStatus


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with open_desk(tmp_path / "data", role=Role.PRIVACY_OFFICER, clock=clock) as made:
        yield made


@pytest.fixture
def consents(desk: Desk) -> ConsentService:
    return ConsentService(desk)


def status(consents: ConsentService, consent_id: int) -> ConsentStatus:
    return consents.get(consent_id=consent_id).standing.status


def fields(call: object) -> dict[str, str]:
    with pytest.raises(FieldProblems) as caught:
        call()  # type: ignore[operator]
    return caught.value.fields


@pytest.mark.parametrize("kind", list(ConsentKind))
@pytest.mark.parametrize("language", list(Language))
def test_signed_on_screen(
    desk: Desk, consents: ConsentService, kind: ConsentKind, language: Language
) -> None:
    consent_id = opened(desk, kind, language=language)
    draft = consents.get(consent_id=consent_id)
    assert draft.standing.status is S.DRAFT
    assert ConsentWay.SCREEN in draft.ways
    outcome = consents.sign_on_screen(consent_id=consent_id, version=1, drawing=SIGNATURE)
    assert outcome.value == 2
    assert outcome.changes == {Area.CONSENTS, Area.REQUESTS}
    detail = consents.get(consent_id=consent_id)
    assert detail.standing.status is S.ACTIVE
    assert detail.ways == ()
    assert detail.consent.given is not None
    assert detail.consent.given.explained_by == "Ann"
    assert consents.signature_image(consent_id=consent_id).startswith(b"\x89PNG")
    text = all_text(consents.sealed_pdf(consent_id=consent_id))
    assert detail.consent.number in text
    assert detail.consent.text.title in text
    assert detail.consent.given.digests.text[:8].upper() in text
    for word in (EMAIL,) if kind is K.EMAIL else ():
        assert word in text


def test_the_trail_holds_digests_and_no_words(desk: Desk, consents: ConsentService) -> None:
    consent_id = signed(desk)
    pdf = consents.sealed_pdf(consent_id=consent_id)
    with desk.reading() as unit:
        entries = unit.audit.page(entity="consent", entity_id=consent_id)
    given = next(one for one in entries if one.action == "consent.given")
    detail = json.loads(given.detail)
    assert detail["pdf"] == hashlib.sha256(pdf).hexdigest()
    assert all(len(detail[part]) == 64 for part in ("text", "strokes", "image", "row", "events"))
    for secret in (EMAIL, "Maynard", "Mosciski", "Visit notes"):
        assert secret not in trail_text(desk)


def test_what_a_patient_signed_outlives_new_wordings(desk: Desk, consents: ConsentService) -> None:
    consent_id = signed(desk)
    before = consents.get(consent_id=consent_id).consent.text
    texts = ConsentTextService(desk)
    old = texts.in_force(kind=K.EMAIL, language=Language.ENGLISH)
    passages = (*old.passages, TextPassage("extra", "Also", "One more thing."))
    texts.add(text=NewConsentText(K.EMAIL, Language.ENGLISH, TODAY, "Newer title", passages))
    assert texts.in_force(kind=K.EMAIL, language=Language.ENGLISH).number == 2
    assert consents.get(consent_id=consent_id).consent.text == before
    newer = consents.preview(terms=terms(add_patient(desk)))
    assert (newer.title, newer.number) == ("Newer title", 2)
    assert len(texts.list()) == 7
    assert texts.required(kind=K.EMAIL, language=Language.SPANISH)


def test_a_required_part_cannot_be_edited_away_through_the_service(desk: Desk) -> None:
    texts = ConsentTextService(desk)
    old = texts.in_force(kind=K.AUTHORIZATION, language=Language.SPANISH)
    rest = tuple(one for one in old.passages if one.key != "revocation")
    new = NewConsentText(K.AUTHORIZATION, Language.SPANISH, TODAY, old.title, rest)
    assert "164.508(c)(2)(i)" in fields(lambda: texts.add(text=new))["revocation"]
    assert len(texts.list()) == 6


def test_signed_on_paper(desk: Desk, consents: ConsentService, tmp_path: Path) -> None:
    consent_id = opened(desk, K.PICK_UP)
    form = consents.form(consent_id=consent_id)
    assert page_count(form.pdf) == form.pages
    assert "Rosa Ibarra" in all_text(form.pdf)
    consents.form_printed(consent_id=consent_id, version=1)
    path = scan(tmp_path)
    day = TODAY - timedelta(2)
    outcome = consents.record_paper(consent_id=consent_id, version=2, paper=returned(path, day))
    assert outcome.value == 3
    detail = consents.get(consent_id=consent_id)
    assert detail.row.given_on == day
    assert detail.standing.status is S.ACTIVE
    assert consents.scan(consent_id=consent_id) == path.read_bytes()
    with pytest.raises(Problem, match="no-such-paper"):
        consents.signature_image(consent_id=consent_id)


def test_by_voice(desk: Desk, consents: ConsentService) -> None:
    consent_id = opened(desk)
    voice = VoiceAnswer("Bea Witness", "Yes, send it there.")
    consents.record_voice(consent_id=consent_id, version=1, voice=voice)
    given = consents.get(consent_id=consent_id).consent.given
    assert given is not None
    assert given.voice is not None
    assert (given.voice.witness, given.voice.given_at) == ("Bea Witness", NOW)
    text = all_text(consents.sealed_pdf(consent_id=consent_id))
    assert "Bea Witness" in text
    assert "Yes, send it there." in text


@pytest.mark.parametrize(
    ("witness", "answer", "field"),
    [
        ("", "Yes", "witness"),
        ("ANN", "Yes", "witness"),
        ("x" * 81, "Yes", "witness"),
        ("Bea", " ", "answer"),
    ],
)
def test_a_voice_needs_a_witness_and_an_answer(
    desk: Desk, consents: ConsentService, witness: str, answer: str, field: str
) -> None:
    consent_id = opened(desk)
    voice = VoiceAnswer(witness, answer)
    assert field in fields(
        lambda: consents.record_voice(consent_id=consent_id, version=1, voice=voice)
    )


def test_the_patient_wrote_first(desk: Desk, consents: ConsentService) -> None:
    consent_id = opened(desk)
    message = PatientMessage("<17@example.org>", TODAY, alert_sent=False)
    consents.record_message(consent_id=consent_id, version=1, message=message)
    detail = consents.get(consent_id=consent_id)
    assert detail.row.way is ConsentWay.PATIENT_WROTE
    assert "Not sent" in all_text(consents.sealed_pdf(consent_id=consent_id))


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (PatientMessage(" ", TODAY, True), "message_id"),
        (PatientMessage("x" * 251, TODAY, True), "message_id"),
        (PatientMessage("<1@x>", TODAY + timedelta(1), True), "written_on"),
    ],
)
def test_a_message_has_an_id_and_a_day(
    desk: Desk, consents: ConsentService, message: PatientMessage, field: str
) -> None:
    consent_id = opened(desk)
    assert field in fields(
        lambda: consents.record_message(consent_id=consent_id, version=1, message=message)
    )


@pytest.mark.parametrize("kind", [K.PICK_UP, K.AUTHORIZATION])
def test_what_has_to_be_written_is_not_taken_by_voice(
    desk: Desk, consents: ConsentService, kind: ConsentKind
) -> None:
    consent_id = opened(desk, kind)
    with pytest.raises(Problem, match="consent-way"):
        consents.record_voice(consent_id=consent_id, version=1, voice=VoiceAnswer("Bea", "Yes"))
    with pytest.raises(Problem, match="consent-way"):
        consents.record_message(
            consent_id=consent_id, version=1, message=PatientMessage("<1@x>", TODAY, True)
        )
    assert status(consents, consent_id) is S.DRAFT


def test_declined_and_discarded_are_kept_and_over(desk: Desk, consents: ConsentService) -> None:
    one, two = opened(desk), opened(desk, K.PICK_UP)
    consents.decline(consent_id=one, version=1, note="Prefers mail")
    consents.discard(consent_id=two, version=1, reason="Wrong patient")
    assert status(consents, one) is S.DECLINED
    assert status(consents, two) is S.DISCARDED
    for consent_id in (one, two):
        with pytest.raises(Problem, match="consent-not-open"):
            consents.sign_on_screen(consent_id=consent_id, version=2, drawing=SIGNATURE)
        with pytest.raises(Problem, match="consent-not-open"):
            consents.form(consent_id=consent_id)
    assert "reason" in fields(
        lambda: consents.discard(consent_id=opened(desk), version=1, reason=" ")
    )


def test_what_was_signed_is_signed_once(desk: Desk, consents: ConsentService) -> None:
    consent_id = signed(desk)
    with pytest.raises(Problem, match="consent-not-open"):
        consents.sign_on_screen(consent_id=consent_id, version=2, drawing=SIGNATURE)
    with pytest.raises(Problem, match="consent-not-open"):
        consents.decline(consent_id=consent_id, version=2)


def test_two_people_at_one_draft(desk: Desk, consents: ConsentService) -> None:
    consent_id = opened(desk)
    consents.form_printed(consent_id=consent_id, version=1)
    with pytest.raises(Conflict):
        consents.sign_on_screen(consent_id=consent_id, version=1, drawing=SIGNATURE)
    with pytest.raises(NotFound):
        consents.get(consent_id=99)


def test_revoked(desk: Desk, consents: ConsentService) -> None:
    consent_id = signed(desk, language=Language.SPANISH)
    with pytest.raises(Problem, match="consent-not-revoked"):
        consents.revocation_letter(consent_id=consent_id)
    outcome = consents.revoke(consent_id=consent_id, version=2, received_on=TODAY, note="By letter")
    assert Area.REQUESTS in outcome.changes
    assert status(consents, consent_id) is S.REVOKED
    letter = consents.revocation_letter(consent_id=consent_id)
    text = all_text(letter.pdf)
    assert letter.pages == 1
    assert "Su consentimiento ha sido retirado" in text
    assert "23 de noviembre de 2026" in text
    assert EMAIL in text
    assert consents.note_letter(consent_id=consent_id, version=3).value == 4
    with pytest.raises(Problem, match="consent-not-given"):
        consents.revoke(consent_id=consent_id, version=4, received_on=TODAY)
    assert "consent.revoked" in trail(desk)


def test_the_letter_needs_an_address(desk: Desk, consents: ConsentService) -> None:
    consent_id = signed(desk, patient_id=patient(desk, address=Address()))
    consents.revoke(consent_id=consent_id, version=2, received_on=TODAY)
    with pytest.raises(Problem, match="no-address"):
        consents.revocation_letter(consent_id=consent_id)


@pytest.mark.parametrize(
    ("day", "words"),
    [(TODAY + timedelta(1), "in the future"), (TODAY - timedelta(1), "after this day")],
)
def test_a_revocation_lies_between_signature_and_today(
    desk: Desk, consents: ConsentService, day: date, words: str
) -> None:
    consent_id = signed(desk)
    problems = fields(lambda: consents.revoke(consent_id=consent_id, version=2, received_on=day))
    assert words in problems["received_on"]
    assert status(consents, consent_id) is S.ACTIVE


def test_a_draft_cannot_be_taken_back(desk: Desk, consents: ConsentService) -> None:
    consent_id = opened(desk)
    with pytest.raises(Problem, match="consent-not-given") as caught:
        consents.revoke(consent_id=consent_id, version=1, received_on=TODAY)
    assert "never signed" in caught.value.happened


def test_an_event_ends_it(desk: Desk, consents: ConsentService) -> None:
    consent_id = signed(desk, K.AUTHORIZATION, expires_on=None, expires_event="End of the claim")
    future = TODAY + timedelta(1)
    assert "on" in fields(lambda: consents.note_event(consent_id=consent_id, version=2, on=future))
    consents.note_event(consent_id=consent_id, version=2, on=TODAY, note="Settled")
    assert status(consents, consent_id) is S.EXPIRED
    other = signed(desk, K.AUTHORIZATION)
    with pytest.raises(Problem, match="no-end-event"):
        consents.note_event(consent_id=other, version=2, on=TODAY)


def test_false_information_and_copies(desk: Desk, consents: ConsentService) -> None:
    consent_id = signed(desk, K.AUTHORIZATION)
    consents.note_copy_given(consent_id=consent_id, version=2)
    assert status(consents, consent_id) is S.ACTIVE
    assert "note" in fields(lambda: consents.note_false(consent_id=consent_id, version=3, note=""))
    consents.note_false(consent_id=consent_id, version=3, note="The recipient does not exist")
    assert status(consents, consent_id) is S.INCOMPLETE


def test_a_clock_set_back_revives_no_expired_consent(
    desk: Desk, consents: ConsentService, clock: FixedClock
) -> None:
    ends = TODAY + timedelta(10)
    consent_id = signed(desk, expires_on=ends)
    assert status(consents, consent_id) is S.EXPIRING
    clock.advance(timedelta(days=11))
    assert status(consents, consent_id) is S.EXPIRED
    opened(desk, K.PICK_UP)
    clock.advance(timedelta(days=-11))
    assert desk.clock.today() == TODAY
    assert status(consents, consent_id) is S.EXPIRED
    assert consents.counts().by_filter[ConsentFilter.ENDED] == 1
    revoked = signed(desk)
    consents.revoke(consent_id=revoked, version=2, received_on=TODAY)
    clock.advance(timedelta(days=-300))
    assert status(consents, revoked) is S.REVOKED


def test_the_table(desk: Desk, consents: ConsentService) -> None:
    draft = opened(desk, K.PICK_UP)
    active = signed(desk, expires_on=TODAY + timedelta(200))
    soon = signed(desk, expires_on=TODAY + timedelta(5))
    gone = signed(desk)
    consents.revoke(consent_id=gone, version=2, received_on=TODAY)
    other = signed(desk, K.AUTHORIZATION, patient(desk, family_name="Adler", given_name="Zoë"))
    consents.note_false(consent_id=other, version=2, note="Wrong")

    def ids(**query: object) -> list[int]:
        return [row.id for row in consents.page(query=ConsentQuery(**query)).rows]  # type: ignore[arg-type]

    assert ids() == [other, gone, soon, active, draft]
    assert ids(descending=True) == [draft, active, soon, gone, other]
    assert ids(shown=ConsentFilter.HOLDS) == [soon, active]
    assert ids(shown=ConsentFilter.ENDS_SOON) == [soon]
    assert ids(shown=ConsentFilter.NOT_SIGNED) == [draft]
    assert ids(shown=ConsentFilter.ENDED) == [gone]
    assert ids(shown=ConsentFilter.NOT_VALID) == [other]
    assert ids(kind=K.PICK_UP) == [draft]
    assert ids(text="adler") == [other]
    assert ids(text="Rosa ibar") == [draft]
    assert ids(text="nobody%") == []
    assert ids(sort=ConsentSort.PATIENT)[0] == other
    assert ids(sort=ConsentSort.ENDS)[:3] == [soon, other, active]
    counts = consents.counts().by_filter
    assert counts == {
        ConsentFilter.ALL: 5,
        ConsentFilter.HOLDS: 2,
        ConsentFilter.ENDS_SOON: 1,
        ConsentFilter.NOT_SIGNED: 1,
        ConsentFilter.NOT_VALID: 1,
        ConsentFilter.ENDED: 1,
    }


@pytest.mark.parametrize("sort", list(ConsentSort))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_neither_skip_nor_repeat(
    desk: Desk, consents: ConsentService, sort: ConsentSort, descending: bool
) -> None:
    whose = patient(desk)
    made = [opened(desk, K.EMAIL, whose) for _ in range(5)]
    query = ConsentQuery(sort=sort, descending=descending, limit=2)
    met: list[int] = []
    while True:
        page = consents.page(query=query)
        met += [row.id for row in page.rows]
        if not page.more:
            break
        query = ConsentQuery(
            sort=sort,
            descending=descending,
            limit=2,
            after_key=page.next_key,  # type: ignore[arg-type]
        )
    assert sorted(met) == made
    assert len(set(met)) == len(met)


def test_consents_of_a_patient_and_of_a_request(desk: Desk, consents: ConsentService) -> None:
    whose = patient(desk)
    request = RequestService(desk).log(details=wanted(whose)).value.id
    one = opened(desk, K.EMAIL, whose, scope=ConsentScope.REQUEST, request_id=request)
    two = opened(desk, K.PICK_UP, whose)
    assert [row.id for row in consents.of_patient(patient_id=whose)] == [two, one]
    assert [row.id for row in consents.of_request(request_id=request)] == [one]
    assert [row.id for row in consents.get(consent_id=two).earlier] == [one]


def test_a_representative_signs_with_the_authority(desk: Desk, consents: ConsentService) -> None:
    signer = Signer("Rosa Ibarra", True, "Health-care power of attorney")
    consent_id = signed(desk, K.AUTHORIZATION, signer=signer)
    text = all_text(consents.sealed_pdf(consent_id=consent_id))
    assert "Health-care power of attorney" in text
    assert "representative" in text


def test_the_form_is_checked_while_it_is_typed(desk: Desk, consents: ConsentService) -> None:
    whose = patient(desk)
    whole = terms(whose, K.AUTHORIZATION, form=OUTSIDE)
    assert consents.check_form(terms=whole) == ()
    assert consents.check_form(terms=whole, signed_on=date(2026, 1, 1)) == ()
    bare = terms(whose, K.AUTHORIZATION, form=OUR_FORM, expires_on=None)
    # our own form names the practice by itself, so only the end is missing
    assert [one.code for one in consents.check_form(terms=bare)] == ["expiry"]
    outside = terms(whose, K.AUTHORIZATION, form=replace(OUTSIDE, discloser=""), expires_on=None)
    codes = [one.code for one in consents.check_form(terms=outside)]
    assert codes == ["discloser", "expiry"]
    assert consents.check_form(terms=terms(whose)) == ()


def test_an_incomplete_paper_is_kept_and_named(
    desk: Desk, consents: ConsentService, tmp_path: Path
) -> None:
    consent_id = opened(desk, K.AUTHORIZATION, form=replace(OUTSIDE, purpose=""), expires_on=None)
    read = replace(OUTSIDE, purpose="", says_redisclosure=False)
    paper = returned(scan(tmp_path), form=read)
    consents.record_paper(consent_id=consent_id, version=1, paper=paper)
    standing = consents.get(consent_id=consent_id).standing
    assert standing.status is S.INCOMPLETE
    assert [one.citation for one in standing.missing] == [
        "45 CFR 164.508(c)(1)(iv)",
        "45 CFR 164.508(c)(1)(v)",
        "45 CFR 164.508(c)(2)(iii)",
    ]
    assert consents.counts().by_filter[ConsentFilter.NOT_VALID] == 1


def test_an_incomplete_authorization_is_not_signed_here(
    desk: Desk, consents: ConsentService
) -> None:
    consent_id = opened(desk, K.AUTHORIZATION, form=OUTSIDE, expires_on=None)
    with pytest.raises(Problem, match="authorization-incomplete") as caught:
        consents.sign_on_screen(consent_id=consent_id, version=1, drawing=SIGNATURE)
    assert "164.508(c)(1)(v)" in caught.value.happened
    assert status(consents, consent_id) is S.DRAFT


def test_a_deceased_patient_does_not_sign(desk: Desk, consents: ConsentService) -> None:
    gone = patient(desk, death_date=date(2026, 5, 1))
    assert "executor" in fields(lambda: consents.open(terms=terms(gone)))["signer"]


def test_views_and_searches_go_on_record(desk: Desk, consents: ConsentService) -> None:
    consent_id = signed(desk)
    consents.get(consent_id=consent_id)
    consents.sealed_pdf(consent_id=consent_id)
    consents.page(query=ConsentQuery(text="Mosciski"))
    assert {"consent.viewed", "consent.paper_viewed", "consents.searched"} <= set(trail(desk))
