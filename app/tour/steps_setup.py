"""The tour's first steps: an empty practice is set up, its recovery code kept and typed back."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.tour.eyes import LostError
from app.tour.invented import invented_office
from app.tour.stage import Stage

PASSWORD = "marble otter sings 7 tunnels"  # noqa: S105 - of a store that is gone in a minute
LOGIN = "ana"
RECOVERY_SHEET = "recovery-sheet.pdf"
_CODE_LINE = "Recovery code: "


def tell_about_the_practice(stage: Stage) -> None:
    """Name, address, telephone, state, privacy contact."""
    robot, practice = stage.robot, invented_office().practice
    robot.find("Name of the practice", QWidget)
    stage.picture("setup-practice-empty")
    robot.press("Continue")
    stage.picture("setup-practice-what-is-missing")
    robot.fill("Name of the practice", practice.name)
    robot.fill("Street or P.O. box", practice.address.line1)
    robot.fill("City", practice.address.city)
    robot.choose("State", "Massachusetts")
    robot.fill("ZIP code", practice.address.zip_code)
    robot.fill("Telephone", practice.phone)
    robot.fill("Privacy contact's telephone", practice.privacy_phone)
    robot.fill("Privacy contact", practice.privacy_contact)
    stage.picture("setup-practice")
    robot.press("Continue")


def choose_the_return_address(stage: Stage) -> None:
    """Look at the neutral form, then keep the full one."""
    robot = stage.robot
    robot.press("Neutral: without it")
    stage.picture("setup-return-address-neutral")
    robot.press("With the practice's name")
    stage.picture("setup-return-address")
    robot.press("Continue")


def choose_the_folder(stage: Stage) -> None:
    """The place is judged before the guide goes on."""
    robot = stage.robot
    robot.find("Data folder", QWidget)
    robot.press("Continue")


def make_the_account(stage: Stage) -> None:
    """The first administrator, with a password by the rules."""
    robot, person = stage.robot, invented_office().staff[0]
    robot.fill("Your name", person.name)
    robot.fill("Sign-in name", LOGIN)
    robot.fill("New password", PASSWORD)
    robot.fill("The same once more", PASSWORD)
    stage.picture("setup-account")
    robot.press("Continue")


def keep_the_recovery_code(stage: Stage) -> None:
    """The sheet is looked at and saved, the code typed back from what was shown."""
    robot = stage.robot
    code = robot.wait("Recovery code", lambda: _shown_code(stage))
    stage.picture("setup-recovery-code")
    robot.press("Print")
    robot.find("Close", QWidget)
    robot.pause(200)
    stage.picture("recovery-sheet-preview")
    sheet = stage.paper(RECOVERY_SHEET)
    robot.press("Save as PDF")
    stage.wait_for(sheet)
    robot.press("Close")
    robot.press("I have it on paper")
    robot.fill("Recovery code", code)
    stage.picture("setup-recovery-code-typed-back")
    robot.press("Open the desk")
    robot.wait("The desk", lambda: stage.program.desktop.context is not None, patience=120)
    robot.settle()


def _shown_code(stage: Stage) -> str:
    """The code as it stands on the page, group by group."""
    lines = [
        label.text()
        for label in stage.robot.front.findChildren(QLabel)
        if label.isVisible() and label.accessibleName().startswith(_CODE_LINE)
    ]
    code = "-".join(line.strip("-") for line in lines)
    return code if re.fullmatch(r"(?:\w{4}-){6}\w{4}", code) else ""


def lock_and_unlock(stage: Stage) -> None:
    """Ctrl+L, a wrong password, the right one."""
    robot = stage.robot
    robot.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    robot.wait("The unlock page", lambda: robot.seen("Unlock", QWidget), patience=120)
    robot.settle()
    stage.picture("unlock")
    robot.fill("Sign-in name", LOGIN)
    robot.fill("Password", PASSWORD.upper())
    robot.press("Unlock")
    robot.find("Password", QWidget)
    robot.settle()
    stage.picture("unlock-wrong-password")
    unlock(stage)


def unlock(stage: Stage) -> None:
    """Sign in and wait for the desk."""
    robot = stage.robot
    robot.fill("Sign-in name", LOGIN)
    robot.fill("Password", PASSWORD)
    robot.key(Qt.Key.Key_Return)
    robot.wait("The desk", lambda: stage.program.desktop.context is not None, patience=120)
    if not stage.robot.front.isVisible():
        raise LostError("The window went away.")
    robot.settle()
