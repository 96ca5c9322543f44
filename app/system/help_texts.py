"""The help that ships with the program, read once, when somebody first asks for it."""

from __future__ import annotations

import json
from functools import cache

from app.domain.help_pages import HelpBook, help_book
from app.system.resources import resource_text


@cache
def shipped_help() -> HelpBook:
    """The help in ``resources/help``.

    Raises:
        ValueError: a file is not as it should be, which is a fault of the package.
    """
    return help_book(
        json.loads(resource_text("help", "pages.json")),
        json.loads(resource_text("help", "fields.json")),
    )
