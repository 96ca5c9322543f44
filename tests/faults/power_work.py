"""The work during which the power goes: a clerk's verbs over the real services, one after another.

``python -m tests.faults.power_work FOLDER NOTES SEED ROUNDS VARIANT`` works on a practice made
before, notes after each commit what the store held, and acknowledges each verb in FOLDER/ack once
the service has returned, as the window would show it to the clerk.

Variants: ``full`` as shipped; ``small`` with a cache and log so small that pages go early;
``rotation`` with a change of keys at the end; ``normal`` flushes less, which must be noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.mail import AcceptanceProof, ExtraService, MailService
from app.domain.requests import IdentityMethod
from app.domain.staff import Actor, Role
from app.services.mail_orders import NewMail
from app.services.open_desk import OpenDesk
from app.services.papers import PaperHow
from app.services.vault import VaultService
from app.storage import connecting
from app.storage.store import Store
from app.storage.unit import Unit
from app.system.clock import FixedClock
from app.tour.numbers import certified_number
from tests.services.consent_kit import SIGNATURE, terms
from tests.services.people_kit import DANA, log_request
from tests.services.vault_kit import vault_service
from tests.storage_kit import LOGIN, NOW, PASSWORD, unlocker

ACK = "ack"
_SMALL = ("cache_size=10", "wal_autocheckpoint=40")
# the copy of the keyring inside follows the file beside it, not the other rows
_LEFT_OUT = frozenset({"keyring_copy"})


def held(store: Store) -> str:
    """Everything the store holds, as one short text."""
    digest = hashlib.sha256()
    with store.raw_connection() as connection:
        connection.execute("BEGIN")
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'search_words%' "
            "AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        for (name,) in names:
            rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')
            columns = [each[0] for each in rows.description]
            kept = [number for number, one in enumerate(columns) if one not in _LEFT_OUT]
            for row in rows:
                digest.update(repr([name, *(row[number] for number in kept)]).encode())
    return digest.hexdigest()[:16]


class Notes:
    """What the store held after each commit, and which of it the clerk was told."""

    def __init__(self, folder: Path, notes: Path) -> None:
        flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND
        self._ack = os.open(folder / ACK, flags, 0o600)
        self._notes = notes.open("a", encoding="utf-8")
        self._commits = 0

    def committed(self, store: Store) -> None:
        """After a commit."""
        self._commits += 1
        self._notes.write(json.dumps([self._commits, held(store)]) + "\n")
        self._notes.flush()

    def told(self, **more: str) -> None:
        """After a verb has returned."""
        os.write(self._ack, (json.dumps({"commit": self._commits, **more}) + "\n").encode())


def note_commits(notes: Notes) -> None:
    """See every write transaction of the program end."""
    plain = Store.writing

    @contextmanager
    def watched(self: Store, *actor: Actor) -> Iterator[Unit]:
        with plain(self, *actor) as unit:
            yield unit
        notes.committed(self)

    Store.writing = watched  # type: ignore[method-assign]


class Clerk:
    """Works through requests; every verb is told when it is done."""

    def __init__(self, vault: VaultService, clock: FixedClock, notes: Notes, seed: int) -> None:
        self._vault, self._clock, self._notes = vault, clock, notes
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._opened = self._unlocked()
        self._request = 0

    @property
    def opened(self) -> OpenDesk:
        """The desk."""
        return self._opened

    def rounds(self, count: int) -> None:
        """Some requests, with what else happens on a day in between."""
        services = self._opened.services
        patient = services.patients.add(details=DANA, despite_twins=True).value
        self._notes.told()
        for number in range(count):
            self._clock.advance(timedelta(minutes=9))
            self._request = log_request(self._opened.desk, patient)
            self._notes.told()
            for verb in self._verbs(number):
                verb()
                self._notes.told()
            if number % 3 == 2:
                self._sign(patient)
            self._aside(number)

    def _verbs(self, number: int) -> Iterator[Any]:
        services = self._opened.services
        requests, mail, papers = services.requests, services.mail, services.papers
        here, stop = {"request_id": self._request}, self._chance.randint(1, 8)

        def at(verb: Any, **more: object) -> Any:
            return lambda: verb(**here, version=self._version(), **more)

        def on_piece(verb: Any, **more: object) -> Any:
            def act() -> None:
                piece_id, version = self._piece()
                verb(piece_id=piece_id, version=version, **more)

            return act

        extras = frozenset({ExtraService.CERTIFIED, ExtraService.RETURN_RECEIPT})
        order = NewMail(self._request, MailService.FIRST_CLASS, extras)
        today = self._clock.today()
        steps = (
            at(requests.record_identity, method=IdentityMethod.PHOTO_ID),
            at(requests.mark_gathered, page_count=18),
            lambda: mail.prepare(order=order),
            lambda: papers.record(draft=papers.cover_letter(**here), how=PaperHow.PRINTED),
            on_piece(mail.set_article, text=certified_number(48_000_000 + number)),
            lambda: papers.record(draft=papers.envelope(**here), how=PaperHow.PRINTED),
            at(requests.mark_ready),
            on_piece(mail.mark_accepted, on=today, proof=AcceptanceProof.STAMPED_RECEIPT),
        )
        yield from steps[:stop]

    def _aside(self, number: int) -> None:
        services = self._opened.services
        if number % 3 == 0:
            services.drafts.save(form="request", body={"note": f"half {number}"})
            self._notes.told()
        if number % 4 == 1:
            made = services.backups.back_up().value.info
            self._notes.told(backup=made.folder.name)
        if number % 4 == 2:
            login = f"helper{number}"
            services.staff.add(login=login, name="A Helper", role=Role.CLERK)
            self._notes.told(login=login)
        if number % 5 == 3:
            self._vault.lock(open_desk=self._opened)
            self._notes.told()
            self._opened = self._unlocked()
            self._notes.told()

    def _sign(self, patient: int) -> None:
        """A consent that the patient signs on the screen."""
        consents = self._opened.services.consents
        consent_id = consents.open(terms=terms(patient)).value
        self._notes.told()
        version = consents.get(consent_id=consent_id).consent.version
        consents.sign_on_screen(consent_id=consent_id, version=version, drawing=SIGNATURE)
        self._notes.told()

    def change_keys(self) -> None:
        """New keys for the whole store; afterwards it is locked."""
        self._opened.desk.store.close()
        keys = self._vault.key_change
        code = keys.begin(login=LOGIN, password=PASSWORD)
        keys.finish(code=code)
        # the new store as the change left it, before the sign-in is noted in it
        store = unlocker(self._vault.folder.root, self._clock).unlock(LOGIN, PASSWORD).store
        self._notes.committed(store)
        store.abandon()
        self._notes.told(rotated="yes")
        self._opened = self._unlocked()
        self._notes.told(rotated="yes")

    def _unlocked(self) -> OpenDesk:
        return self._vault.unlock(login=LOGIN, password=PASSWORD)

    def _version(self) -> int:
        with self._opened.desk.reading() as unit:
            return unit.requests.get(self._request).version

    def _piece(self) -> tuple[int, int]:
        with self._opened.desk.reading() as unit:
            piece = unit.mail.of_request(self._request)[-1]
        return piece.id, piece.version


def weaken(variant: str) -> None:
    """Other settings of the database than those that are shipped."""
    if variant == "small":
        kept = [each for each in connecting._SETTINGS if not each.startswith("cache_size")]
        connecting._SETTINGS = (*kept, *_SMALL)
    elif variant == "normal":
        connecting._SETTINGS = tuple(
            "synchronous=NORMAL" if each.startswith("synchronous") else each
            for each in connecting._SETTINGS
        )
        connecting._refuse_other_settings = lambda _connection: None


def main(folder: Path, notes_file: Path, seed: int, rounds: int, variant: str) -> None:
    """Work until the rounds are done."""
    weaken(variant)
    clock = FixedClock(NOW)
    clock.advance(timedelta(hours=1))
    notes = Notes(folder, notes_file)
    note_commits(notes)
    clerk = Clerk(vault_service(folder, clock), clock, notes, seed)
    notes.told()
    clerk.rounds(rounds)
    if variant == "rotation":
        clerk.change_keys()
    # the process ends here without closing anything, as with the power


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
