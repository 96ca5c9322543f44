"""A new postal price."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems
from app.domain.postage import PostalPrice, PriceItem
from app.domain.state_rules import Confidence
from app.system.clock import Clock
from app.ui.kit.choice import ChoiceField
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import TextField
from app.ui.settings.add_dialog import AddDialog

_DOLLARS = re.compile(r"\$?\s*(\d{1,4})(?:\.(\d{2}))?", re.ASCII)
_WORDS = {
    PriceItem.LETTER: "Letter, first ounce, stamped",
    PriceItem.LETTER_METERED: "Letter, first ounce, metered",
    PriceItem.ADDITIONAL_OUNCE: "Letter, each further ounce",
    PriceItem.NONMACHINABLE: "Nonmachinable surcharge",
    PriceItem.FLAT: "Large envelope",
    PriceItem.CERTIFIED: "Certified Mail",
    PriceItem.RETURN_RECEIPT: "Return receipt, card",
    PriceItem.RETURN_RECEIPT_ELECTRONIC: "Return receipt, electronic",
    PriceItem.RESTRICTED_OR_ADULT: "Certified with restricted delivery or adult signature",
    PriceItem.CERTIFICATE_OF_MAILING: "Certificate of mailing",
    PriceItem.CERTIFICATE_FIRM_PIECE: "Certificate of mailing, firm sheet, each",
    PriceItem.EXTRA_COPY_OF_FORM: "Extra copy of a form",
}


def item_words(item: PriceItem) -> str:
    """What has the price, in words."""
    return _WORDS.get(item) or item.value.replace("_", " ").capitalize()


class PriceDialog(AddDialog):
    """What, how much, from when, from where; ``price`` says whether it can be added."""

    def __init__(self, parent: QWidget, clock: Clock, item: PriceItem) -> None:
        super().__init__(parent, "Add a price", "Add the price", topic="price")
        self.item: ChoiceField[PriceItem] = self.form.add(
            "item", "What", ChoiceField([(each, item_words(each)) for each in PriceItem])
        )
        self.item.set_value(item)
        self.ounces = self.form.add(
            "ounces", "Weight in ounces", TextField(longest=2), required=True
        )
        self.amount = self.form.add(
            "cents", "Price in dollars", TextField(longest=10), required=True, half=True
        )
        self.start = self.form.add(
            "valid_from", "From", DateField(clock, clock.today()), required=True, half=True
        )
        self.source = self.form.add(
            "source",
            "Source",
            TextField(longest=300),
            required=True,
            help_text="For example: Notice 123 of July 2026.",
        )
        self.item.choice_changed.connect(self._show_ounces)
        self._show_ounces()

    def price(self) -> PostalPrice | None:
        """What is typed, or None after the fields said why not."""
        problems: dict[str, str] = {}
        start = None
        try:
            start = self.start.day("valid_from")
        except FieldProblems as found:
            problems |= found.fields
        if start is None:
            problems.setdefault("valid_from", "Type the first day.")
        amount = _DOLLARS.fullmatch(self.amount.value())
        if amount is None:
            problems["cents"] = "Type dollars and cents, for example 5.30."
        by_weight = self.item.value() is PriceItem.FLAT
        ounces = self.ounces.value()
        if by_weight and not (ounces.isascii() and ounces.isdigit() and int(ounces)):
            problems["ounces"] = "Type whole ounces."
        self.form.show_problems(problems)
        if problems or start is None or amount is None:
            return None
        return PostalPrice(
            item=self.item.value() or PriceItem.LETTER,
            valid_from=start,
            cents=int(amount[1]) * 100 + int(amount[2] or 0),
            confidence=Confidence.HIGH,
            source=self.source.value(),
            ounces=int(ounces) if by_weight else None,
        )

    def _show_ounces(self) -> None:
        self.form.set_row_visible("ounces", visible=self.item.value() is PriceItem.FLAT)
