"""A mail day of 200 pieces: every paper through the services, against the drawing alone.

The drawing alone is the very same papers drawn again from the same orders, and the same log through
``csv.writer``; the services add permission, reading, keeping each paper encrypted, and the trail.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.domain.mail_log import MailQuery
from app.domain.queue import QueueView, RequestQuery
from app.services import paper_drafts
from app.services.paper_drafts import PaperDraft
from app.services.papers import LabelTarget
from app.services.services import Services
from tests.benchmarks.big_store import bare_csv
from tests.benchmarks.figures import Figure, seconds

PIECES = 200
BUDGET = 2.0
_DRAWING = ("draw_cover_letter", "draw_envelope", "draw_labels")


def mail_day_figure(services: Services, folder: Path, pieces: int = PIECES) -> Figure:
    """Letters, envelopes, labels and the log of so many requests."""
    ids = _some_requests(services, pieces)
    _day(services, ids[:2], folder / "warm.csv")
    with _watched() as drawn:
        whole = seconds(lambda: _day(services, ids, folder / "log.csv"))
    alone = sum(seconds(draw) for draw in drawn)
    alone += seconds(lambda: bare_csv(services, folder / "bare.csv"))
    with (folder / "log.csv").open(encoding="utf-8-sig", newline="") as log:
        lines = sum(1 for _ in csv.reader(log))
    basis = (
        f"{whole:.2f} s against {alone:.2f} s for the drawing alone; {len(ids)} letters and "
        f"envelopes, {len(ids)} labels, a log of {lines:,} lines"
    )
    return Figure("A mail day of 200 pieces / drawing", whole / alone, "x", BUDGET, basis)


def _some_requests(services: Services, many: int) -> list[int]:
    """Requests that may be sent, from the lists of those that are packed or nearly so."""
    found: list[int] = []
    for view in (QueueView.READY, QueueView.TO_PACK):
        page = services.requests.page(query=RequestQuery(view=view, limit=many))
        found += [row.id for row in page.rows]
    return found[:many]


def _day(services: Services, ids: list[int], log: Path) -> None:
    papers = services.papers

    def keep(draft: PaperDraft) -> None:
        papers.record(draft=draft)

    for request_id in ids:
        keep(papers.cover_letter(request_id=request_id))
        keep(papers.envelope(request_id=request_id))
    targets = tuple(LabelTarget(request_id) for request_id in ids)
    keep(papers.labels(targets=targets, stock_id=papers.label_stocks()[0].id, start=1))
    services.mail.export_log(query=MailQuery(), target=log)


@contextmanager
def _watched() -> Iterator[list[Callable[[], object]]]:
    """Remember each drawing, to be done once more."""
    drawn: list[Callable[[], object]] = []

    def watch(draw: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
        def drawing(order: Any) -> bytes:
            drawn.append(lambda: draw(order))
            return draw(order)

        return drawing

    with ExitStack() as stack:
        for name in _DRAWING:
            made = watch(getattr(paper_drafts, name))
            stack.enter_context(patch.object(paper_drafts, name, made))
        yield drawn
