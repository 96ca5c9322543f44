"""Writing a new version of a text that patients sign; required parts are locked in their place."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QFrame, QWidget

from app.domain.consent_texts import (
    FIELDS,
    TITLE_LIMIT,
    ConsentText,
    NewConsentText,
    RequiredElement,
    TextPassage,
)
from app.domain.consents import Passage
from app.system.clock import Clock
from app.ui.kit.cards import caption, scroll_area
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import NotesField, TextField
from app.ui.kit.metrics import column, px, row
from app.ui.kit.text_view import TextView
from app.ui.kit.words import plain
from app.ui.settings.add_dialog import AddDialog

_FIELD = re.compile(r"\{([^{}]*)\}")
_HEADING = "heading of "


class ConsentTextDialog(AddDialog):
    """Title and parts at the left, the text as it will look at the right."""

    def __init__(
        self,
        parent: QWidget,
        clock: Clock,
        base: ConsentText,
        required: tuple[RequiredElement, ...],
    ) -> None:
        fields = ", ".join(f"{{{name}}}" for name in sorted(FIELDS[base.kind]))
        super().__init__(
            parent,
            f"{base.kind.label}, {base.language.label}: a new version",
            "Keep the new version",
            topic="consent_text",
            lead=f"Words in braces are filled in: {fields}. A part left empty is left out; a "
            "required one cannot be.",
            width=700,
        )
        self.form.prefix = _HEADING  # a heading is explained with its part
        self._base = base
        self._required = {element.key: element for element in required}
        self.start = self.form.add(
            "valid_from",
            "Read from",
            DateField(clock, max(clock.today(), base.valid_from)),
            required=True,
            half=True,
        )
        self.title = self.form.add(
            "title", "Title", TextField(base.title, longest=TITLE_LIMIT), required=True
        )
        self.parts: dict[str, tuple[TextField, NotesField]] = {}
        for passage in base.passages:
            self._add_part(passage)
        self.view = TextView()
        self._arrange()
        self.title.textChanged.connect(self._show)
        self._show()

    def text(self) -> NewConsentText | None:
        """What is typed, or None after the fields said why not."""
        start = self.first_day(self.start)
        if start is None:
            return None
        return NewConsentText(
            self._base.kind, self._base.language, start, self.title.value(), self._passages()
        )

    def _add_part(self, passage: TextPassage) -> None:
        element = self._required.get(passage.key)
        name = passage.heading or passage.key.replace("_", " ").capitalize()
        heading = self.form.add(
            f"{_HEADING}{passage.key}", "Heading", TextField(passage.heading, longest=TITLE_LIMIT)
        )
        lines = max(2, min(6, len(passage.text) // 60 + 1))
        text = self.form.add(
            passage.key,
            f"{name}: the words",
            NotesField(passage.text, lines=lines),
            required=element is not None,
            help_text=_needed(element) if element is not None else "May be left out.",
        )
        self.parts[passage.key] = (heading, text)
        heading.textChanged.connect(self._show)
        text.textChanged.connect(self._show)

    def _passages(self) -> tuple[TextPassage, ...]:
        return tuple(
            TextPassage(key, heading.value(), text.value())
            for key, (heading, text) in self.parts.items()
        )

    def _show(self) -> None:
        """The text with its fields as words."""
        self.view.show_text(
            _sample(self.title.value()),
            [
                Passage(_sample(part.heading), _sample(part.text))
                for part in self._passages()
                if part.heading or part.text
            ],
        )

    def _arrange(self) -> None:
        self.body.removeWidget(self.form)
        both = row(gap=16)
        left, right = plain(), plain()
        column(left, pads=(2, 0, 12, 0)).addWidget(self.form)
        inside = column(right, gap=8, pads=(18, 14, 18, 14))
        inside.addWidget(caption("What the patient reads"))
        inside.addWidget(self.view)
        inside.addStretch(1)
        card = QFrame()
        card.setProperty("role", "card")
        column(card, pads=(1, 1, 1, 1)).addWidget(scroll_area(right))
        both.addWidget(scroll_area(left), 1)
        both.addWidget(card, 1)
        self.body.addLayout(both, 1)
        room = self.screen().availableSize()
        self.resize(min(px(1000), room.width() - 20), min(px(700), room.height() - 40))


def _needed(element: RequiredElement) -> str:
    """Why a part is locked, and what it has to hold."""
    said = [f"Required ({element.citation})."]
    if element.fields:
        said.append(f"Holds {', '.join(f'{{{name}}}' for name in element.fields)}.")
    if element.must_say:
        groups = "; ".join(f"“{group[0]}”" for group in element.must_say)
        said.append(f"Says {groups}, or the like.")
    return " ".join(said)


def _sample(text: str) -> str:
    return _FIELD.sub(lambda found: f"[{found[1].replace('_', ' ')}]", text)
