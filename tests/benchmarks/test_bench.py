"""The benchmarks run and count right; how fast things are is never a test's business."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from app.domain.queue import QueueView, RequestQuery
from app.domain.search_terms import SearchKind
from tests.benchmarks import big_store, figures
from tests.benchmarks.big_store import Size, big_practice
from tests.benchmarks.mail_day import mail_day_figure
from tests.benchmarks.paper_figures import label_figures
from tests.benchmarks.store_figures import page_figures, search_figure
from tests.benchmarks.window_figures import csv_figures

SIZE = Size(300)


def test_store_is_like_one_made_by_services(tmp_path: Path) -> None:
    opened = big_practice(tmp_path / "many", SIZE)
    services = opened.services
    try:
        seen: set[int] = set()
        query = RequestQuery(view=QueueView.ALL, limit=70)
        while True:
            page = services.requests.page(query=query)
            assert not seen & {row.id for row in page.rows}
            seen |= {row.id for row in page.rows}
            if not page.more:
                break
            query = RequestQuery(view=QueueView.ALL, limit=70, after_key=page.next_key)  # type: ignore[arg-type]
        assert len(seen) == SIZE.requests
        view = services.requests.get(request_id=7)
        assert view.mail_pieces[0].article_number == big_store.article(7)
        for typed in (big_store.request_number(7), big_store.article(7)[-8:]):
            hits = services.search.find(text=typed)
            assert any(hit.entity_id == 7 for hit in hits), typed
        name = big_store.person(big_store.patient_of(7, SIZE)).family_name
        assert SearchKind.PATIENT in {hit.kind for hit in services.search.find(text=name)}
        found = [
            *page_figures(services, services, "300 requests"),
            search_figure(services, SIZE, "300 requests", words=3),
            mail_day_figure(services, tmp_path, pieces=4),
        ]
    finally:
        opened.desk.store.close()
    found += csv_figures(tmp_path / "many", tmp_path / "log.csv", "300 requests")
    found += label_figures(40, tmp_path)
    assert all(figure.value >= 0 for figure in found)
    shown = figures.table(found)
    assert len(shown.splitlines()) == len(found) + 2
    assert (tmp_path / "log.csv").is_file()


@pytest.mark.parametrize(("value", "verdict"), [(1.5, "kept"), (1.51, "MISSED")])
def test_verdict(value: float, verdict: str) -> None:
    figure = figures.Figure("What", value, "x", 1.5)
    assert figure.cells[3] == verdict
    assert figures.table([figure]).count(verdict) == 1


def test_what_is_only_compared_has_no_verdict() -> None:
    figure = figures.Figure("What", 9.0, "x", math.inf)
    assert figure.kept
    assert figure.cells[2:4] == ("none", "")


def test_percentile() -> None:
    values = [float(number) for number in range(1, 101)]
    assert figures.percentile(values, 0.95) == 96
    assert figures.percentile([3.0], 0.95) == 3.0
