"""What the patient view says around the text, in the patient's language.

The words of the consent itself are data of the privacy officer; these only lead through the view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.consents import Language


@dataclass(frozen=True, slots=True)
class PatientWords:
    """Every word of the view in one language; ``refused`` is by the code of a problem."""

    lead: str
    other: str
    first_read: str
    read_on: str
    all_read: str
    larger: str
    smaller: str
    sign_here: str
    field_name: str
    field_help: str
    clear: str
    done: str
    no: str
    hand_back: str
    ask_no: str
    ask_no_more: str
    really_no: str
    back: str
    thanks: str
    thanks_more: str
    said_no: str
    said_no_more: str
    hand_over: str
    hand_over_more: str
    trouble: str
    trouble_more: str
    wait: str
    refused: Mapping[str, str]


_ENGLISH = PatientWords(
    lead="Please read this. Sign below only if you agree.",
    other="Español",
    first_read="Please read to the end of the text first. Then you can sign and press Done.",
    read_on="Read on",
    all_read="End of the text",
    larger="Larger text",
    smaller="Smaller text",
    sign_here="Sign here with the pen, your finger or the mouse",
    field_name="Signature field",
    field_help="Draw your signature with pen, finger or mouse. If you cannot, hand the screen back "
    "and ask for the paper form.",
    clear="Clear",
    done="Done",
    no="I do not want this",
    hand_back="Hand back to staff",
    ask_no="You do not want this?",
    ask_no_more="Then nothing is signed. Your care stays the same. You may ask for a safer way.",
    really_no="No, I do not want this",
    back="Back to the text",
    thanks="Thank you",
    thanks_more="Your signature has been kept. Please hand the screen back now.",
    said_no="Thank you",
    said_no_more="Nothing was signed. Please hand the screen back now.",
    hand_over="Please hand the screen back",
    hand_over_more="Nothing has been signed.",
    trouble="This could not be kept",
    trouble_more="Nothing has been signed. Please hand the screen back; the staff will help you.",
    wait="One moment…",
    refused=MappingProxyType(
        {
            "signature-empty": "The field is still empty. Please sign in it.",
            "signature-dot": "There is only a dot. Please sign with your name or your mark.",
            "signature-off-page": "The pen drew outside the field. Please press Clear and sign "
            "again.",
            "signature-too-long": "That is more than a signature. Please press Clear and sign "
            "once.",
        }
    ),
)
_SPANISH = PatientWords(
    lead="Por favor, lea esto. Firme abajo solamente si está de acuerdo.",
    other="English",
    first_read="Primero lea el texto hasta el final. Después puede firmar y oprimir Listo.",
    read_on="Seguir leyendo",
    all_read="Fin del texto",
    larger="Letra grande",
    smaller="Letra normal",
    sign_here="Firme aquí con el lápiz, el dedo o el ratón",
    field_name="Espacio para firmar",
    field_help="Dibuje su firma con el lápiz, el dedo o el ratón. Si no puede, devuelva la "
    "pantalla y pida el formulario en papel.",
    clear="Borrar",
    done="Listo",
    no="No deseo esto",
    hand_back="Devolver al personal",
    ask_no="¿No desea esto?",
    ask_no_more="Entonces no se firma nada. Su atención médica no cambia. Puede pedir una manera "
    "más segura.",
    really_no="No, no deseo esto",
    back="Volver al texto",
    thanks="Gracias",
    thanks_more="Su firma quedó guardada. Por favor, devuelva la pantalla ahora.",
    said_no="Gracias",
    said_no_more="No se firmó nada. Por favor, devuelva la pantalla ahora.",
    hand_over="Por favor, devuelva la pantalla",
    hand_over_more="No se ha firmado nada.",
    trouble="No se pudo guardar",
    trouble_more="No se ha firmado nada. Por favor, devuelva la pantalla; el personal le ayudará.",
    wait="Un momento…",
    refused=MappingProxyType(
        {
            "signature-empty": "El espacio todavía está vacío. Por favor, firme en él.",
            "signature-dot": "Hay solamente un punto. Por favor, firme con su nombre o su marca.",
            "signature-off-page": "El lápiz salió del espacio. Por favor, oprima Borrar y firme "
            "otra vez.",
            "signature-too-long": "Eso es más que una firma. Por favor, oprima Borrar y firme una "
            "vez.",
        }
    ),
)
_BY_LANGUAGE = MappingProxyType({Language.ENGLISH: _ENGLISH, Language.SPANISH: _SPANISH})


def words_in(language: Language) -> PatientWords:
    """The words around a text in this language."""
    return _BY_LANGUAGE[language]
