"""Rules that a linter does not know; each says why it is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.source import ROOT, at, calls, parse, python_files, tracked_files

COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")
# Folders of one person's machine, and the package indexes that machine uses, help nobody else. In a
# web address such a folder follows a host name.
MACHINE = re.compile(r"(?<![\w.~*)}-])/(?:work|tmp|root|opt)/|(?:pypi\.org|pythonhosted\.org)")
# This file holds examples of what it looks for.
MACHINE_ALLOWED = frozenset({"tests/contracts/test_house_rules.py"})


def imported(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """The modules a file imports; a relative import reads as one of the program's own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            yield node, "app" if node.level else node.module or ""


def colour_literals(tree: ast.Module) -> Iterator[ast.AST]:
    """Texts that hold a colour."""
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and COLOUR.search(text):
            yield node


def rooms_of_window() -> list[Path]:
    """The window's files outside its kit."""
    kit = ROOT / "app" / "ui" / "kit"
    return [path for path in python_files("app/ui") if not path.is_relative_to(kit)]


def test_a_revision_uses_nothing_of_the_program() -> None:
    """A step of the schema says what was true then; the program says what is true now."""
    faults = [
        f"{at(path, node)} imports {name}"
        for path in python_files("app/storage/migrations/versions")
        for node, name in imported(parse(path))
        if name == "app" or name.startswith("app.")
    ]
    assert not faults, "\n".join(faults)


def test_colours_come_from_the_theme() -> None:
    """A colour in a room is wrong in one of light, dark and high contrast."""
    faults = [at(path, node) for path in rooms_of_window() for node in colour_literals(parse(path))]
    assert not faults, "\n".join(faults)


def test_style_sheets_are_set_in_the_kit() -> None:
    """One style sheet, so that one place decides the look."""
    faults = [
        at(path, node) for path in rooms_of_window() for node in calls(parse(path), "setStyleSheet")
    ]
    assert not faults, "\n".join(faults)


def test_only_the_command_line_prints() -> None:
    """Printed text reaches nobody in a window, and may hold what a log must not."""
    cli = ROOT / "app" / "cli"
    faults = [
        at(path, node)
        for path in python_files("app")
        if not path.is_relative_to(cli)
        for node in calls(parse(path), "print")
        if isinstance(node.func, ast.Name)
    ]
    assert not faults, "\n".join(faults)


def test_every_module_says_what_it_is_for() -> None:
    faults = [
        f"{at(path, parse(path))} has no docstring"
        for path in python_files("app", "packaging")
        if not ast.get_docstring(parse(path))
    ]
    assert not faults, "\n".join(faults)


def test_no_file_names_a_folder_or_index_of_one_machine() -> None:
    """A fresh clone must work anywhere."""
    faults = []
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name in MACHINE_ALLOWED:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if found := MACHINE.search(line):
                faults.append(f"{name}:{number} holds {found.group()}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("open('/tmp/x')", True),
        ("--index-url https://pypi.org/simple", True),
        ("see /work/shared/design.md", True),
        ("https://example.org/tmp/page", False),
        ("networks/work/tmp", False),
    ],
)
def test_machine_pattern(text: str, found: bool) -> None:
    assert bool(MACHINE.search(text)) is found


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("x = '#a0b1c2'", 1),
        ("x = 'color: #a0b1c2ff;'", 1),
        ("x = 'Request #123456789'", 0),
        ("x = 'envelope #10'", 0),
    ],
)
def test_colour_pattern(source: str, count: int) -> None:
    assert len(list(colour_literals(ast.parse(source)))) == count


def test_imports_are_seen() -> None:
    tree = ast.parse("import app.domain\nfrom app import x\nfrom . import y\nimport alembic")
    assert [name for _, name in imported(tree)] == ["app.domain", "app", "app", "alembic"]
