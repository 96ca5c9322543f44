"""The mail piece of a request: which service and extras, before the Mail room takes over."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems
from app.domain.mail import CARRIERS_WITHOUT_EXTRAS, ExtraService, MailService
from app.domain.requests import Road
from app.services.mail_orders import NewMail
from app.services.request_views import RequestView
from app.ui.kit.choice import CheckGroup, ChoiceField
from app.ui.requests.panels import StepPanel

_CERTIFIED = frozenset({ExtraService.CERTIFIED, ExtraService.RETURN_RECEIPT})
USUAL: Mapping[Road, tuple[MailService, frozenset[ExtraService]]] = MappingProxyType(
    {
        Road.MAIL: (MailService.FIRST_CLASS, frozenset()),
        Road.CERTIFIED_MAIL: (MailService.FIRST_CLASS, _CERTIFIED),
        Road.PARCEL: (MailService.PRIORITY, frozenset()),
        Road.MEDIA: (MailService.FIRST_CLASS, frozenset()),
    }
)
"""What a road usually means at the counter; the person may choose otherwise."""

OFFERED = (
    ExtraService.CERTIFIED,
    ExtraService.RETURN_RECEIPT,
    ExtraService.RETURN_RECEIPT_ELECTRONIC,
    ExtraService.RESTRICTED_DELIVERY,
    ExtraService.CERTIFICATE_OF_MAILING,
)


class MailPanel(StepPanel):
    """Chooses service and extras of the next piece."""

    def __init__(self, view: RequestView) -> None:
        super().__init__(
            "Mail piece",
            f"To {view.row.recipient_shown}, {view.destination.address.one_line}",
            "Prepare and print in Mail",
        )
        self._request_id = view.request.id
        service, extras = USUAL.get(view.request.details.road, USUAL[Road.MAIL])
        self.service: ChoiceField[MailService] = self.form.add(
            "service", "Service", ChoiceField([(each, each.label) for each in MailService])
        )
        self.service.set_value(service)
        self.extras: CheckGroup[ExtraService] = CheckGroup(
            [(each, each.label) for each in OFFERED], across=1
        )
        self.extras.set_value(extras)
        self.form.add("extras", "Extra services", self.extras)
        self.service.choice_changed.connect(self._show_extras)
        self._show_extras()

    def first(self) -> QWidget:
        """The button: what the road means is chosen already."""
        return self.button

    def order(self) -> NewMail:
        """What was chosen.

        Raises:
            FieldProblems: no service.
        """
        service = self.service.value()
        if service is None:
            raise FieldProblems({"service": "Choose the service."})
        extras = frozenset() if service in CARRIERS_WITHOUT_EXTRAS else self.extras.value()
        return NewMail(self._request_id, service, extras)

    def _show_extras(self) -> None:
        bare = self.service.value() in CARRIERS_WITHOUT_EXTRAS
        self.form.set_row_visible("extras", visible=not bare)
