"""What a scheduler does with a packaged program at night: a practice set up, a list brought in, a
backup, its restore and a check, all without a window, without a locale and without a display.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from account import Place, TrialProblem

PASSWORD = "correct horse of the night shift 9\n"  # noqa: S105 - of a practice that lives a minute
PRACTICE = """\
name = "Night Shift Clinic"
phone = "217-555-0100"
state = "IL"
privacy_contact = "Ana Lee"
line1 = "1 Main Street"
city = "Springfield"
zip_code = "62701"
"""
_PATIENTS = """\
First name,Last name,Date of birth,Street,City,State,ZIP
Zoë,Ñuñez,02/03/1980,12 Oak Street,Springfield,IL,62701
Ann,Lee,05/06/1971,14 Oak Street,Springfield,IL,62701
"""


def work_a_night(where: Place, program: Path) -> str:
    """Do all of it; one line on what was done.

    Raises:
        TrialProblem: a command failed, or said something beside its one JSON object.
    """
    kept = where.home / "night"
    data = kept / "practice"
    start = [str(program), "--data", str(data)]
    (kept / "practice.toml").write_text(PRACTICE, encoding="utf-8")
    (kept / "patients.csv").write_text(_PATIENTS, encoding="utf-8")
    user = ("--user", "ana")

    def done(*words: str) -> dict[str, Any]:
        return answer(where, [*start, *words, "--json", "--password-stdin"])

    sheet = str(kept / "sheet.pdf")
    done("new", str(kept / "practice.toml"), *user, "--full-name", "Ana Lee", "--sheet", sheet)
    done("import-patients", str(kept / "patients.csv"), *user)
    done("export", "mailing-log", str(kept / "log.csv"), *user)
    done("backup", *user)
    backups = sorted((data / "backups").iterdir())
    done("restore", str(backups[-1]), *user, "--reason", "trial of the package")
    done("verify", *user)
    shutil.rmtree(kept)
    return "six commands of a night"


def answer(where: Place, command: list[str]) -> dict[str, Any]:
    """The object a command answers with.

    Raises:
        TrialProblem: it failed, or said something beside it.
    """
    verb = command[3]
    ended = where.run(command, said=PASSWORD, by_clock=True)
    try:
        answer = json.loads(ended.stdout)
    except ValueError:
        answer = {}
    if ended.returncode or ended.stderr or answer.get("done") is not True:
        raise TrialProblem(f"{verb} ended with {ended.returncode}: {ended.stdout}{ended.stderr}")
    return dict(answer)
