"""Envelope faces: the computed zones of the reference, and what fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.envelopes import (
    DEFAULT_ENVELOPE,
    ENVELOPES,
    Envelope,
    MailClass,
    envelope_of,
)
from app.domain.errors import Problem
from app.domain.geometry import Box, inches

TEN = ENVELOPES["10"]


@pytest.mark.parametrize(
    ("key", "width", "height", "mail_class"),
    [
        ("10", 684, 297, MailClass.LETTER),
        ("6x9", 648, 432, MailClass.LETTER),
        ("9x12", 864, 648, MailClass.FLAT),
        ("10x13", 936, 720, MailClass.FLAT),
        ("9", 639, 279, MailClass.LETTER),
        ("monarch", 540, 279, MailClass.LETTER),
        ("a2", 414, 315, MailClass.LETTER),
        ("a6", 468, 342, MailClass.LETTER),
        ("a7", 522, 378, MailClass.LETTER),
        ("9.5x12.5", 900, 684, MailClass.FLAT),
    ],
)
def test_sizes(key: str, width: float, height: float, mail_class: MailClass) -> None:
    envelope = envelope_of(key)
    assert (round(envelope.width), round(envelope.height)) == (width, height)
    assert envelope.mail_class is mail_class
    letter_sized = envelope.width <= 11.5 * 72 and envelope.height <= 6.125 * 72
    assert letter_sized == (mail_class is MailClass.LETTER)


def test_zones_of_number_ten() -> None:
    assert TEN.reading_area == inches(0.5, 1.375, 8.5, 2.125)
    assert TEN.barcode_area == inches(4.75, 3.5, 4.75, 0.625)
    assert TEN.postage_area == inches(7.0, 0, 2.5, 1.5)
    assert TEN.sticker_area is not None
    assert TEN.sticker_area.x == pytest.approx(3.3 * 72)
    assert TEN.sticker_area.right == pytest.approx(7.3 * 72)
    assert TEN.sticker_area.bottom == pytest.approx(1.6 * 72)
    assert TEN.delivery.left == 4.0 * 72
    assert TEN.delivery.first_baseline == pytest.approx(2.1 * 72)
    assert TEN.delivery.max_width == 4.75 * 72


def test_zones_of_six_by_nine_and_flats() -> None:
    assert ENVELOPES["6x9"].reading_area == inches(0.5, 3.25, 8.0, 2.125)
    flat = ENVELOPES["9x12"]
    assert flat.reading_area is None
    assert flat.barcode_area is None
    assert set(flat.kept_free()) == {"the return address", "the postage"}


def block_at(envelope: Envelope, lines: int, width: float, *, size: float) -> Box:
    """What so many lines take at the usual place; letters hang a quarter below the last one."""
    place = envelope.delivery
    height = (lines - 1) * place.leading + size
    return Box(place.left, place.first_baseline - 0.75 * size, width, height)


@pytest.mark.parametrize("key", ENVELOPES)
def test_usual_place_fits_the_longest_block(key: str) -> None:
    envelope = ENVELOPES[key]
    block = block_at(envelope, 6, envelope.delivery.max_width, size=12)
    assert envelope.misfits(block) == ()
    assert envelope.fits(block)
    assert envelope.fits(block, certified=True) == envelope.takes_certified


@pytest.mark.parametrize("key", ENVELOPES)
def test_return_address_keeps_to_its_corner(key: str) -> None:
    envelope = ENVELOPES[key]
    for certified in (False, True):
        area = envelope.return_area(certified=certified)
        assert area.right <= envelope.width / 2 + 0.01
        assert area.bottom <= envelope.height / 3 + 0.01
        assert envelope.printable.contains(area)
        assert not area.overlaps(envelope.postage_area)
        if certified and envelope.sticker_area is not None:
            assert not area.overlaps(envelope.sticker_area)
        assert area.width >= 2.3 * 72
        assert area.height >= 0.8 * 72


def test_main_sizes_take_certified() -> None:
    assert all(ENVELOPES[key].takes_certified for key in ("10", "6x9", "9x12", "10x13"))
    assert DEFAULT_ENVELOPE is TEN


@pytest.mark.parametrize(
    ("block", "certified", "words"),
    [
        (inches(9.0, 2.0, 1.0, 0.5), False, "edge"),
        (inches(4.0, 1.0, 1.0, 1.0), False, "reads it"),
        (inches(4.0, 3.0, 4.0, 0.6), False, "barcode"),
        (inches(7.5, 1.4, 1.0, 1.0), False, "postage"),
        (inches(2.0, 0.5, 1.0, 1.0), False, "return address"),
        (inches(4.0, 1.5, 2.0, 1.0), True, "certified sticker"),
    ],
)
def test_misfits_are_named(block: Box, certified: bool, words: str) -> None:
    found = TEN.misfits(block, certified=certified)
    assert any(words in sentence for sentence in found)
    assert not TEN.fits(block, certified=certified)


def test_narrow_envelope_refuses_certified() -> None:
    monarch = ENVELOPES["monarch"]
    block = block_at(monarch, 3, 100, size=11)
    assert monarch.fits(block)
    assert monarch.misfits(block, certified=True) == (
        "This envelope has no room for the certified sticker.",
    )


@given(
    st.sampled_from(list(ENVELOPES.values())),
    st.floats(0, 900),
    st.floats(0, 700),
    st.floats(1, 900),
    st.floats(1, 700),
    st.booleans(),
)
def test_what_fits_touches_nothing(
    envelope: object, x: float, y: float, width: float, height: float, certified: bool
) -> None:
    chosen = next(item for item in ENVELOPES.values() if item == envelope)
    block = Box(x, y, width, height)
    if chosen.fits(block, certified=certified):
        assert chosen.printable.contains(block)
        zones = chosen.kept_free(certified=certified)
        assert not any(zone.overlaps(block) for zone in zones.values())


def test_unknown_envelope() -> None:
    with pytest.raises(Problem, match="envelope-unknown"):
        envelope_of("7x7")
