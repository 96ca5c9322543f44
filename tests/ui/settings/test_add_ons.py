"""What states ask of an authorization: shown with law, source and day; a newer row is added."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.domain.staff import Role
from app.services.open_desk import OpenDesk
from app.ui.settings.add_on_dialog import AddOnDialog, Also
from app.ui.settings.add_ons import AddOnsSection
from app.ui.settings.page import SettingsPage
from tests.ui.a11y import unnamed
from tests.ui.settings.conftest import OpenSettings
from tests.ui.settings.test_settings import dialog


def part(page: SettingsPage) -> AddOnsSection:
    page.show_part("add_ons")
    section = page.section("add_ons")
    assert isinstance(section, AddOnsSection)
    return section


def choose(section: AddOnsSection, state: str) -> None:
    section.table.select_id(next(row.id for row in section.rows() if row.rule.state == state))


def test_every_row_stands_there_with_law_and_source(settings: OpenSettings) -> None:
    section = part(settings())
    assert {row.rule.state for row in section.rows()} == {"CA", "MD", "NE"}
    choose(section, "CA")
    said = "\n".join(label.text() for label in section.facts.findChildren(QLabel))
    assert "Cal. Civil Code 56.11" in said
    assert "at least 14 points" in said
    assert "read in excerpt" in said
    assert "Nobody here has compared it." in said
    cells = [column.render(section.rows()[0]).text for column in section.table.model.columns]
    assert cells[1] == "In force"
    assert cells[-1] == "Not verified here"
    assert unnamed(section) == []


def test_a_newer_row_takes_over_and_the_older_one_stays(
    settings: OpenSettings, opened: OpenDesk
) -> None:
    page = settings()
    section = part(page)
    choose(section, "CA")
    section.add_button.click()
    asked = dialog(page, AddOnDialog)
    assert unnamed(asked) == []
    assert asked.counts["least_points"].value() == "14"
    assert asked.also.value() == frozenset(Also)
    asked.counts["least_points"].set_value("twelve")
    asked.add_button.click()
    assert "number" in asked.form.problems()["least_points"]
    asked.counts["least_points"].set_value("12")
    today = asked.start.text()
    asked.start.setText("")
    asked.add_button.click()
    assert asked.form.problems()["valid_from"]
    asked.start.setText(today)
    asked.add_button.click()
    assert asked.form.problems()["source"]
    asked.source.set_value("The code, read online")
    asked.add_button.click()
    assert not asked.isVisible()
    rows = [rule for rule in opened.services.state_add_ons.list() if rule.state == "CA"]
    assert [rule.least_points for rule in rows] == [12, 14]
    shown = [row for row in part(page).rows() if row.rule.state == "CA"]
    assert [row.in_force for row in shown] == [True, False]


def test_a_clerk_reads_and_is_told_who_edits(settings: OpenSettings) -> None:
    section = part(settings(Role.CLERK))
    assert not section.add_button.isVisible()
    assert "privacy officer" in section.notice.text()
    assert len(section.rows()) == 3
