"""The help of the program as values: a page for each room, and what each field is for.

Promise: a help book is whole. Every field has words, every topic a page names is there, and what is
wrong with the shipped files is found when they are read, not when a clerk presses F1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpPart:
    """One part of a page: a question as its title, sentences, and the steps that answer it."""

    title: str
    text: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """What a field is for, and the rule behind it; ``source`` is empty where there is none."""

    label: str
    purpose: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The help of one room. ``topics`` name the groups of fields that its page explains."""

    id: str
    title: str
    lead: str
    parts: tuple[HelpPart, ...]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpBook:
    """All help there is."""

    pages: tuple[HelpPage, ...]
    fields: Mapping[str, Mapping[str, FieldHelp]]

    def page(self, page_id: str) -> HelpPage:
        """The page of a room; the first one where a room has none."""
        return next((page for page in self.pages if page.id == page_id), self.pages[0])

    def field(self, topic: str, name: str) -> FieldHelp | None:
        """What the field ``name`` of a form about ``topic`` is for."""
        return self.fields.get(topic, {}).get(name)

    def fields_of(self, page: HelpPage) -> tuple[FieldHelp, ...]:
        """The fields explained on a page, in the order of its topics."""
        return tuple(
            field for topic in page.topics for field in self.fields.get(topic, {}).values()
        )

    def matching(self, typed: str) -> tuple[HelpPage, ...]:
        """The pages that hold every word typed, in their order; all of them for no word."""
        wanted = typed.casefold().split()
        return tuple(
            page for page in self.pages if all(word in self._all_text(page) for word in wanted)
        )

    def _all_text(self, page: HelpPage) -> str:
        said = [page.title, page.lead]
        for part in page.parts:
            said += [part.title, *part.text, *part.steps]
        for field in self.fields_of(page):
            said += [field.label, field.purpose, field.source]
        return "\n".join(said).casefold()


def help_book(pages: object, fields: object) -> HelpBook:
    """The book in two parsed JSON files.

    Raises:
        ValueError: a file is not as it should be; the text names the place.
    """
    read_fields = {
        topic: {
            name: _field(value, f"{topic}.{name}") for name, value in _dict(group, topic).items()
        }
        for topic, group in _dict(fields, "fields").items()
    }
    read_pages = tuple(_page(page) for page in _list(pages, "pages"))
    if not read_pages:
        raise ValueError("there is no page")
    for page in read_pages:
        for topic in page.topics:
            if topic not in read_fields:
                raise ValueError(f"{page.id}: no fields are explained for {topic}")
    return HelpBook(read_pages, read_fields)


def _page(value: object) -> HelpPage:
    facts = _dict(value, "page")
    page_id = _text(facts, "id", "page")
    return HelpPage(
        id=page_id,
        title=_text(facts, "title", page_id),
        lead=_text(facts, "lead", page_id),
        parts=tuple(_part(part, page_id) for part in _list(facts.get("parts", []), page_id)),
        topics=_texts(facts.get("topics", []), page_id),
    )


def _part(value: object, place: str) -> HelpPart:
    facts = _dict(value, place)
    part = HelpPart(
        title=_text(facts, "title", place),
        text=_texts(facts.get("text", []), place),
        steps=_texts(facts.get("steps", []), place),
    )
    if not (part.text or part.steps):
        raise ValueError(f"{place}: {part.title!r} says nothing")
    return part


def _field(value: object, place: str) -> FieldHelp:
    facts = _dict(value, place)
    source = _text(facts, "source", place) if facts.get("source") else ""
    return FieldHelp(_text(facts, "label", place), _text(facts, "for", place), source)


def _dict(value: object, place: str) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    raise ValueError(f"{place}: an object is wanted")


def _list(value: object, place: str) -> list[object]:
    if isinstance(value, list):
        return value
    raise ValueError(f"{place}: a list is wanted")


def _texts(value: object, place: str) -> tuple[str, ...]:
    found = _list(value, place)
    if not all(isinstance(text, str) and text for text in found):
        raise ValueError(f"{place}: sentences are wanted")
    return tuple(str(text) for text in found)


def _text(facts: Mapping[str, object], key: str, place: str) -> str:
    text = facts.get(key)
    if not isinstance(text, str) or not text:
        raise ValueError(f"{place}: {key} is missing")
    return text
