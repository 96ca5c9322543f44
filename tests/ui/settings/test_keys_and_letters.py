"""The recovery code and the keys, and the words of the letter, in the settings."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.staff import Role
from app.services.open_desk import OpenDesk
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.settings.keys import CHANGE_KEYS, KeysSection
from app.ui.settings.letter_dialog import LetterDialog
from app.ui.settings.letters import LettersSection
from app.ui.settings.page import SettingsPage
from app.ui.settings.renew_code import RenewCode
from tests.services.vault_kit import actions
from tests.ui.a11y import unnamed
from tests.ui.settings.conftest import OpenSettings
from tests.ui.settings.test_settings import confirm_password, dialog


def keys_of(page: SettingsPage) -> KeysSection:
    page.show_part("keys")
    section = page.section("keys")
    assert isinstance(section, KeysSection)
    return section


def letters_of(page: SettingsPage) -> LettersSection:
    page.show_part("letters")
    section = page.section("letters")
    assert isinstance(section, LettersSection)
    return section


def test_the_code_is_renewed_only_after_it_was_typed_back(
    settings: OpenSettings, opened: OpenDesk
) -> None:
    page = settings()
    section = keys_of(page)
    before = opened.desk.store.vault.ring.recovery
    section.renew_button.click()
    confirm_password(page)
    renew = dialog(page, RenewCode)
    assert unnamed(renew) == []
    codes = [label.text() for label in renew.panel._shown.findChildren(QLabel)]
    code = "-".join(text for text in codes if text.count("-") >= 2)
    renew.go()
    assert renew.panel.typing
    assert not renew.panel._shown.isVisible()
    renew.go()
    assert "Type the code" in renew.panel._form.problems()["code"]
    renew.panel.field.set_value("0BPV-6NQS-22RF-YWG0-7EES-FW7B-7DCT")
    renew.go()
    assert "not the code" in renew.panel._form.problems()["code"]
    assert opened.desk.store.vault.ring.recovery == before
    renew.back_button.click()
    assert not renew.panel.typing
    renew.go()
    renew.panel.field.set_value(code.lower())
    renew.go()
    assert "works from now on" in section.notice.text()
    assert opened.desk.store.vault.ring.recovery != before
    assert actions(opened.desk)[-1] == "recovery.code_renewed"


def test_changing_the_keys_asks_first_and_locks(settings: OpenSettings) -> None:
    page = settings()
    section = keys_of(page)
    asked: list[str] = []
    page.context.navigator.room_requested.connect(lambda room, _item: asked.append(room))
    section.context.messages.answer = False  # type: ignore[attr-defined]
    section.change_button.click()
    assert asked == []
    section.context.messages.answer = True  # type: ignore[attr-defined]
    section.change_button.click()
    assert asked == [CHANGE_KEYS]


def test_others_do_not_see_the_keys(settings: OpenSettings) -> None:
    page = settings(Role.PRIVACY_OFFICER)
    section = keys_of(page)
    assert not section.renew_button.isVisible()
    assert "Only an administrator" in section.notice.text()


def test_a_new_wording_is_previewed_and_kept(settings: OpenSettings, opened: OpenDesk) -> None:
    page = settings()
    section = letters_of(page)
    section.add_button.click()
    asked = dialog(page, LetterDialog)
    assert unnamed(asked) == []
    asked.start.setText("12/01/2026")
    asked.closing.set_value("Kind regards,")
    asked.preview_button.click()
    preview = next(d for d in asked.findChildren(PreviewDialog) if d.isVisible())
    assert not preview.print_button.isVisible()
    preview.reject()
    asked.add_button.click()
    assert not asked.isVisible()
    texts = opened.services.reference.letter_texts()
    assert [text.valid_from for text in texts][-1] == date(2026, 12, 1)
    assert texts[-1].body["closing"] == "Kind regards,"
    assert texts[-1].verified_by == "Ann Example"
    assert section.table.select_id(texts[-1].id)
    assert section.chosen() == texts[-1]


@pytest.mark.parametrize("button", ["preview_button", "add_button"])
def test_what_the_law_wants_said_is_told_beside_its_field(
    settings: OpenSettings, opened: OpenDesk, button: str
) -> None:
    page = settings()
    letters_of(page).add_button.click()
    asked = dialog(page, LetterDialog)
    asked.start.setText("31/31/2026")
    getattr(asked, button).click()
    assert "valid_from" in asked.form.problems()
    asked.start.setText("12/01/2026")
    asked.paragraphs.set_value("Questions\nCall us.")
    asked.whole.set_value("Hello.")
    getattr(asked, button).click()
    assert set(asked.form.problems()) == {"opening_whole", "paragraphs"}
    assert len(opened.services.reference.letter_texts()) == 1


def test_clerks_read_the_wording(settings: OpenSettings) -> None:
    page = settings(Role.CLERK)
    section = letters_of(page)
    assert not section.add_button.isVisible()
    assert section.table.model.rows()
