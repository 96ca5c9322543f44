"""The person's own password."""

from __future__ import annotations

from app.domain.staff import StaffMember
from app.ui.kit.buttons import primary
from app.ui.kit.cards import FactList
from app.ui.kit.context import UiContext
from app.ui.kit.fields import PasswordField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import row
from app.ui.kit.new_password import NewPasswordFields
from app.ui.settings.section import Section


class AccountSection(Section):
    """Who is signed in, and a new password."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context, "My account", "Only you know your password. Nobody can look it up."
        )
        self.facts = FactList()
        self.form = FormRows(topic="account")
        self.old = self.form.add("old", "Your password now", PasswordField())
        self.new = NewPasswordFields(self._words, field="new")
        self.save_button = primary("Change the password", "key", self.save)
        for part in (self.facts, self.form, self.new):
            self.body.addWidget(part)
        foot = row()
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.body.addStretch(1)

    def allow(self, member: StaffMember) -> None:
        """Show whose account this is."""
        super().allow(member)
        facts = [("Name", member.name), ("Sign-in name", member.login), ("Role", member.role.label)]
        self.facts.show_facts(facts)

    def save(self) -> None:
        """Change it, if old and new can stand."""
        fits = self.new.check()
        missing = {} if self.old.value() else {"old": "Type the password you have now."}
        self.form.show_problems(missing)
        if missing or not fits:
            return
        old, new = self.old.value(), self.new.value()
        staff = self.context.services.staff
        self.act(
            lambda: staff.change_own_password(old=old, new=new),
            "Your password was changed. The old one opens backups made before today.",
            then=lambda _nothing: self._forget(),
            fields=self._show_fields,
        )

    def show_failure(self, error: Exception, fields: object = None) -> None:
        """A wrong old password is said beside its field."""
        if getattr(error, "code", "") == "wrong-password":
            self.old.clear()
            self.form.show_problems({"old": "This is not your password."})
            return
        super().show_failure(error, self._show_fields)

    def _show_fields(self, fields: dict[str, str]) -> dict[str, str]:
        return self.form.show_problems(self.new.show_problems(fields))

    def _forget(self) -> None:
        self.old.clear()
        self.new.clear()
        self.form.clear_problems()

    def _words(self) -> tuple[str, ...]:
        return (self.member.login, self.member.name) if self.member else ()
