"""The morning page: what it says, what is empty, and where every line leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import Cancelled
from app.domain.mail import MailService
from app.domain.mail_log import MailHeap
from app.domain.queue import QueueView
from app.domain.requests import Road
from app.domain.staff import Operation
from app.services.backups import BackupAge
from app.services.mail_orders import NewMail
from app.ui.kit.task_runner import InlineRunner, Task
from app.ui.today.page import TodayRoom, make_page
from app.ui.today.wording import ago, backup_words
from tests.ui.a11y import unnamed
from tests.ui.requests.requests_kit import Office

LATE = date(2026, 10, 1)
THIS_WEEK = date(2026, 10, 27)


class WaitingRunner(InlineRunner):
    """Does nothing of what it is asked to compute."""

    def __init__(self) -> None:
        super().__init__(print)
        self.asked: list[Any] = []
        self.task = Task(None, None, print, None)

    def run_on_compute(self, work: Any, *_rest: Any, **_named: Any) -> Task:
        self.asked.append(work)
        return self.task


def opened(office: Office, qtbot: QtBot) -> TodayRoom:
    page = make_page(office.context)
    assert isinstance(page, TodayRoom)
    qtbot.addWidget(page)
    page.resize(1108, 776)
    page.show()
    return page


def test_a_new_practice_is_told_where_to_begin(office: Office, qtbot: QtBot) -> None:
    page = opened(office, qtbot)
    assert page.empty.isVisible()
    assert unnamed(page) == []
    page.empty.button.click()
    page.first_request.click()
    assert office.went == [("registers", "import"), ("requests", "new")]


def test_empty_parts_say_nothing(office: Office, qtbot: QtBot) -> None:
    office.patient()
    page = opened(office, qtbot)
    assert not page.empty.isVisible()
    for section in (*page.sections.values(), page.mail):
        assert not section._nothing.isHidden()
        assert section.lines() == []
    assert page.backup.text() == "No verified backup yet."
    assert unnamed(page) == []


def test_every_line_opens_the_list_it_came_from(office: Office, qtbot: QtBot) -> None:
    patient_id = office.patient()
    late = office.request(patient_id, received_on=LATE)
    soon = office.request(patient_id, received_on=THIS_WEEK)
    page = opened(office, qtbot)
    sections = page.sections
    assert sections[QueueView.LATE].count.text() == "1"
    sections[QueueView.LATE].lines()[0].click()
    sections[QueueView.THIS_WEEK].lines()[0].click()
    sections[QueueView.WAITING_IDENTITY].all.click()
    assert office.went == [
        ("requests", (QueueView.LATE, late)),
        ("requests", (QueueView.THIS_WEEK, soon)),
        ("requests", QueueView.WAITING_IDENTITY),
    ]
    assert unnamed(page) == []


def test_a_long_list_shows_its_beginning_and_its_number(office: Office, qtbot: QtBot) -> None:
    patient_id = office.patient()
    for _ in range(7):
        office.request(patient_id, received_on=LATE)
    section = opened(office, qtbot).sections[QueueView.LATE]
    assert len(section.lines()) == 5
    assert section.all.text() == "Show all 7"
    assert section.count.text() == "7"


def test_mail_that_waits_leads_to_its_heap(office: Office, qtbot: QtBot) -> None:
    request_id = office.gathered(patient_id=office.patient())
    office.services.mail.prepare(order=NewMail(request_id, MailService.FIRST_CLASS))
    page = opened(office, qtbot)
    (line,) = page.mail.lines()
    assert line.text() == "Ready"
    line.click()
    assert office.went == [("mail", MailHeap.READY)]


def test_the_page_follows_what_changes(office: Office, qtbot: QtBot) -> None:
    patient_id = office.patient()
    page = opened(office, qtbot)
    outcome = office.services.requests
    request_id = office.request(patient_id, received_on=LATE)
    done = outcome.withdraw(request_id=request_id, version=1, reason="Called")
    office.request(patient_id, received_on=LATE)
    office.context.bus.announce(done.changes)
    assert len(page.sections[QueueView.LATE].lines()) == 1


def test_a_page_that_nobody_sees_is_filled_when_it_is_shown(office: Office, qtbot: QtBot) -> None:
    office.request(office.patient(), received_on=LATE)
    page = opened(office, qtbot)
    page.hide()
    office.request(office.patient(), received_on=LATE)
    page.refresh()
    late = page.sections[QueueView.LATE]
    assert len(late.lines()) == 1
    page.show()
    assert len(late.lines()) == 2


def test_who_goes_on_at_once_leaves_nothing_being_counted(office: Office, qtbot: QtBot) -> None:
    office.request(office.patient(), received_on=LATE)
    waiting = WaitingRunner()
    page = make_page(replace(office.context, runner=waiting))
    assert isinstance(page, TodayRoom)
    qtbot.addWidget(page)
    page.show()
    page.hide()
    (asked,) = waiting.asked
    with pytest.raises(Cancelled):
        asked(waiting.task.progress)
    assert page.stale
    page.show()
    assert len(waiting.asked) == 2


def test_new_request_works_from_here_too(office: Office, qtbot: QtBot) -> None:
    page = opened(office, qtbot)
    office.context.actions.enter("today")
    assert office.context.actions.trigger("new-request")
    page.new.click()
    assert office.went == [("requests", "new"), ("requests", "new")]


def test_back_up_now_is_the_windows_own_action(office: Office, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    office.context.actions.bind("backup", lambda: pressed.append(True))
    office.patient()
    opened(office, qtbot).back_up.click()
    assert pressed == [True]


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=14), "14 minutes ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=1, hours=3), "1 day ago"),
        (timedelta(days=9), "9 days ago"),
    ],
)
def test_ages_in_words(age: timedelta, words: str) -> None:
    assert ago(age) == words
    assert words in backup_words(BackupAge(None, age, late=False))


def test_a_reader_is_told_why_nothing_is_offered(office: Office, qtbot: QtBot) -> None:
    page = opened(office, qtbot)
    assert page.new.isVisibleTo(page)
    assert not page.read_only.isVisibleTo(page)
    office.context.actions.allow(lambda operation: operation is Operation.VIEW)
    again = opened(office, qtbot)
    assert not again.new.isVisibleTo(again)
    assert again.read_only.isVisibleTo(again)


def test_gathered_requests_wait_for_those_who_may_approve(office: Office, qtbot: QtBot) -> None:
    gathered = office.gathered(patient_id=office.patient(), road=Road.PICK_UP)
    page = opened(office, qtbot)
    assert not page.incomplete.isVisibleTo(page)
    heap = page.sections[QueueView.TO_PACK]
    (line,) = heap.lines()
    line.click()
    assert office.went == [("requests", (QueueView.TO_PACK, gathered))]
    office.context.actions.allow(lambda operation: operation is not Operation.RELEASE)
    clerks = opened(office, qtbot).sections[QueueView.TO_PACK]
    office.context.actions.allow(lambda _operation: True)
    officers = opened(office, qtbot).sections[QueueView.TO_PACK]
    assert (clerks.isVisible(), officers.isVisible()) == (False, True)


def test_what_cannot_be_approved_yet_stands_under_what_is_missing(
    office: Office, qtbot: QtBot
) -> None:
    """The papers are not printed: the officer could do nothing about it, the clerk can."""
    gathered = office.gathered(patient_id=office.patient())
    page = opened(office, qtbot)
    assert page.sections[QueueView.TO_PACK].lines() == []
    (line,) = page.incomplete.lines()
    line.click()
    assert office.went == [("requests", (QueueView.TO_PACK, gathered))]
