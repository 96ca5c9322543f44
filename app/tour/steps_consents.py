"""The tour in the Consents room: on the screen, on paper, by voice, taken back, incomplete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from app.documents.request_letter import InventedLetter, draw_request_letter
from app.domain.dates import format_us_date
from app.tour.invented import invented_office
from app.tour.people import nth, people_of
from app.tour.stage import Stage
from app.tour.steps_desk import services_of
from app.tour.steps_setup import PASSWORD
from app.ui.consents.signature_field import SignatureField

SEALED, BLANK = "consent-sealed.pdf", "consent-form.pdf"
ADDRESS = "patient@example.org"
_ALT = Qt.KeyboardModifier.AltModifier
_SCRIPT = (
    ((0.14, 0.62), (0.17, 0.30), (0.20, 0.22), (0.21, 0.45), (0.19, 0.72), (0.24, 0.50)),
    ((0.26, 0.60), (0.29, 0.46), (0.31, 0.62), (0.34, 0.48), (0.36, 0.62), (0.40, 0.44)),
    ((0.44, 0.64), (0.47, 0.26), (0.49, 0.66), (0.53, 0.50), (0.57, 0.66), (0.63, 0.46)),
    ((0.16, 0.84), (0.36, 0.80), (0.66, 0.86)),
)
"""A name as a hand might write it: strokes, each through these places of the field."""


@dataclass(frozen=True, slots=True)
class ConsentSteps:
    """The steps that need a folder for scans."""

    scans: Path
    written_on: date

    def look_at_the_empty_room(self, stage: Stage) -> None:
        """What to do first."""
        stage.robot.key(Qt.Key.Key_3, _ALT)
        stage.picture("consents-empty")

    def sign_on_the_screen(self, stage: Stage) -> None:
        """Opened, handed over, read, signed, handed back; the sealed PDF kept."""
        robot = stage.robot
        robot.press("New consent")
        stage.picture("new-consent")
        _choose_patient(stage, 0)
        robot.fill("E-mail address", ADDRESS.replace("example", "exmaple"))
        robot.fill("The same once more", ADDRESS)
        robot.press("Open consent")
        stage.picture("new-consent-two-addresses")
        robot.fill("E-mail address", ADDRESS)
        robot.fill("What will be sent", "My visit notes")
        robot.pause(400)
        stage.picture("new-consent-filled-in")
        robot.press("Open consent")
        robot.press("Sign on this screen")
        stage.picture("patient-view-english")
        _read_to_the_end(stage)
        robot.press("Done")
        stage.picture("patient-view-empty-field")
        _sign(stage)
        stage.picture("patient-view-signed")
        robot.press("Done")
        _hand_back(stage, "patient-view-thanks")
        stage.picture("consent-signed")
        robot.press("Verify")
        robot.pause(100)
        stage.picture("consent-verified")
        robot.press("Open the sealed PDF")
        robot.find("Close", QAbstractButton)
        robot.pause(300)
        stage.picture("consent-sealed-preview")
        paper = stage.paper(SEALED)
        robot.press("Save a copy")
        stage.wait_for(paper)
        robot.press("Close")
        _count(stage)

    def sign_in_spanish_on_paper(self, stage: Stage) -> None:
        """Read in Spanish, handed back unsigned; then the form is printed, signed and scanned."""
        robot = stage.robot
        robot.press("New consent")
        robot.press("Kind: Pick-up by someone else")
        robot.press("The patient reads: Español")
        _choose_patient(stage, 1)
        robot.fill("Who may pick it up", "Otha Schowalter")
        robot.fill("How they stand to the patient", "neighbor")
        robot.press("Open consent")
        robot.press("Sign on this screen")
        stage.picture("patient-view-spanish")
        robot.press("No deseo esto")
        stage.picture("patient-view-spanish-no")
        robot.press("Volver al texto")
        robot.press("Devolver al personal")
        _hand_back(stage, "patient-view-spanish-hand-back")
        robot.press("Print the form")
        robot.find("Close", QAbstractButton)
        robot.pause(300)
        stage.picture("consent-form-preview")
        blank = stage.paper(BLANK)
        robot.press("Save as PDF")
        stage.wait_for(blank)
        robot.press("Close")
        robot.press("Add the signed paper")
        stage.files.lay_ready(self._scan())
        robot.press("Scan of the signed paper")
        robot.fill("Day of the signature", format_us_date(self.written_on))
        _look_at_scan(stage)
        stage.picture("consent-paper-returns")
        robot.press("Keep the paper")
        robot.find("Open the scan", QAbstractButton)
        stage.picture("consent-on-paper")
        _count(stage)

    def take_one_by_voice_and_revoke_it(self, stage: Stage) -> None:
        """The words read out, a witness; then the patient takes it back."""
        robot = stage.robot
        robot.press("New consent")
        _choose_patient(stage, 2)
        robot.fill("E-mail address", ADDRESS)
        robot.fill("The same once more", ADDRESS)
        robot.press("Open consent")
        robot.find("Sign on this screen", QAbstractButton)
        _from_menu(stage, "Given by voice…")
        robot.press("Yes, I still want it")
        robot.fill("In these words", "Yes, send it there.")
        robot.fill("Who listened", "Marco Bell")
        stage.picture("consent-by-voice")
        robot.press("Record it")
        robot.press("Take it back")
        robot.fill("How it came", "By telephone")
        stage.picture("consent-revoke")
        robot.press("Take it back")
        robot.find("Letter about the revocation", QAbstractButton)
        stage.picture("consent-revoked")
        _count(stage)

    def read_an_incomplete_authorization(self, stage: Stage) -> None:
        """A paper from outside; everything it lacks is named with its rule."""
        robot = stage.robot
        robot.press("New consent")
        robot.press("Kind: Authorization")
        robot.press("On which paper: A paper from outside")
        _choose_patient(stage, 0)
        records = robot.find("Which records", QPlainTextEdit)
        robot.focus(records)
        robot.type_text("Everything")
        robot.fill("Who may receive them", "Northway Insurance")
        robot.pause(400)
        stage.picture("new-consent-authorization")
        robot.press("Open consent")
        robot.find("Keep the paper", QAbstractButton)
        stage.files.lay_ready(self._scan())
        robot.press("Scan of the signed paper")
        robot.fill("Day of the signature", format_us_date(self.written_on))
        robot.press("It says: It can be taken back in writing, and how")
        _look_at_scan(stage)
        stage.picture("consent-from-outside")
        robot.press("Keep the paper")
        robot.find("Open the scan", QAbstractButton)
        stage.picture("consent-not-valid")
        _count(stage)
        robot.press("Show: Not valid 1")
        robot.pause(200)
        stage.picture("consents-not-valid")
        robot.press("All 4")
        robot.pause(200)
        stage.picture("consents")

    def _scan(self) -> Path:
        letter = InventedLetter(
            sender=("A patient", "1 Example Street", "Somerville MA 02143"),
            practice=invented_office().practice.name,
            written_on=self.written_on,
            body=("Please give my records to the person named on the form.",),
            signed="A patient",
        )
        path = self.scans / "signed-form.pdf"
        path.write_bytes(draw_request_letter(letter))
        return path


def _look_at_scan(stage: Stage) -> None:
    """Tick that the scan was looked at, once it is shown."""
    robot = stage.robot
    robot.pause(400)
    robot.click(robot.find("I looked at this scan", QAbstractButton, starts=True))


def _choose_patient(stage: Stage, number: int) -> None:
    robot, person = stage.robot, nth(people_of(services_of(stage)), number)
    robot.fill("Patient", person.typed)
    robot.pause(400)
    robot.key(Qt.Key.Key_Return)
    robot.settle()
    name = robot.seen("Representative", QLineEdit)
    if name is not None:
        robot.fill("Representative", "Dana Example")
        robot.fill("Authority", "Parent")


def _read_to_the_end(stage: Stage) -> None:
    """With the button, as a patient does; Done waits for the end of the text."""
    robot = stage.robot
    robot.settle()
    while robot.seen("Done", QAbstractButton) is None:
        robot.press("Read on")
        robot.settle()


def _hand_back(stage: Stage, picture: str) -> None:
    """The password of the staff, the only way out."""
    robot = stage.robot
    robot.find("Staff password", QLineEdit)
    stage.picture(picture)
    robot.fill("Staff password", PASSWORD)
    robot.press("Leave the patient view")
    robot.find("New consent", QAbstractButton)
    robot.settle()


def _from_menu(stage: Stage, text: str) -> None:
    """Choose from the menu of everything else that can be done."""
    robot = stage.robot
    robot.press("More that can be done")
    menu = robot.wait("the menu", _open_menu)
    for action in menu.actions():
        if action.text() == text:
            place = menu.actionGeometry(action).center()
            QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    robot.settle()


def _open_menu() -> QMenu | None:
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def _sign(stage: Stage) -> None:
    """Strokes with the mouse, through the events that a mouse sends."""
    field = stage.robot.find("Signature field", SignatureField)
    for stroke in _SCRIPT:
        spots = [QPoint(round(x * field.width()), round(y * field.height())) for x, y in stroke]
        QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=spots[0])
        for before, after in pairwise(spots):
            for part in range(1, 7):
                _drag(field, QPointF(before + (after - before) * part / 6))
        QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=spots[-1])
    stage.robot.settle()


def _drag(field: QWidget, place: QPointF) -> None:
    """The mouse moves with its button held."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(field.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(field, event)


def _count(stage: Stage) -> None:
    stage.diary.counts["consents"] = stage.diary.counts.get("consents", 0) + 1
