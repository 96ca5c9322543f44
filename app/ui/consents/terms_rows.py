"""The rows of a new consent; they come and go with the kind."""

from __future__ import annotations

from app.domain.consents import ConsentKind, ConsentScope, Language
from app.domain.dates import format_us_date, months_later
from app.domain.text import EMAIL_LIMIT
from app.ui.consents.email_fields import AgainField
from app.ui.consents.patient_field import PatientField
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.choice import CheckGroup, ChoiceField, RadioGroup
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import NotesField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.notice import Notice

USUAL_MONTHS = 12
"""How long our own authorization is meant to hold; no state's table allows less."""

ON_A_DAY, WITH_AN_EVENT, TAKEN_BACK = "day", "event", "back"
_EMAIL = ("email", "email_again", "whose")
_PICK_UP = ("person", "relation")
_AUTHORIZATION = ("paper", "information", "discloser", "recipient", "placed", "special")
_TAKEN_BACK_WORDS = "When taken back"


class TermsRows(FormRows):
    """Every field that a consent may need, in the order in which a clerk asks."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(topic="consent")
        self._context = context
        self._usual_end: str = TAKEN_BACK
        self.patient = PatientField(self, context)
        self.slip = Notice()
        self._add_who()
        self._add_what()
        self._add_cover()
        self._add_end()
        self.show_rows()

    def lines(self) -> tuple[TextField, ...]:
        """Every field of one line that is typed."""
        return (
            self.signer,
            self.authority,
            self.email,
            self.email_again,
            self.person,
            self.relation,
            self.discloser,
            self.recipient,
            self.purpose,
            self.expires_event,
        )

    def show_rows(self) -> None:
        """Show what the answers so far ask for."""
        kind = self.kind.value()
        for names, shown in (
            (_EMAIL, kind is ConsentKind.EMAIL),
            (_PICK_UP, kind is ConsentKind.PICK_UP),
            (_AUTHORIZATION, kind is ConsentKind.AUTHORIZATION),
            (("signer", "authority"), bool(self.signed_by.value())),
            (("request_id",), self.scope.value() is ConsentScope.REQUEST),
            (("expires_on",), self.ends.value() == ON_A_DAY),
            (("expires_event",), self.ends.value() == WITH_AN_EVENT),
        ):
            for name in names:
                self.set_row_visible(name, visible=shown)
        self.place.setVisible(kind is ConsentKind.AUTHORIZATION and bool(self.placed.value()))
        self._offer_ends()
        sent = "What will be sent" if kind is not ConsentKind.AUTHORIZATION else "For what purpose"
        self.set_label("purpose", sent)

    @property
    def outside(self) -> bool:
        """An authorization on a paper that somebody else wrote."""
        return self.kind.value() is ConsentKind.AUTHORIZATION and bool(self.paper.value())

    def _offer_ends(self) -> None:
        """Our own authorization ends on a day or with an event (45 CFR 164.508(c)(1)(v)): a year
        from now, unless something else is chosen; a paper from outside ends as it says."""
        own = self.kind.value() is ConsentKind.AUTHORIZATION and not self.outside
        said = "" if own else _TAKEN_BACK_WORDS
        self.ends.set_option(TAKEN_BACK, "It does not say" if self.outside else said)
        self.set_label("ends", "Ends")
        usual = ON_A_DAY if own else TAKEN_BACK
        if usual == self._usual_end:
            return
        untouched = self.ends.value() in (self._usual_end, TAKEN_BACK)
        self._usual_end = usual
        a_year_on = months_later(self._context.clock.today(), USUAL_MONTHS)
        if own and untouched:
            if not self.expires_on.text():
                self.expires_on.set_day(a_year_on)
            self.ends.set_value(ON_A_DAY)
        elif untouched and self.expires_on.text() == format_us_date(a_year_on):
            self.expires_on.set_day(None)
            self.ends.set_value(TAKEN_BACK)

    def _add_what(self) -> None:
        self.section("To what")
        self.kind: RadioGroup[ConsentKind] = self.add(
            "kind", "Kind", RadioGroup([(kind, kind.label) for kind in ConsentKind], across=1)
        )
        self.kind.set_value(ConsentKind.EMAIL)
        self.paper: RadioGroup[bool] = self.add(
            "paper",
            "On which paper",
            RadioGroup([(False, "Our form"), (True, "A paper from outside")]),
        )
        self.paper.set_value(False)
        self.language: RadioGroup[Language] = self.add(
            "language",
            "The patient reads",
            RadioGroup([(language, language.label) for language in Language]),
        )
        self.language.set_value(Language.ENGLISH)

    def _add_who(self) -> None:
        self.section("Who")
        self.add("patient_id", "Patient", self.patient.finder, required=True)
        self.add_wide(self.patient.prompts)
        self.signed_by: RadioGroup[bool] = self.add(
            "signed_by",
            "Who signs",
            RadioGroup([(False, "The patient"), (True, "A representative")]),
        )
        self.signed_by.set_value(False)
        self.signer = self.add("signer", "Representative", TextField(), required=True, half=True)
        self.authority = self.add(
            "authority",
            "Authority",
            TextField(placeholder="Parent, guardian, executor…"),
            required=True,
            half=True,
        )

    def _add_cover(self) -> None:
        self.section("For what")
        self.email = self.add("email", "E-mail address", TextField(longest=EMAIL_LIMIT))
        self.email_again = self.add("email_again", "The same once more", AgainField())
        self.add_wide(self.slip)
        self.whose: RadioGroup[bool] = self.add(
            "whose",
            "Whose address",
            RadioGroup([(False, "The patient's own"), (True, "A recipient's, as directed")]),
        )
        self.whose.set_value(False)
        self.person = self.add("person", "Who may pick it up", TextField(), half=True)
        self.relation = self.add(
            "relation", "How they stand to the patient", TextField(), half=True
        )
        self.information = self.add(
            "information",
            "Which records",
            NotesField(placeholder="Which kinds, from when to when", lines=2),
        )
        self.discloser = self.add("discloser", "Who may release them", TextField(), half=True)
        self.recipient = self.add("recipient", "Who may receive them", TextField(), half=True)
        self.placed: RadioGroup[bool] = self.add(
            "placed",
            "Where it goes",
            RadioGroup([(False, "To the recipient"), (True, "To one postal address alone")]),
        )
        self.placed.set_value(False)
        self.place = AddressFields(prefix="address_")
        self.add_wide(self.place)
        self.purpose = self.add("purpose", "Purpose", TextField())
        self.special: CheckGroup[str] = self.add(
            "special",
            "True of it",
            CheckGroup(
                [
                    ("psychotherapy", "It covers psychotherapy notes"),
                    ("psychotherapy_only", "It covers nothing but those notes"),
                    ("sought_by_practice", "The practice asks for it"),
                ],
                across=1,
            ),
        )

    def _add_end(self) -> None:
        self.section("How long")
        self.scope: RadioGroup[ConsentScope] = self.add(
            "scope",
            "Holds for",
            RadioGroup(
                [
                    (ConsentScope.STANDING, "Every release until it ends"),
                    (ConsentScope.REQUEST, "One request"),
                ]
            ),
        )
        self.scope.set_value(ConsentScope.STANDING)
        self.request: ChoiceField[int] = self.add(
            "request_id", "Request", ChoiceField(empty="Choose…"), required=True
        )
        self.ends: RadioGroup[str] = self.add(
            "ends",
            "Ends",
            RadioGroup(
                [
                    (ON_A_DAY, "On a day"),
                    (WITH_AN_EVENT, "With an event"),
                    (TAKEN_BACK, _TAKEN_BACK_WORDS),
                ]
            ),
        )
        self.ends.set_value(TAKEN_BACK)
        self.expires_on: DateField = self.add(
            "expires_on", "Last day", DateField(self._context.clock), required=True
        )
        self.expires_event = self.add(
            "expires_event",
            "Event",
            TextField(placeholder="The end of my claim, my discharge…"),
            required=True,
        )
