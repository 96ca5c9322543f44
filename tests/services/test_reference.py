"""Dated facts: seeded, corrected by officers, and never taken from what is already made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.domain.errors import Conflict, FieldProblems, NotPermitted, Problem
from app.domain.postage import PostalPrice, PriceItem, price_on
from app.domain.price_news import PriceNews
from app.domain.requests import AccessKind
from app.domain.staff import Role
from app.domain.state_rules import Confidence, DayType, ProviderKind, StateRule
from app.services.desk import Desk
from app.services.reference import NewLetterText, ReferenceService, letter_text_on
from tests.services.vault_kit import actions, desk_in, sign_in

RULE = StateRule(
    state="MA",
    provider_kind=ProviderKind.ANY,
    access_kind=AccessKind.COPY,
    days=20,
    day_type=DayType.CALENDAR,
    citation="A statute",
    confidence=Confidence.LOW,
    source="A newsletter",
    valid_from=date(2027, 1, 1),
)
TEXT = NewLetterText(
    valid_from=date(2026, 12, 1),
    opening_whole="On {request_date} you asked for records of {patient_name}. It is granted.",
    opening_part="On {request_date} you asked for records of {patient_name}; a part is here, and "
    "another letter tells about the rest.",
    paragraphs=(
        "Questions\nCall {privacy_contact} at {privacy_phone} about {request_number}.",
        "  ",
        "Free help in your language: call {practice_phone}, also if this came by mistake.",
    ),
    closing="Kind regards,",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


@pytest.fixture
def reference(desk: Desk) -> ReferenceService:
    return ReferenceService(desk)


def test_a_new_store_holds_what_ships(desk: Desk, reference: ReferenceService) -> None:
    with desk.reading() as unit:
        prices = unit.reference.prices()
        text = letter_text_on(unit, date(2026, 11, 23))
    certified = price_on(prices, PriceItem.CERTIFIED, date(2026, 11, 23))
    assert certified is not None
    assert certified.cents == 555
    flat = price_on(prices, PriceItem.FLAT, date(2026, 11, 23), 4)
    assert flat is not None
    assert flat.cents == 256
    assert text is not None
    assert text.version == 1
    assert text.part2_short
    states = {stored.rule.state for stored in reference.state_rules()}
    assert {"CA", "TX"} <= states
    assert all(stored.rule.state == "CA" for stored in reference.state_rules(state="CA"))


def test_a_rule_is_verified_by_who_adds_or_corrects_it(
    desk: Desk, reference: ReferenceService
) -> None:
    rule_id = reference.add_rule(rule=RULE).value
    stored = next(each for each in reference.state_rules(state="MA") if each.id == rule_id)
    assert stored.rule == replace(RULE, verified_by="Ann Example", verified_on=date(2026, 11, 23))
    reference.save_rule(stored=replace(stored, rule=replace(stored.rule, days=10)))
    with pytest.raises(Conflict):
        reference.save_rule(stored=stored)
    assert actions(desk)[-2:] == ["reference.rule_added", "reference.rule_changed"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"state": "XX"}, "state"),
        ({"days": 0}, "days"),
        ({"days": 91}, "days"),
        ({"citation": " "}, "citation"),
        ({"source": ""}, "source"),
    ],
)
def test_a_rule_without_its_law_is_refused(
    reference: ReferenceService, changed: dict[str, object], field: str
) -> None:
    before = reference.state_rules()
    with pytest.raises(FieldProblems) as wrong:
        reference.add_rule(rule=replace(RULE, **changed))  # type: ignore[arg-type]
    assert set(wrong.value.fields) == {field}
    assert reference.state_rules() == before


def test_prices_are_dated_and_unique_per_day(reference: ReferenceService) -> None:
    price = PostalPrice(
        PriceItem.LETTER, date(2027, 7, 11), 85, Confidence.HIGH, "Notice 123 of 2027-07-11"
    )
    price_id = reference.add_price(price=price).value
    with pytest.raises(FieldProblems) as wrong:
        reference.add_price(price=price)
    assert set(wrong.value.fields) == {"valid_from"}
    stored = next(each for each in reference.prices() if each.id == price_id)
    assert stored.verified_by == "Ann Example"
    reference.save_price(stored=replace(stored, price=replace(price, cents=86)))
    with pytest.raises(Conflict):
        reference.save_price(stored=stored)
    for wrong_price in (replace(price, cents=0), replace(price, source=" ")):
        with pytest.raises(FieldProblems):
            reference.add_price(price=wrong_price)


def test_a_letter_text_begins_on_its_day_and_stays(desk: Desk, reference: ReferenceService) -> None:
    assert reference.add_letter_text(text=TEXT).value == 2
    with desk.reading() as unit:
        before = letter_text_on(unit, date(2026, 11, 30))
        after = letter_text_on(unit, date(2026, 12, 1))
    assert before is not None
    assert before.version == 1
    assert after is not None
    assert after.version == 2
    assert after.paragraphs == (TEXT.paragraphs[0], TEXT.paragraphs[2])
    assert after.part2_full == before.part2_full != "", "its words are fixed by 42 CFR 2.32"
    assert [text.number for text in reference.letter_texts()] == [1, 2]


def test_a_misspelled_field_is_named(reference: ReferenceService) -> None:
    with pytest.raises(Problem, match="letter-field-unknown") as problem:
        reference.add_letter_text(text=replace(TEXT, closing="{patient_nmae}"))
    assert "patient_nmae" in problem.value.happened
    with pytest.raises(FieldProblems):
        reference.add_letter_text(text=replace(TEXT, opening_part=" "))
    with pytest.raises(FieldProblems):
        reference.add_letter_text(text=replace(TEXT, paragraphs=("x" * 5000,)))
    assert len(reference.letter_texts()) == 1


@pytest.mark.parametrize(
    ("part", "gone", "field"),
    [
        ("opening_whole", "granted", "opening_whole"),
        ("opening_whole", "{patient_name}", "opening_whole"),
        ("opening_part", "letter", "opening_part"),
        ("paragraphs", "{privacy_phone}", "paragraphs"),
        ("paragraphs", "language", "paragraphs"),
        ("paragraphs", "mistake", "paragraphs"),
    ],
)
def test_required_parts_cannot_be_edited_away(
    reference: ReferenceService, part: str, gone: str, field: str
) -> None:
    before = getattr(TEXT, part)
    less = tuple(each.replace(gone, "") for each in before) if part == "paragraphs" else None
    changed = replace(TEXT, **{part: less or before.replace(gone, "")})
    for verb in (reference.add_letter_text, reference.preview_letter):
        with pytest.raises(FieldProblems) as wrong:
            verb(text=changed)
        assert set(wrong.value.fields) == {field}
    assert len(reference.letter_texts()) == 1


def test_a_wording_is_previewed_about_an_invented_person(reference: ReferenceService) -> None:
    pdf = reference.preview_letter(text=TEXT)
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    for words in ("Pat Example", "It is granted", "SAMPLE", "Lakeside Family Practice"):
        assert words in text
    assert len(reference.letter_texts()) == 1
    with pytest.raises(FieldProblems) as wrong:
        reference.add_letter_text(text=replace(TEXT, valid_from=date(2026, 11, 1)))
    assert set(wrong.value.fields) == {"valid_from"}


def test_clerks_read_and_officers_edit(desk: Desk) -> None:
    clerk = ReferenceService(sign_in(desk.store, login="cleo", role=Role.CLERK))
    assert clerk.prices()
    with pytest.raises(NotPermitted):
        clerk.add_rule(rule=RULE)
    officer = ReferenceService(sign_in(desk.store, login="ines", role=Role.PRIVACY_OFFICER))
    assert officer.add_rule(rule=RULE).value


def test_newer_prices_of_the_program_are_taken_over_and_own_ones_kept(
    desk: Desk, reference: ReferenceService
) -> None:
    """As a store made by an older program, in which the practice compared one price itself."""
    assert reference.price_news() == PriceNews()
    flats = [each for each in reference.prices() if each.price.item is PriceItem.FLAT]
    aged, own = flats[0], flats[1]
    computed = replace(aged.price, cents=aged.price.cents + 7, source="computed")
    with desk.writing() as unit:
        unit.reference.save_price(replace(aged, price=computed))
    reference.save_price(stored=replace(own, price=replace(own.price, cents=own.price.cents + 9)))
    news = reference.price_news()
    assert [change.shipped for change in news.newer] == [aged.price]
    assert [change.shipped for change in news.kept] == [own.price]
    assert reference.take_over_prices().value == 1
    after = {each.id: each.price.cents for each in reference.prices()}
    assert after[aged.id] == aged.price.cents
    assert after[own.id] == own.price.cents + 9
    assert reference.price_news().newer == ()
    before = len(actions(desk))
    assert reference.take_over_prices().value == 0
    assert actions(desk).count("reference.prices_taken_over") == 1
    assert len(actions(desk)) == before
