"""What the store has to keep up with however large it grows: pages, filters, search."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.domain.mail_log import MailHeap, MailQuery
from app.domain.queue import QueueSort, QueueView, RequestQuery
from app.services.services import Services
from tests.benchmarks.big_store import Size, typed_texts
from tests.benchmarks.figures import Figure, in_turn, ms, percentile, seconds

FEW = 1_000
PAGE_BUDGET = 1.5
SEARCH_BUDGET = 16.0
_WARM_SEARCHES = 40


def page_figures(many: Services, few: Services, label: str) -> list[Figure]:
    """First page, next page, filter by status and other orders: many rows against few."""
    pages: list[tuple[str, RequestQuery]] = [
        ("First page of the queue", RequestQuery()),
        ("First page by patient", RequestQuery(sort=QueueSort.PATIENT)),
        ("Filter by status", RequestQuery(view=QueueView.SENT)),
        ("All requests, newest first", RequestQuery(QueueView.ALL, QueueSort.RECEIVED, True)),
    ]
    figures = [_compared(name, label, *_both(_queue, many, few, query)) for name, query in pages]
    figures.insert(1, _next_page(many, few, label))
    log = MailQuery()
    figures.append(_compared("First page of the mail log", label, *_both(_log, many, few, log)))
    ready = replace(log, heap=MailHeap.READY)
    figures.append(_compared("Mail log, ready pieces", label, *_both(_log, many, few, ready)))
    return figures


def search_figure(services: Services, size: Size, label: str, *, words: int = 60) -> Figure:
    """Each letter typed, on a store with as many mail pieces as requests."""
    texts = list(typed_texts(size, words))
    for typed in texts[:_WARM_SEARCHES]:
        services.search.find(text=typed)
    times, busy = [], []
    for typed in texts:
        before = time.thread_time()
        times.append(seconds(partial(services.search.find, text=typed)))
        busy.append(time.thread_time() - before)
    middle, p95 = (percentile(times, share) for share in (0.5, 0.95))
    basis = (
        f"median {ms(middle)}, {len(times)} key strokes, {label}; "
        f"processor time {ms(percentile(busy, 0.95))}"
    )
    return Figure("Search as you type, 95th percentile", p95 * 1000, "ms", SEARCH_BUDGET, basis)


def _both(
    make: Callable[[Services, object], Callable[[], object]],
    many: Services,
    few: Services,
    query: object,
) -> tuple[float, float]:
    slow, quick = in_turn([make(many, query), make(few, query)])
    return slow, quick


def _queue(services: Services, query: object) -> Callable[[], object]:
    assert isinstance(query, RequestQuery)
    assert services.requests.page(query=query).rows
    return lambda: services.requests.page(query=query)


def _log(services: Services, query: object) -> Callable[[], object]:
    assert isinstance(query, MailQuery)
    assert services.mail.page(query=query).rows
    return lambda: services.mail.page(query=query)


def _next_page(many: Services, few: Services, label: str) -> Figure:
    works = []
    for services in (many, few):
        first = services.requests.page(query=RequestQuery())
        key = first.next_key
        query = RequestQuery(after_key=key)  # type: ignore[arg-type]
        works.append(_queue(services, query))
    slow, quick = in_turn(works)
    return _compared("Next page of the queue", label, slow, quick)


def _compared(name: str, label: str, slow: float, quick: float) -> Figure:
    basis = f"{ms(slow)} with {label}, {ms(quick)} with {FEW:,}"
    return Figure(name, slow / quick, "x", PAGE_BUDGET, basis)
