"""An office with patients and requests: real services on the real encrypted store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from pypdf import PdfWriter

from app.domain.errors import Problem
from app.domain.queue import QueueView, RequestQuery
from app.domain.requests import IdentityMethod, Request
from app.domain.staff import Role, is_permitted
from app.services.attachments import AttachmentService
from app.services.desk import Desk
from app.services.services import Services
from app.system.clock import FixedClock
from app.ui.kit.context import UiContext
from app.ui.kit.task_runner import InlineRunner, Runner
from app.ui.kit.theme import Theme
from tests.services.people_kit import DANA, add_patient, log_request
from tests.services.vault_kit import NOW, desk_in
from tests.ui.kit.demo import GivenFiles, NoPrinters, make_context


@dataclass
class Told:
    """Keeps what would stand in message boxes and at the foot of the window."""

    failures: list[Exception] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    links: list[Callable[[], object] | None] = field(default_factory=list)

    def show_failure(self, error: Exception) -> None:
        assert isinstance(error, Problem), "a defect"
        self.failures.append(error)

    def show_problem(self, problem: Problem) -> None:
        self.failures.append(problem)

    def show_defect(self, error: BaseException) -> str:
        raise AssertionError("a defect") from error

    def tell(self, title: str, text: str, more: str = "") -> None:
        self.lines.append(text)

    def confirm(self, title: str, text: str, action: str, *, dangerous: bool = False) -> bool:
        raise AssertionError("nothing here asks in a box")

    def say(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        self.lines.append(text)
        self.links.append(do)


@dataclass
class Office:
    """An open practice and its edges."""

    desk: Desk
    services: Services
    context: UiContext
    messages: Told
    files: GivenFiles
    printers: NoPrinters
    went: list[tuple[str, object]] = field(default_factory=list)

    def patient(self, family: str = "Mosciski", given: str = "Dana", **changes: object) -> int:
        """A patient on file."""
        details = replace(DANA, family_name=family, given_name=given, **changes)  # type: ignore[arg-type]
        return add_patient(self.desk, details)

    def request(self, patient_id: int | None = None, **changes: object) -> int:
        """A request on file."""
        return log_request(self.desk, patient_id, **changes)

    def read(self, request_id: int) -> Request:
        """The request as the store has it."""
        return self.services.requests.get(request_id=request_id).request

    def identified(self, **changes: object) -> int:
        """A request whose identity check is recorded."""
        request_id = self.request(**changes)
        self.services.requests.record_identity(
            request_id=request_id,
            version=self.read(request_id).version,
            method=IdentityMethod.PHOTO_ID,
        )
        return request_id

    def gathered(self, **changes: object) -> int:
        """A request whose pages are counted."""
        request_id = self.identified(**changes)
        self.services.requests.mark_gathered(
            request_id=request_id, version=self.read(request_id).version, page_count=12
        )
        return request_id

    def sent(self, **changes: object) -> int:
        """A request that left; not by mail, unless its mail is made elsewhere."""
        request_id = self.gathered(**changes)
        requests = self.services.requests
        requests.mark_ready(request_id=request_id, version=self.read(request_id).version)
        requests.mark_sent(request_id=request_id, version=self.read(request_id).version)
        return request_id

    def all_requests(self) -> list[Request]:
        """Everything in the queue."""
        query = RequestQuery(view=QueueView.ALL)
        return [row.request for row in self.services.requests.page(query=query).rows]


def open_office(
    folder: Path,
    theme: Theme,
    *,
    role: Role = Role.CLERK,
    runner: Runner | None = None,
    clock: FixedClock | None = None,
) -> Office:
    """A practice without patients; close ``office.desk.store`` at the end."""
    clock = clock or FixedClock(NOW)
    desk = desk_in(folder, role=role, clock=clock)
    services, messages = Services(desk), Told()
    # the store of these tests has no keyring, so no backup can be made
    services.attachments = AttachmentService(desk, lambda _desk, _progress: False)
    plain = make_context(theme, services, runner or InlineRunner(messages.show_failure))
    files, printers = GivenFiles(), NoPrinters(["HP LaserJet"])
    context = replace(plain, messages=messages, files=files, printers=printers, clock=clock)
    context.actions.allow(lambda operation: is_permitted(role, operation))
    context.actions.enter("requests")
    office = Office(desk, services, context, messages, files, printers)
    context.navigator.room_requested.connect(lambda room, item: office.went.append((room, item)))
    return office


def a_pdf(*, pages: int) -> bytes:
    """A scan, as far as the store can tell."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()
