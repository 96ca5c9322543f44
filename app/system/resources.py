"""Finds the files that ship with the program, whether it runs from its sources or as a bundle."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import app


@cache
def resources_folder() -> Path:
    """The folder ``resources``.

    Raises:
        FileNotFoundError: the program was installed without it.
    """
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(app.__file__).resolve().parents[1]
    folder = root / "resources"
    if not folder.is_dir():
        raise FileNotFoundError("resources")
    return folder


def resource(*parts: str) -> Path:
    """One shipped file, for example ``resource("fonts", "NotoSans.ttf")``.

    Raises:
        FileNotFoundError: it is not there, which is a fault of the package.
    """
    path = resources_folder().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError("/".join(parts))
    return path


def resource_text(*parts: str) -> str:
    """The content of a shipped text file."""
    return resource(*parts).read_text(encoding="utf-8")


@cache
def common_passwords() -> frozenset[str]:
    """The commonest passwords in lower case, for ``password_problem``."""
    return frozenset(resource_text("common_passwords.txt").split())


def shipped_licences() -> str:
    """The licences of all parts of the packaged program; empty where it runs from its sources."""
    path = resources_folder() / "licences.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
