"""What a request's page and the queue show, put together from one moment of the store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.attachments import Attachment
from app.domain.consents import ConsentKind
from app.domain.dates import format_long_date
from app.domain.deadline_words import DeadlineExplanation, explain
from app.domain.destinations import Destination, resolve
from app.domain.duplicates import DuplicateHit, compare_requests
from app.domain.mail import MailPiece
from app.domain.papers import Paper
from app.domain.patient_views import Prompt, prompts_for
from app.domain.people import Patient
from app.domain.queue import QueueItem, QueueKey, RequestQuery, RequestRow, facts_from, row_of
from app.domain.release_path import PATH_RULES, PathRule
from app.domain.release_rule import ROADS, NotYet, ReleaseAnswer
from app.domain.request_states import Move, lawful_moves
from app.domain.request_steps import NextStep, held_step
from app.domain.requests import Request, RequestDetails, RequestStatus, TimelineEntry
from app.domain.search_terms import SearchKind, SearchTerms
from app.services.mail_release import left_shut
from app.services.paging import Page, page_of
from app.services.releases import agreed_email, release_of, whereto
from app.services.request_checks import deadline_for
from app.storage.unit import Unit

FEW = 2000
"""Up to so many matches are sorted; more are met by walking along the queue."""

WALK = 500
LONGEST_WALK = 50_000


@dataclass(frozen=True, slots=True)
class RequestView:
    """Everything the page of one request shows.

    Attributes:
        left_shut: why its release was not valid when it left; empty when it was.
    """

    request: Request = field(repr=False)
    row: RequestRow = field(repr=False)
    patient: Patient = field(repr=False)
    path: PathRule
    destination: Destination
    why_this_date: DeadlineExplanation | None
    next_step: NextStep
    moves: tuple[Move, ...]
    prompts: tuple[Prompt, ...]
    timeline: tuple[TimelineEntry, ...]
    attachments: tuple[Attachment, ...]
    papers: tuple[Paper, ...]
    mail_pieces: tuple[MailPiece, ...] = field(repr=False)
    duplicates: tuple[DuplicateHit, ...]
    earlier: tuple[RequestRow, ...]
    release: ReleaseAnswer
    sends_to: str = field(repr=False)
    agreed_email: str = field(default="", repr=False)
    """Signed under, where it is another address than ``sends_to``."""
    left_shut: str = ""


def view_of(unit: Unit, request_id: int, today: date, judged_on: date) -> RequestView:
    """The page of one request; consents are judged on the later of today and the store's day."""
    item = unit.requests.item(request_id)
    request = item.request
    patient = unit.patients.get(request.details.patient_id)
    row = row_of(item, today)
    release = release_of(unit, request, judged_on)
    pieces = unit.mail.of_request(request_id)
    gone = [piece for piece in pieces if piece.accepted_on is not None]
    others = [each for each in unit.requests.of_patients([patient.id]) if each != item]
    return RequestView(
        request=request,
        row=row,
        patient=patient,
        path=PATH_RULES[request.details.kind],
        destination=resolve(request.details, patient),
        why_this_date=why_this_date(unit, request),
        next_step=_step_now(row, release),
        moves=_moves_now(request, release),
        prompts=prompts_for(patient, today),
        timeline=unit.requests.timeline(request_id),
        attachments=unit.attachments.of_request(request_id),
        papers=unit.papers.of_request(request_id),
        mail_pieces=pieces,
        duplicates=duplicates_of(unit, request.details, patient, today, besides=request_id),
        earlier=tuple(row_of(each, today) for each in others),
        release=release,
        sends_to=whereto(unit, request.details, patient).words,
        agreed_email=agreed_email(unit, request, judged_on),
        left_shut=next((why for one in gone if (why := left_shut(unit.mail.events(one.id)))), ""),
    )


def told_now(unit: Unit, row: RequestRow, judged_on: date) -> RequestRow:
    """The row with what is missing before it may leave, if its next step would be refused."""
    if not _leaves_next(row):
        return row
    release = release_of(unit, row.request, judged_on)
    return replace(row, next_step=_step_now(row, release)) if isinstance(release, NotYet) else row


def _rests_on_consent(request: Request) -> bool:
    """Only these are asked row by row: a consent ends without anybody touching the request."""
    by_email = ROADS[request.details.road].consent is ConsentKind.EMAIL
    return by_email or PATH_RULES[request.details.kind].authorization_needed


def _leaves_next(row: RequestRow) -> bool:
    return row.next_step.move is Move.MAKE_READY or row.status is RequestStatus.READY


def _step_now(row: RequestRow, release: ReleaseAnswer) -> NextStep:
    """What is missing next; of what was to leave and may not, the reason comes first."""
    step = row.next_step
    if not _leaves_next(row) or not isinstance(release, NotYet):
        return step
    return replace(held_step(release, row.item.request.details.road), by=step.by)


def _moves_now(request: Request, release: ReleaseAnswer) -> tuple[Move, ...]:
    """The lawful moves, without those that the release table refuses."""
    shut = {Move.MAKE_READY, Move.SEND} if isinstance(release, NotYet) else set()
    lawful = lawful_moves(request.status, facts_from(request))
    return tuple(move for move in lawful if move not in shut)


def why_this_date(unit: Unit, request: Request) -> DeadlineExplanation | None:
    """The arithmetic behind the due date; None where no clock runs (F1)."""
    if request.due_on is None:
        return None
    deadline = deadline_for(unit, request.details)
    if deadline is not None and deadline.legal_due == request.due_on:
        return explain(deadline)
    return DeadlineExplanation(
        f"Due {format_long_date(request.due_on)}: set by the rule in force when the request was "
        f"logged, {request.citation}.",
        (),
        ("The table of deadlines or the practice's state was changed since.",),
    )


def duplicates_of(
    unit: Unit,
    details: RequestDetails,
    patient: Patient,
    today: date,
    *,
    besides: int | None = None,
) -> tuple[DuplicateHit, ...]:
    """Earlier requests that may be the same, the strongest first, with no time limit (U8)."""
    ids = [patient.id, *unit.patients.same_name_and_birth(patient)]
    found = []
    for item in unit.requests.of_patients(ids):
        if item.request.id == besides:
            continue
        same = item.request.details.patient_id == patient.id
        strength, why = compare_requests(details, item.request, same_patient=same)
        found.append(DuplicateHit(row_of(item, today), why, strength))
    # received newest first already, and sorting keeps that order among equals
    return tuple(sorted(found, key=lambda hit: -hit.strength))


def queue_page(
    unit: Unit, query: RequestQuery, terms: SearchTerms, today: date, judged_on: date
) -> Page[RequestRow]:
    """One page of the queue, narrowed by words if there are any; consents as ``view_of``."""

    def key(row: RequestRow) -> QueueKey:
        return row.item.key(query.sort)

    def rows(items: list[QueueItem]) -> list[RequestRow]:
        return [told(row_of(item, today)) for item in items]

    def told(row: RequestRow) -> RequestRow:
        return told_now(unit, row, judged_on) if _rests_on_consent(row.request) else row

    if terms.is_empty:
        return page_of(rows(unit.requests.page(query, today, query.limit + 1)), query.limit, key)
    ids = unit.search.ids(SearchKind.REQUEST, terms, FEW + 1)
    if len(ids) <= FEW:
        return page_of(rows(unit.requests.among(ids, query, today)), query.limit, key)
    met, last = _walked(unit, query, terms, today)
    if last is None or len(met) > query.limit:
        return page_of(rows(met), query.limit, key)
    return Page(tuple(rows(met)), more=True, next_key=last)


def _walked(
    unit: Unit, query: RequestQuery, terms: SearchTerms, today: date
) -> tuple[list[QueueItem], QueueKey | None]:
    """Rows that fit, met along the queue; and where the walk stopped short, if it did."""
    met: list[int] = []
    at = query
    for _ in range(LONGEST_WALK // WALK):
        ids = unit.requests.page_ids(at, today, WALK)
        words = unit.search.words_of(SearchKind.REQUEST, ids)
        met.extend(each for each in ids if terms.fit(words.get(each, "")))
        if len(ids) < WALK or len(met) > query.limit:
            return unit.requests.items(met[: query.limit + 1]), None
        at = replace(at, after_key=unit.requests.item(ids[-1]).key(query.sort))
    return unit.requests.items(met), at.after_key
