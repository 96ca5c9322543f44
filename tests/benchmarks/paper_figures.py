"""Papers against the bare library that draws the same text."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import REGULAR, register_fonts
from app.documents.labels import draw_labels
from app.domain.addresses import Address
from app.domain.label_stock import LabelStock
from app.domain.paper_orders import LabelOrder
from app.domain.papers import Addressee
from app.services.paper_stock import label_catalog
from tests.benchmarks.figures import Figure, in_turn
from tests.benchmarks.peers import glabels_figure

LABELS_BUDGET = 1.5


def label_figures(count: int, folder: Path) -> list[Figure]:
    """Labels on the usual sheet, each with another name and address."""
    stock = label_catalog().default
    people = tuple(_person(number) for number in range(count))
    order = LabelOrder(stock=stock, addressees=people)
    runs = 5 if count >= 1000 else 2
    ours, bare = in_turn(
        [lambda: draw_labels(order), lambda: _bare(stock, people)], warm_ups=1, runs=runs
    )
    basis = f"{ours:.2f} s against {bare:.2f} s, {count:,} labels, median of {runs}"
    first = Figure("Labels to PDF / bare reportlab loop", ours / bare, "x", LABELS_BUDGET, basis)
    peer = glabels_figure(order, ours, folder)
    return [first] if peer is None else [first, peer]


def _person(number: int) -> Addressee:
    draw = random.Random(number)  # noqa: S311 - no secret
    name = "".join(draw.choice("abcdefghijklmnop") for _ in range(8)).title()
    place = Address(
        line1=f"{draw.randrange(1, 9999)} Harbor Street",
        line2=f"Apt {draw.randrange(1, 90)}" if number % 3 else "",
        city="Somerville",
        state="MA",
        zip_code=f"021{number % 100:02d}",
    )
    return Addressee(f"{name} Example", place)


def _bare(stock: LabelStock, people: tuple[Addressee, ...]) -> bytes:
    """What anyone would write with the library alone: the same lines, font and places."""
    register_fonts()
    buffer = BytesIO()
    canvas = Canvas(
        buffer, pagesize=(stock.page_width, stock.page_height), pageCompression=1, invariant=1
    )
    for number, person in enumerate(people):
        place = number % stock.count
        if number and not place:
            canvas.showPage()
        label = stock.label_position(place + 1)
        canvas.setFont(REGULAR, 10)
        address = person.address
        lines = [person.name.upper(), address.line1.upper()]
        if address.line2:
            lines.append(address.line2.upper())
        lines.append(f"{address.city.upper()} {address.state}  {address.zip_code}")
        y = stock.page_height - label.y - 20
        for line in lines:
            canvas.drawString(label.x + 12, y, line)
            y -= 11.6
    canvas.save()
    return buffer.getvalue()
