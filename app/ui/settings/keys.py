"""The printed recovery code and the keys of the data: what there is, and how to make them new."""

from __future__ import annotations

from app.domain.staff import Operation
from app.services.changes import Area
from app.services.keys import KeyFacts
from app.ui.kit.buttons import secondary
from app.ui.kit.cards import FactList, caption
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import row
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.settings.ask_password import ask_password
from app.ui.settings.renew_code import RenewCode
from app.ui.settings.section import Section

CHANGE_KEYS = "change-keys"
"""The name under which the window is asked to change the keys; it has to lock first."""


class KeysSection(Section):
    """For administrators; others see that it is theirs."""

    needs = Operation.RESTORE
    watches = frozenset({Area.SETTINGS, Area.STAFF})

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            "Recovery code and keys",
            "The data opens with a colleague's password or with the printed recovery code, and "
            "with nothing else (45 CFR 164.312(a)(2)(ii) and (iv)).",
        )
        self.facts = FactList()
        self.code_caption = caption("Recovery code")
        self.code_words = words(
            "Renew it when a sheet is lost or was seen by someone it is not for. The old sheets "
            "stop working as soon as the new code was typed back.",
            wrap=True,
        )
        self.renew_button = secondary("Renew the recovery code", "print", self._on_renew)
        self.keys_caption = caption("Keys of the data")
        self.keys_words = words(
            "Change them when someone left who may still hold an old backup and knows a password. "
            "ChartPost locks, makes a verified backup and encrypts everything anew. You get a new "
            "recovery code, and every colleague starts with a password that works once. Allow "
            "some minutes, and have the colleagues at hand.",
            wrap=True,
        )
        self.change_button = secondary("Change the keys…", "key", self._on_change)
        self.body.addWidget(self.facts)
        for head, said, button in (
            (self.code_caption, self.code_words, self.renew_button),
            (self.keys_caption, self.keys_words, self.change_button),
        ):
            self.body.addWidget(head)
            self.body.addWidget(said)
            line = row()
            line.addWidget(button)
            line.addStretch(1)
            self.body.addLayout(line)
        self.body.addStretch(1)

    def set_editable(self, *, editable: bool) -> None:
        """Others have nothing to see here."""
        for part in (
            self.facts,
            self.code_caption,
            self.code_words,
            self.renew_button,
            self.keys_caption,
            self.keys_words,
            self.change_button,
        ):
            part.setVisible(editable)

    def refresh(self) -> None:
        """Ask how the data can be opened."""
        if self.permitted:
            self.read(self.context.services.keys.facts, self._show)

    def _show(self, facts: KeyFacts) -> None:
        people = f"{facts.people} {'person' if facts.people == 1 else 'people'}"
        self.facts.show_facts(
            [
                ("Ways in", f"The passwords of {people}, and the printed recovery code"),
                ("Keys", _generation(facts.generation)),
            ]
        )
        if facts.half_changed:
            self.notice.say(
                "An earlier change of keys was cut off at its last step. Everything is there and "
                "works; change the keys once more to finish it.",
                Kind.SOON,
            )

    def _on_renew(self) -> None:
        ask_password(self.window(), self.context, "Renew the recovery code", self._renew)

    def _renew(self) -> None:
        def show(code: str) -> None:
            RenewCode(self, code).open()

        self.read(self.context.services.keys.new_code, show)

    def renewed(self) -> None:
        """The new code was typed back."""
        self.notice.say("The new recovery code works from now on. Shred the old sheets.", Kind.DONE)

    def _on_change(self) -> None:
        sure = self.context.messages.confirm(
            "Change the keys",
            "ChartPost locks now. Nothing is changed before the new recovery code was printed and "
            "typed back, and a verified backup is made first.",
            "Lock and go on",
        )
        if sure:
            self.context.navigator.go(CHANGE_KEYS)


def _generation(number: int) -> str:
    if number == 1:
        return "As they were made at the set-up"
    return f"Changed {number - 1} time{'' if number == 2 else 's'} since the set-up"
