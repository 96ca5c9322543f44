"""README and ARCHITECTURE say something under every heading, and what they name is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import dev
import pytest

from app.cli.arguments import parse
from app.cli.commands import COMMANDS
from tests.contracts.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "app" / "ARCHITECTURE.md").read_text(encoding="utf-8")
BOTH = {"README.md": README, "ARCHITECTURE.md": ARCHITECTURE}

_HEADING = re.compile(r"^(#{1,6}) +(.+)$")
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
_QUOTED = re.compile(r"`([^`\n]+)`")
_OURS = re.compile(
    r"(?:app|docs|packaging|resources|tests|\.github|\.ci|domain|system|storage|documents|exchange"
    r"|services|cli|ui|tour)(?:/[\w.-]+)*/?"
)
_DEV = re.compile(r"packaging/dev\.py ([a-z]+)((?: --[a-z-]+)*)")
_COMMAND = re.compile(
    r"`chartpost ([^`\n]+)`|^ {4}chartpost (.+)$|^ExecStart=\S*chartpost (.+)$", re.M
)
_SAMPLE_OF = {"DATE": "2026-11-22"}


def empty_headings(text: str) -> list[str]:
    """The headings with nothing said before the next one of their rank or above."""
    stack: list[tuple[int, str, bool]] = []
    empty, fenced = [], False

    def close(rank: int) -> None:
        while stack and stack[-1][0] >= rank:
            _, title, said = stack.pop()
            if not said:
                empty.append(title)
            elif stack:
                stack[-1] = (*stack[-1][:2], True)

    for line in text.splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading is not None:
            close(len(heading[1]))
            stack.append((len(heading[1]), heading[2], False))
        elif re.search(r"\w", line) and stack:
            stack[-1] = (*stack[-1][:2], True)
    close(0)
    return empty


def named_files(text: str) -> Iterator[str]:
    """What stands in quotes and looks like a file or folder of this project."""
    for quoted in _QUOTED.findall(text):
        if "/" in quoted and _OURS.fullmatch(quoted):
            yield quoted


def commands(text: str) -> Iterator[list[str]]:
    """Each ``chartpost`` command as it is typed, with what may be left out."""
    for found in _COMMAND.findall(text):
        words = "".join(found).replace("[", "").replace("]", "")
        yield [_SAMPLE_OF.get(word, word) for word in shlex.split(words)]


@pytest.mark.parametrize("name", BOTH)
def test_every_heading_has_words_under_it(name: str) -> None:
    assert empty_headings(BOTH[name]) == []


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("# A\nwords\n## B\n## C\nwords\n", ["B"]),
        ("# A\n## B\nwords\n", []),
        ("# A\nwords\n## B\n\n", ["B"]),
        ("# A\nwords\n## B\n### C\n# D\nwords\n", ["C", "B"]),
        ("# A\nwords\n```\n## no heading\n```\n", []),
        ("# A\n---\n", ["A"]),
    ],
)
def test_an_empty_heading_is_found(text: str, empty: list[str]) -> None:
    assert empty_headings(text) == empty


def test_every_picture_is_there() -> None:
    shown = _PICTURE.findall(README)
    assert len(shown) >= 5
    missing = [name for name in shown if not (ROOT / name).is_file()]
    assert missing == []
    unshown = {f"docs/pictures/{each.name}" for each in (ROOT / "docs" / "pictures").glob("*.png")}
    assert unshown <= set(shown), "a picture that nothing shows"


@pytest.mark.parametrize("name", BOTH)
def test_every_file_named_is_there(name: str) -> None:
    named = list(named_files(BOTH[name]))
    assert named
    missing = [
        each for each in named if not (ROOT / each).exists() and not (ROOT / "app" / each).exists()
    ]
    assert missing == []


def test_every_verb_of_dev_is_one() -> None:
    verbs = [match for text in BOTH.values() for match in _DEV.findall(text)]
    assert {verb for verb, _ in verbs} >= {"run", "test", "bench", "build"}
    for verb, options in verbs:
        dev.parser().parse_args([verb, *options.split()])


def test_every_command_is_understood_as_it_stands() -> None:
    lines = [words for words in commands(README) if words[0] not in ("tour",)]
    for words in lines:
        assert parse(words).order is not None, words
    assert {words[0] for words in lines} == set(COMMANDS), "each command stands in the table"
