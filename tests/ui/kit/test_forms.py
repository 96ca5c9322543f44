"""Form rows and fields: names, problems beside fields, what was typed is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.addresses import Address
from app.domain.errors import FieldProblems
from app.system.clock import FixedClock
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.choice import CheckGroup, ChoiceField, RadioGroup
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.drop_area import DropArea
from app.ui.kit.fields import NotesField, PasswordField, SearchField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.help_bubble import HelpBubble
from app.ui.kit.theme import Theme
from tests.ui.a11y import unnamed
from tests.ui.kit.demo import NOON, GivenFiles

CLOCK = FixedClock(NOON)


def make_form(qtbot: QtBot) -> FormRows:
    form = FormRows()
    qtbot.addWidget(form)
    form.add("name", "Name", TextField(), required=True, help_text="As on the card.")
    form.add("born", "Born", DateField(CLOCK), half=True)
    form.add("sex", "Sex", ChoiceField([("f", "Female"), ("m", "Male")]), half=True)
    form.resize(500, 300)
    form.show()
    return form


def test_controls_are_named_and_described(qtbot: QtBot, theme: Theme) -> None:
    form = make_form(qtbot)
    assert form.control("name").accessibleName() == "Name, required"
    assert form.control("name").accessibleDescription() == "As on the card."
    assert unnamed(form) == []


def test_problems_stand_under_their_fields_and_the_first_gets_the_keyboard(
    qtbot: QtBot, theme: Theme
) -> None:
    form = make_form(qtbot)
    rest = form.show_problems({"born": "No such day.", "other": "Elsewhere."})
    assert rest == {"other": "Elsewhere."}
    assert form.problems() == {"born": "No such day."}
    assert form.focusWidget() is form.control("born")
    assert form.control("born").accessibleDescription() == "No such day."
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "No such day." in shown
    form.clear_problems()
    assert form.problems() == {}
    assert form.control("born").property("wrong") == "false"


def test_a_problem_goes_when_its_field_is_filled(qtbot: QtBot, theme: Theme) -> None:
    form = FormRows()
    qtbot.addWidget(form)
    name = form.add("name", "Name", TextField(), required=True)
    state: ChoiceField[str] = form.add("state", "State", ChoiceField([("MA", "MA"), ("NY", "NY")]))
    why = form.add("why", "Why", NotesField())
    form.show()
    said = {each: f"Type the {each}." for each in ("name", "state", "why")}
    form.show_problems(said)
    assert form.problems() == said
    qtbot.keyClicks(name, "H")
    assert list(form.problems()) == ["state", "why"], "only the field that was filled"
    state.set_value("NY")
    assert list(form.problems()) == ["why"]
    qtbot.keyClicks(why, "lost")
    assert form.problems() == {}
    assert name.property("wrong") == "false"


def test_help_rows_and_labels_change(qtbot: QtBot, theme: Theme) -> None:
    form = make_form(qtbot)
    form.set_help("name", "Another help.")
    form.set_label("name", "Company")
    form.set_row_visible("sex", visible=False)
    assert form.control("name").accessibleName() == "Company"
    assert not form.control("sex").isVisible()
    assert form.row_of(form.control("born")) == "born"
    assert form.row_of(form) is None


@pytest.mark.parametrize(("width", "side_by_side"), [(500, True), (250, False)])
def test_halves_stack_where_there_is_no_room(
    qtbot: QtBot, theme: Theme, width: int, side_by_side: bool
) -> None:
    form = make_form(qtbot)
    form.resize(width, 400)
    qtbot.waitExposed(form)
    form.layout().activate()
    born = form.control("born").mapTo(form, form.rect().topLeft())
    sex = form.control("sex").mapTo(form, form.rect().topLeft())
    assert (born.y() == sex.y()) is side_by_side


@pytest.mark.parametrize(
    ("typed", "day"),
    [("11/22/2026", date(2026, 11, 22)), ("11222026", date(2026, 11, 22)), ("", None)],
)
def test_dates_are_read_as_typed(qtbot: QtBot, theme: Theme, typed: str, day: date | None) -> None:
    field = DateField(CLOCK)
    qtbot.addWidget(field)
    qtbot.keyClicks(field, typed)
    assert field.day("born") == day


def test_a_wrong_date_stays_and_is_explained(qtbot: QtBot, theme: Theme) -> None:
    field = DateField(CLOCK)
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "02/31/2026")
    field.editingFinished.emit()
    assert field.text() == "02/31/2026"
    with pytest.raises(FieldProblems) as caught:
        field.day("received")
    assert "received" in caught.value.fields


def test_date_keys_and_calendar(qtbot: QtBot, theme: Theme) -> None:
    field = DateField(CLOCK, date(2026, 3, 1))
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.day() == date(2026, 2, 28)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.day() == date(2026, 3, 1)
    field.set_day(None)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.day() == date(2026, 11, 21)
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = field._popup
    assert popup is not None
    assert popup.isVisible()
    popup._calendar.activated.emit(QDate(2026, 12, 24))
    assert field.text() == "12/24/2026"


def test_choice_keeps_its_key_when_the_list_changes(qtbot: QtBot, theme: Theme) -> None:
    field: ChoiceField[int] = ChoiceField([(1, "One"), (2, "Two")], empty="None")
    qtbot.addWidget(field)
    assert field.value() is None
    field.set_value(2)
    field.set_options([(2, "Zwei"), (3, "Drei")])
    assert (field.value(), field.currentText()) == (2, "Zwei")
    with qtbot.waitSignal(field.choice_changed):
        field.set_options([(3, "Drei")])
    assert field.value() is None
    field.set_value(99)
    assert field.value() is None


def test_radios_and_checks(qtbot: QtBot, theme: Theme) -> None:
    form = FormRows()
    qtbot.addWidget(form)
    radios = form.add("who", "Who?", RadioGroup([("p", "Patient"), ("o", "Other")]))
    checks = form.add("what", "What?", CheckGroup([(n, str(n)) for n in range(5)], across=3))
    form.resize(600, 300)
    form.show()
    assert radios.value() is None
    with qtbot.waitSignal(radios.choice_changed):
        radios.set_value("o")
    radios.set_value(None)
    assert radios.value() is None
    checks.set_value([1, 3])
    assert checks.value() == {1, 3}
    assert [part.accessibleName() for part in radios.parts()] == ["Who?: Patient", "Who?: Other"]
    form.resize(90, 600)
    qtbot.waitUntil(lambda: checks._now < 3)
    assert unnamed(form) == []


def test_tab_passes_a_group_of_boxes_and_arrows_move_inside(qtbot: QtBot, theme: Theme) -> None:
    form = FormRows()
    qtbot.addWidget(form)
    before = form.add("before", "Before", TextField())
    checks = form.add("what", "What?", CheckGroup([(n, f"Box {n}") for n in range(7)], across=3))
    after = form.add("after", "After", TextField())
    form.resize(600, 400)
    form.show()
    form.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    boxes = checks.parts()

    def press(key: Qt.Key, arrives: QWidget) -> None:
        qtbot.keyClick(form.focusWidget(), key)
        assert form.focusWidget() is arrives

    press(Qt.Key.Key_Tab, boxes[0])
    press(Qt.Key.Key_Left, boxes[0])
    press(Qt.Key.Key_Right, boxes[1])
    press(Qt.Key.Key_Down, boxes[4])
    press(Qt.Key.Key_Down, boxes[4])
    qtbot.keyClick(boxes[4], Qt.Key.Key_Space)
    assert checks.value() == {4}
    press(Qt.Key.Key_Tab, after)
    press(Qt.Key.Key_Backtab, boxes[4])
    boxes[1].setEnabled(False)
    press(Qt.Key.Key_Up, boxes[4])
    press(Qt.Key.Key_Left, boxes[3])
    press(Qt.Key.Key_Backtab, before)
    boxes[3].setEnabled(False)
    press(Qt.Key.Key_Tab, boxes[0])
    assert [part.accessibleName() for part in boxes[:2]] == ["What?: Box 0", "What?: Box 1"]
    assert unnamed(form) == []


def test_password_is_hidden_until_the_eye_is_used(qtbot: QtBot, theme: Theme) -> None:
    field = PasswordField()
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field, " secret ")
    assert field.value() == " secret "
    assert field.echoMode() is QLineEdit.EchoMode.Password
    qtbot.mouseClick(field._button, Qt.MouseButton.LeftButton)
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    field.setEnabled(False)
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_search_waits_a_moment_and_asks_each_text_once(qtbot: QtBot, theme: Theme) -> None:
    field = SearchField("Find")
    qtbot.addWidget(field)
    asked: list[str] = []
    field.search_changed.connect(asked.append)
    qtbot.keyClicks(field, "ann")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["ann"])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["ann"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (asked, field.text()) == (["ann", ""], "")


def test_notes_let_tab_go_on(qtbot: QtBot, theme: Theme) -> None:
    field = NotesField()
    qtbot.addWidget(field)
    field.set_value("  two\nlines \n")
    assert field.value() == "two\nlines"
    assert field.tabChangesFocus()


def test_puerto_rico_has_an_urbanization_line(qtbot: QtBot, theme: Theme) -> None:
    fields = AddressFields(prefix="address.")
    qtbot.addWidget(fields)
    fields.show()
    urbanization = fields.form.control("address.urbanization")
    assert not urbanization.isVisible()
    fields._state.set_value("PR")
    assert urbanization.isVisible()
    assert fields.show_problems({"address.city": "Which city?", "name": "Who?"}) == {"name": "Who?"}
    assert unnamed(fields) == []


@given(
    st.builds(
        Address,
        line1=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40),
        city=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40),
        state=st.sampled_from(["", "MA", "PR", "NY"]),
        zip_code=st.text("0123456789-", max_size=10),
        care_of=st.text("ab", max_size=5),
    )
)
def test_an_address_comes_back_as_it_was(address: Address) -> None:
    fields = AddressFields(attention=True)
    fields.set_address(address)
    assert fields.address() == address
    fields.deleteLater()


@pytest.fixture(autouse=True)
def _application(theme: Theme) -> None:
    """Widgets of the property test need the application too."""


def test_files_are_dropped_or_chosen(qtbot: QtBot, context: UiContext, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    area = DropArea("Drop the letter here, or", GivenFiles(letter), kinds="PDF (*.pdf)")
    qtbot.addWidget(area)
    area.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(letter))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(area.rect().center(), copy, data, left, none)
    area.dragEnterEvent(enter)
    assert area.property("over") == "true"
    with qtbot.waitSignal(area.files_dropped) as dropped:
        area.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    assert dropped.args == [[letter]]
    assert area.property("over") == "false"
    with qtbot.waitSignal(area.files_dropped):
        qtbot.mouseClick(area.input, Qt.MouseButton.LeftButton)
    assert unnamed(area) == []


def test_each_field_says_what_it_is_for(qtbot: QtBot, theme: Theme) -> None:
    form = FormRows(topic="request")
    qtbot.addWidget(form)
    field = form.add("received_on", "Received", TextField())
    form.resize(400, 200)
    form.show()
    form.activateWindow()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: form.findChild(HelpBubble) is not None)
    bubble = form.findChild(HelpBubble)
    assert bubble is not None
    said = " ".join(label.text() for label in bubble.findChildren(QLabel))
    assert "45 CFR 164.524(b)(2)(i)" in said
    bubble.close()
    qtbot.waitUntil(lambda: form.findChild(HelpBubble) is None)
    sign = form.findChild(QToolButton)
    assert sign is not None
    assert "Received" in sign.accessibleName()
    sign.click()
    assert form.findChild(HelpBubble) is not None


def test_a_field_nobody_wrote_about_stays_silent(qtbot: QtBot, theme: Theme) -> None:
    form = FormRows(topic="request")
    qtbot.addWidget(form)
    form.add("weather", "Weather", TextField())
    sign = form.findChild(QToolButton)
    assert sign is not None
    sign.click()
    assert form.findChild(HelpBubble) is None
    assert FormRows().findChild(QToolButton) is None
