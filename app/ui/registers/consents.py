"""The consents of the chosen patient: to what, for which address, where each stands, until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.consent_views import ConsentRow, until_words
from app.domain.consents import ConsentStatus
from app.ui.kit.buttons import link
from app.ui.kit.cards import empty_layout
from app.ui.kit.chip import Chip
from app.ui.kit.consent_look import STATUS_KINDS
from app.ui.kit.metrics import column, row
from app.ui.kit.words import plain, words
from app.ui.registers.wording import joined

LINK_EDGE = 2
"""The ring of a focused link; what stands under a link begins where its words do."""

MOST = 6
"""As many as fit beside the rest; the Consents room lists all of them."""

_OVER = (ConsentStatus.DECLINED, ConsentStatus.DISCARDED, ConsentStatus.EXPIRED)


class ConsentLines(QWidget):
    """What stands now comes first, what is over after it.

    Signals:
        consent_requested: the id of a consent to be opened.
    """

    consent_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._lines = column(self, gap=8)

    def show_consents(self, rows: Sequence[ConsentRow]) -> None:
        """Show these, the newest first within what stands and what is over."""
        empty_layout(self._lines)
        if not rows:
            self._lines.addWidget(words("None so far.", "muted"))
        ordered = sorted(rows, key=lambda each: each.status in _OVER)
        for each in ordered[:MOST]:
            self._lines.addWidget(self._entry(each))
        left = len(ordered) - MOST
        if left > 0:
            self._lines.addWidget(words(f"{left:,} more in the Consents room.", "muted", wrap=True))

    def _entry(self, consent: ConsentRow) -> QWidget:
        holder = plain()
        layout = column(holder, gap=1)
        top = row(gap=8)
        opener = link(consent.kind.label, clicked=self._opener(consent.id))
        opener.setAccessibleName(f"Open consent {consent.number}: {consent.kind.label}")
        opener.setAccessibleDescription(f"{consent.status.label}. {consent.why}")
        top.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)
        top.addStretch(1)
        top.addWidget(Chip(consent.status.label, STATUS_KINDS[consent.status]))
        layout.addLayout(top)
        for text in (consent.covers, joined(consent.number, _end_words(consent))):
            if text:
                line = words(text, "muted", wrap=True)
                line.setContentsMargins(LINK_EDGE, 0, 0, 0)
                layout.addWidget(line)
        return holder

    def _opener(self, consent_id: int) -> Callable[[], None]:
        return lambda: self.consent_requested.emit(consent_id)


def _end_words(consent: ConsentRow) -> str:
    """``until 06/01/2027``; what is over says when and why by itself."""
    if consent.status.holds:
        end = until_words(consent)
        return f"until {end}" if consent.ends_on else end
    return consent.why.rstrip(".")
