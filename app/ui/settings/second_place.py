"""Where a second copy of each backup goes, if anywhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.settings import SECOND_BACKUP_FOLDER, Preferences
from app.ui.kit.buttons import link
from app.ui.kit.cards import caption
from app.ui.kit.metrics import column, row
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.settings.section import Section


class SecondPlace(QWidget):
    """A sentence and two links; its answers stand in the notice of the section."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._section = section
        self.said = words("", wrap=True)
        self.choose_link = link("Choose a second place", "folder", self._on_choose)
        self.drop_link = link("No second place", "close", self._on_drop)
        layout = column(self, gap=8)
        layout.addWidget(caption("Second place"))
        layout.addWidget(self.said)
        links = row(gap=16)
        links.addWidget(self.choose_link)
        links.addWidget(self.drop_link)
        links.addStretch(1)
        layout.addLayout(links)

    def refresh(self) -> None:
        """Show what is set."""
        self._section.read(self._section.context.services.settings.preferences, self._show)

    def set_editable(self, *, editable: bool) -> None:
        """Everyone may look."""
        for part in (self.choose_link, self.drop_link):
            part.setVisible(editable)

    def _show(self, preferences: Preferences) -> None:
        place = preferences.second_backup_folder
        self.said.setText(
            f"A copy of each backup goes to {place}"
            if place
            else "None. A copy on a disk that is kept elsewhere survives theft, fire and water."
        )
        self.drop_link.setEnabled(bool(place))

    def _on_choose(self) -> None:
        chosen = self._section.context.files.folder(self, "Second place for backups")
        if chosen is not None:
            self._set_second(str(chosen), chosen)

    def _on_drop(self) -> None:
        self._set_second("", None)

    def _set_second(self, place: str, folder: Path | None) -> None:
        services = self._section.context.services
        self._section.act(
            lambda: services.settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value=place),
            "The second place was saved." if place else "Copies are no longer made.",
            then=lambda _nothing: self._remark(folder),
        )

    def _remark(self, folder: Path | None) -> None:
        backups = self._section.context.services.backups
        if folder is not None:
            self._section.read(lambda: backups.target_warning(folder=folder), self._show_remark)

    def _show_remark(self, remark: str | None) -> None:
        if remark:
            self._section.notice.say(
                f"Saved. {remark} Backups are encrypted, so this is allowed.", Kind.SOON
            )
