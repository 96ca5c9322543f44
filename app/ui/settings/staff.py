"""Accounts: who may sign in, in which role; added with a password that works once."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.staff import Operation, Role, StaffMember
from app.services.changes import Area
from app.services.paging import Page as RowsPage
from app.services.staff import OneTimePassword
from app.ui.kit.buttons import danger, primary, secondary
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import row, sized
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.settings.ask_password import ask_password
from app.ui.settings.section import Section
from app.ui.settings.staff_dialogs import NewAccount, OneTimeDialog


def _state(member: StaffMember) -> Cell:
    if not member.active:
        return Cell("Disabled", chip=Kind.IDLE)
    if member.must_change_password:
        return Cell("One-time password", chip=Kind.SOON)
    return Cell("Active", chip=Kind.DONE)


_COLUMNS: list[Column[StaffMember]] = [
    Column("name", "Name", 120, lambda m: Cell(m.name, bold=True), stretch=True),
    Column("login", "Sign-in name", 100, lambda m: Cell(m.login)),
    Column("role", "Role", 116, lambda m: Cell(m.role.label)),
    Column("state", "State", 168, _state, firm=True),
]


class StaffSection(Section):
    """The table of accounts; the chosen one's role and state below it."""

    wide = True
    needs = Operation.MANAGE_STAFF
    watches = frozenset({Area.STAFF})

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            "Staff",
            "One account for each person, so that the audit trail names who did what (45 CFR "
            "164.312(a)(2)(i)). Accounts are disabled, never deleted.",
        )
        self._members: dict[int, StaffMember] = {}
        self.add_button = primary("Add a colleague", "plus", self._on_add)
        self.table = PagedTable(
            _COLUMNS, lambda m: m.id, name="settings.staff", label="Accounts", views=context.views
        )
        sized(self.table, min_height=180)
        top = row()
        top.addWidget(self.add_button)
        top.addStretch(1)
        self.body.addLayout(top)
        self.body.addWidget(self.table, 1)
        self.chosen = words("Choose a person to change the account.", "muted", wrap=True)
        self.role: ChoiceField[Role] = ChoiceField([(role, role.label) for role in Role])
        self.role.setAccessibleName("Role of the chosen person")
        sized(self.role, width=170)
        self.role_button = secondary("Change the role", clicked=self._on_role)
        self.reset_button = secondary("New one-time password", "key", self._on_reset)
        self.disable_button = danger("Disable", clicked=self._on_disable)
        self.enable_button = secondary("Enable again", clicked=self._on_enable)
        self.body.addWidget(self.chosen)
        tools = row(gap=10)
        for part in (self.role, self.role_button, self.reset_button):
            tools.addWidget(part)
        tools.addWidget(self.disable_button)
        tools.addWidget(self.enable_button)
        tools.addStretch(1)
        self.body.addLayout(tools)
        self.table.page_wanted.connect(self._on_wanted)
        self.table.selection_changed.connect(lambda _id: self._show_chosen())
        self._show_chosen()

    def set_editable(self, *, editable: bool) -> None:
        """Others do not see the accounts."""
        self.table.setVisible(editable)
        self.add_button.setVisible(editable)
        self.chosen.setVisible(editable)
        self._show_chosen()

    def refresh(self) -> None:
        """Ask who there is."""
        if self.permitted:
            self.table.restart()

    def member_chosen(self) -> StaffMember | None:
        """The account chosen in the table."""
        chosen = self.table.selected_id()
        return self._members.get(chosen) if isinstance(chosen, int) else None

    def _on_wanted(self, wanted: PageWanted) -> None:
        def show(members: tuple[StaffMember, ...]) -> None:
            self._members = {member.id: member for member in members}
            self.table.add_page(wanted.generation, RowsPage(members, more=False, next_key=None))
            self._show_chosen()

        self.read(self.context.services.staff.list, show)

    def _show_chosen(self) -> None:
        member = self.member_chosen()
        there = member is not None and self.permitted
        own = member is not None and self.member is not None and member.id == self.member.id
        for part in (self.role, self.role_button, self.reset_button):
            part.setVisible(there and member is not None and member.active)
            part.setEnabled(not own)
        self.disable_button.setVisible(there and member is not None and member.active and not own)
        self.enable_button.setVisible(there and member is not None and not member.active)
        if member is None:
            self.chosen.setText("Choose a person to change the account.")
            return
        self.role.set_value(member.role)
        own_words = "This is you: another administrator changes your role." if own else ""
        self.chosen.setText(own_words or member.name)

    def _on_add(self) -> None:
        dialog = NewAccount(self.window())
        dialog.add_requested.connect(lambda: self._sure("Add a colleague", self._adder(dialog)))
        dialog.open()

    def _adder(self, dialog: NewAccount) -> Callable[[], None]:
        def add() -> None:
            login, name, role = dialog.login.value(), dialog.name.value(), dialog.role_value()
            staff = self.context.services.staff

            def added(given: OneTimePassword) -> None:
                dialog.accept()
                self._show_once(given)

            self.act(
                lambda: staff.add(login=login, name=name, role=role),
                "",
                then=added,
                fields=dialog.form.show_problems,
            )

        return add

    def _on_role(self) -> None:
        member, role = self.member_chosen(), self.role.value()
        if member is None or role is None or role is member.role:
            return
        staff = self.context.services.staff

        def change() -> None:
            self.act(
                lambda: staff.change_role(staff_id=member.id, version=member.version, role=role),
                f"{member.name} is now: {role.label}.",
            )

        self._sure("Change a role", change)

    def _on_reset(self) -> None:
        member = self.member_chosen()
        if member is None:
            return
        staff = self.context.services.staff

        def reset() -> None:
            self.act(
                lambda: staff.reset_password(staff_id=member.id, version=member.version),
                "",
                then=self._show_once,
            )

        self._sure("Give a new one-time password", reset)

    def _on_disable(self) -> None:
        member = self.member_chosen()
        if member is None:
            return
        staff = self.context.services.staff

        def disable() -> None:
            self.act(
                lambda: staff.disable(staff_id=member.id, version=member.version),
                f"{member.name} cannot sign in any more. Backups made before today can still be "
                "opened with the old password by whoever holds one.",
            )

        self._sure(f"Disable {member.name}", disable)

    def _on_enable(self) -> None:
        member = self.member_chosen()
        if member is None:
            return
        staff = self.context.services.staff

        def enable() -> None:
            self.act(
                lambda: staff.enable(staff_id=member.id, version=member.version),
                "",
                then=self._show_once,
            )

        self._sure(f"Enable {member.name} again", enable)

    def _show_once(self, given: OneTimePassword) -> None:
        OneTimeDialog(self.window(), given.member.name, given.member.login, given.password).open()

    def _sure(self, title: str, then: Callable[[], None]) -> None:
        ask_password(self.window(), self.context, title, then)
