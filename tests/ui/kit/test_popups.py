"""Popups stay on the screen, wherever their field stands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit.popups import place_below


@pytest.fixture
def field(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(120, 30)
    window.show()
    return window


def opened(field: QWidget, qtbot: QtBot) -> QWidget:
    popup = QWidget()
    qtbot.addWidget(popup)
    popup.resize(280, 240)
    place_below(popup, field)
    return popup


def test_under_its_field_where_there_is_room(field: QWidget, qtbot: QtBot) -> None:
    field.move(40, 40)
    popup = opened(field, qtbot)
    assert popup.pos() == field.mapToGlobal(QPoint(0, field.height() + 2))


def test_over_it_at_the_foot_of_the_screen_and_never_beyond_the_side(
    field: QWidget, qtbot: QtBot
) -> None:
    room = field.screen().availableGeometry()
    field.move(room.right() - field.width(), room.bottom() - field.height())
    popup = opened(field, qtbot)
    assert popup.geometry().right() <= room.right()
    assert popup.geometry().bottom() < field.y()
    assert popup.y() >= room.top()
