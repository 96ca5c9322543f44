"""The letter about a revocation in the settings: read by all, edited as a new version."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.domain.consents import Language
from app.domain.staff import Role
from app.services.open_desk import OpenDesk
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.settings.page import SettingsPage
from app.ui.settings.revocation import RevocationSection
from app.ui.settings.revocation_dialog import RevocationDialog
from tests.ui.a11y import unnamed
from tests.ui.settings.conftest import OpenSettings
from tests.ui.settings.test_settings import dialog


def part(page: SettingsPage) -> RevocationSection:
    page.show_part("revocation")
    section = page.section("revocation")
    assert isinstance(section, RevocationSection)
    return section


def opened_dialog(page: SettingsPage) -> RevocationDialog:
    part(page).add_button.click()
    return dialog(page, RevocationDialog)


def test_the_words_stand_there_in_both_languages(settings: OpenSettings) -> None:
    section = part(settings())
    assert {row.text.language for row in section.rows()} == set(Language)
    assert all(row.in_force for row in section.rows())
    said = "\n".join(label.text() for label in section.facts.findChildren(QLabel))
    assert "release nothing more" in said
    assert unnamed(section) == []


def test_a_new_version_is_kept(settings: OpenSettings, opened: OpenDesk) -> None:
    page = settings()
    asked = opened_dialog(page)
    assert unnamed(asked) == []
    asked.title.set_value("Your consent is over")
    asked.start.setText("12/01/2026")
    asked.add_button.click()
    assert asked.form.problems() == {}
    assert not asked.isVisible()
    kept = opened.services.revocation_texts.list()
    assert [t.title for t in kept if t.language is Language.ENGLISH] == [
        "Your consent has been taken back",
        "Your consent is over",
    ]
    states = [column.render(row).text for row in part(page).rows()
              for column in part(page).table.model.columns[:1]]  # fmt: skip
    assert states == ["In force", "From its day", "In force"]


def test_what_is_missing_is_said_beside_it_and_kept_typed(settings: OpenSettings) -> None:
    asked = opened_dialog(settings())
    asked.start.setText("12/01/2026")
    asked.paragraphs.set_value("{number} {covers} {received}")
    asked.add_button.click()
    assert "must say" in asked.form.problems()["paragraphs"]
    asked.start.setText("")
    asked.add_button.click()
    assert asked.form.problems()["valid_from"]
    assert asked.isVisible()


def test_a_look_before_it_is_kept(settings: OpenSettings) -> None:
    page = settings()
    asked = opened_dialog(page)
    asked.start.setText("12/01/2026")
    asked.preview_button.click()
    preview = next(d for d in asked.findChildren(PreviewDialog) if d.isVisible())
    assert preview.preview.page_count == 1
    preview.reject()
    asked.paragraphs.set_value("Nothing.")
    asked.preview_button.click()
    assert asked.form.problems()["paragraphs"]


def test_a_clerk_reads_and_is_told_who_edits(settings: OpenSettings) -> None:
    section = part(settings(Role.CLERK))
    assert not section.add_button.isVisible()
    assert "privacy officer" in section.notice.text()
