"""How a consent is found: by patient, by the address or person it covers, by kind and number."""

from __future__ import annotations

from app.domain.consent_views import short_kind
from app.domain.consents import Consent
from app.domain.search_terms import SearchKind
from app.storage.search import SearchEntry


def consent_entry_of(consent: Consent, name_now: str = "") -> SearchEntry:
    """The entry of a consent; where it stands is not in it, because that changes by itself.

    Args:
        name_now: the patient's name where it is another one than on the consent.
    """
    terms = consent.terms
    recipient = terms.form.recipient if terms.form else ""
    words = (
        consent.patient_name,
        name_now,
        terms.covers,
        recipient,
        terms.relation,
        short_kind(terms.kind),
        terms.kind.label,
    )
    return SearchEntry(
        SearchKind.CONSENT,
        consent.id,
        terms.patient_id,
        consent.patient_name,
        short_kind(terms.kind),
        " ".join(words),
        (consent.number,),
    )
