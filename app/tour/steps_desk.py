"""The tour's working day: patients brought in, requests logged and worked, papers made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QWidget

from app.documents.request_letter import InventedLetter, draw_request_letter
from app.services.services import Services
from app.tour.eyes import LostError
from app.tour.invented import invented_office
from app.tour.people import Played, nth, people_of
from app.tour.stage import Stage

_CONFIRMED = "Read back on the phone"
_ALT = Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True, slots=True)
class DeskSteps:
    """The steps that need something of this computer: the list to bring in, a folder for scans."""

    patients: Path
    scans: Path
    written_on: date

    def look_at_the_empty_desk(self, stage: Stage) -> None:
        """Every room says what to do when there is nothing in it."""
        for key, room in ((Qt.Key.Key_2, "requests"), (Qt.Key.Key_4, "mail")):
            stage.robot.key(key, _ALT)
            stage.picture(f"{room}-empty")
        stage.robot.key(Qt.Key.Key_1, _ALT)
        stage.picture("today-first-day")

    def bring_in_patients(self, stage: Stage) -> None:
        """From the file to the list of patients, through every page of the guide."""
        robot = stage.robot
        robot.press("Bring in patients")
        stage.picture("import-1-file")
        stage.files.lay_ready(self.patients)
        robot.press("Choose a file with patients")
        robot.wait("the file's patients", lambda: _read(stage))
        if robot.seen("Check the rows", QAbstractButton):
            stage.picture("import-2-columns")
            robot.press("Check the rows")
        button = robot.wait("Import", lambda: _import_button(stage), patience=120)
        robot.settle()
        stage.picture("import-3-dry-run")
        robot.click(button)
        robot.find("Show the patients", QAbstractButton)
        stage.picture("import-4-result")
        robot.press("Show the patients")
        robot.table("Patients")
        stage.picture("registers-patients")
        stage.diary.counts["patients"] = len(people_of(services_of(stage)))

    def log_a_request(self, stage: Stage) -> None:
        """By mail, with the scanned letter; first with nothing filled in, to see what is said."""
        robot, person = stage.robot, nth(people_of(services_of(stage)), 0)
        robot.key(Qt.Key.Key_2, _ALT)
        robot.press("New request")
        stage.picture("new-request-empty")
        robot.press("Log request")
        stage.picture("new-request-what-is-missing")
        self._fill_in(stage, person, "Mail", ("Visit notes", "Test results"))
        stage.files.lay_ready(self._scan(person))
        robot.press("Choose the scanned letter")
        robot.find("Remove", QAbstractButton)
        robot.choose("Goes by", "Certified")
        _give_address(stage, person)
        robot.pause(400)
        stage.picture("new-request-filled-in")
        robot.press("Log request")
        robot.find("Record identity", QAbstractButton, starts=True)
        stage.picture("request-received")
        _count(stage, "requests")

    def meet_a_duplicate(self, stage: Stage) -> None:
        """The same letter comes in by fax as well; the form notices and why."""
        robot, person = stage.robot, nth(people_of(services_of(stage)), 0)
        robot.press("New request")
        self._fill_in(stage, person, "Fax", ("Visit notes", "Test results"))
        robot.choose("Goes by", "Certified")
        robot.pause(600)
        stage.picture("new-request-duplicate")
        robot.press("Cancel")
        robot.press("New request")
        stage.picture("new-request-draft-restored")
        robot.press("Start over")
        robot.settle()
        robot.press("Cancel")
        robot.settle()

    def log_two_more(self, stage: Stage) -> None:
        """Other people, other roads."""
        robot = stage.robot
        for number, (channel, wanted, road) in enumerate(
            (("In person", "Immunizations", "Pick-up"), ("Portal", "Images", "Portal")), 1
        ):
            person = nth(people_of(services_of(stage)), number)
            robot.press("New request")
            self._fill_in(stage, person, channel, (wanted,))
            robot.choose("Goes by", road)
            robot.pause(600)
            # where the list holds few patients it looks like one of the earlier requests
            different = robot.seen("A different request", QAbstractButton)
            if different is not None:
                robot.click(different)
            robot.press("Log request")
            robot.find("Record identity", QAbstractButton, starts=True)
            _count(stage, "requests")
        robot.pick_row("Requests", 0)
        robot.find("Record identity", QAbstractButton, starts=True)
        stage.picture("requests")

    def work_the_first(self, stage: Stage) -> None:
        """Identity, pages, address: one next step after the other."""
        robot = stage.robot
        self._open_the_posted(stage)
        robot.press("Why this date?")
        stage.picture("why-this-date")
        robot.press("Hide the reasons")
        robot.click(robot.find("Record identity", QAbstractButton, starts=True))
        stage.picture("record-identity")
        robot.choose("Verified how", "Photo")
        proof = robot.seen("Proof that they may decide for the patient", QLineEdit)
        if proof is not None:
            robot.fill("Proof that they may decide for the patient", "Parent on the birth record")
        robot.click(robot.find("Record identity", QAbstractButton, starts=True))
        robot.press("Record gathered pages")
        robot.fill("Pages", "12")
        stage.picture("record-pages")
        robot.press("Record as gathered")
        robot.press("Confirm address")
        robot.choose("Confirmed how", _CONFIRMED)
        stage.picture("confirm-address")
        robot.press("Confirm address")
        robot.find("Print the papers", QAbstractButton)
        stage.picture("request-gathered")

    def _open_the_posted(self, stage: Stage) -> None:
        """The row whose road is the mail: the only one with a scanned letter."""
        robot = stage.robot
        rows = robot.table("Requests").model().rowCount()
        for row in range(rows):
            robot.pick_row("Requests", row)
            if robot.says("Certified Mail"):
                return
        raise LostError("The request that goes by mail is not in the list.")

    def _fill_in(self, stage: Stage, person: Played, channel: str, wanted: tuple[str, ...]) -> None:
        robot = stage.robot
        robot.fill("Patient", person.typed)
        robot.pause(400)
        robot.key(Qt.Key.Key_Return)
        robot.settle()
        if person.speaks_for_self:
            robot.press("Who asks?: The patient")
        else:
            robot.press("Who asks?: A representative")
            robot.fill("Representative", "Dana Example")
            robot.fill("Relation to the patient", "Parent")
            robot.press("Who gets the copy?: The patient")
        robot.choose("By", channel)
        for each in wanted:
            box = robot.find(f"Records wanted: {each}", QCheckBox)
            if not box.isChecked():
                robot.click(box)
        robot.settle()

    def _scan(self, person: Played) -> Path:
        letter = InventedLetter(
            sender=(person.typed, "1 Example Street", "Somerville MA 02143"),
            practice=invented_office().practice.name,
            written_on=self.written_on,
            body=("Please send me a copy of my visit notes and test results.",),
            signed=person.typed,
        )
        path = self.scans / "scanned-letter.pdf"
        path.write_bytes(draw_request_letter(letter))
        return path


def services_of(stage: Stage) -> Services:
    """What the open desk reads with, to know whom to type.

    Raises:
        LostError: no desk is open.
    """
    context = stage.program.desktop.context
    if context is None:
        raise LostError("The desk is not open.")
    return context.services


def _import_button(stage: Stage) -> QWidget | None:
    return stage.robot.seen("Import ", QAbstractButton, starts=True)


def _read(stage: Stage) -> QWidget | None:
    """The button that goes on once the file was read.

    Raises:
        LostError: the window says that it cannot read it; in the window's own words.
    """
    for words in stage.robot.warnings():
        raise LostError(words)
    return stage.robot.seen("Check the rows", QAbstractButton) or _import_button(stage)


def _give_address(stage: Stage, person: Played) -> None:
    """Type where the copy goes if the list had no address."""
    robot = stage.robot
    if person.has_address:
        return
    robot.press("Address")
    for name, text in (
        ("Street or P.O. box", "1 Example Street"),
        ("City", "Somerville"),
        ("State", "MA"),
        ("ZIP code", "02143"),
    ):
        if robot.seen(name, QLineEdit) is not None:
            robot.fill(name, text)


def _count(stage: Stage, what: str) -> None:
    stage.diary.counts[what] = stage.diary.counts.get(what, 0) + 1
