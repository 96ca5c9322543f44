"""Postal prices: dated, with their source; a new price starts on its own day."""

from __future__ import annotations

from app.domain.dates import format_us_date
from app.domain.postage import PriceItem
from app.domain.price_news import PriceChange, PriceNews
from app.domain.reference import StoredPrice
from app.ui.kit.context import UiContext
from app.ui.kit.notice import Notice
from app.ui.kit.table import Cell, Column
from app.ui.kit.words import words
from app.ui.settings.dated import DatedSection, DatedTable
from app.ui.settings.price_dialog import PriceDialog, item_words


def _item(stored: StoredPrice) -> Cell:
    ounces = stored.price.ounces
    words = item_words(stored.price.item)
    return Cell(f"{words}, {ounces} oz" if ounces is not None else words, bold=True)


_COLUMNS: list[Column[StoredPrice]] = [
    Column("item", "What", 150, _item, stretch=True),
    Column("price", "Price", 64, lambda s: Cell(f"${s.price.cents / 100:.2f}")),
    Column("from", "From", 106, lambda s: Cell(format_us_date(s.price.valid_from))),
    Column("source", "Source", 130, lambda s: Cell(s.price.source, muted=True), stretch=True),
    Column(
        "by", "Compared by", 110, lambda s: Cell(s.verified_by, muted=True), default_visible=False
    ),
]


def _kept_words(change: PriceChange) -> str:
    """Both prices side by side."""
    price, stored = change.shipped, change.stored
    if stored is None:
        return ""
    what = f"{_item(stored).text}, from {format_us_date(price.valid_from)}"
    mine = f"${stored.price.cents / 100:.2f} ({stored.verified_by})"
    other = f"${price.cents / 100:.2f} ({price.source})"
    return f"{what}: yours is {mine}, the program's {other}. Yours is kept."


class PricesSection(DatedSection[StoredPrice]):
    """The table of prices; mail pieces cost what held on the day they were accepted."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            DatedTable(
                title="Postal prices",
                lead="A mail piece costs what held on the day it was accepted. Compare with the "
                "Postal Service's Notice 123 when prices change.",
                name="settings.prices",
                add_text="Add a price",
                columns=_COLUMNS,
                load=context.services.reference.prices,
            ),
        )

        self.news = Notice()
        self.kept = words("", "help", wrap=True)
        self.body.insertWidget(0, self.news)
        self.body.insertWidget(1, self.kept)
        self.kept.hide()
        self.news.action_requested.connect(self._on_take_over)

    def refresh(self) -> None:
        """Show the table anew, and what a newer program brought."""
        super().refresh()
        self.read(self.context.services.reference.price_news, self._show_news)

    def _show_news(self, news: PriceNews) -> None:
        latest = news.latest
        said = ""
        if latest is not None:
            count = len(news.newer)
            many = "price" if count == 1 else "prices"
            said = (
                f"This version of the program brings {count:,} newer {many} (from "
                f"{format_us_date(latest.valid_from)}, {latest.source}). Prices that somebody here "
                "typed or compared stay as they are."
            )
        self.news.say(said, action="Take over the newer prices" if self.permitted else "")
        self.kept.setText("\n".join(_kept_words(change) for change in news.kept))
        self.kept.setVisible(bool(news.kept))

    def _on_take_over(self) -> None:
        self.act(
            self.context.services.reference.take_over_prices,
            "The newer prices were taken over. Pieces already accepted keep their cost.",
        )

    def on_add(self) -> None:
        """Ask for a newer price, of the chosen item first."""
        chosen = self.chosen()
        item = chosen.price.item if chosen is not None else PriceItem.CERTIFIED
        dialog = PriceDialog(self.window(), self.context.clock, item)
        reference = self.context.services.reference
        self.ask(
            dialog,
            dialog.price,
            lambda price: reference.add_price(price=price),
            "The price was added; it holds from its day on.",
        )
