"""The paper fonts hold the letters of patients' names, and text is fitted, never cut."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.fonts import (
    BOLD,
    REGULAR,
    glyph_middle,
    letters,
    missing_glyphs,
    require_glyphs,
    text_width,
)
from app.documents.line import placed_pieces
from app.documents.text import (
    SMALLEST_POSTAL,
    TypeSizes,
    block_height,
    clean_line,
    fit_block,
    markup,
    wrap_lines,
)
from app.domain.errors import Problem
from app.system.resources import resource

RANGES = {
    "Latin-1 to Latin Extended-B": (0x20, 0x250),
    "combining marks": (0x300, 0x34F),
    "Greek": (0x370, 0x3E2),
    "Cyrillic": (0x400, 0x530),
    "Vietnamese and Latin Extended Additional": (0x1E00, 0x1F00),
    "Greek Extended": (0x1F00, 0x2000),
}


@pytest.mark.parametrize("font", [REGULAR, BOLD])
@pytest.mark.parametrize("name", RANGES)
def test_every_assigned_letter_of_the_scripts_can_be_printed(name: str, font: str) -> None:
    start, end = RANGES[name]
    wanted = {
        chr(code)
        for code in range(start, end)
        if not unicodedata.category(chr(code)).startswith("C")
    }
    assert wanted - letters(font).printable == set()


def test_fonts_are_small_and_their_licence_is_beside_them() -> None:
    folder = resource("fonts", "paper")
    assert sum(file.stat().st_size for file in folder.iterdir()) < 1_500_000
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_a_name_without_letters_is_reported_by_character_names_only() -> None:
    with pytest.raises(Problem) as caught:
        require_glyphs(("Maria Santos", "王小明 Santos"))
    assert caught.value.code == "no-glyph"
    assert "CJK UNIFIED IDEOGRAPH-738B" in caught.value.sentences
    assert "Santos" not in caught.value.sentences
    assert "王" not in caught.value.sentences


def test_many_missing_characters_are_counted_not_listed() -> None:
    with pytest.raises(Problem) as caught:
        require_glyphs(("".join(chr(0x4E00 + n) for n in range(40)),))
    assert "and 35 more" in caught.value.happened


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nguyễn Thị Ánh", ()),
        ("Ωραία Хрущёв Łódź", ()),
        ("🙂🙂", ("SLIGHTLY SMILING FACE",)),
        ("א", ("HEBREW LETTER ALEF",)),
        ("\ue000", ("U+E000",)),
        ("\x07", ("U+0007",)),
    ],
)
def test_missing_glyphs_names_each_once(text: str, names: tuple[str, ...]) -> None:
    assert missing_glyphs(text) == names


def test_clean_line_composes_and_drops_what_cannot_be_seen() -> None:
    assert clean_line("Nguye\u0302\u0303n\u202e\x00 \tA\u200b") == "Nguyễn A"
    assert clean_line("OTTAWA ON  K1A 0B1") == "OTTAWA ON  K1A 0B1"
    assert clean_line("QUÉBEC QC  G1A 0B1") == "QUÉBEC QC  G1A 0B1"
    assert clean_line("=1+1\r\n<b>&") == "=1+1 <b>&"


@given(st.text(max_size=80))
def test_clean_line_is_one_line_and_stays_clean(text: str) -> None:
    cleaned = clean_line(text)
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in cleaned)
    assert clean_line(cleaned) == cleaned


def test_markup_is_made_harmless() -> None:
    assert markup('<img src="/etc/passwd"/> & <b>') == (
        '&lt;img src="/etc/passwd"/&gt; &amp; &lt;b&gt;'
    )


_LINES = st.lists(
    st.text(st.sampled_from("ABCÑÔabcgйΩế 0123-#"), min_size=1, max_size=60)
    .map(clean_line)
    .filter(bool),
    min_size=1,
    max_size=8,
)


@given(_LINES, st.floats(40, 400), st.floats(10, 120))
def test_a_fitted_block_lies_in_its_space_and_keeps_every_word(
    lines: list[str], width: float, height: float
) -> None:
    fitted = fit_block(tuple(lines), width, height, TypeSizes(12))
    if fitted is None:
        return
    assert SMALLEST_POSTAL - 1e-6 <= fitted.size <= 12
    assert fitted.height <= height + 1e-6
    assert all(text_width(line, fitted.size) <= width + 1e-6 for line in fitted.lines)
    assert " ".join(fitted.lines).split() == " ".join(lines).split()


def test_shrinking_comes_before_wrapping_and_wrapping_before_refusing() -> None:
    sizes = TypeSizes(12)
    line = "1200 SOUTH FOURTH AVENUE"
    natural = text_width(line, 12)
    assert fit_block((line,), natural, 20, sizes) is not None
    shrunk = fit_block((line,), natural * 0.8, 40, sizes)
    assert shrunk is not None
    assert shrunk.lines == (line,)
    assert shrunk.size == pytest.approx(9.6, abs=0.11)
    wrapped = fit_block((line,), natural * 0.55, 40, sizes)
    assert wrapped is not None
    assert len(wrapped.lines) == 2
    assert fit_block((line,), natural * 0.15, 80, sizes) is None
    assert fit_block((line,), natural * 0.55, 12, sizes) is None


def test_ten_thousand_letters_are_refused_at_once() -> None:
    assert fit_block(("A" * 10_000,), 200, 60, TypeSizes(12)) is None
    assert fit_block(("A " * 5_000,), 200, 60, TypeSizes(12)) is None


def test_nothing_fits_anywhere() -> None:
    fitted = fit_block((), 10, 10, TypeSizes(12))
    assert fitted is not None
    assert fitted.lines == ()
    assert block_height(0, 12) == 0
    assert wrap_lines(("",), 100) == ("",)


def test_accents_without_composed_form_stand_over_their_letter() -> None:
    text = "HÓZHǪ\u0301"
    placed = placed_pieces(text, REGULAR)
    (mark, right, up) = next(piece for piece in placed if piece[0] == "\u0301")
    middle = text_width("HÓZH", 1) + text_width("Ǫ", 1) / 2
    assert right + glyph_middle(mark) == pytest.approx(middle)
    assert up > 0.1
    assert "".join(piece for piece, _, _ in placed) == text


def test_an_accent_over_an_accent_goes_higher_and_one_below_stays() -> None:
    ((_, _, over),) = [piece for piece in placed_pieces("ế\u030c", BOLD) if piece[0] == "\u030c"]
    assert over > 0.2
    ((_, _, below),) = [p for p in placed_pieces("K\u0325 a", REGULAR) if p[0] == "\u0325"]
    assert below == 0
