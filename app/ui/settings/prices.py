"""Postal prices: dated, with their source; a new price starts on its own day."""

from __future__ import annotations

from app.domain.dates import format_us_date
from app.domain.postage import PostalPrice, PriceItem
from app.domain.reference import StoredPrice
from app.domain.staff import Operation
from app.services.changes import Area
from app.services.paging import Page as RowsPage
from app.ui.kit.buttons import primary
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import row, sized
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.settings.price_dialog import PriceDialog, item_words
from app.ui.settings.section import Section


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


class PricesSection(Section):
    """The table of prices; mail pieces cost what held on the day they were accepted."""

    wide = True
    needs = Operation.EDIT_RULES
    watches = frozenset({Area.REFERENCE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            "Postal prices",
            "A mail piece costs what held on the day it was accepted. Compare with the Postal "
            "Service's Notice 123 when prices change.",
        )
        self.add_button = primary("Add a price", "plus", self._on_add)
        self.table = PagedTable(
            _COLUMNS,
            lambda s: s.id,
            name="settings.prices",
            label="Postal prices",
            views=context.views,
        )
        sized(self.table, min_height=240)
        top = row()
        top.addStretch(1)
        top.addWidget(self.add_button)
        self.body.addLayout(top)
        self.body.addWidget(self.table, 1)
        self.table.page_wanted.connect(self._on_wanted)

    def set_editable(self, *, editable: bool) -> None:
        """Everyone may look."""
        self.add_button.setVisible(editable)

    def refresh(self) -> None:
        """Show the table anew."""
        self.table.restart()

    def _on_wanted(self, wanted: PageWanted) -> None:
        def show(prices: tuple[StoredPrice, ...]) -> None:
            self.table.add_page(wanted.generation, RowsPage(prices, more=False, next_key=None))

        self.read(self.context.services.reference.prices, show)

    def _on_add(self) -> None:
        chosen = self.table.selected_id()
        rows = self.table.model.rows()
        item = next((stored.price.item for stored in rows if stored.id == chosen), None)
        dialog = PriceDialog(self.window(), self.context.clock, item or PriceItem.CERTIFIED)
        reference = self.context.services.reference

        def add() -> None:
            price: PostalPrice | None = dialog.price()
            if price is not None:
                self.act(
                    lambda: reference.add_price(price=price),
                    "The price was added; it holds from its day on.",
                    then=lambda _id: dialog.accept(),
                    fields=dialog.form.show_problems,
                )

        dialog.add_requested.connect(add)
        dialog.open()
