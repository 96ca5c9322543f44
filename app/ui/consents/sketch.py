"""A text while the form is being filled in: what is known stands there, the rest is a line."""

from __future__ import annotations

import re

from app.domain.consent_texts import ConsentText
from app.domain.consents import ConsentTerms, Passage
from app.domain.dates import format_us_date

LINE = "__________"
_FIELD = re.compile(r"\{([^{}]*)\}")


def sketched(text: ConsentText, terms: ConsentTerms | None) -> tuple[Passage, ...]:
    """The passages with what is typed so far."""
    known = _known(terms) if terms is not None else {}

    def filled(words: str) -> str:
        return _FIELD.sub(lambda found: known.get(found[1], "") or LINE, words)

    return tuple(
        Passage(filled(part.heading), filled(part.text))
        for part in text.passages
        if not part.key.startswith("optional_")
    )


def _known(terms: ConsentTerms) -> dict[str, str]:
    form = terms.form
    return {
        "signer": terms.signer.name,
        "authority": terms.signer.authority,
        "purpose": form.purpose if form else terms.purpose,
        "expires": format_us_date(terms.expires_on) or terms.expires_event,
        "address": terms.email,
        "person": terms.person,
        "relation": terms.relation,
        "discloser": form.discloser if form else "",
        "recipient": form.recipient if form else "",
        "information": form.information if form else "",
    }
