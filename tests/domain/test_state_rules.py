"""The supplied state table, and tables that are damaged."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Problem
from app.domain.state_rules import Confidence, ProviderKind, state_rules_from

RESOURCE = Path(__file__).parents[2] / "resources" / "state_rules.json"


def supplied() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(RESOURCE.read_text(encoding="utf-8"))
    return data


def test_supplied_table() -> None:
    rules = state_rules_from(supplied())
    states = {rule.state for rule in rules}
    assert states >= {"CA", "TX", "NY", "WA", "TN", "NV", "NE", "LA", "CO", "HI", "MD", "MT", "NJ"}
    assert states >= {"IL", "WY", "FL", "MA", "KY", "VA", "AR", "CT", "OR", "WV"}
    assert not any(rule.is_verified for rule in rules)
    assert all(rule.citation and rule.source for rule in rules)
    keys = [(r.state, r.provider_kind, r.access_kind, r.valid_from, r.condition) for r in rules]
    assert len(keys) == len(set(keys))
    washington = next(rule for rule in rules if rule.state == "WA")
    assert washington.count_words == "15 business days"
    assert washington.extended_days == 21
    assert next(r for r in rules if r.state == "MD").confidence is Confidence.LOW


def test_optional_fields_are_read() -> None:
    data = supplied()
    data["rules"] = [data["rules"][0] | {"verified_by": "AR", "verified_on": "2026-02-03"}]
    (rule,) = state_rules_from(data)
    assert rule.is_verified
    assert (rule.verified_by, rule.verified_on) == ("AR", date(2026, 2, 3))


@pytest.mark.parametrize("data", [None, [], "text", {}, {"rules": {}}])
def test_not_a_table(data: object) -> None:
    with pytest.raises(Problem, match="state-rules-damaged"):
        state_rules_from(data)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "California"},
        {"state": "ca"},
        {"days": 0},
        {"days": 91},
        {"days": True},
        {"days": "15"},
        {"day_type": "weeks"},
        {"access_kind": "both"},
        {"provider_kind": "vet"},
        {"confidence": "sure"},
        {"valid_from": "02/30/2026"},
        {"valid_from": None},
        {"verified_on": "soon"},
        {"citation": " "},
        {"source": ""},
    ],
)
def test_damaged_row_is_named(change: dict[str, object]) -> None:
    data = supplied()
    data["rules"] = [data["rules"][0], data["rules"][1] | change]
    with pytest.raises(Problem) as caught:
        state_rules_from(data)
    assert "row 2" in caught.value.happened


@pytest.mark.parametrize("row", ["text", None, {}])
def test_row_that_is_none(row: object) -> None:
    with pytest.raises(Problem, match="state-rules-damaged"):
        state_rules_from({"rules": [row]})


def test_kinds_have_labels() -> None:
    assert len({kind.label for kind in ProviderKind}) == len(ProviderKind)
