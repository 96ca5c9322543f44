"""What each step asks for, in a small form that opens inside the request's page.

The promise: a panel only collects; what it collected becomes one verb of the request service, and a
refused field is marked in words with what was typed kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from app.domain.addresses import Address
from app.domain.errors import FieldProblems
from app.domain.request_states import facts_of
from app.domain.requests import IdentityMethod, Road
from app.services.changes import Outcome
from app.services.request_views import RequestView
from app.services.requests import RequestService
from app.system.clock import Clock
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.buttons import link, primary
from app.ui.kit.cards import caption
from app.ui.kit.choice import ChoiceField, RadioGroup
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import NotesField, TextField
from app.ui.kit.forms import FormRows, input_of
from app.ui.kit.metrics import column, row
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, words
from app.ui.requests.where_part import CONFIRMED

Verb = Callable[[RequestService, int, int], Outcome[int]]
"""(service, request id, version read) -> the new version."""


class StepPanel(QFrame):
    """A tinted box with a few fields, one button and a way back.

    Signals:
        submitted: the button was pressed.
        given_up: the way back.
    """

    submitted = Signal()
    given_up = Signal()

    def __init__(self, title: str, sentence: str, action: str) -> None:
        super().__init__()
        self.setProperty("role", "next")
        self.setAccessibleName(title)
        self.form = FormRows(topic="step")
        self.problem = Notice()
        self.button = primary(action, clicked=self.submitted.emit)
        self.back = link("Cancel", clicked=self.given_up.emit)
        layout = column(self, gap=10, pads=(14, 12, 14, 12))
        layout.addWidget(caption(title))
        said = words(sentence, wrap=True)
        said.setVisible(bool(sentence))
        layout.addWidget(said)
        layout.addWidget(self.form)
        layout.addWidget(self.problem)
        holder = plain()
        buttons = row(holder, gap=12)
        buttons.addWidget(self.button, 1)
        buttons.addWidget(self.back)
        layout.addWidget(holder)

    def first(self) -> QWidget:
        """What takes the keyboard when the panel opens."""
        return self.button

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: Tab goes from the fields down to the buttons, though the fields were made last."""
        super().showEvent(event)
        last: QWidget = self
        step = self.nextInFocusChain()
        while step is not None and step is not self:
            # the boxes of a group as well that Tab passes: each of them can be where it leaves
            takes_keys = step.focusPolicy() is not Qt.FocusPolicy.NoFocus
            if takes_keys and self.isAncestorOf(step) and step not in (self.button, self.back):
                last = step
            step = step.nextInFocusChain()
        QWidget.setTabOrder(last, self.button)
        QWidget.setTabOrder(self.button, self.back)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter in a field that has no use for it itself presses the button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.button.isEnabled():
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Mark the fields; what has no field is said above the button."""
        left = self.form.show_problems(problems)
        self.problem.say(" ".join(left.values()), Kind.LATE)


class VerbPanel(StepPanel):
    """A panel whose fields become one verb of the request service; ``read`` reads them."""

    def __init__(self, texts: tuple[str, str, str], read: Callable[[], Verb]) -> None:
        """``texts``: title, sentence, button."""
        super().__init__(*texts)
        self._read = read

    def deed(self) -> Verb:
        """What the fields ask for.

        Raises:
            FieldProblems: a field cannot be read.
        """
        return self._read()


class IdentityPanel(VerbPanel):
    """How identity was verified, and what proves the authority of a representative (U17)."""

    def __init__(self, view: RequestView) -> None:
        details = view.request.details
        needed = facts_of(
            view.request,
            letter_made=False,
            outside_made=False,
            mail_status=None,
            article_number=False,
        ).authority_needed
        super().__init__(
            (
                "Identity and authority" if needed else "Identity",
                "Keep how it was verified, never a copy or the number of an ID.",
                "Record identity and authority" if needed else "Record identity",
            ),
            self.verb,
        )
        self.method: ChoiceField[IdentityMethod] = self.form.add(
            "method",
            "Verified how",
            ChoiceField([(method, method.label) for method in IdentityMethod], empty="Choose…"),
        )
        self.proof: TextField | None = None
        if needed:
            who = details.asker_person.name or "this person"
            self.proof = self.form.add(
                "authority_proof",
                "Proof that they may decide for the patient",
                TextField(
                    placeholder="Letters of office, guardianship, parent on the birth record"
                ),
                help_text=f"What {who} showed (45 CFR 164.502(g)).",
            )

    def first(self) -> QWidget:
        """The method."""
        return self.method

    def verb(self) -> Verb:
        """Record identity."""
        method = self.method.value()
        if method is None:
            raise FieldProblems({"method": "Choose how identity was verified."})
        proof = self.proof.value() if self.proof is not None else ""
        return lambda service, request_id, version: service.record_identity(
            request_id=request_id, version=version, method=method, authority_proof=proof
        )


class GatheredPanel(VerbPanel):
    """How many pages, and whether they are everything."""

    def __init__(self, view: RequestView) -> None:
        super().__init__(
            ("Gathered", "Every page is this patient's and nobody else's.", "Record as gathered"),
            self.verb,
        )
        self._inspection = view.request.details.road is Road.INSPECTION
        self.pages = TextField(longest=12)
        label = "Pages, if counted" if self._inspection else "Pages"
        self.form.add("page_count", label, self.pages)
        self.whole: RadioGroup[bool] = RadioGroup(
            [(True, "All that was asked for"), (False, "A part")]
        )
        self.whole.set_value(True)
        self.form.add("whole", "This is", self.whole)
        self.note = self.form.add("note", "Note", NotesField(lines=2))
        self._show_note()
        self.whole.choice_changed.connect(self._show_note)

    def first(self) -> QWidget:
        """The count."""
        return self.pages

    def verb(self) -> Verb:
        """Record as gathered."""
        typed = self.pages.value().replace(",", "")
        if typed and not (typed.isascii() and typed.isdigit()):
            raise FieldProblems({"page_count": "Type the number of pages in digits."})
        count = int(typed) if typed else None
        whole, note = self.whole.value() is not False, self.note.value()
        return lambda service, request_id, version: service.mark_gathered(
            request_id=request_id, version=version, page_count=count, whole=whole, note=note
        )

    def _show_note(self) -> None:
        part = self.whole.value() is False
        self.form.set_label("note", "What is left out, and why" if part else "Note")


class AddressPanel(VerbPanel):
    """How the mailing address was confirmed; it can be corrected on the way (U72)."""

    def __init__(self, view: RequestView) -> None:
        address = view.destination.address
        super().__init__(("Confirm the address", view.sends_to, "Confirm address"), self.verb)
        self.how: ChoiceField[str] = self.form.add(
            "how", "Confirmed how", ChoiceField([(how, how) for how in CONFIRMED], empty="Choose…")
        )
        self.correct = QCheckBox("The address is another one")
        if not view.request.details.road.is_postal:
            self.correct.hide()
        self.form.add_wide(self.correct)
        self.address = AddressFields(prefix="address_")
        self.address.set_address(address)
        self.address.hide()
        self.form.add_wide(self.address)
        self.asked = QCheckBox("The patient was asked and wants it")
        self.asked.hide()
        self.form.add_wide(self.asked)
        self.correct.toggled.connect(self._on_correct)

    def first(self) -> QWidget:
        """How."""
        return self.how

    def verb(self) -> Verb:
        """Confirm the address."""
        how = self.how.value() or ""
        if not how:
            raise FieldProblems({"how": "Choose how the address was confirmed."})
        address: Address | None = self.address.address() if self.correct.isChecked() else None
        asked = self.asked.isChecked()
        return lambda service, request_id, version: service.confirm_address(
            request_id=request_id,
            version=version,
            how=how,
            address=address,
            conflict_confirmed=asked,
        )

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """A conflict with the confidential address asks for the patient's word."""
        self.asked.setVisible("address" in problems or not self.asked.isHidden())
        super().show_problems(self.address.show_problems(problems))

    def _on_correct(self) -> None:
        self.address.setVisible(self.correct.isChecked())


class SentPanel(VerbPanel):
    """The day on which the copy left."""

    def __init__(self, view: RequestView, clock: Clock) -> None:
        road = view.request.details.road
        super().__init__(
            ("Sent", f"By {road.label}, to {view.row.recipient_shown}.", "Record as sent"),
            self.verb,
        )
        self.day = self.form.add("on", "On", DateField(clock, clock.today()))

    def first(self) -> QWidget:
        """The day."""
        return self.day

    def verb(self) -> Verb:
        """Record as sent."""
        day = self.day.day("on")
        return lambda service, request_id, version: service.mark_sent(
            request_id=request_id, version=version, on=day
        )


class ClosePanel(VerbPanel):
    """Proof of arrival, or the reason for closing without (U98)."""

    def __init__(self, view: RequestView, *, arrived: bool) -> None:
        sentence = (
            "Proof of delivery is on file."
            if arrived
            else "How is it known that the copy arrived? If it is not known, say why it is closed."
        )
        super().__init__(("Close", sentence, "Close the request"), self.verb)
        self._arrived = arrived
        self.proof = TextField(placeholder="Signed at pick-up, fax report")
        self.form.add("proof", "Further proof" if arrived else "Proof of arrival", self.proof)
        self.reason = TextField()
        self.form.add("reason", "Reason for closing without proof", self.reason)
        self.form.set_row_visible("reason", visible=not arrived)

    def first(self) -> QWidget:
        """The proof, or the button where proof is on file."""
        return self.button if self._arrived else self.proof

    def verb(self) -> Verb:
        """Close."""
        proof, reason = self.proof.value(), self.reason.value()
        if not (proof or reason or self._arrived):
            raise FieldProblems({"proof": "Type the proof, or the reason below."})
        return lambda service, request_id, version: service.close(
            request_id=request_id, version=version, proof=proof, reason=reason
        )


class ReasonPanel(VerbPanel):
    """Withdrawn, no records here, or send again: a sentence that stays on record."""

    def __init__(self, texts: tuple[str, str, str], label: str, verb: ReasonVerb) -> None:
        """``texts``: title, sentence, button."""
        super().__init__(texts, self.verb)
        self._verb = verb
        self.reason = self.form.add("reason", label, NotesField(lines=2))

    def first(self) -> QWidget:
        """The sentence."""
        return input_of(self.reason)

    def verb(self) -> Verb:
        """The step with its reason."""
        reason, verb = self.reason.value(), self._verb
        return lambda service, request_id, version: verb(service, request_id, version, reason)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """A note is refused under the name of the reason."""
        renamed = {"reason" if name == "note" else name: text for name, text in problems.items()}
        super().show_problems(renamed)


ReasonVerb = Callable[[RequestService, int, int, str], Outcome[int]]


class NoRecordsPanel(ReasonPanel):
    """Where was looked, and where the records are kept, if that is known (45 CFR 164.524(d)(3))."""

    def __init__(self) -> None:
        super().__init__(
            (
                "No records here",
                "If it is known where the records are kept, the requester has to be told.",
                "Record that there are none",
            ),
            "Where you looked",
            self._record,
        )
        self.elsewhere = self.form.add("elsewhere", "Where they are kept, if known", TextField())

    def _record(
        self, service: RequestService, request_id: int, version: int, reason: str
    ) -> Outcome[int]:
        return service.no_records(
            request_id=request_id, version=version, reason=reason, elsewhere=self._elsewhere
        )

    def verb(self) -> Verb:
        """The step; the field is read here, on the GUI thread."""
        self._elsewhere = self.elsewhere.value()
        return super().verb()


def withdraw_panel() -> StepPanel:
    """The request was taken back."""
    return ReasonPanel(
        ("Withdrawn", "The request ends here; the clock stops with it.", "Record as withdrawn"),
        "Who took it back, and how",
        lambda service, request_id, version, reason: service.withdraw(
            request_id=request_id, version=version, reason=reason
        ),
    )


def send_again_panel() -> StepPanel:
    """The piece came back."""
    return ReasonPanel(
        (
            "Send again",
            "The request goes back to be sent. What came back does not count as sent.",
            "Send again",
        ),
        "What to do differently",
        lambda service, request_id, version, reason: service.send_again(
            request_id=request_id, version=version, note=reason
        ),
    )
