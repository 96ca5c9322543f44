"""The fields that one move of a piece needs, and what was answered in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems
from app.domain.mail import AcceptanceProof
from app.domain.mail_states import MailMove
from app.system.clock import Clock
from app.ui.kit.choice import ChoiceField
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import TextField

_DAY_LABELS = {
    MailMove.ACCEPT: "Accepted on",
    MailMove.DELIVER: "Delivered on",
    MailMove.FILE_RECEIPT: "Came back on",
    MailMove.LEAVE_NOTICE: "Left on",
    MailMove.RETURN: "Came back on",
}
_NOTED = (
    MailMove.LEAVE_NOTICE,
    MailMove.REFUSE,
    MailMove.LEAVE_UNCLAIMED,
    MailMove.FIND_UNDELIVERABLE,
    MailMove.RETURN,
    MailMove.LOSE,
)


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """What a person logs.

    Attributes:
        name: who dropped it off, or who signed.
        despite: it was handed over although it may not leave.
    """

    move: MailMove
    on: date | None = None
    proof: AcceptanceProof = AcceptanceProof.STAMPED_RECEIPT
    name: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    despite: bool = False


class MoveFields:
    """Fields for one move, to be put into rows of any kind."""

    def __init__(self, move: MailMove, clock: Clock, person: str) -> None:
        """``person`` is who is signed in; they dropped it off unless someone else is named."""
        self.move = move
        self._day = DateField(clock, clock.today()) if move is not MailMove.CANCEL else None
        self._proof: ChoiceField[AcceptanceProof] = ChoiceField(
            [(proof, proof.label) for proof in AcceptanceProof]
        )
        self._name = TextField(placeholder=person if move is MailMove.ACCEPT else "Name, if known")
        self._note = TextField(placeholder="" if move is MailMove.CANCEL else "If there is one")

    def rows(self) -> list[tuple[str, str, QWidget]]:
        """Name, label and field of each row."""
        found: list[tuple[str, str, QWidget]] = []
        if self._day is not None:
            found.append(("on", _DAY_LABELS.get(self.move, "On"), self._day))
        if self.move is MailMove.ACCEPT:
            found.append(("proof", "Proof", self._proof))
            found.append(("dropped_by", "Taken by", self._name))
        elif self.move is MailMove.DELIVER:
            found.append(("to", "Signed by", self._name))
        elif self.move is MailMove.CANCEL:
            found.append(("reason", "Why", self._note))
        elif self.move in _NOTED:
            found.append(("note", "Note", self._note))
        return found

    def answer(self) -> MoveAnswer:
        """What was typed.

        Raises:
            FieldProblems: the day is missing or no date.
        """
        on = self._day.day("on") if self._day is not None else None
        if self._day is not None and on is None:
            raise FieldProblems({"on": "Type the day as MM/DD/YYYY."})
        proof = self._proof.value() or AcceptanceProof.STAMPED_RECEIPT
        return MoveAnswer(self.move, on, proof, self._name.value(), self._note.value())
