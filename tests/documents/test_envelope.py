"""Envelopes: exact pages, addresses inside their zones, nothing else on the outside."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.documents.envelope import draw_envelope, draw_envelope_test_page
from app.domain.addresses import Address
from app.domain.envelopes import ENVELOPES, Envelope
from app.domain.errors import Problem
from app.domain.geometry import Box
from app.domain.paper_orders import EnvelopeSheet, PrintAdjustment, Turn
from app.domain.papers import Addressee
from tests.documents.reading_back import Piece, page_count, page_text, pieces
from tests.documents.samples import LITERALS, LONG, MARIA, NAMES, PRACTICE

SENDER = Addressee(PRACTICE.name, PRACTICE.address)
TEN = ENVELOPES["10"]
WITH_STICKER = [envelope for envelope in ENVELOPES.values() if envelope.takes_certified]


def _sheet(envelope: Envelope = TEN, who: Addressee = MARIA, **changes: Any) -> EnvelopeSheet:
    return EnvelopeSheet(envelope, who, SENDER, **changes)


def _box(found: list[Piece]) -> Box:
    left, top = min(p.left for p in found), min(p.top for p in found)
    right, bottom = max(p.right for p in found), max(p.bottom for p in found)
    return Box(left, top, right - left, bottom - top)


def _parts(drawn: bytes) -> tuple[Box, Box]:
    """The boxes of the sender's and the recipient's text; the sender is in mixed case."""
    found = pieces(drawn)
    sender = [piece for piece in found if piece.text != piece.text.upper()]
    names = {piece.text.strip() for piece in sender}
    rest = [piece for piece in found if piece.text.strip() not in names]
    return _box(sender), _box(rest)


@pytest.mark.parametrize("who", [MARIA, LONG], ids=["usual", "long"])
@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES.keys())
def test_both_addresses_lie_in_their_zones(envelope: Envelope, who: Addressee) -> None:
    for certified in {False, envelope.takes_certified}:
        sender, recipient = _parts(draw_envelope(_sheet(envelope, who, certified=certified)))
        assert envelope.return_area(certified=certified).inset(0, -1).contains(sender)
        assert envelope.misfits(recipient, certified=certified) == ()
        assert not sender.overlaps(recipient)
        sticker = envelope.sticker_area
        if certified and sticker is not None:
            assert not sticker.overlaps(sender)
            assert not sticker.overlaps(recipient)


@pytest.mark.parametrize("turn", Turn)
@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES.keys())
def test_the_page_is_the_envelope_and_never_flagged_as_turned(
    envelope: Envelope, turn: Turn
) -> None:
    drawn = draw_envelope(_sheet(envelope, turn=turn))
    reader = PdfReader(BytesIO(drawn))
    assert len(reader.pages) == 1
    page = reader.pages[0]
    size = (float(page.mediabox.width), float(page.mediabox.height))
    wanted = (envelope.width, envelope.height)
    assert size == pytest.approx(wanted[::-1] if turn.tall else wanted, abs=0.01)
    assert page.get("/Rotate", 0) == 0
    assert reader.root_object["/ViewerPreferences"]["/PrintScaling"] == "/None"  # type: ignore[index]


def test_number_ten_is_297_by_684_points_when_fed_short_edge_first() -> None:
    page = PdfReader(BytesIO(draw_envelope(_sheet(turn=Turn.LEFT)))).pages[0]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (297, 684)


def test_turned_drawings_put_the_address_where_it_belongs() -> None:
    _, read = _parts(draw_envelope(_sheet()))
    _, left = _parts(draw_envelope(_sheet(turn=Turn.LEFT)))
    assert left.x == pytest.approx(read.y, abs=0.1)
    assert left.bottom == pytest.approx(684 - read.x, abs=0.1)
    _, right = _parts(draw_envelope(_sheet(turn=Turn.RIGHT)))
    assert right.right == pytest.approx(297 - read.y, abs=0.1)
    assert right.y == pytest.approx(read.x, abs=0.1)
    _, over = _parts(draw_envelope(_sheet(turn=Turn.UPSIDE_DOWN)))
    assert over.right == pytest.approx(684 - read.x, abs=0.1)
    assert over.bottom == pytest.approx(297 - read.y, abs=0.1)


@pytest.mark.parametrize("turn", Turn)
def test_offsets_move_everything_exactly_on_the_page(turn: Turn) -> None:
    before = pieces(draw_envelope(_sheet(turn=turn)))
    moved = _sheet(turn=turn, adjustment=PrintAdjustment(offset_x=4.5, offset_y=7.25))
    for one, other in zip(before, pieces(draw_envelope(moved)), strict=True):
        assert other.left - one.left == pytest.approx(4.5, abs=0.01)
        assert other.top - one.top == pytest.approx(7.25, abs=0.01)


def test_the_outside_says_names_and_addresses_and_nothing_else() -> None:
    assert page_text(draw_envelope(_sheet())).split("\n") == [
        "Lakeside Family Medicine",
        "412 Elm Street Suite 3",
        "Springfield IL 62704",
        "MARIA SANTOS",
        "1200 SOUTH FOURTH AVENUE APT 14B",
        "SPRINGFIELD IL 62703-4410",
    ]


def test_capitals_are_a_choice() -> None:
    assert "Maria Santos" in page_text(draw_envelope(_sheet(uppercase=False)))


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES.keys())
def test_a_sample_envelope_is_marked_off_every_place_that_is_taken(envelope: Envelope) -> None:
    drawn = draw_envelope(_sheet(envelope, sample=True))
    (mark,) = [piece for piece in pieces(drawn) if piece.text.strip() == "SAMPLE"]
    framed = _box([mark]).inset(-9, -9)
    others = _box([piece for piece in pieces(drawn) if piece != mark and "MARIA" in piece.text])
    taken = [envelope.postage_area, envelope.return_area(), envelope.barcode_area, others]
    assert not any(framed.overlaps(box) for box in [*taken, envelope.sticker_area] if box)
    assert Box(0, 0, envelope.width, envelope.height).inset(18, 18).contains(framed)


def test_the_certified_sticker_needs_its_room() -> None:
    assert "10" in [envelope.id for envelope in WITH_STICKER]
    with pytest.raises(Problem, match="envelope-misfit") as caught:
        draw_envelope(_sheet(ENVELOPES["monarch"], certified=True))
    assert "certified sticker" in caught.value.happened


def test_type_is_never_smaller_than_the_post_reads() -> None:
    drawn = draw_envelope(_sheet(ENVELOPES["a2"], LONG))
    capitals = [piece for piece in pieces(drawn) if piece.text.strip().isupper()]
    # capitals without descenders or accents; 0.080 in are 5.76 points
    heights = [
        p.bottom - p.top
        for p in capitals
        if set(p.text) <= set("ABCDEFGHIKLMNOPRSTUVWXYZ -0123456789")
    ]
    assert heights
    assert min(heights) >= 5.75


@pytest.mark.parametrize("name", [*NAMES, *LITERALS])
def test_names_are_printed_letter_for_letter(name: str) -> None:
    drawn = draw_envelope(_sheet(who=Addressee(name, MARIA.address), uppercase=False))
    assert name in " ".join(page_text(drawn).split())


def test_what_does_not_fit_or_cannot_be_printed_is_refused_without_names() -> None:
    for who, code in (
        (Addressee("Secret" * 2_000, MARIA.address), "envelope-no-room"),
        (Addressee("Secret 王", MARIA.address), "no-glyph"),
    ):
        with pytest.raises(Problem, match=code) as caught:
            draw_envelope(_sheet(who=who))
        assert "Secret" not in caught.value.sentences
    wide = Addressee("Lakeside " * 200, PRACTICE.address)
    with pytest.raises(Problem, match="envelope-no-room") as caught:
        draw_envelope(EnvelopeSheet(TEN, MARIA, wide))
    assert "return address" in caught.value.happened


def test_foreign_military_and_puerto_rican_addresses_end_as_the_post_wants() -> None:
    for address, last in (
        (
            Address(line1="10 Rue X", city="Ottawa", state="ON", zip_code="K1A 0B1", country="CA"),
            "CANADA",
        ),
        (Address(line1="PSC 802 Box 74", city="APO", state="AE", zip_code="09499"), "APO AE 09499"),
        (
            Address(
                urbanization="Las Gladiolas",
                line1="150 Calle A",
                city="San Juan",
                state="PR",
                zip_code="00926-3232",
            ),
            "SAN JUAN PR 00926-3232",
        ),
    ):
        drawn = draw_envelope(_sheet(who=Addressee("Maria Santos", address)))
        assert page_text(drawn).strip().split("\n")[-1] == last


def test_equal_input_gives_equal_bytes_and_nobody_is_named_outside_the_page() -> None:
    drawn = draw_envelope(_sheet())
    assert drawn == draw_envelope(_sheet())
    assert "Santos" not in str(dict(PdfReader(BytesIO(drawn)).metadata or {}))
    assert "Santos" not in repr(_sheet())


@pytest.mark.parametrize("turn", Turn)
def test_the_test_page_has_frame_letters_arrow_and_rulers_but_no_address(turn: Turn) -> None:
    drawn = draw_envelope_test_page(TEN, turn, PrintAdjustment())
    assert page_count(drawn) == 1
    words = page_text(drawn).split()
    assert {"A", "B", "C", "D", "Flap", "9"} <= set(words)
    assert "Springfield" not in words
