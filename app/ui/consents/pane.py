"""One consent beside the list: whose, what is next, the facts, what was signed, what happened.

It shows and asks; ``desk.py`` does what is asked.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from app.domain.consents import ConsentKind
from app.domain.dates import format_moment, format_us_date
from app.services.consent_reads import ConsentDetail
from app.system.clock import Clock
from app.ui.consents.checklist import Checklist
from app.ui.consents.signature_picture import shown_signature
from app.ui.consents.wishes import (
    Wish,
    allowed,
    is_from_outside,
    next_of,
    other_wishes,
    why_nothing,
)
from app.ui.consents.wording import (
    ends_words,
    event_words,
    for_staff,
    given_words,
    joined,
    scope_words,
    shortened,
    signer_words,
)
from app.ui.kit.actions import ActionSet
from app.ui.kit.buttons import icon_button, link
from app.ui.kit.cards import (
    Card,
    Empty,
    Fact,
    FactList,
    LinkList,
    Moment,
    NextStep,
    Timeline,
    caption,
)
from app.ui.kit.chip import Chip
from app.ui.kit.consent_look import STATUS_KINDS
from app.ui.kit.metrics import column, px, row
from app.ui.kit.notice import Notice
from app.ui.kit.text_view import TextView
from app.ui.kit.words import plain, selectable, words

_LINKS = (Wish.PRINT, Wish.PAPER, Wish.PDF, Wish.SCAN, Wish.VERIFY, Wish.REVOKE, Wish.REQUEST)
"""What stands open on the page; the rest is in the menu."""

SIGNATURE_HEIGHT = 84
MOST_EARLIER = 5


class ConsentPane(Card):
    """Shows one consent.

    Signals:
        wish_made: a ``Wish``.
        consent_requested: the id of another consent.
    """

    wish_made = Signal(object)
    consent_requested = Signal(object)

    def __init__(self, clock: Clock, actions: ActionSet) -> None:
        super().__init__(scrolls=True)
        self._clock, self._actions = clock, actions
        self._detail: ConsentDetail | None = None
        self.empty = Empty(
            "No consent chosen", "Choose one in the list to see what it is good for."
        )
        self.add(self.empty)
        self._shown = plain()
        self._inside = column(self._shown, gap=10)
        self.add(self._shown)
        self.name = selectable(words("", "cardTitle", wrap=True))
        self.more = icon_button("more", "More that can be done", self._open_menu)
        self.chip = Chip()
        self.why = words("", wrap=True)
        self.about = selectable(words("", "muted", wrap=True))
        self.news = Notice(closable=True)
        self.next = NextStep()
        self.facts = FactList()
        self.links = LinkList("chevron-right")
        self.signature_caption, self.signature = caption("Signature"), QLabel()
        self.check_caption, self.checklist = caption("Element by element"), Checklist()
        self.read, self.text = link("Show the text, as it was read"), TextView()
        self.timeline = Timeline()
        self.earlier_caption = caption("Other consents of this patient")
        self.earlier = LinkList("consents")
        self._build()
        self.show_nothing()

    @property
    def detail(self) -> ConsentDetail | None:
        """What is shown."""
        return self._detail

    def show_nothing(self) -> None:
        """No consent is chosen."""
        self._detail = None
        self._shown.hide()
        self.empty.show()

    def show_detail(self, detail: ConsentDetail) -> None:
        """Show a consent; another one than before comes without news and folded text."""
        if self._detail is None or self._detail.consent.id != detail.consent.id:
            self.news.clear()
            self.show_picture(b"")
            self._unfold(shown=False)
        self._detail = detail
        self._show_head(detail)
        self._show_facts(detail)
        self._show_check(detail)
        self.text.show_text(detail.consent.text.title, detail.consent.text.passages)
        today, local = self._clock.today(), self._clock.local
        self.timeline.show_moments(
            Moment(event_words(one), joined(format_moment(local(one.at), today), one.by))
            for one in reversed(detail.consent.events)
        )
        others = detail.earlier[:MOST_EARLIER]
        self.earlier.show_links(
            (one.id, shortened(joined(one.status.label, one.covers))) for one in others
        )
        self.earlier.setVisible(bool(others))
        self.earlier_caption.setVisible(bool(others))
        self.empty.hide()
        self._shown.show()

    def show_picture(self, png: bytes) -> None:
        """Show the picture of the signature, or none."""
        room = QSize(px(300), px(SIGNATURE_HEIGHT))
        picture = shown_signature(png, room, self.devicePixelRatioF())
        found = not picture.isNull()
        self.signature.setPixmap(picture)
        self.signature.setVisible(found)
        self.signature_caption.setVisible(found)

    def menu(self) -> QMenu:
        """What does not stand open on the page."""
        menu = QMenu(self)
        for wish in self._offered():
            if wish not in _LINKS:
                menu.addAction(f"{wish.value}…").triggered.connect(self._wisher(wish))
        return menu

    def do_next(self) -> None:
        """Press the button of the next step, if there is one."""
        if self._detail is not None and self.next.button.isVisibleTo(self):
            self._on_next()

    def _build(self) -> None:
        head = row(gap=8)
        head.addWidget(self.name, 1)
        head.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        state = row(gap=10)
        state.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self.why, 1)
        self._inside.addLayout(head)
        self._inside.addWidget(self.about)
        self._inside.addLayout(state)
        self.signature.setAccessibleName("Picture of the signature")
        self.signature.setProperty("role", "paper")
        left = Qt.AlignmentFlag.AlignLeft
        upper: tuple[QWidget, ...] = (self.news, self.next, self.facts, self.links)
        for part in upper:
            self._inside.addWidget(part)
        middle: tuple[QWidget, ...] = (self.signature_caption, self.signature, self.read)
        for part in middle:
            self._inside.addWidget(part, 0, left)
        lower: tuple[QWidget, ...] = (
            self.text,
            self.check_caption,
            self.checklist,
            caption("What happened"),
            self.timeline,
            self.earlier_caption,
            self.earlier,
        )
        for part in lower:
            self._inside.addWidget(part)
        self.body.addStretch(1)
        self.next.action_requested.connect(self._on_next)
        self.read.clicked.connect(lambda: self._unfold(shown=self.text.isHidden()))
        self.links.link_requested.connect(self.wish_made)
        self.earlier.link_requested.connect(self.consent_requested)

    def _show_head(self, detail: ConsentDetail) -> None:
        consent, standing = detail.consent, detail.standing
        self.name.setText(consent.patient_name)
        born = f"born {format_us_date(consent.patient_born)}" if consent.patient_born else ""
        self.about.setText(joined(consent.terms.kind.label, f"Consent {consent.number}", born))
        self.chip.show_state(standing.status.label, STATUS_KINDS[standing.status])
        self.why.setText(standing.why)
        step, why_not = next_of(detail), why_nothing(self._actions)
        may = step.wish is not None and self._actions.may(step.wish.operation)
        said = f"{step.sentence} {why_not}".strip() if step.wish and not may else step.sentence
        self.next.show_step(said or why_not, step.wish.value if step.wish and may else "")
        self.links.show_links((wish, wish.value) for wish in self._offered() if wish in _LINKS)
        self.more.setVisible(any(wish not in _LINKS for wish in self._offered()))

    def _show_facts(self, detail: ConsentDetail) -> None:
        consent, terms = detail.consent, detail.consent.terms
        given, text = consent.given, consent.text
        covers = {
            ConsentKind.EMAIL: "Address",
            ConsentKind.PICK_UP: "Who picks up",
            ConsentKind.AUTHORIZATION: "Goes to",
        }[terms.kind]
        relation = f", {terms.relation}" if terms.relation else ""
        whose = " (the recipient's)" if terms.for_recipient else ""
        version = f", version {text.number}" if text.number else ""
        form = terms.form
        self.facts.show_facts(
            [
                Fact(covers, f"{terms.covers}{relation}{whose}", "strong"),
                Fact("Records", for_staff(terms, form.information) if form else ""),
                Fact("Purpose", for_staff(terms, terms.purpose)),
                Fact("Holds for", scope_words(consent)),
                Fact("Ends", ends_words(consent, detail.standing.ends_on)),
                Fact("Signer", signer_words(consent)),
                Fact("Given", given_words(given, outside=is_from_outside(detail)) if given else ""),
                Fact("Witness", given.voice.witness if given and given.voice else ""),
                Fact("Answer", given.voice.answer if given and given.voice else ""),
                Fact("Message", given.message.message_id if given and given.message else ""),
                Fact("Text", f"{text.language.label}{version}"),
                Fact("Rule", terms.kind.citation, "muted"),
            ]
        )

    def _show_check(self, detail: ConsentDetail) -> None:
        pending = detail.consent.given is None
        # of a paper from outside nothing is known before somebody has looked at its scan
        shown = detail.consent.terms.kind is ConsentKind.AUTHORIZATION and not (
            pending and is_from_outside(detail)
        )
        self.check_caption.setVisible(shown)
        self.checklist.setVisible(shown)
        if not shown:
            return
        later = ("signature", "signed-on") if pending else ()
        found = [one for one in detail.standing.findings if one.code not in later]
        self.checklist.show_findings(found, pending_signature=pending)

    def _offered(self) -> tuple[Wish, ...]:
        return allowed(other_wishes(self._detail), self._actions) if self._detail else ()

    def _unfold(self, *, shown: bool) -> None:
        self.text.setVisible(shown)
        self.read.setText("Hide the text" if shown else "Show the text, as it was read")

    def _on_next(self) -> None:
        wish = next_of(self._detail).wish if self._detail is not None else None
        if wish is not None:
            self.wish_made.emit(wish)

    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _wisher(self, wish: Wish) -> Callable[[], None]:
        return lambda: self.wish_made.emit(wish)
