"""F21: formulas, markup, direction marks, long texts stay what they are: screen, paper, CSV.

The same hostile value stands in every field of a patient and a request at once.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import page_makers
from app.domain.addresses import Address
from app.domain.errors import FieldProblems, Problem
from app.domain.mail import ExtraService, MailService
from app.domain.mail_log import MailQuery
from app.domain.people import PatientDetails
from app.domain.requests import Asker, Person, Recipient, RequestKind
from app.domain.staff import Role
from app.domain.text import clean_line
from app.services.desk import Desk
from app.services.mail_orders import NewMail
from app.services.paper_drafts import PaperDraft
from app.services.services import Services
from app.ui.kit.theme import Theme
from tests.documents.reading_back import all_text
from tests.services.people_kit import log_request
from tests.services.vault_kit import desk_in
from tests.ui.kit.demo import make_context

TRIGGERS = tuple("=+-@\t\r\n|%＝＋－＠")
SKIPPED = " \u00a0\u200b\u200e\u200f\u202e\ufeff"
VALUES = {
    "formula": "=1+1",
    "plus": "+1",
    "minus": "-2",
    "at": "@SUM(A1:A9)",
    "tab": "\t=1+1",
    "line end": "\r=cmd|' /C calc'!A0",
    "no-break space": "\u00a0=1+1",
    "wide equals": "＝1+1",
    "quote": 'O"Brien',
    "semicolon": "a;b;c",
    "new line": "one\n=two",
    "bold": "<b>Ann</b>",
    "picture": "<img src=x onerror=alert(1)>",
    "ampersand": "A & B &lt; &amp;",
    "percent": "100%s %(name)s {0}",
    "rtl": "Ann\u202egnp.exe",
    "markup link": "<a href='file:///etc/passwd'>x</a>",
    "backslash": "\\n\\x41 C:\\dir",
    "sql": "'; DROP TABLE patient; --",
}


@dataclass
class Kept:
    """A store with one hostile request."""

    desk: Desk
    services: Services
    shown: str
    request_id: int
    piece_id: int


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data", role=Role.ADMINISTRATOR)
    yield made
    made.store.close()


def keep(desk: Desk, value: str) -> Kept:
    """The value in every field that takes free text."""
    services = Services(desk)
    place = Address(line1=f"1 {value}", line2=value, city="Medford", state="MA", zip_code="02155")
    patient = services.patients.add(
        details=PatientDetails(
            family_name=value,
            given_name=value,
            birth_date=date(1970, 1, 2),
            chart_number=value[:30],
            address=place,
        ),
        despite_twins=True,
    ).value
    request_id = log_request(
        desk,
        patient,
        asker=Asker.REPRESENTATIVE,
        recipient=Recipient.ASKER,
        kind=RequestKind.REPRESENTATIVE_ACCESS,
        asker_person=Person(name=value, relation=value),
        address=place,
        wanted_note=value,
        wanted_span=value,
        purpose=value,
        address_confirmed_how=value or "phone",
    )
    order = NewMail(request_id, MailService.FIRST_CLASS, frozenset({ExtraService.CERTIFIED}))
    piece_id = services.mail.prepare(order=order).value
    return Kept(desk, services, clean_line(value), request_id, piece_id)


@pytest.mark.parametrize("name", VALUES)
def test_no_cell_of_the_log_is_a_formula(desk: Desk, name: str, tmp_path: Path) -> None:
    kept = keep(desk, VALUES[name])
    target = tmp_path / "log.csv"
    kept.services.mail.export_log(query=MailQuery(), target=target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1])
    for cell in rows[1]:
        assert not cell.lstrip(SKIPPED).startswith(TRIGGERS), repr(cell)
    assert rows[1][rows[0].index("Recipient")] in {kept.shown, f"'{kept.shown}"}


@pytest.mark.parametrize("name", VALUES)
def test_papers_print_it_letter_for_letter_or_say_why_not(desk: Desk, name: str) -> None:
    kept = keep(desk, VALUES[name])
    services = kept.services
    for draw in (
        lambda: services.papers.cover_letter(request_id=kept.request_id),
        lambda: services.papers.envelope(request_id=kept.request_id, mail_piece_id=kept.piece_id),
    ):
        text, problem = drawn(draw)
        if problem is not None:
            assert problem.happened
            assert problem.next_step
        else:
            assert "".join(kept.shown.casefold().split()) in "".join(text.casefold().split())


def drawn(draw: Callable[[], PaperDraft]) -> tuple[str, Problem | None]:
    """The text on the paper, or why there is none."""
    try:
        return all_text(draw().pdf), None
    except Problem as problem:
        return "", problem


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.mark.parametrize("name", ["bold", "picture", "ampersand", "markup link", "percent", "rtl"])
def test_every_room_shows_it_as_it_is(
    desk: Desk, theme: Theme, qtbot: QtBot, name: str, tmp_path: Path
) -> None:
    kept = keep(desk, VALUES[name])
    context = make_context(theme, kept.services)
    seen = False
    for room, item in (("today", None), ("requests", kept.request_id), ("mail", kept.piece_id)):
        page = page_makers()[room](context)
        qtbot.addWidget(page)
        page.resize(1108, 776)
        page.show()
        qtbot.waitExposed(page)
        if item is not None:
            page.show_item(item)  # type: ignore[attr-defined]
        QApplication.processEvents()
        refuse_markup(page, kept.shown)
        seen = seen or any(kept.shown in text for text in texts_of(page))
    assert seen, "the value was shown nowhere"


def refuse_markup(page: QWidget, shown: str) -> None:
    """A label that would take the value for markup."""
    for label in page.findChildren(QLabel):
        if shown in label.text():
            kind = label.textFormat()
            rich = kind is Qt.TextFormat.RichText or kind is Qt.TextFormat.MarkdownText
            automatic = kind is Qt.TextFormat.AutoText and Qt.mightBeRichText(label.text())
            assert not rich, label.objectName()
            assert not automatic, label.objectName()


def texts_of(page: QWidget) -> Iterator[str]:
    """What labels and lists of a page say."""
    for label in page.findChildren(QLabel):
        yield label.text()
    for view in page.findChildren(QAbstractItemView):
        model = view.model()
        for row in range(model.rowCount() if model else 0):
            for column in range(model.columnCount()):
                yield str(model.index(row, column).data())


@pytest.mark.parametrize("field", ["family_name", "given_name", "chart_number", "email"])
def test_ten_thousand_characters_are_refused_beside_their_field(desk: Desk, field: str) -> None:
    services = Services(desk)
    details = PatientDetails(**{"family_name": "Ok", field: "x" * 10_000})  # type: ignore[arg-type]
    with pytest.raises(FieldProblems) as caught:
        services.patients.add(details=details)
    assert field in caught.value.fields
    assert "x" * 50 not in caught.value.fields[field]


def test_a_table_is_still_there_afterwards(desk: Desk) -> None:
    kept = keep(desk, VALUES["sql"])
    found = kept.services.patients.find(text="DROP TABLE patient")
    assert len(found) == 1
    assert found[0].name == f"{kept.shown}, {kept.shown}"
