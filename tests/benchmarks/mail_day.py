"""A mail day of 200 pieces: every paper through the services, against the drawing alone.

The day is worked as "Print all that is ready" works it: letters and envelopes of all pieces, then a
label for each, then the log. The drawing alone is the very same papers drawn again from the same
orders, and the same log through ``csv.writer``; the services add permission, reading, keeping each
paper encrypted with its piece, the history of each, and the trail.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.domain.mail import MailService
from app.domain.mail_log import MailQuery
from app.domain.queue import QueueView, RequestQuery
from app.services import paper_drafts
from app.services.mail_orders import NewMail
from app.services.paper_run_values import RunKinds, RunOrder
from app.services.services import Services
from tests.benchmarks.big_store import bare_csv
from tests.benchmarks.figures import Figure, seconds

PIECES = 200
BUDGET = 2.0
_DRAWING = ("draw_cover_letter", "draw_envelope", "draw_labels")
_ENVELOPE = "10"


def mail_day_figure(services: Services, folder: Path, pieces: int = PIECES) -> Figure:
    """Letters, envelopes, labels and the log of so many pieces."""
    ids = _prepared(services, pieces + 2)
    _day(services, ids[:2], folder / "warm.csv")
    ids = ids[2:]
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


def _prepared(services: Services, many: int) -> tuple[int, ...]:
    """New pieces of requests that are packed or nearly so."""
    found: list[int] = []
    for view in (QueueView.READY, QueueView.TO_PACK):
        page = services.requests.page(query=RequestQuery(view=view, limit=many))
        found += [row.id for row in page.rows]
    orders = [NewMail(request_id, MailService.FIRST_CLASS) for request_id in found[:many]]
    return tuple(services.mail.prepare(order=order).value for order in orders)


def _day(services: Services, ids: tuple[int, ...], log: Path) -> None:
    runs = services.paper_runs
    stock = services.papers.label_stocks()[0].id
    for outside, kinds in ((_ENVELOPE, RunKinds.BOTH), (stock, RunKinds.OUTSIDES)):
        chosen = runs.pieces(piece_ids=ids)
        run = runs.draw(order=RunOrder(chosen, outside, outside, kinds))
        for job in run.jobs:
            runs.record(job=job)
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
