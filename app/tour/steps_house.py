"""The tour's last hour: registers, a colleague's account, the look, a backup, the lock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QRadioButton

from app.tour.stage import Stage
from app.tour.steps_setup import PASSWORD

_ALT = Qt.KeyboardModifier.AltModifier
_ROOMS = (
    (Qt.Key.Key_1, "today"),
    (Qt.Key.Key_2, "requests"),
    (Qt.Key.Key_3, "consents"),
    (Qt.Key.Key_4, "mail"),
    (Qt.Key.Key_5, "registers"),
    (Qt.Key.Key_6, "settings"),
)
_PARTS = (
    "Practice",
    "Staff",
    "My account",
    "Locking",
    "Look",
    "State deadlines",
    "Postal prices",
    "Letter text",
    "Consent texts",
    "Backups",
    "Recovery and keys",
    "Audit trail",
    "About",
)


def look_through_the_registers(stage: Stage) -> None:
    """Patients, the book, imports, the audit trail."""
    robot = stage.robot
    robot.key(Qt.Key.Key_5, _ALT)
    for part, name in (
        ("Show: Patients", "patients"),
        ("Show: People && offices", "people"),
        ("Show: Imports", "imports"),
        ("Show: Audit trail", "audit-trail"),
    ):
        robot.press(part)
        robot.pause(200)
        stage.picture(f"registers-{name}")
        if name == "patients":
            robot.pick_row("Patients", 0)
            stage.picture("registers-patient")


def look_through_the_settings(stage: Stage) -> None:
    """Every part once."""
    robot = stage.robot
    robot.key(Qt.Key.Key_6, _ALT)
    for part in _PARTS:
        robot.press(part)
        robot.pause(150)
        stage.picture(f"settings-{part.lower().replace(' ', '-')}")


def add_a_colleague(stage: Stage) -> None:
    """An account with a one-time password, after asking for the own one again."""
    robot = stage.robot
    robot.press("Staff")
    robot.press("Add a colleague")
    robot.fill("Name", "Marco Bell")
    robot.fill("Sign-in name", "marco")
    stage.picture("staff-add")
    robot.press("Add")
    robot.find("Your password", QLineEdit)
    stage.picture("staff-own-password")
    robot.fill("Your password", PASSWORD)
    robot.press("Continue")
    robot.find("I have passed it on", QAbstractButton)
    stage.picture("staff-one-time-password")
    robot.press("I have passed it on")
    robot.settle()
    stage.diary.counts["accounts"] = 2


def back_up(stage: Stage) -> None:
    """On demand; made, opened again and checked."""
    robot = stage.robot
    robot.press("Backups")
    robot.press("Back up now")
    robot.wait("a verified backup", lambda: robot.says("Last verified backup"), patience=120)
    robot.settle()
    stage.picture("settings-backups-made")
    stage.diary.counts["backups"] = 1


def change_the_look(stage: Stage) -> None:
    """Light and dark, 100 and 200 %, every room in each."""
    _picture_rooms(stage, "light-100")
    for colours, size in (("Dark", "100 %"), ("Dark", "200 %"), ("Light", "200 %")):
        _choose_look(stage, colours, size)
        _picture_rooms(stage, f"{colours.lower()}-{size.removesuffix(' %')}")
    _choose_look(stage, "Light", "100 %")


def _picture_rooms(stage: Stage, look: str) -> None:
    for key, room in _ROOMS:
        stage.robot.key(key, _ALT)
        stage.robot.pause(60)
        stage.picture(f"{room}-{look}")


def _choose_look(stage: Stage, colours: str, size: str) -> None:
    robot = stage.robot
    robot.key(Qt.Key.Key_6, _ALT)
    robot.settle()
    if robot.seen("Look", QAbstractButton) is not None:
        robot.press("Look")
    else:
        # in large text the parts of the settings are a list to choose from
        robot.choose("Part of the settings", "Look")
    for choice in (f"Colours: {colours}", f"Text size: {size}"):
        button = robot.find(choice, QRadioButton)
        if not button.isChecked():
            robot.click(button)
            robot.settle()
