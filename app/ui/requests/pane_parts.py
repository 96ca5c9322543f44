"""The lower parts of the request's page: the facts with the reasons for the date, the history."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.attachments import Attachment, AttachmentKind
from app.domain.dates import format_long_date, format_short_date, format_us_date
from app.domain.request_words import wanted_words
from app.domain.staff import Operation
from app.services.request_views import RequestView
from app.system.clock import Clock
from app.ui.kit.buttons import link
from app.ui.kit.cards import Fact, FactList, LinkList, Moment, Timeline, caption
from app.ui.kit.metrics import column, row
from app.ui.kit.words import selectable, words
from app.ui.requests.rights import Rights
from app.ui.requests.wording import (
    asker_in_full,
    due_words,
    joined,
    pages_words,
    recipient_in_full,
    road_words,
    when_words,
)

PAPER, FILE, REQUEST, PIECE, CONSENT = "paper", "file", "request", "piece", "consent"
MOST_EARLIER = 5


class FactsPart(QWidget):
    """The facts of a request, and why its date is what it is (F1).

    Signals:
        correction_requested: something here is wrong.
    """

    correction_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._inside = column(self, gap=8)
        self.facts = FactList()
        self.why = link("Why this date?", clicked=self._on_why)
        self.reasons = selectable(words("", "help", wrap=True))
        self._inside.addWidget(self.facts)
        self.correct = link("Correct a mistake", clicked=self.correction_requested.emit)
        holder = row()
        holder.addWidget(self.why)
        holder.addStretch(1)
        holder.addWidget(self.correct)
        self._inside.addLayout(holder)
        self._inside.addWidget(self.reasons)
        self.reasons.hide()

    def show_view(self, view: RequestView, *, may_edit: bool) -> None:
        """Show the facts of a request."""
        self.correct.setVisible(may_edit)
        request = view.request
        details = request.details
        goes_to = recipient_in_full(details, request.recipient_shown)
        if not details.road.is_postal and view.sends_to:
            goes_to = f"{goes_to}\n{view.sends_to}"
        came = f"{details.channel.label}, {format_long_date(details.received_on)}"
        part = "" if request.whole else "a part of what was asked for"
        self.facts.show_facts(
            [
                Fact("Due", due_words(view.row), "strong"),
                Fact("Status", request.status.label),
                Fact("Kind", view.path.label),
                Fact("Asked for", wanted_words(details)),
                Fact("By", asker_in_full(details)),
                Fact("Came by", came),
                Fact("Goes to", "\n".join((goes_to, *destination_notes(view)))),
                Fact("Goes by", road_words(details)),
                Fact("Pages", joined(pages_words(request.page_count), part)),
                Fact("Ended", request.close_reason),
            ]
        )
        self.why.setVisible(view.why_this_date is not None)
        sentences = view.why_this_date.sentences if view.why_this_date else ()
        self.reasons.setText("\n".join(sentences))

    def _on_why(self) -> None:
        self.explain(shown=self.reasons.isHidden())

    def explain(self, *, shown: bool) -> None:
        """Show or hide the reasons for the date."""
        self.reasons.setVisible(shown)
        self.why.setText("Hide the reasons" if shown else "Why this date?")


class HistoryPart(QWidget):
    """What happened, and everything that can be opened.

    Signals:
        link_requested: (what, id) of a paper, file, request or mail piece.
        file_requested: a file is to be added.
        papers_requested: letter, envelope or label are to be printed.
        purge_requested: the copy of a file is no longer needed.
    """

    link_requested = Signal(object)
    file_requested = Signal()
    papers_requested = Signal()
    purge_requested = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._clock = clock
        self._inside = column(self, gap=8)
        self._timeline = Timeline()
        self._papers = LinkList()
        self._mail = LinkList("mail")
        self._earlier = LinkList("requests")
        self.add_file = link("Add a file", clicked=self.file_requested.emit)
        self.print_papers = link("Print letter and envelope", clicked=self.papers_requested.emit)
        self.let_go = link("Let a copy go", clicked=self.purge_requested.emit)
        self._titles: dict[str, QWidget] = {}
        for key, title, part in (
            ("timeline", "Timeline", self._timeline),
            ("mail", "Mail", self._mail),
            ("papers", "Papers", self._papers),
        ):
            self._titles[key] = caption(title)
            self._inside.addWidget(self._titles[key])
            self._inside.addWidget(part)
        holder = column(gap=2)
        for made in (self.add_file, self.print_papers, self.let_go):
            holder.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside.addLayout(holder)
        self._titles["earlier"] = caption("Other requests of this patient")
        self._inside.addWidget(self._titles["earlier"])
        self._inside.addWidget(self._earlier)
        for links in (self._papers, self._mail, self._earlier):
            links.link_requested.connect(self.link_requested)

    def show_view(self, view: RequestView, rights: Rights) -> None:
        """Show the history of a request, and offer what the person may do with its files."""
        may_edit = rights.edit
        today, local = self._clock.today(), self._clock.local
        self._timeline.show_moments(
            [
                Moment(
                    "\n".join(part for part in (entry.text, entry.detail) if part),
                    when_words(local(entry.at), today, entry.by),
                )
                for entry in view.timeline
            ]
        )
        papers = [*_file_links(view), *_paper_links(view, self._clock)]
        pieces = [
            ((PIECE, piece.id), joined(piece.service.label, piece.status.label))
            for piece in view.mail_pieces
        ]
        earlier = [
            ((REQUEST, other.id), joined(format_us_date(other.received_on), other.status.label))
            for other in view.earlier[:MOST_EARLIER]
        ]
        self._show_links("papers", self._papers, papers)
        self._show_links("mail", self._mail, pieces)
        self._show_links("earlier", self._earlier, earlier)
        self.let_go.setVisible(rights.may(Operation.RELEASE) and bool(kept_copies(view)))
        self._titles["papers"].setVisible(bool(papers) or may_edit)
        self.add_file.setVisible(may_edit)
        postal = view.request.details.road.is_postal
        self.print_papers.setVisible(may_edit and postal and view.request.is_open)

    def _show_links(
        self, key: str, links: LinkList, found: list[tuple[tuple[str, int], str]]
    ) -> None:
        links.show_links(found)
        links.setVisible(bool(found))
        self._titles[key].setVisible(bool(found))


def destination_notes(view: RequestView) -> list[str]:
    """How the address was confirmed, and how it stands to a confidential one."""
    details, patient = view.request.details, view.patient
    if not details.road.is_postal:
        return []
    notes = [f"Confirmed: {details.address_confirmed_how}"] if details.address_confirmed_how else []
    if view.destination.conflict:
        notes.append("Not the confidential address: the patient was asked.")
    elif patient.confidential is not None and details.address == patient.confidential:
        notes.append("Confidential address, used instead of the chart address.")
    return notes


def kept_copies(view: RequestView) -> list[Attachment]:
    """Files that came in and whose pages are still kept."""
    return [
        file
        for file in view.attachments
        if file.kind is not AttachmentKind.PAPER and file.purged_at is None
    ]


def _file_links(view: RequestView) -> list[tuple[tuple[str, int], str]]:
    return [
        (
            (FILE, file.id),
            joined(
                file.kind.label,
                pages_words(file.pages),
                "copy no longer kept" if file.purged_at else "",
            ),
        )
        for file in view.attachments
        if file.kind is not AttachmentKind.PAPER
    ]


def _paper_links(view: RequestView, clock: Clock) -> list[tuple[tuple[str, int], str]]:
    return [
        (
            (PAPER, paper.id),
            joined(
                paper.kind.label,
                format_short_date(clock.local(paper.made_at).date(), clock.today()),
                "reprint" if paper.reprint else "",
            ),
        )
        for paper in view.papers
    ]
