"""The tour in the mail room: a piece prepared, numbered, mailed, delivered; the log exported."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox

from app.tour.numbers import certified_number
from app.tour.stage import Stage

PAPERS = (
    ("Cover letter", "cover-letter.pdf"),
    ("Envelope", "envelope.pdf"),
    ("Label", "labels.pdf"),
)
MAILING_LOG = "mailing-log.csv"
_SERIAL = 48_213_001
_ALT = Qt.KeyboardModifier.AltModifier


def prepare_the_piece(stage: Stage) -> None:
    """Service and receipt are chosen on the request, then the mail room goes on."""
    robot = stage.robot
    robot.press("Print the papers")
    receipt = robot.find("Extra services: Return receipt (green card)", QCheckBox)
    if not receipt.isChecked():
        robot.click(receipt)
    stage.picture("log-mail-piece")
    robot.press("Prepare and print in Mail")
    robot.table("Pieces of mail")
    robot.pause(300)
    stage.picture("mail-prepared")
    stage.diary.counts["mail pieces"] = 1


def make_the_papers(stage: Stage) -> None:
    """Letter, envelope and label, seen at true size and saved as PDF."""
    robot = stage.robot
    robot.press("Print letter and envelope")
    for choice, name in PAPERS:
        robot.press(f"Papers: {choice}")
        robot.pause(300)
        stage.picture(f"papers-{name.removesuffix('.pdf')}")
        paper = stage.paper(name)
        robot.press("Save as PDF")
        stage.wait_for(paper)
    stage.picture("papers-saved")
    robot.press("Close")
    robot.settle()
    stage.diary.counts["papers"] = len(PAPERS)


def type_the_number(stage: Stage) -> None:
    """First with a slip of the finger, which the check digit finds."""
    robot = stage.robot
    right = certified_number(_SERIAL)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    robot.fill("Number of the sticker", wrong)
    robot.press("Log the number")
    robot.find("Keep it as it is", QAbstractButton)
    stage.picture("mail-wrong-check-digit")
    robot.fill("Number of the sticker", right)
    robot.pause(200)
    stage.picture("mail-article-number")
    robot.press("Log the number")
    robot.find("Open the request", QAbstractButton)
    robot.pause(200)
    stage.picture("mail-not-approved-yet")


def approve_it(stage: Stage) -> None:
    """Mail says that the release is not approved; the privacy officer does it on the request."""
    robot = stage.robot
    robot.press("Open the request")
    robot.press("Ready to send")
    robot.find("Record as sent", QAbstractButton)
    robot.settle()
    stage.picture("request-ready-to-send")


def mail_and_deliver(stage: Stage) -> None:
    """Accepted at the counter, which sends the request; delivered, the tour has only today."""
    robot = stage.robot
    robot.key(Qt.Key.Key_4, _ALT)
    robot.choose("Proof", "Round")
    stage.picture("mail-acceptance")
    robot.press("Log acceptance")
    robot.find("Log delivery", QAbstractButton)
    stage.picture("mail-on-its-way")
    robot.press("Log delivery")
    robot.settle()
    stage.picture("mail-delivered")


def export_the_log(stage: Stage) -> None:
    """The whole log as CSV."""
    robot = stage.robot
    robot.press("Whole log")
    robot.settle()
    log = stage.paper(MAILING_LOG)
    robot.press("Export CSV")
    stage.wait_for(log)
    stage.picture("mail-exported")
