"""The guide from the first question to the open desk, by keyboard alone and with bad input."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from app.domain.look import ThemeChoice
from app.domain.papers import ReturnAddressMode
from app.system.paths import DataFolder
from app.ui.kit.new_password import NewPasswordFields
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.kit.theme import Theme
from app.ui.vault.door_page import DoorPage
from app.ui.vault.new_code_page import NewCodePage
from app.ui.vault.setup_guide import SetupGuide
from app.ui.vault.setup_return import ReturnStep
from tests.documents.reading_back import all_text
from tests.services.vault_kit import PRACTICE
from tests.ui.a11y import unnamed
from tests.ui.vault.conftest import OpenProgram
from tests.ui.vault.program_kit import Opened

PASSWORD = "plover cabinet 41 staircase"


def guide_of(opened: Opened) -> SetupGuide:
    guide = opened.wait_page(SetupGuide)
    assert isinstance(guide, SetupGuide)
    return guide


def fill_practice(guide: SetupGuide) -> None:
    step = guide.practice.fields
    step.name.set_value("Lakeside Family Practice")
    step.line1.set_value("120 Harbor Street")
    step.city.set_value("Somerville")
    step.state.set_value("MA")
    step.zip_code.set_value("02143")
    step.phone.set_value("(617) 555-0100")
    step.contact.set_value("Ines Calloway")


def to_code(opened: Opened) -> NewCodePage:
    guide = guide_of(opened)
    fill_practice(guide)
    guide.practice.go()
    guide.returns.go()
    guide.folder.go()
    opened.wait(lambda: guide.place == 3)
    guide.account.name.set_value("Ann Example")
    guide.account.login.set_value("ann")
    guide.account.password.password.setText(PASSWORD)
    guide.account.password.again.setText(PASSWORD)
    guide.account.go()
    opened.wait(lambda: guide.code is not None)
    assert guide.code is not None
    return guide.code


def test_a_telephone_with_digits_missing_is_said_at_once(
    start: OpenProgram, tmp_path: Path
) -> None:
    guide = guide_of(start(tmp_path / "data"))
    fill_practice(guide)
    guide.practice.fields.phone.set_value("413-555-01")
    guide.practice.go()
    assert guide.place == 0
    problems = guide.practice.fields.form.problems()
    assert list(problems) == ["phone"]
    guide.practice.fields.phone.set_value("413-555-0123")
    guide.practice.go()
    assert guide.place == 1


def shown_code(page: NewCodePage) -> str:
    labels = [label.text() for label in page.panel._shown.findChildren(type(page.title))]
    return "-".join(text for text in labels if text.count("-") >= 2)


def test_the_guide_with_the_keyboard_alone(start: OpenProgram, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    opened = start(folder)
    guide = guide_of(opened)
    opened.wait(guide.practice.fields.name.hasFocus)
    for text in ("Lakeside Family Practice", "120 Harbor Street", "", "Somerville", "Massachu"):
        opened.type(text)
        opened.press(Qt.Key.Key_Tab)
    for text in ("02143", "(617) 555-0100", "Ines Calloway"):
        opened.type(text)
        opened.press(Qt.Key.Key_Tab) if text != "Ines Calloway" else None
    opened.press(Qt.Key.Key_Return)
    assert guide.place == 1, guide.practice.fields.form.problems()
    opened.press(Qt.Key.Key_Return)
    assert guide.place == 2
    opened.wait(guide.folder.go_button.hasFocus)
    opened.press(Qt.Key.Key_Return)
    opened.wait(guide.account.name.hasFocus)
    for text in ("Ann Example", "ann", PASSWORD):
        opened.type(text)
        opened.press(Qt.Key.Key_Tab)
    opened.type(PASSWORD)
    opened.press(Qt.Key.Key_Return)
    opened.wait(lambda: guide.code is not None)
    page = guide.code
    assert page is not None
    code = shown_code(page)
    opened.wait(page.print_button.hasFocus)
    page.go_button.setFocus()
    opened.press(Qt.Key.Key_Return)
    assert page.typing
    assert not page.panel._shown.isVisible()
    opened.type(code.lower().replace("-", " "))
    with opened.qtbot.waitSignal(opened.program.desk_shown, timeout=30_000):
        opened.press(Qt.Key.Key_Return)
    assert DataFolder(folder).has_database
    assert opened.program.window.rail._practice.accessibleName() == "Lakeside Family Practice"


def test_each_step_names_what_is_missing(start: OpenProgram, tmp_path: Path) -> None:
    opened = start(tmp_path / "data")
    guide = guide_of(opened)
    guide.practice.go()
    assert set(guide.practice.fields.form.problems()) == {
        "name",
        "line1",
        "city",
        "state",
        "zip_code",
        "phone",
        "privacy_contact",
    }
    assert unnamed(guide) == []
    fill_practice(guide)
    guide.practice.fields.zip_code.set_value("0214")
    guide.practice.go()
    assert set(guide.practice.fields.form.problems()) == {"zip_code"}
    guide.practice.fields.zip_code.set_value("02143-1234")
    guide.practice.go()
    assert guide.place == 1


def test_back_keeps_what_was_typed(start: OpenProgram, tmp_path: Path) -> None:
    opened = start(tmp_path / "data")
    guide = guide_of(opened)
    fill_practice(guide)
    guide.practice.go()
    guide.returns.fields.mode.set_value(ReturnAddressMode.NEUTRAL)
    guide.returns.fields.neutral.set_value("L.F.P.")
    opened.qtbot.keyClick(guide.returns, Qt.Key.Key_Escape)
    assert guide.place == 0
    assert guide.practice.fields.city.value() == "Somerville"
    guide.practice.go()
    assert guide.returns.fields.mode.value() is ReturnAddressMode.NEUTRAL
    assert guide.answers().practice.return_name == "L.F.P."


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "whole path"), ("data", "whole path"), ("/nowhere/at/all", "may not write")],
)
def test_a_folder_that_will_not_do(
    start: OpenProgram, tmp_path: Path, typed: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = start(tmp_path / "data")
    guide = guide_of(opened)
    service = opened.program.holder()
    monkeypatch.setattr(service, "_check_place", lambda _folder: "ChartPost may not write there.")
    guide._show(2)
    guide.folder.field.set_value(typed)
    guide.folder.go()
    opened.wait(lambda: bool(guide.folder.form.problems()))
    assert said in guide.folder.form.problems()["folder"]
    assert guide.place == 2


def test_a_folder_with_a_practice_is_not_set_up_again(
    start: OpenProgram, tmp_path: Path, practice: Path
) -> None:
    opened = start(tmp_path / "other")
    guide = guide_of(opened)
    guide._show(2)
    guide.folder.set_folder(practice)
    guide.folder.go()
    opened.wait(lambda: bool(guide.folder.form.problems()))
    assert "already" in guide.folder.form.problems()["folder"]


def test_a_wrong_code_is_not_taken_and_nothing_is_written(
    start: OpenProgram, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    opened = start(folder)
    page = to_code(opened)
    code = shown_code(page)
    page.go()
    page.go()
    assert "Type the code" in page.panel._form.problems()["code"]
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    page.field.set_value(wrong)
    page.go()
    opened.wait(lambda: "not the code" in page.panel._form.problems().get("code", ""))
    assert not DataFolder(folder).has_database
    assert unnamed(page) == []
    page.back_button.click()
    assert not page.typing
    assert page.panel._shown.isVisible()


def test_the_recovery_sheet_is_saved_and_printed(start: OpenProgram, tmp_path: Path) -> None:
    opened = start(tmp_path / "data")
    page = to_code(opened)
    code = shown_code(page)
    opened.files.path = tmp_path / "sheet.pdf"
    page.save_button.click()
    opened.wait(lambda: bool(opened.messages.told))
    assert "Print it soon" in opened.messages.told[-1]
    assert code[:19] in all_text(opened.files.path.read_bytes())
    page.print_button.click()
    opened.wait(lambda: bool(dialogs(opened)))
    dialog = dialogs(opened)[0]
    assert unnamed(dialog) == []
    dialog.print_button.click()
    opened.wait(lambda: bool(opened.printers.jobs))
    job, _order = opened.printers.jobs[0]
    assert job.title == "Recovery sheet"
    assert [(size.width, size.height) for size in job.sizes] == [(612.0, 792.0)]


def dialogs(opened: Opened) -> list[PreviewDialog]:
    return [d for d in opened.program.front.findChildren(PreviewDialog) if d.isVisible()]


def test_the_neutral_form_leaves_the_name_out(theme: Theme) -> None:
    step = ReturnStep(lambda: PRACTICE)
    assert step.fields.corner.lines == (
        "Lakeside Family Practice",
        "120 Harbor Street",
        "Somerville MA 02143",
    )
    step.fields.mode.set_value(ReturnAddressMode.NEUTRAL)
    assert step.fields.corner.lines == ("120 Harbor Street", "Somerville MA 02143")
    assert "Neutral" in step.fields.corner.accessibleName()


@pytest.mark.parametrize(
    ("typed", "states"),
    [
        ("short", ("not yet met", "not yet met", "not yet met")),
        ("passwordpassword1", ("met", "not met", "not yet met")),
        ("lakesidepractice1", ("met", "met", "not met")),
        (PASSWORD, ("met", "met", "met")),
    ],
)
def test_the_rules_are_told_in_words(theme: Theme, typed: str, states: tuple[str, ...]) -> None:
    fields = NewPasswordFields(lambda: ("Lakeside Family Practice",))
    fields.password.setText(typed)
    fields.judge()
    said = tuple(rule.accessibleName().rsplit(": ", 1)[1] for rule in fields._rules)
    assert said == states


def test_a_suggested_password_is_shown_and_fits(theme: Theme) -> None:
    fields = NewPasswordFields(tuple)
    fields.suggest.click()
    assert fields.check()
    assert fields.password.echoMode() is fields.password.EchoMode.Normal
    assert fields.suggested.isVisibleTo(fields)
    assert len(fields.value()) == 24
    fields.again.setText("something else")
    assert not fields.check()
    assert "again" in fields.form.problems()


def test_answers_do_not_show_the_password(start: OpenProgram, tmp_path: Path) -> None:
    guide = guide_of(start(tmp_path / "data"))
    guide.account.password.password.setText(PASSWORD)
    assert PASSWORD not in repr(guide.answers())
    assert QApplication.clipboard().text() != PASSWORD


def in_sight(page: DoorPage) -> bool:
    """Whether the main button is wholly seen, as the page stands now."""
    view = page._scroll.viewport()
    top = page.go_button.mapTo(view, QPoint(0, 0))
    return view.rect().contains(QRect(top, page.go_button.size()))


@pytest.mark.parametrize("size", [100, 200])
def test_the_main_button_of_every_step_is_in_sight(
    start: OpenProgram, theme: Theme, tmp_path: Path, size: int
) -> None:
    opened = start(tmp_path / "data")
    guide = guide_of(opened)
    theme.choose(ThemeChoice.SYSTEM, size)
    # what a screen of 1280 by 800 leaves beside a title and a bar at its foot
    opened.program.front.resize(1280, 740)
    code = guide.show_code("7XJZ-0DM0-FD0Z-53P6-361V-FYAR-8BWE")
    pages: list[DoorPage] = [*guide.steps, code]
    for place, page in enumerate(pages):
        guide._show(place)
        opened.wait(page.go_button.isVisible)
        opened.qtbot.wait(20)
        if size > 100:
            page.go_button.setFocus()
        assert in_sight(page), page.title.text()
    theme.choose(ThemeChoice.SYSTEM, 100)
