"""Second step of an import: what each column holds, guessed and corrected beside its first rows.

The file's columns run down the page, so that a file of a hundred columns needs no sideways
scrolling and each choice stands beside the values it is about.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.import_columns import ColumnGuess, Target
from app.exchange.csv_reader import Encoding
from app.exchange.patient_list import PatientList
from app.ui.kit.buttons import icon_button
from app.ui.kit.cards import Card, scroll_area
from app.ui.kit.choice import ChoiceField
from app.ui.kit.metrics import grid, px, row, sized
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import ElidedLabel, plain, words

MOST_VALUES = 4
_TARGETS = [(target, target.label) for target in Target]


class ColumnsStep(Card):
    """Shows and corrects the columns.

    Signals:
        header_answered: whether the first line holds headings.
        encoding_answered: how the letters are written.
    """

    header_answered = Signal(bool)
    encoding_answered = Signal(object)

    def __init__(self, listing: PatientList, *, encoding_asked: bool) -> None:
        super().__init__(tight=True)
        self.listing = listing
        self.choices: dict[int, ChoiceField[Target]] = {}
        self._values: dict[int, list[ElidedLabel]] = {}
        self._titles: list[ElidedLabel] = []
        self._first_row, self._across = 0, 3
        self.notice = Notice()
        self._build_top(encoding_asked=encoding_asked)
        holder = plain()
        self._grid: QGridLayout = grid(holder, gaps=(16, 6), pads=(18, 4, 18, 14))
        self._build_head()
        for line, guess in enumerate(listing.guesses, start=1):
            self._build_line(line, guess)
        self._grid.setRowStretch(len(listing.guesses) + 1, 1)
        self.body.addWidget(scroll_area(holder), 1)
        self._arrange()

    def mapping(self) -> dict[Target, int]:
        """Field to column as chosen."""
        chosen = ((choice.value(), index) for index, choice in self.choices.items())
        return {target: index for target, index in chosen if target is not None}

    def show_rows_from(self, first: int) -> None:
        """Show other rows of the preview."""
        rows = self.listing.preview
        self._first_row = max(0, min(first, len(rows) - 1))
        for index, labels in self._values.items():
            for place, label in enumerate(labels):
                number = self._first_row + place
                cells = rows[number] if number < len(rows) else ()
                label.setText(cells[index] if index < len(cells) else "")
        for place, title in enumerate(self._titles):
            number = self._first_row + place + 1
            title.setText(f"Row {number}" if number <= len(rows) else "")
        last = min(self._first_row + self._across, len(rows))
        self.place.setText(_place_words(self._first_row + 1, last, len(rows)))
        self.before.setEnabled(self._first_row > 0)
        self.after.setEnabled(last < len(rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width shows another number of rows beside the choices."""
        super().resizeEvent(event)
        self._arrange()

    def _build_top(self, *, encoding_asked: bool) -> None:
        self.header_choice: ChoiceField[bool] = ChoiceField(
            [(True, "Headings"), (False, "A patient")]
        )
        self.header_choice.setAccessibleName("The first line holds")
        self.header_choice.set_value(self.listing.header_row is not None)
        self.header_choice.choice_changed.connect(self._on_header)
        self.encoding_choice: ChoiceField[Encoding] = ChoiceField(
            [(each, each.label) for each in Encoding]
        )
        self.encoding_choice.setAccessibleName("Letters are written as")
        sized(self.encoding_choice, min_width=292)
        self.encoding_choice.set_value(self.listing.table.encoding)
        self.encoding_choice.choice_changed.connect(self._on_encoding)
        self.place = words("", "muted")
        self.before = icon_button("chevron-left", "Rows before", lambda: self._turn(-1))
        self.after = icon_button("chevron-right", "Next rows", lambda: self._turn(1))
        top = row(gap=10, pads=(18, 14, 14, 6))
        top.addWidget(words("The first line holds", "muted"))
        top.addWidget(self.header_choice)
        top.addStretch(1)
        for part in (self.place, self.before, self.after):
            top.addWidget(part)
        self.body.addLayout(top)
        letters = row(gap=10, pads=(18, 0, 14, 6))
        said = words("Letters are written as", "muted")
        letters.addWidget(said)
        letters.addWidget(self.encoding_choice)
        letters.addStretch(1)
        self.body.addLayout(letters)
        for asked in (said, self.encoding_choice):
            asked.setVisible(encoding_asked)
        told = row(pads=(18, 0, 18, 0))
        told.addWidget(self.notice)
        self.body.addLayout(told)

    def _build_head(self) -> None:
        self._grid.addWidget(words("COLUMN IN THE FILE", "caption"), 0, 0)
        self._grid.addWidget(words("GOES TO", "caption"), 0, 1)
        for place in range(MOST_VALUES):
            title = ElidedLabel("", "caption")
            self._titles.append(title)
            self._grid.addWidget(title, 0, 2 + place)

    def _build_line(self, line: int, guess: ColumnGuess) -> None:
        heading = ElidedLabel(guess.heading or f"Column {guess.index + 1}", "strong")
        sized(heading, min_height=34)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(heading, line, 0, middle)
        self._grid.addWidget(self._choice_for(guess), line, 1, middle)
        self._values[guess.index] = []
        for place in range(MOST_VALUES):
            label = ElidedLabel("", "muted" if guess.is_refused else "")
            self._values[guess.index].append(label)
            self._grid.addWidget(label, line, 2 + place, middle)

    def _choice_for(self, guess: ColumnGuess) -> QWidget:
        if guess.is_refused:
            return words("Never taken", "help")
        choice: ChoiceField[Target] = ChoiceField(_TARGETS, empty="Not taken")
        choice.setAccessibleName(f"{guess.heading}: goes to")
        choice.set_value(guess.target)
        choice.choice_changed.connect(self._chooser(guess.index))
        self.choices[guess.index] = choice
        return choice

    def _chooser(self, index: int) -> Callable[[], None]:
        return lambda: self._on_chosen(index)

    def _on_chosen(self, index: int) -> None:
        """One field takes one column; the column that had it lets go, and that is said."""
        target = self.choices[index].value()
        self.notice.clear()
        if target is None:
            return
        for other, choice in self.choices.items():
            if other != index and choice.value() is target:
                choice.set_value(None)
                heading = self.listing.guesses[other].heading
                self.notice.say(
                    f"“{target.label}” now comes from another column; “{heading}” is not taken.",
                    Kind.INFO,
                )

    def _turn(self, way: int) -> None:
        self.show_rows_from(self._first_row + way * self._across)

    def _on_header(self) -> None:
        self.header_answered.emit(bool(self.header_choice.value()))

    def _on_encoding(self) -> None:
        chosen = self.encoding_choice.value()
        if chosen is not None:
            self.encoding_answered.emit(chosen)

    def _arrange(self) -> None:
        room = self.width() - px(400)
        self._across = max(1, min(MOST_VALUES, room // px(150)))
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 4)
        for place in range(MOST_VALUES):
            shown = place < self._across
            self._grid.setColumnStretch(2 + place, 3 if shown else 0)
            for label in (self._titles[place], *(each[place] for each in self._values.values())):
                label.setVisible(shown)
        self.show_rows_from(self._first_row - self._first_row % self._across)


def _place_words(first: int, last: int, count: int) -> str:
    if not count:
        return ""
    if first == last:
        return f"Row {first} of {count}"
    return f"Rows {first} to {last} of {count}"
