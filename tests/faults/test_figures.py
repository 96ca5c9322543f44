"""The table adds up what the tests noted, and names files that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import figures
from tests.faults.figures import ELSEWHERE, Figure
from tests.faults.kit import ROOT


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(figures, "FOLDER", tmp_path / "figures")
    return tmp_path / "figures"


def test_parts_are_added_and_a_part_noted_again_replaces_itself() -> None:
    for part, tries in (("a", 5), ("a", 10), ("b", 20)):
        figures.note(Figure("F02", "cut", tries, {"lost": 1}), part)
    figures.note(Figure("F01", "killed", 3, {"lost": 0}, seen="fast"))
    figures.note(Figure("F19", "memory", skipped="not on this system"))
    first, second, third = figures.rows()
    assert (first.fault, first.tries, first.seen) == ("F01", 3, "fast")
    assert (second.tries, second.bad) == (30, {"lost": 2})
    assert third.skipped
    text = figures.table()
    assert "30       2 lost" in text
    assert "skipped" in text
    assert "not on this system" in text


def test_nothing_noted_is_said() -> None:
    assert figures.table() == "No figures of fault tests were noted in this run."


def test_what_is_tried_elsewhere_is_there() -> None:
    for path in ELSEWHERE.values():
        assert (ROOT / path).is_file(), path
