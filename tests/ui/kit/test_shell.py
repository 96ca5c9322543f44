"""The window's shell, its pages, palette and shortcuts; the demo pages in every theme and size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.domain.staff import Operation
from app.services.changes import Area
from app.ui.kit.action_table import ACTIONS
from app.ui.kit.actions import Action, ActionSet
from app.ui.kit.context import UiContext
from app.ui.kit.dialogs import CommandPalette
from app.ui.kit.fields import SearchField
from app.ui.kit.help_window import HelpWindow
from app.ui.kit.icons import names
from app.ui.kit.page import Page
from app.ui.kit.rail import Room
from app.ui.kit.theme import Theme
from app.ui.kit.tokens import Kind
from app.ui.main_window import MainWindow
from tests.ui.a11y import unnamed
from tests.ui.kit.demo import FormPage, ListPage


class CountingPage(Page):
    """Counts its refreshes."""

    watches = frozenset({Area.MAIL})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.refreshes = 0
        self.shown: list[object] = []

    def refresh(self) -> None:
        self.refreshes += 1

    def show_item(self, item: object) -> None:
        self.shown.append(item)


@pytest.fixture
def window(qtbot: QtBot, context: UiContext) -> MainWindow:
    made = MainWindow(context.actions, context.navigator, context.views)
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_may_leave", True))
    rooms = [
        Room("requests", "Requests", "requests", lambda: ListPage(context)),
        Room("mail", "Mail", "mail", lambda: CountingPage(context)),
        Room("form", "Form", "consents", lambda: FormPage(context)),
        Room("settings", "Settings", "settings", lambda: CountingPage(context), at_foot=True),
    ]
    made.open_desk(rooms, "Lakeside Family Practice")
    made.status.set_backup("Last verified backup 14 minutes ago", Kind.DONE)
    made.status.set_person("Ana Ruiz, clerk")
    made.resize(1280, 800)
    made.show()
    return made


def test_pages_are_made_when_first_shown(window: MainWindow) -> None:
    assert window.current_room == "requests"
    assert window.page("mail") is None
    window.show_room("mail", 7)
    page = window.page("mail")
    assert isinstance(page, CountingPage)
    assert page.shown == [7]
    window.show_room("nowhere")
    assert window.current_room == "mail"


def test_a_page_refreshes_when_shown_and_only_if_stale(
    window: MainWindow, context: UiContext
) -> None:
    window.show_room("mail")
    page = window.page("mail")
    assert isinstance(page, CountingPage)
    assert page.refreshes == 1
    window.show_room("requests")
    context.bus.announce(frozenset({Area.MAIL}))
    assert (page.refreshes, page.stale) == (1, True)
    window.show_room("mail")
    assert page.refreshes == 2
    context.bus.announce(frozenset({Area.STAFF}))
    assert page.refreshes == 2
    context.bus.announce(frozenset({Area.MAIL}))
    assert page.refreshes == 3
    assert context.actions.trigger("refresh")
    assert page.refreshes == 4


def test_lock_throws_pages_away(qtbot: QtBot, window: MainWindow, context: UiContext) -> None:
    with qtbot.waitSignal(window.lock_requested):
        assert context.actions.trigger("lock")
    window.close_desk()
    assert window.page("requests") is None
    assert not context.actions.trigger("lock")
    window.open_desk([Room("a", "A", "mail", QWidget)], "Practice")
    assert window.current_room == "a"


def test_the_title_names_no_patient(window: MainWindow) -> None:
    window.page("requests").table.select_id(3)
    assert window.windowTitle() == "ChartPost"


def test_search_finds_and_opens_by_keyboard(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    page = window.page("requests")
    assert context.actions.trigger("search")
    assert window.focusWidget() is page.search
    qtbot.keyClicks(page.search, "o")
    qtbot.waitUntil(lambda: bool(page.search.hits))
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.search.hit_chosen) as chosen:
        qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert chosen.args[0].title == "Jackie Okuneva"
    assert page.search.text() == ""
    page.search.setText("zzz")
    qtbot.waitUntil(lambda: page.search.hits == [])
    assert page.search._popup.isVisible()
    page.search.clear()
    page.search._on_due()
    assert not page.search._popup.isVisible()


def test_a_page_without_the_search_field_asks_for_one(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    window.show_room("mail")
    page = window.page("mail")
    assert page is not None
    narrowing = SearchField("Filter", parent=page)
    narrowing.show()
    with qtbot.waitSignal(window.search_requested):
        assert context.actions.trigger("search")
    assert window.focusWidget() is not narrowing
    assert context.actions.trigger("filter")
    assert window.focusWidget() is narrowing


def test_rail_goes_narrow_with_window_or_text(window: MainWindow, context: UiContext) -> None:
    assert not window.rail.narrow
    window.resize(1000, 700)
    assert window.rail.narrow
    assert window.rail._group.button(0).text() == ""
    assert window.rail._group.button(0).accessibleName() == "Requests"
    window.resize(1280, 800)
    assert not window.rail.narrow
    context.theme.set_text_size(200)
    assert window.rail.narrow


def test_closing_is_a_wish_until_granted(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    with qtbot.waitSignal(window.leave_requested):
        window.close()
    assert window.isVisible()
    window.leave()
    assert not window.isVisible()
    assert set(context.views.load("window")) == {"geometry"}
    context.views.save("window", {"geometry": "no geometry"})
    again = MainWindow(ActionSet(()), context.navigator, context.views)
    qtbot.addWidget(again, before_close_func=lambda w: setattr(w, "_may_leave", True))
    assert (again.width(), again.height()) == (1280, 800)


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.CONTRAST])
@pytest.mark.parametrize("size", [100, 200])
def test_every_control_has_a_name_and_nothing_is_cut_off(
    window: MainWindow, context: UiContext, choice: ThemeChoice, size: int
) -> None:
    context.theme.choose(choice, size)
    for room in ("requests", "form"):
        window.show_room(room)
        QApplication.processEvents()
        QApplication.processEvents()
        assert unnamed(window) == []
        page = window.page(room)
        for button in page.findChildren(QPushButton):
            if button.isVisible() and button.text():
                words = button.fontMetrics().horizontalAdvance(button.text())
                assert button.width() >= words, button.text()
        for label in page.findChildren(QLabel):
            if label.isVisible() and label.wordWrap() and label.width() > 1:
                assert label.height() >= label.heightForWidth(label.width()), label.text()
    assert window.width() == 1280


def test_everything_in_the_form_is_reached_by_tab(qtbot: QtBot, window: MainWindow) -> None:
    window.show_room("form")
    page = window.page("form")
    page.setFocus()
    seen: list[QWidget] = []
    for _ in range(80):
        page.focusNextChild()
        here = window.focusWidget()
        if here is None or here in seen:
            break
        seen.append(here)
    wanted = [f for f in page.findChildren(QLineEdit) if f.isVisible()]
    assert len(wanted) > 8
    assert all(field in seen for field in wanted)


def test_action_table_is_sound() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    shortcuts = [action.shortcut for action in ACTIONS if action.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)
    assert {action.icon for action in ACTIONS} <= set(names())
    assert all(action.text[0].isupper() for action in ACTIONS)


def test_actions_are_offered_by_room_and_by_right() -> None:
    done: list[str] = []
    actions = ActionSet(
        (
            Action("a", "A", "plus", "Ctrl+A"),
            Action("b", "B", "plus", operation=Operation.EXPORT),
            Action("c", "C", "plus", room="mail"),
        )
    )
    actions.bind("a", lambda: done.append("everywhere"))
    actions.bind("a", lambda: done.append("mail"), room="mail")
    actions.bind("b", lambda: done.append("b"))
    actions.bind("c", lambda: done.append("c"))
    assert [action.id for action in actions.offered()] == ["a"]
    actions.trigger("a")
    actions.enter("mail")
    actions.trigger("a")
    assert not actions.trigger("b")
    actions.allow(lambda operation: operation is Operation.EXPORT)
    assert [action.id for action in actions.offered()] == ["a", "b", "c"]
    assert done == ["everywhere", "mail"]
    assert actions.text_with_shortcut("a") == "A (Ctrl+A)"
    assert actions.text_with_shortcut("b") == "B"
    with pytest.raises(KeyError):
        actions.bind("unknown", list)


def test_shortcuts_work_on_the_window(qtbot: QtBot, window: MainWindow) -> None:
    made = {action.shortcut().toString(): action for action in window.actions()}
    with qtbot.waitSignal(window.lock_requested):
        made["Ctrl+L"].trigger()
    made["Alt+4"].trigger()
    assert window.current_room == "mail"


def test_palette_filters_and_does(qtbot: QtBot, window: MainWindow, context: UiContext) -> None:
    palette = CommandPalette(window, context.actions)
    qtbot.addWidget(palette)
    palette.open()
    assert unnamed(palette) == []
    qtbot.keyClicks(palette.field, "go mail")
    assert palette._names.stringList()[0].startswith("Go to Mail")
    qtbot.keyClick(palette, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.accepted):
        qtbot.keyClick(palette, Qt.Key.Key_Return)
    assert window.current_room == "mail"


def test_palette_without_a_match_does_nothing(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    palette = CommandPalette(window, context.actions)
    qtbot.addWidget(palette)
    palette.open()
    qtbot.keyClicks(palette.field, "zzzz")
    qtbot.keyClick(palette, Qt.Key.Key_Return)
    assert palette.isVisible()
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not palette.isVisible())


def test_f1_opens_the_help_of_the_room_shown(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    window.show()
    window.show_room("mail")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    help_window = _help_of(window)
    assert "Mail" in _said(help_window)
    assert "How do I send a certified letter?" in _said(help_window)
    assert unnamed(help_window) == []
    assert context.actions.trigger("help")
    assert len(window.findChildren(HelpWindow)) == 1
    window.close_desk()
    qtbot.waitUntil(lambda: not window.findChildren(HelpWindow))


def test_the_button_at_the_foot_of_the_rail_opens_the_help_of_the_room(
    window: MainWindow,
) -> None:
    button = window.rail.help_button
    assert button.isVisible()
    assert "F1" in button.text()
    window.show_room("mail")
    button.click()
    assert "How do I send a certified letter?" in _said(_help_of(window))
    assert window.current_room == "mail"
    window.resize(1000, 700)
    assert button.isVisible()
    assert "F1" in button.toolTip()
    assert button.geometry().bottom() < window.rail.height()


def test_the_help_fits_a_small_screen_with_the_largest_text(
    window: MainWindow, context: UiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    context.theme.set_text_size(200)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: QSize(1280, 800))
    assert context.actions.trigger("help")
    shown = _help_of(window).size()
    assert shown.width() <= 1280
    assert shown.height() <= 800


def test_the_help_is_searched_and_read_by_keyboard(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    context.actions.trigger("help")
    help_window = _help_of(window)
    qtbot.keyClicks(help_window.field, "certified form stamped")
    qtbot.waitUntil(lambda: "How do I send a certified letter?" in _said(help_window))
    qtbot.keyClicks(help_window.field, " zebra")
    qtbot.waitUntil(lambda: "Nothing found" in _said(help_window))
    help_window.show_page("registers")
    assert "How do I bring in patients?" in _said(help_window)
    qtbot.keyClick(help_window, Qt.Key.Key_Down)
    assert "Are my backups good?" in _said(help_window)
    qtbot.keyClick(help_window, Qt.Key.Key_Escape)
    assert not help_window.isVisible()


def test_the_shortcuts_that_work_are_listed(
    qtbot: QtBot, window: MainWindow, context: UiContext
) -> None:
    assert context.actions.trigger("shortcuts")
    help_window = _help_of(window)
    assert "Lock" in _said(help_window)
    assert "Shift+F1" in _said(help_window)
    assert "Export CSV" not in _said(help_window)
    help_window.close()


def _help_of(window: MainWindow) -> HelpWindow:
    (found,) = window.findChildren(HelpWindow)
    return found


def _said(help_window: HelpWindow) -> list[str]:
    return [label.text() for label in help_window.findChildren(QLabel)]


def test_status_line_asks(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.backup_requested):
        window.status.backup.click()
    with qtbot.waitSignal(window.lock_requested):
        window.status.lock.click()
    window.status.set_backup("No backup for 9 days", Kind.LATE)
    assert window.status.backup.property("kind") == "late"
    window.status.set_busy(busy=True)
    assert window.status.busy.isVisible()
    window.status.set_note("Sample practice")
    assert window.status.note.text() == "Sample practice"


def test_at_the_foot_nothing_is_cut_off(qtbot: QtBot, window: MainWindow) -> None:
    status, told = window.status, "Last verified backup 14 minutes ago, data checked just now"
    status.set_note("Sample practice: everything in here is invented")
    status.set_backup(told, Kind.DONE)
    assert status.backup.text() == told
    window.resize(1000, 700)
    status.set_person("Wilhelmina Featherstonehaugh-Montgomery, privacy officer")
    parts = (status.backup, status.person, status.lock)
    qtbot.waitUntil(lambda: all(part.width() >= part.sizeHint().width() for part in parts))
    if status.backup.text() != told:
        assert status.backup.text().endswith("…")
        assert told in status.backup.toolTip()
    assert told in status.backup.accessibleName()
    assert status.note.text() in ("", "Sample practice: everything in here is invented")


def test_the_samples_mark_is_whole_beside_the_icons(
    qtbot: QtBot, window: MainWindow, theme: Theme
) -> None:
    window.rail.mark_sample(sample=True)
    theme.choose(ThemeChoice.LIGHT, 200)
    window.rail.set_narrow(narrow=True)
    mark = window.rail._sample
    qtbot.waitUntil(lambda: mark.width() >= mark.sizeHint().width())
    assert mark.geometry().right() < window.rail.width()
