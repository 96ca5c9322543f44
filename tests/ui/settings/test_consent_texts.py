"""The words that patients sign: shown to everyone, edited as new versions by the officer."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.domain.consents import ConsentKind, Language
from app.domain.staff import Role
from app.services.open_desk import OpenDesk
from app.ui.settings.consent_text_dialog import ConsentTextDialog
from app.ui.settings.consent_texts import ConsentTextsSection
from app.ui.settings.page import SettingsPage
from tests.ui.a11y import unnamed
from tests.ui.settings.conftest import OpenSettings
from tests.ui.settings.test_settings import dialog


def part(page: SettingsPage) -> ConsentTextsSection:
    page.show_part("consents")
    section = page.section("consents")
    assert isinstance(section, ConsentTextsSection)
    return section


def choose_email(section: ConsentTextsSection) -> None:
    """The English text about ordinary e-mail."""
    for row in section.rows():
        if (row.text.kind, row.text.language) == (ConsentKind.EMAIL, Language.ENGLISH):
            section.table.select_id(row.id)


def opened_dialog(page: SettingsPage) -> ConsentTextDialog:
    section = part(page)
    choose_email(section)
    section.add_button.click()
    return dialog(page, ConsentTextDialog)


def test_every_text_stands_there_in_both_languages(settings: OpenSettings) -> None:
    page = settings()
    section = part(page)
    shown = {(row.text.kind, row.text.language) for row in section.rows()}
    assert shown == {(kind, language) for kind in ConsentKind for language in Language}
    assert all(row.in_force for row in section.rows())
    choose_email(section)
    assert "Ordinary e-mail for my records" in section.view.texts()
    cells = [column.render(section.rows()[0]).text for column in section.table.model.columns]
    assert cells[0] == "Read today"
    assert cells[-1] == "Nobody here yet"


def test_a_new_version_is_kept_and_the_old_one_stays(
    settings: OpenSettings, opened: OpenDesk
) -> None:
    page = settings()
    asked = opened_dialog(page)
    assert unnamed(asked) == []
    asked.title.set_value("Plain e-mail for my records")
    assert "Plain e-mail for my records" in asked.view.texts()
    asked.start.setText("12/01/2026")
    asked.add_button.click()
    assert not asked.isVisible()
    texts = opened.services.consent_texts.list()
    titles = [
        text.title
        for text in texts
        if (text.kind, text.language) == (ConsentKind.EMAIL, Language.ENGLISH)
    ]
    assert titles == ["Ordinary e-mail for my records", "Plain e-mail for my records"]
    assert "kept" in part(page).notice.text()


def test_required_parts_cannot_be_edited_away(settings: OpenSettings, opened: OpenDesk) -> None:
    page = settings()
    before = len(opened.services.consent_texts.list())
    asked = opened_dialog(page)
    _, warning = asked.parts["warning"]
    helped = "\n".join(label.text() for label in asked.findChildren(QLabel))
    assert "Required (45 CFR 164.524(c)(2), 78 FR 5634)." in helped
    warning.set_value("")
    asked.add_button.click()
    assert "required" in asked.form.problems()["warning"]
    warning.set_value("Nothing can happen.")
    asked.add_button.click()
    assert "must say" in asked.form.problems()["warning"]
    _, wish = asked.parts["wish"]
    wish.set_value("Without encryption, please, to {adress}")
    asked.add_button.click()
    assert "wish" in asked.form.problems()
    assert asked.isVisible()
    assert len(opened.services.consent_texts.list()) == before


def test_a_day_that_is_none_is_said_beside_it(settings: OpenSettings) -> None:
    page = settings()
    asked = opened_dialog(page)
    for typed in ("", "yesterday", "01/01/2020"):
        asked.start.setText(typed)
        asked.add_button.click()
        assert asked.form.problems()["valid_from"]
    assert asked.isVisible()


def test_a_clerk_reads_and_is_told_who_edits(settings: OpenSettings) -> None:
    page = settings(Role.CLERK)
    section = part(page)
    assert not section.add_button.isVisible()
    assert "privacy officer" in section.notice.text()
    assert section.view.texts()
