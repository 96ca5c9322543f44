"""The sample practice: an invented office some months old, built through the real services.

The promise: it lives in a folder of its own that is never a real practice's, it is marked as a
sample from its first byte on, and it is replaced as a whole when it is a week old or of another
version, so that its dates stay close to today.
"""

from __future__ import annotations

import heapq
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app import __version__
from app.domain.errors import Problem
from app.domain.people import PartyDetails
from app.domain.staff import Operation, is_permitted
from app.services.desk import Desk, Session
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.services.services import Services
from app.services.setup import SetupChoices
from app.services.vault import VaultService
from app.storage.key_derivation import Argon2Cost
from app.storage.unlocking import Unlocker
from app.system.clock import Clock, FixedClock
from app.system.instance_lock import who_holds
from app.system.paths import DataFolder
from app.system.private_files import make_private_folder, write_new
from app.tour.invented import (
    InventedOffice,
    fingerprint,
    invented_office,
    write_patient_list,
)
from app.tour.sample_consents import ConsentLife
from app.tour.sample_life import Calendar, Life, Office

FRESH = timedelta(days=7)
MARK = "sample.json"
_LOGS = "logs"
PASSWORD = "tangerine kayak 58 lanterns"  # noqa: S105 - everything behind it is invented
_COST = Argon2Cost(47104, 1, 1)
"""The least a keyring may name: the password is printed here, so there is nothing to protect."""

_SET_UP_BEFORE = 8
"""Days between the set-up of the office and its first request."""


@dataclass(frozen=True, slots=True)
class SampleSignIn:
    """How to open the sample practice; no secret, since everything behind it is invented."""

    login: str
    password: str = field(repr=False)


def ensure_sample(folder: Path, clock: Clock, progress: Progress | None = None) -> SampleSignIn:
    """The sample practice in ``folder``, built where it is missing, older or of another version.

    Raises:
        Problem: ``not-the-sample`` when the folder holds something else; disk full.
        Cancelled: the person stopped it; the earlier one is still there.
    """
    place = DataFolder(folder)
    sign_in = SampleSignIn(invented_office().staff[0].login, PASSWORD)
    there = place.has_database or place.has_keyring
    if there and not (folder / MARK).is_file():
        raise Problem(
            "not-the-sample",
            "The folder of the sample practice holds something else.",
            unharmed="Nothing in it was touched.",
            next_step="Move that folder elsewhere, then start again.",
        )
    if there and (_is_fresh(folder, clock) or who_holds(place.lock) is not None):
        return sign_in
    fresh = folder.with_name(f"{folder.name}.new")
    _clear(fresh)
    _build(fresh, clock, progress or Progress())
    _swap(folder, fresh)
    return sign_in


def _is_fresh(folder: Path, clock: Clock) -> bool:
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
        made = datetime.fromisoformat(mark["made_at"])
        same = mark["version"] == __version__ and mark["office"] == fingerprint()
        return same and timedelta(0) <= clock.now() - made <= FRESH
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _clear(folder: Path) -> None:
    """Remove what an earlier build left behind, and only that."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / MARK).is_file():
            raise Problem(
                "not-the-sample",
                "A folder that is in the way of the sample practice is not its own.",
                unharmed="Nothing in it was touched.",
                next_step="Move that folder elsewhere, then start again.",
            )
        shutil.rmtree(folder)


def _swap(folder: Path, fresh: Path) -> None:
    """Put the new store's files in the place of the old one's; the running log stays where it is.

    The mark comes first and the database last: stopped half-way, the next start builds it anew.
    """
    make_private_folder(folder)
    _remove(entry for entry in folder.iterdir() if entry.name not in {_LOGS, MARK})
    last = DataFolder(fresh).database.name
    entries = [entry for entry in fresh.iterdir() if entry.name != _LOGS]
    for entry in sorted(entries, key=lambda entry: (entry.name == last, entry.name != MARK)):
        entry.replace(folder / entry.name)
    _clear_rest(fresh)


def _clear_rest(fresh: Path) -> None:
    _remove(fresh.iterdir())
    fresh.rmdir()


def _remove(entries: Iterable[Path]) -> None:
    for entry in list(entries):
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _build(folder: Path, clock: Clock, progress: Progress) -> None:
    make_private_folder(folder)
    mark = {
        "what": "the sample practice of ChartPost; everything in it is invented",
        "version": __version__,
        "office": fingerprint(),
        "made_at": clock.now().isoformat(),
    }
    write_new(folder / MARK, json.dumps(mark, indent=1).encode())
    office = invented_office()
    calendar = Calendar(clock)
    first = (
        max([one.days_ago for one in office.cases] + [one.days_ago for one in office.consents])
        + _SET_UP_BEFORE
    )
    past = FixedClock(calendar.at(first, 0), calendar.zone)
    vault = VaultService(DataFolder(folder), past, make_unlocker=_unlocker_with(past))
    choices = SetupChoices(
        office.practice, office.staff[0].login, office.staff[0].name, sample=True
    )
    code = vault.create(choices=choices, password=PASSWORD)
    opened = vault.confirm_recovery(code=code)
    scans = make_private_folder(folder / "scans")
    try:
        _fill(opened, past, calendar, scans, progress)
    except BaseException:
        opened.desk.store.close()
        raise
    finally:
        shutil.rmtree(scans)
    _move_to(past, clock.now())
    vault.lock(open_desk=opened)


def _unlocker_with(past: Clock) -> Callable[[DataFolder], Unlocker]:
    return lambda place: Unlocker(place, past, cost=_COST)


def _fill(
    opened: OpenDesk, past: FixedClock, calendar: Calendar, scans: Path, progress: Progress
) -> None:
    office = invented_office()
    desks = _hire(opened, office, past)
    patient_ids = _bring_in_patients(opened.services, office, scans)
    workplace = Office(
        desks=desks,
        services=tuple(Services(desk) for desk in desks),
        officers=tuple(Services(desk) for desk in desks if _may_release(desk)),
        calendar=calendar,
        scans=scans,
        patient_ids=patient_ids,
        patients=office.patients,
        people=_fill_book(opened.services, office),
        practice=office.practice.name,
    )
    lives = [Life(workplace, case, number).steps() for number, case in enumerate(office.cases)]
    lives += [
        ConsentLife(workplace, case, number).steps() for number, case in enumerate(office.consents)
    ]
    _live(lives, past, progress)


def _live(lives: list[Iterator[datetime]], past: FixedClock, progress: Progress) -> None:
    """Take the steps of all requests in the order in which they happened."""
    waiting = [(next(life), number) for number, life in enumerate(lives)]
    heapq.heapify(waiting)
    ended = 0
    while waiting:
        moment, number = heapq.heappop(waiting)
        _move_to(past, moment)
        following = next(lives[number], None)
        if following is not None:
            heapq.heappush(waiting, (following, number))
        else:
            ended += 1
            progress.step(ended, len(lives))


def _move_to(past: FixedClock, moment: datetime) -> None:
    past.advance(max(moment - past.now(), timedelta(0)))


def _hire(opened: OpenDesk, office: InventedOffice, past: FixedClock) -> tuple[Desk, ...]:
    """Accounts for everyone; the desks of those who may work requests."""
    store = opened.desk.store
    desks = [opened.desk]
    for person in office.staff[1:]:
        given = opened.services.staff.add(login=person.login, name=person.name, role=person.role)
        session = Session(given.value.member.id, person.login, person.name)
        desk = Desk(store, past, session, sample=True)
        Services(desk).staff.change_own_password(old=given.value.password, new=PASSWORD)
        if is_permitted(person.role, Operation.EDIT_REQUESTS):
            desks.append(desk)
    return tuple(desks)


def _may_release(desk: Desk) -> bool:
    with desk.reading() as unit:
        return is_permitted(unit.staff.get(desk.session.staff_id).role, Operation.RELEASE)


def _bring_in_patients(services: Services, office: InventedOffice, scans: Path) -> list[int]:
    path = scans / "patients.csv"
    write_patient_list(path)
    check = services.imports.plan_csv(listing=services.imports.preview_csv(path=path))
    services.imports.run(check=check)
    ids = []
    for invented in office.patients:
        hit = services.patients.find(text=invented.details.chart_number)[0]
        ids.append(hit.id)
        if invented.confidential is not None:
            patient = services.patients.get(patient_id=hit.id)
            services.patients.change(
                patient_id=hit.id,
                version=patient.version,
                details=patient.details,
                confidential=invented.confidential,
            )
    return ids


def _fill_book(services: Services, office: InventedOffice) -> dict[str, int]:
    """Offices that ask more than once stand in the book; their shown name to the entry."""
    people: dict[str, int] = {}
    for case in office.cases:
        person = case.person
        if not person.organization or person.shown in people:
            continue
        details = PartyDetails(
            kind=person.kind,
            name=person.name,
            organization=person.organization,
            phone=person.phone,
            address=case.address,
        )
        people[person.shown] = services.parties.save(details=details).value
    return people
