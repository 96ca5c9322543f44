"""Beside the form: the text as the patient will read it, and what an authorization still lacks."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer

from app.domain.authorization import Finding
from app.domain.consents import ConsentKind, ConsentTerms, Language, Passage, RenderedText
from app.domain.errors import Problem
from app.services.consents import ConsentService
from app.services.progress import Progress
from app.ui.consents.checklist import Checklist
from app.ui.consents.terms_fields import TermsFields
from app.ui.kit.cards import Card, caption
from app.ui.kit.context import UiContext
from app.ui.kit.task_runner import Task
from app.ui.kit.text_view import TextView
from app.ui.kit.words import words

LOOK_MS = 250
_LATER = frozenset({"signature", "signed-on"})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is shown for the form as it stands."""

    title: str
    passages: tuple[Passage, ...] = field(repr=False)
    whole: bool
    findings: tuple[Finding, ...] = ()


class FormPreview(Card):
    """Follows the form a moment after the last key."""

    def __init__(self) -> None:
        super().__init__(scrolls=True)
        self.check_caption = caption("Element by element")
        self.checklist = Checklist()
        self.lead = words("", "help", wrap=True)
        self.text = TextView()
        self.add(self.check_caption)
        self.add(self.checklist)
        self.text_caption = caption("What the patient reads")
        self.add(self.text_caption)
        self.add(self.lead)
        self.add(self.text)
        self.body.addStretch(1)

    def show_seen(self, seen: _Seen, *, authorization: bool, outside: bool) -> None:
        """Show text and checklist."""
        self.check_caption.setVisible(authorization)
        self.checklist.setVisible(authorization)
        self.checklist.show_findings(
            [one for one in seen.findings if one.code not in _LATER], pending_signature=True
        )
        for part in (self.text_caption, self.lead, self.text):
            part.setVisible(not outside)
        self.lead.setText(
            "These words are fixed when the consent is opened."
            if seen.whole
            else "Lines stand where something is not filled in yet."
        )
        self.text.show_text(seen.title, seen.passages)


class PreviewFollower(QObject):
    """Asks the services for what the preview shows."""

    def __init__(self, context: UiContext, fields: TermsFields, preview: FormPreview) -> None:
        super().__init__(preview)
        self._context, self._fields, self._preview = context, fields, preview
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        fields.changed.connect(self._timer.start)

    def look(self) -> None:
        """Show what the form says now."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
        fields, services = self._fields, self._context.services
        terms, outside = fields.terms(), fields.outside
        kind = fields.kind.value() or ConsentKind.EMAIL
        language = fields.language.value() or Language.ENGLISH

        def work(_progress: Progress) -> _Seen:
            findings: tuple[Finding, ...] = ()
            if terms is not None and kind is ConsentKind.AUTHORIZATION:
                findings = services.consents.check_form(terms=terms)
            text = _whole(services.consents, terms)
            if text is not None:
                return _Seen(text.title, text.passages, whole=True, findings=findings)
            known = services.consents.sketch(kind=kind, language=language, terms=terms)
            return _Seen(known.title, known.passages, whole=False, findings=findings)

        def show(seen: _Seen) -> None:
            self._preview.show_seen(
                seen,
                authorization=kind is ConsentKind.AUTHORIZATION and terms is not None,
                outside=outside,
            )

        self._task = self._context.read(self, work, show)


def _whole(consents: ConsentService, terms: ConsentTerms | None) -> RenderedText | None:
    """The text with everything filled in; None while something is missing or wrong."""
    if terms is None:
        return None
    try:
        return consents.preview(terms=terms)
    except Problem:
        return None
