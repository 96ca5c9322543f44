"""What people and machines hand in that cannot be taken: one clear Problem, nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from app.domain.authorization import AuthorizationForm
from app.domain.consent_signature import Drawing, StrokePoint
from app.domain.consents import ConsentKind, ConsentScope, ConsentStatus, Signer
from app.domain.errors import Cancelled, FieldProblems, Problem
from app.domain.staff import Role
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.progress import Progress
from app.services.requests import RequestService
from tests.services.consent_kit import (
    OUR_FORM,
    OUTSIDE,
    TODAY,
    opened,
    patient,
    returned,
    scan,
    terms,
)
from tests.services.desk_kit import open_desk, trail, wanted

K = ConsentKind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data", role=Role.CLERK) as made:
        yield made


@pytest.fixture
def consents(desk: Desk) -> ConsentService:
    return ConsentService(desk)


def told(call: Callable[[], object]) -> Problem:
    """The problem, after looking that it says what happened, what is unharmed, what to do."""
    with pytest.raises(Problem) as caught:
        call()
    problem = caught.value
    assert problem.happened
    assert problem.unharmed
    assert problem.next_step
    return problem


def untouched(desk: Desk, consent_id: int) -> None:
    """Still a draft, with no file of its own."""
    with desk.reading() as unit:
        consent = unit.consents.get(consent_id)
        assert consent.given is None
        assert consent.version == 1
    assert "consent.given" not in trail(desk)


@pytest.mark.parametrize(
    ("strokes", "code"),
    [
        ((), "signature-empty"),
        (((StrokePoint(0.5, 0.5),),), "signature-dot"),
        (((StrokePoint(0.1, 0.5), StrokePoint(7.0, 0.5)),), "signature-off-page"),
        (((StrokePoint(0.1, float("nan")),),), "signature-off-page"),
    ],
)
def test_signatures(
    desk: Desk, consents: ConsentService, strokes: tuple[Any, ...], code: str
) -> None:
    consent_id = opened(desk)
    problem = told(
        lambda: consents.sign_on_screen(consent_id=consent_id, version=1, drawing=Drawing(strokes))
    )
    assert problem.code == code
    untouched(desk, consent_id)


def locked_pdf(path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(path.read_bytes())))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(path)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(600 * 1024 * 1024)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: path.write_bytes(b""), "pdf-empty"),
        (huge, "file-too-large"),
        (locked_pdf, "pdf-password"),
        (lambda path: path.write_text("Dear Sir"), "scan-kind"),
        (lambda path: path.write_bytes(b"PK\x03\x04" + b"x" * 500), "scan-kind"),
        (lambda path: path.write_bytes(path.read_bytes()[:300]), "pdf-damaged"),
        (lambda path: path.unlink(), "file-unreadable"),
    ],
)
def test_scans(
    desk: Desk,
    consents: ConsentService,
    tmp_path: Path,
    spoil: Callable[[Path], object],
    code: str,
) -> None:
    consent_id = opened(desk)
    path = scan(tmp_path / "in")
    spoil(path)
    problem = told(
        lambda: consents.record_paper(consent_id=consent_id, version=1, paper=returned(path))
    )
    assert problem.code == code
    untouched(desk, consent_id)


def test_a_stopped_scan_leaves_nothing(
    desk: Desk, consents: ConsentService, tmp_path: Path
) -> None:
    consent_id = opened(desk)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        consents.record_paper(
            consent_id=consent_id,
            version=1,
            paper=returned(scan(tmp_path / "in")),
            progress=progress,
        )
    untouched(desk, consent_id)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "dana@@example.org",
        "dana@a@example.org",
        "dаna@example.org",
        "dana@exаmple.org",
        "dana\u200b@example.org",
        "dana\x07@example.org",
        "dana@example.org\r\nBcc: all@example.org",
        "x" * 300 + "@example.org",
    ],
)
def test_addresses(desk: Desk, consents: ConsentService, email: str) -> None:
    whose = patient(desk)
    with pytest.raises(FieldProblems) as caught:
        consents.open(terms=terms(whose, email=email))
    assert set(caught.value.fields) == {"email"}
    assert consents.page().rows == ()


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (K.EMAIL, {"expires_on": TODAY - timedelta(1)}, "expires_on"),
        (K.EMAIL, {"expires_on": date(1202, 1, 1)}, "expires_on"),
        (K.AUTHORIZATION, {"expires_on": None}, "expires_on"),
        (
            K.AUTHORIZATION,
            {"expires_on": None, "expires_event": "Hearing on 11/22/2026"},
            "expires_event",
        ),
        (
            K.AUTHORIZATION,
            {"expires_on": None, "expires_event": "Hearing of 2026-11-01."},
            "expires_event",
        ),
        (K.EMAIL, {"scope": ConsentScope.REQUEST}, "request_id"),
        (K.PICK_UP, {"person": "\u200b "}, "person"),
        (K.PICK_UP, {"relation": "x" * 81}, "relation"),
        (K.EMAIL, {"purpose": "x" * 4001}, "purpose"),
        (K.EMAIL, {"signer": Signer("x" * 81)}, "signer"),
        (K.EMAIL, {"signer": Signer("Rosa", True)}, "authority"),
        (K.AUTHORIZATION, {"form": replace(OUR_FORM, information=" ")}, "information"),
        (K.AUTHORIZATION, {"form": replace(OUR_FORM, recipient=" ")}, "recipient"),
        (K.AUTHORIZATION, {"form": None}, "information"),
        (K.AUTHORIZATION, {"form": replace(OUR_FORM, psychotherapy=True)}, "psychotherapy"),
    ],
)
def test_terms(
    desk: Desk, consents: ConsentService, kind: ConsentKind, changes: dict[str, Any], field: str
) -> None:
    whose = patient(desk)
    with pytest.raises(FieldProblems) as caught:
        consents.preview(terms=terms(whose, kind, **changes))
    assert field in caught.value.fields
    assert caught.value.fields[field].endswith((".", ")."))


@pytest.mark.parametrize(
    "event", ["End of the claim", "Hearing on 11/24/2026", "Room 99/99/2026", "Trial 12/1/2027"]
)
def test_events_to_come(desk: Desk, consents: ConsentService, event: str) -> None:
    changes = {"expires_on": None, "expires_event": event}
    text = consents.preview(terms=terms(patient(desk), K.AUTHORIZATION, **changes))
    assert event in text.plain


def test_psychotherapy_notes_on_their_own(desk: Desk, consents: ConsentService) -> None:
    form = replace(OUR_FORM, psychotherapy=True, psychotherapy_only=True)
    assert consents.preview(terms=terms(patient(desk), K.AUTHORIZATION, form=form))


def test_another_patients_request(desk: Desk, consents: ConsentService) -> None:
    theirs = RequestService(desk).log(details=wanted(patient(desk))).value.id
    whose = patient(desk, family_name="Adler")
    with pytest.raises(FieldProblems) as caught:
        consents.open(terms=terms(whose, request_id=theirs))
    assert "another patient" in caught.value.fields["request_id"]


@pytest.mark.parametrize(
    ("signed_on", "words"),
    [
        (TODAY + timedelta(1), "in the future"),
        (date(1950, 1, 1), "before the patient was born"),
    ],
)
def test_the_day_on_the_paper(
    desk: Desk, consents: ConsentService, tmp_path: Path, signed_on: date, words: str
) -> None:
    consent_id = opened(desk)
    paper = returned(scan(tmp_path / "in"), signed_on)
    with pytest.raises(FieldProblems) as caught:
        consents.record_paper(consent_id=consent_id, version=1, paper=paper)
    assert words in caught.value.fields["signed_on"]
    untouched(desk, consent_id)


def test_an_end_before_the_signature(desk: Desk, consents: ConsentService, tmp_path: Path) -> None:
    ended = date(2026, 3, 1)
    consent_id = opened(desk, K.AUTHORIZATION, form=OUTSIDE, expires_on=ended)
    paper = returned(scan(tmp_path / "in"), date(2026, 3, 2))
    with pytest.raises(FieldProblems) as caught:
        consents.record_paper(consent_id=consent_id, version=1, paper=paper)
    assert "before it was signed" in caught.value.fields["signed_on"]
    before = returned(paper.picked.path, date(2026, 2, 1))
    consents.record_paper(consent_id=consent_id, version=1, paper=before)
    standing = consents.get(consent_id=consent_id).standing
    assert standing.status is ConsentStatus.EXPIRED


def test_a_name_that_no_letter_prints(desk: Desk, consents: ConsentService) -> None:
    whose = patient(desk)
    consent_id = opened(desk, K.PICK_UP, whose, person="山田太郎")
    assert told(lambda: consents.form(consent_id=consent_id)).code == "no-glyph"


@pytest.mark.parametrize(
    "hostile", ["<b>Rosa</b> & Co", '<img src="file:///etc/passwd"/>', "{patient}", "=1+1"]
)
def test_hostile_words_stay_words(desk: Desk, consents: ConsentService, hostile: str) -> None:
    text = consents.preview(terms=terms(patient(desk), K.PICK_UP, person=hostile))
    assert hostile in text.plain
    consent_id = opened(desk, K.PICK_UP, person=hostile)
    assert consents.form(consent_id=consent_id).pages >= 1


def test_an_empty_form_from_outside_is_kept_for_what_it_is(
    desk: Desk, consents: ConsentService, tmp_path: Path
) -> None:
    empty = AuthorizationForm(outside=True)
    consent_id = opened(desk, K.AUTHORIZATION, form=empty, expires_on=None)
    paper = returned(scan(tmp_path / "in"), form=empty)
    consents.record_paper(consent_id=consent_id, version=1, paper=paper)
    standing = consents.get(consent_id=consent_id).standing
    assert standing.status is ConsentStatus.INCOMPLETE
    assert len(standing.missing) == 8
