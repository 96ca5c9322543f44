"""The patient view: one text, one field, no way out but the staff's password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCloseEvent, QInputDevice, QKeyEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.consent_signature import Drawing, check_signature
from app.domain.consents import ConsentKind, Language
from app.domain.errors import Problem
from app.domain.look import ThemeChoice
from app.services.staff import StaffService
from app.ui.consents.key_guard import leads_out
from app.ui.consents.patient_view import PatientView
from app.ui.consents.patient_words import words_in
from app.ui.consents.signature_field import MOUSE, PEN, TOUCH, SignatureField
from app.ui.kit.theme import Theme
from app.ui.vault.keeper import close_dialogs
from tests.ui.a11y import unnamed
from tests.ui.consents.conftest import Show
from tests.ui.consents.consents_kit import Day, draw

Open = Callable[..., PatientView]
RIGHT = "plover cabinet 41 staircase"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store of these tests has no keyring; its check is tested where it lives."""

    def check(_service: StaffService, *, password: str) -> None:
        if password != RIGHT:
            raise Problem("wrong-password", "The password is not right.")

    monkeypatch.setattr(StaffService, "check_password", check)


@pytest.fixture
def opened(day: Day, show: Show, qtbot: QtBot) -> Open:
    """Opens the view over the room's window."""

    def opener(**changes: object) -> PatientView:
        page = show()
        consent_id = day.open(**changes)  # type: ignore[arg-type]
        page.show_item(consent_id)
        page.room.pane.next.button.click()
        view = page.room.desk.patient_view
        assert view is not None
        view.resize(1280, 800)
        qtbot.wait(5)
        return view

    return opener


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def press(view: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    target = QApplication.focusWidget() or view
    QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


def window_of(view: PatientView) -> QWidget:
    window = view.parentWidget()
    assert window is not None
    return window


def read_to_the_end(view: PatientView) -> None:
    """As a patient does, with the button, until there is no more."""
    for _ in range(20):
        QApplication.processEvents()
        if view.reading.done.isEnabled():
            return
        view.reading.read_on.click()
    raise AssertionError("the text has no end")


def leave(view: PatientView) -> None:
    view.hand_back.password.setText(RIGHT)
    view.hand_back.submit()


def test_the_patient_reads_signs_and_hands_back(day: Day, show: Show, opened: Open) -> None:
    view = opened()
    assert view.isModal()
    assert view.windowTitle() == "ChartPost"
    said = texts(view)
    assert "Ordinary e-mail for my records" in said
    assert "dana@example.org" in said
    read_to_the_end(view)
    draw(view.reading.field)
    view.reading.done.click()
    consent = day.services.consents.get(consent_id=1).consent
    assert consent.given is not None
    assert consent.given.image_id is not None
    assert "Your signature has been kept" in texts(view)
    assert "dana@example.org" not in texts(view)  # the text is gone from the screen
    assert view.isVisible()
    leave(view)
    assert not view.isVisible()


def test_read_on_by_keyboard_ends_at_the_signature(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    view.resize(900, 500)
    QApplication.processEvents()
    assert view.reading.read_on.isEnabled()
    view.activateWindow()
    view.reading.read_on.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.reading.read_on.hasFocus)
    before = texts(view)
    for _ in range(20):
        press(view, Qt.Key.Key_Space)
        QApplication.processEvents()
    assert not view.reading.read_on.isEnabled()
    assert view.reading.field.hasFocus()
    assert view.reading.text.texts()[0] in before  # still the same language


def test_in_spanish(opened: Open) -> None:
    view = opened(language=Language.SPANISH)
    assert "Correo electrónico común" in texts(view)
    assert view.reading.done.text() == "Listo"
    read_to_the_end(view)
    view.reading.done.click()
    assert "todavía está vacío" in texts(view)
    view.reading.hand_back.click()
    assert "devuelva la pantalla" in texts(view)
    view.reject()


def test_every_word_is_there_in_both_languages() -> None:
    english, spanish = words_in(Language.ENGLISH), words_in(Language.SPANISH)
    assert set(english.refused) == set(spanish.refused)
    for name in english.__slots__:
        assert getattr(english, name) != getattr(spanish, name) or name == "refused"


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_no_key_leads_out(
    day: Day, opened: Open, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    view = opened()
    heard: list[str] = []
    for action in ("lock", "commands", "help", "leave", "room-today"):
        day.context.actions.bind(action, partial(heard.append, action))
    press(view, key, modifier)
    QApplication.sendEvent(view, QCloseEvent())
    view.close()
    assert view.isVisible()
    assert heard == []
    view.reject()


def test_plain_keys_and_the_third_level_still_type() -> None:
    none, control, alt = (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.AltModifier,
    )

    def key(which: Qt.Key, modifiers: Qt.KeyboardModifier, text: str = "") -> QKeyEvent:
        return QKeyEvent(QEvent.Type.KeyPress, which, modifiers, text)

    assert not leads_out(key(Qt.Key.Key_A, none, "a"))
    assert not leads_out(key(Qt.Key.Key_Tab, none, "\t"))
    assert not leads_out(key(Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, "A"))
    assert not leads_out(key(Qt.Key.Key_At, control | alt, "@"))
    assert leads_out(key(Qt.Key.Key_Delete, control | alt))
    assert leads_out(key(Qt.Key.Key_Tab, control, "\t"))
    assert leads_out(key(Qt.Key.Key_F12, none))


def test_a_wrong_password_is_said_and_the_next_try_waits(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    view.reading.hand_back.click()
    back = view.hand_back
    back.submit()
    assert "Type the password" in texts(back)
    qtbot.keyClicks(back.password, "wrong")
    qtbot.keyClick(back.password, Qt.Key.Key_Return)
    assert "Try again in 2 seconds" in texts(back)
    assert not back.password.isEnabled()
    assert back.password.text() == ""
    leave(view)  # not even the right one is looked at meanwhile
    assert view.isVisible()
    back._on_second()
    assert "Try again in 1 second." in texts(back)
    back._on_second()
    assert back.password.isEnabled()
    back.password.setText("wrong again")
    back.submit()
    assert "Try again in 4 seconds" in texts(back)
    for _ in range(4):
        back._on_second()
    leave(view)
    assert not view.isVisible()


def test_the_patient_may_go_on_reading(opened: Open) -> None:
    view = opened()
    draw(view.reading.field)
    view.reading.hand_back.click()
    view.hand_back.back.click()
    assert view.reading.isVisible()
    assert not view.reading.field.is_empty
    view.reject()


def test_the_patient_says_no(day: Day, opened: Open) -> None:
    view = opened()
    view.reading.no.click()
    assert "You do not want this?" in texts(view)
    view.no.back.click()
    assert day.status(1) == "draft"
    view.reading.no.click()
    view.no.yes.click()
    assert day.status(1) == "declined"
    assert "Nothing was signed" in texts(view)
    leave(view)
    assert not view.isVisible()


def test_an_empty_field_and_a_dot_are_told_apart(day: Day, opened: Open) -> None:
    view = opened()
    read_to_the_end(view)
    view.reading.done.click()
    assert "still empty" in texts(view.reading)
    QTest.mouseClick(view.reading.field, Qt.MouseButton.LeftButton)
    assert not view.reading.problem.isVisible()
    view.reading.done.click()
    assert "only a dot" in texts(view.reading)
    view.reading.clear.click()
    assert view.reading.field.is_empty
    assert day.status(1) == "draft"
    view.reject()


def test_what_changed_meanwhile_is_told_to_the_staff(day: Day, opened: Open) -> None:
    view = opened()
    day.services.consents.form_printed(consent_id=1, version=1)
    read_to_the_end(view)
    draw(view.reading.field)
    view.reading.done.click()
    assert "This could not be kept" in texts(view)
    assert view.isVisible()
    assert day.status(1) == "draft"
    leave(view)
    assert not view.isVisible()


def test_the_lock_closes_it_and_leaves_nothing(
    day: Day, show: Show, opened: Open, qtbot: QtBot
) -> None:
    view = opened()
    draw(view.reading.field)
    close_dialogs(window_of(view))
    assert not view.isVisible()
    qtbot.wait(10)
    assert day.status(1) == "draft"
    assert day.messages.failures == []


def test_the_desk_is_hidden_behind_it(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    curtain = view._curtain
    assert curtain.isVisibleTo(window_of(view))
    assert curtain.geometry() == window_of(view).rect()
    view.reject()
    qtbot.wait(10)


def test_screen_readers_and_large_text(opened: Open, theme: Theme, qtbot: QtBot) -> None:
    view = opened()
    assert unnamed(view) == []
    assert "Ordinary e-mail" in view.reading.area.accessibleName()
    assert view.reading.text.findChildren(QLabel)[2].fontInfo().pointSizeF() >= 14
    theme.choose(ThemeChoice.LIGHT, 200)
    qtbot.wait(10)
    try:
        view.resize(1280, 800)
        qtbot.wait(10)
        assert view.minimumSizeHint().width() <= 1280
        assert view.minimumSizeHint().height() <= 800
        for part in (view.reading.done, view.reading.clear, view.reading.field):
            assert view.rect().contains(part.mapTo(view, part.rect().bottomRight()))
        assert view.reading.area.height() > 300
        view.reading.other.click()
        qtbot.wait(10)
        assert view.minimumSizeHint().width() <= 1280
        assert view.reading.area.height() > 280
    finally:
        theme.choose(ThemeChoice.LIGHT, 100)
    view.reading.hand_back.click()
    assert unnamed(view) == []
    view.reject()


def test_larger_text_and_reading_on(opened: Open) -> None:
    view = opened(kind=ConsentKind.AUTHORIZATION)
    bar = view.reading.area.verticalScrollBar()
    before = view.reading.text.sizeHint().height()
    view.reading.larger.click()
    QApplication.processEvents()
    assert view.reading.text.sizeHint().height() > before
    assert view.reading.larger.text() == "Smaller text"
    view.reading.read_on.click()
    assert bar.value() > 0
    bar.setValue(bar.maximum())
    assert view.reading.read_on.text() == "End of the text"
    assert not view.reading.read_on.isEnabled()
    view.reject()


@pytest.fixture
def paper(qtbot: QtBot, theme: Theme) -> SignatureField:
    field = SignatureField()
    field.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(field)
    field.resize(400, 100)
    field.show()
    return field


def tablet(field: SignatureField, kind: QEvent.Type, x: float, y: float, pressure: float) -> None:
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure,
        1,
        1,
    )
    event = QTabletEvent(
        kind,
        device,
        QPointF(x, y),
        QPointF(x, y),
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
    )
    QApplication.sendEvent(field, event)


def test_a_pen_draws_with_its_pressure(paper: SignatureField) -> None:
    tablet(paper, QEvent.Type.TabletPress, 40, 40, 0.2)
    for step in range(1, 20):
        tablet(paper, QEvent.Type.TabletMove, 40 + step * 10, 40 + (step % 3) * 8, 0.8)
    tablet(paper, QEvent.Type.TabletMove, 300, 40, 0.0)  # the pen hovers
    tablet(paper, QEvent.Type.TabletRelease, 300, 40, 0.0)
    drawing = paper.drawing()
    assert drawing.device == PEN
    assert len(drawing.strokes) == 1
    assert drawing.strokes[0][1].pressure == pytest.approx(0.8, abs=0.01)
    assert drawing.aspect == 4
    check_signature(drawing)
    assert not paper.grab().isNull()


def test_a_pen_pad_that_reports_nothing_or_nonsense(paper: SignatureField) -> None:
    nowhere = float("nan")
    tablet(paper, QEvent.Type.TabletPress, nowhere, nowhere, 0.5)
    tablet(paper, QEvent.Type.TabletMove, 90_000, -4, 0.5)
    assert paper.is_empty
    with pytest.raises(Problem) as caught:
        check_signature(paper.drawing())
    assert caught.value.code == "signature-empty"


def test_a_hand_that_leaves_the_field_begins_a_new_stroke(paper: SignatureField) -> None:
    tablet(paper, QEvent.Type.TabletPress, 10, 50, 0.5)
    tablet(paper, QEvent.Type.TabletMove, 200, 50, 0.5)
    tablet(paper, QEvent.Type.TabletMove, 900, 50, 0.5)
    tablet(paper, QEvent.Type.TabletMove, 300, 60, 0.5)
    tablet(paper, QEvent.Type.TabletMove, 340, 60, 0.5)
    strokes = paper.drawing().strokes
    assert [len(stroke) for stroke in strokes] == [2, 2]
    assert all(0 <= point.x <= 1 for stroke in strokes for point in stroke)


def test_a_finger_draws(paper: SignatureField) -> None:
    device = QTest.createTouchDevice()
    from PySide6.QtCore import QPoint

    QTest.touchEvent(paper, device).press(0, QPoint(20, 40), paper).commit()
    for step in range(1, 12):
        QTest.touchEvent(paper, device).move(
            0, QPoint(20 + 20 * step, 40 + (step % 2) * 20), paper
        ).commit()
    QTest.touchEvent(paper, device).release(0, QPoint(260, 40), paper).commit()
    drawing = paper.drawing()
    assert drawing.device == TOUCH
    assert len(drawing.strokes) == 1
    check_signature(drawing)


def test_the_mouse_draws_what_was_drawn(paper: SignatureField) -> None:
    draw(paper)
    drawing = paper.drawing()
    assert drawing.device == MOUSE
    assert len(drawing.strokes) == 2
    assert drawing.strokes[0][0].x == pytest.approx(0.15, abs=0.01)
    paper.clear()
    assert paper.drawing() == Drawing((), 4.0, MOUSE)


def test_done_waits_until_the_whole_text_was_on_the_screen(day: Day, opened: Open) -> None:
    view = opened(kind=ConsentKind.AUTHORIZATION)
    QApplication.processEvents()
    assert view.reading.area.verticalScrollBar().maximum() > 0
    assert not view.reading.done.isEnabled()
    assert "read to the end" in texts(view)
    draw(view.reading.field)
    view.reading.done.click()
    assert day.status(1) == "draft"
    read_to_the_end(view)
    assert "read to the end" not in texts(view)
    view.reading.area.verticalScrollBar().setValue(0)
    assert view.reading.done.isEnabled()  # read is read
    view.reject()


def test_a_short_text_is_at_its_end_at_once(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    view.resize(1280, 1600)
    qtbot.waitUntil(view.reading.done.isEnabled)
    assert "Sign here" in view.reading.caption.text()
    view.reject()


def test_the_patient_changes_the_language_and_signs_that_one(
    day: Day, opened: Open, qtbot: QtBot
) -> None:
    view = opened(kind=ConsentKind.AUTHORIZATION)
    read_to_the_end(view)
    view.reading.larger.click()
    draw(view.reading.field)
    view.reading.other.click()
    assert "Autorización para divulgar" in texts(view)
    assert view.reading.other.text() == "English"
    assert view.reading.larger.text() == "Letra normal"  # still read larger
    assert view.reading.field.is_empty
    QApplication.processEvents()
    assert not view.reading.done.isEnabled()  # this text was not read yet
    view.reading.other.click()
    assert "Authorization to release" in texts(view)
    view.reading.other.click()
    assert unnamed(view) == []
    read_to_the_end(view)
    draw(view.reading.field)
    view.reading.done.click()
    assert "Su firma quedó guardada" in texts(view)
    leave(view)
    kept = day.services.consents.get(consent_id=1).consent
    assert kept.text.language is Language.SPANISH
    assert kept.terms.language is Language.SPANISH
    assert kept.other_text is not None
    assert kept.other_text.language is Language.ENGLISH


def test_without_the_other_text_no_language_is_offered(day: Day, show: Show) -> None:
    page = show()
    consent_id = day.open()
    page.show_item(consent_id)
    detail = page.room.desk.detail
    assert detail is not None
    alone = replace(detail, consent=replace(detail.consent, other_text=None))
    page.room.desk.open_patient_view(alone)
    view = page.room.desk.patient_view
    assert view is not None
    assert not view.reading.other.isVisible()
    view.reading.other_requested.emit()
    assert "Ordinary e-mail" in texts(view)
    view.reject()
