"""A mail day on the real encrypted store, with the real services behind the real widgets."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from app.domain.addresses import Address
from app.domain.errors import Problem
from app.domain.mail import AcceptanceProof, ExtraService, MailService, MailStatus
from app.domain.people import PatientDetails
from app.services.desk import Desk
from app.services.mail_orders import NewMail
from app.services.services import Services
from app.system.clock import FixedClock
from app.system.paths import DataFolder
from app.ui.kit.context import UiContext
from app.ui.kit.printing import PrintJob, PrintOrder
from app.ui.kit.task_runner import Runner
from app.ui.kit.theme import Theme
from tests.services.people_kit import DANA, add_patient, approve, gather, log_request
from tests.services.vault_kit import NOW, desk_in
from tests.storage_kit import reopen
from tests.ui.kit.demo import GivenFiles, make_context

CERTIFIED = frozenset({ExtraService.CERTIFIED})
CARD = frozenset({ExtraService.CERTIFIED, ExtraService.RETURN_RECEIPT})
NOTHING: frozenset[ExtraService] = frozenset()
GOOD = "9589071052700965745050"
OTHER = "9589071052700965745067"
BAD = "9589071052700965745052"
GREEN_CARD = "9590940270002345678903"
TODAY = date(2026, 11, 23)


@dataclass
class KeptPrinters:
    """Printers that take every job, or refuse those whose title has a word; for tests alone."""

    names: list[str] = field(default_factory=lambda: ["HP LaserJet", "Labels"])
    refuse: str = ""
    jobs: list[tuple[PrintJob, PrintOrder]] = field(default_factory=list)

    def printers(self) -> list[str]:
        return self.names

    def default_printer(self) -> str:
        return self.names[0] if self.names else ""

    def print_job(self, job: PrintJob, order: PrintOrder) -> None:
        if self.refuse and self.refuse in job.title:
            raise Problem("printer-refused", "The printer did not take the job.")
        self.jobs.append((job, order))


@dataclass
class Told:
    """Keeps what would stand in message boxes; answers questions as told."""

    answer: bool = True
    failures: list[Exception] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def show_failure(self, error: Exception) -> None:
        self.failures.append(error)

    def show_problem(self, problem: Problem) -> None:
        self.failures.append(problem)

    def show_defect(self, error: BaseException) -> str:
        raise AssertionError("a defect") from error

    def tell(self, title: str, text: str, more: str = "") -> None:
        self.lines.append(text)

    def confirm(self, title: str, text: str, action: str, *, dangerous: bool = False) -> bool:
        self.questions.append(text)
        return self.answer

    def say(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        self.lines.append(text)


@dataclass
class Pieces:
    """Pieces made through the services, as clerks make them."""

    desk: Desk
    services: Services

    def piece(
        self,
        given: str = "Dana",
        family: str = "Mosciski",
        extras: frozenset[ExtraService] = CARD,
        service: MailService = MailService.FIRST_CLASS,
        pages: int = 5,
        approved: bool = True,
        **request: object,
    ) -> int:
        """A prepared piece for a new patient; its id."""
        details = replace(DANA, given_name=given, family_name=family, chart_number="")
        place = request.get("address", DANA.address)
        assert isinstance(place, Address)
        request_id = self.request(replace(details, address=place), pages, **request)
        if approved:
            approve(self.desk, request_id)
        return self.services.mail.prepare(order=NewMail(request_id, service, extras)).value

    def piece_of(self, request_id: int) -> int:
        """A certified piece of a request, however far that is; its id."""
        order = NewMail(request_id, MailService.FIRST_CLASS, CERTIFIED)
        return self.services.mail.prepare(order=order).value

    def request(self, details: PatientDetails, pages: int = 5, **changes: object) -> int:
        """A request that is gathered; its id."""
        request_id = log_request(self.desk, add_patient(self.desk, details), **changes)
        gather(self.desk, request_id, pages)
        return request_id

    def number(self, piece_id: int, text: str = GOOD, *, keep_failed: bool = False) -> None:
        self.services.mail.set_article(
            piece_id=piece_id, version=self.version(piece_id), text=text, keep_failed=keep_failed
        )

    def print_it(self, piece_id: int) -> None:
        self.services.mail.mark_printed(piece_id=piece_id, version=self.version(piece_id))

    def accept(self, piece_id: int, on: date) -> None:
        self.services.mail.mark_accepted(
            piece_id=piece_id,
            version=self.version(piece_id),
            on=on,
            proof=AcceptanceProof.STAMPED_RECEIPT,
        )

    def deliver(self, piece_id: int, on: date) -> None:
        self.services.mail.mark_delivered(
            piece_id=piece_id, version=self.version(piece_id), on=on, to="D. Mosciski"
        )

    def end(self, piece_id: int, status: MailStatus, on: date) -> None:
        self.services.mail.mark_ended(
            piece_id=piece_id, version=self.version(piece_id), status=status, on=on
        )

    def version(self, piece_id: int) -> int:
        return self.services.mail.get(piece_id=piece_id).piece.version

    def status(self, piece_id: int) -> MailStatus:
        return self.services.mail.get(piece_id=piece_id).piece.status


@dataclass
class MailDay(Pieces):
    """An open practice, its context and the edges that the tests look at."""

    root: Path
    context: UiContext
    printers: KeptPrinters
    messages: Told
    files: GivenFiles


def mail_day(root: Path, theme: Theme, runner: Runner | None = None) -> MailDay:
    """An empty practice, seeded, with Ann signed in on the morning of 11/23/2026."""
    clock = FixedClock(NOW)
    desk = desk_in(root, clock=clock)
    services = Services(desk)
    printers, messages, files = KeptPrinters(), Told(), GivenFiles()
    context = replace(
        make_context(theme, services, runner),
        messages=messages,
        printers=printers,
        files=files,
        clock=clock,
    )
    context.actions.allow(lambda _operation: True)
    return MailDay(desk, services, root, context, printers, messages, files)


def fill(day: MailDay) -> list[int]:
    """Seven pieces, one in each place a piece can be found; the newest is ready to print."""
    filled, ids = _filled()
    day.desk.store.close()
    shutil.copyfile(filled, DataFolder(day.root).database)
    day.desk.store = reopen(day.root, FixedClock(NOW))
    return list(ids)


@cache
def _filled() -> tuple[Path, tuple[int, ...]]:
    """The store of such a day, made once per process."""
    root = Path(tempfile.mkdtemp(prefix="chartpost-mail-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    desk = desk_in(root / "data", clock=FixedClock(NOW))
    ids = _pieces_everywhere(Pieces(desk, Services(desk)))
    desk.store.close()
    return DataFolder(root / "data").database, ids


def _pieces_everywhere(day: Pieces) -> tuple[int, ...]:
    returned = day.piece("Otha", "Schowalter", CERTIFIED)
    day.number(returned, "9589071052700965745074")
    day.accept(returned, date(2026, 11, 12))
    day.end(returned, MailStatus.RETURNED, date(2026, 11, 20))
    carded = day.piece("Alva", "Koelpin", CARD)
    day.number(carded, OTHER)
    day.accept(carded, date(2026, 10, 13))
    day.deliver(carded, date(2026, 10, 16))
    way = day.piece("Jackie", "Okuneva", CERTIFIED)
    day.number(way, "7022 1670 0001 4521 8837", keep_failed=True)
    day.accept(way, date(2026, 11, 18))
    done = day.piece("Ken", "Beier", CERTIFIED)
    day.number(done, "9589071052700965745081")
    day.accept(done, date(2026, 11, 9))
    day.deliver(done, date(2026, 11, 12))
    plain = day.piece("Łukasz", "Nowak", NOTHING)
    golda = day.piece("Golda", "Huel", CERTIFIED)
    dana = day.piece("Dana", "Mosciski", CARD, pages=18)
    return returned, carded, way, done, plain, golda, dana
