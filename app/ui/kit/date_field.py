"""A date as people type it: MM/DD/YYYY, with a calendar for those who point."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QWidget

from app.domain.dates import format_us_date, parse_us_date
from app.domain.errors import Problem
from app.system.clock import Clock
from app.ui.kit.edge_button import EdgeButton
from app.ui.kit.icons import set_icon, tokens_now
from app.ui.kit.line_edit import LineEdit
from app.ui.kit.metrics import column, sized
from app.ui.kit.popups import place_below


class DateField(LineEdit):
    """Free text read as a US date whatever the machine's locale.

    Up and Down move by a day, Alt+Down opens the calendar. Text that is no date stays as typed.

    Signals:
        day_changed: the text was left or a day was picked.
    """

    day_changed = Signal()

    def __init__(self, clock: Clock, day: date | None = None) -> None:
        super().__init__()
        self._clock = clock
        self._popup: _CalendarPopup | None = None
        self.setPlaceholderText("MM/DD/YYYY")
        self.setMaxLength(40)
        EdgeButton(self, "calendar", "Open the calendar (Alt+Down)", self._on_open)
        self.editingFinished.connect(self._on_left)
        if day is not None:
            self.set_day(day)

    def day(self, field: str = "date") -> date | None:
        """The typed day; None if nothing is typed.

        Raises:
            FieldProblems: the text is no date; the sentence stands under ``field``.
        """
        text = self.text().strip()
        return parse_us_date(text, self._clock.today(), field=field) if text else None

    def set_day(self, day: date | None) -> None:
        """Show a day, or nothing."""
        self.setText(format_us_date(day))
        self.day_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows move the day."""
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_Down and alt:
            self._on_open()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if key == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def _known(self) -> date | None:
        try:
            return self.day()
        except Problem:
            return None

    def _move(self, days: int) -> None:
        day = self._known()
        self.set_day(day + timedelta(days=days) if day else self._clock.today())

    def _on_left(self) -> None:
        day = self._known()
        if day is not None and self.text() != format_us_date(day):
            self.setText(format_us_date(day))
        self.day_changed.emit()

    def _on_open(self) -> None:
        self._popup = _CalendarPopup(self, self._known() or self._clock.today())
        self._popup.day_picked.connect(self._on_picked)
        self._popup.open_below(self)

    def _on_picked(self, day: QDate) -> None:
        self.set_day(date(day.year(), day.month(), day.day()))
        self.setFocus()


class _CalendarPopup(QFrame):
    """A month to pick a day from.

    Signals:
        day_picked: a QDate.
    """

    day_picked = Signal(QDate)

    def __init__(self, parent: QWidget, day: date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self._calendar = QCalendarWidget(self)
        self._calendar.setAccessibleName("Calendar")
        self._calendar.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
        self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Sunday)
        self._calendar.setVerticalHeaderFormat(
            QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        )
        self._calendar.setGridVisible(False)
        sized(self._calendar, min_width=270, min_height=236)
        self._paint_plain()
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._calendar.clicked.connect(self._on_picked)
        self._calendar.activated.connect(self._on_picked)
        column(self, pads=(6, 6, 6, 6)).addWidget(self._calendar)

    def open_below(self, field: QWidget) -> None:
        """Show under the field and take the keyboard."""
        self.ensurePolished()
        self.adjustSize()
        place_below(self, field)
        self.show()
        self._calendar.setFocus()

    def _paint_plain(self) -> None:
        """Weekends look like other days; the arrows are our own."""
        ink = QTextCharFormat()
        ink.setForeground(QColor(tokens_now().text))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(day, ink)
        ink.setForeground(QColor(tokens_now().muted))
        self._calendar.setHeaderTextFormat(ink)
        for part, name, said in (
            ("qt_calendar_prevmonth", "chevron-left", "Month before"),
            ("qt_calendar_nextmonth", "chevron-right", "Next month"),
        ):
            button = self._calendar.findChild(QToolButton, part)
            if button is not None:
                set_icon(button, name)
                button.setAccessibleName(said)

    def _on_picked(self, day: QDate) -> None:
        if self.isVisible():
            self.day_picked.emit(day)
            self.close()
