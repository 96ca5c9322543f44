"""Nothing grows so large that it cannot be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.contracts.source import ROOT, Function, at, functions, parse, python_files

FUNCTION_LINES = 50
FILE_LINES = 400
CLASS_METHODS = 20
ARGUMENTS = 6

FILES = python_files("app", "packaging")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def argument_count(function: Function, *, bound: bool) -> int:
    """The arguments a caller passes; a method's own object does not count."""
    spec = function.args
    named = len(spec.posonlyargs) + len(spec.args) + len(spec.kwonlyargs)
    return named + bool(spec.vararg) + bool(spec.kwarg) - bound


def too_large(path: Path) -> list[str]:
    """Everything in the file that is over a limit."""
    tree, faults = parse(path), []
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > FILE_LINES:
        faults.append(f"{name_of(path)}: {lines} lines")
    for function, bound in functions(tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > FUNCTION_LINES:
            faults.append(f"{at(path, function)} {function.name}: {length} lines")
        if argument_count(function, bound=bound) > ARGUMENTS:
            faults.append(f"{at(path, function)} {function.name}: too many arguments")
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            methods = {item.name for item in node.body if isinstance(item, Function)}
            if len(methods) > CLASS_METHODS:
                faults.append(f"{at(path, node)} {node.name}: {len(methods)} methods")
    return faults


def test_nothing_is_too_large() -> None:
    faults = [fault for path in FILES for fault in too_large(path)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("x = 1\n" * 401, "401 lines"),
        ("def f():\n" + "    x = 1\n" * 50, "f: 51 lines"),
        ("def f(a, b, c, d, e, *, g, h): ...\n", "f: too many arguments"),
        ("class C:\n    def f(self, a, b, c, d, e, g, h): ...\n", "f: too many arguments"),
        ("class C:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(21)), "21 methods"),
    ],
)
def test_what_is_too_large_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, part: str
) -> None:
    monkeypatch.setattr("tests.contracts.test_sizes.ROOT", tmp_path)
    monkeypatch.setattr("tests.contracts.source.ROOT", tmp_path)
    (tmp_path / "large.py").write_text(source, encoding="utf-8")
    faults = too_large(tmp_path / "large.py")
    assert len(faults) == 1
    assert part in faults[0]


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n" * 400,
        "def f():\n" + "    x = 1\n" * 49,
        "class C:\n    def f(self, a, b, c, d, e, g): ...\n",
        "class C:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(20)),
    ],
)
def test_what_just_fits_is_let_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.setattr("tests.contracts.test_sizes.ROOT", tmp_path)
    (tmp_path / "fits.py").write_text(source, encoding="utf-8")
    assert too_large(tmp_path / "fits.py") == []
