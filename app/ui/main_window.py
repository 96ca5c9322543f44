"""The window's shell: rail, pages, foot. It knows no room; rooms come as data, pages are made late.

Its title never names a patient or a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.ui.kit.actions import ActionSet
from app.ui.kit.dialogs import CommandPalette
from app.ui.kit.fields import SearchField
from app.ui.kit.help_window import HelpOpener
from app.ui.kit.metrics import column, first_size, row, scale
from app.ui.kit.navigator import Navigator
from app.ui.kit.notice import Toast
from app.ui.kit.page import Page
from app.ui.kit.rail import Rail, Room
from app.ui.kit.search import GlobalSearch
from app.ui.kit.status import StatusLine
from app.ui.kit.views import ViewStore

NARROW_UNDER = 1100


class MainWindow(QMainWindow):
    """Shows the desk with its rooms.

    Signals:
        lock_requested: Ctrl+L or the lock in the foot.
        backup_requested: the backup's age was pressed.
        leave_requested: the person closes the window; answer with ``leave``.
        room_shown: the id of the room now open.
        search_requested: everything is to be searched, and the open page has no field for it.
    """

    lock_requested = Signal()
    backup_requested = Signal()
    leave_requested = Signal()
    room_shown = Signal(str)
    search_requested = Signal()

    def __init__(self, actions: ActionSet, navigator: Navigator, views: ViewStore) -> None:
        super().__init__()
        self.setWindowTitle("ChartPost")
        self._actions, self._views = actions, views
        self._rooms: dict[str, Room] = {}
        self._pages: dict[str, QWidget] = {}
        self._current = ""
        self._may_leave = False
        self._help = HelpOpener(self, actions)
        self.rail = Rail()
        self.status = StatusLine()
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self.setCentralWidget(self._built_desk())
        self.toast = Toast(self)
        actions.attach(self)
        navigator.room_requested.connect(self.show_room)
        self.rail.room_chosen.connect(self.show_room)
        self.rail.help_requested.connect(lambda: actions.trigger("help"))
        self.status.lock_requested.connect(self.lock_requested)
        self.status.backup_requested.connect(self.backup_requested)
        self.setMinimumSize(QSize(760, 560))
        self._restore()

    def make_ahead(self, room: Room) -> None:
        """Make a room's page before the desk is opened with it; nothing is shown."""
        self.close_desk()
        self._made_page(room)

    def open_desk(self, rooms: Sequence[Room], practice: str) -> None:
        """Show the desk with these rooms, the first one open."""
        if self._rooms:
            self.close_desk()
        self._rooms = {room.id: room for room in rooms}
        self.rail.show_rooms(rooms)
        self.rail.set_practice(practice)
        self._bind()
        if rooms:
            self.show_room(rooms[0].id)

    def close_desk(self) -> None:
        """Throw every page away with all it shows, for the lock."""
        self._actions.unbind_all()
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._rooms.clear()
        self.rail.show_rooms(())
        self._current = ""
        self._help.close()
        self.toast.forget()

    def show_room(self, room_id: str, item: object = None) -> None:
        """Open a room and, if given, show one thing in it."""
        if room_id not in self._rooms:
            return
        page = self._pages.get(room_id)
        if page is None:
            page = self._made_page(self._rooms[room_id])
        self._current = room_id
        self._actions.enter(room_id)
        self.rail.mark(room_id)
        self._stack.setCurrentWidget(page)
        if item is not None and isinstance(page, Page):
            page.show_item(item)
        self.room_shown.emit(room_id)

    def focus_page(self) -> None:
        """Put the keyboard on the first thing of the open page."""
        page = self._pages.get(self._current)
        following = page.nextInFocusChain() if page is not None else None
        while page is not None and following is not None and following is not page:
            takes = bool(following.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if takes and following.isVisibleTo(page) and page.isAncestorOf(following):
                following.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            following = following.nextInFocusChain()

    @property
    def current_room(self) -> str:
        """The id of the open room."""
        return self._current

    def page(self, room_id: str) -> QWidget | None:
        """The page of a room, if it has been opened."""
        return self._pages.get(room_id)

    def leave(self) -> None:
        """Really close, after the backup."""
        self._may_leave = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: the person wants to leave; whoever listens decides when."""
        if self._may_leave:
            facts = {"geometry": bytes(self.saveGeometry().toBase64().data()).decode("ascii")}
            self._views.save("window", facts)
            event.accept()
            return
        event.ignore()
        self.leave_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow window shows icons alone."""
        super().resizeEvent(event)
        self._fit_rail()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: a larger text makes the window narrow too."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_rail()

    def _made_page(self, room: Room) -> QWidget:
        page = room.factory()
        self._pages[room.id] = page
        self._stack.addWidget(page)
        return page

    def _fit_rail(self) -> None:
        self.rail.set_narrow(narrow=self.width() < NARROW_UNDER * scale())

    def _built_desk(self) -> QWidget:
        desk = QWidget()
        desk.setObjectName("shell")
        outer = column(desk)
        middle = row()
        middle.addWidget(self.rail)
        middle.addWidget(self._stack, 1)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)
        return desk

    def _bind(self) -> None:
        done = {
            "search": self._focus_search,
            "filter": self._focus_filter,
            "commands": lambda: CommandPalette(self, self._actions).open(),
            "lock": self.lock_requested.emit,
            "help": lambda: self._help.open_page(self._current),
            "shortcuts": self._help.open_shortcuts,
            "refresh": self._refresh,
            "backup": self.backup_requested.emit,
            "leave": self.close,
        }
        for action_id, handler in done.items():
            self._actions.bind(action_id, handler)
        for room_id in self._rooms:
            if self._actions.knows(f"room-{room_id}"):
                self._actions.bind(f"room-{room_id}", partial(self.show_room, room_id))

    def _focus_search(self) -> None:
        """To the page's field that finds everything; where it has none, one is wanted."""
        page = self._pages.get(self._current)
        fields = page.findChildren(GlobalSearch) if page is not None else []
        if not _take_keyboard(fields):
            self.search_requested.emit()

    def _focus_filter(self) -> None:
        page = self._pages.get(self._current)
        if page is not None:
            fields = page.findChildren(SearchField)
            _take_keyboard([each for each in fields if not isinstance(each, GlobalSearch)])

    def _refresh(self) -> None:
        page = self._pages.get(self._current)
        if isinstance(page, Page):
            page.refresh()

    def _restore(self) -> None:
        kept = str(self._views.load("window").get("geometry") or "")
        if not self.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii", "ignore"))):
            self.resize(first_size(self))


def _take_keyboard(fields: Sequence[SearchField]) -> bool:
    """Give the keyboard to the first of them that is seen; False if none is."""
    for field in fields:
        if field.isVisible():
            field.setFocus()
            field.selectAll()
            return True
    return False
