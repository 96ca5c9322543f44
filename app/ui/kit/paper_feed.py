"""How a printer takes a paper: which end first, and how far it misplaces what it prints.

Envelopes are drawn as they are read and go in short end first, as printers and their drivers want
them (``mail.md`` 4.4). What a printer does is remembered by its name and the stock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QTransform

from app.domain.errors import Problem
from app.domain.paper_orders import PrintAdjustment, Turn
from app.ui.kit.paper_pages import Pages, of_image
from app.ui.kit.printing import PageImage, PageSize, image_of
from app.ui.kit.views import ViewStore

_VIEW = "printing"


@dataclass(frozen=True, slots=True)
class Feed:
    """What one printer wants of one stock. ``turn`` matters for pages wider than tall."""

    turn: Turn = Turn.LEFT
    adjustment: PrintAdjustment = field(default_factory=PrintAdjustment)

    @property
    def hint(self) -> str:
        """How to lay an envelope into the tray, in a few words."""
        return {
            Turn.LEFT: "face up, right end first",
            Turn.RIGHT: "face up, left end first",
            Turn.AS_READ: "face up, long side first",
            Turn.UPSIDE_DOWN: "face up, long side first, flap towards you",
        }[self.turn]


def fed(pages: Pages, feed: Feed) -> Pages:
    """The pages as this printer takes them; only wide ones are turned, all are shifted."""
    return Pages(
        tuple(_fed_size(size, feed) for size in pages.sizes),
        lambda number, dpi: _fed_page(pages, number, dpi, feed),
    )


def _is_turned(size: PageSize, feed: Feed) -> bool:
    return size.width > size.height and feed.turn is not Turn.AS_READ


def _fed_size(size: PageSize, feed: Feed) -> PageSize:
    tall = _is_turned(size, feed) and feed.turn.tall
    return PageSize(size.height, size.width) if tall else size


def _fed_page(pages: Pages, number: int, dpi: int, feed: Feed) -> PageImage:
    page = pages.render(number, dpi)
    turned = _is_turned(pages.sizes[number], feed)
    if not turned and feed.adjustment == PrintAdjustment():
        return page
    picture = image_of(page)
    if turned:
        # Qt turns clockwise, papers are told anticlockwise
        picture = picture.transformed(QTransform().rotate(-int(feed.turn)))
    return of_image(_shifted(picture, dpi, feed.adjustment))


def _shifted(picture: QImage, dpi: int, move: PrintAdjustment) -> QImage:
    if move == PrintAdjustment():
        return picture
    moved = QImage(picture.size(), QImage.Format.Format_RGB32)
    moved.fill(0xFFFFFFFF)
    painter = QPainter(moved)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(move.scale_x, move.scale_y)
    dots = dpi / 72
    painter.drawImage(
        QPointF(move.offset_x * dots / move.scale_x, move.offset_y * dots / move.scale_y), picture
    )
    painter.end()
    return moved


def feed_of(views: ViewStore, printer: str, stock: str) -> Feed:
    """How this printer takes this stock; the usual way while nobody said otherwise."""
    kept = views.load(_VIEW).get(_place(printer, stock))
    return _feed_from(kept) if isinstance(kept, Mapping) else Feed()


def keep_feed(views: ViewStore, printer: str, stock: str, feed: Feed) -> None:
    """Remember how this printer takes this stock."""
    facts = dict(views.load(_VIEW))
    move = feed.adjustment
    facts[_place(printer, stock)] = {
        "turn": int(feed.turn),
        "offset": [move.offset_x, move.offset_y],
        "scale": [move.scale_x, move.scale_y],
    }
    views.save(_VIEW, facts)


def printer_for(views: ViewStore, stock: str) -> str:
    """The printer used last for a stock, or nothing."""
    kept = views.load(_VIEW).get(_place("last", stock))
    return kept if isinstance(kept, str) else ""


def keep_printer(views: ViewStore, stock: str, printer: str) -> None:
    """Remember which printer a stock went to."""
    facts = dict(views.load(_VIEW))
    facts[_place("last", stock)] = printer
    views.save(_VIEW, facts)


def _place(printer: str, stock: str) -> str:
    return f"{printer[:80]}|{stock}"


def _feed_from(kept: Mapping[str, object]) -> Feed:
    """A kept feed; one that makes no sense any more is the usual way."""
    try:
        offset, scale = _pair(kept.get("offset")), _pair(kept.get("scale"))
        return Feed(Turn(int(str(kept.get("turn")))), PrintAdjustment(*offset, *scale))
    except (Problem, ValueError, TypeError):
        return Feed()


def _pair(kept: object) -> tuple[float, float]:
    if not isinstance(kept, list) or len(kept) != 2:
        raise ValueError("two numbers")
    return float(kept[0]), float(kept[1])
