"""What of the desk is still alive: widgets, objects, and whatever can be read in them."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from app.domain.audit_chain import AuditEntry
from app.domain.consents import Consent, ConsentTerms
from app.domain.people import Party, Patient, PatientDetails
from app.domain.queue import RequestRow
from app.domain.requests import Request
from app.services.desk import Desk
from app.services.services import Services
from app.services.view_log import ViewLog
from app.ui.kit.search import Hit

_ROOMS = ("today", "requests", "consents", "mail", "registers", "settings")
_HOMES = tuple(f"app.ui.{room}." for room in _ROOMS)
_VALUES = (Patient, PatientDetails, Party, Request, RequestRow, Consent, ConsentTerms, Hit)
_ROWS = 50
_DESK = (AuditEntry, Desk, Services, ViewLog)


def living() -> Counter[str]:
    """Parts of rooms, values of persons, and the desk itself; anything Qt has let go of, too."""
    return Counter(type(each).__qualname__ for each in gc.get_objects() if _is_of_the_desk(each))


def widgets() -> int:
    """How many widgets there are, seen or not."""
    return len(QApplication.allWidgets())


def loose() -> list[str]:
    """What lies on no window, and is none."""
    return [
        type(widget).__name__
        for widget in QApplication.topLevelWidgets()
        if widget.parent() is None and not widget.isVisible()
    ]


def texts() -> str:
    """Whatever widgets and models say, and what could be undone."""
    return "\n".join(_texts())


def _is_of_the_desk(thing: object) -> bool:
    if isinstance(thing, QObject):
        return type(thing).__module__.startswith(_HOMES)
    return isinstance(thing, _VALUES + _DESK)


def _texts() -> Iterator[str]:
    for widget in QApplication.allWidgets():
        yield from _said(widget)
    for thing in gc.get_objects():
        if isinstance(thing, QAbstractItemModel) and isValid(thing):
            yield from _cells(thing)


def _said(widget: QWidget) -> Iterator[str]:
    yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName())
    yield widget.accessibleDescription()
    if isinstance(widget, QLabel):
        yield widget.text()
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QLineEdit):
        yield widget.text()
        widget.undo()
        yield widget.text()


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    row = column = 0
    while row < _ROWS and model.hasIndex(row, 0):
        while model.hasIndex(row, column):
            cell = model.index(row, column)
            yield str(model.data(cell, Qt.ItemDataRole.DisplayRole) or "")
            column += 1
        row, column = row + 1, 0
