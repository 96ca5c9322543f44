"""Consent papers read back: page size, type size, words, signature, letter behind its window."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from app.documents.consent_letter import draw_revocation_letter
from app.documents.consent_paper import SMALLEST, draw_consent
from app.documents.consent_picture import draw_signature
from app.documents.letter import WINDOW_UNION
from app.documents.reading import ScanKind, inspect_scan
from app.domain.addresses import Address
from app.domain.consent_papers import ConsentSheet, RevocationLetter
from app.domain.consent_signature import Drawing, StrokePoint, check_signature
from app.domain.consent_texts import FIELDS, ConsentText, render, texts_from
from app.domain.consents import ConsentKind, Language, Passage
from app.domain.errors import Problem
from app.domain.papers import Addressee, PracticeProfile
from app.system.resources import resource_text
from tests.documents.reading_back import all_text, page_count, page_text, pieces

TEXTS = texts_from(json.loads(resource_text("consent_texts.json")))
PRACTICE = PracticeProfile(
    "Lakeside Family Practice",
    Address(line1="120 Harbor Street", city="Somerville", state="MA", zip_code="02143"),
    "(617) 555-0100",
    "MA",
    "Ines Calloway",
    "(617) 555-0199",
)
VALUES = {name: f"Value of {name}" for kind in ConsentKind for name in FIELDS[kind]}
SIGNATURE = check_signature(
    Drawing(
        (
            tuple(
                StrokePoint(0.1 + 0.013 * n, 0.5 + 0.35 * math.sin(n / 3), n * 9) for n in range(60)
            ),
            (StrokePoint(0.5, 0.5),),
        ),
        3.4,
        "pen",
    )
)
DAY = date(2026, 11, 23)


def sheet(text: ConsentText, **changes: Any) -> ConsentSheet:
    return replace(
        ConsentSheet(PRACTICE, render(text, VALUES), "C7F3K-9QXA", "Thư Nguyễn"), **changes
    )


def font_sizes(data: bytes, page: int) -> set[float]:
    """The sizes of all type on a page."""
    document = pdfium.PdfDocument(data)
    try:
        text = document[page].get_textpage()
        return {
            round(raw.FPDFText_GetFontSize(text, at), 1)
            for at in range(text.count_chars())
            if text.get_text_range(at, 1).strip()
        }
    finally:
        document.close()


def ink(data: bytes, page: int) -> int:
    """How many vector paths a page has."""
    document = pdfium.PdfDocument(data)
    try:
        return sum(1 for _ in document[page].get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]))
    finally:
        document.close()


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.kind}-{text.language}")
def test_the_whole_text_in_large_type_on_letter_paper(text: ConsentText) -> None:
    made = sheet(text)
    pdf = draw_consent(made)
    words = " ".join(all_text(pdf).split())
    for passage in made.text.passages:
        assert passage.heading in words
        assert all(word in words for word in passage.text.split())
    assert made.text.title in words
    document = pdfium.PdfDocument(pdf)
    try:
        assert {tuple(page.get_size()) for page in document} == {(612.0, 792.0)}
    finally:
        document.close()
    for page in range(page_count(pdf)):
        assert min(font_sizes(pdf, page)) >= SMALLEST


def test_the_form_speaks_the_patients_language() -> None:
    english, spanish = (
        draw_consent(sheet(next(t for t in TEXTS if t.language is language)))
        for language in (Language.ENGLISH, Language.SPANISH)
    )
    assert "Signature" in all_text(english)
    assert "Firma" in all_text(spanish)
    assert "Signature" not in all_text(spanish)
    assert b"es-US" in spanish


def test_a_signed_one_has_the_pen_the_day_and_the_record() -> None:
    record = (("Patient", "Thư Nguyễn"), ("Fingerprint of the text", "0a" * 32))
    blank = draw_consent(sheet(TEXTS[0]))
    signed = draw_consent(sheet(TEXTS[0], signature=SIGNATURE, signed_on=DAY, record=record))
    pages = page_count(blank)
    assert page_count(signed) == pages + 1
    assert ink(signed, pages - 1) == ink(blank, pages - 1) + 2
    assert "November 23, 2026" in page_text(signed, pages - 1)
    last = page_text(signed, pages)
    assert "Record of this consent" in last
    assert "0A0A0A0A" in last
    # the record is the practice's, so the count of pages is the form's alone
    assert f"Page 1 of {pages}" in page_text(signed, 0)


def test_equal_values_give_equal_bytes() -> None:
    made = sheet(TEXTS[0], signature=SIGNATURE, signed_on=DAY)
    assert draw_consent(made) == draw_consent(made)
    assert draw_signature(SIGNATURE) == draw_signature(SIGNATURE)


def test_nobody_signs_on_a_page_that_holds_nothing_else() -> None:
    for text in TEXTS:
        pdf = draw_consent(sheet(text))
        last = page_text(pdf, page_count(pdf) - 1)
        assert last.strip().split("\n")[0].strip() not in {"Signature", "Firma"}


def test_a_sample_says_so() -> None:
    pdf = draw_consent(sheet(TEXTS[0], sample=True))
    assert all("SAMPLE" in page_text(pdf, page) for page in range(page_count(pdf)))


def test_hostile_words_are_printed_as_they_stand() -> None:
    hostile = "<b>Rosa</b> & <img src='x'> {patient}"
    text = render(TEXTS[0], {**VALUES, "practice": hostile})
    assert "<b>Rosa</b> & <img" in all_text(draw_consent(ConsentSheet(PRACTICE, text, "C1", "Me")))


def test_what_cannot_be_printed_is_named() -> None:
    with pytest.raises(Problem, match="no-glyph"):
        draw_consent(sheet(TEXTS[0], signer="山田"))


def test_a_text_without_end_is_refused() -> None:
    text = render(TEXTS[0], VALUES)
    endless = replace(text, passages=(Passage("", "word " * 40_000),))
    with pytest.raises(Problem, match="consent-too-long"):
        draw_consent(ConsentSheet(PRACTICE, endless, "C1", "Me"))


def test_the_picture_of_a_signature() -> None:
    png = draw_signature(SIGNATURE)
    facts = inspect_scan(png)
    assert (facts.kind, facts.pages) == (ScanKind.PNG, 1)
    assert int.from_bytes(png[16:20], "big") == 864
    other = check_signature(Drawing(((StrokePoint(0.1, 0.1), StrokePoint(0.9, 0.9)),), aspect=3.4))
    assert draw_signature(other) != png


def letter(**changes: Any) -> RevocationLetter:
    base = RevocationLetter(
        PRACTICE,
        Addressee(
            "Thư Nguyễn",
            Address(
                line1="12 Bow St", line2="Apt 3", city="Somerville", state="MA", zip_code="02143"
            ),
        ),
        Language.ENGLISH,
        "Your consent has been taken back",
        ("You took back this consent.", "We received this on November 20, 2026."),
        DAY,
        "C7F3K-9QXA",
    )
    return replace(base, **changes)


def test_the_letter_about_a_revocation() -> None:
    pdf = draw_revocation_letter(letter())
    text = all_text(pdf)
    assert page_count(pdf) == 1
    for words in ("Your consent has been taken back", "Ines Calloway", "November 23, 2026"):
        assert words in text
    left, top, right, bottom = WINDOW_UNION
    shown = [piece.text for piece in pieces(pdf) if piece.touches((left, top, right, bottom))]
    assert "".join(shown).replace(" ", "") == "ThưNguyễn12BowStApt3SomervilleMA02143"
    assert "SAMPLE" in all_text(draw_revocation_letter(letter(sample=True)))


@pytest.mark.parametrize(
    "changes",
    [
        {"paragraphs": ("word " * 3000,)},
        {"practice": replace(PRACTICE, name="x" * 900)},
        {"addressee": Addressee("x" * 900, Address(line1="1 A St"))},
    ],
)
def test_what_does_not_fit_is_told(changes: dict[str, Any]) -> None:
    with pytest.raises(Problem, match="letter-no-room"):
        draw_revocation_letter(letter(**changes))


def test_a_long_address_keeps_its_place() -> None:
    place = Address(
        attention="Records",
        company="House of Seven Lines",
        care_of="Rosa Ibarra",
        line1="12 Bow St",
        line2="Apt 3",
        city="Somerville",
        state="MA",
        zip_code="02143",
    )
    pdf = draw_revocation_letter(letter(addressee=Addressee("Thư Nguyễn", place)))
    assert "House of Seven Lines" in all_text(pdf)


def test_the_practices_telephone_has_one_form_on_paper() -> None:
    typed = replace(PRACTICE, phone="617.555.0100")
    words = all_text(draw_consent(sheet(TEXTS[0], practice=typed)))
    assert "(617) 555-0100" in words
    assert "617.555.0100" not in words
