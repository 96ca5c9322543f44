"""The Settings room: its parts on the left, the chosen one on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QStackedWidget, QWidget

from app.domain.staff import StaffMember
from app.services.changes import Area
from app.ui.kit.buttons import Button
from app.ui.kit.cards import Card, scroll_area
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column, row, scale, sized
from app.ui.kit.page import Page
from app.ui.kit.words import plain
from app.ui.settings.about import AboutSection
from app.ui.settings.account import AccountSection
from app.ui.settings.add_ons import AddOnsSection
from app.ui.settings.backups import BackupsSection
from app.ui.settings.consent_texts import ConsentTextsSection
from app.ui.settings.deadlines import DeadlinesSection
from app.ui.settings.keys import KeysSection
from app.ui.settings.letters import LettersSection
from app.ui.settings.locking import LockingSection
from app.ui.settings.look import LookSection
from app.ui.settings.practice import PracticeSection
from app.ui.settings.prices import PricesSection
from app.ui.settings.revocation import RevocationSection
from app.ui.settings.section import Section
from app.ui.settings.staff import StaffSection
from app.ui.settings.trail import TrailSection

_WIDE = 820
Part = tuple[str, str, Section]


class SettingsPage(Page):
    """One part at a time; each is asked anew when something it shows has changed."""

    watches = frozenset({Area.SETTINGS, Area.STAFF, Area.REFERENCE, Area.BACKUPS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.parts = _parts(context)
        self._stale_parts = {key for key, _, _ in self.parts}
        self._member: StaffMember | None = None
        self._group = QButtonGroup(self)
        self.list = self._built_list()
        self.choice: ChoiceField[str] = ChoiceField([(key, text) for key, text, _ in self.parts])
        self.choice.setAccessibleName("Part of the settings")
        self._stack = QStackedWidget()
        self._stack.setObjectName("plain")
        for _, _, section in self.parts:
            self._stack.addWidget(_scrolled(section))
        self._build()
        self.choice.choice_changed.connect(self._on_choice)
        self._group.idClicked.connect(self._on_clicked)
        self.show_part(self.parts[0][0])

    @property
    def part(self) -> str:
        """The part shown."""
        return self.parts[self._stack.currentIndex()][0]

    def section(self, key: str) -> Section:
        """A part by its key."""
        return next(section for name, _, section in self.parts if name == key)

    def show_part(self, key: str) -> None:
        """Open a part."""
        index = next(n for n, (name, _, _) in enumerate(self.parts) if name == key)
        self._stack.setCurrentIndex(index)
        self._group.button(index).setChecked(True)
        self.choice.blockSignals(True)
        self.choice.set_value(key)
        self.choice.blockSignals(False)
        self._refresh_part()

    def show_item(self, item: object) -> None:
        """Come from elsewhere straight to a part, such as the backups."""
        if any(key == item for key, _, _ in self.parts):
            self.show_part(str(item))

    def refresh(self) -> None:
        """Ask who is signed in, then show the part."""
        self.context.read(self, lambda _progress: self.context.services.staff.me(), self._on_me)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the list becomes a choice above the part where there is no room for it."""
        super().resizeEvent(event)
        narrow = self.width() < _WIDE * scale()
        self.list.setVisible(not narrow)
        self.choice.setVisible(narrow)

    def _on_me(self, member: StaffMember) -> None:
        if member != self._member:
            self._member = member
            for _, _, section in self.parts:
                section.allow(member)
            self._stale_parts = {key for key, _, _ in self.parts}
        self._refresh_part()

    def _refresh_part(self) -> None:
        if self._member is not None and self.part in self._stale_parts:
            self._stale_parts.discard(self.part)
            self.section(self.part).refresh()

    def _on_areas_changed(self, areas: frozenset[Area]) -> None:
        """First which parts are stale, then the page, which shows one of them anew."""
        self._stale_parts |= {key for key, _, part in self.parts if part.watches & areas}
        super()._on_areas_changed(areas)

    def _on_clicked(self, index: int) -> None:
        self.show_part(self.parts[index][0])

    def _on_choice(self) -> None:
        self.show_part(self.choice.value() or self.parts[0][0])

    def _built_list(self) -> QFrame:
        card = Card(tight=True)
        sized(card, width=196)
        holder = plain()
        inside = column(holder, gap=2, pads=(8, 8, 8, 8))
        card.add(scroll_area(holder))  # larger text makes the list longer than the window
        for index, (_, text, _) in enumerate(self.parts):
            button = Button(text, "rail")
            button.setCheckable(True)
            button.setAccessibleName(text)
            self._group.addButton(button, index)
            inside.addWidget(button)
        inside.addStretch(1)
        return card

    def _build(self) -> None:
        outer = column(self, gap=16, pads=(20, 16, 20, 14))
        outer.addWidget(PageHeader("Settings"))
        outer.addWidget(self.choice)
        middle = row(gap=16)
        middle.addWidget(self.list)
        card = Card(tight=True)
        card.add(self._stack)
        middle.addWidget(card, 1)
        outer.addLayout(middle, 1)


def make_page(context: UiContext) -> Page:
    """The page of this room."""
    return SettingsPage(context)


def _parts(context: UiContext) -> Sequence[Part]:
    return (
        ("practice", "Practice", PracticeSection(context)),
        ("staff", "Staff", StaffSection(context)),
        ("account", "My account", AccountSection(context)),
        ("locking", "Locking", LockingSection(context)),
        ("look", "Look", LookSection(context)),
        ("deadlines", "State deadlines", DeadlinesSection(context)),
        ("prices", "Postal prices", PricesSection(context)),
        ("letters", "Letter text", LettersSection(context)),
        ("consents", "Consent texts", ConsentTextsSection(context)),
        ("revocation", "Revocation letter", RevocationSection(context)),
        ("add_ons", "Authorization rules", AddOnsSection(context)),
        ("backups", "Backups", BackupsSection(context)),
        ("keys", "Recovery and keys", KeysSection(context)),
        ("trail", "Audit trail", TrailSection(context)),
        ("about", "About", AboutSection(context)),
    )


def _scrolled(section: Section) -> QWidget:
    holder = plain()
    layout = row(holder, pads=(20, 18, 20, 18))
    if not section.wide:
        sized(section, max_width=720)
    layout.addWidget(section, 1000)
    layout.addStretch(1)
    area = scroll_area(holder)
    area.setAlignment(Qt.AlignmentFlag.AlignTop)
    return area
