"""The audit trail's place in the settings: what it is, its seal today, and the way to it."""

from __future__ import annotations

from app.domain.errors import FieldProblems
from app.domain.staff import Operation
from app.services.audit import AuditReport
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.cards import FactList
from app.ui.kit.context import UiContext
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import row
from app.ui.kit.tokens import Kind
from app.ui.settings.section import Section


class TrailSection(Section):
    """Verifies the trail, with a seal from paper if there is one."""

    needs = Operation.VERIFY_AUDIT

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            "Audit trail",
            "Everything done here is an event, each sealed with the one before (45 CFR "
            "164.312(b)). What was changed afterwards is found, as far back as a note or a seal "
            "kept outside reaches.",
        )
        self.form = FormRows(topic="desk")
        self.seal = self.form.add(
            "seal",
            "Seal from a printed page",
            TextField(placeholder="004521-7F3K-9QXA", longest=60),
            help_text="If you have one. Without it the notes kept outside the data are compared.",
        )
        self.verify_button = primary("Verify now", "shield", self.verify)
        self.open_button = secondary("Open the trail", "arrow-right", self._on_open)
        self.facts = FactList()
        self.body.addWidget(self.form)
        tools = row(gap=10)
        tools.addWidget(self.verify_button)
        tools.addWidget(self.open_button)
        tools.addStretch(1)
        self.body.addLayout(tools)
        self.body.addWidget(self.facts)
        self.body.addStretch(1)

    def set_editable(self, *, editable: bool) -> None:
        """Others do not see the trail."""
        for part in (self.form, self.verify_button, self.open_button):
            part.setVisible(editable)

    def verify(self) -> None:
        """Read the trail from its first event to its last."""
        audit, typed = self.context.services.audit, self.seal.value()
        self.form.clear_problems()
        self.notice.say("Reading every event…")
        self.context.runner.run_on_database(
            lambda _progress: audit.verify(typed_seal=typed or None),
            self._show,
            owner=self,
            failed=self._on_failed,
        )

    def _show(self, report: AuditReport) -> None:
        self.notice.say(report.sentence, Kind.DONE if report.intact else Kind.LATE)
        self.facts.show_facts([("Events", str(report.entries)), ("Seal of today", report.seal)])

    def _on_failed(self, error: Exception) -> None:
        self.notice.clear()
        fields = error.fields if isinstance(error, FieldProblems) else None
        if fields is None or self.form.show_problems(fields):
            self.show_failure(error)

    def _on_open(self) -> None:
        self.context.navigator.go("registers")
