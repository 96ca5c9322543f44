"""The practice's profile and its return address."""

from __future__ import annotations

from dataclasses import replace

from app.domain.papers import PracticeProfile
from app.domain.staff import Operation
from app.domain.state_rules import ProviderKind
from app.services.changes import Area
from app.ui.kit.buttons import primary
from app.ui.kit.choice import CheckGroup
from app.ui.kit.context import UiContext
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import row
from app.ui.kit.practice_fields import PracticeFields
from app.ui.kit.return_address import WHY_NEUTRAL, ReturnAddressFields
from app.ui.kit.words import words
from app.ui.settings.section import Section

_KINDS = [(kind.value, kind.label) for kind in ProviderKind if kind is not ProviderKind.ANY]


class PracticeSection(Section):
    """Name, address, contact, kind of practice, return address."""

    needs = Operation.MANAGE_SETTINGS
    watches = frozenset({Area.SETTINGS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Practice", "As letters and envelopes name it.")
        self.fields = PracticeFields()
        self.more = FormRows(topic="practice")
        self.kinds: CheckGroup[str] = self.more.add(
            "provider_kinds",
            "What the practice is",
            CheckGroup(_KINDS),
            help_text="Some states set other deadlines for some professions.",
        )
        self.returns = ReturnAddressFields()
        self.save_button = primary("Save", clicked=self.save)
        self.body.addWidget(self.fields)
        self.body.addWidget(self.more)
        self.body.addWidget(words("Return address", "strong"))
        self.body.addWidget(words(WHY_NEUTRAL, "help", wrap=True))
        self.body.addWidget(self.returns)
        foot = row()
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.body.addStretch(1)
        self.fields.profile_changed.connect(self._on_changed)

    def set_editable(self, *, editable: bool) -> None:
        """Everyone may look."""
        for part in (self.fields, self.more, self.returns):
            part.setEnabled(editable)
        self.save_button.setVisible(editable)

    def refresh(self) -> None:
        """Show what is stored."""
        self.read(self.context.services.settings.practice, self._show)

    def profile(self) -> PracticeProfile:
        """What is typed."""
        typed = self.returns.applied(self.fields.profile())
        return replace(typed, provider_kinds=tuple(sorted(self.kinds.value())))

    def save(self) -> None:
        """Change it, if it can stand."""
        if not self.fields.check():
            return
        self.more.clear_problems()
        if not self.kinds.value():
            self.more.show_problems({"provider_kinds": "Choose at least one."})
            return
        profile = self.profile()
        settings = self.context.services.settings
        self.act(
            lambda: settings.save_practice(profile=profile),
            "The practice was saved. Papers made from now on carry it.",
            fields=self._show_fields,
        )

    def _show_fields(self, fields: dict[str, str]) -> dict[str, str]:
        rest = self.fields.show_problems(fields)
        return self.more.show_problems(self.returns.show_problems(rest))

    def _show(self, profile: PracticeProfile) -> None:
        self.fields.set_profile(profile)
        self.returns.set_profile(profile)
        self.kinds.set_value(profile.provider_kinds)

    def _on_changed(self) -> None:
        self.returns.show_practice(self.fields.profile())
