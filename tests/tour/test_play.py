"""The tour, played as a process of its own: what it leaves, and that it leaves nothing else.

One whole tour takes most of a minute, so it is played once for all of these tests.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.documents.reading_back import all_text

ROOT = Path(__file__).resolve().parents[2]
PATIENTS = """\
Id,BIRTHDATE,DEATHDATE,LAST,FIRST,ADDRESS,CITY,STATE,ZIP,GENDER
c-1,1968-05-14,,Quimby42,Élodie7,"12 Maple Ct Apt 3",Medford,Massachusetts,02155,F
c-2,2015-01-30,,Norrgård,Nils,9 Fern Rd,Salem,MA,01970,M
c-3,1931-12-01,2024-02-02,Đặng,Bích,77 Bay St,Malden,MA,2148,F
"""
POINTS = 72


@dataclass(frozen=True)
class Run:
    """A finished ``chartpost tour``."""

    status: int
    said: str
    complained: str
    out: Path
    home: Path
    temporary: Path

    @property
    def report(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.out / "tour.json").read_text("utf-8"))
        return loaded


def run_tour(base: Path, *arguments: str) -> Run:
    """Run the program as a person would, in a home and a temporary folder of its own."""
    home, temporary, out = base / "home", base / "tmp", base / "out"
    for folder in (home, temporary):
        folder.mkdir(parents=True)
    kept = {name: text for name, text in os.environ.items() if not name.startswith("XDG_")}
    env = kept | {
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "*.warning=false",
    }
    env.pop("DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-m", "app", "tour", str(out), *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    return Run(done.returncode, done.stdout, done.stderr, out, home, temporary)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Run:
    base = tmp_path_factory.mktemp("tour")
    patients = base / "patients.csv"
    patients.write_text(PATIENTS, encoding="utf-8")
    run = run_tour(base, "--patients", str(patients))
    assert run.status == 0, run.complained + run.said
    return run


def pdf(run: Run, name: str) -> bytes:
    return (run.out / name).read_bytes()


def size_in_inches(data: bytes) -> tuple[float, float]:
    from io import BytesIO

    box = PdfReader(BytesIO(data)).pages[0].mediabox
    return round(float(box.width) / POINTS, 3), round(float(box.height) / POINTS, 3)


def test_every_paper_is_there(played: Run) -> None:
    names = {path.name for path in played.out.iterdir()}
    assert names == {
        "cover-letter.pdf",
        "envelope.pdf",
        "labels.pdf",
        "recovery-sheet.pdf",
        "consent-sealed.pdf",
        "consent-form.pdf",
        "mailing-log.csv",
        "screens",
        "tour.json",
    }


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("cover-letter.pdf", (8.5, 11.0)),
        ("labels.pdf", (8.5, 11.0)),
        ("recovery-sheet.pdf", (8.5, 11.0)),
        ("envelope.pdf", (12.0, 9.0)),
    ],
)
def test_pages_have_their_true_size(played: Run, name: str, size: tuple[float, float]) -> None:
    assert size_in_inches(pdf(played, name)) == size


def test_letter_says_who_and_what(played: Run) -> None:
    text = all_text(pdf(played, "cover-letter.pdf"))
    for words in ("Lakeside Family Practice", "Élodie7", "12 pages", "Visit notes", "Medford"):
        assert words in text
    assert "SAMPLE" not in text  # it was not made in the sample practice


def test_consents_hold_the_words_that_were_signed(played: Run) -> None:
    sealed = all_text(pdf(played, "consent-sealed.pdf"))
    for words in ("patient@example.org", "Signed on screen", "Fingerprint of the text"):
        assert words in sealed
    assert "Otha Schowalter" in all_text(pdf(played, "consent-form.pdf"))


@pytest.mark.parametrize("name", ["envelope.pdf", "labels.pdf"])
def test_outside_names_the_recipient_and_nothing_of_the_request(played: Run, name: str) -> None:
    text = all_text(pdf(played, name))
    assert "ÉLODIE7 QUIMBY42" in text
    assert "12 MAPLE CT APT 3" in text
    assert re.search(r"MEDFORD MA +02155", text)
    letter = all_text(pdf(played, "cover-letter.pdf"))
    numbers = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", letter)
    assert numbers
    for secret in (*numbers, "c-1", "1968", "Visit", "pages", "9407"):
        assert secret not in text


def test_recovery_sheet_carries_the_code_twice(played: Run) -> None:
    text = all_text(pdf(played, "recovery-sheet.pdf")).replace("\ufffe", "-")
    rows = re.findall(r"^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", text, re.MULTILINE)
    assert len(rows) == 2
    assert rows[0] == rows[1]


def test_mailing_log_holds_the_piece(played: Run) -> None:
    with (played.out / "mailing-log.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1
    row = rows[0]
    assert row["Recipient"] == "Élodie7 Quimby42"
    assert row["Article number"].startswith("9407 1000 0000")
    assert row["Check digit"] == "fits"
    assert row["Delivered on"]
    assert row["Proof of acceptance"] == "Round-stamped receipt"


def test_every_screen_has_a_picture(played: Run) -> None:
    shown = {path.name.split("-", 1)[1] for path in (played.out / "screens").iterdir()}
    wanted = {
        "setup-practice.png",
        "setup-return-address.png",
        "setup-account.png",
        "setup-recovery-code.png",
        "unlock.png",
        "unlock-wrong-password.png",
        "today-first-day.png",
        "import-1-file.png",
        "import-2-columns.png",
        "import-3-dry-run.png",
        "import-4-result.png",
        "new-request-what-is-missing.png",
        "new-request-duplicate.png",
        "request-received.png",
        "why-this-date.png",
        "papers-cover-letter.png",
        "papers-envelope.png",
        "papers-labels.png",
        "mail-wrong-check-digit.png",
        "mail-delivered.png",
        "registers-patients.png",
        "registers-audit-trail.png",
        "settings-staff.png",
        "settings-backups.png",
    }
    looks = ("light-100", "dark-100", "dark-200", "light-200")
    rooms = ("today", "requests", "mail", "registers", "settings")
    wanted |= {f"{room}-{look}.png" for room in rooms for look in looks}
    assert wanted <= shown


def test_pictures_show_the_whole_window(played: Run) -> None:
    for path in (played.out / "screens").iterdir():
        data = path.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", path.name
        assert struct.unpack(">II", data[16:24]) == (1280, 800), path.name
        assert len(data) > 5_000, f"{path.name} is nearly empty"


def test_light_and_dark_and_large_differ(played: Run) -> None:
    rooms = [path for path in (played.out / "screens").iterdir() if "-requests-" in path.name]
    looks = {path.name.split("-requests-")[1]: path.read_bytes() for path in rooms}
    looks.pop("empty.png")
    assert len(looks) == 4
    assert len(set(looks.values())) == 4


def test_report_tells_what_was_done(played: Run) -> None:
    report = played.report
    assert report["counts"]["patients"] == 3
    assert report["counts"]["requests"] == 3
    assert report["counts"]["papers"] == 3
    assert report["counts"]["mail pieces"] == 1
    assert report["counts"]["consents"] == 4
    assert report["patients"] == "patients.csv"
    assert report["versions"]["pyside6"].startswith("6.")
    assert len(report["steps"]) > 20
    for file in report["files"]:
        data = (played.out / file["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"], file["name"]
    listed = {file["name"] for file in report["files"]}
    assert "envelope.pdf" in listed
    assert "mailing-log.csv" in listed


def test_report_and_words_name_no_folder_and_nobody(played: Run) -> None:
    said = (played.out / "tour.json").read_text("utf-8") + played.said + played.complained
    for secret in (str(played.out.parent), "Quimby", "Élodie", "Maple"):
        assert secret not in said


def test_nothing_else_is_left_behind(played: Run) -> None:
    assert [path for path in played.temporary.rglob("*") if "chartpost" in path.name] == []
    left = [path.relative_to(played.home) for path in played.home.rglob("*") if path.is_file()]
    assert [path for path in left if "ChartPost" in str(path) or "practice" in str(path)] == []
    for path in played.home.rglob("*"):
        if path.is_file():
            assert b"Quimby" not in path.read_bytes(), path.name


def test_a_missing_list_is_one_clear_line(tmp_path: Path) -> None:
    run = run_tour(tmp_path, "--patients", str(tmp_path / "none.csv"))
    assert run.status == 1
    assert run.complained.strip() == "There is no patient list none.csv."
    assert run.said == ""


def test_a_list_that_cannot_be_read_stops_it_with_a_picture(tmp_path: Path) -> None:
    bad = tmp_path / "list.csv"
    bad.write_bytes(b"PK\x03\x04" + bytes(500))
    run = run_tour(tmp_path, "--patients", str(bad))
    assert run.status == 1
    lines = [line for line in run.complained.splitlines() if line.strip()]
    assert len(lines) == 1
    # at once, with the window's own words
    assert lines[0].startswith("The tour stopped: This is an Excel workbook or a zip archive")
    assert (run.out / "failure.png").is_file()
    assert not (run.out / "tour.json").exists()
    assert [path for path in run.temporary.iterdir() if "chartpost" in path.name] == []


def test_an_output_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    run = run_tour(tmp_path)
    assert run.status == 1
    assert run.complained.strip() == "The output folder cannot be written."
    assert (tmp_path / "out").read_text() == "mine"
