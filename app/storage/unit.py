"""One transaction, with every repository on the same connection."""

from __future__ import annotations

from sqlalchemy import Connection

from app.domain.staff import SYSTEM_ACTOR, Actor
from app.storage.attachments import AttachmentRepository
from app.storage.audit_trail import AuditTrail
from app.storage.consent_texts import ConsentTextRepository
from app.storage.consents import ConsentRepository
from app.storage.drafts import DraftRepository
from app.storage.imports import ImportRepository
from app.storage.mail import MailRepository
from app.storage.migrate import schema_of
from app.storage.papers import PaperRepository
from app.storage.parties import PartyRepository
from app.storage.patients import PatientRepository
from app.storage.reference import ReferenceRepository
from app.storage.requests import RequestRepository
from app.storage.search import SearchRepository
from app.storage.settings import SettingsRepository
from app.storage.staff import StaffRepository
from app.storage.state_add_ons import StateAddOnRepository
from app.storage.store_facts import StoreFactsRepository
from app.system.clock import Clock


class Unit:
    """What a service works with inside ``with store.writing(actor) as unit``."""

    def __init__(self, connection: Connection, clock: Clock, actor: Actor = SYSTEM_ACTOR) -> None:
        self._connection = connection
        self.facts = StoreFactsRepository(connection)
        self.staff = StaffRepository(connection)
        self.settings = SettingsRepository(connection)
        self.drafts = DraftRepository(connection)
        self.audit = AuditTrail(connection, clock, actor)
        self.patients = PatientRepository(connection)
        self.parties = PartyRepository(connection)
        self.imports = ImportRepository(connection)
        self.requests = RequestRepository(connection)
        self.attachments = AttachmentRepository(connection)
        self.papers = PaperRepository(connection)
        self.mail = MailRepository(connection)
        self.consents = ConsentRepository(connection)
        self.consent_texts = ConsentTextRepository(connection)
        self.reference = ReferenceRepository(connection)
        self.state_add_ons = StateAddOnRepository(connection)
        self.search = SearchRepository(connection)

    def schema(self) -> int:
        """The number of the tables' form."""
        return schema_of(self._connection)
