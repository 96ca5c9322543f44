"""After the lock nothing of the desk lives on: no widget, no value, no service, no patient's name.

All rooms are real here, and each holds the patient when the lock comes.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from app.bootstrap import rooms_of
from app.ui.kit.search_everywhere import FindDialog
from app.ui.registers.page import Part, RegistersPage
from tests.services.consent_kit import EMAIL, signed
from tests.services.people_kit import DANA, add_patient, log_request
from tests.services.vault_kit import set_up, vault_service
from tests.ui.vault.conftest import OpenProgram
from tests.ui.vault.leftovers import living, loose, texts, widgets
from tests.ui.vault.program_kit import Opened
from tests.ui.vault.test_unlock_and_lock import unlocked

NAME = "Quillfeather"
ROUNDS = 3


@dataclass(frozen=True)
class Practice:
    """A practice with one patient, and the ids of what is known of her."""

    folder: Path
    patient: int
    request: int
    consent: int


def test_nothing_of_the_desk_outlives_the_lock(start: OpenProgram, tmp_path: Path) -> None:
    practice = made_practice(tmp_path / "data")
    opened = start(practice.folder, make_rooms=rooms_of)
    gc.collect()
    others = living()
    counted = []
    for _ in range(ROUNDS):
        unlocked(opened)
        use_every_room(opened, practice)
        assert NAME in texts(), "the search can see"
        assert living()["Patient"], "the search can see"
        lock(opened)
        assert NAME not in texts()
        assert not living() - others
        assert not loose()
        counted.append(widgets())
    assert len(set(counted)) == 1, f"widgets after each lock: {counted}"
    assert not opened.messages.defects
    assert not opened.messages.problems


def test_what_lies_on_no_window_is_put_away_with_its_page(
    start: OpenProgram, tmp_path: Path
) -> None:
    """Without the collector, which finds only what nothing in Qt refers to."""
    opened = unlocked(start(made_practice(tmp_path / "data").folder, make_rooms=rooms_of))
    for room in ("today", "requests", "consents", "mail", "registers", "settings"):
        opened.program.window.show_room(room)
        settle(opened)
        assert not loose(), f"{room} made parts that belong to nothing"


def made_practice(folder: Path) -> Practice:
    """Set up, filled and locked."""
    service = vault_service(folder)
    opened = set_up(service)
    person = replace(DANA, family_name=NAME, given_name="Zebulon", email=EMAIL)
    patient = add_patient(opened.desk, person)
    request = log_request(opened.desk, patient)
    consent = signed(opened.desk, patient_id=patient)
    service.lock(open_desk=opened)
    return Practice(folder, patient, request, consent)


def use_every_room(opened: Opened, practice: Practice) -> None:
    """Leave each room with the patient in it, and dialogs open above them."""
    window = opened.program.window
    window.show_room("mail")
    settle(opened)
    window.show_room("settings")
    settle(opened)
    for room, item in (
        ("registers", ("patient", practice.patient)),
        ("requests", practice.request),
        ("consents", practice.consent),
    ):
        window.show_room(room, item)
        settle(opened)
    use_registers(opened)
    for room in ("requests", "consents"):
        window.show_room(room, "new")
        settle(opened)
    window.toast.say(f"{NAME} was added.", "Undo", registers(opened).refresh)
    find(opened)


def use_registers(opened: Opened) -> None:
    """Every part, a form with her facts, and the wizard over it."""
    page = registers(opened)
    for part in (*Part, Part.PATIENTS):
        page.show_part(part)
        settle(opened)
    page.patients.edit()
    settle(opened)
    page.open_wizard()
    settle(opened)


def find(opened: Opened) -> None:
    """Ctrl+F where no field is, and a few letters; the palette and the help above it."""
    actions = opened.program.actions
    opened.program.window.show_room("settings")
    assert actions.trigger("search")
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, FindDialog))
    opened.qtbot.keyClicks(dialog.field, NAME[:6])
    opened.wait(lambda: living()["Hit"] > 0)
    for action in ("commands", "help"):
        assert actions.trigger(action)
        settle(opened)


def registers(opened: Opened) -> RegistersPage:
    """The page of the room."""
    return cast("RegistersPage", opened.program.window.page("registers"))


def settle(opened: Opened) -> None:
    """Until what the page asked for is shown."""
    runner = opened.program.runner
    opened.qtbot.wait(10)
    opened.wait(lambda: not getattr(runner, "busy", False))


def lock(opened: Opened) -> None:
    """As Ctrl+L does, and let the window come to rest."""
    collected: list[str] = []

    def on_collected(phase: str, facts: dict[str, int]) -> None:
        if phase == "stop" and facts["generation"] == 2:
            collected.append(phase)

    gc.callbacks.append(on_collected)
    try:
        with opened.qtbot.waitSignal(opened.program.desk_locked, timeout=15_000):
            opened.program.window.lock_requested.emit()
        # the program itself looks for garbage, once; nobody else does
        opened.wait(lambda: bool(collected))
        opened.qtbot.wait(50)
    finally:
        gc.callbacks.remove(on_collected)
