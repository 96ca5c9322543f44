"""The queue of requests as a list: which requests, in which order, and what a row shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.deadlines import Urgency, days_left, days_left_words, urgency
from app.domain.mail import MailStatus
from app.domain.request_states import RequestFacts, facts_of
from app.domain.request_steps import NextStep, missing_next
from app.domain.requests import Request, RequestStatus

SOON = 2
"""Days ahead that count as about to run out."""

WEEK = 7
NO_DUE_DATE = "9999-12-31"

QueueKey = tuple[str | int, ...]
"""Where a page ended: the values of its sort order and the id."""


class QueueView(StrEnum):
    """The views of the Requests room."""

    OPEN = "open"
    LATE = "late"
    THIS_WEEK = "this_week"
    WAITING_IDENTITY = "waiting_identity"
    TO_GATHER = "to_gather"
    TO_PACK = "to_pack"
    READY = "ready"
    SENT = "sent"
    CLOSED = "closed"
    ALL = "all"

    @property
    def label(self) -> str:
        """The view in words."""
        return {
            QueueView.OPEN: "Open",
            QueueView.LATE: "Late",
            QueueView.THIS_WEEK: "Due this week",
            QueueView.WAITING_IDENTITY: "Waiting for identity",
            QueueView.TO_GATHER: "To gather",
            QueueView.TO_PACK: "To pack",
            QueueView.READY: "Ready to send",
            QueueView.SENT: "Sent",
            QueueView.CLOSED: "Closed",
            QueueView.ALL: "All",
        }[self]

    @property
    def status(self) -> RequestStatus | None:
        """The one status the view shows, if it shows one."""
        return _VIEW_STATUS.get(self)


_VIEW_STATUS = {
    QueueView.WAITING_IDENTITY: RequestStatus.RECEIVED,
    QueueView.TO_GATHER: RequestStatus.IDENTITY_CHECKED,
    QueueView.TO_PACK: RequestStatus.GATHERED,
    QueueView.READY: RequestStatus.READY,
    QueueView.SENT: RequestStatus.SENT,
}


class QueueSort(StrEnum):
    """The orders for which there is an index."""

    DUE = "due"
    RECEIVED = "received"
    PATIENT = "patient"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """What the queue is asked for. Text narrows it to requests in which all words occur."""

    view: QueueView = QueueView.OPEN
    sort: QueueSort = QueueSort.DUE
    descending: bool = False
    text: str = field(default="", repr=False)
    after_key: QueueKey | None = field(default=None, repr=False)
    limit: int = 100


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A request as the store lists it, with its patient's name as lists carry it."""

    request: Request
    patient_name: str = field(repr=False)
    patient_sort: str = field(repr=False)

    def key(self, sort: QueueSort) -> QueueKey:
        """Where the list stands at this row."""
        request = self.request
        due = due_sort_of(pressing_due(request))
        values: dict[QueueSort, tuple[str, ...]] = {
            QueueSort.DUE: (due,),
            QueueSort.RECEIVED: (request.details.received_on.isoformat(),),
            QueueSort.PATIENT: (self.patient_sort,),
            QueueSort.STATUS: (request.status.value, due),
        }
        return (*values[sort], request.id)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A row of the queue as it is shown today."""

    item: QueueItem = field(repr=False)
    next_step: NextStep
    days_left: int | None
    days_left_words: str
    urgency: Urgency

    @property
    def request(self) -> Request:
        """The request."""
        return self.item.request

    @property
    def id(self) -> int:
        """The request's id."""
        return self.item.request.id

    @property
    def number(self) -> str:
        """The request's number."""
        return self.item.request.number

    @property
    def patient_name(self) -> str:
        """Family name first."""
        return self.item.patient_name

    @property
    def recipient_name(self) -> str:
        """Who gets the copy."""
        return self.item.request.recipient_name

    @property
    def recipient_shown(self) -> str:
        """The recipient with the organization."""
        return self.item.request.recipient_shown

    @property
    def status(self) -> RequestStatus:
        """Where it stands."""
        return self.item.request.status

    @property
    def received_on(self) -> date:
        """Day of receipt."""
        return self.item.request.details.received_on

    @property
    def due_on(self) -> date | None:
        """The legal date, if a clock runs."""
        return self.item.request.due_on


def due_sort_of(due_on: date | None) -> str:
    """The due date as it sorts; requests on which no date presses come last."""
    return due_on.isoformat() if due_on else NO_DUE_DATE


def has_left(request: Request) -> bool:
    """Whether the copy is sent and did not come back: nothing is owed by the due date any more.

    45 CFR 164.524(b)(2) asks that access is provided by then; a piece that came back was not.
    """
    return request.status is RequestStatus.SENT and not facts_from(request).came_back


def pressing_due(request: Request) -> date | None:
    """The due date while it still presses."""
    return None if has_left(request) else request.due_on


def row_of(item: QueueItem, today: date) -> RequestRow:
    """A stored row with its days left and what is missing next."""
    request = item.request
    runs = request.is_open and not has_left(request)
    words = days_left_words(request.due_on, today, is_open=request.is_open)
    return RequestRow(
        item=item,
        next_step=missing_next(request.status, facts_from(request)),
        days_left=days_left(request.due_on, today) if runs else None,
        days_left_words="Sent" if has_left(request) else words,
        urgency=urgency(request.due_on, today, is_open=runs),
    )


def facts_from(request: Request) -> RequestFacts:
    """The facts of a stored request on which moves and the next step depend."""
    return facts_of(
        request,
        letter_made=request.letter_made,
        outside_made=request.outside_made,
        mail_status=MailStatus(request.mail_status) if request.mail_status else None,
        article_number=request.article_logged,
        other_proof=bool(request.proof.strip()),
    )


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many requests are on the desk. Views of closed requests are not counted."""

    open: int
    late: int
    due_within_two_days: int
    due_this_week: int
    by_status: dict[RequestStatus, int]

    def of_view(self, view: QueueView) -> int | None:
        """How many a view shows, where that is counted."""
        if view.status is not None:
            return self.by_status.get(view.status, 0)
        return {
            QueueView.OPEN: self.open,
            QueueView.LATE: self.late,
            QueueView.THIS_WEEK: self.due_this_week,
        }.get(view)
