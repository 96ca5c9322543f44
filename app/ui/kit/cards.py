"""The calm parts of a page: cards, captions, facts, the next step, the timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.kit.buttons import Button, link, primary
from app.ui.kit.icons import set_icon
from app.ui.kit.metrics import column, grid, px, row
from app.ui.kit.words import plain, selectable, words


class Card(QFrame):
    """A raised ground with a hairline. Put parts into ``body``."""

    def __init__(self, title: str = "", *, scrolls: bool = False, tight: bool = False) -> None:
        """``scrolls``: long content scrolls inside the card; ``tight``: no margins (tables)."""
        super().__init__()
        self.setProperty("role", "card")
        pads = (1, 1, 1, 1) if tight else (18, 16, 18, 14)
        self.body: QVBoxLayout
        self._area: QScrollArea | None = None
        if scrolls:
            inner = plain()
            self.body = column(inner, gap=10, pads=pads)
            self._area = scroll_area(inner)
            column(self, pads=(1, 1, 1, 1)).addWidget(self._area)
        else:
            self.body = column(self, gap=0 if tight else 10, pads=pads)
        self.title = words(title, "cardTitle", wrap=True)
        if tight:
            self.title.setParent(self)
        else:
            self.body.addWidget(self.title)
        self.title.setVisible(bool(title))

    def set_title(self, title: str) -> None:
        """Show another title."""
        self.title.setText(title)
        self.title.setVisible(bool(title))

    @property
    def content(self) -> QWidget | None:
        """What scrolls inside the card, if it does."""
        return self._area.widget() if self._area is not None else None

    def take_keyboard(self) -> None:
        """Let the arrow keys move through what scrolls, where nothing else waits for a key."""
        (self if self._area is None else self._area).setFocus()

    def content_height(self) -> int:
        """How high the card would be if nothing in it had to scroll."""
        content = self.content
        layout = content.layout() if content is not None else None
        if self._area is None or content is None or layout is None:
            return self.minimumSizeHint().height()
        wide = self._area.viewport().width()
        high = layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else -1
        edges = self.contentsMargins().top() + self.contentsMargins().bottom()
        return max(high, content.minimumSizeHint().height()) + edges + px(4)

    def show_part(self, part: QWidget) -> None:
        """Scroll until a part of the card is seen."""
        if self._area is not None and self._area.isAncestorOf(part):
            self._area.ensureWidgetVisible(part)

    def add(self, part: QWidget) -> None:
        """Put a part below the others."""
        self.body.addWidget(part)


class _CalmScroll(QScrollArea):
    """The right margin of the content gives way to the scroll bar, so that nothing jumps."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the bar came or went, or the area has another size."""
        super().resizeEvent(event)
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        if layout is None or layout.property("pads") is None:
            return
        left, top, right, bottom = layout.property("pads")
        bar = self.width() - self.viewport().width()
        wanted = max(px(2), px(right) - bar)
        if layout.contentsMargins().right() != wanted:
            layout.setContentsMargins(px(left), px(top), wanted, px(bottom))


def scroll_area(inner: QWidget) -> QScrollArea:
    """Scrolls up and down only; the content is as wide as the area."""
    area = _CalmScroll()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    return area


def caption(text: str) -> QLabel:
    """A small capital caption over a part of a card."""
    return words(text.upper(), "caption")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a fact list."""

    label: str
    value: str
    role: str = ""  # "", muted, strong


class FactList(QWidget):
    """Labels and values in two columns; values can be marked and copied."""

    def __init__(self, facts: Sequence[Fact | tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._grid = grid(self, gaps=(12, 6))
        self._grid.setColumnStretch(1, 1)
        self.show_facts(facts)

    def show_facts(self, facts: Sequence[Fact | tuple[str, str]]) -> None:
        """Show these facts; those with an empty value are left out."""
        empty_layout(self._grid)
        lines = [fact if isinstance(fact, Fact) else Fact(*fact) for fact in facts]
        for line, fact in enumerate(fact for fact in lines if fact.value):
            label = words(fact.label, "muted")
            value = selectable(words(fact.value, fact.role, wrap=True))
            value.setAccessibleName(f"{fact.label}: {fact.value}")
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(label, line, 0, top)
            self._grid.addWidget(value, line, 1, top)


class NextStep(QFrame):
    """The one next action: a sentence and a button in a tinted box.

    Signals:
        action_requested: the button was pressed.
    """

    action_requested = Signal()

    def __init__(self, sentence: str = "", action: str = "") -> None:
        super().__init__()
        self.setProperty("role", "next")
        layout = column(self, gap=8, pads=(14, 12, 14, 12))
        self.caption = caption("Next")
        self.sentence = words(sentence, wrap=True)
        self.button: Button = primary(action, clicked=self.action_requested.emit)
        for part in (self.caption, self.sentence, self.button):
            layout.addWidget(part)
        self.show_step(sentence, action)

    def show_step(self, sentence: str, action: str = "") -> None:
        """Say what is missing; without ``action`` there is no button."""
        self.sentence.setText(sentence)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.setVisible(bool(sentence))


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline."""

    what: str
    when: str = ""
    done: bool = True
    icon: str = ""
    ink: str = ""


class Timeline(QWidget):
    """What happened and what is open, oldest first."""

    def __init__(self, moments: Iterable[Moment] = ()) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._layout = column(self, gap=6)
        self.show_moments(moments)

    def show_moments(self, moments: Iterable[Moment]) -> None:
        """Show these entries."""
        empty_layout(self._layout)
        for moment in moments:
            self._layout.addWidget(self._entry(moment))

    @staticmethod
    def _entry(moment: Moment) -> QWidget:
        holder = plain()
        layout = row(holder, gap=8)
        sign = words()
        name = moment.icon or ("check" if moment.done else "clock")
        set_icon(sign, name, moment.ink or ("done" if moment.done else "soon"))
        said = column(gap=0)
        said.addWidget(words(moment.what, wrap=True))
        if moment.when:
            said.addWidget(words(moment.when, "muted", wrap=True))
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(said, 1)
        return holder


class LinkList(QWidget):
    """Links with an icon, such as the papers of a request.

    Signals:
        link_requested: the key of the link, any Python value.
    """

    link_requested = Signal(object)

    def __init__(self, icon_name: str = "file") -> None:
        super().__init__()
        self.setObjectName("plain")
        self._icon = icon_name
        self._layout = column(self, gap=2)

    def show_links(self, links: Iterable[tuple[object, str]]) -> None:
        """Show links as (key, text)."""
        empty_layout(self._layout)
        for key, text in links:
            holder = row(gap=8)
            sign = words()
            set_icon(sign, self._icon, "muted")
            holder.addWidget(sign)
            holder.addWidget(link(text, clicked=self._emitter(key)))
            holder.addStretch(1)
            self._layout.addLayout(holder)

    def _emitter(self, key: object) -> Callable[[], None]:
        return lambda: self.link_requested.emit(key)


class Empty(QWidget):
    """What to do when there is nothing yet: a sentence and at most one button.

    Signals:
        action_requested: the button was pressed.
    """

    action_requested = Signal()

    def __init__(
        self, title: str, sentence: str = "", action: str = "", icon_name: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName("plain")
        layout = column(self, gap=8, pads=(24, 24, 24, 24))
        layout.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        if icon_name:
            sign = words()
            set_icon(sign, icon_name, "muted", 28)
            layout.addWidget(sign, 0, centre)
        self.title = words(title, "cardTitle", wrap=True)
        self.sentence = words(sentence, "muted", wrap=True)
        self.button = primary(action, clicked=self.action_requested.emit)
        self.title.setAlignment(centre)
        self.sentence.setAlignment(centre)
        layout.addWidget(self.title)
        layout.addWidget(self.sentence)
        layout.addSpacing(6)
        layout.addWidget(self.button, 0, centre)
        layout.addStretch(2)
        self.show_text(title, sentence, action)

    def show_text(self, title: str, sentence: str = "", action: str = "") -> None:
        """Say something else."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.button.setText(action)
        self.button.setVisible(bool(action))


def empty_layout(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            empty_layout(inner)
            inner.deleteLater()
