"""Telephone numbers in one form, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.phones import phone_problem, shown_phone


@pytest.mark.parametrize(
    "typed",
    [
        "6175550100",
        "617 555 0100",
        "617-555-0100",
        "617.555.0100",
        "(617)555-0100",
        "+1 617 555 0100",
        "1-617-555-0100",
        "617/555\u20110100",
        " 617\u00a0555 0100 ",
    ],
)
def test_ten_digits_have_one_form(typed: str) -> None:
    assert shown_phone(typed) == "(617) 555-0100"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "555-0100",
        "+44 20 7946 0958",
        "+49 30 123456",
        "030 1234567",
        "617 555 0100 ext. 5",
        "617-555-0100 (work)",
        "2 617 555 0100",
        "\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661",
    ],
)
def test_anything_else_stays_as_it_was_typed(typed: str) -> None:
    assert shown_phone(typed) == typed


@given(st.text(max_size=40))
def test_no_digit_is_lost_and_showing_twice_changes_nothing(typed: str) -> None:
    shown = shown_phone(typed)
    assert shown_phone(shown) == shown

    def digits(text: str) -> str:
        return "".join(letter for letter in text if letter.isascii() and letter.isdigit())

    assert digits(typed).endswith(digits(shown))
    assert len(digits(typed)) - len(digits(shown)) in (0, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "413-555-0123",
        "1 413 555 0123",
        "+1 (413) 555-0123",
        "413 555 0123 ext. 5",
        "413-555-0123 (work)",
        "+44 20 7946 0958",
        "+52 55 1234 5678",
    ],
)
def test_a_number_that_can_be_called_is_taken(typed: str) -> None:
    assert phone_problem(typed) == ""


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("413-555-01", "ten digits"),
        ("555-0123", "ten digits"),
        ("413-555-01234", "ten digits"),
        ("113-555-0123", "ten digits"),
        ("413-555 ext. 012", "ten digits"),
        ("+1 413 555 01", "ten digits"),
        ("call us", "ten digits"),
        ("+44 20", "7 to 15 digits"),
        ("+44 20 7946 0958 1234 567", "7 to 15 digits"),
    ],
)
def test_a_number_with_too_few_or_too_many_digits_is_refused(typed: str, why: str) -> None:
    assert why in phone_problem(typed)
