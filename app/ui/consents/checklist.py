"""The authorization element by element: what is there, and each thing that is not, by its rule."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.authorization import Finding
from app.ui.kit.cards import empty_layout
from app.ui.kit.icons import set_icon
from app.ui.kit.metrics import column, row
from app.ui.kit.words import plain, words

ELEMENTS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("information",), "Which records", "164.508(c)(1)(i)"),
    (("discloser",), "Who may release them", "164.508(c)(1)(ii)"),
    (("recipient",), "Who may receive them", "164.508(c)(1)(iii)"),
    (("purpose",), "For what purpose", "164.508(c)(1)(iv)"),
    (("expiry", "state-end-date"), "When it ends", "164.508(c)(1)(v)"),
    (("signature", "signed-on", "authority"), "Signature and date", "164.508(c)(1)(vi)"),
    (("revocation",), "May be taken back in writing", "164.508(c)(2)(i)"),
    (("conditioning",), "Care does not depend on it", "164.508(c)(2)(ii)"),
    (("redisclosure",), "May be passed on unprotected", "164.508(c)(2)(iii)"),
)
"""Six core elements and three statements; the codes of what may be found missing in each."""


class Checklist(QWidget):
    """One line for each element; below it what else is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._layout = column(self, gap=4)
        self._said: list[str] = []

    def show_findings(self, findings: Sequence[Finding], *, pending_signature: bool) -> None:
        """Show what was found; ``pending_signature``: it is signed only later."""
        empty_layout(self._layout)
        self._said = []
        rest = list(findings)
        for codes, label, citation in ELEMENTS:
            missing = [one for one in rest if one.code in codes]
            rest = [one for one in rest if one not in missing]
            if missing:
                for one in missing:
                    self._add_finding(one)
            elif "signature" in codes and pending_signature:
                self._add("clock", "soon", f"{label}: comes last", f"45 CFR {citation}")
            else:
                self._add("check", "done", label, f"45 CFR {citation}")
        for one in rest:
            self._add_finding(one)

    @property
    def said(self) -> list[str]:
        """Each line in words."""
        return list(self._said)

    def _add_finding(self, one: Finding) -> None:
        ink = "late" if one.blocks else "soon"
        self._add("warning", ink, one.sentence, f"{one.citation}  ·  {one.next_step}")

    def _add(self, icon: str, ink: str, text: str, below: str) -> None:
        said = {"check": "There", "clock": "Open", "warning": "Missing or wrong"}[icon]
        holder = plain()
        line = row(holder, gap=8)
        sign = words()
        set_icon(sign, icon, ink)
        sign.setAccessibleName(said)
        both = column(gap=0)
        label = words(text, wrap=True)
        label.setAccessibleName(f"{said}: {text} ({below})")
        both.addWidget(label)
        both.addWidget(words(below, "help", wrap=True))
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(both, 1)
        self._layout.addWidget(holder)
        self._said.append(f"{said}: {text} ({below})")
