"""Consents on the real encrypted store, with the real services behind the real widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import Path

from pypdf import PdfWriter
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.authorization import AuthorizationForm
from app.domain.consent_signature import Drawing, StrokePoint
from app.domain.consents import ConsentKind, ConsentTerms, Signer
from app.domain.errors import Problem
from app.domain.requests import Road
from app.domain.staff import Role, is_permitted
from app.services.consents import PaperReturn, VoiceAnswer
from app.services.desk import Desk
from app.services.file_intake import PickedFile
from app.services.services import Services
from app.system.clock import FixedClock
from app.ui.consents.signature_field import SignatureField
from app.ui.kit.context import UiContext
from app.ui.kit.task_runner import InlineRunner, Runner
from app.ui.kit.theme import Theme
from tests.services.people_kit import DANA, add_patient, log_request
from tests.services.vault_kit import NOW, desk_in
from tests.ui.kit.demo import GivenFiles, NoPrinters, make_context

EMAIL = "dana@example.org"
WITNESS = "Marco Bell"


@dataclass
class Told:
    """Keeps what would stand in message boxes and at the foot of the window."""

    failures: list[Exception] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def show_failure(self, error: Exception) -> None:
        self.failures.append(error)

    def show_problem(self, problem: Problem) -> None:
        self.failures.append(problem)

    def show_defect(self, error: BaseException) -> str:
        raise AssertionError("a defect") from error

    def tell(self, title: str, text: str, more: str = "") -> None:
        self.lines.append(text)

    def confirm(self, title: str, text: str, action: str, *, dangerous: bool = False) -> bool:
        return True

    def say(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        self.lines.append(text)


@dataclass
class Day:
    """An open practice, its context and the edges that the tests look at."""

    desk: Desk
    services: Services
    context: UiContext
    messages: Told
    files: GivenFiles
    printers: NoPrinters
    patient_id: int = 0
    went: list[tuple[str, object]] = field(default_factory=list)

    def terms(self, kind: ConsentKind = ConsentKind.EMAIL, **changes: object) -> ConsentTerms:
        """Terms that can be opened."""
        base = ConsentTerms(patient_id=self.patient_id, kind=kind, signer=Signer("Dana Mosciski"))
        if kind is ConsentKind.EMAIL:
            base = replace(base, email=EMAIL, purpose="My visit notes of 2026")
        elif kind is ConsentKind.PICK_UP:
            base = replace(base, person="Otha Schowalter", relation="neighbor")
        else:
            form = AuthorizationForm(
                information="Visit notes of 2026",
                recipient="Reyes Law Office",
                purpose="My claim",
            )
            base = replace(base, form=form, expires_on=date(2027, 5, 31))
        return replace(base, **changes)  # type: ignore[arg-type]

    def open(self, kind: ConsentKind = ConsentKind.EMAIL, **changes: object) -> int:
        """A draft; its id."""
        return self.services.consents.open(terms=self.terms(kind, **changes)).value

    def signed(self, kind: ConsentKind = ConsentKind.EMAIL, **changes: object) -> int:
        """A consent signed on the screen; its id."""
        consent_id = self.open(kind, **changes)
        self.services.consents.sign_on_screen(
            consent_id=consent_id, version=self.version(consent_id), drawing=a_drawing()
        )
        return consent_id

    def spoken(self) -> int:
        """A consent given by voice."""
        consent_id = self.open(email="dana.voice@example.org")
        self.services.consents.record_voice(
            consent_id=consent_id,
            version=self.version(consent_id),
            voice=VoiceAnswer(WITNESS, "Yes, send it there."),
        )
        return consent_id

    def from_outside(self, folder: Path) -> int:
        """An authorization from outside that lacks much."""
        form = AuthorizationForm(
            information="Everything", recipient="Northway Insurance", outside=True
        )
        consent_id = self.open(ConsentKind.AUTHORIZATION, form=form, expires_on=None)
        self.services.consents.record_paper(
            consent_id=consent_id,
            version=self.version(consent_id),
            paper=PaperReturn(PickedFile(a_pdf(folder)), date(2026, 11, 20), form, looked=True),
        )
        return consent_id

    def revoked(self) -> int:
        """A consent that was taken back."""
        consent_id = self.signed(email="dana.old@example.org")
        self.services.consents.revoke(
            consent_id=consent_id,
            version=self.version(consent_id),
            received_on=date(2026, 11, 23),
        )
        return consent_id

    def request(self, **changes: object) -> int:
        """An open request of the patient."""
        return log_request(self.desk, self.patient_id, **changes)

    def by_email(self) -> int:
        """An open request that wants ordinary e-mail."""
        return self.request(road=Road.UNENCRYPTED_EMAIL)

    def version(self, consent_id: int) -> int:
        return self.services.consents.get(consent_id=consent_id).consent.version

    def status(self, consent_id: int) -> str:
        return self.services.consents.get(consent_id=consent_id).standing.status.value


def a_day(
    root: Path, theme: Theme, role: Role = Role.ADMINISTRATOR, runner: Runner | None = None
) -> Day:
    """An empty practice with one patient; Ann is signed in on the morning of 11/23/2026."""
    clock = FixedClock(NOW)
    desk = desk_in(root, clock=clock)
    patient_id = add_patient(desk, replace(DANA, email=EMAIL))
    messages, files, printers = Told(), GivenFiles(), NoPrinters(["HP LaserJet"])
    services = Services(desk)
    context = replace(
        make_context(theme, services, runner or InlineRunner(messages.show_failure)),
        messages=messages,
        files=files,
        printers=printers,
        clock=clock,
    )
    context.actions.allow(lambda operation: is_permitted(role, operation))
    day = Day(desk, services, context, messages, files, printers, patient_id)
    context.navigator.room_requested.connect(lambda room, item: day.went.append((room, item)))
    return day


def a_drawing() -> Drawing:
    """A signature as a mouse would draw it."""
    points = tuple(StrokePoint(0.1 + n * 0.02, 0.5 + (n % 4) * 0.06, n * 12) for n in range(30))
    return Drawing((points,), 4.0, "mouse")


def a_pdf(folder: Path, pages: int = 1, password: str = "") -> Path:
    """A PDF with blank pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    if password:
        writer.encrypt(password)
    made = BytesIO()
    writer.write(made)
    path = folder / "scan.pdf"
    path.write_bytes(made.getvalue())
    return path


def draw(field_of: SignatureField) -> None:
    """Sign with the mouse, in two strokes."""
    width, height = field_of.width(), field_of.height()
    for start in (0.15, 0.5):
        spots = [
            QPoint(round(width * (start + n * 0.02)), round(height * (0.4 + (n % 3) * 0.1)))
            for n in range(14)
        ]
        QTest.mousePress(field_of, Qt.MouseButton.LeftButton, pos=spots[0])
        for spot in spots[1:]:
            QTest.mouseMove(field_of, spot)
            _drag(field_of, spot)
        QTest.mouseRelease(field_of, Qt.MouseButton.LeftButton, pos=spots[-1])


def _drag(widget: QWidget, spot: QPoint) -> None:
    """A move with the button held, which the test library does not send."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    place = QPointF(spot)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(widget.mapToGlobal(spot)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)
