"""The shipped help: whole, about every room, in our own short sentences."""

from __future__ import annotations

from app.system.help_texts import shipped_help

ROOMS = {"today", "requests", "consents", "mail", "registers", "settings"}
DOORS = {"setup", "unlock", "restore"}
# the rules, what of state law stands beside them, the notice that explains them, the post
LAWS = ("45 CFR 164.", "45 CFR 160.203", "78 FR ", "USPS ")


def test_every_room_and_every_page_before_the_desk_has_its_page() -> None:
    assert {page.id for page in shipped_help().pages} == ROOMS | DOORS


def test_every_group_of_fields_stands_on_a_page() -> None:
    book = shipped_help()
    explained = {topic for page in book.pages for topic in page.topics}
    assert explained == set(book.fields)


def test_citations_name_their_law() -> None:
    for group in shipped_help().fields.values():
        for field in group.values():
            assert field.source == "" or field.source.startswith(LAWS), field
            assert field.purpose.endswith("."), field


def test_no_sentence_promises_compliance() -> None:
    for page in shipped_help().pages:
        for part in page.parts:
            assert "HIPAA compliant" not in " ".join((*part.text, *part.steps))
