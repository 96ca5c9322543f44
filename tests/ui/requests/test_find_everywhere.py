"""The search field in a window of its own, for pages that have none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit.search_everywhere import FindDialog
from tests.ui.a11y import unnamed
from tests.ui.requests.requests_kit import Office


def test_finds_and_goes_there(office: Office, qtbot: QtBot) -> None:
    patient_id = office.patient()
    name = office.services.patients.get(patient_id=patient_id).details.family_name
    page = QWidget()
    qtbot.addWidget(page)
    dialog = FindDialog(page, office.context)
    dialog.open()
    assert dialog.focusWidget() is dialog.field
    assert unnamed(dialog) == []
    qtbot.keyClicks(dialog.field, name)
    qtbot.waitUntil(lambda: bool(dialog.field.hits))
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert office.went == [("registers", ("patient", patient_id))]
