"""What a state asks of an authorization beyond 45 CFR 164.508, as rows that are added and read.

The promise: a newer row takes over for what is signed from its own day on, the practice's before a
shipped one of the same day; a paper is held to the row of the day on which it was signed.
"""

from __future__ import annotations

from dataclasses import replace

from app.domain.authorization import StateAddOn
from app.domain.errors import FieldProblems
from app.domain.text import clean_line
from app.domain.us_states import STATE_NAMES

MOST_MONTHS = 120
POINTS = (6, 36)
LEGAL_LIMIT = 300


def asked_words(rule: StateAddOn) -> tuple[str, ...]:
    """What a row asks for, one line each."""
    said = (
        (rule.least_points, f"Type of at least {rule.least_points} points, unless handwritten"),
        (rule.most_months, f"Holds at most {_months(rule.most_months)} from the signature"),
        (rule.default_months, f"Holds {_months(rule.default_months)} where no end is stated"),
        (rule.separate_signature, "A signature that serves only this purpose"),
        (rule.copy_always, "The signer may always have a copy"),
        (rule.end_date, "Ends on a date, not only with an event"),
    )
    return tuple(words for asked, words in said if asked) or ("Nothing beyond the federal rule",)


def check_add_on(rule: StateAddOn) -> StateAddOn:
    """The row as it is kept.

    Raises:
        FieldProblems: each missing or wrong part with its sentence.
    """
    clean = replace(rule, citation=clean_line(rule.citation), source=clean_line(rule.source))
    problems: dict[str, str] = {}
    if clean.state not in STATE_NAMES:
        problems["state"] = "Choose a state."
    for name, words in (
        ("citation", "Type where the law says so; what is missing is shown with it."),
        ("source", "Type where you read it."),
    ):
        typed = getattr(clean, name)
        if not typed or len(typed) > LEGAL_LIMIT:
            problems[name] = (
                words if not typed else f"This is longer than {LEGAL_LIMIT} characters."
            )
    least, most = POINTS
    if clean.least_points is not None and not least <= clean.least_points <= most:
        problems["least_points"] = f"Type a size from {least} to {most}, or nothing."
    for name in ("most_months", "default_months"):
        months = getattr(clean, name)
        if months is not None and not 1 <= months <= MOST_MONTHS:
            problems[name] = f"Type months from 1 to {MOST_MONTHS}, or nothing."
    if problems:
        raise FieldProblems(problems)
    return clean


def _months(count: int | None) -> str:
    return "1 month" if count == 1 else f"{count} months"
