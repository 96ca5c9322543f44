"""What the person does with the chosen consent: the pane on one side, verbs on the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.consents import Consent
from app.domain.errors import Conflict, NotFound
from app.services.changes import Outcome
from app.services.consent_reads import ConsentDetail
from app.services.consents import ConsentService
from app.services.progress import Progress
from app.ui.consents.ask import AskDialog
from app.ui.consents.askers import Askers
from app.ui.consents.pane import ConsentPane
from app.ui.consents.patient_view import PatientView
from app.ui.consents.previews import ConsentPreviews
from app.ui.consents.resting import Resting
from app.ui.consents.wishes import Wish
from app.ui.kit.context import UiContext
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind

Verb = Callable[[ConsentService, Progress], Outcome[int]]


class ConsentDesk(QObject):
    """Works the pane.

    Signals:
        shown: the id of the consent now shown, or None.
        lost: the chosen consent is not there any more.
        new_requested: a new consent like the one shown (a ``Consent``).
        settled: something was done with it, or the screen came back; the row is next.
    """

    shown = Signal(object)
    lost = Signal()
    new_requested = Signal(object)
    settled = Signal()

    def __init__(self, page: QWidget, context: UiContext, pane: ConsentPane) -> None:
        super().__init__(page)
        self._page, self._context, self.pane = page, context, pane
        self._id: int | None = None
        self._news, self._settling = "", False
        self._task: Task | None = None
        self.dialog: AskDialog | None = None
        self.patient_view: PatientView | None = None
        self.previews = ConsentPreviews(page, context, self.reload)
        self.resting = Resting(self, context)
        self.askers = Askers(self, context)
        pane.wish_made.connect(self.do)
        pane.consent_requested.connect(self.show_consent)

    @property
    def consent_id(self) -> int | None:
        """The consent that is shown or asked for."""
        return self._id

    @property
    def window(self) -> QWidget:
        """What dialogs lie over."""
        return self._page.window()

    @property
    def detail(self) -> ConsentDetail | None:
        """The consent as it was last read."""
        return self.pane.detail

    def show_consent(self, consent_id: int, then: Callable[[], object] | None = None) -> None:
        """Show a consent; ``then`` is called when it stands there."""
        self._id = consent_id
        if self._task is not None:
            self._task.cancel()
        consents = self._context.services.consents

        def work(_progress: Progress) -> ConsentDetail:
            return consents.get(consent_id=consent_id)

        def show(detail: ConsentDetail) -> None:
            self._show(detail)
            if then is not None:
                then()

        self._task = self._context.read(self, work, show, self._on_not_read)

    def show_nothing(self) -> None:
        """No consent is chosen."""
        self._id = None
        self.pane.show_nothing()
        self.shown.emit(None)

    def reload(self) -> None:
        """Show the newest state."""
        if self._id is not None:
            self.show_consent(self._id)

    def say(self, text: str, kind: Kind = Kind.DONE) -> None:
        """Say something above the next step, also after the consent was read again."""
        self._news = ""
        self.pane.news.say(text, kind)

    def do(self, wish: Wish) -> None:
        """Fulfil a wish about the consent shown."""
        detail = self.detail
        if detail is None or not self._context.actions.may(wish.operation):
            return
        self.pane.news.fade()
        consent = detail.consent
        deeds: dict[Wish, Callable[[], object]] = {
            Wish.SIGN: lambda: self.open_patient_view(detail),
            Wish.PRINT: lambda: self.previews.open_form(consent),
            Wish.LETTER: lambda: self.previews.open_letter(consent),
            Wish.PDF: lambda: self.previews.open_sealed(consent),
            Wish.SCAN: lambda: self.previews.open_scan(consent),
            Wish.AGAIN: lambda: self.new_requested.emit(consent),
            Wish.REQUEST: lambda: self._context.navigator.go("requests", consent.terms.request_id),
            Wish.VERIFY: lambda: self._verify(consent),
            Wish.COPY: lambda: self._note_copy(consent),
        }
        if wish in deeds:
            deeds[wish]()
        else:
            self.askers.ask(wish, consent)

    def open_patient_view(self, detail: ConsentDetail) -> None:
        """Hand the screen over."""
        view = PatientView(self.window, self._context, detail)
        self.patient_view = view
        view.signed.connect(lambda: self.remember("The patient signed. It is sealed and kept."))
        view.declined.connect(lambda: self.remember("The patient said no. Nothing was signed."))
        view.finished.connect(self._on_handed_back)
        view.open_over()

    def carry_out(self, verb: Verb, said: str, dialog: AskDialog | None = None) -> Task:
        """Do one verb; ``said`` is told when it is done."""
        consents = self._context.services.consents

        def work(progress: Progress) -> Outcome[int]:
            return verb(consents, progress)

        def done(_version: int) -> None:
            if dialog is not None:
                dialog.kept()
            self.remember(said)

        return self._context.act(self, work, done, lambda error: self._on_refused(error, dialog))

    def refused(self, error: Exception, dialog: AskDialog | None) -> None:
        """Something was not done; say so in its dialog."""
        self._on_refused(error, dialog)

    def remember(self, said: str) -> None:
        """Said once the consent was read again."""
        self._news, self._settling = said, True
        self.reload()

    def _show(self, detail: ConsentDetail) -> None:
        self.pane.show_detail(detail)
        if self._news:
            self.say(self._news)
        self.shown.emit(detail.consent.id)
        if self._settling and self.patient_view is None:
            self._settling = False
            self.settled.emit()
        given = detail.consent.given
        if given is not None and given.image_id is not None:
            self._show_picture(detail.consent.id)

    def _show_picture(self, consent_id: int) -> None:
        consents = self._context.services.consents

        def work(_progress: Progress) -> bytes:
            return consents.signature_image(consent_id=consent_id)

        def show(png: bytes) -> None:
            if self._id == consent_id:
                self.pane.show_picture(png)

        self._context.read(self, work, show)

    def _on_not_read(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.show_nothing()
            self.lost.emit()
        else:
            self._context.messages.show_failure(error)

    def _on_handed_back(self) -> None:
        view, self.patient_view = self.patient_view, None
        if view is not None:
            view.deleteLater()
        self._settling = True
        self.reload()

    def _on_refused(self, error: Exception, dialog: AskDialog | None) -> None:
        if isinstance(error, Conflict):
            self.reload()
        if dialog is not None:
            dialog.show_error(error)
        if dialog is None or not dialog.isVisible():
            self._context.messages.show_failure(error)

    def _note_copy(self, consent: Consent) -> None:
        self.carry_out(
            lambda service, _progress: service.note_copy_given(
                consent_id=consent.id, version=consent.version
            ),
            "Recorded: the signer has a copy.",
        )

    def _verify(self, consent: Consent) -> None:
        seals = self._context.services.consent_seals

        def show(answer: tuple[bool, str]) -> None:
            intact, sentence = answer
            self.say(sentence, Kind.DONE if intact else Kind.LATE)

        def work(_progress: Progress) -> tuple[bool, str]:
            report = seals.verify(consent_id=consent.id)
            return report.intact, report.sentence

        self._context.read(self, work, show)
