"""The file from which ``chartpost new`` reads what a practice is called and where it is.

The promise: a misspelt or missing line is named, so that no practice is set up with half of its
letterhead.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from app.domain.addresses import Address
from app.domain.errors import FieldProblems, Problem
from app.domain.papers import PracticeProfile
from app.system.private_files import read_limited

LARGEST_FILE = 64 * 1024
_PROFILE = ("name", "phone", "state", "privacy_contact", "privacy_phone")
_ADDRESS = ("line1", "line2", "city", "zip_code")
_OPTIONAL = frozenset({"line2", "privacy_phone"})


def read_practice(path: Path) -> PracticeProfile:
    """The practice in a TOML file.

    Raises:
        Problem: the file cannot be read.
        FieldProblems: lines are missing, not known or no text.
    """
    given = _lines_of(path)
    names = (*_PROFILE, *_ADDRESS)
    wrong = {
        name: "This line is not known." if name not in names else "This has to be text in quotes."
        for name, value in given.items()
        if name not in names or not isinstance(value, str)
    }
    wrong |= {
        name: "This line is missing."
        for name in names
        if name not in given and name not in _OPTIONAL
    }
    if wrong:
        raise FieldProblems(wrong)
    text = {name: str(given.get(name, "")) for name in names}
    return PracticeProfile(
        name=text["name"],
        address=Address(
            line1=text["line1"],
            line2=text["line2"],
            city=text["city"],
            state=text["state"],
            zip_code=text["zip_code"],
        ),
        phone=text["phone"],
        state=text["state"],
        privacy_contact=text["privacy_contact"],
        privacy_phone=text["privacy_phone"] or text["phone"],
    )


def _lines_of(path: Path) -> dict[str, object]:
    try:
        # one that is too large comes as None, which is no text either
        data = read_limited(path, LARGEST_FILE) or b"\xff"
        return tomllib.loads(data.decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        raise Problem(
            "practice-file",
            "The practice's file cannot be read.",
            next_step='It is a text file with lines such as: name = "Lakeside Family Practice"',
        ) from None
