"""Dated facts: state deadlines, postal prices, letter texts; seeded from what ships, then edited.

The promise: a change starts on its own day and leaves what came before for older requests, pieces
and papers; who compared a row with its source is written beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.documents.letter import draw_cover_letter
from app.documents.letter_texts import LetterText, letter_fields, merge_fields
from app.domain.addresses import Address
from app.domain.audit_chain import AuditEvent, Plain
from app.domain.errors import FieldProblems
from app.domain.papers import Addressee, CoverLetter, PracticeProfile
from app.domain.postage import PostalPrice, postal_prices_from
from app.domain.price_news import PriceNews, price_news
from app.domain.reference import (
    COVER_LETTER,
    StoredPrice,
    StoredRule,
    StoredText,
    text_in_force,
)
from app.domain.staff import Operation
from app.domain.state_rules import StateRule, state_rules_from
from app.domain.text import NOTE_LIMIT, clean_text
from app.domain.us_states import STATE_NAMES
from app.services.changes import Area, Outcome, done
from app.services.consent_texts import ensure_texts
from app.services.desk import Service, permitted
from app.services.settings import practice_of
from app.storage.unit import Unit
from app.system.resources import resource_text

_REQUIRED = (
    (
        "opening_whole",
        ("{request_date}", "{patient_name}", "granted"),
        (
            "Say that the request of {request_date} for the records of {patient_name} is granted "
            "(45 CFR 164.524(b)(2)(i)(A))."
        ),
    ),
    (
        "opening_part",
        ("{request_date}", "{patient_name}", "part", "letter"),
        (
            "Say that a part is granted, with {request_date} and {patient_name}, and that a letter "
            "tells about the rest (45 CFR 164.524(d)(2))."
        ),
    ),
    (
        "paragraphs",
        ("{privacy_contact}", "{privacy_phone}", "{request_number}"),
        "Say whom to call: {privacy_contact} at {privacy_phone}, with {request_number}.",
    ),
    (
        "paragraphs",
        ("free", "language", "{practice_phone}"),
        "Keep the offer of free help in other languages, with {practice_phone} (45 CFR 92.11).",
    ),
    (
        "paragraphs",
        ("mistake",),
        "Keep what to do if the letter reached somebody by mistake.",
    ),
)
"""Part, what has to stand in it (in small letters), and the sentence when it does not."""

LONGEST_DAYS = 90
MOST_PARAGRAPHS = 20


@dataclass(frozen=True, slots=True)
class NewLetterText:
    """A wording as it was typed; a line break in a paragraph ends its heading."""

    valid_from: date
    opening_whole: str
    opening_part: str
    paragraphs: tuple[str, ...]
    closing: str


class ReferenceService(Service):
    """What the privacy officer keeps up to date."""

    @permitted(Operation.VIEW)
    def state_rules(self, *, state: str | None = None) -> tuple[StoredRule, ...]:
        """The state table, or one state's rows."""
        with self.desk.reading() as unit:
            return unit.reference.stored_rules(state)

    @permitted(Operation.EDIT_RULES)
    def add_rule(self, *, rule: StateRule) -> Outcome[int]:
        """A rule from its first day of receipt on; verified by whoever adds it.

        Raises:
            FieldProblems: a part is missing or out of bounds.
        """
        checked = self._verified(check_rule(rule))
        with self.desk.writing() as unit:
            rule_id = unit.reference.add_rule(checked)
            self._record(unit, "reference.rule_added", "state_rule", rule_id, rule.state)
        return done(rule_id, Area.REFERENCE)

    @permitted(Operation.EDIT_RULES)
    def save_rule(self, *, stored: StoredRule) -> Outcome[None]:
        """Correct a row; it counts as verified by whoever corrects it.

        Raises:
            FieldProblems: a part is missing or out of bounds.
            Conflict: someone changed it since.
        """
        checked = self._verified(check_rule(stored.rule))
        with self.desk.writing() as unit:
            unit.reference.save_rule(replace(stored, rule=checked))
            action, state = "reference.rule_changed", stored.rule.state
            self._record(unit, action, "state_rule", stored.id, state)
        return done(None, Area.REFERENCE)

    @permitted(Operation.VIEW)
    def prices(self) -> tuple[StoredPrice, ...]:
        """The postal prices, newest first within each item."""
        with self.desk.reading() as unit:
            return unit.reference.stored_prices()

    @permitted(Operation.EDIT_RULES)
    def add_price(self, *, price: PostalPrice) -> Outcome[int]:
        """A price from its day on.

        Raises:
            FieldProblems: out of bounds, or there is one from that day already.
        """
        _check_price(price)
        with self.desk.writing() as unit:
            price_id = unit.reference.add_price(price, self.desk.session.name)
            action = "reference.price_added"
            self._record(unit, action, "postal_price", price_id, price.item.value)
        return done(price_id, Area.REFERENCE)

    @permitted(Operation.EDIT_RULES)
    def save_price(self, *, stored: StoredPrice) -> Outcome[None]:
        """Correct a price.

        Raises:
            FieldProblems: out of bounds.
            Conflict: someone changed it since.
        """
        _check_price(stored.price)
        with self.desk.writing() as unit:
            unit.reference.save_price(replace(stored, verified_by=self.desk.session.name))
            action, item = "reference.price_changed", stored.price.item.value
            self._record(unit, action, "postal_price", stored.id, item)
        return done(None, Area.REFERENCE)

    @permitted(Operation.VIEW)
    def price_news(self) -> PriceNews:
        """Prices that came with a newer program and are not in this practice's table."""
        with self.desk.reading() as unit:
            return price_news(_shipped_prices(), unit.reference.stored_prices())

    @permitted(Operation.EDIT_RULES)
    def take_over_prices(self) -> Outcome[int]:
        """Put the program's newer prices into the table; the practice's own ones stay.

        Returns how many rows were added or replaced.
        """
        with self.desk.writing() as unit:
            news = price_news(_shipped_prices(), unit.reference.stored_prices())
            for change in news.newer:
                if change.stored is None:
                    unit.reference.add_price(change.shipped)
                else:
                    unit.reference.save_price(replace(change.stored, price=change.shipped))
            if news.latest is not None:
                told: dict[str, Plain] = {
                    "count": len(news.newer),
                    "from": news.latest.valid_from.isoformat(),
                    "source": news.latest.source,
                }
                unit.audit.record(
                    AuditEvent("reference.prices_taken_over", "postal_price", detail=told)
                )
        return done(len(news.newer), Area.REFERENCE)

    @permitted(Operation.VIEW)
    def letter_texts(self) -> tuple[StoredText, ...]:
        """Every wording of the cover letter, oldest first."""
        with self.desk.reading() as unit:
            return unit.reference.letter_texts()

    @permitted(Operation.EDIT_RULES)
    def add_letter_text(self, *, text: NewLetterText) -> Outcome[int]:
        """A new wording of the cover letter; older ones stay for papers already made.

        Raises:
            FieldProblems: something is empty or too long.
            Problem: a field in braces is misspelled; the sentence names it.
        """
        if text.valid_from < self.desk.clock.today():
            raise FieldProblems({"valid_from": "Letters of past days keep their wording."})
        body = check_text(text)
        with self.desk.writing() as unit:
            body["part2_notices"] = _notices(unit)
            number = unit.reference.add_text(
                COVER_LETTER,
                body,
                text.valid_from,
                source="written at the practice",
                verified_by=self.desk.session.name,
            )
            self._record(unit, "reference.text_added", "letter_text", number, COVER_LETTER)
        return done(number, Area.REFERENCE)

    @permitted(Operation.EDIT_RULES)
    def preview_letter(self, *, text: NewLetterText) -> bytes:
        """The cover letter with this wording, about an invented person, as a PDF marked SAMPLE.

        Raises:
            FieldProblems: something is empty, too long, or a required part is missing.
            Problem: a field in braces is misspelled, or the practice's profile lacks one.
        """
        body = check_text(text)
        with self.desk.reading() as unit:
            example = replace(
                _EXAMPLE,
                practice=practice_of(unit),
                letter_date=text.valid_from,
                request_date=text.valid_from - timedelta(days=6),
            )
        fields = letter_fields(example)
        parts = (body["opening_whole"], *body["paragraphs"])
        return draw_cover_letter(
            replace(example, paragraphs=tuple(merge_fields(part, fields) for part in parts))
        )

    def _verified(self, rule: StateRule) -> StateRule:
        today = self.desk.clock.today()
        return replace(rule, verified_by=self.desk.session.name, verified_on=today)

    def _record(self, unit: Unit, action: str, entity: str, entity_id: int, what: str) -> None:
        unit.audit.record(AuditEvent(action, entity, entity_id, detail={"what": what}))


def seed_reference(unit: Unit) -> None:
    """Fill a new store with the facts that ship with the program."""
    unit.reference.add_rules(state_rules_from(json.loads(resource_text("state_rules.json"))))
    unit.reference.add_prices(_shipped_prices())
    for item in json.loads(resource_text("letter_texts.json"))["cover_letters"]:
        body = {part: item[part] for part in ("opening_whole", "opening_part", "closing")}
        body |= {"paragraphs": item["paragraphs"], "part2_notices": item["part2_notices"]}
        unit.reference.add_text(
            COVER_LETTER,
            body,
            date.fromisoformat(item["valid_from"]),
            source=item["source"],
            verified_by=item["verified_by"],
        )
    ensure_texts(unit)


def _shipped_prices() -> tuple[PostalPrice, ...]:
    return tuple(postal_prices_from(json.loads(resource_text("postal_prices.json"))))


def letter_text_on(unit: Unit, day: date) -> LetterText | None:
    """The wording of the cover letter in force on a day, as drawing takes it."""
    stored = text_in_force(unit.reference.letter_texts(), day)
    if stored is None:
        return None
    notices = stored.body.get("part2_notices", {})
    return LetterText(
        version=stored.number,
        valid_from=stored.valid_from,
        opening_whole=stored.body["opening_whole"],
        opening_part=stored.body["opening_part"],
        paragraphs=tuple(stored.body["paragraphs"]),
        closing=stored.body["closing"],
        part2_full=notices.get("full", ""),
        part2_short=notices.get("short", ""),
    )


def check_rule(rule: StateRule) -> StateRule:
    """Pass only a rule that names its state, count and law.

    Raises:
        FieldProblems: each missing or wrong part with its sentence.
    """
    problems = {}
    if rule.state not in STATE_NAMES:
        problems["state"] = "Choose a state."
    if rule.days is not None and not 1 <= rule.days <= LONGEST_DAYS:
        problems["days"] = f"Type a count from 1 to {LONGEST_DAYS}, or none."
    if not rule.citation.strip():
        problems["citation"] = "Type where the law says so; the request's page shows it."
    if not rule.source.strip():
        problems["source"] = "Type where you read it."
    if problems:
        raise FieldProblems(problems)
    return rule


def check_text(text: NewLetterText) -> dict[str, Any]:
    """The wording as it is stored, if every part is there and every field in braces is known.

    Raises:
        FieldProblems: something is empty or too long.
        Problem: a field is misspelled.
    """
    parts = {
        "opening_whole": clean_text(text.opening_whole),
        "opening_part": clean_text(text.opening_part),
        "closing": clean_text(text.closing),
    }
    problems = {name: "This may not be empty." for name, part in parts.items() if not part}
    paragraphs = [clean_text(part) for part in text.paragraphs if clean_text(part)]
    longest = max(map(len, (*parts.values(), *paragraphs)))
    if len(paragraphs) > MOST_PARAGRAPHS or longest > NOTE_LIMIT:
        problems["paragraphs"] = "This is too long for a letter."
    problems = _missing_parts({**parts, "paragraphs": "\n".join(paragraphs)}) | problems
    if problems:
        raise FieldProblems(problems)
    known = letter_fields(_EXAMPLE)
    for part in (*parts.values(), *paragraphs):
        merge_fields(part, known)
    return {**parts, "paragraphs": paragraphs}


def _missing_parts(parts: Mapping[str, str]) -> dict[str, str]:
    """What a letter has to say and this wording does not, by field."""
    problems: dict[str, str] = {}
    for name, needed, sentence in _REQUIRED:
        if not all(word in parts[name].casefold() for word in needed):
            problems.setdefault(name, sentence)
    return problems


def _notices(unit: Unit) -> dict[str, str]:
    """The notices of 42 CFR 2.32 as they are; their words are fixed by the rule."""
    newest = unit.reference.letter_texts()[-1:]
    return dict(newest[0].body.get("part2_notices", {})) if newest else {}


def _check_price(price: PostalPrice) -> None:
    if not 0 < price.cents < 1_000_000:
        raise FieldProblems({"cents": "Type the price in dollars and cents."})
    if not price.source.strip():
        raise FieldProblems({"source": "Type where the price is from, for example Notice 123."})


_EXAMPLE = CoverLetter(
    practice=PracticeProfile("Practice", Address(), "phone", "MA", "contact", "phone"),
    addressee=Addressee(
        "Pat Example", Address(line1="1 Sample Street", city="Sample", state="MA", zip_code="02139")
    ),
    request_number="0000-0000",
    letter_date=date(2026, 1, 2),
    request_date=date(2026, 1, 1),
    patient_name="Pat Example",
    contents=("Visit notes", "Laboratory results"),
    page_count=None,
    road="mail",
    sample=True,
)
