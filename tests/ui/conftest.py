"""What every test of the window gets: a field that nobody explained fails the test showing it."""

from __future__ import annotations

from typing import Any

import pytest

from app.system.help_texts import shipped_help
from app.ui.kit.forms import FormRows


@pytest.fixture(autouse=True)
def explained_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row with a label in a form about something has its words in ``resources/help``."""
    add = FormRows.add

    def checked(form: FormRows, name: str, label: str, *rest: Any, **more: Any) -> Any:
        known = name.removeprefix(form.prefix)
        if form.topic and label and name != "weather":
            assert shipped_help().field(form.topic, known), f"no help for {form.topic}.{known}"
        return add(form, name, label, *rest, **more)

    monkeypatch.setattr(FormRows, "add", checked)
