"""Choosing a password: the rules in words, each with whether it is met; a generator; no meter.

The promise: what the rules say here is what the service checks (NIST SP 800-63B-4: length, not
common, not the practice's own words; no mixtures, no expiry; paste allowed).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.password_rules import SHORTEST, generate_password, password_problem
from app.services.passwords import common_passwords
from app.ui.kit.buttons import link
from app.ui.kit.fields import PasswordField
from app.ui.kit.forms import FormRows
from app.ui.kit.icons import set_icon
from app.ui.kit.metrics import column, row
from app.ui.kit.words import name_it, words

OwnWords = Callable[[], Sequence[str]]
_LENGTH, _COMMON, _OWN = range(3)
RULES = (
    f"At least {SHORTEST} characters, any you like",
    "Not a common password or a keyboard pattern",
    "Not made of the practice's or your own names",
)


class NewPasswordFields(QWidget):
    """Password, once more, the rules, and a suggestion.

    ``field`` is the name that problems of the first row carry.
    """

    def __init__(self, own_words: OwnWords, *, field: str = "password") -> None:
        super().__init__()
        self.setObjectName("plain")
        self._own_words, self._field = own_words, field
        self.form = FormRows(topic="account")
        self.password = self.form.add(field, "New password", PasswordField(), required=True)
        self.again = self.form.add("again", "The same once more", PasswordField(), required=True)
        self._rules = [_Rule(text) for text in RULES]
        self.suggest = link("Suggest one", "refresh", self._on_suggest)
        self.suggested = words("", "help", wrap=True)
        self.suggested.hide()
        layout = column(self, gap=8)
        layout.addWidget(self.form)
        rules = column(gap=2)
        for rule in self._rules:
            rules.addWidget(rule)
        layout.addLayout(rules)
        foot = row()
        foot.addWidget(self.suggest)
        foot.addStretch(1)
        layout.addLayout(foot)
        layout.addWidget(self.suggested)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(150)
        self._wait.timeout.connect(self.judge)
        self.password.textEdited.connect(self._on_edited)

    @property
    def input(self) -> QWidget:
        """The first field."""
        return self.password

    def value(self) -> str:
        """The password exactly as typed."""
        return self.password.value()

    def clear(self) -> None:
        """Forget both fields."""
        for field in (self.password, self.again):
            field.clear()
            field.hide_text()
        self.suggested.hide()
        self.judge()

    def check(self) -> bool:
        """Whether it can be the password; the fields say why not."""
        problems = {}
        why = self._problem()
        if why is not None:
            problems[self._field] = why
        elif self.again.value() != self.value():
            problems["again"] = "This is not the same as above. Show both with the eye to compare."
        self.form.show_problems(problems)
        self.judge()
        return not problems

    def show_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Mark what the service found; returns what is not about the password."""
        return self.form.show_problems(fields)

    def judge(self) -> None:
        """Show which rules are met by what is typed now."""
        typed = self.value()
        long_enough = len(typed) >= SHORTEST
        common = long_enough and password_problem(typed, common=common_passwords()) is not None
        own = long_enough and not common and self._problem() is not None
        self._rules[_LENGTH].show_met(met=long_enough)
        self._rules[_COMMON].show_met(met=long_enough and not common, broken=common)
        self._rules[_OWN].show_met(met=long_enough and not common and not own, broken=own)

    def _problem(self) -> str | None:
        if not self.value():
            return "Type a password."
        return password_problem(
            self.value(), common=common_passwords(), own_words=self._own_words()
        )

    def _on_edited(self) -> None:
        """What is typed instead of the suggestion is as hidden as any password."""
        if self.suggested.isVisibleTo(self):
            for field in (self.password, self.again):
                field.hide_text()
        self.suggested.hide()
        self._wait.start()

    def _on_suggest(self) -> None:
        made = generate_password()
        for field in (self.password, self.again):
            field.setText(made)
            field.show_text()
        self.suggested.setText(
            "Write this down before you go on and keep the paper with you until you know it."
        )
        self.suggested.show()
        self.form.clear_problems()
        self.judge()
        self.password.setFocus()
        self.password.deselect()


class _Rule(QWidget):
    """One rule with a sign; the words say the state too, for those who do not see the sign."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._text = text
        self._sign: QLabel = words()
        self._words = words(text, "help", wrap=True)
        layout = row(self, gap=8)
        layout.addWidget(self._sign)
        layout.addWidget(self._words, 1)
        self.show_met(met=False)

    def show_met(self, *, met: bool, broken: bool = False) -> None:
        """Met, broken, or not yet known."""
        icon, ink = ("check", "done") if met else ("warning", "late") if broken else ("dot", "idle")
        set_icon(self._sign, icon, ink)
        state = "met" if met else "not met" if broken else "not yet met"
        name_it(self, f"{self._text}: {state}")
