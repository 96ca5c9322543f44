"""May the copy leave now, and if not, why not? The answer of the one table, in words."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.consent_proposal import kind_needed
from app.domain.consents import ConsentKind
from app.domain.email_addresses import Compared, compare_emails
from app.domain.release_rule import Allowed, NotYet, ReleaseAnswer
from app.domain.request_states import BEFORE_SENDING
from app.services.request_views import RequestView
from app.ui.kit.buttons import link
from app.ui.kit.cards import caption, empty_layout
from app.ui.kit.chip import Chip
from app.ui.kit.metrics import column, row
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words

_NOT_IN_BOOK = (
    "Add this recipient with the e-mail address to the address book (Registers), then choose the "
    "entry under “Correct a mistake”."
)


class ReleasePart(QWidget):
    """A chip and a sentence; the reasons, each with its rule, unfold below.

    Signals:
        consent_requested: a consent is missing, or someone else is to pick it up.
        place_requested: (``"patient"`` or ``"party"``, id) whose page holds the e-mail address.
    """

    consent_requested = Signal()
    place_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.chip = Chip()
        self.sentence = words("", wrap=True)
        self.why = link("Why?", clicked=self._on_why)
        self.consent = link("Open a consent", clicked=self.consent_requested.emit)
        self.write = link("Write the e-mail address", clicked=self.write_address)
        self._place: tuple[str, int] | None = None
        self.addresses = words("", "help", wrap=True)
        self.addresses.setTextFormat(Qt.TextFormat.RichText)
        self.reasons = QWidget()
        self.reasons.setObjectName("plain")
        self._lines = column(self.reasons, gap=8)
        self._count = 0
        inside = column(self, gap=8)
        inside.addWidget(caption("May it leave now?"))
        head = row(gap=10)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.sentence, 1)
        inside.addLayout(head)
        links = row(gap=16)
        links.addWidget(self.why)
        links.addWidget(self.consent)
        links.addStretch(1)
        inside.addLayout(links)
        inside.addWidget(self.write, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.addresses)
        inside.addWidget(self.reasons)

    def show_view(self, view: RequestView, *, may_capture: bool) -> None:
        """Show the answer while the copy has not left; afterwards there is nothing to ask."""
        self.setVisible(view.request.status in BEFORE_SENDING)
        answer = view.release
        self._show_answer(answer)
        needed = kind_needed(answer, view.request.details.road)
        by_someone_else = needed is ConsentKind.PICK_UP
        self.consent.setText("Someone else picks it up" if by_someone_else else "Open a consent")
        self.consent.setVisible(needed is not None and may_capture)
        self._show_email(view, may_write=may_capture)
        self._unfold(shown=False)

    def _show_email(self, view: RequestView, *, may_write: bool) -> None:
        """Where the e-mail address is written; two that differ stand one under the other."""
        by_email = view.request.details.road.is_email
        self._place = _place_of(view)
        self.write.setText(
            "Correct the e-mail address" if view.sends_to else "Write the e-mail address"
        )
        shut = isinstance(view.release, NotYet)
        self.write.setVisible(by_email and shut and may_write and self._place is not None)
        lines = _two_addresses(view) if view.agreed_email and view.sends_to else ""
        if by_email and self._place is None and not view.sends_to:
            lines = _NOT_IN_BOOK
        self.addresses.setText(lines)
        self.addresses.setVisible(bool(lines))

    def _show_answer(self, answer: ReleaseAnswer) -> None:
        empty_layout(self._lines)
        if isinstance(answer, Allowed):
            self.chip.show_state("Yes", Kind.DONE)
            self.sentence.setText(answer.basis)
            for text in answer.safeguards:
                self._add(text, "")
            self._count = len(answer.safeguards)
            return
        first = answer.reasons[0]
        self.chip.show_state("Not yet", Kind.SOON)
        more = len(answer.reasons) - 1
        also = f" And {more} more." if more else ""
        self.sentence.setText(f"{first.sentence}{also}")
        for reason in answer.reasons:
            self._add(reason.sentence, f"{reason.next_step}  {reason.citation}")
        self._count = len(answer.reasons)

    def _add(self, text: str, below: str) -> None:
        line = column(gap=0)
        line.addWidget(words(text, wrap=True))
        if below:
            line.addWidget(words(below, "help", wrap=True))
        self._lines.addLayout(line)

    def write_address(self) -> bool:
        """Ask for the page that holds the e-mail address; False when no page holds it."""
        if self._place is None:
            return False
        self.place_requested.emit(self._place)
        return True

    def _on_why(self) -> None:
        self._unfold(shown=self.reasons.isHidden())

    def _unfold(self, *, shown: bool) -> None:
        allowed = self.chip.text() == "Yes"
        self.reasons.setVisible(shown)
        name = "What to see to" if allowed else "Every reason, and what to do"
        self.why.setText("Fold it up" if shown else name)
        self.why.setVisible(self._count > 0)


def _place_of(view: RequestView) -> tuple[str, int] | None:
    """Whose page holds the e-mail address; None for someone who is not in the address book."""
    person = view.request.details.receiver
    if person is None:
        return ("patient", view.patient.id)
    return ("party", person.party_id) if person.party_id is not None else None


def _two_addresses(view: RequestView) -> str:
    here, signed = compare_emails(view.sends_to, view.agreed_email)
    return (
        f"This request goes to:<br>{_marked(here)}<br>"
        f"Signed under:<br>{_marked(signed)}<br>Bold letters differ."
    )


def _marked(pieces: Compared) -> str:
    return "".join(
        f"<b><u>{escape(text)}</u></b>" if differs else escape(text) for text, differs in pieces
    )
