"""Every form of the window is about something, so that each of its fields is explained."""

from __future__ import annotations

import ast
from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "app" / "ui"


def test_no_form_is_without_a_topic() -> None:
    found, bare = 0, []
    for path in sorted(UI.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            topics = [each.value for each in call.keywords if each.arg == "topic"]
            if name == "FormRows" or topics:
                found += 1
                empty = [t for t in topics if isinstance(t, ast.Constant) and not t.value]
                if not topics or empty:
                    bare.append(f"{path.relative_to(UI)}:{call.lineno}")
    assert found > 30
    # name and password of the sign-in explain themselves; its page in the help tells the rest
    assert [each for each in bare if not each.startswith("vault/unlock_page.py")] == []
