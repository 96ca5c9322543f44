"""Where things stand on the pages before the desk; light, so that the first paint can use it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.kit.metrics import column, row, sized
from app.ui.kit.words import plain, words


class Door(NamedTuple):
    """The places of a page that are to be filled, from top to bottom."""

    scroll: QScrollArea
    head: QHBoxLayout
    said: QVBoxLayout
    notice: QVBoxLayout
    body: QVBoxLayout
    buttons: QHBoxLayout
    links: QVBoxLayout


def lay_out(page: QWidget, foot: QLabel, width: int) -> Door:
    """A card in the middle of the page, with ``foot`` below it; it scrolls where it must."""
    card = QFrame()
    card.setProperty("role", "card")
    sized(card, max_width=width)
    sized(foot, max_width=width)
    holder = plain()
    outer = column(holder, gap=10, pads=(20, 20, 20, 20))
    outer.addStretch(2)
    middle, stack = row(), column(gap=10)
    stack.addWidget(card)
    stack.addWidget(foot)
    middle.addStretch(1)
    middle.addLayout(stack, 1000)
    middle.addStretch(1)
    outer.addLayout(middle)
    outer.addStretch(3)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    door = _fill(card, scroll)
    scroll.setWidget(holder)
    column(page).addWidget(scroll)
    return door


def _fill(card: QFrame, scroll: QScrollArea) -> Door:
    layout = column(card, gap=14, pads=(28, 24, 28, 24))
    head = row(gap=10)
    head.addWidget(words("ChartPost", "strong"))
    head.addStretch(1)
    said, notice, body = column(gap=6), column(), column(gap=12)
    buttons, links = row(gap=10), column(gap=2)
    for part in (head, said, notice, body, buttons, links):
        layout.addLayout(part)
    return Door(scroll, head, said, notice, body, buttons, links)
