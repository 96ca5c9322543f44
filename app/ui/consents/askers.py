"""Opens the dialog of a wish and carries out what was answered in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.domain.consents import Consent
from app.services.changes import Outcome
from app.services.consents import ConsentService, PaperReturn, VoiceAnswer
from app.services.progress import Progress
from app.ui.consents.ask import AskDialog
from app.ui.consents.dialogs import (
    DayAndNote,
    EventDialog,
    MessageDialog,
    NoteDialog,
    RevokeDialog,
    VoiceDialog,
)
from app.ui.consents.paper_return import PaperReturnDialog
from app.ui.consents.resting import Rests
from app.ui.consents.wishes import Wish
from app.ui.kit.context import UiContext

if TYPE_CHECKING:
    from app.ui.consents.desk import ConsentDesk

ENDED = "Recorded. Nothing more leaves on it."
Answered = Callable[[ConsentService, Any], Outcome[int]]
"""What is done with the answer of a dialog."""


class Askers(QObject):
    """One dialog at a time; the desk knows which."""

    def __init__(self, desk: ConsentDesk, context: UiContext) -> None:
        super().__init__(desk)
        self._desk, self._context = desk, context

    def ask(self, wish: Wish, consent: Consent) -> None:
        """Open the dialog of a wish."""
        openers: dict[Wish, Callable[[Consent], object]] = {
            Wish.PAPER: self._paper,
            Wish.VOICE: self._voice,
            Wish.MESSAGE: self._message,
            Wish.DECLINE: self._decline,
            Wish.DISCARD: self._discard,
            Wish.REVOKE: self._revoke,
            Wish.EVENT: self._event,
            Wish.FALSE: self._false,
        }
        openers[wish](consent)

    def _open(self, dialog: AskDialog) -> None:
        self._desk.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self._desk.dialog = None

    def _paper(self, consent: Consent) -> None:
        dialog = PaperReturnDialog(self._desk.window, self._context, consent)
        consents = self._context.services.consents

        def answered(paper: PaperReturn) -> None:
            def work(progress: Progress) -> Outcome[int]:
                return consents.record_paper(
                    consent_id=consent.id,
                    version=consent.version,
                    paper=paper,
                    progress=progress,
                )

            def done(_version: int) -> None:
                dialog.kept()
                self._desk.remember("The signed paper is sealed and kept.")

            task = self._context.act_beside(
                dialog,
                work,
                done,
                lambda error: self._desk.refused(error, dialog),
                dialog.show_step,
            )
            dialog.rejected.connect(task.cancel)

        dialog.answered.connect(answered)
        self._open(dialog)

    def _voice(self, consent: Consent) -> None:
        dialog = VoiceDialog(self._desk.window, consent.text)

        def answered(voice: VoiceAnswer | None) -> None:
            if voice is None:
                self._desk.carry_out(
                    lambda service, _progress: service.decline(
                        consent_id=consent.id, version=consent.version, note="Said by voice"
                    ),
                    "Recorded: the patient said no.",
                    dialog,
                )
                return
            self._desk.carry_out(
                lambda service, _progress: service.record_voice(
                    consent_id=consent.id, version=consent.version, voice=voice
                ),
                "Recorded and sealed: given by voice.",
                dialog,
            )

        dialog.answered.connect(answered)
        self._open(dialog)

    def _decline(self, consent: Consent) -> None:
        dialog = NoteDialog(
            self._desk.window,
            ("The patient says no", "They were told of it and do not want it. Offer a safer way."),
            "Note",
        )
        self._record(
            dialog,
            lambda service, note: service.decline(
                consent_id=consent.id, version=consent.version, note=note
            ),
            "Recorded: the patient said no.",
        )

    def _discard(self, consent: Consent) -> None:
        dialog = NoteDialog(
            self._desk.window,
            (
                "Opened by mistake",
                "It is discarded without a signature and stays on record with your reason.",
            ),
            "Why",
            "reason",
        )
        self._record(
            dialog,
            lambda service, reason: service.discard(
                consent_id=consent.id, version=consent.version, reason=reason
            ),
            "Discarded. It stays on record.",
        )

    def _event(self, consent: Consent) -> None:
        dialog = EventDialog(self._desk.window, self._context.clock, consent.terms.expires_event)
        self._record(
            dialog,
            lambda service, answer: service.note_event(
                consent_id=consent.id, version=consent.version, on=answer.day, note=answer.note
            ),
            ENDED,
        )

    def _false(self, consent: Consent) -> None:
        dialog = NoteDialog(
            self._desk.window,
            (
                "Something in it is false",
                "What is known to be false ends it (45 CFR 164.508(b)(2)(v)).",
            ),
            "What is false, and from where you know",
        )
        self._record(
            dialog,
            lambda service, note: service.note_false(
                consent_id=consent.id, version=consent.version, note=note
            ),
            ENDED,
        )

    def _message(self, consent: Consent) -> None:
        self._record(
            MessageDialog(self._desk.window, self._context.clock),
            lambda service, message: service.record_message(
                consent_id=consent.id, version=consent.version, message=message
            ),
            "Recorded: the patient wrote first. The warning is owed before the record leaves.",
        )

    def _record(self, dialog: AskDialog, verb: Answered, said: str) -> None:
        """Open a dialog whose answer is one verb; ``said`` is told when it is done."""
        dialog.answered.connect(
            lambda answer: self._desk.carry_out(
                lambda service, _progress: verb(service, answer), said, dialog
            )
        )
        self._open(dialog)

    def _revoke(self, consent: Consent) -> None:
        """First look which open requests rest on it, so that the dialog can name them."""

        def ask(rests: tuple[Rests, ...]) -> None:
            numbers = [one.number for one in rests]
            dialog = RevokeDialog(self._desk.window, self._context.clock, numbers)
            dialog.answered.connect(lambda answer: self._do_revoke(consent, answer, dialog, rests))
            self._open(dialog)

        self._desk.resting.find(consent, ask)

    def _do_revoke(
        self, consent: Consent, answer: DayAndNote, dialog: AskDialog, rests: tuple[Rests, ...]
    ) -> None:
        consents = self._context.services.consents

        def work(_progress: Progress) -> Outcome[int]:
            return consents.revoke(
                consent_id=consent.id,
                version=consent.version,
                received_on=answer.day,
                note=answer.note,
            )

        def done(_version: int) -> None:
            dialog.kept()
            self._desk.resting.look_again(rests, self._desk.remember)

        self._context.act(self, work, done, lambda error: self._desk.refused(error, dialog))
