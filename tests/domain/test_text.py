"""Text from people and files: cleaned, compared, and made into file names."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import FieldProblems
from app.domain.text import (
    FILE_NAME_LIMIT,
    clean_line,
    clean_text,
    comparison_key,
    require_length,
    safe_file_name,
)

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("  Maynard46   Mosciski958 ", "Maynard46 Mosciski958"),
        ("a\tb\r\nc\x0bd\x85e", "a b c d e"),
        ("bell\x07 del\x7f", "bell del"),
        ("evil\u202etxt\u202c\u2066x\u2069", "eviltxtx"),
        ("zero\u200bwidth\u200d\ufeff\u2060", "zerowidth"),
        ("no\u00a0break\u2003space\u3000", "no break space"),
        ("Jose\u0301", "José"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("filler\u3164\u115f x\U000e0041\ufe0f\ufffe\U0001ffff", "filler x"),
        ("<b>=1+1</b> & 'x'", "<b>=1+1</b> & 'x'"),
        ("Nguyễn Βασίλης Иванов", "Nguyễn Βασίλης Иванов"),
        ("", ""),
    ],
)
def test_a_line_keeps_what_can_be_seen(given_text: str, expected: str) -> None:
    assert clean_line(given_text) == expected


def test_runs_of_accents_are_cut_and_cost_nothing() -> None:
    started = time.perf_counter()
    cleaned = clean_line("a" + "\u0301\u0316" * 50_000 + "b")
    assert time.perf_counter() - started < 1
    assert len(cleaned) < 10
    assert cleaned[-1] == "b"


def test_marks_that_come_apart_are_cut_again() -> None:
    assert len(clean_line("x" + "\u0344" * 6)) <= 7


@given(ANY_TEXT)
def test_cleaning_is_done_once_and_for_all(text: str) -> None:
    cleaned = clean_line(text)
    assert clean_line(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(letter) for letter in cleaned} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert cleaned == cleaned.strip()
    cleaned.encode("utf-8")


@given(ANY_TEXT)
def test_text_of_many_lines_has_plain_newlines_only(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert {letter for letter in cleaned if unicodedata.category(letter) == "Cc"} <= {"\n"}


def test_lines_are_kept_apart() -> None:
    assert clean_text("\r\none \r two\u2028three\n\n four\n") == "one\ntwo\nthree\n\nfour"


def test_too_long_text_is_refused_by_its_limit_and_not_quoted() -> None:
    assert require_length("x" * 80, 80, field="family_name", label="Last name") == "x" * 80
    with pytest.raises(FieldProblems) as caught:
        require_length("x" * 81, 80, field="family_name", label="Last name")
    assert caught.value.fields == {"family_name": "Last name is longer than 80 characters."}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien-Müller", "OBRIEN MULLER"),
        ("José", "JOSE\u0301"),
        ("STRASSE", "straße"),
        ("ﬁsher", "Fisher"),
    ],
)
def test_spellings_of_one_name_compare_equal(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)


def test_digits_in_names_count_when_comparing() -> None:
    assert comparison_key("Mosciski958") != comparison_key("Mosciski959")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Lpt9.tar.gz", "_Lpt9.tar.gz"),
        (".hidden", "hidden"),
        ("trailing. . ", "trailing"),
        ("José Müller.pdf", "Jose Muller.pdf"),
        ("a:b*c?.pdf", "a_b_c_.pdf"),
        ("scan\u202egpj.exe", "scangpj.exe"),
        ("...", "file"),
        ("", "file"),
        ("日本", "file"),
        ("folder/", "file"),
    ],
)
def test_file_names_are_safe_everywhere(name: str, expected: str) -> None:
    assert safe_file_name(name) == expected


def test_long_file_names_keep_their_extension() -> None:
    assert safe_file_name("x" * 300 + ".pdf").endswith("x.pdf")
    assert len(safe_file_name("x" * 300 + ".pdf")) <= FILE_NAME_LIMIT
    assert len(safe_file_name("x" * 300)) <= FILE_NAME_LIMIT
    assert len(safe_file_name("a." + "x" * 300)) <= FILE_NAME_LIMIT


def test_the_caller_names_what_has_no_name() -> None:
    assert safe_file_name("***", fallback="attachment") == "attachment"


@given(ANY_TEXT | st.from_regex(r"(con|NUL|com1)[. ]*.{0,100}", fullmatch=True))
def test_any_file_name_keeps_the_rules(name: str) -> None:
    safe = safe_file_name(name)
    assert re.fullmatch(r"[A-Za-z0-9 _.-]{1,80}", safe)
    assert safe[0] != "."
    assert safe[-1] not in ". "
    assert not re.fullmatch(r"(?i)(CON|PRN|AUX|NUL|COM\d|LPT\d) *(\..*)?", safe)
    assert safe_file_name(safe) == safe
