"""How a piece is mailed: the service, the extras that go with it, and what that costs (U81).

Only what the carriers sell can be ticked; what cannot says why.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.dates import format_us_date
from app.domain.errors import FieldProblems, Problem
from app.domain.mail import ExtraService, MailPiece, MailService
from app.domain.mail_states import check_services
from app.domain.postage import PieceCost, PieceShape
from app.services.mail_orders import NewMail
from app.services.progress import Progress
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.cards import Fact, FactList
from app.ui.kit.choice import CheckGroup, ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.notice import Notice
from app.ui.kit.task_runner import Task
from app.ui.kit.words import safe_tip, words
from app.ui.mail.wording import dollars

_SHAPES = [(PieceShape.LETTER, "Letter, folded"), (PieceShape.FLAT, "Large envelope, flat")]


class ServiceDialog(KitDialog):
    """Chooses services for a new piece or for one not mailed yet.

    Signals:
        answered: a ``NewMail``; call ``accept`` when it was kept, ``show_error`` when not.
    """

    answered = Signal(object)

    def __init__(
        self, parent: QWidget | None, context: UiContext, piece: MailPiece, *, new: bool
    ) -> None:
        title = "Prepare a new piece" if new else "Change the service"
        super().__init__(parent, title, width=520)
        self._context, self._request_id = context, piece.request_id
        self._task: Task | None = None
        self._fitting = False
        self.notice = Notice()
        self.rows = FormRows(topic="mail")
        self.service: ChoiceField[MailService] = ChoiceField([(s, s.label) for s in MailService])
        self.extras: CheckGroup[ExtraService] = CheckGroup([(e, e.label) for e in ExtraService])
        self.shape: ChoiceField[PieceShape] = ChoiceField(_SHAPES)
        self.ounces = TextField(placeholder="Estimated from the pages", longest=12)
        self.cost = FactList()
        self._build(title, new=new)
        self._show(piece)
        self.service.choice_changed.connect(self._on_changed)
        self.extras.choice_changed.connect(self._on_changed)
        self.shape.choice_changed.connect(self._on_changed)
        self.ounces.editingFinished.connect(self._on_changed)
        self._on_changed()

    def order(self) -> NewMail:
        """What is chosen.

        Raises:
            FieldProblems: the weight is no number.
        """
        return NewMail(
            self._request_id,
            self.service.value() or MailService.FIRST_CLASS,
            self.extras.value(),
            self.shape.value(),
            self._weight(),
        )

    def show_error(self, error: Problem) -> None:
        """Say what is wrong."""
        if isinstance(error, FieldProblems):
            rest = self.rows.show_problems(error.fields)
            self.notice.say(" ".join(rest.values()))
        else:
            self.notice.say_problem(error)

    def _build(self, title: str, *, new: bool) -> None:
        self.body.addWidget(words(title, "cardTitle"))
        if new:
            about = "It goes to the request's address. Confirm that address first."
            self.body.addWidget(words(about, "muted", wrap=True))
        self.body.addWidget(self.notice)
        self.rows.add("service", "Service", self.service)
        self.rows.add("extras", "Extra services", self.extras)
        self.rows.add("shape", "Envelope", self.shape, half=True)
        self.rows.add("ounces", "Weight in ounces", self.ounces, half=True)
        self.rows.section("Cost")
        self.rows.add_wide(self.cost)
        self.body.addWidget(self.rows)
        self.body.addStretch(1)
        self.ok = primary("Prepare it" if new else "Keep the change", clicked=self._on_ok)
        self.ok.setDefault(True)
        self.buttons.addWidget(secondary("Cancel", clicked=self.reject))
        self.buttons.addWidget(self.ok)

    def _show(self, piece: MailPiece) -> None:
        self.service.set_value(piece.service)
        self.extras.set_value(piece.extras)
        self.shape.set_value(PieceShape(piece.shape))
        self._fit_extras()

    def _weight(self) -> Decimal | None:
        text = self.ounces.value().removesuffix("oz").strip()
        if not text:
            return None
        try:
            return Decimal(text)
        except InvalidOperation:
            raise FieldProblems({"ounces": "Type the weight as a number, such as 2.5."}) from None

    def _on_changed(self) -> None:
        if self._fitting:
            return
        self._drop_unfitting()
        self._fit_extras()
        try:
            order = self.order()
        except Problem as problem:
            self.show_error(problem)
            return
        self.rows.clear_problems()
        self._estimate(order)

    def _drop_unfitting(self) -> None:
        """Extras that hang on one that is gone go with it."""
        service, kept = self._chosen()
        while kept and why_not(service, kept):
            kept = kept - {sorted(kept)[-1]}
        self._fitting = True
        self.extras.set_value(kept)
        self._fitting = False

    def _fit_extras(self) -> None:
        """Only what goes with the rest can be ticked; what is ticked can be unticked."""
        service, ticked = self._chosen()
        for extra, box in zip(ExtraService, self.extras.parts(), strict=True):
            why = "" if extra in ticked else why_not(service, ticked | {extra})
            box.setEnabled(not why)
            box.setToolTip(safe_tip(why))
            box.setAccessibleDescription(why)

    def _chosen(self) -> tuple[MailService, frozenset[ExtraService]]:
        return self.service.value() or MailService.FIRST_CLASS, self.extras.value()

    def _estimate(self, order: NewMail) -> None:
        if self._task is not None:
            self._task.cancel()
        mail = self._context.services.mail

        def work(_progress: Progress) -> PieceCost:
            return mail.estimate(order=order)

        self._task = self._context.read(self, work, self._show_cost, self._on_failed)

    def _show_cost(self, cost: PieceCost) -> None:
        lines = [
            Fact(line.label, dollars(line.cents) if line.cents is not None else "not in the table")
            for line in cost.lines
        ]
        since = f"  price table of {format_us_date(cost.prices_from)}" if cost.prices_from else ""
        total = dollars(cost.total_cents) if cost.total_cents is not None else "not known"
        facts = [*lines, Fact("Together", f"{total}{since}", "strong")]
        if cost.uncertain:
            facts.append(Fact("Prices", "One of them is estimated: compare with Notice 123."))
        self.cost.show_facts(facts)
        self.notice.clear()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self.show_error(error)
        else:
            self._context.messages.show_failure(error)

    def _on_ok(self) -> None:
        try:
            self.answered.emit(self.order())
        except Problem as problem:
            self.show_error(problem)


def why_not(service: MailService, extras: frozenset[ExtraService]) -> str:
    """Why these do not go together, or nothing."""
    try:
        check_services(service, extras)
    except FieldProblems as problem:
        return problem.fields["extras"]
    return ""
