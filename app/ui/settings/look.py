"""Light, dark, high contrast, and the size of all text: each person's own, at once everywhere."""

from __future__ import annotations

from typing import Any

from app.domain.look import TEXT_SIZES, ThemeChoice
from app.domain.settings import TEXT_SIZE, THEME, Preferences, Setting
from app.services.changes import Area
from app.ui.kit.choice import RadioGroup
from app.ui.kit.context import UiContext
from app.ui.kit.forms import FormRows
from app.ui.settings.section import Section


class LookSection(Section):
    """Changes show while they are chosen; nothing has to be saved."""

    watches = frozenset({Area.SETTINGS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context, "Look", "For you alone. Ctrl and + or - change the text size anywhere."
        )
        self.form = FormRows(topic="desk")
        self.theme: RadioGroup[ThemeChoice] = self.form.add(
            "theme",
            "Colours",
            RadioGroup([(choice, choice.label) for choice in ThemeChoice], across=1),
        )
        self.text_size: RadioGroup[int] = self.form.add(
            "text_size",
            "Text size",
            RadioGroup([(size, f"{size} %") for size in TEXT_SIZES], across=3),
        )
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.theme.choice_changed.connect(self._on_theme)
        self.text_size.choice_changed.connect(self._on_size)

    def refresh(self) -> None:
        """Show what is set."""
        self.read(self.context.services.settings.preferences, self._show)

    def _show(self, preferences: Preferences) -> None:
        for group, value in (
            (self.theme, preferences.theme),
            (self.text_size, preferences.text_size),
        ):
            group.blockSignals(True)
            group.set_value(value)  # type: ignore[arg-type]
            group.blockSignals(False)

    def _on_theme(self) -> None:
        chosen = self.theme.value()
        if chosen is not None:
            self.context.theme.choose(chosen)
            self._keep(THEME, chosen.value)

    def _on_size(self) -> None:
        percent = self.text_size.value()
        if percent is not None:
            self.context.theme.set_text_size(percent)
            self._keep(TEXT_SIZE, percent)

    def _keep(self, setting: Setting[Any], value: object) -> None:
        settings = self.context.services.settings
        self.act(lambda: settings.prefer(setting=setting, value=value), "")
