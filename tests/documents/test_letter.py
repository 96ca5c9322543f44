"""The cover letter says what it must, and a window shows the name and address only."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.documents.letter import (
    ADDRESS_BASELINE,
    ADDRESS_LEFT,
    WINDOW_UNION,
    draw_cover_letter,
)
from app.documents.letter_texts import (
    cover_letter_text,
    cover_letter_texts,
    cover_paragraphs,
    merge_fields,
)
from app.domain.errors import Problem
from app.domain.papers import Addressee
from tests.documents.reading_back import all_text, page_count, page_text, pieces
from tests.documents.samples import LITERALS, LONG, MARIA, NAMES, PRACTICE, cover_letter


def _words(text: str) -> str:
    return " ".join(text.split())


def test_it_says_everything_a_cover_letter_says() -> None:
    text = _words(page_text(draw_cover_letter(cover_letter())))
    for wanted in (
        "Lakeside Family Medicine",
        "412 Elm Street Suite 3, Springfield IL 62704",
        "(217) 555-0142",
        "November 22, 2026",
        "October 28, 2026",
        "26-4F7K",
        "Dear Maria Santos:",
        "granted the request in full",
        "Visit notes, 2024 to 2026",
        "42 pages, not counting this letter",
        "Paper, by Certified Mail",
        "There is no charge for this copy.",
        "Dana Whitfield",
        "(217) 555-0143",
        "If this reached you by mistake",
        "help in other languages",
        "Pack code K7QD",
    ):
        assert wanted in text
    assert page_count(draw_cover_letter(cover_letter())) == 1


def test_a_partly_granted_request_says_so_and_one_page_is_one_page() -> None:
    text = _words(page_text(draw_cover_letter(cover_letter(whole=False, page_count=1))))
    assert "granted the request in part" in text
    assert "granted the request in full" not in text
    assert "1 page, not" in text


@pytest.mark.parametrize("addressee", [MARIA, LONG, Addressee("A", MARIA.address)])
def test_only_name_and_address_can_show_in_a_window(addressee: Addressee) -> None:
    drawn = draw_cover_letter(cover_letter(addressee=addressee))
    shown = [piece for piece in pieces(drawn) if piece.touches(WINDOW_UNION)]
    block = {" ".join(piece.text.split()) for piece in shown}
    address = addressee.address
    allowed = " ".join(
        (f"ATTN {address.attention} C/O {address.care_of} {address.company}", addressee.name)
    )
    allowed += f" {address.line2} {address.line1} {address.line2} {address.city} {address.state}"
    allowed += f" {address.zip_code}"
    assert block
    assert all(set(line.split()) <= set(allowed.split()) for line in block)
    # 1/8 in clearance in a window that is 7/8 to 5-3/8 in from the left
    assert all(piece.inside((72, 0.0, 72 + 3.26 * 72, 3.13 * 72)) for piece in shown)


def test_the_address_starts_where_the_window_expects_it() -> None:
    first = next(
        p for p in pieces(draw_cover_letter(cover_letter())) if p.left < 80 and p.top > 147
    )
    assert first.text.strip() == "Maria Santos"
    assert first.left == pytest.approx(ADDRESS_LEFT, abs=1.5)
    assert first.bottom == pytest.approx(ADDRESS_BASELINE, abs=1)


def test_everything_stays_off_the_edges() -> None:
    drawn = draw_cover_letter(
        cover_letter(reprint_of=date(2026, 11, 20), part2_notice="Short notice.")
    )
    assert all(piece.inside((36, 28, 576, 764)) for piece in pieces(drawn))


def test_a_long_list_goes_on_to_more_pages_whole() -> None:
    contents = tuple(f"Visit notes, part {number}" for number in range(90))
    notice = cover_letter_text(date(2026, 11, 22)).part2_full
    drawn = draw_cover_letter(cover_letter(contents=contents, part2_notice=notice))
    assert page_count(drawn) >= 3
    text = _words(all_text(drawn))
    assert all(f"{item} " in text for item in contents)
    assert "General" not in text
    assert "NOT sufficient to meet the required elements" in text
    assert f"Page 1 of {page_count(drawn)}" in page_text(drawn, 0)
    assert "Request 26-4F7K" in page_text(drawn, 1)
    assert "Maria Santos" not in page_text(drawn, 1)


def test_a_letter_without_end_is_refused() -> None:
    with pytest.raises(Problem, match="letter-too-long"):
        draw_cover_letter(cover_letter(contents=("Visit notes",) * 3000))


def test_marks_of_reprint_and_sample() -> None:
    plain = page_text(draw_cover_letter(cover_letter()))
    assert "REPRINT" not in plain
    assert "SAMPLE" not in plain
    marked = draw_cover_letter(cover_letter(sample=True, reprint_of=date(2026, 11, 20)))
    text = page_text(marked)
    assert text.count("REPRINT of 11/20/2026") == 2
    assert "SAMPLE - invented names" in text


@pytest.mark.parametrize("name", [*NAMES, *LITERALS])
def test_names_are_printed_letter_for_letter(name: str) -> None:
    letter = cover_letter(
        addressee=Addressee(name, MARIA.address),
        patient_name=name,
        contents=(name,),
        practice=replace(PRACTICE, name=name, privacy_contact=name),
        request_number=name,
        fee_note=name,
        road=name,
        pack_code=name,
    )
    assert _words(all_text(draw_cover_letter(letter))).count(name) >= 9


def test_accents_without_composed_form_reach_the_address_and_the_text() -> None:
    who = Addressee("HÓZHǪ\u0301 Adébáyọ\u0300", MARIA.address)
    text = unicodedata.normalize("NFD", page_text(draw_cover_letter(cover_letter(addressee=who))))
    # an o with hook and acute, an o with dot and grave, in the address and after "Dear"
    assert text.count("\u0328") == 2
    assert text.count("\u0323") == 2
    assert text.count("\u0300") == 2


def test_every_weight_of_type_is_embedded() -> None:
    letter = cover_letter(part2_notice="A notice.")
    resources = PdfReader(BytesIO(draw_cover_letter(letter))).pages[0]["/Resources"]
    found = [font.get_object() for font in resources["/Font"].values()]  # type: ignore[index]
    assert {str(font["/BaseFont"]).split("+")[-1] for font in found} == {
        "NotoSans-Regular",
        "NotoSans-Bold",
    }
    assert all("/FontFile2" in font["/FontDescriptor"] for font in found)


def test_what_cannot_be_printed_is_reported_first() -> None:
    for letter in (
        cover_letter(addressee=Addressee("王小明", MARIA.address)),
        cover_letter(contents=("記録",)),
        cover_letter(paragraphs=("שלום",)),
    ):
        with pytest.raises(Problem, match="no-glyph"):
            draw_cover_letter(letter)


def test_names_of_ten_thousand_letters_are_refused_or_wrapped() -> None:
    for letter in (
        cover_letter(addressee=Addressee("X" * 10_000, MARIA.address)),
        cover_letter(practice=replace(PRACTICE, name="X" * 10_000)),
        cover_letter(request_number="X" * 10_000),
    ):
        with pytest.raises(Problem, match="letter-no-room"):
            draw_cover_letter(letter)
    drawn = draw_cover_letter(cover_letter(patient_name="Xy" * 5_000, contents=("Zq" * 5_000,)))
    assert all_text(drawn).count("X") == 5_000
    assert all_text(drawn).count("Z") == 5_000


def test_bytes_are_equal_and_the_description_names_nobody() -> None:
    drawn = draw_cover_letter(cover_letter())
    assert drawn == draw_cover_letter(cover_letter())
    reader = PdfReader(BytesIO(drawn))
    described = str(dict(reader.metadata or {}))
    assert "Santos" not in described
    assert "Cover letter" in described
    assert reader.root_object["/ViewerPreferences"]["/PrintScaling"] == "/None"  # type: ignore[index]


def test_a_letter_with_next_to_nothing_is_still_a_letter() -> None:
    bare = cover_letter(contents=(), page_count=None, road="", fee_note="", pack_code="")
    drawn = draw_cover_letter(replace(bare, paragraphs=("Only this.",)))
    assert "Only this." in page_text(drawn)
    assert page_count(drawn) == 1


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", max_codepoint=0x24F), min_size=1, max_size=60))
def test_any_latin_text_in_any_place_is_drawn_or_refused(text: str) -> None:
    letter = cover_letter(patient_name=f"a{text}", contents=(text,), paragraphs=(text, text))
    try:
        drawn = draw_cover_letter(letter)
    except Problem as problem:
        drawn = problem.code.encode()
    assert drawn.startswith(b"%PDF") or drawn == b"no-glyph"


def test_wordings_are_dated_and_the_newest_in_force_is_used() -> None:
    texts = cover_letter_texts()
    assert cover_letter_text(date(2026, 11, 22)) == texts[0]
    assert cover_letter_text(date(1990, 1, 1)) == texts[-1]
    assert texts[0].part2_full.startswith("This record which has been disclosed to you")


def test_fields_are_filled_in_once() -> None:
    letter = cover_letter(patient_name="{practice_phone}")
    assert "records of {practice_phone}." in cover_paragraphs(letter)[0]


def test_misspelled_and_empty_fields_are_named() -> None:
    with pytest.raises(Problem, match="letter-field-unknown") as unknown:
        merge_fields("Dear {patient_nam},", {"patient_name": "x"})
    assert "{patient_nam}" in unknown.value.happened
    with pytest.raises(Problem, match="letter-field-empty") as empty:
        cover_paragraphs(cover_letter(practice=replace(PRACTICE, privacy_contact=" ")))
    assert "{privacy_contact}" in empty.value.happened
