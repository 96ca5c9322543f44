"""How long the desk stays open when nobody is there."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox

from app.domain.settings import IDLE_MINUTES, IDLE_MINUTES_MAX, IDLE_MINUTES_MIN, Preferences
from app.domain.staff import Operation
from app.services.changes import Area
from app.ui.kit.buttons import primary
from app.ui.kit.context import UiContext
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import row, sized
from app.ui.settings.section import Section


class LockingSection(Section):
    """Minutes until the idle lock, for everyone."""

    needs = Operation.MANAGE_SETTINGS
    watches = frozenset({Area.SETTINGS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            "Locking",
            "ChartPost locks by itself when nobody uses it; half a minute before, it says so. "
            "Half-filled forms wait for their owner. Ctrl+L locks at once (45 CFR "
            "164.312(a)(2)(iii)).",
        )
        self.form = FormRows(topic="desk")
        self.minutes = self.form.add(
            "idle_minutes",
            "Minutes without a key or the mouse",
            QSpinBox(),
            help_text=f"From {IDLE_MINUTES_MIN} to {IDLE_MINUTES_MAX}. It cannot be switched off.",
        )
        self.minutes.setRange(IDLE_MINUTES_MIN, IDLE_MINUTES_MAX)
        self.minutes.lineEdit().setAccessibleName("Minutes without a key or the mouse")
        sized(self.minutes, width=110)
        self.save_button = primary("Save", clicked=self.save)
        self.body.addWidget(self.form)
        foot = row()
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.body.addStretch(1)

    def set_editable(self, *, editable: bool) -> None:
        """Everyone may look."""
        self.minutes.setEnabled(editable)
        self.save_button.setVisible(editable)

    def refresh(self) -> None:
        """Show what is set."""
        self.read(self.context.services.settings.preferences, self._show)

    def save(self) -> None:
        """Change it for everyone."""
        settings, minutes = self.context.services.settings, self.minutes.value()
        said = f"ChartPost now locks after {minutes} minute{'' if minutes == 1 else 's'}."
        self.act(lambda: settings.set_for_practice(setting=IDLE_MINUTES, value=minutes), said)

    def _show(self, preferences: Preferences) -> None:
        self.minutes.setValue(preferences.idle_minutes)
