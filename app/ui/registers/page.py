"""The Registers room: patients, people and offices, imports, and the audit trail."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QStackedWidget

from app.domain.staff import Operation, Role, StaffMember, is_permitted
from app.services.changes import Area, Outcome
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader, SegmentedFilter
from app.ui.kit.metrics import column, row
from app.ui.kit.page import Page
from app.ui.kit.rights import read_only_line
from app.ui.kit.words import plain
from app.ui.registers.audit import AuditSection
from app.ui.registers.import_wizard import ImportWizard
from app.ui.registers.imports import ImportsSection
from app.ui.registers.parties import PartiesSection
from app.ui.registers.patients import PatientsSection
from app.ui.registers.section import Section

ROOM = "registers"
DRAFT = "registers"


class Part(StrEnum):
    """The parts of the room."""

    PATIENTS = "patients"
    PARTIES = "parties"
    IMPORTS = "imports"
    AUDIT = "audit"

    @property
    def label(self) -> str:
        """The part in words."""
        return {
            Part.PATIENTS: "Patients",
            Part.PARTIES: "People & offices",
            Part.IMPORTS: "Imports",
            Part.AUDIT: "Audit trail",
        }[self]


class RegistersPage(Page):
    """One part at a time, chosen above it; the import wizard takes the whole page."""

    watches = frozenset({Area.PATIENTS, Area.PARTIES, Area.REQUESTS, Area.CONSENTS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.header = PageHeader("Registers")
        self.patients = PatientsSection(context)
        self.parties = PartiesSection(context)
        self.imports = ImportsSection(context)
        self.audit = AuditSection(context)
        self.sections: dict[Part, Section] = {
            Part.PATIENTS: self.patients,
            Part.PARTIES: self.parties,
            Part.IMPORTS: self.imports,
            Part.AUDIT: self.audit,
        }
        self.wizard: ImportWizard | None = None
        self._role = Role.READ_ONLY
        self._is_known = False
        self._outdated = set(Part)
        self._build()
        self._connect()
        self._show_part()
        context.read(self, lambda _progress: context.services.staff.me(), self._on_known)

    @property
    def part(self) -> Part:
        """The part shown."""
        return self.choice.value()

    def refresh(self) -> None:
        """Ask anew for the part shown; the others when they are shown."""
        self._outdated = set(Part)
        self._refresh_part()

    def show_item(self, item: object) -> None:
        """Show ``("patient", id)``, ``("party", id)`` or ``"import"``, the import wizard."""
        if item == "import":
            self.open_wizard()
            return
        if not (isinstance(item, tuple) and len(item) == 2 and isinstance(item[1], int)):
            return
        kind, entity_id = item
        if kind == "patient":
            self.show_part(Part.PATIENTS)
            self.patients.show_patient(entity_id)
        elif kind == "party":
            self.show_part(Part.PARTIES)
            self.parties.show_party(entity_id)

    def show_part(self, part: Part) -> None:
        """Show another part; an import under way is not interrupted."""
        if self.wizard is not None and not self.wizard.working.is_busy:
            self._close_wizard()
        self.choice.set_value(part)

    def open_wizard(self) -> None:
        """Bring in patients, if the person may."""
        if self.wizard is not None:
            return
        if self._is_known and not is_permitted(self._role, Operation.IMPORT_PATIENTS):
            return
        self.wizard = wizard = ImportWizard(self.context)
        wizard.left.connect(self._close_wizard)
        wizard.patients_requested.connect(lambda: self.show_part(Part.PATIENTS))
        self._whole.addWidget(wizard)
        self._whole.setCurrentWidget(wizard)
        wizard.file_step.focus_first()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the list takes the keyboard, so that arrows move at once."""
        super().showEvent(event)
        section = self.sections[self.part]
        if self.wizard is None and not self.isAncestorOf(QApplication.focusWidget() or self):
            section.take_keyboard()

    def keep_draft(self) -> None:
        """Keep what is typed and not saved, for its owner; called before the lock."""
        for part in (Part.PATIENTS, Part.PARTIES):
            section = self.sections[part]
            body = section.draft()
            if body is not None:
                self._save_draft({"part": part.value, **body})
                return

    def reopen_draft(self) -> None:
        """Show what was kept; called after the unlock."""
        drafts = self.context.services.drafts

        def load(_progress: Progress) -> dict[str, Any] | None:
            return drafts.load(form=DRAFT)

        self.context.read(self, load, self._on_draft)

    def _build(self) -> None:
        self.choice: SegmentedFilter[Part] = SegmentedFilter(_options(Role.READ_ONLY), "Show")
        self._stack = QStackedWidget()
        self._stack.setObjectName("plain")
        self._bar = row(gap=8)
        self._bar.addWidget(self.choice, 1)
        for section in self.sections.values():
            self._stack.addWidget(section)
            self.header.add(section.tool_bar, 6)
            self._bar.addWidget(section.extra_bar, section.extra_stretch)
        rooms = plain()
        outer = column(rooms, gap=12, pads=(20, 16, 20, 14))
        self.read_only = read_only_line()
        outer.addWidget(self.header)
        outer.addWidget(self.read_only)
        outer.addLayout(self._bar)
        outer.addWidget(self._stack, 1)
        self._whole = QStackedLayout(self)
        self._whole.addWidget(rooms)

    def _connect(self) -> None:
        self.choice.filter_changed.connect(self._show_part)
        self.patients.import_requested.connect(self.open_wizard)
        self.imports.import_requested.connect(self.open_wizard)
        actions = self.context.actions
        actions.bind("import", self.open_wizard, room=ROOM)
        actions.bind("save", self._on_save, room=ROOM)
        actions.bind("next-step", self._on_next, room=ROOM)
        actions.bind("columns", self._on_columns, room=ROOM)

    def _on_known(self, member: StaffMember) -> None:
        """Offer what the person's role may do; only some may look at the trail."""
        self._role, self._is_known = member.role, True
        self.read_only.setVisible(not is_permitted(member.role, Operation.EDIT_REQUESTS))
        for section in self.sections.values():
            section.allow(member.role)
        if is_permitted(member.role, Operation.VERIFY_AUDIT):
            chosen = self.part
            wider: SegmentedFilter[Part] = SegmentedFilter(_options(member.role), "Show")
            wider.set_value(chosen)
            self._bar.replaceWidget(self.choice, wider)
            self.choice.hide()
            self.choice.deleteLater()
            self.choice = wider
            wider.filter_changed.connect(self._show_part)

    def _show_part(self) -> None:
        section = self.sections[self.part]
        self._stack.setCurrentWidget(section)
        self._outdated.add(Part.AUDIT)  # everything that is done adds to the trail
        for each in self.sections.values():
            each.tool_bar.setVisible(each is section)
            each.extra_bar.setVisible(each is section)
        self._refresh_part()

    def _refresh_part(self) -> None:
        if self.part in self._outdated and self.isVisible():
            self._outdated.discard(self.part)
            self.sections[self.part].refresh()

    def _close_wizard(self) -> None:
        wizard, self.wizard = self.wizard, None
        if wizard is not None:
            self._whole.removeWidget(wizard)
            wizard.hide()
            wizard.deleteLater()
            self._whole.setCurrentIndex(0)
            self._refresh_part()

    def _save_draft(self, body: dict[str, Any]) -> None:
        drafts = self.context.services.drafts

        def work(_progress: Progress) -> Outcome[None]:
            return drafts.save(form=DRAFT, body=body)

        self.context.act(self, work)

    def _on_draft(self, body: dict[str, Any] | None) -> None:
        if body is None or body.get("part") not in list(Part):
            return
        part = Part(body["part"])
        self.show_part(part)
        self.sections[part].reopen(body)
        drafts = self.context.services.drafts

        def forget(_progress: Progress) -> Outcome[bool]:
            return drafts.discard(form=DRAFT)

        self.context.act(self, forget)

    def _on_save(self) -> None:
        if self.wizard is None:
            self.sections[self.part].save()

    def _on_columns(self) -> None:
        if self.wizard is None:
            self.sections[self.part].choose_columns()

    def _on_next(self) -> None:
        if self.wizard is not None:
            self.wizard.go_on()
        else:
            self._on_save()


def _options(role: Role) -> list[tuple[Part, str]]:
    sees_audit = is_permitted(role, Operation.VERIFY_AUDIT)
    parts = [part for part in Part if sees_audit or part is not Part.AUDIT]
    return [(part, part.label.replace("&", "&&")) for part in parts]


def make_page(context: UiContext) -> Page:
    """The page of the Registers room."""
    return RegistersPage(context)
