"""Envelopes, label sheets and word lists that ship with the program, read once."""

from __future__ import annotations

import json
from functools import cache

from app.domain.label_stock import LabelCatalog, label_catalog_from
from app.domain.outside_text import OutsideWords, outside_words_from
from app.system.resources import resource_text


@cache
def label_catalog() -> LabelCatalog:
    """Every label sheet and roll."""
    return label_catalog_from(json.loads(resource_text("label_stock.json")))


@cache
def outside_words() -> OutsideWords:
    """What may not stand on the outside of a mail piece."""
    return outside_words_from(json.loads(resource_text("outside_words.json")))
