"""``chartpost tour OUT``: a whole working day on an empty practice, through the real window.

The promise: what it shows was done by typing and clicking as a person would; it leaves papers,
pictures and ``tour.json`` in the folder that was asked for and nothing anywhere else; when a step
fails it says which, keeps a picture of the moment, and ends with status 1.
"""

from __future__ import annotations

import contextlib
import json
import platform
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import PySide6

from app import __version__
from app.cli.output import complain, say
from app.domain.errors import Problem
from app.tour import steps_house, steps_mail, steps_setup
from app.tour.eyes import LostError
from app.tour.invented import write_patient_list
from app.tour.quiet import quiet_offscreen
from app.tour.stage import SCREENS, Diary, Stage, raised_stage
from app.tour.steps_consents import ConsentSteps
from app.tour.steps_desk import DeskSteps

REPORT = "tour.json"
FAILURE = "failure.png"
Step = tuple[str, Callable[[Stage], None]]


@dataclass(frozen=True, slots=True)
class _Asked:
    out: Path
    patients: Path | None


def play(out: Path, patients: Path | None = None) -> int:
    """Play the tour; the exit status.

    Args:
        out: the folder for papers, pictures and the report; made if it is not there.
        patients: a patient list as CSV or FHIR; None means the sample's.
    """
    asked = _Asked(out, patients)
    trouble = _unusable(asked)
    if trouble:
        complain(trouble)
        return 1
    start = time.perf_counter()
    say("Playing a working day on an empty practice, with invented patients.")
    try:
        diary = _play(asked)
    except (LostError, Problem) as error:
        complain(f"The tour stopped: {_sentence(error)}")
        return 1
    seconds = time.perf_counter() - start
    _report(asked, diary, seconds)
    say(f"Done in {seconds:.0f} s: {len(diary.papers)} papers, {len(diary.pictures)} pictures.")
    return 0


def _unusable(asked: _Asked) -> str:
    """One line why it cannot begin, or nothing."""
    if asked.patients is not None and not asked.patients.is_file():
        return f"There is no patient list {asked.patients.name}."
    try:
        (asked.out / SCREENS).mkdir(parents=True, exist_ok=True)
        (asked.out / FAILURE).unlink(missing_ok=True)
    except OSError:
        return "The output folder cannot be written."
    for old in (asked.out / SCREENS).glob("[0-9][0-9]*-*.png"):
        old.unlink()
    return ""


def _play(asked: _Asked) -> Diary:
    with quiet_offscreen(), raised_stage(asked.out, say) as (stage, private):
        try:
            for title, act in _steps(_patients(asked, private), private):
                stage.play(title, act)
        except Exception:
            with contextlib.suppress(Exception):
                stage.robot.picture(asked.out / FAILURE)
            raise
        return stage.diary


def _patients(asked: _Asked, private: Path) -> Path:
    """The list to bring in, as a copy in the private folder."""
    if asked.patients is None:
        path = private / "patients.csv"
        write_patient_list(path)
        return path
    path = private / f"patients{asked.patients.suffix}"
    try:
        shutil.copyfile(asked.patients, path)
    except OSError:
        raise LostError("The patient list cannot be read.") from None
    return path


def _steps(patients: Path, private: Path) -> tuple[Step, ...]:
    before = _today() - timedelta(days=3)
    desk = DeskSteps(patients, private, before)
    consents = ConsentSteps(private, before)
    return (
        ("Tell about the practice", steps_setup.tell_about_the_practice),
        ("Choose the return address", steps_setup.choose_the_return_address),
        ("Choose the data folder", steps_setup.choose_the_folder),
        ("Make the first account", steps_setup.make_the_account),
        ("Keep the recovery code and type it back", steps_setup.keep_the_recovery_code),
        ("Look at the empty desk", desk.look_at_the_empty_desk),
        ("Bring in patients", desk.bring_in_patients),
        ("Log a request with its scanned letter", desk.log_a_request),
        ("Meet a likely duplicate", desk.meet_a_duplicate),
        ("Log two more requests", desk.log_two_more),
        ("Check identity, gather, confirm the address", desk.work_the_first),
        ("Prepare the mail piece", steps_mail.prepare_the_piece),
        ("Make letter, envelope and label", steps_mail.make_the_papers),
        ("Type the article number", steps_mail.type_the_number),
        ("Approve the release", steps_mail.approve_it),
        ("Log acceptance and delivery", steps_mail.mail_and_deliver),
        ("Export the mailing log", steps_mail.export_the_log),
        ("Look at the consents", consents.look_at_the_empty_room),
        ("A consent signed on the screen", consents.sign_on_the_screen),
        ("A consent in Spanish, signed on paper", consents.sign_in_spanish_on_paper),
        ("A consent by voice, taken back", consents.take_one_by_voice_and_revoke_it),
        ("An incomplete authorization", consents.read_an_incomplete_authorization),
        ("Look through the registers", steps_house.look_through_the_registers),
        ("Look through the settings", steps_house.look_through_the_settings),
        ("Add a colleague", steps_house.add_a_colleague),
        ("Back up", steps_house.back_up),
        ("Light and dark, 100 and 200 %", steps_house.change_the_look),
        ("Lock and unlock", steps_setup.lock_and_unlock),
    )


def _today() -> date:
    return date.fromtimestamp(time.time())  # noqa: DTZ012 - the day on this computer's wall


def _sentence(error: Exception) -> str:
    return error.happened if isinstance(error, Problem) else str(error)


def _report(asked: _Asked, diary: Diary, seconds: float) -> None:
    """Write ``tour.json``; names of files only, no folder of this computer."""
    report = {
        "what": "a working day in ChartPost, played through its window with invented patients",
        "patients": asked.patients.name if asked.patients is not None else "sample",
        "seconds": round(seconds, 1),
        "versions": {
            "chartpost": __version__,
            "python": platform.python_version(),
            "pyside6": PySide6.__version__,
            "system": sys.platform,
        },
        "steps": diary.steps,
        "counts": diary.counts,
        "files": diary.files(asked.out),
    }
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (asked.out / REPORT).write_text(text + "\n", encoding="utf-8")
