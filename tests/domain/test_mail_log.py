"""Questions to the log, the home address, weights and texts in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import Address
from app.domain.mail_log import MailHeap, MailLogLine, MailQuery, MailSort, goes_home
from app.domain.mail_weight import (
    HEAVIEST_TENTHS,
    estimated_tenths,
    ounces_of,
    usual_shape,
)
from app.domain.postage import PieceShape
from app.domain.reference import StoredText, text_in_force
from tests.domain.test_mail_states import PLAIN

HOME = Address(line1="784 Stamm Lock", city="Somerville", state="MA", zip_code="02143-1234")
AS_TYPED = Address(line1="784  stamm lock.", city="SOMERVILLE", state="MA", zip_code="02143")
BOX = Address(line1="PO Box 9", city="Somerville", state="MA", zip_code="02144")


@pytest.mark.parametrize(
    ("place", "confidential", "home"),
    [
        (HOME, None, False),
        (HOME, BOX, True),
        (AS_TYPED, BOX, True),
        (BOX, BOX, False),
        (HOME, AS_TYPED, False),
    ],
)
def test_home_is_home_however_it_is_typed(
    place: Address, confidential: Address | None, home: bool
) -> None:
    assert goes_home(place, HOME, confidential) is home


def test_a_line_of_the_log_knows_it() -> None:
    assert not MailLogLine(PLAIN, HOME, BOX).shows_home
    assert "Stamm" not in repr(MailLogLine(PLAIN, HOME, BOX))


def test_heaps_have_their_words() -> None:
    assert [heap.label for heap in MailHeap] == [
        "Need you",
        "Ready",
        "On the way",
        "Delivered",
        "Whole log",
    ]
    assert MailQuery().sort is MailSort.LOGGED
    assert "secret" not in repr(MailQuery(text="secret"))


@pytest.mark.parametrize(
    ("pages", "shape", "tenths"),
    [
        (None, PieceShape.LETTER, None),
        (0, PieceShape.LETTER, 4),
        (4, PieceShape.LETTER, 11),
        (9, PieceShape.LETTER, 19),
        (18, PieceShape.FLAT, 38),
        (1_000_000, PieceShape.FLAT, HEAVIEST_TENTHS),
    ],
)
def test_estimated_weight(pages: int | None, shape: PieceShape, tenths: int | None) -> None:
    assert estimated_tenths(pages, shape) == tenths


@given(st.integers(min_value=0, max_value=5000))
def test_more_pages_never_weigh_less(pages: int) -> None:
    lighter, heavier = (estimated_tenths(n, PieceShape.FLAT) for n in (pages, pages + 1))
    assert lighter is not None
    assert heavier is not None
    assert lighter <= heavier


def test_ten_sheets_still_fold() -> None:
    assert usual_shape(None) is PieceShape.LETTER
    assert usual_shape(9) is PieceShape.LETTER
    assert usual_shape(10) is PieceShape.FLAT
    assert ounces_of(None) is None
    assert ounces_of(19) == Decimal("1.9")


def text(number: int, valid_from: date) -> StoredText:
    return StoredText(number, "cover_letter", number, valid_from, {}, "", "")


def test_the_text_in_force() -> None:
    first, second = text(1, date(2026, 1, 1)), text(2, date(2026, 6, 1))
    same_day = text(3, date(2026, 6, 1))
    texts = (second, first, same_day)
    assert text_in_force(texts, date(2026, 5, 31)) == first
    assert text_in_force(texts, date(2026, 6, 1)) == same_day
    assert text_in_force(texts, date(2025, 1, 1)) == first
    assert text_in_force((), date(2026, 1, 1)) is None
