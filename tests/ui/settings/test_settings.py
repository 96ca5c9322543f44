"""Each part of the settings: what it shows, keeps, refuses, and says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog

from app.domain.look import ThemeChoice
from app.domain.papers import ReturnAddressMode
from app.domain.postage import PriceItem
from app.domain.settings import SECOND_BACKUP_FOLDER
from app.domain.staff import Role
from app.services.backups import SecondPlace
from app.services.open_desk import OpenDesk
from app.ui.kit.context import UiContext
from app.ui.kit.task_runner import Task
from app.ui.settings.account import AccountSection
from app.ui.settings.ask_password import AskPassword
from app.ui.settings.backups import RESTORE, BackupsSection
from app.ui.settings.deadlines import DeadlinesSection
from app.ui.settings.locking import LockingSection
from app.ui.settings.look import LookSection
from app.ui.settings.page import SettingsPage
from app.ui.settings.practice import PracticeSection
from app.ui.settings.price_dialog import PriceDialog
from app.ui.settings.prices import PricesSection
from app.ui.settings.rule_dialog import RuleDialog
from app.ui.settings.staff import StaffSection
from app.ui.settings.staff_dialogs import NewAccount, OneTimeDialog, take_back
from app.ui.settings.trail import TrailSection
from tests.services.vault_kit import OTHER_PASSWORD, PASSWORD
from tests.ui.a11y import unnamed
from tests.ui.kit.demo import GivenFiles
from tests.ui.settings.conftest import OpenSettings

D = TypeVar("D", bound=QDialog)
PARTS = (
    "practice", "staff", "account", "locking", "look",
    "deadlines", "prices", "letters", "consents", "revocation",
    "add_ons", "backups", "keys", "trail", "about",
)  # fmt: skip


def dialog(page: SettingsPage, kind: type[D]) -> D:
    """The dialog of this kind that is open."""
    return next(d for d in page.window().findChildren(kind) if d.isVisible())


def confirm_password(page: SettingsPage) -> None:
    asked = dialog(page, AskPassword)
    asked.password.setText(PASSWORD)
    asked.go()


@pytest.mark.parametrize("role", list(Role))
def test_every_part_is_named_for_everyone(settings: OpenSettings, role: Role) -> None:
    page = settings(role)
    assert tuple(key for key, _, _ in page.parts) == PARTS
    for key in PARTS:
        page.show_part(key)
        assert page.part == key
        assert unnamed(page) == []


def test_the_list_becomes_a_choice_where_there_is_no_room(settings: OpenSettings) -> None:
    page = settings()
    assert page.list.isVisible()
    assert not page.choice.isVisible()
    page.resize(700, 700)
    assert not page.list.isVisible()
    assert page.choice.isVisible()
    page.choice.set_value("about")
    assert page.part == "about"


def test_the_practice_is_shown_changed_and_kept(settings: OpenSettings, opened: OpenDesk) -> None:
    page = settings()
    section = page.section("practice")
    assert isinstance(section, PracticeSection)
    assert section.fields.city.value() == "Somerville"
    section.fields.name.set_value("Harbor Clinic")
    section.returns.mode.set_value(ReturnAddressMode.NEUTRAL)
    section.returns.neutral.set_value("H.C.")
    section.save()
    stored = opened.services.settings.practice()
    assert (stored.name, stored.return_name) == ("Harbor Clinic", "H.C.")
    assert "saved" in section.notice.text()
    section.fields.phone.set_value("")
    section.kinds.set_value(())
    section.save()
    assert "phone" in section.fields.form.problems()
    assert opened.services.settings.practice().phone


def test_a_clerk_may_look_but_not_change(settings: OpenSettings) -> None:
    page = settings(Role.CLERK)
    section = page.section("practice")
    assert isinstance(section, PracticeSection)
    assert section.notice.text() == "Only an administrator changes this."
    assert not section.save_button.isVisibleTo(page)
    assert not section.fields.name.isEnabled()
    staff = page.section("staff")
    assert isinstance(staff, StaffSection)
    page.show_part("staff")
    assert not staff.table.isVisible()
    backups = page.section("backups")
    assert isinstance(backups, BackupsSection)
    assert not backups.restore_button.isVisibleTo(page)
    assert backups.make_button.isVisibleTo(backups)


def test_a_colleague_is_added_with_a_password_shown_once(
    settings: OpenSettings, opened: OpenDesk
) -> None:
    page = settings()
    page.show_part("staff")
    section = page.section("staff")
    assert isinstance(section, StaffSection)
    section.add_button.click()
    new = dialog(page, NewAccount)
    assert unnamed(new) == []
    new.add_button.click()
    assert set(new.form.problems()) == {"name", "login"}
    new.name.set_value("Marco Bell")
    new.login.set_value("marco bell")
    new.add_button.click()
    asked = dialog(page, AskPassword)
    assert unnamed(asked) == []
    asked.go()
    assert "password" in asked.form.problems()
    asked.password.setText("wrong password 12345")
    asked.go()
    assert asked.form.problems()["password"] == "This is not your password."
    confirm_password(page)
    assert "without spaces" in new.form.problems()["login"]
    new.login.set_value("marco")
    new.add_button.click()
    confirm_password(page)
    once = dialog(page, OneTimeDialog)
    assert unnamed(once) == []
    assert len(once.code.text()) == 24
    added = next(m for m in opened.services.staff.list() if m.login == "marco")
    assert added.must_change_password
    assert added.role is Role.CLERK
    once.copy_button.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == once.code.text()
    assert clipboard.mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
    take_back(once.code.text())
    assert clipboard.text() == ""


def test_role_reset_disable_enable(settings: OpenSettings, opened: OpenDesk) -> None:
    given = opened.services.staff.add(login="marco", name="Marco Bell", role=Role.CLERK).value
    page = settings()
    page.show_part("staff")
    section = page.section("staff")
    assert isinstance(section, StaffSection)
    own = next(m for m in opened.services.staff.list() if m.login == "ann")
    assert section.table.select_id(own.id)
    assert "This is you" in section.chosen.text()
    assert not section.role.isEnabled()
    assert not section.disable_button.isVisibleTo(page)
    assert section.table.select_id(given.member.id)
    section.role.set_value(Role.PRIVACY_OFFICER)
    section.role_button.click()
    confirm_password(page)
    assert _marco(opened).role is Role.PRIVACY_OFFICER
    section.disable_button.click()
    confirm_password(page)
    assert not _marco(opened).active
    assert "cannot sign in" in section.notice.text()
    assert section.enable_button.isVisible()
    section.enable_button.click()
    confirm_password(page)
    assert _marco(opened).active
    dialog(page, OneTimeDialog).accept()
    section.reset_button.click()
    confirm_password(page)
    assert dialog(page, OneTimeDialog).code.text() != given.password


def _marco(opened: OpenDesk) -> object:
    return next(m for m in opened.services.staff.list() if m.login == "marco")


def test_the_own_password(settings: OpenSettings, opened: OpenDesk) -> None:
    page = settings()
    section = page.section("account")
    assert isinstance(section, AccountSection)
    section.save()
    assert "old" in section.form.problems()
    section.old.setText("not mine at all")
    section.new.password.setText(OTHER_PASSWORD)
    section.new.again.setText(OTHER_PASSWORD)
    section.save()
    assert section.form.problems()["old"] == "This is not your password."
    section.old.setText(PASSWORD)
    section.save()
    assert "was changed" in section.notice.text()
    assert section.new.value() == ""
    opened.services.staff.check_password(password=OTHER_PASSWORD)


def test_minutes_until_the_lock(settings: OpenSettings, opened: OpenDesk) -> None:
    section = settings().section("locking")
    assert isinstance(section, LockingSection)
    section.refresh()
    assert section.minutes.value() == 10
    section.minutes.setValue(99)
    assert section.minutes.value() == 30
    section.save()
    assert opened.services.settings.preferences().idle_minutes == 30
    assert "30 minutes" in section.notice.text()


def test_look_changes_at_once_and_is_kept(settings: OpenSettings, opened: OpenDesk) -> None:
    page = settings()
    section = page.section("look")
    assert isinstance(section, LookSection)
    section.theme.set_value(ThemeChoice.DARK)
    assert page.context.theme.choice is ThemeChoice.DARK
    section.text_size.set_value(150)
    assert page.context.theme.text_size == 150
    kept = opened.services.settings.preferences()
    assert (kept.theme, kept.text_size) == (ThemeChoice.DARK, 150)


def test_deadlines_by_state_and_a_newer_rule(settings: OpenSettings, opened: OpenDesk) -> None:
    page = settings()
    page.show_part("deadlines")
    section = page.section("deadlines")
    assert isinstance(section, DeadlinesSection)
    assert section.table.model.rowCount() > 10
    section.state.set_value("TX")
    assert {row.rule.state for row in section.table.model.rows()} == {"TX"}
    section.add_button.click()
    new = dialog(page, RuleDialog)
    assert unnamed(new) == []
    assert new.state.value() == "TX"
    new.days.set_value("ten")
    new.add_button.click()
    assert "days" in new.form.problems()
    new.days.set_value("10")
    new.add_button.click()
    assert "citation" in new.form.problems()
    new.citation.set_value("Tex. Health & Safety Code 241.154")
    new.source.set_value("The state's web page")
    new.start.set_day(date(2026, 12, 1))
    new.add_button.click()
    added = max(opened.services.reference.state_rules(state="TX"), key=lambda s: s.id)
    assert added.rule.days == 10
    assert added.rule.verified_by == "Ann Example"
    assert section.table.select_id(added.id)


def test_a_price_from_its_day_on(settings: OpenSettings, opened: OpenDesk) -> None:
    page = settings()
    page.show_part("prices")
    section = page.section("prices")
    assert isinstance(section, PricesSection)
    section.add_button.click()
    new = dialog(page, PriceDialog)
    assert unnamed(new) == []
    new.amount.set_value("5,30")
    new.add_button.click()
    assert "cents" in new.form.problems()
    new.amount.set_value("$5.95")
    new.start.set_day(date(2027, 1, 20))
    new.source.set_value("Notice 123 of January 2027")
    new.add_button.click()
    prices = [s.price for s in opened.services.reference.prices()]
    assert any(p.item is PriceItem.CERTIFIED and p.cents == 595 for p in prices)


def test_newer_prices_of_the_program_are_offered_once(
    settings: OpenSettings, opened: OpenDesk
) -> None:
    reference = opened.services.reference
    aged, own = [each for each in reference.prices() if each.price.item is PriceItem.FLAT][:2]
    with opened.desk.writing() as unit:
        unit.reference.save_price(replace(aged, price=replace(aged.price, cents=1)))
    reference.save_price(stored=replace(own, price=replace(own.price, cents=2)))
    page = settings()
    page.show_part("prices")
    section = page.section("prices")
    assert isinstance(section, PricesSection)
    assert "brings 1 newer price (from " in section.news.text()
    assert "yours is $0.02 (Ann Example), the program's" in section.kept.text()
    assert unnamed(section) == []
    section.news.action_requested.emit()
    assert "were taken over" in section.notice.text()
    assert not section.news.isVisibleTo(section)
    assert section.kept.isVisibleTo(section)
    cents = {each.id: each.price.cents for each in reference.prices()}
    assert (cents[aged.id], cents[own.id]) == (aged.price.cents, 2)


def test_backups_are_made_checked_and_rehearsed(settings: OpenSettings) -> None:
    page = settings()
    page.show_part("backups")
    section = page.section("backups")
    assert isinstance(section, BackupsSection)
    assert section.table.model.rowCount() == 0
    section.make_button.click()
    assert "was made and checked" in section.notice.text()
    page.show_part("about")
    page.show_part("backups")
    assert section.table.model.rowCount() == 1
    section.verify_button.click()
    assert "is whole" in section.notice.text()
    section.check_button.click()
    assert "The data is whole" in section.notice.text()
    section.rehearse_button.click()
    assert "rehearsal went well" in section.notice.text()


def test_after_backing_up_the_newest_backup_is_the_chosen_one(settings: OpenSettings) -> None:
    page = settings()
    page.show_part("backups")
    section = page.section("backups")
    assert isinstance(section, BackupsSection)
    section.make_button.click()
    older = section._chosen()
    section.make_button.click()
    newer = section._chosen()
    assert older is not None
    assert newer is not None
    assert newer.folder != older.folder


def test_restoring_asks_the_window_to_lock_first(settings: OpenSettings) -> None:
    page = settings()
    page.show_part("backups")
    section = page.section("backups")
    assert isinstance(section, BackupsSection)
    section.make_button.click()
    section.refresh()
    asked = []
    page.context.navigator.room_requested.connect(lambda room, item: asked.append((room, item)))
    section.restore_button.click()
    confirm_password(page)
    assert [room for room, _ in asked] == [RESTORE]
    assert asked[0][1] == section._chosen()


def backups_part(page: SettingsPage) -> BackupsSection:
    page.show_part("backups")
    section = page.section("backups")
    assert isinstance(section, BackupsSection)
    return section


def test_a_second_place_is_used_as_soon_as_it_is_chosen(
    settings: OpenSettings, opened: OpenDesk, tmp_path: Path
) -> None:
    page = settings()
    section = backups_part(page)
    assert isinstance(page.context.files, GivenFiles)
    assert "None." in section.second.said.text()
    assert section.second.copy_link.isHidden()
    place = tmp_path / "usb"
    place.mkdir()
    page.context.files.path = place
    section.second.choose_link.click()
    assert opened.services.settings.preferences().second_backup_folder == str(place)
    assert "was copied to the second place and compared" in section.notice.text()
    assert "This place is on the same disk as the data" in section.notice.text()
    assert "so this is allowed" not in section.notice.text()
    assert len(list(place.iterdir())) == 1
    assert "newest copy there is of 11/" in section.second.said.text()
    section.make_button.click()
    assert "second place" in section.notice.text()
    assert len(list(place.iterdir())) == 2
    shutil.rmtree(place)
    section.second.refresh()
    assert "cannot be reached" in section.second.said.text()
    place.mkdir()
    section.second.refresh()
    assert "No copy of this practice is there yet" in section.second.said.text()
    section.second.copy_link.click()
    assert len(list(place.iterdir())) == 1
    section.second.drop_link.click()
    assert opened.services.settings.preferences().second_backup_folder == ""
    assert "None." in section.second.said.text()


def test_a_second_place_that_cannot_be_written_says_so(
    settings: OpenSettings, tmp_path: Path
) -> None:
    page = settings()
    section = backups_part(page)
    assert isinstance(page.context.files, GivenFiles)
    (tmp_path / "file").write_text("not a folder")
    page.context.files.path = tmp_path / "file"
    section.second.choose_link.click()
    assert "could not be written" in section.notice.text()
    assert not section.second.copy_link.isHidden()


def test_copying_can_be_stopped(
    settings: OpenSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = settings()
    services = page.context.services
    services.settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value=str(tmp_path))
    section = backups_part(page)
    second, held = section.second, Task(None, None, lambda _error: None, None)
    asked: list[Callable[..., Any]] = []

    def act_beside(_self: UiContext, _owner: object, *parts: Any, **_: object) -> Task:
        asked[:] = parts
        return held

    monkeypatch.setattr(UiContext, "act_beside", act_beside)
    page.activateWindow()
    second.choose_link.setFocus()
    second.copy()
    second.copy()
    assert not second.stop_link.isHidden()
    assert page.focusWidget() is second.stop_link, "the keyboard did not leave these lines"
    assert second.choose_link.isHidden()
    second._show_step(3_000_000_000, 6_000_000_000)
    assert second.bar.value() == 500
    second.stop_link.click()
    assert held.progress.cancelled
    assert second.copy_link.isHidden(), "no copy is begun while another one ends"
    work, then = asked
    then(work(held.progress).value)
    assert second.bar.isHidden()
    assert "no half copy" in section.notice.text()


def test_restored_data_asks_for_a_second_place_of_its_own(settings: OpenSettings) -> None:
    section = backups_part(settings())
    assert "restored" not in section.second.said.text()
    section.second._show(SecondPlace(restored=True))
    assert "choose a second place for it" in section.second.said.text()


def test_the_backups_folder_is_named_and_opened(
    settings: OpenSettings, opened: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: asked.append(url.toLocalFile()) or True
    )
    section = backups_part(settings())
    shelf = str(opened.desk.store.folder.backups)
    assert shelf in section.where.text()
    assert not section.open_link.isEnabled(), "there is no folder yet"
    section.make_button.click()
    section.open_link.click()
    assert [Path(each) for each in asked] == [Path(shelf)]


def test_the_trail_is_verified_with_and_without_a_seal(
    settings: OpenSettings, opened: OpenDesk
) -> None:
    page = settings()
    page.show_part("trail")
    section = page.section("trail")
    assert isinstance(section, TrailSection)
    section.verify()
    assert section.notice.text().startswith("All ")
    section.seal.set_value("not a seal")
    section.verify()
    assert "seal" in section.form.problems()
    section.seal.set_value(opened.services.audit.seal())
    section.verify()
    assert section.notice.text().startswith("All ")
    went = []
    page.context.navigator.room_requested.connect(lambda room, _item: went.append(room))
    section.open_button.click()
    assert went == ["registers"]
